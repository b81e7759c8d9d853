"""Reads one CSV file as spreadsheets and people leave it: any usual encoding, any usual separator."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from peerloom.problems import Cell, Problem
from peerloom.sources.headers import norm

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    Grid = list[list[str]]

_SEPARATORS = ",;\t"
_AGAIN = "Download it again. If you changed it, save it as CSV UTF-8."
_SIGNS = {"<": "a web page", "%PDF": "a PDF", "{": "no table", "PK\x03\x04": "an Excel file or a zip"}


def read_csv(name: str, data: bytes, known: Collection[str]) -> tuple[Grid | None, tuple[Problem, ...]]:
    """Read the rows of a CSV file, the header first. None when it is broken; then a problem says so.

    UTF-16 needs its mark at the start, UTF-8 does not; what is neither is read as Windows-1252, with a warning.
    The separator is the one with which most ``known`` headers are found.
    """
    text, problems = _decoded(name, data)
    if text is None:
        return None, problems
    wrong = _no_table(text)
    if wrong:
        return None, (Problem(Cell(name), *wrong),)
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # a huge cell is for the rows to reject, not for csv
    try:
        rows = list(_reader(text, _separator(text, known), strict=True))
    except csv.Error:
        message = "This file is broken: a quotation mark is opened and never closed, or closed too early."
        return None, (Problem(Cell(name), message, _AGAIN),)
    if _is_cut(text, rows):
        return None, (Problem(Cell(name), "This file is half written: its last row breaks off.", _AGAIN),)
    return rows, problems


def _decoded(name: str, data: bytes) -> tuple[str | None, tuple[Problem, ...]]:
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16"), ()
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        if error.encoding.startswith("utf-16"):
            return None, (Problem(Cell(name), "This file is half written: its last letter breaks off.", _AGAIN),)
        message = "This file is not UTF-8. It was read as Windows text, so some letters may be wrong."
        return data.decode("cp1252", errors="replace"), (Problem(Cell(name), message, _AGAIN, "warning"),)


def _no_table(text: str) -> tuple[str, str] | None:
    """Say why a text cannot be a table of answers: what is wrong, and what to do."""
    start = text.lstrip()
    for sign, what in _SIGNS.items():
        if start.startswith(sign):
            return f"This file is not a table: it is {what}.", "Download the answers as CSV, or give it its own ending."
    if not start:
        return "This file is empty.", _AGAIN
    if "\0" in text:
        return "This file is not a table: it holds bytes that are no text.", _AGAIN
    return None


def _separator(text: str, known: Collection[str]) -> str:
    """The separator with which the header holds most known names; if that does not tell, most columns."""

    def found(separator: str) -> tuple[int, int]:
        header = next(_reader(text, separator, strict=False), [])
        return sum(norm(cell) in known for cell in header), len(header)

    return max(_SEPARATORS, key=found)


def _reader(text: str, separator: str, *, strict: bool) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)


def _is_cut(text: str, rows: Grid) -> bool:
    """Say whether the last row alone is too short, and no line end follows it."""
    if text.endswith(("\n", "\r")) or len(rows) < 2:  # noqa: PLR2004 - a header and a row
        return False
    return len(rows[-1]) < len(rows[0]) and all(len(row) >= len(rows[0]) for row in rows[:-1])
