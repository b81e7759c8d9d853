"""Small random rounds, and the same questions answered by trying everything."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st

from peerloom.matching.objective import worth_of
from peerloom.matching.solve import solved
from tests.matching.test_propose import INTERESTS, person, pool

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from peerloom.matching.objective import Worth
    from peerloom.matching.pool import Pool
    from peerloom.matching.proposal import Applicant
    from peerloom.matching.solve import Mode, Solution

    Table = NDArray[np.int64]
    Case = tuple[Table, list[int]]

MODES: tuple[Mode, ...] = ("balanced", "total", "leximin", "stable")
COARSE = (-1, -1, 0, 1000, 2500, 5000, 10_000)  # ties are usual


@st.composite
def cases(draw: st.DrawFn, most_mentors: int = 4, most_mentees: int = 5, least: int = 1) -> Case:
    """A table of scores, coarse or fine, and the places of each mentor."""
    m, n = draw(st.integers(least, most_mentors)), draw(st.integers(least, most_mentees))
    marks = draw(st.sampled_from([st.sampled_from(COARSE), st.integers(-6000, 10_000).map(lambda s: max(-1, s))]))
    score = [[draw(marks) for _ in range(n)] for _ in range(m)]
    return np.array(score, dtype=np.int64).reshape(m, n), [draw(st.integers(0, 3)) for _ in range(m)]


def codes(number: int, letter: str) -> list[str]:
    return [f"{letter}{i}" for i in range(number)]


def solve(case: Case, mode: Mode = "total", price: int = 0) -> Solution:
    score, capacity = case
    return solved(score, capacity, codes(score.shape[0], "M"), codes(score.shape[1], "E"), mode, price)


def every_pairing(case: Case, floor: int = 0) -> Iterator[tuple[int, ...]]:
    score, capacity = case
    for mentor_of in itertools.product(range(-1, len(capacity)), repeat=score.shape[1]):
        if all(mentor_of.count(i) <= c for i, c in enumerate(capacity)) and all(
            i < 0 or score[i, j] >= floor for j, i in enumerate(mentor_of)
        ):
            yield mentor_of


def best_worth(case: Case, floor: int = 0) -> Worth:
    return max(worth_of(case[0], mentor_of) for mentor_of in every_pairing(case, floor))


def sorted_levels(score: Table, mentor_of: Sequence[int]) -> list[int]:
    return sorted(int(score[i, j]) // 100 for j, i in enumerate(mentor_of) if i >= 0)


@st.composite
def rounds(draw: st.DrawFn, most: int = 5) -> Pool:
    """People of whom most fit each other, so that places and rules matter."""
    both, one = frozenset({"English", "Polish"}), frozenset({"Polish"})
    times = [frozenset({"Monday, lunch"}), frozenset({"Monday, lunch", "Friday, lunch"}), frozenset({"Friday, lunch"})]
    homes = [frozenset[str]()] * 5 + [frozenset({"the mill"})]

    def people(letter: str, years: tuple[int, int]) -> list[Applicant]:
        blocks = [frozenset[str]()] * 5 + [frozenset({"trained"}), frozenset({"screened", "trained"})]
        return [
            person(
                f"{letter}-{i}",
                year=draw(st.integers(*years)),
                languages=draw(st.sampled_from([both, both, frozenset({"English"}), one])),
                free=draw(st.sampled_from(times)),
                interests=draw(st.frozensets(st.sampled_from(INTERESTS), max_size=3)),
                home=draw(st.sampled_from(homes)),
                capacity=draw(st.integers(0, 2)),
                blocks=draw(st.sampled_from(blocks)) if letter == "M" else frozenset(),
            )
            for i in range(draw(st.integers(1, most)))
        ]

    return pool(people("M", (10, 12)), people("E", (7, 9)))
