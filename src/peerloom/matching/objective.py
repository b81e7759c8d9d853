"""What a pairing is worth, as one whole number a pair: people first, then the fit, which is concave in the score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from peerloom.matching.certificate import NO_EDGE
from peerloom.matching.criteria import BEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Table = NDArray[np.int64]

FIT = 1_000_000  # the fit of a perfect pair
_EXACT = 2**51  # below it the solver's floats hold whole numbers with room for its own sums


@dataclass(frozen=True, slots=True, order=True)
class Worth:
    """A pairing's worth, or the difference of two: people who have a mentor count before the fit."""

    people: int
    fit: int


def fit_of(score: Any) -> Any:
    """The fit of a score, or of a table of them: 0 to 1,000,000. A better score always fits better.

    It grows less and less, so that two fair pairs are worth more than a perfect and a poor one.
    """
    return score * (2 * BEST - score) // 100


def one_person(mentees: int) -> int:
    """What one more matched person is worth: more than twice every sum of fits, so that differences can be read."""
    return 2 * mentees * FIT + 1


def weights_of(score: Table, capacity: Sequence[int], floor: int = 0) -> Table:
    """One number a pair that puts people above every sum of fits; ``NO_EDGE`` where there can be no pair.

    Args:
        score: m x n whole numbers from 0 to 10,000; below 0 the pair cannot be.
        capacity: m numbers of free places.
        floor: the lowest score that a pair may have.
    """
    person = one_person(score.shape[1])
    assert person + FIT < _EXACT, "too many people for this solver"  # noqa: S101 - a limit of ours, not of a user
    return np.where(possible(score, capacity, floor), fit_of(score) + person, NO_EDGE)


def possible(score: Table, capacity: Sequence[int], floor: int = 0) -> NDArray[np.bool_]:
    """Which pairs can be: eligible, not below the floor, and with a mentor who has a place."""
    return (score >= max(0, floor)) & (np.array(capacity, dtype=np.int64) > 0)[:, None]


def read_worth(number: int, mentees: int) -> Worth:
    """Read a sum or a difference of weights: the fit is its rest, which can be below 0, and people are what is left."""
    person = one_person(mentees)
    fit = (number + person // 2) % person - person // 2
    return Worth((number - fit) // person, fit)


def worth_of(score: Table, mentor_of: Sequence[int]) -> Worth:
    """The worth of a pairing: for each mentee the mentor's row, or -1."""
    scores = scores_of(score, mentor_of)
    return Worth(len(scores), sum(fit_of(one) for one in scores))


def scores_of(score: Table, mentor_of: Sequence[int]) -> list[int]:
    """The scores of a pairing's pairs, by mentee."""
    return [int(score[i, j]) for j, i in enumerate(mentor_of) if i >= 0]
