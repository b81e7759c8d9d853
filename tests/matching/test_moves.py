"""Offers to move people, against solving again and against trying everything."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.matching import moves
from peerloom.matching.certificate import NotProved
from peerloom.matching.moves import Running, Whole, offers
from peerloom.matching.propose import propose
from peerloom.matching.scores import scored
from peerloom.people.codes import match_code
from tests.matching.cases import rounds
from tests.matching.test_propose import RULES, person, pool

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from peerloom.matching.moves import Offer
    from peerloom.matching.pool import Pool

Pairs = set[tuple[str, str]]
TOTAL = RULES.model_copy(update={"mode": "total"})


def less(made: Pool, pairs: Iterable[tuple[str, str]]) -> Pool:
    """The round around matches that stay: their mentees and places are not in it."""
    pairs = list(pairs)
    mentors = [
        dataclasses.replace(m, capacity=max(0, m.capacity - sum(i == m.code for i, _ in pairs))) for m in made.mentors
    ]
    mentees = [m for m in made.mentees if m.code not in {j for _, j in pairs}]
    return dataclasses.replace(made, mentors=tuple(mentors), mentees=tuple(mentees))


@st.composite
def years(draw: st.DrawFn) -> Whole:
    """A round in which some were matched before the others had signed up."""
    made = draw(rounds(5))
    first = draw(st.sets(st.sampled_from([one.code for one in made.mentees])))
    early = dataclasses.replace(made, mentees=tuple(one for one in made.mentees if one.code in first))
    pairs = propose(early, RULES).pairs
    running = (
        Running(match_code(p.mentor, p.mentee, "c"), p.mentor, p.mentee, met)
        for p, met in zip(pairs, draw(st.lists(st.booleans(), min_size=5, max_size=5)), strict=False)
    )
    return Whole(made, tuple(running))


def frozen(whole: Whole) -> Pairs:
    """What is proposed around the matches as they are."""
    found = propose(less(whole.pool, of(whole.running)), RULES)
    return {(pair.mentor, pair.mentee) for pair in found.pairs}


def of(running: Iterable[Running]) -> Pairs:
    return {(one.mentor, one.mentee) for one in running}


def taken(pairs: Pairs, found: Sequence[Offer]) -> Pairs:
    """The pairs after offers were taken."""
    for offer in found:
        gone = {(pair.instead.mentor, pair.instead.mentee) for pair in offer.moves if pair.instead}
        assert gone | set(offer.gone) <= pairs
        pairs = pairs - gone - set(offer.gone) | {(pair.mentor, pair.mentee) for pair in offer.pairs}
    return pairs


@given(years())
def test_an_offer_brings_what_solving_anew_gives_and_nobody_loses_a_mentor(whole: Whole) -> None:
    proposed = frozen(whole)
    now = of(whole.running) | proposed
    found = offers(whole, RULES, proposed)
    after = taken(now, found)
    assert len(after) == propose(whole.pool, RULES).matched
    assert {mentee for _, mentee in now} <= {mentee for _, mentee in after}
    table = scored(whole.pool, RULES).score
    rows, columns = ([one.code for one in side] for side in (whole.pool.mentors, whole.pool.mentees))
    for mentor, mentee in after:
        assert table[rows.index(mentor), columns.index(mentee)] >= 0
    for one in whole.pool.mentors:
        mine = [mentee for mentor, mentee in after if mentor == one.code]
        assert len(mine) <= one.capacity
        assert len(mine) >= sum(mentor == one.code for mentor, _ in now)  # no mentor loses anybody either


@given(years())
def test_each_offer_alone_can_be_taken_and_brings_what_it_says(whole: Whole) -> None:
    proposed = frozen(whole)
    now = of(whole.running) | proposed
    for offer in offers(whole, RULES, proposed):
        assert offer.moves
        assert offer.more
        after = taken(now, [offer])
        assert len(after) == len(now) + len(offer.more)
        people = [mentee for _, mentee in after]
        assert len(set(people)) == len(people)
        stay = {pair for pair in after if pair[1] in {one.mentee for one in whole.running}}
        assert propose(less(whole.pool, stay), RULES).matched + len(stay) >= len(after)


@given(years())
def test_no_fewer_moves_match_as_many(whole: Whole) -> None:
    proposed = frozen(whole)
    found = offers(whole, RULES, proposed)
    moved = {pair.instead.mentee for offer in found for pair in offer.moves if pair.instead}
    most = propose(whole.pool, RULES).matched
    for number in range(len(moved)):
        for free in itertools.combinations(whole.running, number):
            stay = of(set(whole.running) - set(free))
            assert propose(less(whole.pool, stay), RULES).matched + len(stay) < most


@given(years())
def test_those_who_have_met_are_moved_last(whole: Whole) -> None:
    met = {one.mentee for one in whole.running if one.met}
    found = offers(whole, RULES, frozen(whole))
    moved = {pair.instead.mentee for offer in found for pair in offer.moves if pair.instead}
    most = propose(whole.pool, RULES).matched
    for number in range(len(moved & met)):
        for free in itertools.combinations([one for one in whole.running if one.met], number):
            stay = of(one for one in whole.running if one.met and one not in free)
            rest = less(whole.pool, stay)
            assert propose(rest, RULES).matched + len(stay) < most


@given(years(), st.randoms(use_true_random=False))
def test_the_order_of_people_makes_no_difference(whole: Whole, chance: object) -> None:
    proposed = frozen(whole)
    shuffled = list(whole.running)
    chance.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis gives a random.Random
    assert offers(dataclasses.replace(whole, running=tuple(shuffled)), RULES, sorted(proposed)[::-1]) == offers(
        whole, RULES, proposed
    )


def town(*, met: bool = False) -> tuple[Whole, Pairs]:
    """M-0 could take both and has E-0; M-1 fits E-0 alone; E-1 waits."""
    polish, both = frozenset({"Polish"}), frozenset({"Polish", "English"})
    made = pool(
        [person("M-0", year=10, languages=both), person("M-1", year=10, languages=polish)],
        [person("E-0", year=8, languages=both), person("E-1", year=8)],
    )
    return Whole(made, (Running("P-OLD222", "M-0", "E-0", met),)), set()


def test_a_move_that_lets_somebody_in_is_told_with_the_people() -> None:
    whole, proposed = town(met=True)
    (offer,) = offers(whole, RULES, proposed)
    assert [(pair.mentor, pair.mentee) for pair in offer.pairs] == [("M-1", "E-0"), ("M-0", "E-1")]
    assert offer.moves[0].instead == whole.running[0]
    assert (offer.more, offer.gone) == (("E-1",), ())
    assert offer.code.startswith("O-")


@pytest.mark.parametrize("met", ["E-0", "E-1"])
def test_of_two_who_could_move_the_one_who_has_not_met_does(met: str) -> None:
    polish, both = frozenset({"Polish"}), frozenset({"Polish", "English"})
    made = pool(
        [
            person("M-0", year=10, languages=both),
            person("M-1", year=10, languages=both),
            person("M-2", year=10, languages=polish),
        ],
        [person("E-0", year=8, languages=both), person("E-1", year=8, languages=both), person("E-2", year=8)],
    )
    running = tuple(Running(f"P-OLD22{k}", f"M-{k}", f"E-{k}", met == f"E-{k}") for k in range(2))
    (offer,) = offers(Whole(made, running), RULES, set())
    assert [move.mentee for move in offer.moves] == ["E-1" if met == "E-0" else "E-0"]


def test_two_who_have_not_met_move_before_one_who_has() -> None:
    """E-9 could come in for E-0, who has met M-0, or by way of E-1 and E-2, who have not met theirs."""
    way = {"M-0": "ax", "M-1": "ab", "M-2": "bc", "M-3": "xc"}  # what each mentor speaks
    speaks = {"E-0": "x", "E-1": "b", "E-2": "c", "E-9": "a"}
    made = pool(
        [person(code, year=10, languages=frozenset(words)) for code, words in way.items()],
        [person(code, year=8, languages=frozenset(words)) for code, words in speaks.items()],
    )
    running = tuple(Running(f"P-OLD22{k}", f"M-{k}", f"E-{k}", met=k == 0) for k in range(3))
    (offer,) = offers(Whole(made, running), RULES, set())
    assert [move.mentee for move in offer.moves] == ["E-1", "E-2"]


def test_nothing_is_offered_when_nobody_waits_or_nothing_can_move_or_the_number_does_not_come_first() -> None:
    whole, proposed = town()
    alone = dataclasses.replace(whole.pool, mentees=whole.pool.mentees[:1])
    assert offers(Whole(alone, whole.running), RULES, proposed) == ()
    assert offers(Whole(less(whole.pool, of(whole.running)), ()), RULES, proposed) == ()
    assert offers(whole, RULES.model_copy(update={"mode": "stable"}), proposed) == ()
    fewer = dataclasses.replace(whole.pool, mentors=whole.pool.mentors[:1])
    assert offers(Whole(fewer, whole.running), RULES, proposed) == ()


def test_a_new_pair_keeps_the_lowest_fit_of_the_round_if_that_costs_nobody_a_mentor() -> None:
    chess, tea = frozenset({"chess"}), frozenset({"tea"})
    polish, both, english = frozenset({"Polish"}), frozenset({"Polish", "English"}), frozenset({"English"})

    def whole(*, poor_alone: bool) -> Whole:
        mentors = [
            person("M-0", year=10, languages=both, interests=chess),
            person("M-1", year=10, languages=polish, interests=tea, can_help_with=frozenset()),  # fits E-0 poorly
            person("M-9", year=10, languages=frozenset({"Arabic"}), interests=chess),
        ]
        if not poor_alone:
            mentors.append(person("M-2", year=10, languages=polish, interests=chess))
        mentees = [
            person("E-0", year=8, languages=both),
            person("E-1", year=8, languages=english),
            person("E-9", year=8, languages=frozenset({"Arabic"})),
        ]
        return Whole(pool(mentors, mentees), (Running("P-OLD222", "M-0", "E-0", met=False),))

    for poor_alone, taker in ((False, "M-2"), (True, "M-1")):
        (offer,) = offers(whole(poor_alone=poor_alone), RULES, {("M-9", "E-9")})
        assert offer.moves[0].mentor == taker


def test_a_mentor_who_offered_fewer_places_keeps_those_who_are_there() -> None:
    whole, proposed = town()
    mentors = tuple(dataclasses.replace(one, capacity=0) if one.code == "M-0" else one for one in whole.pool.mentors)
    (offer,) = offers(Whole(dataclasses.replace(whole.pool, mentors=mentors), whole.running), RULES, proposed)
    assert offer.more == ("E-1",)  # the place that E-0 leaves is there, because it was taken


def test_a_wrong_pairing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, proposed = town()
    monkeypatch.setattr(moves, "exact_pairs", lambda edges, places: ([-1] * len(edges), [0] * len(places), [0, 0]))
    with pytest.raises(NotProved, match="prices"):
        offers(whole, TOTAL, proposed)
