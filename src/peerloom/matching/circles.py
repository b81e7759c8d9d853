"""Circles of three: the best of them by a search that says how far it came, and who joins a pair as a third."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from peerloom.matching.certificate import NotProved
from peerloom.matching.exact import exact_pairs
from peerloom.matching.objective import FIT, fit_of
from peerloom.matching.peers import pair_hash

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray

    Table = NDArray[np.int64]
    Refused = Collection[frozenset[int]]
    Circle = tuple[int, ...]  # two or three people, in order

NODES = 500  # of the search, in each of its steps
_MOST = 30_000  # circles that are looked at; of more, only those among each person's best partners
_PAIR, _THREE = 2, 3
_SMALL, _HALF, _ROUNDED = 1_000, 0.5, 0.01  # as for groups


@dataclass(frozen=True, slots=True)
class Circles:
    """Who meets, in twos and threes, with what is known about better ones."""

    circles: tuple[Circle, ...]
    people: int
    most: int  # no circles hold more people than these
    best: bool  # nothing better exists: in people, then in threes, then in fit


def circle_score(score: Table, circle: Circle) -> int:
    """The score of two or three people: the mean of their pairs; below 0 if one pair cannot be."""
    pairs = [int(score[i, j]) for i, j in combinations(circle, 2)]
    return sum(pairs) // len(pairs) if min(pairs) >= 0 else -1


def in_threes(score: Table, refused: Refused = (), nodes: int = NODES) -> Circles:
    """Put people into circles of three, and into pairs where that takes in more people.

    First as many people as possible, then as many in threes as possible, then the best fit over all, where each person
    counts with the fit of their circle.

    Args:
        score: n x n whole numbers from 0 to 10,000, the same both ways; below 0 two people cannot meet.
        refused: circles that must not be.
        nodes: how long the search may go on, in each of its three steps.

    Returns:
        Circles in which every two people may meet, nobody twice, and what is proved. When there are too many possible
        circles only those among each person's best partners are looked at, and nothing is proved of their fit.

    Raises:
        NotProved: our fault; a circle broke a rule. It is checked in whole numbers on every call.

    Source:
        Weighted set packing as an integer program, solved by HiGHS in SciPy.
    """
    columns, whole = _columns(score, refused)
    most = int((score >= 0).any(axis=1).sum())
    if not columns:
        return Circles((), 0, 0, best=True)
    people = np.array([len(one) for one in columns], dtype=np.float64)
    threes = np.where(people == _THREE, people, 0.0)
    fits = np.array([int(fit_of(circle_score(score, one))) * len(one) / _SMALL for one in columns])
    search = _Search(columns, len(score), nodes)
    chosen, bound, done = search.solve(people, [])
    chosen = max((chosen, _by_hand(score, columns)), key=lambda of: sum(map(len, of)))
    found = sum(map(len, chosen))
    if whole:
        most = max(found, min(most, int(np.floor(bound + _ROUNDED)) if np.isfinite(bound) else most))
    limits = [(people, float(found))]
    for worth in (threes, fits):
        better, _, proved = search.solve(worth, limits)
        done = done and proved
        chosen = max((better, chosen), key=lambda of: _worth(of, columns, [people, *(w for w, _ in limits[1:]), worth]))
        limits.append((worth, _worth(chosen, columns, [worth])[0] - _ROUNDED))
    _check(chosen, score, refused)
    return Circles(tuple(sorted(chosen)), found, most, best=whole and done and found == most)


def _columns(score: Table, refused: Refused) -> tuple[list[Circle], bool]:
    """Every pair and every three that can be, and whether none was left out."""
    able, width = score >= 0, len(score)
    while True:
        threes = list(_threes(able, _MOST))
        if len(threes) <= _MOST:
            break
        width = max(1, min(width, int(able.sum(axis=1).max())) * 3 // 4)
        able = _nearest(score, width)
    pairs = [(int(i), int(j)) for i, j in np.argwhere(np.triu(score >= 0, k=1))]
    kept = [one for one in (*pairs, *threes) if frozenset(one) not in set(refused)]
    return kept, bool((able == (score >= 0)).all())


def _threes(able: NDArray[np.bool_], most: int) -> Iterator[Circle]:
    """Every three of whom each two are able, in order; one more than ``most`` at most."""
    number = 0
    for i, j in np.argwhere(np.triu(able, k=1)):
        for k in np.flatnonzero(able[i] & able[j]):
            if k > j:
                yield (int(i), int(j), int(k))
                number += 1
                if number > most:
                    return


def _nearest(score: Table, width: int) -> NDArray[np.bool_]:
    """Each person's best partners, so many that fit best; of equals the first."""
    order = np.argsort(-score, axis=1, kind="stable")[:, :width]
    kept = np.zeros(score.shape, dtype=bool)
    np.put_along_axis(kept, order, values=True, axis=1)
    return (kept | kept.T) & (score >= 0)


