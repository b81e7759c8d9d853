"""What the matcher is given of people's answers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from peerloom.definition.program import Program
from peerloom.definition.standard_forms import forms_of
from peerloom.matching.pool import applicants
from peerloom.matching.propose import propose
from peerloom.people.records import Match, Participant, Records
from peerloom.problems import Cell

if TYPE_CHECKING:
    from peerloom.matching.pool import Pool

ADULT = False
TODAY = dt.date(2026, 9, 1)
COHORT = {
    "id": "now",
    "title": "Now",
    "sign_up_opens": "2026-06-01",
    "sign_up_closes": "2026-08-30",
    "matching": "2026-09-01",
    "starts": "2026-10-01",
    "ends": "2027-06-30",
}


def program(**changed: Any) -> Program:
    return Program.model_validate(
        {
            "program": {"id": "x", "name": "X", "tagline": "t", "summary": "s", "with_minors": "no"},
            "model": {"kind": "one-on-one", "how": "h", "mentors_most": "3"},
            "cohorts": [COHORT],
            "forms": [
                {"id": "mentor-sign-up", "questions": [{"id": "school", "ask": "School?", "type": "short"}]},
                {"id": "mentee-sign-up", "questions": [{"id": "school", "ask": "School?", "type": "short"}]},
            ],
            **changed,
        }
    )


def person(code: str, *, capacity: int = 1, waited: int = 0, **answers: Any) -> Participant:
    role: Any = "mentor" if code.startswith("M") else "mentee"
    return Participant(
        code, role, "now", f"name {code}", "", f"{code}@x.example", "", None, ADULT, "", TODAY, answers, Cell(role, 2), "ready", (), capacity, rounds_waited=waited
    )  # fmt: skip


def pool(people: list[Participant], matches: tuple[Match, ...] = (), made: Program | None = None, **rest: Any) -> Pool:
    of = made or program()
    return applicants(Records(TODAY, tuple(people), matches, (), (), (), {}, {}, (), **rest), of, forms_of(of), "now")


def test_days_numbers_names_and_waiting_are_carried() -> None:
    born = dt.date(2009, 3, 7)
    made = pool(
        [person("M-AAAAAA", born=born, year="9", style=4), person("E-BBBBBB", wish_is="m aaaaaa please", waited=2)]
    )
    assert made.mentors[0].numbers == {"born": 20090307, "year": 9, "style": 4}
    assert made.dates == {"born"}
    assert made.rows["free"][:2] == ("Monday", "Tuesday")
    assert made.span == (dt.date(2026, 10, 1), dt.date(2027, 6, 30))
    assert made.mentees[0].waited == 2
    assert made.mentees[0].named["wish_is"] == {"M-AAAAAA"}


def test_what_people_wrote_in_words_of_their_own_has_one_spelling() -> None:
    made = pool(
        [
            person("M-AAAAAA", school="St. Mary's", interests=("chess club", "dance")),
            person("E-BBBBBB", school="st marys", interests=("Chess  Club",)),
            person("E-CCCCCC", school="Other"),
        ],
        made=program(matching={"prefer": [{"wish": "similar", "question": name} for name in ("school", "interests")]}),
    )
    assert made.mentors[0].answers["school"] == made.mentees[0].answers["school"] == {"St. Mary's"}
    assert made.mentors[0].answers["interests"] & made.mentees[0].answers["interests"] == {"Chess  Club"}
    assert made.mentees[1].answers["school"] == {"Other"}


@pytest.mark.parametrize(
    ("rule", "status", "ended", "never"),
    [
        ({}, "closed", dt.date(2020, 1, 1), True),
        ({}, "rejected", None, True),
        ({}, "active", None, False),
        ({"rule": "new"}, "closed", dt.date(2020, 1, 1), True),
        ({"rule": "new", "months": "24"}, "closed", dt.date(2024, 9, 1), False),
        ({"rule": "new", "months": "24"}, "closed", dt.date(2024, 9, 2), True),
        ({"rule": "new", "months": "24"}, "closed", None, True),
        ({"rule": "new", "months": "24"}, "rejected", dt.date(2020, 1, 1), True),
    ],
)
def test_two_people_who_met_are_matched_again_only_after_the_months_of_the_rule(
    rule: dict[str, str], status: Any, ended: dt.date | None, never: bool
) -> None:
    made = program(matching={"require": [rule] if rule else []})
    before = Match("P-1", "old", "M-AAAAAA", "E-BBBBBB", status, "approve", ended=ended)
    found = pool([person("M-AAAAAA"), person("E-BBBBBB")], (before,), made)
    assert (("M-AAAAAA", "E-BBBBBB") in found.never) is never


def test_whom_somebody_must_not_meet_is_carried_without_a_way_to_forget_it() -> None:
    apart = frozenset({("M-AAAAAA", "E-BBBBBB")})
    made = pool([person("M-AAAAAA"), person("E-BBBBBB")], apart=apart)
    assert made.apart == apart
    assert propose(made, program().matching).pairs == ()


@pytest.mark.parametrize(("capacity", "places", "pairs"), [(0, 0, 0), (1, 1, 1), (10_000, 3, 3), (-2, 0, 0)])
def test_places_are_those_of_the_mentor_up_to_those_of_the_program(capacity: int, places: int, pairs: int) -> None:
    made = pool([person("M-AAAAAA", capacity=capacity), *(person(f"E-BBBBB{k}") for k in range(2, 7))])
    assert made.mentors[0].capacity == places
    assert propose(made, program().matching).matched == pairs


def test_answers_that_are_no_option_are_no_number_and_share_nothing() -> None:
    made = pool([person("M-AAAAAA", year="eleventh", languages=("Klingon",)), person("E-BBBBBB", year="8")])
    assert "year" not in made.mentors[0].numbers
    rules = program(
        matching={"require": [{"rule": "gap", "question": "year"}, {"rule": "share", "question": "languages"}]}
    )
    (waiting,) = propose(made, rules.matching).waiting
    assert waiting.reason == "No mentor fits; most often it fails on the school year and the language."
