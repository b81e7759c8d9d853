"""Large rounds are solved from some of their pairs, and have to come out as small ones do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.matching import large
from peerloom.matching.blocks import AllPairs
from peerloom.matching.certificate import NO_EDGE, NotProved, check, edge_prices
from peerloom.matching.edges import edges_of
from peerloom.matching.large import solved_large
from peerloom.matching.objective import fit_of, possible, weights_of, worth_of
from peerloom.matching.solve import solved
from peerloom.matching.sparse import best_pairs, most_pairs
from tests.matching.cases import cases, codes, every_pairing

if TYPE_CHECKING:
    from peerloom.matching.edges import Edges
    from peerloom.matching.large import Large
    from peerloom.matching.solve import Mode, Solution
    from tests.matching.cases import Case

THRIFTY = st.integers(1, 3)  # so few pairs that most have to be added


def all_pairs(case: Case) -> AllPairs:
    score, capacity = case
    return AllPairs(
        lambda i, j: score[i, j].astype(np.int16), np.flatnonzero(np.array(capacity) > 0), score.shape[1]
    )


def names(case: Case) -> tuple[list[str], list[str]]:
    return codes(case[0].shape[0], "M"), codes(case[0].shape[1], "E")


def by_pruning(
    case: Case, mode: Mode, price: int = 1, candidates: int = 2, tied: int = 1, most_work: int = 10**9
) -> Large:
    return solved_large(all_pairs(case), case[1], *names(case), mode, price, candidates, tied, most_work)


def whole(case: Case, mode: Mode, price: int = 1) -> Solution:
    return solved(case[0], case[1], *names(case), mode, price)


def middling(seed: int, coarse: int = 10_001) -> Case:
    """Some dozens of people, of whom half of the pairs can be, with so many different scores."""
    rng = np.random.default_rng(seed)
    m, n = rng.integers(15, 60, 2)
    score = rng.integers(0, coarse, (m, n)) * (10_000 // max(1, coarse - 1))
    score[rng.random((m, n)) < rng.choice([0.3, 0.8, 0.95])] = -1
    return score, [int(places) for places in rng.integers(0, 3, m)]


def edges(case: Case) -> Edges:
    """All pairs that can be, with their fit."""
    mentor, mentee = np.nonzero(possible(*case))
    return edges_of(mentor, mentee, fit_of(case[0][mentor, mentee]))


@given(cases(7, 9), st.sampled_from(["total", "balanced"]), st.sampled_from([0, 1, 5, 30]), THRIFTY, THRIFTY)
def test_some_pairs_give_the_very_pairing_of_all(
    case: Case, mode: Mode, price: int, candidates: int, tied: int
) -> None:
    assert by_pruning(case, mode, price, candidates, tied).solution == whole(case, mode, price)


@pytest.mark.parametrize("coarse", [2, 5, 10_001])
@pytest.mark.parametrize("seed", range(8))
def test_some_pairs_give_the_very_pairing_of_all_among_dozens(seed: int, coarse: int) -> None:
    case = middling(seed, coarse)
    for mode in ("total", "balanced"):
        assert by_pruning(case, mode, 1, 4, 3).solution == whole(case, mode, 1)
