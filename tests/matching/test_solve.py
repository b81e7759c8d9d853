from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.matching.certificate import NO_EDGE, NotProved, check, prices
from peerloom.matching.solve import solved

if TYPE_CHECKING:
    from collections.abc import Sequence

Case = tuple[list[list[int]], list[int]]


@st.composite
def cases(draw: st.DrawFn, most_mentors: int = 4, most_mentees: int = 5) -> Case:
    m, n = draw(st.integers(0, most_mentors)), draw(st.integers(0, most_mentees))
    marks = st.sampled_from([-1, -1, 0, 1000, 2500, 5000, 10_000])
    score = [[draw(marks) for _ in range(n)] for _ in range(m)]
    return score, [draw(st.integers(0, 3)) for _ in range(m)]


def solve(score: list[list[int]], capacity: list[int]) -> list[int]:
    table = np.array(score, dtype=np.int64).reshape(len(capacity), len(score[0]) if score else 0)
    return list(
        solved(
            table, capacity, [f"M{i}" for i in range(len(capacity))], [f"E{j}" for j in range(table.shape[1])]
        ).mentor_of
    )


def worth(score: list[list[int]], mentor_of: Sequence[int]) -> tuple[int, int]:
    pairs = [score[i][j] for j, i in enumerate(mentor_of) if i >= 0]
    return len(pairs), sum(s * (20_000 - s) // 100 for s in pairs)


def brute(score: list[list[int]], capacity: list[int]) -> tuple[int, int]:
    n = len(score[0]) if score else 0
    best = (0, 0)
    for mentor_of in itertools.product(range(-1, len(capacity)), repeat=n):
        fits = all(i < 0 or score[i][j] >= 0 for j, i in enumerate(mentor_of))
        if fits and all(mentor_of.count(i) <= c for i, c in enumerate(capacity)):
            best = max(best, worth(score, mentor_of))
    return best


@given(cases())
def test_it_is_as_good_as_trying_everything(case: Case) -> None:
    score, capacity = case
    assert worth(score, solve(score, capacity)) == brute(score, capacity)


@given(cases(8, 12))
def test_no_capacity_and_no_rule_is_broken(case: Case) -> None:
    score, capacity = case
    mentor_of = solve(score, capacity)
    assert all(mentor_of.count(i) <= c for i, c in enumerate(capacity))
    assert all(i < 0 or score[i][j] >= 0 for j, i in enumerate(mentor_of))


@given(cases(6, 8), st.integers(0, 1000))
def test_the_order_of_rows_does_not_matter(case: Case, seed: int) -> None:
    score, capacity = case
    if not score or not score[0]:
        return
    usual = {(f"M{i}", f"E{j}") for j, i in enumerate(solve(score, capacity)) if i >= 0}
    rows, columns = list(range(len(score))), list(range(len(score[0])))
    random.Random(seed).shuffle(rows)  # noqa: S311 - a shuffle, not a secret
    random.Random(seed + 1).shuffle(columns)  # noqa: S311 - a shuffle, not a secret
    table = np.array(score, dtype=np.int64)[np.ix_(rows, columns)]
    places = [capacity[r] for r in rows]
    mentor_of = solved(table, places, [f"M{r}" for r in rows], [f"E{c}" for c in columns]).mentor_of
    assert {(f"M{rows[i]}", f"E{columns[j]}") for j, i in enumerate(mentor_of) if i >= 0} == usual


@given(cases(5, 7))
def test_one_more_mentor_never_lowers_the_count(case: Case) -> None:
    score, capacity = case
    n = len(score[0]) if score else 0
    more = [*score, [5000] * n]
    assert worth(more, solve(more, [*capacity, 1]))[0] >= worth(score, solve(score, capacity))[0]


def test_many_fair_pairs_beat_one_perfect_and_one_poor() -> None:
    # (0,0)+(1,1) = 10000 + 1000, (0,1)+(1,0) = 5500 + 5400: the total is larger on the left by 100
    assert solve([[10_000, 5_500], [5_400, 1_000]], [1, 1]) == [1, 0]


@given(cases(5, 6))
def test_a_worse_pairing_is_refused(case: Case) -> None:
    score, capacity = case
    mentor_of = solve(score, capacity)
    if not any(i >= 0 for i in mentor_of):
        return
    table = np.array(score, dtype=np.int64)
    n = table.shape[1]
    weights = np.where(
        (table >= 0) & (np.array(capacity) > 0)[:, None], table * (20_000 - table) // 100 + 2 * n * 10**6 + 1, NO_EDGE
    )
    worse = list(mentor_of)
    worse[next(j for j, i in enumerate(worse) if i >= 0)] = -1
    with pytest.raises(NotProved):
        check(weights, capacity, worse, *prices(weights, capacity, worse))


@pytest.mark.parametrize("score", [[], [[]], [[-1, -1]], [[0]], [[5000, 5000, 5000]]])
def test_odd_sizes_are_legal(score: list[list[int]]) -> None:
    mentor_of = solve(score, [2] * len(score))
    assert len(mentor_of) == (len(score[0]) if score else 0)


def test_a_program_of_five_hundred_is_proved() -> None:
    made = np.random.default_rng(7).integers(-4000, 10_000, (500, 500))
    codes = [f"M{i}" for i in range(500)], [f"E{i}" for i in range(500)]
    mentor_of = solved(np.maximum(made, -1), [1] * 500, *codes, "balanced", 1).mentor_of
    assert sum(i >= 0 for i in mentor_of) == 500
