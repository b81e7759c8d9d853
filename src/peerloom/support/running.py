"""What is known of a match over time: its cohort, its breaks and pauses, and the days that count between two."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from peerloom.people.days import days_counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peerloom.definition.organisation import Cohort
    from peerloom.definition.program import Program
    from peerloom.people.records import Match, Records

    Interval = tuple[dt.date, dt.date]

RUNNING = frozenset({"approved", "agreed", "active", "paused", "closing", "suspended"})
_RESTING = {"paused", "suspended"}
_FAR = dt.date(9999, 1, 1)  # the end of a pause that still lasts
_ONE_DAY = dt.timedelta(days=1)


def cohort_of(match: Match, program: Program) -> Cohort | None:
    """The cohort that a match belongs to."""
    return next((cohort for cohort in program.cohorts if cohort.id == match.cohort), None)


def breaks_of(cohort: Cohort | None) -> tuple[Interval, ...]:
    """The breaks of a cohort, as first and last day."""
    return tuple((entry.first, entry.last) for entry in cohort.breaks) if cohort is not None else ()


def pauses(match: Match) -> tuple[Interval, ...]:
    """The times in which a match rests: from the day of the pause to the day before it goes on."""
    return tuple(_pauses(match))


def _pauses(match: Match) -> Iterator[Interval]:
    since: dt.date | None = None
    for move in match.moves:
        if move.to in _RESTING:
            since = since or move.on
        elif since is not None:
            yield since, move.on - _ONE_DAY
            since = None
    if since is not None:
        yield since, _FAR


def days_since(day: dt.date, today: dt.date, match: Match, program: Program) -> int:
    """How many days have passed since ``day``, without breaks and pauses."""
    return days_counted(day, today, (*breaks_of(cohort_of(match, program)), *pauses(match)))


def opened(match: Match, program: Program) -> dt.date | None:
    """The day from which a first meeting is awaited: the approval, or the start of the cohort if that is later."""
    cohort = cohort_of(match, program)
    if match.approved is None or cohort is None:
        return match.approved
    return max(match.approved, cohort.starts)


def last_met(records: Records) -> dict[str, dt.date]:
    """Match -> the day of its last meeting, the first one included."""
    found = {match.code: match.started for match in records.matches if match.started is not None}
    for meeting in records.meetings:
        found[meeting.match] = max(meeting.on, found.get(meeting.match, meeting.on))
    return found
