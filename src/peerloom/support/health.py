"""How each running match is going: the worst rule that fires, with its reasons in words. There is no hidden score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

from peerloom.definition.standard_forms import forms_of
from peerloom.people.setting import setting_of
from peerloom.people.values import by_time, text_of
from peerloom.support.due import SIDES, check_ins
from peerloom.support.running import RUNNING, days_since, last_met, opened

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from peerloom.definition.program import Program
    from peerloom.people.records import CheckIn, GoalNote, Match, Records
    from peerloom.support.due import CheckInDue

T = TypeVar("T", "CheckIn", "CheckInDue", "GoalNote")
Level = Literal["good", "look", "act"]
GOAL_DAYS = 30  # after the first meeting a match should have a goal
_LOW = 2  # of 5
_APART = 2  # marks between the two sides
_UNEVEN = 3  # check-ins in a row that one side answered and the other did not


@dataclass(frozen=True, slots=True)
class Health:
    """One running match: how it goes, and why in words. Restricted answers are never among the reasons."""

    match: str
    level: Level
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """Everything that the rules look at, of one match."""

    match: Match
    met: dt.date | None  # the last meeting
    given: Mapping[str, Sequence[CheckIn]]  # side -> check-ins, oldest first
    due: Mapping[str, Sequence[CheckInDue]]  # side -> check-ins that fell due, oldest first
    goals: Sequence[GoalNote]
    goal_move: str  # what the newest mentor check-in says about the goal
    asks_goals: bool
    program: Program
    today: dt.date

    def side(self, name: str) -> str:
        """How a sentence starts that is about one side. Peers have no roles."""
        peers = self.program.model is not None and self.program.model.reciprocal
        return "One side" if peers else f"The {name}"

    def days(self, since: dt.date) -> int:
        """Days since then, without breaks and pauses."""
        return days_since(since, self.today, self.match, self.program)


def health(records: Records, program: Program, today: dt.date) -> tuple[Health, ...]:
    """The health of every running match, by its code. Its level is that of the worst reason, and worse ones go first.

    Answers to the safety question do not count here: they are on the page Safety alone, and first on today's list.
    """
    met = last_met(records)
    due = _by_match(check_ins(records, program))
    given = _by_match(records.check_ins)
    goals = _by_match(records.goals)
    moves = _goal_moves(records, program)
    asks = any(form.id == "goal" for form in program.forms)
    found = []
    for match in sorted(records.matches, key=lambda match: match.code):
        if match.status in RUNNING:
            code = match.code
            of_match = _Seen(
                match,
                met.get(code),
                {side: [one for one in given.get(code, ()) if one.side == side] for side in SIDES},
                {side: [one for one in due.get(code, ()) if one.side == side] for side in SIDES},
                goals.get(code, ()),
                moves.get(code, ""),
                asks,
                program,
                today,
            )
            found.append(_health(of_match))
    return tuple(found)


def _by_match(found: Sequence[T]) -> dict[str, list[T]]:
    by_match: dict[str, list[T]] = {}
    for one in found:
        by_match.setdefault(one.match, []).append(one)
    return by_match


def _goal_moves(records: Records, program: Program) -> dict[str, str]:
    setting = setting_of(program, forms_of(program), records.today)
    rows = sorted(records.answers.get("mentor-check-in", ()), key=by_time)
    return {text_of(row, "match"): setting.meant(row, "goal_move") for row in rows}


def _health(seen: _Seen) -> Health:
    reasons = [found for rule in _RULES for found in rule(seen)]
    acts = tuple(words for level, words in reasons if level == "act")
    looks = tuple(words for level, words in reasons if level == "look")
    return Health(seen.match.code, "act" if acts else "look" if looks else "good", (*acts, *looks))


def rests(seen: _Seen) -> Iterator[tuple[Level, str]]:
    """A match that rests or is ending needs a look, so that nobody forgets it."""
    words = {"paused": "Paused", "suspended": "Stopped for the time being", "closing": "Ending"}
    if seen.match.status in words:
        since = next((f" since {move.on}" for move in reversed(seen.match.moves) if move.to == seen.match.status), "")
        yield "look", f"{words[seen.match.status]}{since}."


def begins(seen: _Seen) -> Iterator[tuple[Level, str]]:
    """The first meeting comes within ``support.first_meeting_days`` of the approval; after twice as long: act."""
    since = opened(seen.match, seen.program)
    if seen.match.status in {"approved", "agreed"} and since is not None:
        days, most = seen.days(since), seen.program.support.first_meeting_days
        if days > most:
            yield ("act" if days > 2 * most else "look"), f"No first meeting after {days} days."


def meets(seen: _Seen) -> Iterator[tuple[Level, str]]:
    """An active match meets: quiet for longer than ``quiet_days`` needs a look, than ``silent_days`` an act."""
    if seen.match.status == "active" and seen.met is not None:
        days, support = seen.days(seen.met), seen.program.support
        if days > support.quiet_days:
            yield ("act" if days > support.silent_days else "look"), f"No meeting for {days} days."


def answers(seen: _Seen) -> Iterator[tuple[Level, str]]:
    """Both sides answer their check-ins."""
    for side in SIDES:
        missing = late_run(seen.due[side])
        if len(missing) == 1:
            yield "look", f"{seen.side(side)}'s check-in is {(seen.today - missing[0].due).days} days late."
        elif missing:
            yield "look", f"{seen.side(side)} has left out the last {len(missing)} check-ins."


def late_run(due: Sequence[CheckInDue]) -> list[CheckInDue]:
    """The last check-ins of one side that are late and have not come, oldest first; one that came ends the run."""
    run: list[CheckInDue] = []
    for one in reversed(due):
        if one.done is not None:
            break
        if one.late:
            run.insert(0, one)
    return run


def shares(seen: _Seen) -> Iterator[tuple[Level, str]]:
    """Both sides carry it: one does not answer every check-in while the other answers none."""
    done = {side: [one.done is not None for one in seen.due[side] if one.late or one.done] for side in SIDES}
    for side, other in (SIDES, SIDES[::-1]):
        last, others = done[side][-_UNEVEN:], done[other][-_UNEVEN:]
        if len(last) == len(others) == _UNEVEN and all(last) and not any(others):
            yield "look", f"Only {seen.side(side)[0].lower()}{seen.side(side)[1:]} answers the check-ins."


def goes_well(seen: _Seen) -> Iterator[tuple[Level, str]]:
    """Nobody gives low marks; twice in a row needs an act."""
    for side in SIDES:
        last = [one.going <= _LOW for one in seen.given[side] if one.going][-2:]
        if last == [True, True]:
            yield "act", f"{seen.side(side)} said twice in a row that it is not going well."
        elif last and last[-1]:
            yield "look", f"{seen.side(side)} said that it is not going well."


def agrees(seen: _Seen) -> Iterator[tuple[Level, str]]:
    """The two see it alike: their newest marks are less than two apart."""
    newest = {side: [one.going for one in seen.given[side] if one.going][-1:] for side in SIDES}
    one, other = newest["mentor"], newest["mentee"]
    if one and other and abs(one[0] - other[0]) >= _APART:
        yield "look", "The two sides see it differently."


def wants(seen: _Seen) -> Iterator[tuple[Level, str]]:
    """Both want to go on."""
    for side in SIDES:
        last = [one.go_on for one in seen.given[side]][-1:]
        if last == ["no"]:
            yield "act", f"{seen.side(side)} does not want to go on."
        elif last == ["I am not sure"]:
            yield "look", f"{seen.side(side)} is not sure about going on."


def aims(seen: _Seen) -> Iterator[tuple[Level, str]]:
    """An active match has a goal after 30 days, and it moves."""
    if seen.match.status != "active" or seen.match.started is None:
        return
    days = seen.days(seen.match.started)
    if seen.asks_goals and not seen.goals and days > GOAL_DAYS:
        yield "look", f"No goal after {days} days."
    if seen.goal_move == "stuck":
        yield "look", "The goal is stuck."
    if any(goal.state == "going on" and goal.by is not None and goal.by < seen.today for goal in seen.goals):
        yield "look", "A goal is past its day."


_RULES: tuple[Callable[[_Seen], Iterator[tuple[Level, str]]], ...] = (
    wants,
    goes_well,
    begins,
    meets,
    answers,
    shares,
    agrees,
    aims,
    rests,
)
