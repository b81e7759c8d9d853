"""What the program follows: its own look at itself, from what is public and from what its team states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerloom.definition.standards import EDITIONS
from peerloom.pages.page import Page
from peerloom.standards.followed import followed
from peerloom.standards.written import Written

if TYPE_CHECKING:
    from collections.abc import Collection

    from peerloom.definition.standards_block import Standards
    from peerloom.pages.page import Site

PATH = "standards.md"


def standards_page(site: Site, standards: Standards, pages: Collection[str]) -> Page:
    """The items that can be seen in what is public, and those that the team states. Nothing about answers of people.

    Args:
        site: all that pages are made from.
        standards: its block of program.yaml.
        pages: the paths of all other pages.
    """
    written = Written(site.program, site.forms, site.places, pages)
    shows = {"edition": EDITIONS[standards.edition], "parts": followed(written, standards)}
    about = f"What {site.program.program.name} follows, by its own assessment."
    return Page(PATH, "What we follow", about, "pages/standards.md.j2", shows, site.origins(("standards",)))
