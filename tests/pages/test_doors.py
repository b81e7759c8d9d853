from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest

from peerloom.definition.forms import Form
from peerloom.definition.organisation import About, Cohort
from peerloom.definition.program import Program
from peerloom.pages.doors import cohort_for, door

if TYPE_CHECKING:
    from collections.abc import Callable

ABOUT = About(id="north-star", name="North Star", tagline="A place.", summary="We meet.")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def cohort(name: str, opens: str, closes: str) -> Cohort:
    starts = day(closes) + dt.timedelta(days=20)
    return Cohort(
        id=name,
        title=name,
        sign_up_opens=day(opens),
        sign_up_closes=day(closes),
        matching=starts,
        starts=starts,
        ends=starts,
    )


PROGRAM = Program(
    program=ABOUT, cohorts=(cohort("second", "2026-06-01", "2026-09-01"), cohort("first", "2025-08-01", "2025-09-01"))
)


def form(**fields: Any) -> Form:
    asked = [{"id": "a", "ask": "A?", "type": "short"}]
    return Form.model_validate(
        {
            "id": "f",
            "title": "F",
            "who": "mentor",
            "part": "recruit",
            "purpose": "x",
            "questions": asked,
            "link": "https://forms.example/f",
        }
        | fields
    )


@pytest.mark.parametrize(
    ("fields", "today", "state"),
    [
        ({"opens": "2026-07-01", "closes": "2026-08-01"}, "2026-06-30", "before"),
        ({"opens": "2026-07-01", "closes": "2026-08-01"}, "2026-07-01", "open"),  # the first day is open
        ({"opens": "2026-07-01", "closes": "2026-08-01"}, "2026-08-01", "open"),  # and the last
        ({"opens": "2026-07-01", "closes": "2026-08-01"}, "2026-08-02", "after"),
        ({"opens": "2026-07-01"}, "2030-01-01", "open"),
        ({"opens": "2026-07-01"}, "2026-06-01", "before"),
        ({"closes": "2026-08-01"}, "2020-01-01", "open"),
        ({"closes": "2026-08-01"}, "2026-08-02", "after"),
        ({"link": None, "opens": "2026-07-01"}, "2026-07-01", "none"),
        ({"part": "support"}, "2020-01-01", "open"),  # without days it is always open
        ({"who": "family"}, "2020-01-01", "open"),
        # a sign-up without days of its own follows the cohort
        ({}, "2025-07-31", "before"),
        ({}, "2025-08-01", "open"),
        ({}, "2025-09-01", "open"),
        ({}, "2025-09-02", "before"),  # of the next one
        ({}, "2026-06-01", "open"),
        ({}, "2026-09-01", "open"),
        ({}, "2026-09-02", "after"),
        ({"who": "mentee"}, "2026-09-02", "after"),
    ],
)
def test_a_form_is_open_from_its_first_day_to_its_last(fields: dict[str, Any], today: str, state: str) -> None:
    assert door(form(**fields), PROGRAM, day(today)).state == state


def test_a_door_says_the_days_that_it_follows() -> None:
    found = door(form(), PROGRAM, day("2025-09-02"))
    assert (found.opens, found.closes) == (day("2026-06-01"), day("2026-09-01"))
    assert door(form(closes="2026-08-01"), PROGRAM, day("2025-09-02")).opens is None


def test_in_a_demo_no_browser_changes_a_door() -> None:
    demo = PROGRAM.model_copy(update={"program": ABOUT.model_copy(update={"demo": True})})
    assert (door(form(), PROGRAM, day("2026-01-01")).live, door(form(), demo, day("2026-01-01")).live) == (True, False)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2020-01-01", "first"),
        ("2025-09-01", "first"),
        ("2025-09-02", "second"),
        ("2026-09-01", "second"),
        ("2030-01-01", "second"),
    ],
)
def test_somebody_joins_the_first_cohort_whose_sign_up_has_not_closed(today: str, expected: str) -> None:
    found = cohort_for(PROGRAM, day(today))
    assert found is not None
    assert found.id == expected
    assert cohort_for(Program(program=ABOUT), day(today)) is None
    assert door(form(), Program(program=ABOUT), day(today)).state == "open"


def button(page: str) -> dict[str, bool]:
    """What a page shows of its form: which of the three sentences are there, and whether they can be seen."""
    found = re.findall(r'<p data-when="(\w+)"( hidden)?>', page)
    return {when: not hidden for when, hidden in found}


@pytest.mark.parametrize(
    ("today", "visible"),
    [("2026-06-30", "before"), ("2026-07-01", "open"), ("2026-08-01", "open"), ("2026-08-02", "after")],
)
def test_a_page_shows_what_holds_on_its_day_and_a_browser_can_correct_it(
    make: Callable[..., Any], today: str, visible: str
) -> None:
    page = make(today=day(today)).texts["join/mentee.md"]
    assert button(page) == {when: when == visible for when in ("open", "before", "after")}
    assert 'data-opens="2026-07-01" data-closes="2026-08-01"' in page


@pytest.mark.parametrize(
    ("today", "visible"), [("2026-06-30", "before"), ("2026-07-01", "open"), ("2026-08-02", "after")]
)
def test_a_demo_stands_still(make: Callable[..., Any], today: str, visible: str) -> None:
    page = make(lambda tree: tree["program"].update(demo="yes"), today=day(today)).texts["join/mentee.md"]
    assert button(page) == {visible: True}
    assert "data-opens" not in page
    assert ("forms&#46;example" in page) == (visible == "open")


def test_a_form_without_a_link_has_no_button(make: Callable[..., Any]) -> None:
    def change(tree: dict[str, Any]) -> None:
        for entry in tree["forms"]:
            entry.pop("link", None)

    made = make(change)
    assert "forms.md" not in made.texts
    assert button(made.texts["join/mentee.md"]) == {}
