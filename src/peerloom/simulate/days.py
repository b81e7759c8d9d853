"""The days of the year that is told: terms and breaks, the last day of the story, and times of day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.simulate.chance import weighted, whole

if TYPE_CHECKING:
    import random

    from peerloom.definition.organisation import Cohort
    from peerloom.definition.program import Program

DAY = dt.timedelta(days=1)
_HOURS = {7: 3, 8: 3, 10: 2, 12: 6, 13: 4, 15: 8, 16: 14, 17: 14, 18: 10, 19: 10, 20: 8, 21: 5, 22: 1}  # after school


@dataclass(frozen=True, slots=True)
class Year:
    """The cohort that runs, the one whose sign-up may have opened, and the last day with answers."""

    cohort: Cohort
    following: Cohort | None
    until: dt.date

    def in_break(self, day: dt.date) -> bool:
        """Whether nothing falls due on ``day``."""
        return any(pause.first <= day <= pause.last for pause in self.cohort.breaks)

    def after(self, day: dt.date, days: int) -> dt.date:
        """The day that is ``days`` later, when days in breaks do not count."""
        while days > 0:
            day += DAY
            days -= not self.in_break(day)
        return day

    def between(self, rng: random.Random, first: dt.date, last: dt.date) -> dt.date:
        """A day from ``first`` to ``last``, both included; ``first`` when ``last`` is before it."""
        return first + DAY * whole(rng, 0, max(0, (last - first).days))


def year_of(program: Program, weeks: int) -> Year | None:
    """The year to tell: the cohort that runs on the demo's day, or the first one. None without a cohort.

    It ends ``weeks`` after the cohort's start, and never after the demo's day or the last meeting and a week.
    """
    cohorts = sorted(program.cohorts, key=lambda cohort: cohort.starts)
    if not cohorts:
        return None
    day = program.program.demo_day
    begun = [i for i, cohort in enumerate(cohorts) if day is not None and cohort.starts <= day]
    at = begun[-1] if begun else 0
    cohort = cohorts[at]
    ends = [cohort.starts + DAY * 7 * weeks, cohort.ends + DAY * 7, *([day] if day is not None else [])]
    return Year(cohort, cohorts[at + 1] if at + 1 < len(cohorts) else None, min(ends))


def moment(rng: random.Random, day: dt.date) -> dt.datetime:
    """A time on ``day`` at which people fill in forms."""
    hour = weighted(rng, _HOURS)
    return dt.datetime(day.year, day.month, day.day, hour, whole(rng, 0, 59), whole(rng, 0, 59))  # noqa: DTZ001 - the form's own zone
