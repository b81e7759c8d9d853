"""What a change of one thing would cost or bring, read from the prices of the pairing instead of solving again."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from peerloom.matching.certificate import NO_EDGE, NotProved, check, mentor_prices, prices
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


def pair_costs(priced: Priced, i: int, j: int) -> int:
    """What all lose if mentor ``i``, who has a place at all, must take mentee ``j``. Below 0 for a pair that gains.

    Only a pair below the floor can gain, because the floor costs something.
    """
    u, v, dear, cheap, pair = priced.u, priced.v, priced.dear, priced.cheap, int(priced.pair[i, j])
    least = max(int(u[i] + v[j]), int(dear[i] + cheap[j]))
    if least == int(dear[i] + v[j]):  # both bounds meet
        return least - pair
    return int(v[j]) + _dearest_without(priced, i, j) - pair


def _dearest_without(priced: Priced, i: int, j: int) -> int:
    """What all but ``j`` lose when one place of mentor ``i`` goes: the cheapest chain of moves that gives it up."""
    mentor_of = _without(priced, j)
    held: list[list[int]] = [[] for _ in priced.capacity]
    for k, mentor in enumerate(mentor_of):
        if mentor >= 0:
            held[mentor].append(k)
    bound, done, heap = int(priced.dear[i] - priced.u[i]), set[int](), [(0, i)]
    while heap:
        distance, x = heapq.heappop(heap)
        if distance >= bound:
            break
        if x in done:
            continue
        done.add(x)
        if len(held[x]) < priced.capacity[x]:
            bound = distance
            break
        for k in held[x]:
            bound = min(bound, distance + int(priced.v[k]))
            slack = priced.u + priced.v[k] - priced.weights[:, k]
            for y in np.flatnonzero(slack < bound - distance).tolist():
                heapq.heappush(heap, (distance + int(slack[y]), y))
    return int(priced.u[i]) + bound


def _without(priced: Priced, j: int) -> list[int]:
    """A best pairing of all but ``j``: somebody whom it costs nothing moves into the place, and so on."""
    mentor_of = list(priced.mentor_of)
    start, mentor_of[j] = mentor_of[j], -1
    came: dict[int, tuple[int, int]] = {}  # mentor -> the mentee who would leave, and for whom
    queue = [start] if start >= 0 else []
    for x in queue:
        if priced.u[x] == 0:  # this place may stay free
            return _moved(mentor_of, came, x)
        for k in np.flatnonzero(priced.u[x] + priced.v == priced.weights[x]).tolist():
            mentor = mentor_of[k]
            if k != j and mentor < 0:
                mentor_of[k] = x
                return _moved(mentor_of, came, x)
            if k != j and mentor != start and mentor not in came:
                came[mentor] = (k, x)
                queue.append(mentor)
    if start >= 0:
        raise NotProved("a place that is worth something stays free")
    return mentor_of


def _moved(mentor_of: list[int], came: dict[int, tuple[int, int]], x: int) -> list[int]:
    """Move everybody on the way from the first place to ``x`` by one."""
    while x in came:
        k, target = came[x]
        mentor_of[k] = target
        x = target
    return mentor_of


def more_people(pairs: NDArray[np.bool_], mentor_of: Sequence[int], fits: NDArray[np.bool_], places: int) -> int:
    """How many more people a new mentor with some places would bring.

    Args:
        pairs: m x n; which pairs can be, with mentors who have a place.
        mentor_of: a pairing that matches as many as possible.
        fits: n; whom the new mentor fits.
        places: of the new mentor.
    """
    now = np.array(mentor_of, dtype=np.int64)
    gain = 0
    while gain < places and _one_more(pairs, now, fits):
        gain += 1
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
