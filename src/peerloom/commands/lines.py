"""Takes somebody's lines out of a CSV file, and leaves every other byte as it is."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class NotLines(ValueError):  # noqa: N818 - says what the file is
    """The file is no CSV in UTF-8, so it cannot be told where a line ends."""


def changed_lines(content: bytes, change: Callable[[list[str]], list[str] | None]) -> bytes:
    """Change the lines of a CSV file, one by one, but for the first: that is the header.

    A line ends where its row does; a quoted cell may hold line ends.

    Args:
        content: the file.
        change: is given the cells of a line. The same cells leave its bytes as they are, others are written in their
            place, and None takes the line out.

    Raises:
        NotLines: it is not UTF-8, or a quote is never closed.
    """
    kept = []
    separator = ","
    for number, line in enumerate(_lines(content)):
        if number == 0:
            separator = max(",;\t", key=line.count)
            kept.append(line)
            continue
        cells = _cells(line, separator)
        after = change(list(cells))
        if after == cells:
            kept.append(line)
        elif after is not None:
            kept.append(_written(after, separator, line[len(line.rstrip("\r\n")) :]))
    return "".join(kept).encode()


def _lines(content: bytes) -> Iterator[str]:
    """Each row as it stands. Only a line feed or a carriage return outside of quotes ends it."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise NotLines from None
    held = ""
    for line in io.StringIO(text, newline=""):  # keeps \r, \n and \r\n as they are
        held += line
        if held.count('"') % 2 == 0:
            yield held
            held = ""
    if held:
        raise NotLines


def _cells(line: str, separator: str) -> list[str]:
    try:
        rows = list(csv.reader(io.StringIO(line, newline=""), delimiter=separator))
    except csv.Error:
        raise NotLines from None
    return [cell for row in rows for cell in row]


def _written(cells: list[str], separator: str, end: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end).writerow(cells)
    return out.getvalue()
