from __future__ import annotations

import dataclasses
import itertools
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerloom.definition.organisation import Matching, Shape
from peerloom.matching.groups import propose_groups
from peerloom.matching.objective import fit_of
from peerloom.matching.pool import Formed
from peerloom.matching.propose import propose
from peerloom.matching.scores import scored
from peerloom.people.codes import group_code
from tests.matching.test_propose import INTERESTS, LANGUAGES, RULES, SLOTS, person, picks, pool

if TYPE_CHECKING:
    from peerloom.matching.pool import Pool
    from peerloom.matching.proposal import Applicant, Proposal

AT_MONDAY = {"free": frozenset({"Monday, lunch"})}
BOTH = frozenset({"Monday, lunch", "Friday, lunch"})


def shape(**changed: object) -> Shape:
    return Shape.model_validate({"kind": "group", "how": "h", "group_least": "2", "group_most": "3", **changed})


def grouped(mentors: list[Applicant], mentees: list[Applicant], *formed: Formed, **model: object) -> Pool:
    made = pool(mentors, mentees)
    return dataclasses.replace(made, shape=shape(**model), slots=SLOTS, formed=formed)


def mentors(number: int, **changed: object) -> list[Applicant]:
    return [person(f"M-{i}", **{"year": 10, "capacity": 3, **changed}) for i in range(number)]  # type: ignore[arg-type] # a year among them


def mentees(number: int, first: int = 0, **changed: object) -> list[Applicant]:
    return [person(f"E-{i}", **{"year": 7, **changed}) for i in range(first, first + number)]  # type: ignore[arg-type] # a year among them


def in_groups(proposal: Proposal) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {group.mentors: group.mentees for group in proposal.groups}


def test_people_are_put_into_groups_that_have_their_size() -> None:
    made = propose(grouped(mentors(2), mentees(5)), RULES)
    assert made.matched == 5
    assert sorted(len(group.mentees) for group in made.groups) == [2, 3]
    assert "5 of 5 mentees get a group. Proved best:" in made.proof
    for pair in made.pairs:
        group = next(group for group in made.groups if pair.mentee in group.mentees)
        assert (pair.group, pair.mentor, pair.also) == (group.code, *group.mentors, ())
        assert group.code == group_code(group.mentors, "c")
        assert pair.reasons
        assert sum(part.points for part in pair.parts) == pair.score


def test_a_group_needs_a_time_that_suits_all_if_the_program_says_so() -> None:
    people = [*mentees(2), *mentees(1, 2, free=frozenset({"Friday, lunch"})), *mentees(1, 3, free=BOTH)]
    rules = RULES.model_copy(update={"require": ()})
    anybody = propose(grouped(mentors(1, free=BOTH), people), rules)
    assert anybody.groups[0].slots == ()
    assert len(anybody.groups[0].mentees) == 3
    timed = propose(grouped(mentors(1, free=BOTH), people, group_slot="free"), rules)
    (group,) = timed.groups
    assert (group.slot, group.slots) == ("Monday, lunch", ("Monday, lunch",))
    assert group.mentees == ("E-0", "E-1", "E-3")
    assert {pair.slot for pair in timed.pairs} == {"Monday, lunch"}


def test_of_several_times_the_first_of_the_form_is_named() -> None:
    made = propose(grouped(mentors(1, free=BOTH), mentees(2, free=BOTH), group_slot="free"), RULES)
    assert (made.groups[0].slot, made.groups[0].slots) == ("Monday, lunch", ("Monday, lunch", "Friday, lunch"))


