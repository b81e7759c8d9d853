"""A second look at every rule and wish: what plain sets and numbers say of each pair, beside the arrays."""

from __future__ import annotations

import dataclasses
import datetime as dt
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
from peerloom.matching.what_if import what_if

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


AREAS = {"Old Town": "52.5200, 13.4050", "Hill": "52.5300, 13.4050", "Port": "52.6000, 13.4050", "Far": "53.5, 10.0"}
PLACES = (*AREAS, "new here", "any of these")


def places(draw: st.DrawFn, letter: str) -> list[Applicant]:
    pick = st.frozensets(st.sampled_from(PLACES), max_size=2)
    return [one(f"{letter}-{i}", answers={"area": draw(pick)}) for i in range(draw(st.integers(0, 4)))]


@st.composite
def towns(draw: st.DrawFn) -> Pool:
    return round_of(places(draw, "M"), places(draw, "E"))


def km(one: str, other: str) -> float:
    """Kilometres between two answers; these places lie on one line, but for one that is far."""
    north = {"Old Town": 52.52, "Hill": 52.53, "Port": 52.6}
    if one == other:
        return 0
    return abs(north[one] - north[other]) * 111.2 if {one, other} <= north.keys() else 9999


def told_near(mentor: Applicant, mentee: Applicant, most: float, free: str = "") -> bool:
    mine, theirs = mentor.answers["area"], mentee.answers["area"]
    return any(km(a, b) <= most or free in {a, b} for a in mine for b in theirs)


@pytest.mark.parametrize("free", ["", "any of these"])
@pytest.mark.parametrize("most", [None, 0, 1, 2, 9, 40])
@given(made=towns())
def test_near_is_at_most_so_many_kilometres_or_the_same(most: int | None, free: str, made: Pool) -> None:
    entry = {"rule": "near", "question": "area", **({"km": most} if most is not None else {})}
    rules = Matching.model_validate({"areas": AREAS, "require": [entry | ({"any": free} if free else {})]})
    told = criteria(made, rules)
    for i, j, mentor, mentee in pairs(made):
        assert (told.score(i, j) >= 0) == told_near(mentor, mentee, most or 0, free)


