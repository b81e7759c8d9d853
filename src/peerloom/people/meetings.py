"""Meetings: the lines of the hours log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerloom.people.records import Aside, Meeting
from peerloom.people.values import by_time, day_of, number_of, sent, text_of
from peerloom.problems import Cell, Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from peerloom.people.records import Answer
    from peerloom.people.setting import Setting

FORM = "hours-log"
OF_A_MATCH = frozenset(
    {
        "match-answer",
        "agreement",
        "first-meeting",
        "mentor-check-in",
        "mentee-check-in",
        "contact-note",
        "hours-log",
        "goal",
        "goal-review",
        "closure",
    }
)
_TELL_OF_A_DAY = {"first-meeting", "hours-log", "contact-note"}  # in `on`, and it has passed


def placed(answers: Iterable[Answer], setting: Setting) -> tuple[tuple[Answer, ...], tuple[Aside, ...]]:
    """Answers about a match that say which match, and when; the others are held."""
    kept: list[Answer] = []
    asides: list[Aside] = []
    for answer in answers:
        wrong = _wrong(answer, setting) if answer.form in OF_A_MATCH else None
        if wrong is None:
            kept.append(answer)
        else:
            asides.append(Aside(answer, "held", wrong))
    return tuple(kept), tuple(asides)


def _wrong(answer: Answer, setting: Setting) -> Problem | None:
    on = day_of(answer, "on") if answer.form in _TELL_OF_A_DAY else None
    at = Cell(answer.cell.tab, answer.cell.row, "on")
    if not text_of(answer, "match"):
        hint = "Write the match code into this row."
        return Problem(answer.cell, "It is not known which match this is about.", hint)
    if on is None and answer.at is None:
        hint = "Write the day into this row, as YYYY-MM-DD."
        return Problem(answer.cell, "It is not known which day this is about.", hint)
    if on is not None and on > setting.today:
        return Problem(at, "This day is still to come.", "Correct the day in the sheet.")
    return None


def meetings(answers: Iterable[Answer]) -> tuple[tuple[Meeting, ...], tuple[Problem, ...]]:
    """Every line of the log, by day, then by tab and row.

    A second line of one match on one day is used, and a warning asks whether it is the same meeting.
    """
    found: list[Meeting] = []
    warnings: list[Problem] = []
    seen: dict[tuple[str, dt.date], Cell] = {}
    for answer in sorted(answers, key=by_time):
        on = day_of(answer, "on") or sent(answer)
        match = text_of(answer, "match")
        if (match, on) in seen:
            warnings.append(_twice(answer.cell, seen[match, on]))
        seen.setdefault((match, on), answer.cell)
        minutes = number_of(answer, "minutes") or 0
        found.append(Meeting(match, on, minutes, text_of(answer, "how"), text_of(answer, "what"), answer.cell))
    order = sorted(found, key=lambda meeting: (meeting.on, meeting.cell.tab, meeting.cell.row))
    return tuple(order), tuple(warnings)


def _twice(here: Cell, first: Cell) -> Problem:
    where = f"row {first.row}" if here.tab == first.tab else f'row {first.row} of "{first.tab}"'
    message = f"This match has another meeting on this day, in {where}. Both count."
    return Problem(here, message, "If it is the same meeting, delete one of the two rows.", "warning")
