from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerloom.matching.certificate import NotProved
from peerloom.matching.grouping import Group, Grouping, Lead, check_groups, grouped
from peerloom.matching.objective import fit_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Case = tuple[NDArray[np.int64], list[Lead], NDArray[np.bool_] | None]

SCORES = (-1, -1, 0, 2500, 5000, 10_000)


@st.composite
def cases(draw: st.DrawFn, most_leads: int = 3, most_mentees: int = 6) -> Case:
    """Leads of one mentor, or of two who may stand in several leads; with and without times."""
    m, n, t = draw(st.integers(1, most_leads)), draw(st.integers(1, most_mentees)), 3
    marks = st.sampled_from(SCORES) if draw(st.booleans()) else st.integers(-3000, 10_000).map(lambda s: max(-1, s))
    score = np.array([[draw(marks) for _ in range(n)] for _ in range(m)], dtype=np.int64).reshape(m, n)
    timed, together = draw(st.booleans()), draw(st.booleans())
    leads = []
    for i, two in zip(range(m), itertools.combinations(range(m), 2), strict=False):
        least = draw(st.integers(1, 3))
        times = tuple(sorted(draw(st.sets(st.integers(0, t - 1), min_size=1)))) if timed else ()
        leads.append(Lead(two if together else (i,), least, draw(st.integers(least, 4)), times))
    free = np.array([[draw(st.booleans()) for _ in range(t)] for _ in range(n)], dtype=bool).reshape(n, t)
    return score[: len(leads)], leads, free if timed else None


def legal(case: Case) -> Iterator[tuple[int, ...]]:
    """Every way to put mentees into groups: for each the lead, or -1."""
    score, leads, _ = case
    for lead_of in itertools.product(range(-1, len(leads)), repeat=score.shape[1]):
        formed = {i: [j for j, k in enumerate(lead_of) if k == i] for i in set(lead_of) - {-1}}
        mentors = [m for i in formed for m in leads[i].mentors]
        if len(mentors) == len(set(mentors)) and all(_holds(case, i, of) for i, of in formed.items()):
            yield lead_of


def _holds(case: Case, i: int, members: Sequence[int]) -> bool:
    score, leads, free = case
    lead = leads[i]
    fits = all(score[i, j] >= 0 for j in members) and lead.least <= len(members) <= lead.most
    return fits and (free is None or any(all(free[j, t] for j in members) for t in lead.times))


def worth(case: Case, lead_of: Sequence[int]) -> tuple[int, int]:
    scores = [int(case[0][i, j]) for j, i in enumerate(lead_of) if i >= 0]
    return len(scores), sum(int(fit_of(score)) for score in scores)


@given(cases())
@settings(deadline=None)
def test_nothing_is_better_than_the_groups(case: Case) -> None:
    found = grouped(*case)
    best = max(worth(case, lead_of) for lead_of in legal(case))
    assert (found.matched, found.fit) == best
    assert found.best
    check_groups(found, *case)


@given(cases(), st.integers(0, 2))
@settings(deadline=None)
def test_a_search_that_ends_early_gives_legal_groups_and_true_bounds(case: Case, nodes: int) -> None:
    found = grouped(*case, nodes=nodes)
    most, fit = max(worth(case, lead_of) for lead_of in legal(case))
    assert found.matched <= most <= found.most
    assert found.matched < most or found.fit <= fit <= found.most_fit
    check_groups(found, *case)


def hard(mentees: int, seed: int = 0) -> Case:
    """A round in which least sizes and times are in the way."""
    rng = np.random.default_rng(seed)
    mentors = mentees // 6
    free, theirs = rng.random((mentees, 20)) < 0.2, rng.random((mentors, 20)) < 0.3
    score = np.where(rng.random((mentors, mentees)) < 0.15, rng.integers(500, 10_000, (mentors, mentees)), -1)
    return score, [Lead((i,), 3, 6, tuple(np.flatnonzero(theirs[i]).tolist())) for i in range(mentors)], free


