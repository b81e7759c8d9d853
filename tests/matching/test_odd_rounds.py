"""Rounds that are odd as a whole: each has an answer, and says why."""

from __future__ import annotations

from typing import Any

import pytest

from peerloom.definition.organisation import Matching
from peerloom.matching.pool import Pool
from peerloom.matching.proposal import Applicant
from peerloom.matching.propose import propose

WISH = {"prefer": [{"wish": "similar", "question": "topics"}]}


def round_of(mentors: int, mentees: int, places: int = 1, **answers: Any) -> Pool:
    def one(code: str) -> Applicant:
        return Applicant(code, code, places, {name: frozenset(picks) for name, picks in answers.items()}, {})

    people = [tuple(one(f"{side}-{k:03}") for k in range(many)) for side, many in (("M", mentors), ("E", mentees))]
    return Pool("c", people[0], people[1], frozenset(), {}, frozenset())


@pytest.mark.parametrize("mode", ["balanced", "total", "leximin", "stable"])
def test_everybody_fits_with_equal_scores(mode: str) -> None:
    proposal = propose(round_of(30, 30, topics=["tea"]), Matching.model_validate({**WISH, "mode": mode}))
    assert (proposal.matched, {pair.score for pair in proposal.pairs}) == (30, {10_000})


@pytest.mark.parametrize("mode", ["balanced", "total", "leximin", "stable"])
def test_nobody_fits(mode: str) -> None:
    rules = {"require": [{"rule": "share", "question": "topics"}], "mode": mode}
    proposal = propose(round_of(3, 2), Matching.model_validate(rules))
    assert proposal.pairs == ()
    assert {one.reason for one in proposal.waiting} == {"3 mentors fit but for topics."}


@pytest.mark.parametrize(
    ("mentors", "mentees", "places", "matched", "reason"),
    [
        (1, 4, 1, 1, "4 mentees share 1 place with mentors who fit."),
        (1, 4, 10_000, 4, ""),
        (1, 1, 0, 0, "No mentor has a free place."),
        (0, 2, 1, 0, "No mentor has a free place."),
        (2, 0, 1, 0, ""),
        (0, 0, 1, 0, ""),
    ],
)
def test_one_mentor_or_none(mentors: int, mentees: int, places: int, matched: int, reason: str) -> None:
    proposal = propose(round_of(mentors, mentees, places, topics=["tea"]), Matching.model_validate(WISH))
    assert proposal.matched == matched
    assert {one.reason for one in proposal.waiting} == ({reason} if reason else set())


def test_no_rule_and_no_wish_at_all() -> None:
    proposal = propose(round_of(2, 2), Matching())
    assert (proposal.matched, proposal.total) == (2, 0)
    assert all(pair.parts == () for pair in proposal.pairs)


def test_wishes_without_points_count_for_nothing() -> None:
    off = {"prefer": [{"wish": "similar", "question": "topics", "weight": "off"}, {"wish": "waited", "points": "0"}]}
    assert propose(round_of(1, 1, topics=["tea"]), Matching.model_validate(off)).total == 0
