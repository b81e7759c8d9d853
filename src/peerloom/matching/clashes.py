"""Decisions that contradict each other or a rule. Each is told with one thing to do; none is undone."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from peerloom.matching.criteria import criteria
from peerloom.matching.reasons import topic
from peerloom.people.codes import match_code
from peerloom.problems import Cell, Problem, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from peerloom.definition.organisation import Matching
    from peerloom.matching.pool import Pool
    from peerloom.people.records import Decided, Match

_NEW = {"approved", "agreed"}  # decided, and they have not met yet
_LOSE = "Write decline beside one of them, or close a match that has begun with the form for it."


def clashes(
    pool: Pool, matching: Matching, matches: Sequence[Match], decisions: Sequence[Decided]
) -> tuple[Problem, ...]:
    """Say which decisions of this round cannot all hold.

    Two mentors for one mentee; more mentees than a mentor has places, while one of them has not begun; a pair that has
    not begun and breaks a hard rule. The place is the row of the pair that was decided last.

    Args:
        pool: the round as if no match were there.
        matching: the program's rules.
        matches: the open matches of the round.
        decisions: of the coordinator.
    """
    cells = {match_code(d.mentor, d.mentee, d.cohort): d.cell for d in decisions if d.decision}
    places = {mentor.code: mentor.capacity for mentor in pool.mentors}
    return in_order(
        [*_mentors(matches, cells), *_places(matches, places, cells), *_rules(matches, pool, matching, cells)]
    )


def _mentors(matches: Sequence[Match], cells: dict[str, Cell]) -> Iterator[Problem]:
    """No mentee has two mentors."""
    for mentee, mine in _by(matches, "mentee").items():
        if len(mine) > 1:
            mentors = " and ".join(match.mentor for match in mine)
            yield Problem(_cell(mine, cells), f"{mentee} has {len(mine)} mentors at once: {mentors}.", _LOSE)


def _places(matches: Sequence[Match], places: dict[str, int], cells: dict[str, Cell]) -> Iterator[Problem]:
    """No mentor has more mentees than places. Those who have begun all the same are left in peace."""
    for mentor, mine in _by(matches, "mentor").items():
        most = places.get(mentor, len(mine))
        if len(mine) > most and any(match.status in _NEW for match in mine):
            many = "1 place" if most == 1 else f"{most} places"
            message = f"{mentor} has {many} and {len(mine)} mentees: {', '.join(match.mentee for match in mine)}."
            hint = f"{_LOSE} Or ask this mentor for one more place, and change the answer in the sheet."
            yield Problem(_cell(mine, cells), message, hint)


def _rules(matches: Sequence[Match], pool: Pool, matching: Matching, cells: dict[str, Cell]) -> Iterator[Problem]:
    """No pair that has not begun breaks a hard rule."""
    row = {mentor.code: i for i, mentor in enumerate(pool.mentors)}
    column = {mentee.code: j for j, mentee in enumerate(pool.mentees)}
    told = criteria(pool, matching)
    for match in matches:
        if match.status not in _NEW or match.mentor not in row or match.mentee not in column:
            continue
        broken = int(told.fails(row[match.mentor], column[match.mentee]))
        names = [name for k, name in enumerate(told.rules) if broken >> k & 1 and name != "ready"]
        if names:
            why = " and ".join(dict.fromkeys(topic(name) for name in names))
            message = f"{match.mentor} and {match.mentee} are approved, but a rule keeps them apart: {why}."
            hint = "Write decline beside them, or ask whether their answers in the sign-up are still right."
            yield Problem(_cell([match], cells), message, hint, "warning")


def _by(matches: Sequence[Match], side: str) -> dict[str, list[Match]]:
    found: dict[str, list[Match]] = defaultdict(list)
    for match in sorted(matches, key=lambda match: match.code):
        found[getattr(match, side)].append(match)
    return found


def _cell(matches: Sequence[Match], cells: dict[str, Cell]) -> Cell:
    """Where the newest of these was decided."""
    last = max(matches, key=lambda match: (match.approved is not None and match.approved.toordinal(), match.code))
    return cells.get(last.code, Cell("pairings.csv"))