def test_eight_mentees_and_two_mentors_with_times() -> None:
    rng = np.random.default_rng(8)
    score = np.where(rng.random((2, 8)) < 0.8, rng.integers(0, 10_000, (2, 8)), -1)
    case = score, [Lead((0,), 2, 4, (0, 1)), Lead((1,), 3, 5, (1, 2))], rng.random((8, 3)) < 0.6
    found = grouped(*case)
    assert (found.matched, found.fit) == max(worth(case, lead_of) for lead_of in legal(case))
    assert found.matched > 3


def test_a_search_without_a_node_is_legal_and_says_how_far_it_may_be_from_the_best() -> None:
    case = hard(120)
    early, whole = grouped(*case, nodes=0), grouped(*case)
    check_groups(early, *case)
    assert whole.best
    assert early.matched <= whole.matched <= early.most
    assert early.matched > 0


def test_of_too_many_possible_groups_the_largest_are_searched_and_the_bound_stays_true(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = hard(60)
    whole = grouped(*case)
    monkeypatch.setattr("peerloom.matching.grouping._MOST", 60)
    few = grouped(*case)
    check_groups(few, *case)
    assert 0 < few.matched <= whole.matched <= few.most
    assert not few.best


def test_a_mentor_of_many_leads_counts_once_in_the_bound() -> None:
    leads = [Lead(two, 1, 2) for two in itertools.combinations(range(4), 2)]
    found = grouped(np.full((6, 9), 5000), leads, nodes=0)
    assert found.most == 4  # two groups of two


def test_the_same_round_gives_the_same_groups() -> None:
    assert grouped(*hard(60)) == grouped(*hard(60))


def test_no_leads_no_mentees_and_a_least_size_above_all_are_legal() -> None:
    nobody = np.zeros((0, 3), dtype=np.int64)
    assert grouped(nobody, []).groups == ()
    assert grouped(np.zeros((1, 0), dtype=np.int64), [Lead((0,), 1, 3)]).groups == ()
    few = grouped(np.full((1, 3), 5000), [Lead((0,), 4, 6)])
    assert (few.groups, few.matched, few.most, few.best) == ((), 0, 0, True)


def test_every_common_time_is_given() -> None:
    free = np.array([[True, True, False, True], [True, True, True, False]])
    (group,) = grouped(np.full((1, 2), 9000), [Lead((0,), 2, 2, (0, 1, 2))], free).groups
    assert group.times == (0, 1)


SCORE = np.array([[9000, 9000, 9000, -1], [9000, 9000, 9000, 9000]], dtype=np.int64)
LEADS = [Lead((0,), 2, 2), Lead((1,), 2, 3)]
FIT = int(fit_of(9000))
RIGHT = Grouping((Group(0, (0, 1)), Group(1, (2, 3))), 4, 4, 4 * FIT, 4 * FIT)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (dataclasses.replace(RIGHT, groups=(Group(0, (0, 1)), Group(1, (1, 3)))), "two groups"),
        (dataclasses.replace(RIGHT, groups=(Group(0, (0, 1)), Group(0, (2, 3)))), "two groups"),
        (dataclasses.replace(RIGHT, groups=(Group(0, (0,)), Group(1, (1, 2, 3)))), "too small"),
        (dataclasses.replace(RIGHT, groups=(Group(0, (0, 1, 2)), Group(1, (3,)))), "too large"),
        (dataclasses.replace(RIGHT, groups=(Group(0, (0, 3)), Group(1, (1, 2)))), "cannot be theirs"),
        (dataclasses.replace(RIGHT, matched=5, most=5), "add up"),
        (dataclasses.replace(RIGHT, most=3), "bound"),
        (dataclasses.replace(RIGHT, most_fit=FIT), "bound"),
    ],
)
def test_wrong_groups_are_refused(wrong: Grouping, said: str) -> None:
    check_groups(RIGHT, SCORE, LEADS)
    with pytest.raises(NotProved, match=said):
        check_groups(wrong, SCORE, LEADS)


def test_groups_at_a_wrong_time_are_refused() -> None:
    leads, free = [Lead((0,), 2, 2, (0,))], np.array([[True, True], [False, True]])
    score = np.full((1, 2), 5000)
    fit = 2 * int(fit_of(5000))
    for times, said in (((), "no common time"), ((0,), "no common time"), ((1,), "not free")):
        with pytest.raises(NotProved, match=said):
            check_groups(Grouping((Group(0, (0, 1), times),), 2, 2, fit, fit), score, leads, free)
