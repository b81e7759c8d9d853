"""The mode ``leximin``: as many people as possible, then the best for whoever fits worst, then for the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from peerloom.matching.certificate import NO_EDGE
from peerloom.matching.exact import exact_pairs
from peerloom.matching.objective import fit_of, one_person, possible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LEVEL = 100  # scores in one level: a level is one of the hundred that people read


def leximin_weights(score: NDArray[np.int64], capacity: Sequence[int]) -> NDArray[Any]:
    """One whole number a pair, of any size: people, then few in the lowest level, in the next, and so on, then the fit.

    Source:
        Lexicographic bottleneck as one sum with a digit a level (Burkard and Rendl 1991,
        https://doi.org/10.1016/0167-6377(91)90001-6).
    """
    pairs = possible(score, capacity)
    levels = [int(level) for level in np.unique(score[pairs] // LEVEL)]
    table = np.full(score.shape, NO_EDGE, dtype=object)
    if not levels:
        return table
    people = score.shape[1] + 1
    loss = {level: one_person(people) * people ** (len(levels) - 1 - k) for k, level in enumerate(levels)}
    person = 4 * people * loss[levels[0]]
    for i, j in np.argwhere(pairs).tolist():
        one = int(score[i, j])
        table[i, j] = person - loss[one // LEVEL] + fit_of(one)
    return table


def leximin_pairs(weights: NDArray[Any], capacity: Sequence[int]) -> tuple[list[int], NDArray[Any], NDArray[Any]]:
    """The best pairing for ``leximin_weights``, and its prices."""
    edges = [
        sorted(((weights[i, j], i) for i in range(weights.shape[0]) if weights[i, j] > 0), key=lambda e: (-e[0], e[1]))
        for j in range(weights.shape[1])
    ]
    mentor_of, u, v = exact_pairs(edges, capacity)
    return mentor_of, np.array(u, dtype=object), np.array(v, dtype=object)
