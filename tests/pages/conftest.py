from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from peerloom.definition.reader import read_program
from peerloom.definition.standard_forms import forms_of
from peerloom.definition.tree import read_tree
from peerloom.disclosure.public import (
    About,
    Exact,
    Fewer,
    Hours,
    Mean,
    Months,
    PublicFigure,
    PublicFigures,
    PublicPart,
    PublicStep,
    Share,
    Withheld,
)
from peerloom.files import templates_folder
from peerloom.pages.page import Site
from peerloom.pages.render import render_pages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from peerloom.pages.render import Rendered

SMALL = Path(__file__).parents[1] / "programs" / "small"
DAY = dt.date(2026, 6, 12)

N = About(45)
FIGURES = PublicFigures(
    DAY,
    10,
    (
        PublicFigure("matches-made", "2025-26", About(45), About(45)),
        PublicFigure("mentees-waiting", "2025-26", Fewer(10), Fewer(10)),
        PublicFigure("match-rate", "2025-26", Share(85, 100), About(50)),
        PublicFigure(
            "hours",
            "2025-26",
            Hours(1230),
            N,
            parts=(PublicPart("2025-10", About(40)), PublicPart("2025-11", Fewer(10))),
        ),
        PublicFigure("mentee-satisfaction", "2025-26", Mean(43), About(30)),
        PublicFigure(
            "match-length",
            "2025-26",
            Months(7),
            N,
            curve=(PublicStep(1, Share(85, 100)), PublicStep(2, Share(75, 80)), PublicStep(3, Withheld("too-few"))),
        ),
        PublicFigure("stayed-3", "2025-26", Withheld("too-few"), Fewer(10)),
        PublicFigure("matches-made", "2026-27", Fewer(10), Fewer(10)),
        PublicFigure("match-rate", "2026-27", Withheld("too-few"), Fewer(10)),
        PublicFigure("modules", "", Exact(2), Exact(2)),
    ),
)


@dataclass(frozen=True, slots=True)
class Made:
    """What pages are made from, as a test changed it, and what became of it."""

    site: Site
    rendered: Rendered

    @property
    def texts(self) -> dict[str, str]:
        return {path: text for path, text in self.rendered.files.items() if isinstance(text, str)}


def content() -> dict[str, str]:
    """The texts of the small program; other files have an empty text, as `commands` reads them."""
    folder = SMALL / "content"
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    return {file.relative_to(folder).as_posix(): file.read_text() if file.suffix == ".md" else "" for file in files}


def templates() -> dict[str, str]:
    folder = templates_folder()
    return {file.relative_to(folder).as_posix(): file.read_text() for file in sorted((folder / "pages").glob("*.j2"))}


def make(
    change: Callable[[dict[str, Any]], object] | None = None,
    *,
    texts: Mapping[str, str] | None = None,
    figures: PublicFigures = FIGURES,
    today: dt.date = DAY,
) -> Made:
    """Render the small program, after ``change`` has changed the tree of its program.yaml.

    Dates and numbers are texts in it, as in the file. Rules are not looked at: only the types must fit.
    """
    text = (SMALL / "program.yaml").read_text()
    if change is not None:
        tree: dict[str, Any] = read_tree(text, "program.yaml").root
        change(tree)
        text = yaml.safe_dump(json.loads(json.dumps(tree)), sort_keys=False, allow_unicode=True)  # without aliases
    read = read_program(text)
    program = read.partly.program
    assert program is not None, read.problems
    forms, found = forms_of(program), content() if texts is None else dict(texts)
    site = Site(program, {form.id: form for form in forms}, found, figures, today, read.places)
    rendered = render_pages(program, forms, found, figures, today, templates=templates(), places=read.places)
    return Made(site, rendered)


@pytest.fixture(name="templates", scope="session")
def _templates() -> dict[str, str]:
    return templates()


@pytest.fixture(name="make", scope="session")
def _make() -> Callable[..., Made]:
    return make


@pytest.fixture(scope="session")
def small() -> Made:
    """The small program as it is."""
    return make()
