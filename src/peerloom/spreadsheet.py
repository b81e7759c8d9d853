"""CSV that people open in a spreadsheet: UTF-8 with a mark that Excel knows, and no cell that is a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BOM = "\ufeff"
_FORMULA = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")  # the last four are the full-width forms


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Write rows as CSV. A cell that a spreadsheet would run gets an apostrophe in front."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([inert(cell) for cell in row] for row in rows)
    return BOM + out.getvalue()


def inert(cell: str) -> str:
    """The cell as text that no spreadsheet runs."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def read_csv(text: str) -> list[list[str]]:
    """Read CSV with comma, semicolon or tab, as programs save it again. Undoes the apostrophe of ``inert``."""
    text = text.removeprefix(BOM)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [
        [cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell for cell in row] for row in rows
    ]
