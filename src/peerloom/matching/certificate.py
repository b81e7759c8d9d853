"""The proof that a pairing is the best: prices that anyone can check with a pencil."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from peerloom.matching.edges import Edges

    Table = NDArray[np.int64]

NO_EDGE = -(2**60)  # leaves room for one subtraction
_NONE = 2**60


class NotProved(Exception):  # noqa: N818 - it says what is the case: the pairing is not the best, a fault of ours
    """The prices do not prove the pairing."""


def prices(weights: Table, capacity: Sequence[int], mentor_of: Sequence[int]) -> tuple[Table, Table]:
    """The smallest price of each mentor's place, and the greatest of each mentee, that fit a best pairing.

    A mentor's price is what one more place there would bring; a mentee's what all lose if that mentee leaves.

    Args:
        weights: m x n; what each pair is worth, ``NO_EDGE`` where there can be none.
        capacity: m numbers of places.
        mentor_of: for each mentee the row of the mentor, or -1.

    Returns:
        m and n whole numbers. They are only a proof once ``check`` has passed.

    Raises:
        NotProved: no prices fit, because the pairing is not the best.

    Source:
        Duality of the assignment problem; the least prices are reached from zero by raising them to what
        others would pay (Demange, Gale and Sotomayor 1986, https://doi.org/10.1086/261411).
    """
    matched, chosen, worth = _worth(weights, mentor_of)
    usable = np.array(capacity, dtype=np.int64) > 0
    by_mentee = np.ascontiguousarray(weights.T)
    u, v = np.zeros(weights.shape[0], dtype=np.int64), worth
    changed = np.arange(weights.shape[1])
    for _ in range(sum(weights.shape) + 2):
        offers = (by_mentee[changed] - v[changed, None]).max(axis=0, initial=0)
        new = np.where(usable, np.maximum(u, offers), 0)
        if (new == u).all():
            return u, v
        u = new
        new = np.where(matched, worth - u[chosen], 0)
        changed, v = np.flatnonzero(new != v), new  # prices only rise, so what did not change asks nothing new
    raise NotProved("the prices never come to rest")


def mentor_prices(weights: Table, capacity: Sequence[int], mentor_of: Sequence[int]) -> tuple[Table, Table]:
    """The greatest price of each mentor's place, and the smallest of each mentee, that fit a best pairing.

    A mentor's price is what all lose if one place there goes away; a mentee's what one more like them would bring.
    Arguments, promises and source are those of ``prices``.

    Raises:
        NotProved: no prices fit, because the pairing is not the best.
    """
    matched, chosen, worth = _worth(weights, mentor_of)
    taken = np.bincount(chosen[matched], minlength=weights.shape[0])
    places = np.array(capacity, dtype=np.int64)
    full = (places > 0) & (taken >= places)
    v = np.zeros(weights.shape[1], dtype=np.int64)
    u, changed = _dearest(worth, v, matched, chosen, full), np.flatnonzero(places > 0)
    for _ in range(sum(weights.shape) + 2):
        new = np.maximum(v, (weights[changed] - u[changed, None]).max(axis=0, initial=0))
        if (new == v).all():
            return u, v
        v = new
        new = _dearest(worth, v, matched, chosen, full)
        changed, u = np.flatnonzero(new != u), new
    raise NotProved("the prices never come to rest")


def _worth(weights: Table, mentor_of: Sequence[int]) -> tuple[NDArray[np.bool_], Table, Table]:
    """Who is matched, with which row (0 for nobody), and what the pair is worth (0 for nobody)."""
    rows = np.array(mentor_of, dtype=np.int64)
    matched = rows >= 0
    chosen = np.where(matched, rows, 0)
    if not weights.size:
        return matched, chosen, np.zeros(len(rows), dtype=np.int64)
    return matched, chosen, np.where(matched, weights[chosen, np.arange(len(rows))], 0)


def _dearest(worth: Table, v: Table, matched: NDArray[np.bool_], chosen: Table, full: NDArray[np.bool_]) -> Table:
    """What the cheapest of each full mentor's own mentees leaves for the place; nothing where a place is free."""
    u = np.full(len(full), _NONE, dtype=np.int64)
    np.minimum.at(u, chosen[matched], (worth - v)[matched])
    return np.where(full, u, 0)


def check(
    weights: NDArray[Any], capacity: Sequence[int], mentor_of: Sequence[int], u: NDArray[Any], v: NDArray[Any]
) -> None:
    """Prove that no pairing is worth more: prices cover every pair, and their sum is what this pairing is worth.

    Raises:
        NotProved: the pairing breaks a capacity, or the prices do not prove it.
    """
    places = np.array(capacity, dtype=np.int64)
    taken = np.bincount([i for i in mentor_of if i >= 0], minlength=len(places))
    pairs = [(i, j) for j, i in enumerate(mentor_of) if i >= 0]
    worth = sum(int(weights[i, j]) for i, j in pairs)
    if (taken > places).any() or any(weights[i, j] == NO_EDGE for i, j in pairs):
        raise NotProved("a pair that cannot be")
    usable = places > 0
    if (u < 0).any() or (v < 0).any() or (u[usable, None] + v[None, :] < weights[usable]).any():
        raise NotProved("a pair is worth more than its prices")
    if int((u * places).sum()) + int(v.sum()) != worth:
        raise NotProved("the prices do not add up to the worth")


def edge_prices(edges: Edges, capacity: Table, mentor_of: Table) -> tuple[Table, Table]:
    """The prices of ``prices`` over a list of pairs, checked: they prove the pairing among these pairs.

    Args:
        edges: pairs, with what each is worth as their value. Mentors in it have a place.
        capacity: m numbers of places.
        mentor_of: for each mentee the row of the mentor, or -1; each pair is in ``edges``.

    Raises:
        NotProved: the pairing breaks a capacity, or it is not the best among these pairs.
    """
    held, matched = edges.held(mentor_of), mentor_of >= 0
    worth = np.zeros(len(mentor_of), dtype=np.int64)
    worth[edges.mentee[held]] = edges.value[held]
    if int(held.sum()) != int(matched.sum()) or (_taken(mentor_of, len(capacity)) > capacity).any():
        raise NotProved("a pair that cannot be")
    by_mentor = np.argsort(edges.mentor, kind="stable")
    mentee, value, mentor = edges.mentee[by_mentor], edges.value[by_mentor], edges.mentor[by_mentor]
    first = np.flatnonzero(np.diff(mentor, prepend=-1))
    u, v = np.zeros(len(capacity), dtype=np.int64), worth
    for _ in range(len(u) + len(v) + 2):
        new = u.copy()
        if len(first):
            new[mentor[first]] = np.maximum(u[mentor[first]], np.maximum.reduceat(value - v[mentee], first))
        if (new == u).all():
            break
        u = new
        v = np.where(matched, worth - u[np.maximum(mentor_of, 0)], 0)
    if (v < 0).any() or (u[edges.mentor] + v[edges.mentee] < edges.value).any():
        raise NotProved("a pair is worth more than its prices")
    free = _taken(mentor_of, len(capacity)) < capacity
    if u[free].any() or v[~matched].any() or (u[edges.mentor[held]] + v[edges.mentee[held]] > edges.value[held]).any():
        raise NotProved("the prices do not add up to the worth")  # pair by pair: the sums can be beyond 64 bits
    return u, v


def _taken(mentor_of: Table, mentors: int) -> Table:
    return np.bincount(mentor_of[mentor_of >= 0], minlength=mentors)
