"""Reads .xlsx files as the CSV export of the same sheets would have been."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peerloom.problems import Cell, Problem

if TYPE_CHECKING:
    from peerloom.sources.csv_text import Grid

MOST_UNPACKED = 60_000_000  # bytes
MOST_PLACES = 4_000_000  # cells between A1 and the last one that is used, over all sheets
_ADDRESS = re.compile(rb"""\br\s*=\s*["']\$?([A-Za-z]{0,9})\$?(\d{0,12})["']""")
_HALF = dt.timedelta(milliseconds=500)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook, its header first."""

    title: str
    rows: Grid


def read_workbook(name: str, data: bytes) -> tuple[tuple[Sheet, ...] | None, tuple[Problem, ...]]:
    """Read every sheet that holds something. None when the file is broken; then a problem says so.

    Nothing in the file is run. A file that unpacks to more than ``MOST_UNPACKED`` bytes, or whose cells lie far
    apart, is refused before a sheet is built: the reader would take memory for every empty cell between.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum  # noqa: PLC0415 - only for Excel files

    try:
        packed = _repacked(data)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError):  # RuntimeError: a password
        hint = "Download it again as .xlsx or CSV. An old .xls file must be saved anew."
        return None, (Problem(Cell(name), "This file is broken, half written or no Excel file.", hint),)
    if packed is None:
        hint = "Copy the answers alone into a new file, or download them as CSV."
        return None, (Problem(Cell(name), "This file is too large when it is unpacked.", hint),)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(packed))
        titles = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        sheets = [
            Sheet(title, _grid(book.get_sheet_by_name(title).to_python(skip_empty_area=False))) for title in titles
        ]
    except CalamineError:
        hint = "Open it in your spreadsheet program and save it again, or download it as CSV."
        return None, (Problem(Cell(name), "This Excel file is broken.", hint),)
    return tuple(sheet for sheet in sheets if sheet.rows), ()


def _repacked(data: bytes) -> bytes | None:
    """The file with each part unpacked once by us, so that no later reader can meet more; None when it is too much.

    A zip may say less about its size than it holds.
    """
    out = io.BytesIO()
    left = MOST_UNPACKED
    places = 0
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        _assert_workbook(old)
        for part in old.infolist():
            with old.open(part) as packed:
                text = packed.read(left + 1)
            left -= len(text)
            places += _places(text)
            if left < 0 or places > MOST_PLACES:
                return None
            new.writestr(part.filename, text)
    return out.getvalue()


def _assert_workbook(old: zipfile.ZipFile) -> None:
    """Refuse other kinds of files under this ending; they have repetitions that cannot be counted here."""
    names = old.namelist()
    usual = all(part.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for part in old.infolist())
    other = {"content.xml", "xl/workbook.bin"} & set(names)
    if not usual or other or len(set(names)) < len(names) or "xl/workbook.xml" not in names:
        raise zipfile.BadZipFile("no workbook")


def _places(sheet: bytes) -> int:
    """How many cells lie between A1 and the last cell of a sheet, used or not."""
    width = height = 1
    for letters, digits in _ADDRESS.findall(sheet):
        height = max(height, int(digits or 0))
        width = max(width, _column(letters))
    return width * height


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _grid(rows: list[list[Any]]) -> Grid:
    """Rows as text, without the empty rows at the end."""
    grid = [[_text(cell) for cell in row] for row in rows]
    while grid and not any(grid[-1]):
        grid.pop()
    return grid


def _text(value: Any) -> str:
    """A cell of Excel as the text that a CSV export would hold; days and times as ISO writes them."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() else str(value)
        case dt.datetime():
            return (value + _HALF).isoformat(sep=" ", timespec="seconds")
        case dt.time():
            return value.isoformat(timespec="seconds")
        case dt.timedelta():
            return _hours(value)
        case _:
            return str(value)


def _hours(length: dt.timedelta) -> str:
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
