"""Reads tables into rows whose cells are known by question."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from peerloom.problems import Cell, Problem, in_order
from peerloom.sources.drift import ADDRESS, find_columns
from peerloom.sources.tables import RESPONDENT, Row, Rows
from peerloom.sources.times import read_time

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from peerloom.sources.drift import Columns
    from peerloom.sources.tables import Line, Table, Wanted

MOST_ROWS = 5_000
MOST_CHARACTERS = 2_000
_LONG = f"This answer has more than {MOST_CHARACTERS:,} characters, so the row was left out."
_WIDE = "This row has more cells than the header, so it cannot be told what belongs where. It was left out."
_MANY = f"There are more than {MOST_ROWS:,} rows; those from here on were left out."


def read_rows(tables: Sequence[Table], forms: Sequence[Wanted]) -> Rows:
    """Read every table. Everything that is odd about its columns is one report, before anything is used.

    Rows without any answer are no rows. A row that is too large is rejected and the rest goes on. Cells keep their
    text, without outer spaces and what nobody can see; columns that no question owns are cut at the same length.
    Of an anonymous form neither time, nor address, nor any column that no question owns is read. Of a form with a
    table that is broken, or that lacks a question that must be answered, nothing is given. Neither is anything of a
    form with two tables that hold the same answer in different words: it cannot be told which of them is newer.

    Raises:
        KeyError: a table belongs to none of ``forms``.
    """
    by_id = {form.id: form for form in forms}
    rows: list[Row] = []
    rejected: list[Row] = []
    problems: list[Problem] = []
    unread: set[str] = set()
    for table in tables:
        form = by_id[table.form]
        if table.broken:
            unread.add(form.id)
            continue
        columns = find_columns(table, form)
        problems += columns.problems
        if not columns.usable:
            unread.add(form.id)
            continue
        for row, odd, fits in _read(table, form, columns):
            problems += odd
            (rows if fits else rejected).append(row)
    for conflict in _conflicts(rows):
        problems.append(conflict[0])
        unread.add(conflict[1])
    return Rows(
        tuple(row for row in rows if row.form not in unread),
        tuple(row for row in rejected if row.form not in unread),
        in_order(problems),
        frozenset(unread),
    )


def _conflicts(rows: Iterable[Row]) -> Iterator[tuple[Problem, str]]:
    """Two tables of one form that hold an answer of the same second by the same person, and not the same words.

    Somebody corrected the sheet and downloaded it again, and the old file is still here. One problem a pair of tables.
    """
    first: dict[tuple[str, dt.datetime, str], Row] = {}
    told: set[tuple[str, str]] = set()
    for row in rows:
        who = next((text for name in RESPONDENT if (text := row.cells.get(name, ""))), "")
        if row.at is None or not who:
            continue
        other = first.setdefault((row.form, row.at, who.casefold()), row)
        tabs = (other.tab, row.tab)
        differ = any(row.cells[key] != text for key, text in other.cells.items() if key in row.cells)
        if other.tab != row.tab and differ and tabs not in told:
            told.add(tabs)
            message = f'"{other.tab}" and this file hold the same answers in different words, so none was read.'
            yield Problem(Cell(row.tab), message, "Keep the newer of the two files, and move the other away."), row.form


def _read(table: Table, form: Wanted, columns: Columns) -> Iterator[tuple[Row, Sequence[Problem], bool]]:
    """Each row, what is odd about it, and whether it can be used."""
    header = [text.strip() for text in table.header]
    number = 0
    for line in table.lines:
        row = _row(table, line, form, columns)
        if row is None or [text.strip() for text in line.cells] == header:
            continue  # blank, or the header once more in the middle of a file
        number += 1
        if number > MOST_ROWS:
            hint = "Move the answers of earlier years into a file of their own."
            yield row, [Problem(row.cell, _MANY, hint)] if number == MOST_ROWS + 1 else [], False
            continue
        odd = list(_odd(row, line, table, form, columns))
        yield row, odd, all(problem.level == "warning" for problem in odd)


def _odd(row: Row, line: Line, table: Table, form: Wanted, columns: Columns) -> Iterator[Problem]:
    if any(text.strip() for text in line.cells[len(table.header) :]):
        yield Problem(row.cell, _WIDE, "Download the file again, or undo the change in this row.")
    for name, text in row.cells.items():
        if len(text) > MOST_CHARACTERS:
            yield Problem(Cell(row.tab, row.number, name), _LONG, "Shorten it in the sheet.")
    if row.at is None and columns.time is not None and not form.anonymous and _text(line, columns.time):
        hint = "Write it as YYYY-MM-DD HH:MM:SS."
        message = "This is no time that can be read; the answer counts as one without a time."
        yield Problem(Cell(row.tab, row.number, table.header[columns.time].strip()), message, hint, "warning")


def _row(table: Table, line: Line, form: Wanted, columns: Columns) -> Row | None:
    cells = {key: text for key, i in columns.owned.items() if (text := _text(line, i))}
    if not any(key != ADDRESS for key in cells):
        return None
    if form.anonymous:
        cells.pop(ADDRESS, None)
        return Row(form.id, table.name, line.number, None, cells)
    at: dt.datetime | None = None
    if columns.time is not None:
        at = read_time(_text(line, columns.time), columns.order)
    rest = {name: text[:MOST_CHARACTERS] for name, i in columns.unowned.items() if (text := _text(line, i))}
    return Row(form.id, table.name, line.number, at, cells, rest)


def _text(line: Line, column: int) -> str:
    """A cell without outer spaces, control characters, halves of characters and the line ends of other systems."""
    if column >= len(line.cells):
        return ""
    text = line.cells[column].replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"}).strip()
