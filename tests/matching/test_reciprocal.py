from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.definition.organisation import Matching, Shape
from peerloom.matching.pool import Pool
from peerloom.matching.propose import propose
from peerloom.matching.reciprocal import both_ways
from peerloom.matching.what_if import Difference, what_if
from tests.matching.test_propose import INTERESTS, LANGUAGES, person, picks

if TYPE_CHECKING:
    from peerloom.matching.proposal import Applicant

RULES = Matching.model_validate(
    {
        "require": [
            {"rule": "share", "question": "languages"},
            {"rule": "gap", "question": "year", "most": "1"},
            {"rule": "differ", "question": "household"},
        ],
        "prefer": [
            {"wish": "covers", "mentee": "help_with", "mentor": "interests", "weight": "high"},
            {"wish": "similar", "question": "interests"},
            {"wish": "close", "question": "style", "weight": "low"},
        ],
    }
)
NAMES = ("languages", "year", "interests", "help_with", "style", "household")


def peers(*people: Applicant, circle: str = "2", **changed: object) -> Pool:
    shape = Shape.model_validate({"kind": "reciprocal", "how": "h", "circle": circle})
    words = {name: name for name in NAMES}
    everybody = tuple(sorted(people, key=lambda one: one.code))
    made = Pool("c", (), everybody, frozenset(), words, frozenset(), shape=shape)
    return dataclasses.replace(made, **changed)  # type: ignore[arg-type] # fields of a pool


def alike(number: int, **changed: object) -> list[Applicant]:
    return [person(f"E-{i}", **{"year": 8, **changed}) for i in range(number)]  # type: ignore[arg-type] # a year among them


def test_two_people_without_roles_are_paired() -> None:
    one = person("E-1", year=8, help_with=frozenset({"maps"}), interests=frozenset({"chess"}))
    other = person("E-2", year=9, help_with=frozenset({"chess"}), interests=frozenset({"maps", "tea"}))
    made = propose(peers(one, other), RULES)
    (pair,) = made.pairs
    assert (pair.mentor, pair.mentee, pair.also) == ("E-1", "E-2", ())
    assert (made.matched, made.free_mentors) == (2, ())
    assert pair.reasons == (
        "One can help the other with maps.",
        "One can help the other with chess.",
        "They like to talk in a similar way.",
        "Shared languages: English.",
    ) or set(pair.reasons) >= {"One can help the other with maps.", "One can help the other with chess."}
    assert sum(part.points for part in pair.parts) == pair.score
    assert "2 of 2 people get a partner. This was checked: no other pairs hold more people." in made.proof


@st.composite
def rounds(draw: st.DrawFn) -> Pool:
    people = [
        person(
            f"E-{i}",
            year=draw(st.integers(6, 9)),
            languages=draw(picks(*LANGUAGES[:2])),
            interests=draw(picks(*INTERESTS)),
            help_with=draw(picks(*INTERESTS)),
            home=draw(st.sampled_from([frozenset[str](), frozenset[str](), frozenset({"the mill"})])),
        )
        for i in range(draw(st.integers(0, 7)))
    ]
    never = draw(st.frozensets(st.tuples(st.sampled_from(["E-0", "E-1"]), st.sampled_from(["E-1", "E-2"])), max_size=2))
    return peers(*people, circle=draw(st.sampled_from(["2", "3"])), never=never)


@given(rounds())
def test_every_rule_holds_both_ways_and_no_word_gives_a_role(made: Pool) -> None:
    people = {one.code: one for one in made.mentees}
    proposal = propose(made, RULES)
    met = [code for pair in proposal.pairs for code in (pair.mentor, *pair.also, pair.mentee)]
    assert sorted([*met, *(waits.mentee for waits in proposal.waiting)]) == sorted(people)
    assert proposal.matched == len(met)
    for pair in proposal.pairs:
        circle = [people[code] for code in (pair.mentor, pair.mentee, *pair.also)]
        assert [one.code for one in circle] == sorted(one.code for one in circle)
        for one in circle:
            for other in circle:
                if one is not other:
                    assert one.answers["languages"] & other.answers["languages"]
                    assert abs(one.numbers["year"] - other.numbers["year"]) <= 1
                    assert one.home.isdisjoint(other.home)
                    assert (one.code, other.code) not in made.never
        assert sum(part.points for part in pair.parts) == pair.score
        assert not any(
            "mentor" in said.casefold() or "mentee" in said.casefold() for said in (*pair.reasons, *pair.against)
        )
    assert all(waits.reason.endswith(".") and "mentor" not in waits.reason for waits in proposal.waiting)