@pytest.mark.parametrize(
    ("who", "model", "proof", "reason"),
    [
        (mentees(1), {}, "A group needs 2 people at least, and only 1 is ready.", "A group needs 2 people, but only this person could have the same mentor."),
        (mentees(3), {"group_least": "4", "group_most": "6"}, "0 of 3 mentees get a group.", "No mentor takes 4 people, which is the least for a group, or has said when."),
        ([*mentees(1), *mentees(1, 1, free=frozenset({"Friday, lunch"}))], {"group_slot": "free"}, "No group can be formed", "A group needs 2 people, but only this person could come to the same mentor at one time."),
        (mentees(2, languages=frozenset({"Polish"})), {}, "No group can be formed", "1 mentor fits but for the language."),
    ],
)  # fmt: skip
def test_it_is_said_why_there_is_no_group(who: list[Applicant], model: dict[str, str], proof: str, reason: str) -> None:
    rules = RULES.model_copy(update={"require": tuple(rule for rule in RULES.require if rule.rule != "overlap")})
    made = propose(grouped(mentors(1, free=BOTH), who, **model), rules)
    assert (made.groups, made.pairs, made.matched) == ((), (), 0)
    assert proof in made.proof
    assert made.waiting[0].reason == reason
    assert made.waiting[0].helps


def test_who_is_never_free_when_a_mentor_is_is_told_so() -> None:
    rules = RULES.model_copy(update={"require": ()})
    late = mentees(1, 9, free=frozenset({"Monday, evening"}))
    made = propose(grouped(mentors(2, free=BOTH), [*mentees(3), *late], group_slot="free"), rules)
    assert [waits.mentee for waits in made.waiting] == ["E-9"]
    assert (
        made.waiting[0].reason == "2 could lead a group for this person, but never at a time when this person is free."
    )


def test_a_full_round_says_that_the_groups_are_full() -> None:
    made = propose(grouped(mentors(1), mentees(4)), RULES)
    assert made.matched == 3
    assert made.waiting[0].reason.startswith("Every group that this person could join is full")


def test_mentors_who_are_not_ready_or_full_lead_nothing() -> None:
    people = [person("M-0", year=10, capacity=3, blocks=frozenset({"trained"})), person("M-1", year=10, capacity=0)]
    made = propose(grouped(people, mentees(3)), RULES)
    assert (made.matched, made.free_mentors) == (0, ())


def test_a_group_that_runs_gets_new_people_at_its_time_and_is_never_moved() -> None:
    formed = (Formed(("M-0",), ("E-80", "E-81"), "Friday, lunch"),)
    people = [*mentees(1), *mentees(1, 1, free=BOTH), *mentees(1, 2, free=BOTH)]
    made = propose(grouped(mentors(1, free=BOTH, capacity=1), people, *formed, group_slot="free"), RULES)
    (group,) = made.groups
    assert (group.slot, group.already, group.mentees) in {
        ("Friday, lunch", 2, ("E-1",)),
        ("Friday, lunch", 2, ("E-2",)),
    }
    assert made.free_mentors == ()


def test_a_group_that_runs_below_its_least_size_takes_even_one() -> None:
    made = propose(grouped(mentors(1, capacity=2), mentees(1), Formed(("M-0",), ("E-80",), "")), RULES)
    assert in_groups(made) == {("M-0",): ("E-0",)}


def test_a_group_whose_mentor_has_left_gets_nobody() -> None:
    made = propose(grouped([], mentees(2), Formed(("M-0",), ("E-80",), "")), RULES)
    assert made.groups == ()


# Two who lead a group together


def test_two_lead_a_group_together_if_both_fit_everybody_and_share_a_time() -> None:
    people = [
        person("M-0", year=10, capacity=3, free=BOTH),
        person("M-1", year=10, capacity=2, languages=frozenset({"English", "Polish"})),
        person("M-2", year=10, capacity=3, languages=frozenset({"Polish"})),
    ]
    made = propose(grouped(people, mentees(4), co_mentors="2", group_slot="free"), RULES)
    assert in_groups(made) == {("M-0", "M-1"): made.groups[0].mentees}
    assert len(made.groups[0].mentees) == 2  # as many as the one takes who takes fewer
    assert {(pair.mentor, pair.also) for pair in made.pairs} == {("M-0", ("M-1",))}
    assert made.groups[0].slot == "Monday, lunch"
    assert made.free_mentors == ("M-2",)
    assert all(sum(part.points for part in pair.parts) == pair.score for pair in made.pairs)


