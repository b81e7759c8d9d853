"""CSV that people open in a spreadsheet: UTF-8 with a mark that Excel knows, and no cell that is a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import TYPE_CHECKING

from peerloom.problems import Cell, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

BOM = "\ufeff"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# What a spreadsheet may run: the last four signs are the full-width forms. Signs that nobody sees may stand before it,
# because some programs drop them when they open the file.
_FORMULA = re.compile(
    "'*[\\x00-\\x08\\n\\x0b\\x0c\\x0e-\\x1f\\x7f\\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
    "[=+@\t\r\uff1d\uff0b\uff0d\uff20-]"
)


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Write rows as CSV. A cell that a spreadsheet would run gets an apostrophe in front."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([inert(cell) for cell in row] for row in rows)
    return BOM + out.getvalue()


def inert(cell: str) -> str:
    """The cell as text that no spreadsheet runs. One that has apostrophes before a formula gets one more."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def read_csv(text: str) -> list[list[str]]:
    """Read CSV with comma, semicolon or tab, as programs save it again. Undoes the apostrophe of ``inert``."""
    text = text.removeprefix(BOM)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [[cell.removeprefix("'") if _FORMULA.match(cell) else cell for cell in row] for row in rows]


def read_decisions(
    text: str, tab: str, needed: Sequence[str]
) -> tuple[tuple[tuple[Cell, Mapping[str, str]], ...], tuple[Problem, ...]]:
    """Read a file in which somebody decided: its rows as title -> text, wherever rows and columns stand.

    Titles are in small letters with single spaces. Blank rows are left out.

    Args:
        text: the whole file.
        tab: its name, for messages.
        needed: titles of columns without which nothing can be read.
    """
    try:
        rows = read_csv(text)
    except csv.Error:
        return (), (Problem(Cell(tab), "This file is broken.", "Save it again as CSV."),)
    header = [" ".join(cell.split()).casefold() for cell in rows[0]] if rows else []
    missing = [name for name in needed if name.casefold() not in header]
    if missing:
        hint = "Put the column back, or delete the file; the next run makes it anew."
        return (), tuple(Problem(Cell(tab, 1, name), "This column is missing.", hint) for name in missing)
    return tuple(_filled(header, rows[1:], tab)), ()


def _filled(header: Sequence[str], rows: Iterable[Sequence[str]], tab: str) -> Iterator[tuple[Cell, Mapping[str, str]]]:
    for number, row in enumerate(rows, start=2):
        cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
        if any(cells.values()):
            yield Cell(tab, number), cells


def read_day(text: str) -> dt.date | None:
    """A day as YYYY-MM-DD; None for anything else."""
    try:
        return dt.date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def unread_day(at: Cell, column: str = "Decided on") -> Problem:
    """A day that cannot be read, in a decision that counts all the same."""
    hint = "Write it as YYYY-MM-DD, or leave it blank. The decision counts; its day is taken from the ledger or today."
    return Problem(Cell(at.tab, at.row, column), "This is not a day that can be read.", hint, "warning")
