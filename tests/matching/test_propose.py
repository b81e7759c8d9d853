from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.definition.organisation import Matching, Shape
from peerloom.matching.criteria import BEST, criteria, shares
from peerloom.matching.pool import Pool
from peerloom.matching.proposal import Applicant, Change
from peerloom.matching.propose import propose
from peerloom.matching.reasons import change_said

LANGUAGES = ("English", "Spanish", "Polish")
SLOTS = ("Monday, lunch", "Monday, evening", "Friday, lunch")
INTERESTS = ("chess", "dance", "maps", "tea")
RULES = Matching.model_validate(
    {
        "require": [
            {"rule": "trained"},
            {"rule": "share", "question": "languages"},
            {"rule": "overlap", "question": "free", "least": 1},
            {"rule": "gap", "question": "year", "least": 2, "most": 6},
            {"rule": "differ", "question": "household"},
        ],
        "prefer": [
            {"wish": "covers", "mentee": "help_with", "mentor": "can_help_with", "weight": "high"},
            {"wish": "similar", "question": "interests", "weight": "high"},
            {"wish": "overlap", "question": "free", "weight": "low"},
            {"wish": "close", "question": "style", "weight": "low"},
        ],
    }
)
NAMES = ("languages", "free", "year", "interests", "help_with", "can_help_with", "style", "household")


def person(code: str, *, year: int, **changed: object) -> Applicant:
    mentor = code.startswith("M")
    answers = {
        "languages": frozenset({"English"}),
        "free": frozenset({"Monday, lunch"}),
        "interests": frozenset({"chess"}),
        ("can_help_with" if mentor else "help_with"): frozenset({"maths"}),
    }
    usual = Applicant(code, code, 1, answers, {"year": year, "style": 3})
    told: dict[str, Any] = {k: v for k, v in changed.items() if k in answers}
    rest: dict[str, Any] = {k: v for k, v in changed.items() if k not in answers}
    return dataclasses.replace(usual, answers={**answers, **told}, **rest)


def pool(
    mentors: list[Applicant],
    mentees: list[Applicant],
    never: frozenset[tuple[str, str]] = frozenset(),
    hidden: frozenset[str] = frozenset(),
) -> Pool:
    words = {name: name for name in NAMES}
    return Pool("c", by_code(mentors), by_code(mentees), never, words, hidden)


def by_code(people: list[Applicant]) -> tuple[Applicant, ...]:
    return tuple(sorted(people, key=lambda one: one.code))


def picks(*options: str) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(options), max_size=3)


@st.composite
def applicants(draw: st.DrawFn, letter: str, number: int) -> Applicant:
    return person(
        f"{letter}-{number}",
        year=draw(st.integers(5, 13)),
        languages=draw(picks(*LANGUAGES)),
        free=draw(picks(*SLOTS)),
        interests=draw(picks(*INTERESTS)),
        capacity=draw(st.integers(0, 2)),
        home=draw(st.sampled_from([frozenset(), frozenset({"the mill"}), frozenset({"the mill", "the inn"})])),
        blocks=draw(st.sampled_from([frozenset(), frozenset(), frozenset({"trained"})]))
        if letter == "M"
        else frozenset(),
    )


@st.composite
def pools(draw: st.DrawFn) -> Pool:
    mentors = [draw(applicants("M", i)) for i in range(draw(st.integers(0, 5)))]
    mentees = [draw(applicants("E", i)) for i in range(draw(st.integers(0, 5)))]
    never = draw(st.frozensets(st.tuples(st.sampled_from(["M-0", "M-1"]), st.sampled_from(["E-0", "E-1"])), max_size=2))
    return pool(mentors, mentees, never)


@given(pools())
def test_no_pair_breaks_a_hard_rule(made: Pool) -> None:
    mentors, mentees = {p.code: p for p in made.mentors}, {p.code: p for p in made.mentees}
    for pair in propose(made, RULES).pairs:
        mentor, mentee = mentors[pair.mentor], mentees[pair.mentee]
        assert not mentor.blocks
        assert mentor.answers["languages"] & mentee.answers["languages"]
        assert mentor.answers["free"] & mentee.answers["free"]
        assert 2 <= mentor.numbers["year"] - mentee.numbers["year"] <= 6
        assert mentor.home.isdisjoint(mentee.home)
        assert (pair.mentor, pair.mentee) not in made.never


@given(pools())
def test_the_points_of_a_pair_add_up_to_its_score(made: Pool) -> None:
    for pair in propose(made, RULES).pairs:
        assert sum(part.points for part in pair.parts) == pair.score
        assert all(0 <= part.points <= part.most for part in pair.parts)
        assert sum(part.most for part in pair.parts) == BEST


@given(pools())
def test_everybody_is_either_matched_or_told_why_not(made: Pool) -> None:
    proposal = propose(made, RULES)
    assert sorted([p.mentee for p in proposal.pairs] + [w.mentee for w in proposal.waiting]) == [
        p.code for p in made.mentees
    ]
    assert all(w.reason.endswith(".") and w.helps for w in proposal.waiting)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=8))
