from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from peerloom.matching.propose import propose
from peerloom.matching.what_if import Difference, what_if
from tests.matching.cases import rounds
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
    found = what_if(made, RULES, asked)
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
        ("waive shoes", 'There is no rule "shoes" to waive. Choose one of: languages, year.'),
    ],
)
def test_a_change_that_cannot_be_made_is_told(asked: str, said: str) -> None:
    found = what_if(ROUND, RULES, ["waive free", asked])
    assert isinstance(found, str)
    assert found.startswith(said)


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
