"""What happens in each match: the first meeting, the weeks, goals, a pause, an end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.simulate import phrases
from peerloom.simulate.chance import likely, mixed, pick, weighted, whole
from peerloom.simulate.days import DAY

if TYPE_CHECKING:
    import datetime as dt
    import random
    from collections.abc import Sequence

    from peerloom.definition.community import Project
    from peerloom.definition.program import Program
    from peerloom.simulate.days import Year
    from peerloom.simulate.rounds import Pairing

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EARLY = {2: 0.8, 3: 0.48, 4: 0.21, 5: 0.12}  # how likely a match of this warmth ends before its time
_REASONS = {  # of an early end
    "times do not fit": 4,
    "no time": 4,
    "moved": 3,
    "not a good fit": 3,
    "lost contact": 2,
    "health or family": 2,
    "goal reached early": 2,
}
_ABOUT = {
    "talked": 7,
    "school work": 8,
    "worked on the goal": 6,
    "played a game": 5,
    "sport or a walk": 4,
    "made something": 3,
}
_MINUTES = (-30, -25, -20, -15, -15, -10, -10, -5, 0, 0, 0, 0, 5, 10, 15, 30)
_SERVICE = "a project for the town"


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two who met."""

    on: dt.date
    minutes: int
    how: str
    what: str
    project: str = ""  # title of a service project


@dataclass(frozen=True, slots=True)
class Review:
    """A look at a goal."""

    on: dt.date
    progress: int
    state: str


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal of a match: words of ``phrases.GOALS`` and how far it went."""

    words: tuple[str, str, str, str]
    on: dt.date
    by: dt.date
    reviews: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class End:
    """The end of a match, early or planned. ``on`` may lie ahead."""

    on: dt.date
    told_on: dt.date
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """What gets in the way of a match."""

    silence: int = 0  # so many days before the last day the two stop meeting
    pauses: bool = False


SMOOTH = Trouble()


@dataclass(frozen=True, slots=True)
class Course:
    """One match from the first meeting on. ``started`` is None when they never met."""

    pairing: Pairing
    warmth: int  # 2 to 5: how well the two get on
    started: dt.date | None
    met: tuple[Meeting, ...]
    aims: tuple[Aim, ...]
    pause: tuple[dt.date, dt.date] | None
    end: End | None

    def runs_on(self, day: dt.date) -> bool:
        """Whether the match has begun and has not ended on ``day``."""
        return self.started is not None and self.started <= day and (self.end is None or self.end.on > day)


def course(rng: random.Random, pairing: Pairing, program: Program, year: Year, trouble: Trouble) -> Course:
    """How an approved match goes until the last day of the story.

    Args:
        rng: the match's own stream.
        pairing: who, and when it was approved.
        program: its projects and times.
        year: the calendar.
        trouble: what gets in the way.
    """
    warmth = weighted(rng, {2: 1, 3: 3, 4: 7, 5: 5})
    started = _started(rng, pairing, year)
    if started is None or started > year.until:
        return Course(pairing, warmth, None, (), (), None, _never(rng, pairing, year) if started is None else None)
    early = likely(rng, _EARLY[warmth]) and trouble == SMOOTH
    end = _early(rng, started, year) if early else None if trouble.silence else _planned(rng, year)
    last = min(year.until - DAY * trouble.silence, end.on if end is not None else year.until)
    pause = _pause(rng, started, last) if trouble.pauses else None
    project = pick(rng, program.projects) if program.projects and likely(rng, 0.5) else None
    met = _meetings(rng, year, (started, last), pause, project, warmth)
    aims = _aims(rng, year, started, last) if likely(rng, 0.95) else ()
    return Course(pairing, warmth, started, met, aims, pause, end)


def _started(rng: random.Random, pairing: Pairing, year: Year) -> dt.date | None:
    """The first meeting: in most cases within two weeks. None: it never came to one."""
    wait = weighted(rng, {1: 5, 2: 5, 4: 5, 7: 6, 9: 4, 12: 3, 19: 1})
    first = max(pairing.decided_on + DAY * 5, year.cohort.starts)
    day = year.after(first, wait)
    while day.weekday() > 4:  # noqa: PLR2004 - Saturday and Sunday
        day += DAY
    return None if likely(rng, 0.02) else day


def _never(rng: random.Random, pairing: Pairing, year: Year) -> End | None:
    told = pairing.decided_on + DAY * whole(rng, 25, 40)
    reason = pick(rng, ("no time", "times do not fit", "lost contact"))
    return End(told, told, reason, "mentor") if told <= year.until else None


def _early(rng: random.Random, started: dt.date, year: Year) -> End | None:
    on = started + DAY * whole(rng, 24, 225)
    reason = weighted(rng, _REASONS)
    by = "program" if reason == "lost contact" else pick(rng, ("mentor", "mentee", "mentee", "guardian"))
    told = on + DAY * whole(rng, -4, 6)
    return End(on, told, reason, by) if max(on, told) <= year.until else None


def _planned(rng: random.Random, year: Year) -> End | None:
    """Some plan their last meeting already, or had it, because the older ones have exams."""
    on = year.cohort.ends - DAY * pick(rng, (0, 0, 3, 7, 10, 21))
    told = year.until - DAY * whole(rng, 0, 9)
    return End(on, told, "completed", "planned end") if likely(rng, 0.16) and on - told < DAY * 22 else None


def _pause(rng: random.Random, started: dt.date, last: dt.date) -> tuple[dt.date, dt.date] | None:
    first = started + DAY * whole(rng, 30, max(31, (last - started).days - 9))
    return (first, first + DAY * whole(rng, 21, 40)) if first < last - DAY * 5 else None


def _meetings(
    rng: random.Random,
    year: Year,
    span: tuple[dt.date, dt.date],
    pause: tuple[dt.date, dt.date] | None,
    project: Project | None,
    warmth: int,
) -> tuple[Meeting, ...]:
    """A meeting in most weeks of term, on the pair's own weekday, and some shared days of service."""
    day, last = span
    often = 0.48 + 0.06 * warmth
    found = [_meeting(rng, year, day, None)]
    while (day := day + DAY * 7) <= last:
        comes, moved = likely(rng, often), pick(rng, (0, 0, 0, 0, 0, 0, 0, 1, -1))
        on = min(day + DAY * moved, last)
        served = project if project is not None and project.from_ <= on <= project.to and likely(rng, 0.3) else None
        meeting = _meeting(rng, year, on, served)
        paused = pause is not None and pause[0] <= on <= pause[1]
        if comes and not paused and not year.in_break(on):
            found.append(meeting)
    return tuple(found)


