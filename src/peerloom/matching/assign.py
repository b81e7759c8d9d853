"""The pairing with the greatest sum of weights, and how many people can have a mentor at all, whatever the fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from peerloom.matching.certificate import NO_EDGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Table = NDArray[np.int64]


def assigned(weights: Table, capacity: Sequence[int]) -> list[int]:
    """Pair so that the sum is the greatest: each mentor has a column for each place that can be filled.

    Everybody also has a column of their own, which stands for no mentor, so that all can be matched with something.

    Args:
        weights: m x n whole numbers above 0, or ``NO_EDGE`` where there can be no pair.
        capacity: places of each mentor.

    Returns:
        The mentor of each mentee, or -1. Nothing is proved yet.

    Source:
        LAPJVsp, Jonker and Volgenant 1987, https://doi.org/10.1007/BF02278710, in SciPy.
    """
    can = weights != NO_EDGE
    places = np.minimum(np.array(capacity, dtype=np.int64), can.sum(axis=1))
    owner = np.repeat(np.arange(len(places)), np.maximum(places, 0))
    mentees = weights.shape[1]
    if not owner.size:
        return [-1] * mentees
    place, mentee = np.nonzero(can[owner])
    worth, none = weights[owner[place], mentee], np.arange(mentees)
    top = worth.max() + 1  # costs are above 0, because a cost of 0 would be no pair
    cost = np.concatenate([top - worth, np.full(mentees, top)]).astype(np.float64)
    at = np.concatenate([mentee, none]), np.concatenate([place, len(owner) + none])
    _, column = min_weight_full_bipartite_matching(csr_array((cost, at), shape=(mentees, len(owner) + mentees)))
    return [int(owner[one]) if one < len(owner) else -1 for one in column]


def most_matched(pairs: NDArray[np.bool_], capacity: Sequence[int]) -> int:
    """The greatest number of mentees (columns) who can have a mentor (row with ``capacity`` places).

    SciPy's own count (``maximum_bipartite_matching``) is a thousand times as quick on most rounds, but takes minutes on
    some where many people are alike.
    """
    if not pairs.size:
        return 0
    return sum(mentor >= 0 for mentor in assigned(np.where(pairs, np.int64(1), NO_EDGE), capacity))
