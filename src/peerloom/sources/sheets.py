"""A spreadsheet that Google Forms fills, one tab for each form, read as the CSV export of the same tabs would be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from peerloom.problems import Cell, Problem
from peerloom.sources.headers import known_headers, norm
from peerloom.sources.names import FormNames
from peerloom.sources.tables import Line, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from peerloom.sources.tables import Wanted

SCHEMA = "_schema"  # the tab in which the script that made the forms says which question is which column
_ENOUGH = 3  # headers of a form by which a tab without its name is known


class Tab(Protocol):
    """A tab, as far as a source must know it."""

    @property
    def sheet_id(self) -> int:
        """Its number, which never changes."""
        ...

    @property
    def title(self) -> str:
        """Its title."""
        ...

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        """Its cells as text, from row 1 on; days and times as ISO writes them, in the sheet's own zone."""
        ...


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """The port of ``sources`` over the tabs of a spreadsheet, all of one moment."""

    tabs: Sequence[Tab]

    def read_tables(self, forms: Sequence[Wanted]) -> tuple[tuple[Table, ...], tuple[Problem, ...]]:
        """Give the table of every tab that belongs to a form, in the order of the tabs.

        A tab belongs to the form that the schema tab says, else to the one whose name it bears, else to the only one
        whose questions stand in its header. Hidden tabs are read like others. A title that starts with _ is left alone.
        """
        schema = _Schema.of(next((tab.rows for tab in self.tabs if tab.title == SCHEMA), []))
        names, by_id = FormNames.of(forms), {form.id: form for form in forms}
        tables: list[Table] = []
        problems: list[Problem] = []
        for tab in self.tabs:
            if tab.title.startswith("_") or not any(any(row) for row in tab.rows):
                continue
            name = schema.forms.get(tab.sheet_id) or names.form_of(tab.title) or _by_header(tab.rows[0], names)
            form = by_id.get(name or "")
            if form is None:
                problems.append(_unknown(tab.title))
            else:
                tables.append(_table(tab, form, schema))
        return tuple(tables), tuple(problems)


@dataclass(frozen=True, slots=True)
class _Schema:
    """What the schema tab says: which tab is which form's, and under which title a question stands today."""

    forms: Mapping[int, str]
    titles: Mapping[tuple[str, str], str]  # (form, title in the form, normal) -> id of the question

    @classmethod
    def of(cls, grid: Sequence[Sequence[str]]) -> _Schema:
        if not grid:
            return cls({}, {})
        at = {norm(text): i for i, text in enumerate(grid[0])}
        forms: dict[int, str] = {}
        titles: dict[tuple[str, str], str] = {}
        for row in grid[1:]:
            cells = {name: row[i].strip() if i < len(row) else "" for name, i in at.items()}
            form = cells.get("form", "")
            if cells.get("sheet", "").isdecimal() and form:
                forms[int(cells["sheet"])] = form
            if form and cells.get("key") and cells.get("title"):
                titles[form, norm(cells["title"])] = cells["key"]
        return cls(forms, titles)


def _by_header(header: Sequence[str], names: FormNames) -> str | None:
    """The only form that knows most of these headers, and several of them."""
    texts = {norm(text) for text in header if text}
    found = {form: len(texts & known) for form, known in names.headers.items()}
    most = max(found.values(), default=0)
    best = [form for form, count in found.items() if count == most]
    return best[0] if len(best) == 1 and most >= _ENOUGH and most * 2 > len(texts) else None


def _table(tab: Tab, form: Wanted, schema: _Schema) -> Table:
    header = _retitled(tab.rows[0], form, schema)
    lines = (Line(n, tuple(row)) for n, row in enumerate(tab.rows[1:], start=2) if any(text.strip() for text in row))
    return Table(tab.title, form.id, tuple(header), tuple(lines))


def _retitled(header: Sequence[str], form: Wanted, schema: _Schema) -> list[str]:
    """The header with today's words of a question where the form was reworded by hand; the schema tab knows both."""
    known = known_headers(form)
    asked = {question.id: question for question in form.questions}
    found = []
    for text in header:
        title, row = _parts(text)
        key = schema.titles.get((form.id, norm(title)))
        if norm(text) in known or key not in asked:
            found.append(text)
        else:
            found.append(f"{asked[key].ask} [{row}]" if row else asked[key].ask)
    return found


def _parts(header: str) -> tuple[str, str]:
    """A header's question, and the row of a grid in brackets at its end, if any."""
    title, mark, row = header.rpartition(" [")
    return (title, row[:-1]) if mark and row.endswith("]") else (header, "")


def _unknown(title: str) -> Problem:
    hint = "Name it like the form, or add its name under `also:` of the form. A name that starts with _ is left alone."
    return Problem(Cell(title), "No form has this name, so the tab was left out.", hint, "warning")
