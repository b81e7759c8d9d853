"""The best pairing, exactly: most mentees matched, then the best fit for all, then a fixed tie-break."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linear_sum_assignment

from peerloom.matching.certificate import NO_EDGE, check, prices
from peerloom.matching.scores import BEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Table = NDArray[np.int64]

_FIT = 1_000_000  # the fit of a perfect pair
_EXACT = 2**51  # below it the solver's floats hold whole numbers with room for its own sums
_HASH = 2**32


def best_pairs(score: Table, capacity: Sequence[int], mentors: Sequence[str], mentees: Sequence[str]) -> list[int]:
    """Pair mentees with mentors so that nothing better exists.

    Args:
        score: m x n whole numbers from 0 to 10,000; below 0 the pair cannot be.
        capacity: m numbers of free places.
        mentors: m codes, sorted.
        mentees: n codes, sorted.

    Returns:
        For each mentee the mentor's row, or -1 for one who waits. More mentees matched is always better; among
        those the sum of the fit counts, which is concave in the score, so that many fair pairs beat a few
        perfect ones; what is equal is decided by a hash of both codes, which favours nobody and does not
        depend on the order of anything.

    Raises:
        NotProved: our fault; the result is not the best. It is checked on every call.

    Source:
        Rectangular assignment (Crouse 2016, https://doi.org/10.1109/TAES.2016.140952, in SciPy); all best
        pairings live on the pairs whose prices add up, so a second solve over these breaks ties.
    """
    if not score.size:
        return [-1] * score.shape[1]
    places = [min(number, int((row >= 0).sum())) for number, row in zip(capacity, score, strict=True)]
    weights = _weights(score, places)
    first = _assigned(weights, places)
    u, v = prices(weights, places, first)
    check(weights, places, first, u, v)
    tie = _ties(weights, u, v, mentors, mentees)
    chosen = _assigned(tie, places)
    check(weights, places, chosen, u, v)
    return chosen


def _weights(score: Table, places: Sequence[int]) -> Table:
    """One number a pair that puts the count above every sum of fits."""
    n = score.shape[1]
    fit = score * (2 * BEST - score) // 100
    matched = 2 * n * _FIT + 1
    assert matched + _FIT < _EXACT, "too many people for this solver"  # noqa: S101 - a limit of ours, not of a user
    possible = (score >= 0) & (np.array(places) > 0)[:, None]
    return np.where(possible, fit + matched, NO_EDGE)


def _ties(weights: Table, u: Table, v: Table, mentors: Sequence[str], mentees: Sequence[str]) -> Table:
    """Weights over the pairs of best pairings alone: whoever must be matched or full stays so, then the hash."""
    bonus = weights.shape[1] * _HASH + 1
    on_face = (weights != NO_EDGE) & (u[:, None] + v[None, :] == weights)
    table = np.full(weights.shape, NO_EDGE, dtype=np.int64)
    for i, j in np.argwhere(on_face):
        table[i, j] = 1 + _hash(mentors[i], mentees[j]) + bonus * (int(v[j] > 0) + int(u[i] > 0))
    return table


def _hash(mentor: str, mentee: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{mentor}\0{mentee}".encode()).digest()[:4], "big")


def _assigned(weights: Table, places: Sequence[int]) -> list[int]:
    """The pairing with the greatest sum of weights: each mentor's row stands as often as it has places."""
    rows = np.repeat(np.arange(len(places)), places)
    mentor_of = [-1] * weights.shape[1]
    if rows.size:
        table = np.maximum(weights[rows], 0)  # a pair that cannot be is worth nothing, and is dropped below
        for row, column in zip(*linear_sum_assignment(table, maximize=True), strict=True):
            if table[row, column] > 0:
                mentor_of[column] = int(rows[row])
    return mentor_of