def _meeting(rng: random.Random, year: Year, on: dt.date, project: Project | None) -> Meeting:
    minutes = max(15, year.cohort.meeting_minutes + pick(rng, _MINUTES))
    how = weighted(rng, {"in person": 94, "online": 5, "phone": 1})
    what = weighted(rng, _ABOUT) if likely(rng, 0.97) else pick(rng, phrases.OWN_ACTIVITIES)
    if project is not None:
        return Meeting(on, pick(rng, (90, 120, 120, 150)), "in person", _SERVICE, project.title)
    return Meeting(on, minutes, how, what)


def _aims(rng: random.Random, year: Year, started: dt.date, last: dt.date) -> tuple[Aim, ...]:
    """One goal after the other, as long as there is time; each is looked at every month or so."""
    aims: list[Aim] = []
    on = started + DAY * whole(rng, 4, 24)
    for words in mixed(rng, phrases.GOALS)[: whole(rng, 1, 3)]:
        if on > last - DAY * 14:
            break
        by = min(on + DAY * whole(rng, 60, 130), max(year.cohort.ends, on))
        fate = weighted(rng, {"done": 74, "going on": 16, "dropped": 7, "changed": 3})
        aim = Aim(words, on, by, _reviews(rng, on, by, last, fate))
        aims.append(aim)
        on = (aim.reviews[-1].on if aim.reviews else by) + DAY * whole(rng, 7, 21)
    return tuple(aims)


def _reviews(rng: random.Random, on: dt.date, by: dt.date, last: dt.date, fate: str) -> tuple[Review, ...]:
    reviews: list[Review] = []
    progress = 0
    finish = by - DAY * whole(rng, -4, 20)
    while (on := on + DAY * whole(rng, 24, 38)) < min(finish, last):
        progress = min(75, progress + pick(rng, (0, 25, 25, 25, 50)))
        reviews.append(Review(on, progress, "going on"))
    if finish <= last and fate != "going on":
        reviews.append(Review(finish, 100 if fate == "done" else progress, fate))
    return tuple(reviews)


def troubles(rng: random.Random, program: Program, pairings: Sequence[Pairing]) -> dict[str, Trouble]:
    """What gets in the way of some matches, by code: about one in sixteen goes quiet, and one in sixteen pauses."""
    mixed_up = mixed(rng, [pairing.code for pairing in pairings])
    quiet, paused = round(len(mixed_up) / 16), round(len(mixed_up) / 16)
    most = max(program.support.quiet_days, program.support.silent_days)
    silent = {code: Trouble(silence=whole(rng, program.support.quiet_days, most)) for code in mixed_up[:quiet]}
    return silent | {code: Trouble(pauses=True) for code in mixed_up[quiet : quiet + paused]}
