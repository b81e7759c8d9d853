"""Stories, and the board of wins and thanks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peerloom.pages.doors import door
from peerloom.pages.page import Page

if TYPE_CHECKING:
    from peerloom.pages.page import Site

_KINDS = {"win": "Something good", "thanks": "Thank you", "quote": "In their own words"}


def stories(site: Site) -> Page:
    """Stories as cards, then every sentence that was released, in the order in which it was given."""
    win = site.forms.get("win")
    shows: dict[str, Any] = {
        "stories": site.program.stories,
        "board": [(title, words) for kind, title in _KINDS.items() if (words := _of(site, kind))],
        "door": door(win, site.program, site.today) if win is not None else None,
    }
    return Page(
        "stories/index.md",
        "Stories and wins",
        "What happened in matches, told so that nobody can be recognised, and good news in people's own words.",
        "pages/stories.md.j2",
        shows,
        site.origins(("stories",)),
        hide=("toc",),
    )


def _of(site: Site, kind: str) -> list[Any]:
    return [words for words in site.figures.words if words.kind == kind]
