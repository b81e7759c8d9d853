"""Days as people write them, and days that count. Which of day and month stands first is decided for a column."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING, get_args

from peerloom.problems import Cell, Problem
from peerloom.sources.times import Order, is_ambiguous, orders_of, read_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from peerloom.definition.forms import Form
    from peerloom.people.setting import Interval
    from peerloom.sources.tables import Row

    Column = tuple[str, str, str]  # form, tab, question
    Orders = Mapping[Column, Order | None]  # None: both orders occur, so only what reads in one way is read

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.? (?:of )?([a-z]{3,9})\.?,? (\d{4})")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_LONGEST = 40
_ONE_DAY = dt.timedelta(days=1)


def date_orders(rows: Iterable[Row], forms: Mapping[str, Form]) -> tuple[Orders, tuple[Problem, ...]]:
    """Decide for each column of days whether the day or the month stands first.

    A column that proves nothing follows the other columns of days of its tab. When these prove nothing either, the
    month stands first, and a warning says so if that makes a difference.
    """
    texts = _columns(rows, forms)
    proofs = {column: orders_of(found) for column, found in texts.items()}
    orders: dict[Column, Order | None] = {}
    problems: list[Problem] = []
    for column, found in sorted(texts.items()):
        form, tab, question = column
        of_tab = frozenset[Order]().union(*(proved for other, proved in proofs.items() if other[:2] == (form, tab)))
        proved = proofs[column] or of_tab
        orders[column] = next(iter(proved)) if len(proved) == 1 else None if proved else "month first"
        if not proved and any(is_ambiguous(text) for text in found):
            message = "It cannot be told whether the day or the month stands first here; the month was read first."
            hint = "In the sheet, set this column to a format that starts with the year."
            problems.append(Problem(Cell(tab, 1, question), message, hint, "warning"))
    return orders, tuple(problems)


def _columns(rows: Iterable[Row], forms: Mapping[str, Form]) -> dict[Column, list[str]]:
    dates = {form.id: [q.id for q in form.questions if q.type == "date"] for form in forms.values()}
    found: dict[Column, list[str]] = {}
    for row in rows:
        for name in dates.get(row.form, ()):
            if text := row.cells.get(name, ""):
                found.setdefault((row.form, row.tab, name), []).append(text)
    return found


def read_day(text: str, order: Order | None) -> dt.date | None:
    """Read a day; None for what is none, or could be two. A month may also be written as an English word."""
    ways: Sequence[Order] = (order,) if order else get_args(Order)
    found = {time.date() for way in ways if (time := read_time(text, way)) is not None}
    return found.pop() if len(found) == 1 else _spelled(text)


def _spelled(text: str) -> dt.date | None:
    if len(text) > _LONGEST:
        return None
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if match := _DAY_MONTH.fullmatch(plain):
        day, month, year = match.groups()
    elif match := _MONTH_DAY.fullmatch(plain):
        month, day, year = match.groups()
    else:
        return None
    try:
        return dt.date(int(year), _MONTHS.index(month[:3]) + 1, int(day))
    except ValueError:
        return None


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def age_on(born: dt.date, day: dt.date) -> int:
    """Whole years of age on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def days_counted(first: dt.date, last: dt.date, off: Iterable[Interval]) -> int:
    """How many days after ``first``, up to ``last``, lie in none of the intervals. 0 when ``last`` is earlier."""
    days = max(0, (last - first).days)
    for begins, ends in _joined(off):
        lost = (min(ends, last) - max(begins, first + _ONE_DAY)).days + 1
        days -= max(0, lost)
    return max(0, days)


def next_counted(day: dt.date, off: Iterable[Interval]) -> dt.date:
    """``day``, or the first day after the interval that it lies in."""
    for begins, ends in _joined(off):
        if begins <= day <= ends:
            return ends + _ONE_DAY
    return day


def _joined(off: Iterable[Interval]) -> Iterator[Interval]:
    """Intervals in order, with those that overlap or touch made one."""
    open_: Interval | None = None
    for begins, ends in sorted(entry for entry in off if entry[0] <= entry[1]):
        if open_ is not None and begins <= open_[1] + _ONE_DAY:
            open_ = (open_[0], max(open_[1], ends))
        else:
            if open_ is not None:
                yield open_
            open_ = (begins, ends)
    if open_ is not None:
        yield open_
