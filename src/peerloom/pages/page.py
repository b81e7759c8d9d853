"""A page before it is written, and the site that it is part of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from peerloom.pages.authored import as_page, written
from peerloom.pages.templating import Raw

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from peerloom.definition.forms import Form, Question
    from peerloom.definition.learning import Reviewed
    from peerloom.definition.program import Program
    from peerloom.disclosure.public import PublicFigures
    from peerloom.problems import Place

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """A file that a page is made from: its name, a line of it or 0, and where it can be edited."""

    file: str
    line: int = 0
    edit: str | None = None

    @property
    def said(self) -> str:
        """The file and line in words."""
        return f"{self.file}, line {self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its path below site/pages, its template and what the template shows."""

    path: str
    title: str
    description: str
    template: str
    shows: Mapping[str, Any] = field(default_factory=dict)
    origins: tuple[Origin, ...] = ()
    reviewed: Reviewed | None = None
    hide: tuple[str, ...] = ()
    head: Mapping[str, Any] = field(default_factory=dict)  # more front matter, for the theme


@dataclass(frozen=True, slots=True)
class Site:
    """All that pages are made from. Nothing else can get onto one."""

    program: Program
    forms: Mapping[str, Form]
    content: Mapping[str, str]
    figures: PublicFigures
    today: dt.date
    places: Mapping[Path, Place]

    def text(self, path: str) -> Raw:
        """The Markdown of a text of content/ as its page shows it; empty when there is none.

        Texts are the one thing that is not encoded: ``authored.content_problems`` says what may stand in them.
        """
        return Raw(as_page(path, written(self.content.get(path, "")).body))

    def description(self, path: str, otherwise: str) -> str:
        """What the text ``path`` says about itself, or ``otherwise``."""
        return written(self.content.get(path, "")).description or otherwise

    def origins(self, *paths: Path, text: str = "") -> tuple[Origin, ...]:
        """Where a page comes from: lines of program.yaml, and the text of content/ if there is one."""
        places = [place for path in paths if (place := self.places.get(path)) is not None]
        found = [Origin(place.file, place.line, self._edit(place.file, place.line)) for place in places]
        if self.content.get(text, ""):
            found.append(Origin(f"content/{text}", 0, self._edit(f"content/{text}")))
        return tuple(found)

    def _edit(self, file: str, line: int = 0) -> str | None:
        start = self.program.program.edit_url
        return None if start is None else f"{start.rstrip('/')}/{file}" + (f"#L{line}" if line else "")

    def question(self, name: str, *askers: str) -> Question | None:
        """The question ``name`` as the first form asks it; forms of ``askers`` come first, joining before others."""
        forms = sorted(self.forms.values(), key=lambda form: (form.who not in askers, form.part != "recruit"))
        return next((q for form in forms for q in form.questions if q.id == name), None)
