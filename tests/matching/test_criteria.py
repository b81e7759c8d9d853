"""A second look at every rule and wish: what plain sets and numbers say of each pair, beside the arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.definition.organisation import Matching
from peerloom.matching.criteria import BEST, criteria
from peerloom.matching.pool import Pool
from peerloom.matching.proposal import Applicant
from peerloom.matching.propose import propose

if TYPE_CHECKING:
    from peerloom.matching.criteria import Criteria

TOPICS = ("chess", "dance", "maps", "tea")


def round_of(mentors: list[Applicant], mentees: list[Applicant], **rest: Any) -> Pool:
    return Pool("c", tuple(mentors), tuple(mentees), frozenset(), {}, frozenset(), **rest)


def one(code: str, **changed: Any) -> Applicant:
    return Applicant(**{"code": code, "person": code, "capacity": 1, "answers": {}, "numbers": {}, **changed})


@st.composite
def applicant(draw: st.DrawFn, letter: str, number: int) -> Applicant:
    picks = st.frozensets(st.sampled_from(TOPICS), max_size=3)
    years = st.none() | st.integers(-3, 6)
    numbers = {name: draw(years) for name in ("year", "grade")}
    return one(
        f"{letter}-{number}",
        answers={name: draw(picks) for name in ("topics", "wants", "gives")},
        numbers={name: number for name, number in numbers.items() if number is not None},
    )


@st.composite
def rounds(draw: st.DrawFn) -> Pool:
    return round_of(*([draw(applicant(x, i)) for i in range(draw(st.integers(0, 4)))] for x in "ME"))


def matching(*, prefer: list[dict[str, Any]], require: list[dict[str, Any]] | None = None) -> Matching:
    return Matching.model_validate({"prefer": prefer, "require": require or []})


def pairs(made: Pool) -> list[tuple[int, int, Applicant, Applicant]]:
    return [(i, j, m, e) for i, m in enumerate(made.mentors) for j, e in enumerate(made.mentees)]


def table(told: Criteria, made: Pool) -> Any:
    return told.score(np.arange(len(made.mentors))[:, None], np.arange(len(made.mentees))[None, :])


PEER = matching(  # the rules that an open peer ships with
    require=[{"rule": "gap", "question": "grade", "least": 1, "most": 2}, {"rule": "differ", "question": "topics"}],
    prefer=[
        {"wish": "steps", "question": "grade", "steps": {"2": "12", "1": "9"}},
        {"wish": "covers", "mentee": "wants", "mentor": "gives", "points": 10},
        {"wish": "similar", "question": "year", "points": 6},
    ],
)


@given(rounds())
def test_points_of_the_file_are_worth_the_same_everywhere(made: Pool) -> None:
    told, unit = criteria(made, PEER), BEST // 28
    assert told.most == (12 * unit, 10 * unit, 6 * unit)
    for i, j, mentor, mentee in pairs(made):
        gap = mentor.numbers.get("grade", 50) - mentee.numbers.get("grade", -50)
        assert told.points[0](i, j) == {2: 12, 1: 9}.get(gap, 0) * unit
        wanted = min(3, max(1, len(mentee.answers["wants"])))
        common = min(wanted, len(mentor.answers["gives"] & mentee.answers["wants"]))
        assert told.points[1](i, j) == 10 * unit * common // wanted
        assert 0 <= told.total(i, j) <= BEST


@given(rounds(), st.dictionaries(st.integers(-5, 5), st.integers(0, 20), min_size=1, max_size=4))
def test_a_step_gives_the_points_of_its_gap_between_two_questions(made: Pool, steps: dict[int, int]) -> None:
    steps = {**steps, 0: 7}
    entry = {"wish": "steps", "mentor": "grade", "mentee": "year", "steps": {str(k): str(v) for k, v in steps.items()}}
    told = criteria(made, matching(prefer=[entry]))
    for i, j, mentor, mentee in pairs(made):
        known = "grade" in mentor.numbers and "year" in mentee.numbers
        gap = mentor.numbers["grade"] - mentee.numbers["year"] if known else 99
        assert told.points[0](i, j) == BEST // max(steps.values()) * max(steps.values()) * steps.get(gap, 0) // max(
            steps.values()
        )


@given(rounds())
def test_a_wish_for_other_answers_needs_two_answers(made: Pool) -> None:
    told = criteria(made, matching(prefer=[{"wish": "differ", "question": "topics"}]))
    for i, j, mentor, mentee in pairs(made):
        mine, theirs = mentor.answers["topics"], mentee.answers["topics"]
        assert told.points[0](i, j) == (BEST if mine and theirs and not mine & theirs else 0)


@pytest.mark.parametrize("points", [{}, {"points": 0}, {"points": 1}])
@given(rounds())
def test_a_must_removes_pairs_that_meet_nothing_however_little_it_counts(points: dict[str, int], made: Pool) -> None:
    heavy = {"wish": "similar", "question": "wants", "points": 900}
    must = {"wish": "similar", "question": "topics", "weight": "must", **points}
    told = criteria(made, matching(prefer=[heavy, must]))
    assert "must:topics" in told.rules
    for i, j, mentor, mentee in pairs(made):
        assert (told.score(i, j) >= 0) == bool(mentor.answers["topics"] & mentee.answers["topics"])


def test_a_must_is_named_to_whoever_waits_for_it() -> None:
    rules = matching(prefer=[{"wish": "similar", "question": "topics", "weight": "must"}])
    made = round_of([one("M-0", answers={"topics": frozenset({"tea"})})], [one("E-0", answers={})])
    (waiting,) = propose(made, rules).waiting
    assert waiting.reason == "1 mentor fits but for topics."


@given(rounds())
def test_points_one_by_one_and_as_a_table_are_the_same(made: Pool) -> None:
    told = criteria(made, PEER)
    whole = table(told, made)
    assert whole.dtype == np.int32
    assert all(told.score(i, j) == whole[i, j] for i, j in np.ndindex(whole.shape))


def test_levels_are_points_where_the_file_says_points() -> None:
    wishes: list[dict[str, Any]] = [{"wish": "similar", "question": "topics", "weight": w} for w in ("must", "high")]
    wishes += [{"wish": "similar", "question": "topics", "weight": w} for w in ("medium", "low", "off")]
    told = criteria(round_of([], []), matching(prefer=[*wishes, {"wish": "similar", "question": "wants", "points": 9}]))
    unit = BEST // 20
    assert told.most == (4 * unit, 4 * unit, 2 * unit, unit, 9 * unit)
