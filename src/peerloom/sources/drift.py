"""Finds each question's column by its text, an older wording or its id, and says what is odd; never by position."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.problems import Cell, Problem
from peerloom.sources.headers import COLLECTED, ENGLISH_TIME, TIMES, known_headers, letter, listed, names_of, norm
from peerloom.sources.times import is_ambiguous, is_time, orders_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from peerloom.problems import Level
    from peerloom.sources.tables import Asked, Table, Wanted
    from peerloom.sources.times import Order

ADDRESS = "_address"  # under this id the address that a form collects by itself is kept
MOST_COLUMNS = 200
_SHOWN = 40  # letters of a header, in messages
_LISTED = 8  # columns in one message


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a table holds what, by index, and all that is odd about it.

    ``usable`` is False when a question that must be answered, or the time, cannot be read.
    """

    owned: Mapping[str, int]
    unowned: Mapping[str, int]
    time: int | None
    order: Order
    usable: bool
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """Columns by what their header says. A key with two columns is doubled."""

    keys: Mapping[str, Sequence[int]]
    titles: Mapping[int, Sequence[str]]  # headers that several questions share
    unowned: Sequence[int]
    time: int | None


def find_columns(table: Table, form: Wanted) -> Columns:
    """Find the column of every question of ``form``. The order of the columns makes no difference.

    A question that stands in two columns is not read. Only where Google collects addresses beside a question with
    the same title does the place tell the two apart: the collected one is the neighbour of the time.
    """
    found = _found(table, known_headers(form))
    if not any(key != ADDRESS for key in found.keys):
        hint = "Is it the answers of another form, or has the header row gone?"
        problem = Problem(Cell(table.name, 1), f'None of the questions of "{form.title}" is a column here.', hint)
        return Columns({}, {}, None, "month first", usable=False, problems=(problem,))
    order, odd_times = _order(table, found.time, form)
    problems = (
        *_too_many(table),
        *_shared(table, found),
        *_doubled(table, found),
        *_missing(table, form, found),
        *_new(table, form, found),
        *_collected(table, form, found),
        *odd_times,
    )
    owned = {key: at[0] for key, at in found.keys.items() if len(at) == 1}
    needed = {key for question in form.questions if question.required for key in _keys(question)}
    usable = needed <= set(owned) and all(problem.level == "warning" for problem in odd_times)
    return Columns(owned, _named(table, found.unowned), found.time, order, usable, problems)


def _found(table: Table, known: Mapping[str, Sequence[str]]) -> _Found:
    headers = [norm(text) for text in table.header[:MOST_COLUMNS]]
    time = _time_column(table, headers, known)
    keys: dict[str, list[int]] = {}
    titles: dict[int, Sequence[str]] = {}
    unowned: list[int] = []
    for i, name in enumerate(headers):
        meant = known.get(name, ())
        if i == time:
            continue
        if len(meant) > 1:
            titles[i] = meant
        elif meant:
            keys.setdefault(meant[0], []).append(i)
        elif name in COLLECTED and ADDRESS not in keys:
            keys[ADDRESS] = [i]
        elif name or _is_filled(table, i):
            unowned.append(i)
    return _Found(_parted(keys, headers, time), titles, unowned, time)


def _parted(keys: dict[str, list[int]], headers: Sequence[str], time: int | None) -> dict[str, list[int]]:
    """``keys`` with the collected address told apart from an own question under the same title."""
    for key, at in list(keys.items()):
        collected = [i for i in at if headers[i] in COLLECTED and time is not None and i == time + 1]
        if len(at) == 2 and collected and ADDRESS not in keys:  # noqa: PLR2004 - the question's and Google's
            keys[key] = [i for i in at if i not in collected]
            keys[ADDRESS] = collected
    return keys


def _time_column(table: Table, headers: Sequence[str], known: Mapping[str, Sequence[str]]) -> int | None:
    free = [i for i, name in enumerate(headers) if name not in known]
    named = next((i for i in free if headers[i] in TIMES), None)
    return named if named is not None else next((i for i in free if _all_times(table, i)), None)


def _texts(table: Table, column: int) -> Iterator[str]:
    for line in table.lines:
        if column < len(line.cells) and (text := line.cells[column].strip()):
            yield text


def _is_filled(table: Table, column: int) -> bool:
    return any(True for _ in _texts(table, column))


def _all_times(table: Table, column: int) -> bool:
    return _is_filled(table, column) and all(is_time(text) for text in _texts(table, column))