@given(towns())
def test_points_for_nearness_go_by_bands(made: Pool) -> None:
    bands = {"wish": "near", "question": "area", "steps": {"2": "12", "9": "5"}}
    told = criteria(made, Matching.model_validate({"areas": AREAS, "prefer": [bands]}))
    usual = criteria(made, Matching.model_validate({"areas": AREAS, "prefer": [{"wish": "near", "question": "area"}]}))
    alike = criteria(made, Matching.model_validate({"prefer": [{"wish": "near", "question": "area"}]}))
    places_told = any(pick in AREAS for p in (*made.mentors, *made.mentees) for pick in p.answers["area"])
    for i, j, mentor, mentee in pairs(made):
        step = 12 if told_near(mentor, mentee, 2) else 5 if told_near(mentor, mentee, 9) else 0
        assert told.points[0](i, j) == told.most[0] * step // 12
        quarters = next((4 - k for k, most in enumerate((2, 5, 10, 20)) if told_near(mentor, mentee, most)), 0)
        assert usual.points[0](i, j) == (BEST * quarters // 4 if places_told else BEST * (quarters == 4))
        assert alike.points[0](i, j) == (BEST if told_near(mentor, mentee, 0) else 0)


@given(rounds(), st.sampled_from(["", "tea"]))
def test_what_goes_with_everything_fits_every_answer_but_a_blank_one(made: Pool, free: str) -> None:
    entry = {"rule": "compatible", "mentor": "gives", "mentee": "wants", **({"any": free} if free else {})}
    told = criteria(made, matching(prefer=[], require=[entry]))
    for i, j, mentor, mentee in pairs(made):
        mine, theirs = mentor.answers["gives"], mentee.answers["wants"]
        fits = bool(mine & theirs) or (free in mine and bool(theirs)) or (free in theirs and bool(mine))
        assert (told.score(i, j) >= 0) == fits


@given(rounds(), st.none() | st.integers(-3, 3), st.none() | st.integers(-3, 3))
def test_a_gap_lies_between_its_numbers(made: Pool, least: int | None, most: int | None) -> None:
    numbers = {"least": least, "most": most}
    entry = {"rule": "gap", "mentor": "grade", "mentee": "year", **{k: v for k, v in numbers.items() if v is not None}}
    told = criteria(made, matching(prefer=[], require=[entry]))
    for i, j, mentor, mentee in pairs(made):
        known = "grade" in mentor.numbers and "year" in mentee.numbers
        gap = mentor.numbers.get("grade", 0) - mentee.numbers.get("year", 0)
        holds = known and (least is None or gap >= least) and (most is None or gap <= most)
        assert (told.score(i, j) >= 0) == holds


def years(elder: dt.date, younger: dt.date) -> int:
    """The birthdays of the elder that the younger was born on or after."""
    before = (younger.month, younger.day) < (elder.month, elder.day)
    return younger.year - elder.year - before


@given(st.dates(dt.date(1990, 1, 1), dt.date(2016, 12, 31)), st.dates(dt.date(1990, 1, 1), dt.date(2016, 12, 31)))
def test_days_of_birth_differ_in_whole_years(mentor: dt.date, mentee: dt.date) -> None:
    def born(code: str, day: dt.date) -> Applicant:
        return one(code, numbers={"born": (day.year * 100 + day.month) * 100 + day.day})

    made = round_of([born("M-0", mentor)], [born("E-0", mentee)], dates=frozenset({"born"}))
    gap = years(mentor, mentee) if mentor <= mentee else -years(mentee, mentor)
    for least, holds in ((gap, True), (gap + 1, False)):
        told = criteria(made, matching(prefer=[], require=[{"rule": "gap", "question": "born", "least": least}]))
        assert bool(told.score(0, 0) >= 0) is holds


SCHOOLS = (
    "St. Mary's School",
    "st marys school",
    "ST MARY\u2019S SCHOOL",
    "Ste Maries School",
    "no",
    "-",
    "École Zola",
    "Ecole  Zola",
)


@given(st.lists(st.sampled_from(SCHOOLS), min_size=1, max_size=3), st.lists(st.sampled_from(SCHOOLS), max_size=3))
def test_the_same_answer_in_another_spelling_is_the_same(mine: list[str], theirs: list[str]) -> None:
    same = {"St. Mary's School": 1, "st marys school": 1, "ST MARY\u2019S SCHOOL": 1, "Ste Maries School": 2}
    same |= {"École Zola": 3, "Ecole  Zola": 3}
    made = round_of(
        [one("M-0", answers={"school": frozenset(mine)})], [one("E-0", answers={"school": frozenset(theirs)})]
    )
    told = criteria(made, matching(prefer=[], require=[{"rule": "differ", "question": "school"}]))
    assert (told.score(0, 0) >= 0) == ({same.get(s) for s in mine} & {same.get(s) for s in theirs} <= {None})


@given(rounds(), st.frozensets(st.tuples(st.sampled_from(["M-0", "M-1", "M-9"]), st.sampled_from(["E-0", "E-1"]))))
def test_people_who_are_kept_apart_are_no_pair(made: Pool, apart: frozenset[tuple[str, str]]) -> None:
    told = criteria(dataclasses.replace(made, apart=apart), matching(prefer=[]))
    for i, j, mentor, mentee in pairs(made):
        assert (told.score(i, j) >= 0) == ((mentor.code, mentee.code) not in apart)


def test_why_they_are_apart_is_not_said() -> None:
    made = round_of([one("M-0")], [one("E-0")], apart=frozenset({("M-0", "E-0")}))
    (waiting,) = propose(made, matching(prefer=[])).waiting
    assert waiting.reason == "1 mentor fits but is not possible (decided by the coordinator)."
    assert propose(made, matching(prefer=[])).advice.waiving == ()
    assert what_if(made, matching(prefer=[]), ["waive apart"]) == (
        'The rule "apart" keeps people safe, so it is never waived. Choose another rule.'
    )
    assert what_if(made, matching(prefer=[]), ["lock M-0 E-0"]) == (
        '"M-0" and "E-0" cannot be a pair because of what was decided by the coordinator. Choose two who fit.'
    )


@given(rounds(), st.sampled_from([None, "tea"]))
def test_who_asks_for_something_gets_points_for_it_and_who_does_not_for_everybody(made: Pool, free: str | None) -> None:
    entry = {"wish": "asked", "mentor": "gives", "mentee": "wants", **({"any": free} if free else {})}
    told = criteria(made, matching(prefer=[entry]))
    for i, j, mentor, mentee in pairs(made):
        asked = mentee.answers["wants"]
        content = not asked or free in asked
        assert told.points[0](i, j) == (BEST if content or asked & mentor.answers["gives"] else 0)


def test_a_mentor_who_is_named_by_code_is_preferred() -> None:
    asked = [one("E-0", named={"wish_is": frozenset({"M-1"})}), one("E-1", named={"wish_is": frozenset({"M-7"})})]
    made = round_of([one("M-0"), one("M-1")], asked)
    told = criteria(made, matching(prefer=[{"wish": "asked", "mentee": "wish_is"}]))
    assert table(told, made).tolist() == [[0, BEST], [BEST, BEST]]  # M-7 is not here, so E-1 is content
    pair = next(
        p for p in propose(made, matching(prefer=[{"wish": "asked", "mentee": "wish_is"}])).pairs if p.mentee == "E-0"
    )
    assert (pair.mentor, pair.reasons) == ("M-1", ("The mentee asked for this mentor.",))


@given(st.lists(st.integers(0, 6), min_size=1, max_size=5))
def test_waiting_counts_by_rounds_up_to_three(rounds_waited: list[int]) -> None:
    made = round_of([one("M-0")], [one(f"E-{k}", waited=n) for k, n in enumerate(rounds_waited)])
    told = criteria(made, matching(prefer=[{"wish": "waited"}]))
    assert table(told, made).tolist() == [[BEST * min(3, n) // 3 for n in rounds_waited]]
    (pair,) = propose(made, matching(prefer=[{"wish": "waited"}])).pairs
    assert rounds_waited[int(pair.mentee[2:])] >= min(3, max(rounds_waited))
