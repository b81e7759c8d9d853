"""The file of one form, as Google Forms writes it when its answers are downloaded.

Every field is quoted, the first column is the time with the year first and the zone last, then the collected address,
then a column a question and, for a grid, a column a row. Several choices are joined by a comma and a space, as the
linked spreadsheet joins them.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from peerloom.definition.forms import Form, Question
    from peerloom.simulate.sent import Value

    Made = tuple[dt.datetime, str, Mapping[str, Value]]  # when, the collected address, the answers

JOINT = ", "
_NOON = 12
_AGREED = "I agree"
_LAST_SUNDAY = 31
_SUMMER = (3, 10)  # it starts on the last Sunday of March and ends on the last of October


def file_name(title: str) -> str:
    """The file's name: the form's title, without what no file name may hold."""
    return re.sub(r"[^\w .,()-]", "_", title) + ".csv"


def file_text(form: Form, rows: Iterable[Made], blanks: Sequence[int] = ()) -> str:
    """The whole file. ``blanks`` are places (of the rows, from 0) before which an empty row stands."""
    header = _header(form)
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(header)
    for i, (at, email, values) in enumerate(rows):
        if i in blanks:
            writer.writerow([""] * len(header))
        start = [stamp(at)] if form.anonymous else [stamp(at), email]
        writer.writerow([*start, *(cell for q in form.questions for cell in _cells(q, values.get(q.id, "")))])
    return out.getvalue()


def _header(form: Form) -> list[str]:
    start = ["Timestamp"] if form.anonymous else ["Timestamp", "Email Address"]
    return [*start, *(title for question in form.questions for title in _titles(question))]


def _titles(question: Question) -> list[str]:
    return [f"{question.ask} [{row}]" for row in question.rows] if question.type == "grid" else [question.ask]


def _cells(question: Question, value: Value) -> list[str]:
    if question.type == "grid":
        ticks = value if not isinstance(value, (str, int, dt.date, tuple)) else {}
        return [JOINT.join(ticks.get(row, ())) for row in question.rows]
    return [_cell(question, value)]


def _cell(question: Question, value: Value) -> str:
    if isinstance(value, bool):
        yes = _AGREED if question.type == "agree" else "Yes"
        return yes if value else "" if question.type == "agree" else "No"
    if isinstance(value, tuple):
        return JOINT.join(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def stamp(at: dt.datetime) -> str:
    """A time as Forms writes it: ``2025/09/03 4:05:12 PM GMT+1``."""
    zone = "GMT+1" if _is_summer(at) else "GMT"
    half = "PM" if at.hour >= _NOON else "AM"
    return f"{at:%Y/%m/%d} {(at.hour - 1) % _NOON + 1}:{at:%M:%S} {half} {zone}"


def _is_summer(at: dt.datetime) -> bool:
    """Whether clocks are an hour ahead, as in Britain and Ireland."""
    first, last = (dt.datetime(at.year, month, _last_sunday(at.year, month), 1) for month in _SUMMER)  # noqa: DTZ001 - the form's own zone
    return first <= at < last


def _last_sunday(year: int, month: int) -> int:
    """The day of the last Sunday of a month of 31 days."""
    return _LAST_SUNDAY - (dt.date(year, month, _LAST_SUNDAY).weekday() + 1) % 7