@pytest.mark.parametrize(
    ("changed", "together"),
    [
        ({"free": frozenset({"Friday, lunch"})}, False),
        ({"home": frozenset({"the mill"})}, False),
        ({"person": "M-0"}, False),
        ({"capacity": 1}, False),
        ({}, True),
    ],
)
def test_who_may_lead_together(changed: dict[str, object], together: bool) -> None:
    rules = RULES.model_copy(update={"require": tuple(r for r in RULES.require if r.rule == "differ")})
    first = person("M-0", year=10, capacity=3, home=frozenset({"the mill"}))
    other = person("M-1", **{"year": 10, "capacity": 3, **changed})  # type: ignore[arg-type] # a year among them
    made = propose(grouped([first, other], mentees(3), co_mentors="2", group_slot="free"), rules)
    assert bool(made.groups) is together
    if not together:
        assert made.waiting[0].reason.startswith("No two mentors can lead a group together")


def test_two_who_must_be_kept_apart_lead_nothing_together() -> None:
    made = grouped(mentors(2), mentees(3), co_mentors="2")
    assert propose(made, RULES).groups
    for pair in (("M-0", "M-1"), ("M-1", "M-0")):
        assert not propose(dataclasses.replace(made, apart=frozenset({pair})), RULES).groups


@pytest.mark.parametrize("two", [("E-0", "E-1"), ("E-1", "E-0")])
def test_two_mentees_who_must_be_kept_apart_are_in_no_group_together(two: tuple[str, str]) -> None:
    one = grouped(mentors(1), mentees(3))
    assert propose(one, RULES).matched == 3
    made = propose(dataclasses.replace(one, apart=frozenset({two})), RULES)
    assert made.matched == 2
    assert not any(set(two) <= set(group.mentees) for group in made.groups)
    (waits,) = made.waiting
    assert waits.mentee in two
    assert waits.reason.endswith("is full, or not possible (decided by the coordinator).")


@pytest.mark.parametrize("two", [("E-0", "E-80"), ("E-80", "E-0")])
def test_nobody_joins_a_group_in_which_somebody_is_whom_they_are_kept_apart_from(two: tuple[str, str]) -> None:
    runs = grouped(mentors(1, capacity=2), mentees(1), Formed(("M-0",), ("E-80",), ""))
    assert propose(runs, RULES).matched == 1
    made = propose(dataclasses.replace(runs, apart=frozenset({two})), RULES)
    assert made.matched == 0
    assert made.waiting[0].reason == "Mentors fit, but their groups are not possible (decided by the coordinator)."


def test_mentors_who_fit_but_not_two_together_are_told_so() -> None:
    people = [*mentors(2), person("M-2", year=10, capacity=3, languages=frozenset({"Polish"}))]
    stranger = person("E-9", year=7, languages=frozenset({"Polish"}))
    made = propose(grouped(people, [*mentees(2), stranger], co_mentors="2"), RULES)
    waits = next(waits for waits in made.waiting if waits.mentee == "E-9")
    assert waits.reason == "Mentors fit, but no two of them who could lead a group together."


# Against trying everything


@st.composite
def rounds(draw: st.DrawFn) -> Pool:
    co = draw(st.sampled_from(["1", "2"]))

    def one(code: str, year: int, **changed: object) -> Applicant:
        kept: dict[str, Any] = {
            "languages": draw(picks(*LANGUAGES[:2])) | frozenset({"English"} if draw(st.booleans()) else ()),
            "free": draw(picks(*SLOTS)),
            "interests": draw(picks(*INTERESTS)),
            **changed,
        }
        return person(code, year=year, **kept)

    leading = [one(f"M-{i}", 10, capacity=draw(st.integers(0, 3))) for i in range(draw(st.integers(1, 3)))]
    led = [one(f"E-{j}", 7) for j in range(draw(st.integers(1, 5)))]
    slot = {"group_slot": "free"} if draw(st.booleans()) else {}
    made = grouped(leading, led, co_mentors=co, group_least=draw(st.sampled_from(["1", "2", "3"])), **slot)
    codes = st.sampled_from([one.code for one in (*leading, *led)])
    return dataclasses.replace(
        made, apart=draw(st.frozensets(st.tuples(codes, codes).filter(lambda two: two[0] != two[1]), max_size=2))
    )


