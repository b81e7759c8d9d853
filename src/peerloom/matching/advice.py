"""What would help a round most: places, mentors to clear and rules, each with what it would bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from peerloom.matching.assign import most_matched
from peerloom.matching.certificate import NO_EDGE
from peerloom.matching.criteria import READINESS
from peerloom.matching.objective import possible, read_worth, weights_of, worth_of
from peerloom.matching.priced import more_people, pair_costs, place_brings, priced_fit, priced_people
from peerloom.matching.proposal import Advice, Change, Gain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from peerloom.matching.objective import Worth
    from peerloom.matching.pool import Pool
    from peerloom.matching.priced import Priced
    from peerloom.matching.scores import Scored
    from peerloom.matching.solve import Solution

    Table = NDArray[np.int64]

NEVER_WAIVED = frozenset({*READINESS, "never", "apart"})  # safety, and what people decided
APART = "differ"  # the kind of rule that keeps people of one home or one class apart: never waived either
_CLEARED = frozenset({"trained", "screened"})  # what a coordinator can finish


@dataclass(frozen=True, slots=True)
class Prices:
    """The prices of a round: of people without regard to the floor, and of the fit at its floor.

    Leximin has none of the fit, because it does not add it up.
    """

    people: Priced
    fit: Priced | None


def prices_of(scored: Scored, capacity: Sequence[int], solution: Solution) -> Prices | None:
    """Work out the prices that costs and advice are read from. A stable pairing has none."""
    if solution.mode == "stable" or not scored.score.size:
        return None
    people = priced_people(scored.score, capacity, solution.mentor_of)
    if solution.mode == "leximin":
        return Prices(people, None)
    floor = solution.floor.score if solution.floor else 0
    return Prices(people, priced_fit(scored.score, capacity, solution.mentor_of, floor))


def next_costs(
    scored: Scored, solution: Solution, prices: Prices | None, wanted: Mapping[int, int]
) -> dict[int, Change]:
    """What it would change for all if mentees got other mentors, each alone.

    Args:
        scored: the round.
        solution: the pairing.
        prices: of the pairing. Without them nothing is said.
        wanted: mentee -> the other mentor, who is eligible and has a place.

    Returns:
        The change for each mentee in ``wanted``: exactly what solving anew would give, people without regard to the
        floor, fit at the floor of this round.
    """
    if prices is None:
        return {}
    pairs, fit = [(i, j) for j, i in wanted.items()], prices.fit
    fewer = pair_costs(prices.people, pairs)
    worse = [None] * len(pairs) if fit is None else [_read(cost, fit) for cost in pair_costs(fit, pairs)]
    total = worth_of(scored.score, solution.mentor_of).fit
    floor = solution.floor.score if solution.floor else 0
    return {
        j: _change(people, cost, below=bool(scored.score[i, j] < floor), total=total)
        for (i, j), people, cost in zip(pairs, fewer, worse, strict=True)
    }


def _read(cost: int, fit: Priced) -> Worth:
    return read_worth(cost, len(fit.mentor_of))


def _change(fewer: int, cost: Worth | None, *, below: bool, total: int) -> Change:
    if fewer or cost is None:
        return Change(-fewer, None)
    if below or cost.people:  # everybody keeps a mentor only with a pair below the floor
        return Change(0, None, below_floor=True)
    return Change(0, -hundredths(cost.fit, total))


def hundredths(part: int, total: int) -> int:
    """A part of the fit in hundredths of a percent, rounded away from 0, so that something is never nothing."""
    if total == 0:
        return (part > 0) - (part < 0)
    size = -(-abs(part) * 10_000 // total)
    return size if part > 0 else -size


def advise(pool: Pool, scored: Scored, capacity: Sequence[int], solution: Solution, prices: Prices | None) -> Advice:
    """Say what would help, each change alone. A stable pairing has no prices, so nothing is said about it."""
    if prices is None:
        return Advice()
    matched = sum(i >= 0 for i in solution.mentor_of)
    stuck = [i for i, mentor in enumerate(pool.mentors) if mentor.blocks and mentor.blocks <= _CLEARED]
    cleared = [mentor.capacity if i in set(stuck) else capacity[i] for i, mentor in enumerate(pool.mentors)]
    met = scored.without(_CLEARED)
    return Advice(
        places=ranked(_places(pool, scored, solution, prices)),
        clearing=ranked(_clearing(pool, scored, capacity, solution, stuck)),
        cleared=most_matched(possible(met, cleared), cleared) - matched if stuck else 0,
        waiving=ranked(_waiving(scored, capacity, matched)),
    )


def ranked(gains: Iterator[Gain]) -> tuple[Gain, ...]:
    """Those that bring something, the most first."""
    found = [gain for gain in gains if gain.change.people > 0 or (gain.change.fit or 0) > 0]
    return tuple(sorted(found, key=lambda gain: (-gain.change.people, -(gain.change.fit or 0), gain.about)))


def _places(pool: Pool, scored: Scored, solution: Solution, prices: Prices) -> Iterator[Gain]:
    """One more place with each mentor who is ready: people without regard to the floor, fit at this round's floor."""
    eligible = np.where(scored.score >= 0, np.int64(1), NO_EDGE)
    people, fit = place_brings(prices.people, eligible), prices.fit
    floor = solution.floor.score if solution.floor else 0
    better = None if fit is None else place_brings(fit, weights_of(scored.score, [1] * len(pool.mentors), floor))
    total = worth_of(scored.score, solution.mentor_of).fit
    for i, mentor in enumerate(pool.mentors):
        if mentor.blocks:
            continue
        if people[i] or better is None:
            yield Gain(mentor.code, Change(int(people[i]), None))
        else:
            yield Gain(mentor.code, Change(0, hundredths(int(better[i]), total)))


def _clearing(
    pool: Pool, scored: Scored, capacity: Sequence[int], solution: Solution, stuck: Sequence[int]
) -> Iterator[Gain]:
    pairs = possible(scored.score, capacity)
    met = scored.without(_CLEARED)
    for i in stuck:
        more = more_people(pairs, solution.mentor_of, met[i] >= 0, pool.mentors[i].capacity)
        yield Gain(pool.mentors[i].code, Change(more, None))


def _waiving(scored: Scored, capacity: Sequence[int], matched: int) -> Iterator[Gain]:
    for name in dict.fromkeys(scored.criteria.rules):
        if name not in NEVER_WAIVED and not name.startswith(f"{APART}:"):
            pairs = possible(scored.without([name]), capacity)
            yield Gain(name, Change(most_matched(pairs, capacity) - matched, None))
