"""Ranges as Sheets writes them: ``Sheet1!A1:C3``, ``'My tab'``, ``'My tab'!B2:B``."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CELL = re.compile(r"\$?([A-Za-z]{1,3})?\$?(\d+)?")
_PLAIN = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*")


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a tab, from zero, ends excluded. None: to the end of what is there."""

    title: str
    top: int = 0
    left: int = 0
    bottom: int | None = None
    right: int | None = None


def read_area(text: str, titles: list[str]) -> Area | None:
    """Read a range; None when it is none. A bare title that looks like a cell means a cell of the first tab."""
    quoted = re.fullmatch(r"'((?:[^']|'')*)'(?:!(.+))?", text)
    if quoted:
        title, cells = quoted[1].replace("''", "'"), quoted[2]
    elif "!" in text:
        title, _, cells = text.rpartition("!")
    elif text in titles and not _LIKE_A_CELL.fullmatch(text):
        title, cells = text, None
    else:
        title, cells = titles[0] if titles else "", text
    if title not in titles:
        return None
    return Area(title) if cells is None else _cells(title, cells)


def _cells(title: str, text: str) -> Area | None:
    first, _, last = text.partition(":")
    start, end = _CELL.fullmatch(first), _CELL.fullmatch(last or first)
    if start is None or end is None or not first:
        return None
    return Area(
        title,
        int(start[2]) - 1 if start[2] else 0,
        number(start[1]) if start[1] else 0,
        int(end[2]) if end[2] else None,
        number(end[1]) + 1 if end[1] else None,
    )


def number(letters: str) -> int:
    """A column's number from zero."""
    found = 0
    for letter in letters.upper():
        found = found * 26 + ord(letter) - 64
    return found - 1


def letters(column: int) -> str:
    """A column's letters; 0 is A."""
    name, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def write_area(title: str, top: int, left: int, bottom: int, right: int) -> str:
    """A range as answers show it: bounded, and quoted where a reader could take the title for something else."""
    plain = _PLAIN.fullmatch(title) and not _LIKE_A_CELL.fullmatch(title)
    shown = title if plain else "'" + title.replace("'", "''") + "'"
    return f"{shown}!{letters(left)}{top + 1}:{letters(right - 1)}{bottom}"
