"""What a change of one thing would cost or bring, read from the prices of the pairing instead of solving again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from peerloom.matching.certificate import NO_EDGE, check, mentor_prices, prices
from peerloom.matching.objective import possible, weights_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Table = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Priced:
    """A best pairing with both of its extreme prices. All numbers are sums of ``weights``, exact.

    ``pair`` is what a pair is worth if somebody insists on it, also one below the floor, or with a mentor without a
    place; ``u`` and ``v`` are the least prices of places and the greatest of mentees, ``dear`` and ``cheap`` the
    greatest of places and the least of mentees.

    Source:
        Shapley and Shubik 1971, https://doi.org/10.1007/BF01753437: the prices of an assignment form a lattice, and
        its two ends are what one more and one fewer are worth.
    """

    weights: Table
    pair: Table
    capacity: tuple[int, ...]
    mentor_of: tuple[int, ...]
    u: Table
    v: Table
    dear: Table
    cheap: Table


def priced_fit(score: Table, capacity: Sequence[int], mentor_of: Sequence[int], floor: int) -> Priced:
    """Prices of the objective of people, then fit, at a floor. ``mentor_of`` must be best for just that."""
    pair = weights_of(score, [1] * len(capacity))
    return _priced(weights_of(score, capacity, floor), pair, capacity, mentor_of)


def priced_people(score: Table, capacity: Sequence[int], mentor_of: Sequence[int]) -> Priced:
    """Prices of the number of people alone, whatever the fit. ``mentor_of`` must match as many as possible."""
    weights = np.where(possible(score, capacity), np.int64(1), NO_EDGE)
    return _priced(weights, np.where(score >= 0, np.int64(1), NO_EDGE), capacity, mentor_of)


def _priced(weights: Table, pair: Table, capacity: Sequence[int], mentor_of: Sequence[int]) -> Priced:
    u, v = prices(weights, capacity, mentor_of)
    check(weights, capacity, mentor_of, u, v)
    dear, cheap = mentor_prices(weights, capacity, mentor_of)
    check(weights, capacity, mentor_of, dear, cheap)
    return Priced(weights, pair, tuple(capacity), tuple(mentor_of), u, v, dear, cheap)


def place_brings(priced: Priced, wanted: Table) -> Table:
    """What one more place with each mentor would bring, if ``wanted`` says what each of their pairs is worth.

    Args:
        priced: a best pairing.
        wanted: k x n; k mentors, of the pairing or new, ``NO_EDGE`` where there can be no pair.
    """
    gain: Table = np.maximum(0, (wanted - priced.v[None, :]).max(axis=1, initial=0))
    return gain


def pair_costs(priced: Priced, pairs: Sequence[tuple[int, int]]) -> list[int]:
    """What all lose if mentor ``i``, who has a place at all, must take mentee ``j``, for each (i, j) alone.

    Below 0 for a pair that gains: only a pair below the floor can, because the floor costs something.

    The place at ``i`` must be given up, by the cheapest chain of moves: to the place that ``j`` leaves, or to any other
    end, which costs the dearest price. ``j``'s old place is then filled without loss, for it has the least price.
    """
    u, v, dear, holder = priced.u, priced.v, priced.dear, priced.mentor_of
    room = dear - u
    open_ = {i for i, j in pairs if holder[j] >= 0 and room[i] > 0}
    ways = _ways(priced, sorted(open_), int(max((room[i] for i in open_), default=0)))
    costs = []
    for i, j in pairs:
        way = int(room[i])
        if i in ways and holder[j] >= 0:
            way = int(min(way, ways[i][holder[j]]))
        costs.append(int(u[i] + v[j]) + way - int(priced.pair[i, j]))
    return costs


def _ways(priced: Priced, starts: Sequence[int], limit: int) -> dict[int, NDArray[np.float64]]:
    """For each start what the cheapest chain of moves from there to every other mentor costs, if below the limit.

    The floats are whole numbers below 2**52, so they are exact.
    """
    holder = np.array(priced.mentor_of, dtype=np.int64)
    matched = np.flatnonzero(holder >= 0)
    matched = matched[np.argsort(holder[matched], kind="stable")]
    if not starts:
        return {}
    slack = priced.u[None, :] + priced.v[matched, None] - priced.weights.T[matched]
    rows, first = np.unique(holder[matched], return_index=True)
    cheapest = np.minimum.reduceat(slack, first, axis=0)  # of the mentees whom one mentor holds
    at, to = np.nonzero(cheapest < limit)
    graph = csr_array((cheapest[at, to].astype(np.float64), (rows[at], to)), shape=(len(priced.u),) * 2)
    found = dijkstra(graph, indices=starts, limit=limit)  # stored zeros count as moves that cost nothing
    return dict(zip(starts, found, strict=True))


def more_people(
    pairs: NDArray[np.bool_],
    mentor_of: Sequence[int],
    fits: NDArray[np.bool_],
    places: int,
    into: list[int] | None = None,
) -> int:
    """How many more people a new mentor with some places would bring.

    Args:
        pairs: m x n; which pairs can be, with mentors who have a place.
        mentor_of: a pairing that matches as many as possible.
        fits: n; whom the new mentor fits.
        places: of the new mentor.
        into: becomes the pairing with that mentor, who has the row after the last.
    """
    now = np.array(mentor_of, dtype=np.int64)
    gain = 0
    while gain < places and _one_more(pairs, now, fits):
        gain += 1
    if into is not None:
        into[:] = now.tolist()
    return gain


def _one_more(pairs: NDArray[np.bool_], now: Table, fits: NDArray[np.bool_]) -> bool:
    """Match one more, with a chain of moves that starts at the new mentor (row m); change ``now``. False: none can be.

    Source:
        Augmenting paths: Berge 1957, https://doi.org/10.1073/pnas.43.9.842.
    """
    new_mentor = len(pairs)
    taker = np.full(len(now), -1, dtype=np.int64)
    given: dict[int, int] = {}  # mentor -> the mentee who left
    reached = np.flatnonzero(fits & (now != new_mentor))
    taker[reached] = new_mentor
    while reached.size:
        free = reached[now[reached] < 0]
        if free.size:
            k = int(free[0])
            while True:
                mentor = int(taker[k])
                now[k] = mentor
                if mentor == new_mentor:
                    return True
                k = given[mentor]
        mentors = []
        for k in reached.tolist():
            mentor = int(now[k])
            if mentor != new_mentor and mentor not in given:
                given[mentor] = k
                mentors.append(mentor)
        if not mentors:
            return False
        rows = pairs[mentors]
        reached = np.flatnonzero(rows.any(axis=0) & (taker < 0))
        taker[reached] = np.array(mentors)[rows[:, reached].argmax(axis=0)]
    return False
