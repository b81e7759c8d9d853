from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from peerloom.matching.propose import propose
from peerloom.matching.what_if import Difference, what_if
from tests.matching.cases import rounds
from tests.matching.test_described import QUESTIONS
from tests.matching.test_propose import RULES, person, pool

if TYPE_CHECKING:
    from peerloom.matching.pool import Pool

POLISH = frozenset({"Polish"})
# M-0 speaks English and has the only place for E-0 and E-1; M-2 waits for somebody who speaks Polish
ROUND = pool(
    [
        person("M-0", year=10),
        person("M-1", year=10, capacity=0),
        person("M-2", year=10, languages=POLISH),
        person("M-3", year=10, blocks=frozenset({"screened"})),
    ],
    [person("E-0", year=8), person("E-1", year=8)],
)


def difference(made: Pool, *asked: str) -> Difference:
    found = what_if(made, RULES, asked, QUESTIONS)
    assert isinstance(found, Difference)
    return found


def test_one_more_place_one_rule_less_and_a_locked_pair_are_compared_with_now() -> None:
    now = {(pair.mentor, pair.mentee) for pair in propose(ROUND, RULES).pairs}
    ((_, first),) = now
    other = "E-1" if first == "E-0" else "E-0"
    assert difference(ROUND, "one more place M-0") == Difference(2, 1, 2, (("M-0", other),), ())
    assert difference(ROUND, "one more place with m0").then == 2
    found = difference(ROUND, "waive languages")
    assert (found.now, found.then) == (1, 2)
    assert difference(ROUND, f"lock M-0  {other}") == Difference(2, 1, 1, (("M-0", other),), (("M-0", first),))
    assert difference(ROUND, f"LOCK M-0 with {first}") == Difference(2, 1, 1, (), ())


def test_places_and_rules_are_changed_before_pairs_are_locked() -> None:
    assert difference(ROUND, "lock M-1 E-0", "one more place M-1").then == 2
    assert ("M-2", "E-0") in difference(ROUND, "lock M-2 E-0", "waive share").added


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("marry M-0 E-0", '"marry M-0 E-0" is not understood. Write one of: "lock'),
        ("one more place M-9", 'There is no mentor "M-9" in this round.'),
        ("one more place M-3", 'The mentor "M-3" is not ready.'),
        ("lock M-9 E-0", 'There is no mentor "M-9" in this round.'),
        ("lock M-0 E-9", 'The mentee "E-9" is not one who can be paired in this round.'),
        ("lock M-1 E-0", 'The mentor "M-1" has no free place. Ask for "one more place M-1" as well.'),
        ("lock M-2 E-0", '"M-2" and "E-0" cannot be a pair because of the language.'),
        ("waive trained", 'The rule "trained" keeps people safe, so it is never waived.'),
        ("waive Screened", 'The rule "screened" keeps people safe, so it is never waived.'),
        ("waive household", 'The rule "household" keeps people safe, so it is never waived.'),
        ("waive differ", 'The rule "differ" keeps people safe, so it is never waived.'),
        ("lock M-0 E-0", None),
        ("relax screened", 'The rule "screened" keeps people safe, so it is never relaxed.'),
        ("relax household", 'The rule "household" keeps people safe, so it is never relaxed.'),
        ("relax shoes", 'There is no rule "shoes" to relax. Choose one of: languages, year.'),
        ("add mentor klingon", '"klingon" is no answer of the mentors\' sign-up.'),
        ("waive shoes", 'There is no rule "shoes" to waive. Choose one of: languages, year.'),
    ],
)
def test_a_change_that_cannot_be_made_is_told(asked: str, said: str | None) -> None:
    found = what_if(ROUND, RULES, ["waive free", asked], QUESTIONS)
    assert isinstance(found, str if said else Difference)
    assert isinstance(found, Difference) or found.startswith(said or "")


def test_nothing_can_be_waived_where_no_rule_reads_a_question() -> None:
    found = what_if(ROUND, RULES.model_copy(update={"require": ()}), ["waive free"])
    assert found == 'There is no rule "free" to waive. Choose one of: none.'


@given(rounds(), st.data())
def test_a_locked_pair_is_there_and_the_rest_is_the_best_without_it(made: Pool, data: st.DataObject) -> None:
    proposal = propose(made, RULES)
    assume(any(pair.next_best for pair in proposal.pairs))
    pair = data.draw(st.sampled_from([pair for pair in proposal.pairs if pair.next_best]))
    found = difference(made, f"lock {pair.next_best} {pair.mentee}")
    assert (pair.next_best, pair.mentee) in found.added
    assert (pair.mentor, pair.mentee) in found.gone
    assert pair.next_cost is not None
    assert found.then - found.now == pair.next_cost.people  # what the desk says of this choice


