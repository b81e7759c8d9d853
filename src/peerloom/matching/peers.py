"""The best pairs of people without roles, exactly, with a proof of their number and a tie-break that favours nobody."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from peerloom.matching.barrier import barrier, check_barrier
from peerloom.matching.certificate import NotProved
from peerloom.matching.floor import Floor, last_that_holds
from peerloom.matching.objective import fit_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Table = NDArray[np.int64]

_HASH = 2**32


@dataclass(frozen=True, slots=True)
class Peers:
    """A pairing of n people: for each the other one, or -1; and the floor, if one was kept."""

    mate: tuple[int, ...]
    floor: Floor | None = None


def paired_peers(score: Table, codes: Sequence[str], price: int = 0) -> Peers:
    """Pair people so that nothing better exists: most pairs, then the floor, then the best fit over all.

    Args:
        score: n x n whole numbers from 0 to 10,000, the same both ways; below 0 the pair cannot be.
        codes: n codes, sorted.
        price: percent of the fit over all that may be given up for a higher lowest fit; 0 keeps no lowest fit.

    Returns:
        The pairing. What is equal is decided by a hash of both codes.

    Raises:
        NotProved: our fault; somebody waits without need. It is checked on every call, with a proof of our own. That no
            other pairs fit better is checked by the library that found them, with prices of people and of odd circles.

    Source:
        Maximum weight matching in general graphs (Galil 1986, https://doi.org/10.1145/6462.6502), in rustworkx.
    """
    free = _proved(score, codes, 0)
    if price == 0 or not any(other >= 0 for other in free):
        return Peers(free)
    floor, mate = _highest_floor(score, codes, free, price)
    return Peers(mate, floor)


def fit_of_pairs(score: Table, mate: Sequence[int]) -> int:
    """The fit of all pairs together."""
    return sum(int(fit_of(one)) for one in _scores(score, mate))


def pair_hash(*codes: str) -> int:
    """A number below 2**32 that favours nobody, for people in any order."""
    return int.from_bytes(hashlib.sha256("\0".join(sorted(codes)).encode()).digest()[:4], "big")


def _scores(score: Table, mate: Sequence[int]) -> list[int]:
    return [int(score[i, j]) for i, j in enumerate(mate) if i < j]


def _proved(score: Table, codes: Sequence[str], floor: int) -> tuple[int, ...]:
    """The best pairing with a floor, of all that are equal the one that the hash chooses."""
    pairs = [(int(i), int(j)) for i, j in np.argwhere(np.triu(score >= max(0, floor), k=1))]
    above = len(codes) * _HASH  # every sum of hashes is below it
    weights = [int(fit_of(int(score[i, j]))) * above + pair_hash(codes[i], codes[j]) for i, j in pairs]
    mate = _matched(len(codes), [(i, j, weight) for (i, j), weight in zip(pairs, weights, strict=True)])
    partners: list[list[int]] = [[] for _ in codes]
    for i, j in pairs:
        partners[i].append(j)
        partners[j].append(i)
    check_barrier(partners, mate, barrier(partners, mate))
    return mate


def _matched(number: int, weighted: Sequence[tuple[int, int, int]]) -> tuple[int, ...]:
    """Most pairs, and of these the greatest weight. The library counts in 128 bits and checks its own optimum."""
    import rustworkx  # noqa: PLC0415 - only a program of peers needs it

    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(number))
    graph.add_edges_from(weighted)
    found = rustworkx.max_weight_matching(
        graph, max_cardinality=True, weight_fn=lambda weight: weight, verify_optimum=True
    )
    mate = [-1] * number
    for i, j in found:
        mate[i], mate[j] = j, i
    return tuple(mate)


def _highest_floor(
    score: Table, codes: Sequence[str], free: Sequence[int], price: int
) -> tuple[Floor, tuple[int, ...]]:
    """The highest lowest score that leaves nobody more without a partner and costs at most ``price`` percent.

    As the floor rises pairs only go away, so number and fit fall, and halving the range finds the highest.
    """
    best, lowest = fit_of_pairs(score, free), min(_scores(score, free))
    number = sum(other >= 0 for other in free)
    levels = [int(level) for level in np.unique(score[score > lowest])]
    tried: dict[int, tuple[int, ...]] = {lowest: tuple(free)}

    def solve(level: int) -> tuple[int, ...]:
        if level not in tried:
            tried[level] = _proved(score, codes, level)
        return tried[level]

    def reached(level: int) -> bool:
        return sum(other >= 0 for other in solve(level)) == number

    def cheap(level: int) -> bool:
        return (best - fit_of_pairs(score, solve(level))) * 100 <= price * best

    high = last_that_holds(levels, reached)
    ceiling = levels[high] if high >= 0 else lowest
    kept = last_that_holds(levels[: high + 1], cheap)
    floor = levels[kept] if kept >= 0 else lowest
    mate = solve(floor)
    if sum(other >= 0 for other in mate) != number:
        raise NotProved("the floor costs somebody a partner")
    return Floor(floor, ceiling, best - fit_of_pairs(score, mate), best), mate