def best_by_trying(made: Pool) -> tuple[int, int]:
    assert made.shape is not None
    co, least, most = made.shape.co_mentors, made.shape.group_least, made.shape.group_most
    table = scored(made, RULES)
    leads = list(itertools.combinations(range(len(made.mentors)), co))
    best = (0, 0)
    for lead_of in itertools.product(range(-1, len(leads)), repeat=len(made.mentees)):
        fit = 0
        groups = {k: [j for j, one in enumerate(lead_of) if one == k] for k in set(lead_of) - {-1}}
        busy = [i for k in groups for i in leads[k]]
        good = len(busy) == len(set(busy))
        for k, members in groups.items():
            who = [made.mentors[i] for i in leads[k]] + [made.mentees[j] for j in members]
            times = frozenset.intersection(*(one.answers["free"] for one in who))
            top = min(most, *(made.mentors[i].capacity for i in leads[k]))
            good &= not any(
                {one.code, other.code} in map(set, made.apart) for one, other in itertools.combinations(who, 2)
            )
            good &= least <= len(members) <= top and bool(times or not made.shape.group_slot)
            for j in members:
                good &= all(table.score[i, j] >= 0 for i in leads[k])
                points = [sum(int(of(i, j)) for i in leads[k]) // co for of in table.criteria.points]
                fit += int(fit_of(sum(points)))
        if good:
            best = max(best, (sum(k >= 0 for k in lead_of), fit))
    return best


@given(rounds())
@settings(deadline=None)
def test_no_groups_are_better_than_the_proposed(made: Pool) -> None:
    found = propose(made, RULES)
    assert (found.matched, sum(int(fit_of(pair.score)) for pair in found.pairs)) == best_by_trying(made)
    assert len(found.pairs) + len(found.waiting) == len(made.mentees)


@given(rounds(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_no_order_of_rows_makes_a_difference(made: Pool, chance: Any) -> None:
    shuffled = [chance.sample(people, len(people)) for people in (made.mentors, made.mentees)]
    again = dataclasses.replace(
        made,
        mentors=tuple(sorted(shuffled[0], key=lambda one: one.code)),
        mentees=tuple(sorted(shuffled[1], key=lambda one: one.code)),
    )
    assert propose(again, RULES) == propose(made, RULES)


def test_an_early_end_is_said_with_its_bound() -> None:
    from tests.matching.test_grouping import hard  # noqa: PLC0415 - only this test needs a hard round

    score, leads, free = hard(120)
    assert free is not None
    slots = tuple(f"t{t}" for t in range(free.shape[1]))
    rules = Matching.model_validate({"require": [{"rule": "share", "question": "languages"}]})
    made = pool(
        [
            person(f"M-{i:03}", year=9, capacity=6, free=frozenset(slots[t] for t in lead.times), languages=frozenset({f"l{i}"}))
            for i, lead in enumerate(leads)
        ],
        [
            person(f"E-{j:03}", year=9, free=frozenset(s for s, f in zip(slots, free[j], strict=True) if f),
                   languages=frozenset(f"l{i}" for i in range(len(leads)) if score[i, j] >= 0))
            for j in range(120)
        ],
    )  # fmt: skip
    model = shape(group_least="3", group_most="6", group_slot="free")
    early = propose_groups(dataclasses.replace(made, shape=model, slots=slots), model, rules, nodes=0)
    more, most = map(
        int, re.findall(r"This is within (\d+) of the best: no groups match more than (\d+)\.", early.proof)[0]
    )
    assert early.matched + more == most
