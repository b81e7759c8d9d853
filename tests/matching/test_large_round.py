"""The proposal of a large round says what that of a small one says, but for what it leaves out and tells so."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given

from peerloom.matching import propose as small_round
from peerloom.matching.crowds import crowds
from peerloom.matching.large_round import propose_large
from peerloom.matching.propose import propose
from tests.matching.cases import cases, rounds, solve
from tests.matching.test_large import all_pairs
from tests.matching.test_propose import RULES, person, pool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from peerloom.matching.pool import Pool
    from tests.matching.cases import Case

CROWD = re.compile(r"(\d+) mentees share (\d+) places? with mentors who fit\.")


@given(rounds())
def test_pairs_reasons_and_places_are_those_of_a_small_round(made: Pool) -> None:
    small, large = propose(made, RULES), propose_large(made, RULES)
    assert large.pairs == tuple(replace(pair, next_cost=None) for pair in small.pairs)
    assert large.proof.startswith(small.proof)
    assert (large.free_mentors, large.total, large.matched) == (small.free_mentors, small.total, small.matched)
    assert large.advice.places == small.advice.places
    for one, other in zip(large.waiting, small.waiting, strict=True):
        if CROWD.match(other.reason):
            assert CROWD.match(one.reason)
            assert (one.mentee, one.helps) == (other.mentee, other.helps)
        else:
            assert one == other


@given(cases(5, 6))
def test_a_crowd_leaves_out_as_many_as_its_places_are_too_few(case: Case) -> None:
    score, capacity = case
    mentor_of = solve(case).mentor_of
    found = crowds(all_pairs(case), np.array(capacity), np.array(mentor_of))
    left: dict[tuple[int, int], int] = {}
    for j in found.of:
        left[found.of[j]] = left.get(found.of[j], 0) + 1
    # two crowds of the same size count together
    assert all(number % (people - places) == 0 for (people, places), number in left.items())
    fits = [
        j
        for j, i in enumerate(mentor_of)
        if i < 0 and any(s >= 0 and c for s, c in zip(score[:, j], capacity, strict=True))
    ]
    assert sorted(found.of) == fits
    most = sum(i >= 0 for i in mentor_of)
    for i, places in enumerate(capacity):
        if places:
            more = (score, [*capacity[:i], places + 1, *capacity[i + 1 :]])
            assert bool(found.sought[i]) is (sum(k >= 0 for k in solve(more).mentor_of) > most)


def test_two_crowds_are_told_apart() -> None:
    people: Sequence[str] = ("English", "English", "Polish", "Polish", "Polish")
    made = pool(
        [person(f"M-{i}", year=10, languages=frozenset({one})) for i, one in enumerate(("English", "Polish"))],
        [person(f"E-{i}", year=8, languages=frozenset({one})) for i, one in enumerate(people)],
    )
    said = sorted(one.reason for one in propose_large(made, RULES).waiting)
    assert [one[:26] for one in said] == ["2 mentees share 1 place wi", *["3 mentees share 1 place wi"] * 2]


@pytest.mark.parametrize("mode", ["leximin", "stable"])
def test_a_mode_for_small_rounds_is_refused_in_words_with_the_limit(mode: str) -> None:
    made = pool([person("M-0", year=10)], [person("E-0", year=8)])
    proposal = propose_large(made, RULES.model_copy(update={"mode": mode}))
    assert (proposal.pairs, len(proposal.waiting), proposal.free_mentors) == ((), 1, ("M-0",))
    assert proposal.proof == (
        f'The mode "{mode}" works for up to 2,000 mentors and as many mentees; this round has 1 and 1. Nobody was paired. '
        'Choose "balanced" or "total" under matching in program.yaml.'
    )


@pytest.mark.parametrize(("mentors", "mentees", "large"), [(2, 2, False), (3, 2, True), (2, 3, True)])
def test_the_larger_side_decides_which_way_a_round_goes(
    mentors: int, mentees: int, monkeypatch: pytest.MonkeyPatch, *, large: bool
) -> None:
    monkeypatch.setattr(small_round, "MOST_AT_ONCE", 2)
    made = pool([person(f"M-{i}", year=10) for i in range(mentors)], [person(f"E-{i}", year=8) for i in range(mentees)])
    assert ("it is not worked out" in propose(made, RULES).proof) is large


@given(rounds())
def test_what_is_left_out_is_said(made: Pool) -> None:
    assert "it is not worked out what the next best mentor" in propose_large(made, RULES).proof
