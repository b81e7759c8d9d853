"""The mode ``stable``: nobody finds somebody who fits better and would rather have them too."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Table = NDArray[np.int64]

_NOBODY = 2**60  # no score is better than what a mentor without any place would need


def stable_pairs(score: Table, ties: Table, capacity: Sequence[int]) -> list[int]:
    """Pair so that no mentor and mentee would both rather have each other.

    Args:
        score: m x n whole numbers; below 0 the pair cannot be. Both sides wish by it.
        ties: m x n; what decides between equal scores, the greater first.
        capacity: m numbers of free places.

    Returns:
        For each mentee the mentor's row, or -1. It does not match as many people as possible.

    Source:
        Deferred acceptance, mentees ask: Gale and Shapley 1962, https://doi.org/10.2307/2312726.
    """
    m, n = score.shape
    wishes = [sorted(_rank(score, ties, i, j) for i in range(m) if score[i, j] >= 0) for j in range(n)]
    held: list[list[tuple[tuple[int, int, int], int]]] = [[] for _ in range(m)]
    asking = list(range(n))
    while asking:
        j = asking.pop()
        if not wishes[j]:
            continue
        i = wishes[j].pop()[2]  # the last is the best of those who were not asked yet
        heapq.heappush(held[i], (_rank(score, ties, i, j), j))
        if len(held[i]) > capacity[i]:
            asking.append(heapq.heappop(held[i])[1])
    mentor_of = [-1] * n
    for i, people in enumerate(held):
        for _, j in people:
            mentor_of[j] = i
    return mentor_of


def _rank(score: Table, ties: Table, i: int, j: int) -> tuple[int, int, int]:
    return int(score[i, j]), int(ties[i, j]), i


def blocking(score: Table, capacity: Sequence[int], mentor_of: Sequence[int]) -> int:
    """How many pairs would both strictly rather have each other than what they have; 0 in a stable pairing."""
    has = np.full(score.shape[1], -1, dtype=np.int64)
    taken, worst = [0] * len(capacity), [_NOBODY] * len(capacity)
    for j, i in enumerate(mentor_of):
        if i >= 0:
            has[j] = score[i, j]
            taken[i] += 1
            worst[i] = min(worst[i], int(score[i, j]))
    rejects = [-1 if t < c else w for t, c, w in zip(taken, capacity, worst, strict=True)]
    return int(((score > has[None, :]) & (score > np.array(rejects)[:, None])).sum())
