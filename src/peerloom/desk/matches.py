"""The page Matches: how each running match is going, with the reasons, and the matches that have ended."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.desk.words import HEALTH, MATCH, Option, ago, hours, readable
from peerloom.support.running import RUNNING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from peerloom.desk.seen import Seen, Who
    from peerloom.desk.words import Pill
    from peerloom.people.records import CheckIn, GoalNote, Match, Meeting
    from peerloom.support.due import CheckInDue

_ENDED = ("closed", "never_started")
_OPEN = "going on"  # the state of a goal that they still work on
_LEVELS = ("act", "look", "good")


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of a match and how far it is."""

    text: str
    progress: int  # percent
    by: dt.date | None
    late: bool


@dataclass(frozen=True, slots=True)
class Running:
    """One match that runs, or will."""

    code: str
    cohort: str
    round: str
    mentor: Who
    mentee: Who
    status: Pill
    health: Pill
    level: str
    rank: int  # act 0, look 1, good 2: how the column sorts
    reasons: tuple[str, ...]
    started: dt.date | None
    approved: dt.date | None
    last: dt.date | None
    last_ago: str
    meetings: int
    hours: str
    minutes: int
    check_ins: int  # that came, of those that were due
    due: int
    late: int  # still missing after their day
    going: str  # newest mark of each side
    goals: tuple[Goal, ...]  # that they still work on
    past: str  # "2 done, 1 dropped"
    also: tuple[Who, ...] = ()  # the co-mentor, or the third of a circle
    group: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """One match that is over."""

    code: str
    cohort: str
    round: str
    mentor: Who
    mentee: Who
    status: Pill
    started: dt.date | None
    ended: dt.date | None
    reason: str
    hours: str
    minutes: int
    also: tuple[Who, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class RunningGroup:
    """The matches of one group together."""

    code: str
    mentors: tuple[Who, ...]
    mentees: tuple[Who, ...]
    slot: str
    least: int
    most: int
    small: bool  # below its least size


@dataclass(frozen=True, slots=True)
class Level:
    """How many matches are in one state of health."""

    pill: Pill
    key: str
    count: int


@dataclass(frozen=True, slots=True)
class Matches:
    """The whole page."""

    running: tuple[Running, ...]
    ended: tuple[Ended, ...]
    levels: tuple[Level, ...]
    options: tuple[Option, ...]  # the levels, for the filter
    cohorts: tuple[Option, ...]
    ended_cohorts: tuple[Option, ...]
    groups: tuple[RunningGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class _Lines:
    """What the records say about each match, by its code."""

    meetings: dict[str, list[Meeting]]
    check_ins: dict[str, list[CheckIn]]
    due: dict[str, list[CheckInDue]]
    goals: dict[str, list[GoalNote]]


def matches(seen: Seen) -> Matches:
    """The page: those that need something come first."""
    lines = _lines(seen)
    health = {one.match: one for one in seen.health}
    running = []
    ended = []
    for match in seen.records.matches:
        if match.status in RUNNING:
            found = health.get(match.code)
            level, reasons = (found.level, found.reasons) if found else ("good", ())
            running.append(_running(seen, match, level, reasons, lines))
        elif match.status in _ENDED:
            ended.append(_ended(seen, match, lines))
    running.sort(key=lambda row: (row.rank, row.last.toordinal() if row.last else 0, row.code))
    ended.sort(key=lambda row: (-(row.ended.toordinal() if row.ended else 0), row.code))
    counts = [Level(HEALTH[key], key, sum(row.level == key for row in running)) for key in _LEVELS]
    return Matches(
        tuple(running),
        tuple(ended),
        tuple(counts),
        tuple(Option(key, HEALTH[key].word) for key in _LEVELS),
        tuple(dict.fromkeys(Option(row.cohort, row.round) for row in running)),
        tuple(dict.fromkeys(Option(row.cohort, row.round) for row in ended)),
        tuple(_groups(seen)),
    )


def _groups(seen: Seen) -> Iterator[RunningGroup]:
    """Every group that runs, by its code."""
    model = seen.program.model
    found: dict[str, list[Match]] = {}
    for match in seen.records.matches:
        if match.group and match.status in RUNNING:
            found.setdefault(match.group, []).append(match)
    if model is None:
        return
    for code, of in sorted(found.items()):
        yield RunningGroup(
            code,
            tuple(seen.who(mentor) for mentor in (of[0].mentor, *of[0].also)),
            tuple(seen.who(match.mentee) for match in sorted(of, key=lambda match: match.mentee)),
            next((match.slot for match in of if match.slot), ""),
            model.group_least,
            model.group_most,
            small=len(of) < model.group_least,
        )


def _lines(seen: Seen) -> _Lines:
    lines = _Lines({}, {}, {}, {})
    for meeting in seen.records.meetings:
        lines.meetings.setdefault(meeting.match, []).append(meeting)
    for check_in in seen.records.check_ins:
        lines.check_ins.setdefault(check_in.match, []).append(check_in)
    for due in seen.check_ins:
        lines.due.setdefault(due.match, []).append(due)
    for goal in seen.records.goals:
        lines.goals.setdefault(goal.match, []).append(goal)
    return lines


def _running(seen: Seen, match: Match, level: str, reasons: tuple[str, ...], lines: _Lines) -> Running:
    met = lines.meetings.get(match.code, [])
    last = max((meeting.on for meeting in met), default=match.started)
    due = [one for one in lines.due.get(match.code, []) if one.due <= seen.today]
    minutes = sum(meeting.minutes for meeting in met)
    return Running(
        code=match.code,
        cohort=match.cohort,
        round=seen.round_title(match.cohort),
        mentor=seen.who(match.mentor),
        mentee=seen.who(match.mentee),
        status=MATCH[match.status],
        health=HEALTH[level],
        level=level,
        rank=_LEVELS.index(level),
        reasons=tuple(readable(reason) for reason in reasons),
        started=match.started,
        approved=match.approved,
        last=last,
        last_ago=ago(last, seen.today) if last else "",
        meetings=len(met),
        hours=hours(minutes),
        minutes=minutes,
        check_ins=sum(one.done is not None for one in due),
        due=len(due),
        late=sum(one.late and one.done is None for one in due),
        going=_going(lines.check_ins.get(match.code, [])),
        goals=tuple(_goal(seen, goal) for goal in lines.goals.get(match.code, []) if goal.state == _OPEN),
        past=_past(lines.goals.get(match.code, [])),
        also=tuple(seen.who(code) for code in match.also),
        group=match.group,
    )


def _going(check_ins: list[CheckIn]) -> str:
    """The newest mark that each side gave, from 1 to 5."""
    newest = {one.side: one.going for one in sorted(check_ins, key=lambda one: one.on) if one.going}
    return ", ".join(f"{side} {newest[side]}" for side in ("mentor", "mentee") if side in newest)


def _goal(seen: Seen, goal: GoalNote) -> Goal:
    late = goal.by is not None and goal.by < seen.today
    return Goal(goal.goal, max(0, min(100, goal.progress)), goal.by, late)


def _past(goals: list[GoalNote]) -> str:
    """The goals that are behind them, by how they ended."""
    counts = Counter(goal.state for goal in goals if goal.state != _OPEN)
    return ", ".join(f"{count} {state}" for state, count in sorted(counts.items(), reverse=True))


def _ended(seen: Seen, match: Match, lines: _Lines) -> Ended:
    minutes = sum(meeting.minutes for meeting in lines.meetings.get(match.code, []))
    return Ended(
        match.code,
        match.cohort,
        seen.round_title(match.cohort),
        seen.who(match.mentor),
        seen.who(match.mentee),
        MATCH[match.status],
        match.started,
        match.ended,
        match.reason,
        hours(minutes),
        minutes,
        tuple(seen.who(code) for code in match.also),
        match.group,
    )
