"""What the next round needs."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from peerloom.definition.program import Program
from peerloom.support.forecast import Need, forecast
from tests.support.conftest import COHORT

if TYPE_CHECKING:
    from tests.support.conftest import Kit

NEXT = {
    "id": "2026",
    "title": "2026",
    "sign_up_opens": "2026-08-01",
    "sign_up_closes": "2026-09-15",
    "matching": "2026-09-20",
    "starts": "2026-10-01",
    "ends": "2027-06-30",
}
MATCHING = {
    "require": [{"rule": "overlap", "question": "free", "why": "W"}],
    "prefer": [{"wish": "covers", "mentee": "help_with", "mentor": "can_help_with", "why": "W"}],
}


def program(kit: Kit, **changed: Any) -> Program:
    return kit.program(cohorts=[COHORT, {**NEXT, **changed}], matching=MATCHING)


def test_without_a_round_to_come_there_is_no_forecast(kit: Kit) -> None:
    assert forecast(kit.records(), kit.program()) is None


def test_needs_are_counted_by_skill_and_by_time_with_the_largest_gap_first(kit: Kit) -> None:
    people = [
        kit.person("E-1", status="waiting", answers={"help_with": ("maths", "reading"), "free": ("Mon, lunch",)}),
        kit.person("E-2", status="waiting", answers={"help_with": ("maths",), "free": ("Mon, lunch",)}),
        kit.person("E-3", status="matched", answers={"help_with": ("maths",)}),
        kit.person("M-1", status="ready", capacity=2, answers={"can_help_with": ("reading",), "free": ("Mon, lunch",)}),
    ]
    made = forecast(kit.records(*people), program(kit))
    assert made is not None
    assert made.needs == (
        Need("help_with", "maths", 2, 0),
        Need("free", "Mon, lunch", 2, 2),
        Need("help_with", "reading", 1, 2),
    )
    assert [need.missing for need in made.needs] == [2, 0, 0]
    assert (made.mentees, made.places, made.target, made.missing) == (2, 2, 2, 0)
    assert made.train_by == dt.date(2026, 9, 20)


def test_what_mentors_say_for_next_year_counts_and_not_above_what_the_program_allows(kit: Kit) -> None:
    people = [kit.person(f"M-{n}", status="matched", capacity=1) for n in (1, 2, 3)]
    answers = [
        kit.answer("next-year", row=2, code="M-1", next="be a mentor again", capacity=2, train=True),
        kit.answer("next-year", row=3, code="M-2", next="be a mentor again"),
        kit.answer("next-year", row=4, code="M-3", next="stop here", capacity=3, train=False),
    ]
    made = forecast(kit.records(*people, *answers), program(kit, places=10))
    assert made is not None
    assert (made.mentors, made.places, made.missing) == (("M-1", "M-2"), 3, 7)
    assert made.trainers == ("M-1",)
    few = kit.program(cohorts=[COHORT, NEXT], model={"kind": "one-on-one", "how": "H", "mentors_most": 1})
    capped = forecast(kit.records(*people, *answers), few)
    assert capped is not None
    assert capped.places == 2


def test_who_could_become_a_mentor(kit: Kit) -> None:
    people = [
        kit.person("E-1", status="matched", answers={"year": "year 9"}),
        kit.person("E-2", status="matched", answers={"year": "year 9"}),
        kit.person("E-3", status="matched", answers={"year": "year 5"}),
        kit.person("E-4", status="withdrawn", answers={"year": "year 9"}),
        kit.person("E-5", status="matched", answers={"year": "year 9"}),
    ]
    answers = [
        kit.answer("next-year", row=2, code="E-1", next="become a mentor"),
        kit.answer("next-year", row=3, code="E-5", next="stop here"),
    ]
    asked = {
        "id": "mentor-sign-up",
        "questions": [{"id": "year", "ask": "Your year", "type": "choice", "options": ["year 10", "year 11"]}],
    }
    about = {"id": "town-7f3a", "name": "Town", "tagline": "T", "summary": "S"}
    forms = [{"id": "next-year"}, asked]
    town = Program.model_validate({"program": about, "cohorts": [NEXT], "forms": forms})
    made = forecast(kit.records(*people, *answers), town)
    assert made is not None
    assert made.candidates == ("E-1",)
    assert made.old_enough == ("E-2",)
