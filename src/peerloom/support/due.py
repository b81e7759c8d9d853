"""Check-ins: when each side's is due, and which one came for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.people.days import next_counted
from peerloom.support.running import breaks_of, cohort_of, pauses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from peerloom.definition.organisation import Cohort
    from peerloom.definition.program import Program
    from peerloom.people.records import Match, Records, Side

SIDES: tuple[Side, ...] = ("mentor", "mentee")


@dataclass(frozen=True, slots=True)
class CheckInDue:
    """One check-in of one side that fell due.

    ``late``: it came after the days in which it counts, or has not come and these days are over.
    """

    match: str
    side: Side
    due: dt.date
    done: dt.date | None
    late: bool


def check_ins(records: Records, program: Program) -> tuple[CheckInDue, ...]:
    """Every check-in that fell due up to the day of the records, by match, side and day.

    Each is due ``check_in_days`` after the last due day, the first after the first meeting, up to the end of the
    match or of its cohort. Nothing falls due in a break or while the match is paused: it moves to the first day
    after. A check-in counts for one due day, and only within ``support.check_in_late_days`` before or after it; as
    many due days as possible get one. One that comes later than that, and before the next due day needs it, is late.
    """
    late = dt.timedelta(days=program.support.check_in_late_days)
    given: dict[tuple[str, str], list[dt.date]] = {}
    for check_in in records.check_ins:
        given.setdefault((check_in.match, check_in.side), []).append(check_in.on)
    found: list[CheckInDue] = []
    for match in sorted(records.matches, key=lambda match: match.code):
        days = tuple(due_days(match, cohort_of(match, program), records.today))
        for side in SIDES:
            done = _paired(days, sorted(given.get((match.code, side), ())), late)
            for due, on in zip(days, done, strict=True):
                is_late = (on or records.today) - due > late
                found.append(CheckInDue(match.code, side, due, on, is_late))
    return tuple(found)


def due_days(match: Match, cohort: Cohort | None, today: dt.date) -> Iterator[dt.date]:
    """The days on which check-ins of a match fell due up to ``today``; none before its first meeting."""
    if match.started is None or cohort is None:
        return
    off = (*breaks_of(cohort), *pauses(match))
    last = min(day for day in (match.ended, cohort.ends, today) if day is not None)
    step = dt.timedelta(days=max(1, cohort.check_in_days))
    due = next_counted(match.started + step, off)
    while due <= last:
        yield due
        due = next_counted(due + step, off)


def _paired(due: Sequence[dt.date], given: Sequence[dt.date], late: dt.timedelta) -> list[dt.date | None]:
    """For each due day the check-in that came for it. All windows are of one length, so taking the earliest is best."""
    free = list(given)
    done: list[dt.date | None] = []
    for day in due:
        on = next((on for on in free if day - late <= on <= day + late), None)
        if on is not None:
            free.remove(on)
        done.append(on)
    for i, day in enumerate(due):
        if done[i] is None:
            until = due[i + 1] if i + 1 < len(due) else dt.date.max
            done[i] = next((on for on in free if day + late < on < until), None)
    return done
