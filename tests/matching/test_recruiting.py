"""The recruiting plan and looser rules: every number against solving again."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given

from peerloom.matching import recruiting
from peerloom.matching.certificate import NotProved
from peerloom.matching.criteria import criteria
from peerloom.matching.proposal import Applicant, Kind
from peerloom.matching.propose import propose
from tests.matching.cases import rounds
from tests.matching.test_advice import changed, matched
from tests.matching.test_propose import RULES, person, pool

if TYPE_CHECKING:
    from peerloom.matching.pool import Pool
    from peerloom.matching.proposal import Plan

POLISH, ENGLISH = frozenset({"Polish"}), frozenset({"English"})


def mentor(kind: Kind, code: str) -> Applicant:
    return Applicant(code, code, 1, {q: frozenset(picks) for q, picks in kind.picks}, dict(kind.numbers))


def joined(made: Pool, *kinds: Kind) -> Pool:
    """The round with new mentors of these kinds."""
    new = (mentor(kind, f"N-{k}") for k, kind in enumerate(kinds))
    return dataclasses.replace(made, mentors=(*made.mentors, *new))


def plan_of(made: Pool) -> Plan | None:
    return propose(made, RULES).advice.plan


@given(rounds())
def test_each_line_of_a_plan_brings_what_solving_again_gives(made: Pool) -> None:
    found, now = plan_of(made), propose(made, RULES)
    assert (found is None) is (not now.waiting)
    taken: list[Kind] = []
    for line in found.lines if found else ():
        before = matched(joined(made, *taken))
        taken += [line.kind] * line.mentors
        assert matched(joined(made, *taken)) == before + line.mentors
    if found:
        assert matched(joined(made, *taken)) == now.matched + found.mentors
        assert found.mentors == len(now.waiting)  # everybody has a mentor who mirrors them


@given(rounds())
def test_no_kind_alone_helps_more_than_is_said(made: Pool) -> None:
    found, now = plan_of(made), propose(made, RULES)
    if found is None:
        return
    waiting = {one.mentee for one in now.waiting}
    most = 0
    for mentee in made.mentees:
        if mentee.code in waiting:
            kind = recruiting.mirror(mentee, RULES, frozenset())
            most = max(most, matched(joined(made, *[kind] * len(waiting))) - now.matched)
    assert found.single == most == found.lines[0].mentors


@given(rounds())
def test_a_looser_rule_brings_what_solving_again_gives(made: Pool) -> None:
    advice, now = propose(made, RULES).advice, matched(made)
    found = {(one.field, one.to): one.people for one in advice.looser}
    before: dict[str, int] = {}
    for field, to in (("least", 1), ("least", 0), ("most", 7), ("most", 8)):
        rules = tuple(r.model_copy(update={field: to}) if r.rule == "gap" else r for r in RULES.require)
        more = propose(made, RULES.model_copy(update={"require": rules})).matched - now
        assert found.get((field, to), before.get(field, 0)) == more
        before[field] = more


@given(rounds())
def test_a_new_mentor_never_lowers_the_number_of_people(made: Pool) -> None:
    for mentee in made.mentees:
        assert matched(joined(made, recruiting.mirror(mentee, RULES, frozenset()))) >= matched(made)
    for one in made.mentors:
        without = dataclasses.replace(made, mentors=tuple(m for m in made.mentors if m is not one))
        assert matched(without) <= matched(made)


def test_a_plan_mirrors_those_who_wait_and_says_when_more_of_a_kind_help_nobody() -> None:
    mentees = [person(f"E-{i}", year=8, languages=POLISH) for i in range(3)] + [person("E-9", year=7)]
    found = plan_of(pool([person("M-0", year=10, languages=frozenset({"Arabic"}))], mentees))
    assert found is not None
    assert [line.mentors for line in found.lines] == [3, 1]
    assert (found.mentors, found.single) == (4, 3)
    assert found.lines[0].kind == Kind((("free", ("Monday, lunch",)), ("languages", ("Polish",))), (("year", 10),))


def test_nobody_is_recruited_when_nobody_waits() -> None:
    assert plan_of(pool([person("M-0", year=10)], [person("E-0", year=8)])) is None
    assert propose(pool([], []), RULES).advice.plan is None


def test_a_stable_pairing_has_no_plan() -> None:
    made = pool([], [person("E-0", year=8)])
    assert propose(made, RULES.model_copy(update={"mode": "stable"})).advice.plan is None
    assert propose(made, RULES).advice.plan is not None


def test_answers_that_are_never_repeated_are_marked() -> None:
    made = pool([], [person("E-0", year=8)], hidden=frozenset({"languages"}))
    found = plan_of(made)
    assert found is not None
    assert found.lines[0].kind.hidden == {"languages"}


@pytest.mark.parametrize(
    ("least", "most", "expected"), [(2, 6, 10), (None, 6, 8), (None, None, 8), (None, -1, 7), (-3, None, 8), (0, 0, 8)]
)
def test_a_mirror_is_as_far_ahead_as_the_rule_wants_at_least(
    least: int | None, most: int | None, expected: int
) -> None:
    rule = next(rule for rule in RULES.require if rule.rule == "gap")
    changed_rule = rule.model_copy(update={"least": least, "most": most})
    rules = RULES.model_copy(update={"require": (changed_rule,)})
    mentee = person("E-0", year=8)
    kind = recruiting.mirror(mentee, rules, frozenset())
    assert kind.numbers == (("year", expected),)
    told = criteria(pool([mentor(kind, "M-9")], [mentee]), rules)
    assert int(told.fails(np.array(0), np.array(0))) == 0


def test_a_promise_that_does_not_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    made = pool([], [person("E-0", year=8)])
    monkeypatch.setattr(recruiting, "most_matched", lambda *_: 7)
    with pytest.raises(NotProved):
        propose(made, RULES)


def test_a_mentor_who_is_not_ready_is_no_help_to_a_looser_rule() -> None:
    made = pool([person("M-0", year=9, blocks=frozenset({"screened"}))], [person("E-0", year=8)])
    assert propose(made, RULES).advice.looser == ()
    ready = propose(changed(made, "M-0", blocks=frozenset()), RULES).advice.looser
    assert [(one.rule, one.field, one.now, one.to, one.people) for one in ready] == [("gap:year", "least", 2, 1, 1)]


def test_a_kind_names_no_more_than_makes_a_difference() -> None:
    many = frozenset({"Monday, lunch", "Friday, lunch", "Monday, evening"})
    found = plan_of(
        pool([], [person("E-0", year=8, free=many), person("E-1", year=8, free=frozenset({"Friday, lunch"}))])
    )
    assert found is not None
    assert [(dict(line.kind.picks)["free"], line.mentors) for line in found.lines] == [(("Friday, lunch",), 2)]


@given(rounds())
def test_without_any_of_its_words_a_kind_would_match_fewer(made: Pool) -> None:
    found = plan_of(made)
    taken: list[Kind] = []
    for line in found.lines if found else ():
        now = matched(joined(made, *taken))
        for name, options in line.kind.picks:
            for option in options if len(options) > 1 else ():
                rest = tuple((n, tuple(o for o in of if (n, o) != (name, option))) for n, of in line.kind.picks)
                fewer = dataclasses.replace(line.kind, picks=rest)
                assert matched(joined(made, *taken, *[fewer] * line.mentors)) < now + line.mentors
        taken += [line.kind] * line.mentors


def test_a_kind_has_what_a_must_and_a_rule_of_two_questions_want_and_counts_days_in_years() -> None:
    rules = RULES.model_validate(
        {
            "require": [
                {"rule": "share", "mentor": "speaks", "mentee": "languages"},
                {"rule": "gap", "question": "born", "least": 3},
            ],
            "prefer": [{"wish": "covers", "mentee": "help_with", "mentor": "can_help_with", "weight": "must"}],
        }
    )
    mentee = dataclasses.replace(person("E-0", year=8), numbers={"born": 20100131})
    made = dataclasses.replace(pool([], [mentee]), dates=frozenset({"born"}))
    found = propose(made, rules).advice.plan
    assert found is not None
    assert found.lines[0].kind == Kind(
        (("can_help_with", ("maths",)), ("speaks", ("English",))), (("born", 20070131),), frozenset()
    )
