from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.matching.homes import homes
from peerloom.people.records import Participant
from peerloom.problems import Cell

if TYPE_CHECKING:
    from peerloom.people.records import Side, Value

DAY = dt.date(2026, 6, 12)


def person(code: str, name: str, said: str = "", email: str = "", guardian: str = "", phone: str = "") -> Participant:
    answers: dict[str, Value] = {"household": said} if said else {}
    side: Side = "mentor" if code.startswith("M") else "mentee"
    minor = True
    cell = Cell("t", 2)
    return Participant(
        code, side, "c", name, "", email, phone, None, minor, guardian, DAY, answers, cell, "ready", (), 1
    )


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (person("M-1", "given-1a family-1a"), person("E-1", "given-2b family-2b"), False),
        (person("M-1", "given-1a family-1a", "no"), person("E-1", "given-2b family-2b", "No"), False),
        (person("M-1", "given-1a family-1a", "-"), person("E-1", "given-2b family-2b", "-"), False),
        (person("M-1", "given-1a family-1a", "the mill"), person("E-1", "given-2b family-2b", "The  Mill."), True),
        (person("M-1", "given-1a family-1a", "yes, given-2b family-2b"), person("E-1", "given-2b family-2b"), True),
        (person("M-1", "given-1a family-9f", "my sister given-2b"), person("E-1", "given-2b family-9f"), True),
        (person("M-1", "given-1a family-1a", "my friend given-2b"), person("E-1", "given-2b family-2b"), False),
        (person("M-1", "given-1a family-9f"), person("E-1", "given-2b family-9f", "GIVEN-1A (brother)"), True),
        (
            person("M-1", "given-1a family-1a", email="home@a.example"),
            person("E-1", "given-2b family-2b", guardian="Home@A.example"),
            True,
        ),
        (
            person("M-1", "given-1a family-1a", guardian="a@a.example"),
            person("E-1", "given-2b family-2b", guardian="b@a.example"),
            False,
        ),
        (
            person("M-1", "given-1a family-1a", phone="+44 1632 960 111"),
            person("E-1", "given-2b family-2b", phone="01632960111"),
            True,
        ),
        (person("M-1", "given-1a family-1a", phone="12"), person("E-1", "given-2b family-2b", phone="12"), False),
        (person("M-1", "", "given-2b"), person("E-1", "", ""), False),
    ],
)
def test_people_of_one_home_share_a_mark(one: Participant, other: Participant, together: bool) -> None:
    for people in ((one, other), (other, one)):
        found = homes(people)
        assert bool(found[one.code] & found[other.code]) is together


WORDS = st.sampled_from(["ana", "bo", "cy", "lee", "kim", "my", "no", "and"])


@given(st.lists(st.tuples(st.lists(WORDS, max_size=3), st.lists(WORDS, max_size=5)), min_size=2, max_size=5))
def test_who_is_named_is_who_a_look_at_every_two_finds(made: list[tuple[list[str], list[str]]]) -> None:
    people = [person(f"M-{i}", " ".join(name), " ".join(said)) for i, (name, said) in enumerate(made)]
    found = homes(people)
    for one, (name, said) in zip(people, made, strict=True):
        for other, (called, _) in zip(people, made, strict=True):
            if one is other or said in ([], ["no"]):
                continue
            whole = bool(called) and f" {' '.join(called)} " in f" {' '.join(said)} "
            family = len(called) > 1 and name[-1:] == called[-1:] and called[0] in said
            assert (f"with {one.code}" in found[other.code]) is (whole or family)
