"""Large rounds are solved from some of their pairs, and have to come out as small ones do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.matching.blocks import AllPairs
from peerloom.matching.certificate import NotProved, check, edge_prices
from peerloom.matching.edges import edges_of
from peerloom.matching.large import solved_large
from peerloom.matching.objective import fit_of, possible, weights_of, worth_of
from peerloom.matching.proof import proof
from peerloom.matching.solve import AtMost, Solution, solved
from peerloom.matching.sparse import best_pairs, most_pairs
from tests.matching.cases import cases, codes, every_pairing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from peerloom.matching.edges import Edges
    from peerloom.matching.large import Large
    from peerloom.matching.solve import Mode
    from tests.matching.cases import Case

    Table = NDArray[np.int64]

THRIFTY = st.integers(1, 3)  # so few pairs that most have to be added


def all_pairs(case: Case) -> AllPairs:
    score, capacity = case
    return AllPairs(lambda i, j: score[i, j].astype(np.int16), np.flatnonzero(np.array(capacity) > 0), score.shape[1])


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


@pytest.mark.parametrize("seed", [38, 163, 181])
def test_the_highest_floor_is_sought_among_all_pairs(seed: int) -> None:
    """Rounds in which the pairs that were solved alone would allow a lower floor only."""
    case = middling(seed, 200)
    assert by_pruning(case, "balanced", 1, 2 if seed != 163 else 4, 3).solution == whole(case, "balanced", 1)


@given(cases(6, 7))
def test_a_list_of_pairs_is_solved_as_by_trying_everything(case: Case) -> None:
    listed, mentees = edges(case), case[0].shape[1]
    mentor_of = best_pairs(listed, np.array(case[1]), mentees)
    assert worth_of(case[0], mentor_of.tolist()) == worth_of(case[0], whole(case, "total").mentor_of)
    check(weights_of(*case), case[1], mentor_of.tolist(), *_prices(case, mentor_of))


def _prices(case: Case, mentor_of: Table) -> tuple[Table, Table]:
    listed = edges(case)
    worth = weights_of(*case)[listed.mentor, listed.mentee]
    return edge_prices(listed.valued(worth), np.array(case[1]), mentor_of)


@given(cases(5, 6))
def test_a_worse_pairing_of_a_list_is_refused(case: Case) -> None:
    mentor_of = np.array(whole(case, "total").mentor_of)
    if not (mentor_of >= 0).any():
        return
    mentor_of[np.flatnonzero(mentor_of >= 0)[0]] = -1
    with pytest.raises(NotProved):
        _prices(case, mentor_of)


def test_a_pair_that_cannot_be_and_a_place_too_many_are_refused() -> None:
    case = (np.array([[5000, 5000], [-1, 5000]]), [1, 1])
    for mentor_of in ([1, 0], [0, 0]):
        with pytest.raises(NotProved, match="cannot be"):
            _prices(case, np.array(mentor_of))


@given(cases(5, 6))
def test_sought_mentors_take_short_mentees_in_every_pairing_of_as_many(case: Case) -> None:
    score, capacity = case
    most = most_pairs(edges(case), np.array(capacity), score.shape[1])
    for mentor_of in every_pairing(case):
        if sum(i >= 0 for i in mentor_of) == most.people:
            for i in np.flatnonzero(most.sought):
                assert mentor_of.count(int(i)) == capacity[i]
                assert all(most.short[j] for j, k in enumerate(mentor_of) if k == i)


@given(cases(7, 9), THRIFTY, st.integers(0, 150))
def test_when_the_work_is_spent_there_is_a_pairing_and_a_true_bound(case: Case, candidates: int, work: int) -> None:
    score, capacity = case
    first, again = (by_pruning(case, "balanced", 1, candidates, most_work=work) for _ in range(2))
    solution, best = first.solution, whole(case, "balanced")
    assert solution == again.solution
    if solution.at_most is None:
        assert solution == best or solution.floor is None
        return
    found, free = worth_of(score, solution.mentor_of), worth_of(score, whole(case, "total").mentor_of)
    assert all(solution.mentor_of.count(i) <= places for i, places in enumerate(capacity))
    assert found <= free
    assert free.people <= found.people + solution.at_most.people
    if free.people == found.people and not solution.at_most.people:
        assert (free.fit - found.fit) * 10_000 <= solution.at_most.fit * found.fit
    assert "too large to look at everything" in proof(solution, 1)


@pytest.mark.parametrize(
    ("at_most", "said"),
    [
        (AtMost(0, 123), "no other pairing matches more people, and none fits more than 1.23 % better in all."),
        (AtMost(1, 0), "at most 1 more person could have a mentor in another pairing."),
        (AtMost(12, 5), "at most 12 more people could have a mentor in another pairing."),
    ],
)
def test_a_bound_is_said_in_words(at_most: AtMost, said: str) -> None:
    assert proof(Solution((0, -1), "balanced", None, at_most), 1).endswith(f"This was checked: {said}")


def test_a_round_in_which_everybody_fits_alike_is_solved() -> None:
    case = (np.full((40, 45), 5000), [1] * 40)
    found = by_pruning(case, "balanced", 1, 3, 4).solution
    assert found == whole(case, "balanced")
    assert sum(i >= 0 for i in found.mentor_of) == 40


@pytest.mark.parametrize(
    "case",
    [
        (np.zeros((0, 3), int), []),
        (np.zeros((3, 0), int), [1, 1, 1]),
        (np.full((2, 2), -1), [1, 1]),
        (np.full((2, 2), 9), [0, 0]),
    ],
)
def test_odd_rounds_are_legal(case: Case) -> None:
    assert by_pruning(case, "balanced").solution.mentor_of == (-1,) * case[0].shape[1]


@pytest.mark.slow
def test_some_thousands_are_proved_over_all_pairs_and_agree_with_a_whole_table() -> None:
    rng = np.random.default_rng(5)
    score = np.where(rng.random((1200, 1500)) < 0.15, rng.integers(0, 40, (1200, 1500)) * 250, -1)
    case = (score, [int(one) for one in rng.integers(0, 3, 1200)])
    assert by_pruning(case, "balanced", 1, 32, 64).solution == whole(case, "balanced", 1)
