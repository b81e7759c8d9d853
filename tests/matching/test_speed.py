"""The plan of speed meetings, against trying everything, and what its answers count."""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerloom.matching import speed
from peerloom.matching.certificate import NotProved
from peerloom.matching.criteria import criteria
from peerloom.matching.objective import fit_of
from peerloom.matching.propose import propose
from peerloom.matching.scores import scored
from peerloom.matching.speed import rounds_of, schedule
from peerloom.matching.talk import Talk
from tests.matching.cases import rounds
from tests.matching.test_propose import RULES, person, pool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peerloom.matching.pool import Pool

MET = RULES.model_copy(
    update={
        "prefer": (*RULES.prefer, RULES.prefer[0].model_copy(update={"wish": "met", "mentor": None, "mentee": None}))
    }
)


def possible(made: Pool) -> list[tuple[int, int]]:
    table = scored(made, RULES).score
    return [
        (i, j)
        for i, j in np.argwhere(table >= 0).tolist()
        if not made.mentors[i].blocks
        and made.mentors[i].capacity > 0
        and (made.mentors[i].code, made.mentees[j].code) not in made.met
    ]


def degrees(made: Pool, chosen: list[tuple[int, int]]) -> list[int]:
    """Meetings of everybody, from the fewest on."""
    counts = Counter(("M", i) for i, _ in chosen) + Counter(("E", j) for _, j in chosen)
    people = [("M", i) for i in range(len(made.mentors))] + [("E", j) for j in range(len(made.mentees))]
    return sorted(counts[one] for one in people)


def plans(made: Pool, number: int) -> Iterator[list[tuple[int, int]]]:
    """Every choice of pairs in which nobody has more meetings than rounds."""
    edges = possible(made)
    for size in range(len(edges) + 1):
        for chosen in itertools.combinations(edges, size):
            if max(degrees(made, list(chosen)), default=0) <= number:
                yield list(chosen)


def numbered(made: Pool, talks: tuple[Talk, ...]) -> list[tuple[int, int]]:
    row, column = ({one.code: k for k, one in enumerate(side)} for side in (made.mentors, made.mentees))
    return [(row[talk.mentor], column[talk.mentee]) for talk in talks]


@settings(max_examples=25)
@given(rounds(3), st.integers(1, 3))
def test_a_plan_has_the_most_meetings_then_is_fair_then_fits(made: Pool, number: int) -> None:
    table = scored(made, RULES).score

    def worth(chosen: list[tuple[int, int]]) -> tuple[int, list[int], int]:
        return len(chosen), degrees(made, chosen), sum(int(fit_of(table[i, j])) for i, j in chosen)

    found = schedule(made, RULES, number)
    assert worth(numbered(made, found.talks)) == max(worth(chosen) for chosen in plans(made, number))


@given(rounds(), st.integers(1, 4))
def test_nobody_meets_twice_or_is_in_two_places(made: Pool, number: int) -> None:
    found = schedule(made, RULES, number)
    chosen = numbered(made, found.talks)
    assert len(set(chosen)) == len(chosen)
    assert set(chosen) <= set(possible(made))
    for side in ("mentor", "mentee"):
        seats = Counter((talk.round, getattr(talk, side)) for talk in found.talks)
        assert set(seats.values()) <= {1}
    assert {talk.round for talk in found.talks} <= set(range(1, number + 1))
    assert all(
        len({talk.table for talk in found.talks if talk.mentor == code}) <= 1
        for code in {t.mentor for t in found.talks}
    )
    counts = [count for count in degrees(made, chosen) if count]
    assert (found.least, found.most) == (min(counts, default=0), max(counts, default=0))
    able = {m.code for m in made.mentors if not m.blocks and m.capacity} | {e.code for e in made.mentees}
    assert set(found.nobody) == able - {code for talk in found.talks for code in (talk.mentor, talk.mentee)}


@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5))), st.randoms(use_true_random=False))
def test_pairs_fall_apart_into_as_many_rounds_as_somebody_has_pairs(
    chosen: set[tuple[int, int]], chance: object
) -> None:
    edges = sorted(chosen)
    chance.shuffle(edges)  # type: ignore[attr-defined] # hypothesis gives a random.Random
    most = max((*Counter(i for i, _ in edges).values(), *Counter(j for _, j in edges).values()), default=0)
    colours = rounds_of(edges, most)
    assert set(colours) <= set(range(most))
    for side in (0, 1):
        assert len({(colour, edge[side]) for colour, edge in zip(colours, edges, strict=True)}) == len(edges)


def test_who_has_talked_or_said_no_does_not_meet_again() -> None:
    made = pool([person("M-0", year=10), person("M-1", year=10)], [person("E-0", year=8)])
    assert len(schedule(made, RULES, 4).talks) == 2
    again = dataclasses.replace(made, met={("M-0", "E-0"): 3})
    assert [talk.mentor for talk in schedule(again, RULES, 4).talks] == ["M-1"]
    refused = dataclasses.replace(made, never=frozenset({("M-1", "E-0")}))
    assert [talk.mentor for talk in schedule(refused, RULES, 4).talks] == ["M-0"]


@pytest.mark.parametrize("made", [pool([], []), pool([person("M-0", year=10)], []), pool([], [person("E-0", year=8)])])
def test_without_people_there_is_an_empty_plan(made: Pool) -> None:
    found = schedule(made, RULES, 4)
    assert found.talks == ()
    assert (found.least, found.most) == (0, 0)


def test_a_broken_plan_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    made = pool([person("M-0", year=10)], [person("E-0", year=8), person("E-1", year=8)])
    monkeypatch.setattr(speed, "rounds_of", lambda edges, _: [0] * len(edges))
    with pytest.raises(NotProved, match="two places"):
        schedule(made, RULES, 2)
    with pytest.raises(NotProved, match="twice"):
        speed.check_talks([Talk(1, 1, "M-0", "E-0"), Talk(2, 1, "M-0", "E-0")], 2)


@pytest.mark.parametrize("liked", range(5))
def test_what_both_said_counts_in_quarters(liked: int) -> None:
    made = pool([person("M-0", year=10), person("M-1", year=10)], [person("E-0", year=8), person("E-1", year=8)])
    made = dataclasses.replace(made, met={("M-1", "E-0"): liked, ("M-9", "E-0"): 4})
    told = criteria(made, MET)
    i, j = np.arange(2)[:, None], np.arange(2)[None, :]
    assert told.points[-1](i, j).tolist() == [[0, 0], [told.most[-1] * liked // 4, 0]]
    assert criteria(dataclasses.replace(made, met={}), MET).points[-1](i, j).sum() == 0


def test_those_who_liked_each_other_are_matched_and_nothing_is_said_of_it() -> None:
    made = pool([person("M-0", year=10), person("M-1", year=10)], [person("E-0", year=8), person("E-1", year=8)])
    for friends in (("M-0", "E-0"), ("M-0", "E-1")):
        found = propose(dataclasses.replace(made, met={friends: 4}), MET)
        pair = next(pair for pair in found.pairs if pair.mentor == "M-0")
        assert (pair.mentor, pair.mentee) == friends
        assert "They have talked at a speed meeting." in pair.reasons
        assert not [said for said in (*pair.reasons, *pair.against) if "yes" in said or "maybe" in said]
        assert pair.parts[-1].wish == "speed meeting"