@given(rounds())
def test_what_the_desk_says_of_places_and_rules_is_what_happens(made: Pool) -> None:
    advice = propose(made, RULES).advice
    for gain in advice.places:
        found = difference(made, f"one more place {gain.about}")
        assert found.then - found.now == gain.change.people
    for gain in advice.waiving:
        found = difference(made, f"waive {gain.about.partition(':')[2]}")
        assert found.then - found.now == gain.change.people


def test_the_round_itself_stays_as_it_was() -> None:
    before = dataclasses.replace(ROUND)
    difference(ROUND, "one more place M-0", "waive languages")
    assert before == ROUND


@pytest.mark.parametrize(
    "text",
    ["lock M0-E0", "lock m0,e0", "Lock M-0-E-0", "lock m 0 e 0", "lock M-0 and E-0", "lock M-0 / E-0", "lock  M0+E0"],
)
def test_a_lock_is_understood_as_people_write_it(text: str) -> None:
    assert difference(ROUND, text) == difference(ROUND, "lock M-0 E-0")


@pytest.mark.parametrize(
    ("locks", "said"),
    [
        (("lock M-0 E-0", "lock M-2 E-0"), 'The mentee "E-0" is locked with "M-0" already, and can have one mentor.'),
        (("lock M-0 E-0", "lock M0-E0"), '"M-0" and "E-0" are locked twice.'),
        (("lock M-0 E-0", "lock M-0 E-1"), 'The mentor "M-0" has no free place. Ask for "one more place M-0" as well.'),
        (("lock M-2 E-1", "lock M-0 E-1"), '"M-2" and "E-1" cannot be a pair because of the language.'),
    ],
)
def test_locks_that_contradict_each_other_are_told(locks: tuple[str, ...], said: str) -> None:
    found = what_if(ROUND, RULES, locks)
    assert isinstance(found, str)
    assert found.startswith(said)


def test_a_mentor_who_is_added_is_ready_and_has_one_place() -> None:
    found = difference(ROUND, "add mentor en,mon")
    assert (found.now, found.then) == (1, 2)
    assert [mentor for mentor, _ in found.added] == ["M-NEW"] or found.gone
    assert found.said[0].startswith("M-NEW: ready, one place; ")
    two = difference(ROUND, "add 2 mentors en", "add a mentor pol", "lock M-NEW3 E-0", "waive languages")
    assert two.said[0].startswith("M-NEW to M-NEW2: ")
    assert ("M-NEW3", "E-0") in two.added
    assert difference(ROUND, "add mentor").then == 2


def test_a_rule_is_relaxed_by_one_step() -> None:
    near = pool([person("M-0", year=9), person("M-1", year=16)], [person("E-0", year=8), person("E-1", year=9)])
    found = difference(near, "relax year")
    assert (found.now, found.then) == (0, 2)
    assert found.said == (
        "The rule about the school year asks for at least 1 and at most 7 instead of at least 2 and at most 6.",
    )
    assert difference(near, "relax gap").then == 2
    other = difference(ROUND, "relax languages")
    assert (other.now, other.then) == (1, 2)
    assert other.said == ("The rule about the language has no smaller step, so it does not hold.",)


def test_a_number_of_shared_answers_is_relaxed_by_one() -> None:
    require = tuple(r.model_copy(update={"least": 3}) if r.rule == "overlap" else r for r in RULES.require)
    rules = RULES.model_copy(update={"require": require})
    times = frozenset({"Monday, lunch", "Friday, lunch"})
    made = pool([person("M-0", year=10, free=times)], [person("E-0", year=8, free=times)])
    found = what_if(made, rules, ["relax free"])
    assert isinstance(found, Difference)
    assert (found.now, found.then) == (0, 1)
    assert found.said == ("The rule about the times asks for at least 2 instead of at least 3.",)


@given(rounds(), st.data())
def test_an_added_mentor_never_lowers_the_number_of_people(made: Pool, data: st.DataObject) -> None:
    words = data.draw(st.sampled_from(["en", "pol", "mon-lunch", "9", "en,mon-lunch,11"]))
    found = difference(made, f"add mentor {words}")
    assert found.then in {found.now, found.now + 1}