class _Search:
    """Chooses columns so that nobody is in two of them."""

    def __init__(self, columns: Sequence[Circle], people: int, nodes: int) -> None:
        self.columns, self.nodes = columns, nodes
        at = [(person, k) for k, one in enumerate(columns) for person in one]
        rows, of = zip(*at, strict=True)
        self.once = LinearConstraint(coo_array((np.ones(len(at)), (rows, of)), shape=(people, len(columns))), ub=1)

    def solve(
        self, worth: NDArray[np.float64], limits: Sequence[tuple[NDArray[np.float64], float]]
    ) -> tuple[tuple[Circle, ...], float, bool]:
        """The best columns that were found, a bound on their worth, and whether that is proved to be the best."""
        found = milp(
            -worth,
            integrality=np.ones(len(worth)),
            bounds=Bounds(0, 1),
            constraints=[self.once, *(LinearConstraint(other[None, :], lb=least) for other, least in limits)],
            options={"node_limit": self.nodes, "mip_rel_gap": 0.0},
        )
        bound = -found.mip_dual_bound if found.mip_dual_bound is not None else np.inf
        if found.x is None:
            return (), bound, False
        chosen = tuple(one for one, x in zip(self.columns, found.x, strict=True) if x > _HALF)
        return chosen, bound, found.status == 0


def _by_hand(score: Table, columns: Sequence[Circle]) -> tuple[Circle, ...]:
    """Legal circles without a search: the best three first, then pairs of who is left."""
    taken: set[int] = set()
    chosen = []
    for one in sorted(columns, key=lambda one: (-len(one), -circle_score(score, one), one)):
        if not taken & set(one):
            taken |= set(one)
            chosen.append(one)
    return tuple(chosen)


def _worth(
    chosen: Sequence[Circle], columns: Sequence[Circle], worths: Sequence[NDArray[np.float64]]
) -> tuple[float, ...]:
    number = {one: k for k, one in enumerate(columns)}
    at = [number[one] for one in chosen]
    return tuple(round(float(worth[at].sum()), 3) for worth in worths)


def _check(chosen: Sequence[Circle], score: Table, refused: Refused) -> None:
    everybody = [person for one in chosen for person in one]
    if len(everybody) != len(set(everybody)):
        raise NotProved("somebody is in two circles")
    if any(circle_score(score, one) < 0 or frozenset(one) in set(refused) for one in chosen):
        raise NotProved("a circle that cannot be")


def with_thirds(score: Table, codes: Sequence[str], mate: Sequence[int], refused: Refused = ()) -> tuple[Circle, ...]:
    """Let those who are left over join pairs, one each, if both of the pair fit them.

    The pairs stay as they are. As many join as possible, then with the best fit; what is equal is decided by a hash.

    Args:
        score: n x n whole numbers, the same both ways; below 0 two people cannot meet.
        codes: n codes.
        mate: for each the other one of the pair, or -1.
        refused: circles that must not be.
    """
    pairs = [(i, j) for i, j in enumerate(mate) if i < j]
    left = [i for i, j in enumerate(mate) if j < 0]
    step = len(left) * 2**32 + 1  # above every sum of hashes
    person = (2 * len(left) * FIT + 1) * step  # above every sum of fits
    edges = []
    for one in left:
        able = []
        for k, (i, j) in enumerate(pairs):
            circle = tuple(sorted((i, j, one)))
            worth = circle_score(score, circle)
            if worth >= 0 and frozenset(circle) not in set(refused):
                tie = pair_hash(codes[i], codes[j], codes[one])
                able.append((person + int(fit_of(worth)) * step + tie, k))
        edges.append(sorted(able, key=lambda edge: (-edge[0], edge[1])))
    joined, _, _ = exact_pairs(edges, [1] * len(pairs))
    third = {k: one for one, k in zip(left, joined, strict=True) if k >= 0}
    return tuple(tuple(sorted((*pair, third[k]))) if k in third else pair for k, pair in enumerate(pairs))
