"""A folder with the files that Google Forms and Google Sheets export: CSV and .xlsx, as they come."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.problems import Cell, Problem
from peerloom.sources.csv_text import read_csv
from peerloom.sources.headers import COLLECTED, TIMES, known_headers
from peerloom.sources.tables import Line, Table
from peerloom.sources.workbooks import read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from peerloom.sources.csv_text import Grid
    from peerloom.sources.tables import Wanted
    from peerloom.sources.workbooks import Sheet

MOST_BYTES = 20_000_000
_OTHERS = {
    ".zip": "Unpack it: the CSV file in it is what is read.",
    ".xls": "Save it as .xlsx or CSV.",
    ".ods": "Save it as .xlsx or CSV.",
    ".numbers": "Export it as CSV.",
    ".tsv": "Save it as CSV.",
    ".gsheet": "Open it, then choose File, Download, CSV.",
}
# What Google adds to a form's title, in some languages, and what browsers add to a file that is there already.
_TAB = (
    r"form[ _]?responses|formularantworten|réponses au formulaire|respuestas de formulario"
    r"|respostas ao formulário|risposte del modulo|formulierreacties"
)
_ENDING = re.compile(
    rf"(\.(csv|xlsx)|\((responses?|antworten|réponses|respuestas|respostas|risposte|reacties)\)"
    rf"| - ({_TAB})[ _]?\d+|\(\d+\))$"
)
_RESPONSES = re.compile(rf"({_TAB}) ?\d+")
_LONGEST_SHEET = 31  # Excel cuts longer names of sheets


@dataclass(frozen=True, slots=True)
class CsvFolder:
    """The port of ``sources`` over a folder. Folders in it are not looked into."""

    folder: Path

    def read_tables(self, forms: Sequence[Wanted]) -> tuple[tuple[Table, ...], tuple[Problem, ...]]:
        """Give the table of every file that belongs to a form, in the order of their names.

        A file belongs to the form whose title, id or older title it bears, without what exports add. One that
        cannot be read is a problem at its name and a table that is ``broken``; one that belongs to no form is a
        warning. The rest goes on. Two files of one form are both given.
        """
        names = _Names.of(forms)
        tables: list[Table] = []
        problems: list[Problem] = []
        for file in self._files():
            kind = file.suffix.casefold()
            if kind == ".csv" and not is_decisions(file.name):
                found, odd = _read_csv_file(file, names)
            elif kind == ".xlsx":
                found, odd = _read_workbook_file(file, names)
            elif kind in _OTHERS:
                found, odd = (
                    [],
                    [Problem(Cell(file.name), "Files of this kind are not read.", _OTHERS[kind], "warning")],
                )
            else:
                continue
            tables += found
            problems += odd
        return tuple(tables), tuple(problems)

    def _files(self) -> Iterator[Path]:
        for file in sorted(self.folder.glob("*"), key=lambda file: file.name):
            if file.is_file() and not file.name.startswith((".", "~$")):
                yield file


def is_decisions(name: str) -> bool:
    """Say whether a file holds a coordinator's decisions rather than answers."""
    return re.match(r"(pairings|releases)\b", name.casefold()) is not None


def normal(name: str) -> str:
    """A file's, sheet's or form's name for comparing: without what exports add, letters and digits alone."""
    text = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    while (shorter := _ENDING.sub("", text).strip()) not in {text, ""}:
        text = shorter
    return " ".join(re.sub(r"[\W_]", " ", text).split())


@dataclass(frozen=True, slots=True)
class _Names:
    """Which form a name means, and which headers its columns can have."""

    forms: Mapping[str, str]
    headers: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, forms: Sequence[Wanted]) -> _Names:
        names: dict[str, str] = {}
        for titles in ([form.title for form in forms], [form.id for form in forms]):
            for title, form in zip(titles, forms, strict=True):
                names.setdefault(normal(title), form.id)
        for form in forms:
            for title in form.also:
                names.setdefault(normal(title), form.id)
        headers = {form.id: frozenset(known_headers(form)) | TIMES | COLLECTED for form in forms}
        return cls(names, headers)

    def form_of_sheet(self, title: str) -> str | None:
        """The form of a sheet's own name, which may have been cut."""
        name = normal(title)
        if name in self.forms or len(title) < _LONGEST_SHEET:
            return self.forms.get(name)
        long = {form for known, form in self.forms.items() if known.startswith(name)}
        return long.pop() if len(long) == 1 else None


def _read_csv_file(file: Path, names: _Names) -> tuple[list[Table], list[Problem]]:
    form = names.forms.get(normal(file.name))
    if form is None:
        return [], [_unknown(file.name)]
    data, trouble = _bytes(file)
    if data is None:
        return [_broken(file.name, form)], trouble
    rows, problems = read_csv(file.name, data, names.headers[form])
    return [_broken(file.name, form) if rows is None else _table(file.name, form, rows)], list(problems)


def _read_workbook_file(file: Path, names: _Names) -> tuple[list[Table], list[Problem]]:
    form = names.forms.get(normal(file.name))
    data, trouble = _bytes(file)
    sheets, problems = (None, trouble) if data is None else read_workbook(file.name, data)
    if sheets is None:
        return [_broken(file.name, form)] if form else [], list(problems)
    tables: list[Table] = []
    odd = list(problems)
    for sheet in sheets:
        name = file.name if len(sheets) == 1 else f"{file.name} / {sheet.title}"
        own = names.form_of_sheet(sheet.title) or (form if _holds_answers(sheet, sheets) else None)
        if own is None:
            odd.append(_unknown(name))
        else:
            tables.append(_table(name, own, sheet.rows))
    return tables, odd


def _holds_answers(sheet: Sheet, sheets: Sequence[Sheet]) -> bool:
    """Say whether a sheet is the answers of the form that its workbook is named after."""
    return len(sheets) == 1 or _RESPONSES.fullmatch(normal(sheet.title)) is not None


def _bytes(file: Path) -> tuple[bytes | None, list[Problem]]:
    try:
        if file.stat().st_size > MOST_BYTES:
            message = f"This file is larger than {MOST_BYTES // 1_000_000} MB."
            return None, [
                Problem(Cell(file.name), message, "Move the answers of earlier years into a file of their own.")
            ]
        return file.read_bytes(), []
    except OSError:
        return None, [
            Problem(Cell(file.name), "This file cannot be opened.", "Close it elsewhere, or check its permissions.")
        ]


def _unknown(name: str) -> Problem:
    hint = "Name it like the form, or add its name under `also:` of the form."
    return Problem(Cell(name), "No form has this name, so it was left out.", hint, "warning")


def _broken(name: str, form: str) -> Table:
    return Table(name, form, (), (), broken=True)


def _table(name: str, form: str, rows: Grid) -> Table:
    lines = (Line(number, tuple(cells)) for number, cells in enumerate(rows[1:], start=2) if any(map(str.strip, cells)))
    return Table(name, form, tuple(rows[0]), tuple(lines))
