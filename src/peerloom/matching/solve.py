"""The best pairing of a round in the program's mode, exactly, with its proof and a tie-break that favours nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from peerloom.matching.assign import assigned
from peerloom.matching.certificate import NO_EDGE, NotProved, check, prices
from peerloom.matching.floor import highest_floor
from peerloom.matching.leximin import leximin_pairs, leximin_weights
from peerloom.matching.objective import weights_of
from peerloom.matching.stable import blocking, stable_pairs
from peerloom.matching.ties import keys, tie_numbers, tie_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from peerloom.matching.floor import Floor

    Table = NDArray[np.int64]

Mode = Literal["balanced", "total", "leximin", "stable"]


@dataclass(frozen=True, slots=True)
class AtMost:
    """What no pairing can have more than a given one."""

    people: int
    fit: int  # hundredths of a percent of the fit over all, if as many people have a mentor


@dataclass(frozen=True, slots=True)
class Solution:
    """A pairing: for each mentee the mentor's row, or -1 for one who waits; and the floor, if one was kept."""

    mentor_of: tuple[int, ...]
    mode: Mode = "total"
    floor: Floor | None = None
    at_most: AtMost | None = None  # how much better another could be, where it was too much work to rule that out


def solved(
    score: Table,
    capacity: Sequence[int],
    mentors: Sequence[str],
    mentees: Sequence[str],
    mode: Mode = "total",
    price: int = 0,
) -> Solution:
    """Pair mentees with mentors so that nothing better exists.

    Args:
        score: m x n whole numbers from 0 to 10,000; below 0 the pair cannot be.
        capacity: m numbers of free places.
        mentors: m codes, sorted.
        mentees: n codes, sorted.
        mode: what better means. But for ``stable``, more mentees matched is always better. Then ``balanced``: the
            highest lowest score at ``price``, then the sum of the fit; ``total``: the sum of the fit; ``leximin``: the
            scores from the lowest up, by hundredths of the best. The fit is concave in the score, so that many fair
            pairs beat a few perfect ones.
        price: percent of the fit over all that ``balanced`` may give up; 0 keeps no lowest score.

    Returns:
        The pairing. What is equal is decided by a hash of both codes, which favours nobody and does not depend on the
        order of anything.

    Raises:
        NotProved: our fault; the result is not the best. It is checked on every call.

    Source:
        Shortest augmenting paths (Jonker and Volgenant 1987, https://doi.org/10.1007/BF02278710, in SciPy); all best
        pairings live on the pairs whose prices add up, so a second solve over these breaks ties.
    """
    if not score.size:
        return Solution((-1,) * score.shape[1], mode)
    names = (mentors, mentees)
    if mode == "stable":
        return Solution(_stable(score, capacity, *names), mode)
    if mode == "leximin":
        weights = leximin_weights(score, capacity)
        return Solution(_canonical(weights, capacity, *leximin_pairs(weights, capacity), *names), mode)
    pairing: Sequence[int] = _proved(score, capacity, 0)
    floor = None
    if mode == "balanced" and price > 0 and any(i >= 0 for i in pairing):
        floor, pairing = highest_floor(score, capacity, pairing, price, lambda level: _proved(score, capacity, level))
    weights = weights_of(score, capacity, floor.score if floor else 0)
    return Solution(
        _canonical(weights, capacity, pairing, *prices(weights, capacity, pairing), *names),
        mode,
        floor,
    )


def _proved(score: Table, capacity: Sequence[int], floor: int) -> list[int]:
    """A best pairing with a floor; which of several is left to the solver."""
    weights = weights_of(score, capacity, floor)
    mentor_of = assigned(weights, capacity)
    check(weights, capacity, mentor_of, *prices(weights, capacity, mentor_of))
    return mentor_of


def _canonical(
    weights: NDArray[Any],
    capacity: Sequence[int],
    pairing: Sequence[int],
    u: NDArray[Any],
    v: NDArray[Any],
    mentors: Sequence[str],
    mentees: Sequence[str],
) -> tuple[int, ...]:
    """The one of all best pairings that the hash chooses; both are proved."""
    check(weights, capacity, pairing, u, v)
    chosen = assigned(_ties(weights, u, v, mentors, mentees), capacity)
    check(weights, capacity, chosen, u, v)
    return tuple(chosen)


def _ties(
    weights: NDArray[Any], u: NDArray[Any], v: NDArray[Any], mentors: Sequence[str], mentees: Sequence[str]
) -> Table:
    """Weights over the pairs of best pairings alone: whoever must be matched or full stays so, then the hash."""
    on_face = (weights != NO_EDGE) & (u[:, None] + v[None, :] == weights)
    value = tie_values(_numbers(mentors, mentees), u[:, None], v[None, :], weights.shape[1])
    return np.where(on_face, value, NO_EDGE)


def _numbers(mentors: Sequence[str], mentees: Sequence[str]) -> Table:
    return tie_numbers(keys(mentors)[:, None], keys(mentees)[None, :])


def _stable(score: Table, capacity: Sequence[int], mentors: Sequence[str], mentees: Sequence[str]) -> tuple[int, ...]:
    pairing = stable_pairs(score, _numbers(mentors, mentees), capacity)
    if blocking(score, capacity, pairing):
        raise NotProved("two would rather have each other")
    return tuple(pairing)
