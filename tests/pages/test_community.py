from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


def test_events_that_come_stand_before_those_that_were(small: Any) -> None:
    page = small.texts["events/index.md"]
    assert re.findall(r"\{ #([a-z]+) \}", page) == ["talk", "welcome", "past"]
    assert page.index("## Coming up") < page.index("#talk") < page.index("## What was") < page.index("#past")


def test_on_its_own_day_an_event_is_still_to_come(make: Callable[..., Any]) -> None:
    on_the_day, after = (make(today=dt.date(2026, 9, day)).texts["events/index.md"] for day in (15, 16))
    assert on_the_day.index("#welcome") < on_the_day.index("## What was")
    assert after.index("## What was") < after.index("#welcome")
    assert "No new dates are set." in after
    assert "## Coming up" not in after


def test_of_one_day_the_earlier_event_comes_first(make: Callable[..., Any]) -> None:
    def change(tree: dict[str, Any]) -> None:
        tree["events"] = [
            {**tree["events"][0], "id": name, "on": "2026-07-01", "starts": start}
            for name, start in (("late", "18:00"), ("b", "09:00"), ("a", "09:00"))
        ]

    assert re.findall(r"\{ #([a-z]+) \}", make(change).texts["events/index.md"]) == ["a", "b", "late"]


def test_only_a_public_event_tells_its_place(small: Any) -> None:
    page = small.texts["events/index.md"]
    assert "The Hall, Quay Street. For mentors and families. With Library" in page
    assert page.count("We tell the place to those who come. For mentors") == 1


def test_an_event_without_a_text_has_no_page(small: Any) -> None:
    assert "events/welcome.md" in small.texts
    assert not {"events/talk.md", "events/past.md"} & small.texts.keys()
    assert "[Mentors" not in small.texts["events/index.md"]


@pytest.mark.parametrize(
    ("today", "time"),
    [
        ("2026-04-30", "Coming up"),
        ("2026-05-01", "Going on now"),
        ("2026-07-01", "Going on now"),
        ("2026-07-02", "Done"),
    ],
)
def test_a_project_goes_on_from_its_first_day_to_its_last(make: Callable[..., Any], today: str, time: str) -> None:
    texts = make(today=dt.date.fromisoformat(today)).texts
    assert f"## {time}\n" in texts["projects/index.md"]
    assert f"<span>Now</span> {time}" in texts["projects/garden.md"]


def test_a_partner_page_names_its_projects_and_the_events_to_come(small: Any, make: Callable[..., Any]) -> None:
    page = small.texts["partners/library.md"]
    assert "[Garden](../projects/garden.md)" in page
    assert "](../events/index.md#welcome), 15 September 2026" in page
    assert "Events to come" not in make(today=dt.date(2027, 1, 1)).texts["partners/library.md"]


def test_an_event_that_is_not_public_is_not_named_by_its_partner(make: Callable[..., Any]) -> None:
    made = make(lambda tree: tree["events"][0].update(public="no"))
    assert "Events to come" not in made.texts["partners/library.md"]
    assert "Welcome" not in str(made.texts["index.md"])


def test_filters_of_partners_stand_in_the_order_of_the_alphabet(make: Callable[..., Any]) -> None:
    def change(tree: dict[str, Any]) -> None:
        kinds = {"a": "youth-club", "b": "college", "c": "college"}
        tree["partners"] = [
            {"id": name, "name": name, "kind": kind, "summary": "x", "areas": ["z-town", "a-town"]}
            for name, kind in kinds.items()
        ]
        tree["projects"] = tree["events"] = []

    page = make(change).texts["partners/index.md"]
    assert re.findall(r'<option value="([^"]+)">', page) == ["college", "youth&#45;club", "a&#45;town", "z&#45;town"]
    assert "3 organisations help with" in page


def test_help_names_danger_first_then_us_then_others(small: Any) -> None:
    page = small.texts["help.md"]
    order = [
        "If somebody is in danger now",
        'href="tel:112"',
        "## Tell us",
        'href="tel:01134960112"',
        "## Others who help",
        "### Feelings",
        "0113 496 0133",
    ]
    places = [page.index(part) for part in order]
    assert places == sorted(places)
    assert "Last checked on 1 May 2026" in page
    assert "Text 85258" in page


def test_without_a_contact_help_still_lists_others(make: Callable[..., Any]) -> None:
    page = make(lambda tree: tree.pop("safeguarding")).texts["help.md"]
    assert "danger" not in page.split("---\n")[2]
    assert "Others who help" in page