def test_levels_are_shared_out_without_a_rest(levels: list[int]) -> None:
    parts = shares(levels)
    assert sum(parts) == BEST
    assert all(part >= BEST * level // sum(levels) for part, level in zip(parts, levels, strict=True))


def test_a_pair_that_shares_everything_has_the_best_score() -> None:
    both = {"free": frozenset(SLOTS) | {"Friday, evening"}}
    made = pool([person("M-0", year=10, **both)], [person("E-0", year=8, **both)])
    (pair,) = propose(made, RULES).pairs
    assert pair.score == BEST
    assert pair.reasons == (
        "The mentor can help with maths.",
        "Shared interests: chess.",
        "They like to talk in a similar way.",
        "Shared languages: English.",
        "Both are free: Friday, evening, Friday, lunch, Monday, evening and 1 more.",
        "The mentor is 2 years ahead.",
    )
    assert pair.against == ()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"languages": frozenset({"Polish"})}, "1 mentor fits but for the language."),
        ({"free": frozenset({"Friday, lunch"})}, "1 mentor fits but for the times."),
        ({"year": 6}, "1 mentor fits but for the school year."),
        ({"blocks": frozenset({"trained"})}, "1 mentor fits but has not finished the training."),
        ({"blocks": frozenset({"screened"})}, "1 mentor fits but is not screened yet."),
        ({"capacity": 0}, "No mentor has a free place."),
        (
            {"languages": frozenset(), "free": frozenset()},
            "No mentor fits; most often it fails on the times and the language.",
        ),
    ],
)
def test_who_waits_is_told_the_rule_that_removed_the_last_mentor(changed: dict[str, object], reason: str) -> None:
    year = changed.pop("year", 10)
    made = pool([person("M-0", year=int(str(year)), **changed)], [person("E-0", year=8)])
    (waiting,) = propose(made, RULES).waiting
    assert waiting.reason == reason


def test_a_crowd_is_told_in_numbers_that_leave_out_exactly_those_who_wait() -> None:
    made = pool([person("M-0", year=10, capacity=2)], [person(f"E-{i}", year=8) for i in range(5)])
    proposal = propose(made, RULES)
    assert len(proposal.waiting) == 3
    assert {w.reason for w in proposal.waiting} == {"5 mentees share 2 places with mentors who fit."}


def test_nobody_is_paired_with_themselves() -> None:
    made = pool([person("M-0", year=10, person="same")], [person("E-0", year=8, person="same")])
    assert propose(made, RULES).pairs == ()


def test_an_answer_that_must_stay_hidden_is_in_no_reason() -> None:
    made = pool([person("M-0", year=10)], [person("E-0", year=8)], hidden=frozenset({"interests", "help_with"}))
    (pair,) = propose(made, RULES).pairs
    assert not any("chess" in sentence or "maths" in sentence for sentence in pair.reasons)
    assert all(not set(part.shared) & {"chess", "maths"} for part in pair.parts)


@given(pools())
def test_the_same_people_in_any_order_give_the_same_proposal(made: Pool) -> None:
    turned = dataclasses.replace(made, mentors=tuple(sorted(made.mentors, key=lambda p: p.code)))
    assert propose(turned, RULES) == propose(made, RULES)


@given(pools())
def test_points_and_rules_agree_with_a_second_look(made: Pool) -> None:
    """The tables say of each pair what the sets say."""
    told = criteria(made, RULES)
    for i, mentor in enumerate(made.mentors):
        for j, mentee in enumerate(made.mentees):
            common = len(mentor.answers["interests"] & mentee.answers["interests"])
            wanted = min(3, max(1, len(mentee.answers["interests"])))
            assert told.points[1](i, j) == told.most[1] * min(common, wanted) // wanted


@given(pools())
def test_one_pair_a_list_of_pairs_and_all_pairs_score_alike(made: Pool) -> None:
    told, shape = criteria(made, RULES), (len(made.mentors), len(made.mentees))
    rows, columns = np.indices(shape)
    whole = told.score(np.arange(shape[0])[:, None], np.arange(shape[1])[None, :])
    assert (told.score(rows.ravel(), columns.ravel()) == whole.ravel()).all()
    assert all(told.score(i, j) == whole[i, j] for i, j in np.ndindex(shape))
    assert ((told.fails(rows, columns) == 0) == (whole >= 0)).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(-1, None), "one person fewer would have a mentor"),
        (Change(-3, None), "3 people fewer would have a mentor"),
        (Change(1, None), "one more person would have a mentor"),
        (Change(2, None), "2 more people would have a mentor"),
        (Change(0, None, below_floor=True), "everybody would keep a mentor, but somebody would fit less than"),
        (Change(0, None), "as many people would have a mentor"),
        (Change(0, 0), "the fit over all would be the same"),
        (Change(0, -99), "a little worse fit over all"),
        (Change(0, -100), "a worse fit over all"),
        (Change(0, 1), "a little better fit over all"),
        (Change(0, 250), "a better fit over all"),
    ],
)
def test_a_change_is_said_in_words(change: Change, words: str) -> None:
    assert change_said(change).startswith(words)


def test_more_options_than_a_number_has_bits_are_counted() -> None:
    many = [f"option-{i}" for i in range(150)]
    made = pool(
        [person("M-0", year=10, interests=frozenset(many))], [person("E-0", year=8, interests=frozenset(many[62:66]))]
    )
    (pair,) = propose(made, RULES).pairs
    assert pair.parts[1].points == pair.parts[1].most


@pytest.mark.parametrize(("older", "fits"), [(0, False), (1, False), (2, True), (6, True), (7, False), (-3, False)])
def test_cross_age_is_the_rule_about_the_gap(older: int, fits: bool) -> None:
    made = dataclasses.replace(
        pool([person("M-0", year=9 + older)], [person("E-0", year=9)]),
        shape=Shape.model_validate({"kind": "cross-age", "how": "h"}),
    )
    proposal = propose(made, RULES)
    assert bool(proposal.pairs) is fits
    assert fits or "school year" in proposal.waiting[0].reason