def _order(table: Table, time: int | None, form: Wanted) -> tuple[Order, list[Problem]]:
    """Whether day or month stands first in the times of this table, and what is odd about it."""
    if form.anonymous:
        return "month first", []  # its times are not read
    if time is None:
        hint = "Keep the column Timestamp when you copy answers. Without it, it is not known which answer is newer."
        missing = Problem(Cell(table.name, 1), "There is no column with the time of each answer.", hint, "warning")
        return "month first", [missing] if table.lines else []
    proved = orders_of(_texts(table, time))
    header = table.header[time].strip()
    if len(proved) == 1:
        return next(iter(proved)), []
    if proved:
        hint = "Download the file again; do not put rows of two downloads together."
        message = f'In some cells of "{header}" the day stands first, in others the month.'
        return "month first", [Problem(Cell(table.name, 1), message, hint)]
    if norm(header) in TIMES and norm(header) != ENGLISH_TIME:
        return "day first", []  # the languages in which Google writes another header put the day first, or the year
    order: Order = "month first" if norm(header) == ENGLISH_TIME else "day first"
    if not any(is_ambiguous(text) for text in _texts(table, time)):
        return order, []
    message = f'It cannot be told whether day or month stands first in "{header}"; it was read as {order}.'
    hint = "Download the CSV in Google Forms (Responses, three dots): there the year stands first."
    return order, [Problem(Cell(table.name, 1), message, hint, "warning")]


def _too_many(table: Table) -> Iterator[Problem]:
    if any(text.strip() for text in table.header[MOST_COLUMNS:]):
        message = f"There are more than {MOST_COLUMNS} columns; those after {letter(MOST_COLUMNS - 1)} were left out."
        yield Problem(Cell(table.name, 1), message, "Remove columns that are not answers to this form.")


def _shared(table: Table, found: _Found) -> Iterator[Problem]:
    for i, keys in found.titles.items():
        message = f"Column {letter(i)} has the title of several questions ({', '.join(keys)}); none of them was read."
        yield Problem(
            Cell(table.name, 1), message, "Give each question words of its own, in the form and in program.yaml."
        )


def _doubled(table: Table, found: _Found) -> Iterator[Problem]:
    for key, at in found.keys.items():
        if len(at) > 1:
            message = f"Columns {listed(letter(i) for i in at)} both hold this question; neither was read."
            yield Problem(Cell(table.name, 1, key), message, "Delete the one that is not used, or rename it.")


def _keys(question: Asked) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for _, _, key in names_of(question)))


def _missing(table: Table, form: Wanted, found: _Found) -> Iterator[Problem]:
    there = set(found.keys) | {key for keys in found.titles.values() for key in keys}
    for question in form.questions:
        level: Level = "error" if question.required else "warning"
        for key in _keys(question):
            if key not in there:
                name = question.ask + key.removeprefix(question.id).replace("[", " [", 1)
                message = f'There is no column "{name}".'
                yield Problem(Cell(table.name, 1, key), message, _nearest(table, question, name, found), level)


def _nearest(table: Table, question: Asked, name: str, found: _Found) -> str:
    """What to do about a missing column: the likeliest of those that no question owns, or the form."""
    letters = {norm(table.header[i]): i for i in reversed(found.unowned)}
    near = difflib.get_close_matches(norm(name), letters, n=2, cutoff=0.6)
    if near:
        columns = " or ".join(f"{letter(letters[close])} ({_short(table.header[letters[close]])})" for close in near)
        return f"Was it reworded? If it is column {columns}, add that text under `also:` of the question."
    if question.type == "email" and ADDRESS in found.keys:
        header = table.header[found.keys[ADDRESS][0]].strip()
        return f'To use the addresses that Google collects, add "{header}" under `also:` of the question.'
    if question.required:
        return "Put the question back into the form, or drop it in program.yaml."
    return "If the form no longer asks this, drop the question in program.yaml."


def _new(table: Table, form: Wanted, found: _Found) -> Iterator[Problem]:
    if not found.unowned:
        return
    names = [f"{letter(i)} ({_short(table.header[i])})" for i in found.unowned]
    more = len(names) - _LISTED
    shown = listed([*names[:_LISTED], f"{more} more"] if more > 0 else names)
    many = len(names) > 1
    message = f"No question owns {'columns' if many else 'column'} {shown}."
    message += f" {'They are' if many else 'It is'} {'not kept' if form.anonymous else 'kept and shown nowhere'}."
    hint = "If it is a reworded question, add its new text under `also:` of the question."
    yield Problem(Cell(table.name, 1), message, hint, "warning")


def _collected(table: Table, form: Wanted, found: _Found) -> Iterator[Problem]:
    if form.anonymous and any(_is_filled(table, i) for i in found.keys.get(ADDRESS, ())):
        hint = "In the form's settings, set Collect email addresses to Do not collect."
        message = "This form is anonymous, but it collects addresses. They were not read."
        yield Problem(Cell(table.name, 1), message, hint, "warning")


def _named(table: Table, unowned: Sequence[int]) -> dict[str, int]:
    """Columns that no question owns by their header; one without, or with one that is taken, by its letter."""
    named: dict[str, int] = {}
    for i in unowned:
        header = " ".join(table.header[i].split())
        named[header if header and header not in named else f"{header} (column {letter(i)})".strip()] = i
    return named


def _short(header: str) -> str:
    text = " ".join(header.split())
    if not text:
        return "no title"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()}..."
