"""A folder with the files that Google Forms and Google Sheets export: CSV and .xlsx, as they come."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.problems import Cell, Problem
from peerloom.sources.csv_text import read_csv
from peerloom.sources.names import FormNames, is_responses
from peerloom.sources.tables import Line, Table
from peerloom.sources.workbooks import read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
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
        names = FormNames.of(forms)
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


def _read_csv_file(file: Path, names: FormNames) -> tuple[list[Table], list[Problem]]:
    form = names.form_of(file.name)
    if form is None:
        return [], [_unknown(file.name)]
    data, trouble = _bytes(file)
    if data is None:
        return [_broken(file.name, form)], trouble
    rows, problems = read_csv(file.name, data, names.headers[form])
    return [_broken(file.name, form) if rows is None else _table(file.name, form, rows)], list(problems)


def _read_workbook_file(file: Path, names: FormNames) -> tuple[list[Table], list[Problem]]:
    form = names.form_of(file.name)
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
    return len(sheets) == 1 or is_responses(sheet.title)


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
