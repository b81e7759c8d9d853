"""The proof that a pairing is the best: prices that anyone can check with a pencil."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Table = NDArray[np.int64]

NO_EDGE = -(2**60)  # leaves room for one subtraction


class NotProved(Exception):  # noqa: N818 - it says what is the case: the pairing is not the best, a fault of ours
    """The prices do not prove the pairing."""


def prices(weights: Table, capacity: Sequence[int], mentor_of: Sequence[int]) -> tuple[Table, Table]:
    """The smallest price of each mentor's place, and the greatest of each mentee, that fit a best pairing.

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
    rows = np.array([w >= 0 for w in mentor_of], dtype=bool)
    chosen = np.where(rows, np.array(mentor_of, dtype=np.int64), 0)
    columns = np.arange(weights.shape[1])
    worth = np.where(rows, weights[chosen, columns], 0) if weights.size else np.zeros(len(columns), dtype=np.int64)
    usable = np.array(capacity, dtype=np.int64) > 0
    u = np.zeros(weights.shape[0], dtype=np.int64)
    for _ in range(sum(weights.shape) + 2):
        v = np.where(rows, worth - u[chosen], 0) if weights.size else worth
        offers = (weights - v[None, :]).max(axis=1, initial=0)
        new = np.where(usable, np.maximum(0, offers), 0)
        if (new == u).all():
            return u, v
        u = new
    raise NotProved("the prices never come to rest")


def check(weights: Table, capacity: Sequence[int], mentor_of: Sequence[int], u: Table, v: Table) -> None:
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