@given(rounds())
def test_scores_are_the_same_both_ways(made: Pool) -> None:
    both = both_ways(made, RULES)
    assert np.array_equal(both.score, both.score.T)
    assert (np.diagonal(both.score) == -1).all()


@pytest.mark.parametrize(
    ("gap", "years", "fits"),
    [
        ({"most": "1"}, (8, 9), True),
        ({"most": "1"}, (9, 7), False),
        ({"least": "2"}, (9, 7), True),
        ({"least": "2"}, (7, 9), True),
        ({"least": "2"}, (8, 9), False),
        ({"least": "-3", "most": "1"}, (7, 9), False),
    ],
)
def test_a_gap_is_how_far_apart_two_are(gap: dict[str, str], years: tuple[int, int], fits: bool) -> None:
    rules = Matching.model_validate({"require": [{"rule": "gap", "question": "year", **gap}]})
    made = propose(peers(*(person(f"E-{i}", year=year) for i, year in enumerate(years))), rules)
    assert bool(made.pairs) is fits


def test_one_left_over_joins_a_pair_and_that_is_said() -> None:
    made = propose(peers(*alike(3)), RULES)
    (pair,) = made.pairs
    assert (pair.mentor, pair.mentee, pair.also) == ("E-0", "E-1", ("E-2",))
    assert (made.matched, made.waiting) == (3, ())
    assert "One who was left over joins a pair as a third" in made.proof


def test_a_declined_circle_is_not_proposed_again_and_its_pairs_can_be() -> None:
    made = propose(peers(*alike(3), refused=frozenset({frozenset({"E-0", "E-1", "E-2"})})), RULES)
    assert made.matched == 2
    assert (
        made.waiting[0].reason
        == "2 people fit, who are all needed for others, so that as many as possible have a partner."
    )
    assert "Nobody who is left over fits both of a pair." in made.proof


@pytest.mark.parametrize("circle", ["2", "3"])
def test_who_must_be_kept_apart_never_meets_also_among_peers(circle: str) -> None:
    for pair in (("E-0", "E-1"), ("E-1", "E-0")):
        made = propose(peers(*alike(3), circle=circle, apart=frozenset({pair})), RULES)
        assert made.matched == 2
        assert all(not set(pair) <= {one.mentor, *one.also, one.mentee} for one in made.pairs)


def test_circles_of_three_say_what_was_proved() -> None:
    made = propose(peers(*alike(6), circle="3"), RULES)
    assert [len((pair.mentor, pair.mentee, *pair.also)) for pair in made.pairs] == [3, 3]
    assert "Proved best by the solver" in made.proof


@pytest.mark.parametrize(
    ("people", "reason"),
    [
        (alike(1), "Nobody else is ready."),
        ([*alike(2), person("E-9", year=8, languages=frozenset({"Polish"}))], "2 people fit but for the language."),
        ([*alike(2), person("E-9", year=12, languages=frozenset({"Polish"}))], "Nobody fits; most often it fails on the school year and the language."),
    ],
)  # fmt: skip
def test_who_waits_is_told_why(people: list[Applicant], reason: str) -> None:
    (waits,) = propose(peers(*people), RULES).waiting
    assert waits.reason == reason


def test_nobody_is_ready() -> None:
    assert propose(peers(), RULES).proof == "Nobody is ready to be matched."
    assert propose(peers(circle="3"), RULES).proof == "Nobody is ready to be matched."


def test_the_mode_total_keeps_no_floor() -> None:
    total = RULES.model_copy(update={"mode": "total"})
    assert "Everybody's fit is at least" in propose(peers(*alike(2)), RULES).proof
    assert "Everybody's fit is at least" not in propose(peers(*alike(2)), total).proof


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        ({"least": "1"}, "The rule about the school year asks for at least 0 instead of at least 1."),
        ({"least": "0"}, "The rule about the school year has no smaller step, so it does not hold."),
        ({"most": "1"}, "The rule about the school year asks for at most 2 instead of at most 1."),
    ],
)
def test_a_looser_distance_of_peers_is_never_below_none(gap: dict[str, str], said: str) -> None:
    rules = Matching.model_validate({"require": [{"rule": "gap", "question": "year", **gap}]})
    found = what_if(peers(*alike(3)), rules, ["relax year"])
    assert isinstance(found, Difference)
    assert found.said == (said,)
