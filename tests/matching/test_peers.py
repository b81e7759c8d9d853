from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerloom.matching.barrier import barrier, check_barrier
from peerloom.matching.certificate import NotProved
from peerloom.matching.circles import Circles, circle_score, in_threes, with_thirds
from peerloom.matching.objective import fit_of
from peerloom.matching.peers import fit_of_pairs, paired_peers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Table = NDArray[np.int64]


@st.composite
def tables(draw: st.DrawFn, most: int = 8, least: int = 0) -> Table:
    """Scores that are the same both ways; ties are usual, and nobody meets themselves."""
    n = draw(st.integers(least, most))
    marks = draw(st.sampled_from([st.sampled_from([-1, -1, 0, 2500, 10_000]), st.integers(-6000, 10_000)]))
    score = np.full((n, n), -1, dtype=np.int64)
    for i, j in itertools.combinations(range(n), 2):
        score[i, j] = score[j, i] = max(-1, draw(marks))
    return score


def codes(score: Table) -> list[str]:
    return [f"E-{i}" for i in range(len(score))]


def partners(score: Table) -> list[list[int]]:
    return [np.flatnonzero(row >= 0).tolist() for row in score]


def every(score: Table, left: tuple[int, ...], sizes: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every way to put people into circles of these sizes; some wait."""
    if not left:
        yield ()
        return
    first, *rest = left
    yield from every(score, tuple(rest), sizes)
    for size in sizes:
        for others in itertools.combinations(rest, size - 1):
            circle = (first, *others)
            if circle_score(score, circle) >= 0:
                for more in every(score, tuple(one for one in rest if one not in others), sizes):
                    yield (circle, *more)


def worth(score: Table, circles: Sequence[tuple[int, ...]]) -> tuple[int, int]:
    return sum(map(len, circles)), sum(int(fit_of(circle_score(score, one))) for one in circles)


def pairs(mate: Sequence[int]) -> list[tuple[int, int]]:
    return [(i, j) for i, j in enumerate(mate) if i < j]


def best(score: Table, floor: int = 0) -> tuple[int, int]:
    kept = np.where(score >= floor, score, -1)
    return max(worth(kept, of) for of in every(kept, tuple(range(len(score))), (2,)))


@given(tables())
def test_no_pairs_are_better(score: Table) -> None:
    mate = paired_peers(score, codes(score)).mate
    assert worth(score, pairs(mate)) == best(score)
    assert fit_of_pairs(score, mate) == best(score)[1]


@given(tables(7), st.sampled_from([1, 5, 30, 100]))
def test_the_floor_is_the_highest_that_its_price_allows(score: Table, price: int) -> None:
    found = paired_peers(score, codes(score), price)
    people, fit = best(score)
    assert (found.floor is None) == (people == 0)
    if found.floor is None:
        return
    levels = sorted({int(s) for s in score.ravel() if s >= 0})
    allowed = [t for t in levels if best(score, t)[0] == people and (fit - best(score, t)[1]) * 100 <= price * fit]
    assert best(score, found.floor.score) == worth(score, pairs(found.mate))
    assert min(int(score[i, j]) for i, j in pairs(found.mate)) >= found.floor.score
    assert best(score, found.floor.score) == best(score, allowed[-1])
    assert found.floor.given_up == fit - fit_of_pairs(score, found.mate)


@given(tables(), st.randoms(use_true_random=False))
def test_no_order_of_people_makes_a_difference(score: Table, chance: Any) -> None:
    order = chance.sample(range(len(score)), len(score))
    names = codes(score)
    one = paired_peers(score, names, 1).mate
    other = paired_peers(score[np.ix_(order, order)], [names[i] for i in order], 1).mate
    assert {frozenset((i, j)) for i, j in pairs(one)} == {frozenset((order[i], order[j])) for i, j in pairs(other)}


def test_between_equal_pairs_no_early_sign_up_is_favoured() -> None:
    left_out = set()
    for start in range(40):
        mate = paired_peers(np.where(np.eye(3), -1, 5000).astype(np.int64), [f"E-{start + i}" for i in range(3)]).mate
        left_out.add(mate.index(-1))
    assert left_out == {0, 1, 2}


# The proof of the count


@given(tables(8))
def test_the_barrier_proves_the_count_and_refuses_every_smaller_one(score: Table) -> None:
    mate = list(paired_peers(score, codes(score)).mate)
    people = barrier(partners(score), mate)
    check_barrier(partners(score), mate, people)
    for i, j in pairs(mate):
        fewer = [-1 if one in (i, j) else other for one, other in enumerate(mate)]
        with pytest.raises(NotProved):
            check_barrier(partners(score), fewer, people)
        with pytest.raises(NotProved):
            barrier(partners(score), fewer)


def test_circles_within_circles_are_proved_too() -> None:
    """Sparse rounds of forty, in which one in ten waits and odd circles lie in each other."""
    waiting = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        score = np.triu(np.where(rng.random((40, 40)) < 0.06, 5000, -1), k=1)
        score = np.where(np.triu(np.ones((40, 40)), k=1) > 0, score, -1)
        score = np.maximum(score, score.T)
        waiting += sum(other < 0 for other in paired_peers(score, codes(score)).mate)  # proved inside
    assert waiting > 60


def test_a_longer_way_around_odd_circles_is_found() -> None:
    """Two triangles on a path: one more pair is possible only through both."""
    edges = [(0, 1), (1, 2), (0, 2), (2, 3), (3, 4), (4, 5), (3, 5), (5, 6), (0, 7)]
    near: list[list[int]] = [[] for _ in range(8)]
    for i, j in edges:
        near[i].append(j)
        near[j].append(i)
    mate = [1, 0, 3, 2, 5, 4, -1, -1]
    with pytest.raises(NotProved, match="more people"):
        barrier(near, mate)


@pytest.mark.parametrize("mate", [[1, 2, 1], [2, -1, 0], [1, -1, -1]])
def test_what_is_no_pairing_is_refused(mate: list[int]) -> None:
    with pytest.raises(NotProved, match="cannot be"):
        check_barrier([[1], [0, 2], [1]], mate, {1})


# Threes


def three_worth(score: Table, circles: Sequence[tuple[int, ...]]) -> tuple[int, int, int]:
    fit = sum(int(fit_of(circle_score(score, one))) * len(one) for one in circles)
    return sum(map(len, circles)), sum(len(one) for one in circles if len(one) == 3), fit


@given(tables(7))
@settings(deadline=None)
def test_no_circles_are_better_and_that_is_proved(score: Table) -> None:
    found = in_threes(score)
    assert three_worth(score, found.circles) == max(
        three_worth(score, of) for of in every(score, tuple(range(len(score))), (2, 3))
    )
    assert (found.best, found.people, found.most) == (True, sum(map(len, found.circles)), found.people)


@given(tables(8))
@settings(deadline=None)
def test_a_search_for_circles_that_ends_early_is_legal(score: Table) -> None:
    found = in_threes(score, nodes=0)
    most = max(three_worth(score, of) for of in every(score, tuple(range(len(score))), (2, 3)))[0]
    everybody = [one for circle in found.circles for one in circle]
    assert len(everybody) == len(set(everybody)) == found.people <= most <= found.most
    assert all(circle_score(score, circle) >= 0 for circle in found.circles)


def test_a_refused_circle_is_not_proposed_again() -> None:
    score = np.where(np.eye(4), -1, 5000).astype(np.int64)
    score[3, :3] = score[:3, 3] = [9000, 9000, 100]
    first = in_threes(score).circles
    assert len(first) == 2  # everybody in a pair is more people than a three
    lonely = score[:3, :3]
    assert in_threes(lonely).circles == ((0, 1, 2),)
    assert in_threes(lonely, {frozenset({0, 1, 2})}).people == 2


def test_among_very_many_circles_only_the_nearest_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peerloom.matching.circles._MOST", 10)
    score = np.where(np.eye(9), -1, 5000).astype(np.int64)
    found = in_threes(score)
    assert isinstance(found, Circles)
    assert (found.people, found.most, found.best) == (9, 9, False)


@given(tables(7))
def test_who_is_left_over_joins_a_pair_if_both_fit(score: Table) -> None:
    mate = paired_peers(score, codes(score)).mate
    circles = with_thirds(score, codes(score), mate)
    left = [i for i, other in enumerate(mate) if other < 0]
    joined = [set(circle) & set(left) for circle in circles]
    assert [set(circle) - set(left) for circle in circles] == [set(pair) for pair in pairs(mate)]
    assert all(len(one) <= 1 for one in joined)
    able = [[circle_score(score, tuple(sorted((*pair, one)))) for pair in pairs(mate)] for one in left]
    ways = itertools.product(range(-1, len(circles)), repeat=len(left))
    legal = [way for way in ways if len({k for k in way if k >= 0}) == sum(k >= 0 for k in way)]
    legal = [way for way in legal if all(k < 0 or able[i][k] >= 0 for i, k in enumerate(way))]
    most = max(
        (sum(k >= 0 for k in way), sum(int(fit_of(able[i][k])) for i, k in enumerate(way) if k >= 0)) for way in legal
    )
    fit = sum(int(fit_of(circle_score(score, circle))) for circle in circles if len(circle) == 3)
    assert (sum(map(len, joined)), fit) == most
