"""The fairness floor: the highest lowest fit that costs nobody a mentor, and all together at most a small price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from peerloom.matching.assign import most_matched
from peerloom.matching.objective import possible, scores_of, worth_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Table = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Floor:
    """The lowest score that a pair of this round may have, and what that costs."""

    score: int
    ceiling: int  # the highest floor that would still match as many people, at any price
    given_up: int  # fit over all that a pairing without the floor would have more
    fit: int  # over all, of the best pairing without the floor


def highest_floor(
    score: Table,
    capacity: Sequence[int],
    free: Sequence[int],
    price: int,
    solve: Callable[[int], Sequence[int]],
) -> tuple[Floor, Sequence[int]]:
    """Find the highest floor that keeps the count and gives up at most ``price`` percent of the fit over all.

    Args:
        score: m x n whole numbers; below 0 the pair cannot be.
        capacity: m numbers of free places.
        free: the best pairing without a floor, with one pair at least: for each mentee the mentor's row, or -1.
        price: percent.
        solve: gives the best pairing with a floor.

    Returns:
        The floor, and the best pairing with it. As the floor rises pairs only go away, so the worth falls, and halving
        the range finds the highest.

    Source:
        Lexicographic fairness at a bounded price, as in kidney exchange (McElfresh and Dickerson 2018,
        https://doi.org/10.1609/aaai.v32i1.11413).
    """
    best = worth_of(score, free)
    lowest = min(scores_of(score, free))
    pairs = possible(score, capacity)
    levels = [int(level) for level in np.unique(score[pairs & (score > lowest)])]
    reached = last_that_holds(levels, lambda level: most_matched(pairs & (score >= level), capacity) == best.people)
    ceiling = levels[reached] if reached >= 0 else lowest
    tried: dict[int, Sequence[int]] = {lowest: free}

    def cheap(level: int) -> bool:
        tried[level] = solve(level)
        return (best.fit - worth_of(score, tried[level]).fit) * 100 <= price * best.fit

    affordable = reached if reached < 0 or cheap(ceiling) else last_that_holds(levels[:reached], cheap)
    floor = levels[affordable] if affordable >= 0 else lowest
    pairing = tried[floor]
    return Floor(floor, ceiling, best.fit - worth_of(score, pairing).fit, best.fit), pairing


def last_that_holds(levels: Sequence[int], holds: Callable[[int], bool]) -> int:
    """The place of the last level that holds, where all before it hold as well; -1 if none does."""
    low, high = -1, len(levels)
    while high - low > 1:
        middle = (low + high) // 2
        if holds(levels[middle]):
            low = middle
        else:
            high = middle
    return low
