"""Each mode against trying everything."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.matching.assign import most_matched
from peerloom.matching.certificate import NO_EDGE, check, mentor_prices, prices
from peerloom.matching.exact import exact_pairs
from peerloom.matching.floor import Floor
from peerloom.matching.objective import FIT, Worth, possible, read_worth, scores_of, weights_of, worth_of
from peerloom.matching.proof import proof
from peerloom.matching.solve import Solution, solved
from peerloom.matching.stable import blocking
from tests.matching.cases import MODES, best_worth, cases, every_pairing, solve, sorted_levels

if TYPE_CHECKING:
    from peerloom.matching.solve import Mode
    from tests.matching.cases import Case


@given(cases(4, 4), st.sampled_from([1, 5, 30, 100]))
def test_the_floor_is_the_highest_that_keeps_the_count_at_the_price(case: Case, price: int) -> None:
    score, _ = case
    free = best_worth(case)
    solution = solve(case, "balanced", price)
    if not free.people:
        assert solution.floor is None
        return
    same_count, affordable = [0], [0]
    for level in sorted({int(s) for s in score.ravel() if s >= 0}):
        worth = best_worth(case, level)
        if worth.people == free.people:
            same_count.append(level)
            if (free.fit - worth.fit) * 100 <= price * free.fit:
                affordable.append(level)
    assert solution.floor is not None
    found = worth_of(score, solution.mentor_of)
    assert (solution.floor.score, solution.floor.ceiling) == (max(affordable), max(same_count))
    assert found == best_worth(case, max(affordable))
    assert (solution.floor.given_up, solution.floor.fit) == (free.fit - found.fit, free.fit)
    assert min(scores_of(score, solution.mentor_of)) == solution.floor.score


@given(cases(4, 4))
def test_leximin_is_the_best_for_whoever_fits_worst_and_then_for_the_next(case: Case) -> None:
    score, _ = case
    solution = solve(case, "leximin")
    best = max(
        (len(levels := sorted_levels(score, one)), levels, worth_of(score, one).fit) for one in every_pairing(case)
    )
    found = sorted_levels(score, solution.mentor_of)
    assert (len(found), found, worth_of(score, solution.mentor_of).fit) == best


@given(cases(6, 8))
def test_nobody_in_a_stable_pairing_finds_a_better_partner_who_agrees(case: Case) -> None:
    score, capacity = case
    mentor_of = solve(case, "stable").mentor_of
    taken = [mentor_of.count(i) for i in range(len(capacity))]
    assert all(t <= c for t, c in zip(taken, capacity, strict=True))
    assert all(i < 0 or score[i, j] >= 0 for j, i in enumerate(mentor_of))
    for j, own in enumerate(mentor_of):
        for i in range(len(capacity)):
            wants = score[i, j] > (score[own, j] if own >= 0 else -1)
            worst = min((score[i, k] for k, held in enumerate(mentor_of) if held == i), default=10**6)
            assert not (wants and capacity[i] and (taken[i] < capacity[i] or score[i, j] > worst))


def test_two_who_would_rather_have_each_other_are_counted() -> None:
    score = np.array([[9000, 100], [100, 9000]])
    assert blocking(score, [1, 1], [1, 0]) == 2
    assert blocking(score, [1, 1], [0, 1]) == 0
    assert blocking(score, [1, 0], [-1, -1]) == 2


def test_without_ties_stable_is_the_best_pair_first() -> None:
    score = np.random.default_rng(3).permutation(9_000)[:400].reshape(20, 20)
    mentor_of, used = [-1] * 20, set[int]()
    for flat in np.argsort(-score, axis=None).tolist():
        i, j = divmod(flat, 20)
        if i not in used and mentor_of[j] < 0:
            mentor_of[j] = i
            used.add(i)
    assert list(solve((score, [1] * 20), "stable").mentor_of) == mentor_of


@given(cases(6, 8), st.sampled_from(MODES), st.integers(0, 1000))
def test_the_order_of_rows_matters_in_no_mode(case: Case, mode: Mode, seed: int) -> None:
    score, capacity = case
    usual = {(i, j) for j, i in enumerate(solve(case, mode, 1).mentor_of) if i >= 0}
    rows, columns = list(range(score.shape[0])), list(range(score.shape[1]))
    random.Random(seed).shuffle(rows)  # noqa: S311 - a shuffle, not a secret
    random.Random(seed + 1).shuffle(columns)  # noqa: S311 - a shuffle, not a secret
    names = [f"M{r}" for r in rows], [f"E{c}" for c in columns]
    turned = solved(score[np.ix_(rows, columns)], [capacity[r] for r in rows], *names, mode, 1)
    assert {(rows[i], columns[j]) for j, i in enumerate(turned.mentor_of) if i >= 0} == usual


@given(cases(6, 8))
def test_the_solver_in_whole_numbers_agrees_and_proves_itself(case: Case) -> None:
    score, capacity = case
    weights = weights_of(score, capacity)
    edges = [
        sorted(((int(w), i) for i, w in enumerate(weights[:, j]) if w != NO_EDGE), key=lambda e: (-e[0], e[1]))
        for j in range(score.shape[1])
    ]
    mentor_of, u, v = exact_pairs(edges, capacity)
    check(weights, capacity, mentor_of, np.array(u), np.array(v))
    assert worth_of(score, mentor_of) == worth_of(score, solve(case).mentor_of)


@given(cases(5, 6))
def test_the_count_alone_is_the_count_of_the_best(case: Case) -> None:
    score, capacity = case
    assert most_matched(possible(score, capacity), capacity) == worth_of(score, solve(case).mentor_of).people


@given(cases(5, 6))
def test_both_kinds_of_prices_prove_the_pairing_and_hold_every_price_between_them(case: Case) -> None:
    score, capacity = case
    weights, mentor_of = weights_of(score, capacity), solve(case).mentor_of
    u, v = prices(weights, capacity, mentor_of)
    dear, cheap = mentor_prices(weights, capacity, mentor_of)
    check(weights, capacity, mentor_of, dear, cheap)
    assert (u <= dear).all()
    assert (cheap <= v).all()


@given(st.integers(1, 50), st.data())
def test_the_difference_of_two_worths_is_read_exactly(mentees: int, data: st.DataObject) -> None:
    people = data.draw(st.integers(-mentees, mentees))
    fit = data.draw(st.integers(-mentees * FIT, mentees * FIT))
    assert read_worth(people * (2 * mentees * FIT + 1) + fit, mentees) == Worth(people, fit)


def test_more_people_than_the_solver_can_hold_are_refused() -> None:
    table = np.zeros((0, 2**31), dtype=np.int64)
    with pytest.raises(AssertionError, match="too many"):
        weights_of(table, [])


@pytest.mark.parametrize(
    ("solution", "words"),
    [
        (Solution(()), "Nobody is ready to be matched."),
        (Solution((0, -1)), "1 of 2 mentees get a mentor. This was checked: no other pairing matches more people, and"),
        (
            Solution((0,), "balanced", Floor(2550, 2550, 0, 900)),
            (
                "more people. Everybody's fit is at least 26 of 100, which costs no fit over all. "
                "A higher lowest fit would leave somebody without a mentor. No pairing that keeps both"
            ),
        ),
        (
            Solution((0,), "balanced", Floor(2540, 3120, 44, 10_001)),
            "is at least 25 of 100, which costs 0.44 % of the fit over all. More, up to 31, would cost more than the 1 %",
        ),
        (Solution((0,), "leximin"), "counted out of 100."),
        (Solution((0,), "stable"), "This way of matching can leave somebody waiting"),
    ],
)
def test_the_proof_says_what_was_checked(solution: Solution, words: str) -> None:
    assert words in proof(solution, 1)


@pytest.mark.parametrize(("seed", "price"), [(0, 1), (1, 10), (5, 1), (20, 3), (21, 3)])  # the last three halve often
def test_halving_finds_the_floor_that_looking_at_every_score_finds(seed: int, price: int) -> None:
    score = np.random.default_rng(seed).integers(0, 1000, (12, 12)) * 10
    score[np.random.default_rng(seed + 99).random((12, 12)) > 0.4] = -1
    case = (score, [1] * 12)
    free = worth_of(score, solve(case).mentor_of)
    levels = [0]
    for level in np.unique(score[score >= 0]).tolist():
        worth = worth_of(score, solve((np.where(score >= level, score, -1), [1] * 12)).mentor_of)
        if worth.people == free.people and (free.fit - worth.fit) * 100 <= price * free.fit:
            levels.append(level)
    floor = solve(case, "balanced", price).floor
    assert floor is not None
    assert floor.score == max(levels)
