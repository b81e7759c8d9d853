from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.definition.community import Event
from peerloom.definition.organisation import About
from peerloom.definition.program import Program
from peerloom.pages.ics import calendar
from peerloom.readable import cleaned

if TYPE_CHECKING:
    from collections.abc import Callable

ABOUT = About(id="north-star", name="North Star", tagline="A place.", summary="We meet.")
FIRST = Event(
    id="welcome",
    title="Welcome",
    on=dt.date(2026, 9, 15),
    starts=dt.time(18, 30),
    ends=dt.time(20, 0),
    place="The Hall",
    summary="We meet.",
)


def of(*events: Event, name: str = "North Star") -> str:
    return calendar(Program(program=ABOUT.model_copy(update={"name": name}), events=events))


def read(text: str) -> list[Any]:
    """The events, as another program reads them."""
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def test_another_program_reads_what_was_meant() -> None:
    whole: Any = icalendar.Calendar.from_ical(of(FIRST))
    assert whole["VERSION"] == "2.0"
    assert whole["X-WR-CALNAME"] == "North Star"
    assert whole["PRODID"]
    (event,) = whole.walk("VEVENT")
    assert not event.errors
    assert event["UID"] == "welcome@north-star.peerloom"
    assert event["SUMMARY"] == "Welcome"
    assert event["DESCRIPTION"] == "We meet."
    assert event["LOCATION"] == "The Hall"
    assert event["DTSTART"].dt == dt.datetime(2026, 9, 15, 18, 30)  # noqa: DTZ001 - the time of the place, as clocks show it
    assert event["DTEND"].dt == dt.datetime(2026, 9, 15, 20, 0)  # noqa: DTZ001 - the time of the place, as clocks show it
    assert event["DTSTAMP"].dt.utcoffset() == dt.timedelta(0)


odd = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200)
events = st.lists(
    st.builds(
        lambda name, title, place, summary, day, start: FIRST.model_copy(
            update={
                "id": name,
                "title": title,
                "place": place,
                "summary": summary,
                "on": day,
                "starts": dt.time(start, 5),
                "ends": dt.time(start, 55),
            }
        ),
        st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True),
        odd,
        odd,
        odd,
        st.dates(dt.date(1971, 1, 1), dt.date(2100, 1, 1)),
        st.integers(0, 23),
    ),
    max_size=4,
    unique_by=lambda event: event.id,
)


@given(events, odd)
def test_any_text_is_read_again(events: list[Event], name: str) -> None:
    text = of(*events, name=name)
    found = read(text)
    assert [event["SUMMARY"] for event in found] == [cleaned(event.title) for event in events]
    assert [event["LOCATION"] for event in found] == [cleaned(event.place) for event in events]
    assert [event["DESCRIPTION"] for event in found] == [cleaned(event.summary) for event in events]
    assert len({event["UID"] for event in found}) == len(events)


@given(events, odd)
def test_every_line_is_at_most_75_bytes_and_ends_as_the_standard_says(events: list[Event], name: str) -> None:
    text = of(*events, name=name).encode()
    assert text.endswith(b"\r\n")
    lines = text.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines:
        line.decode()  # no letter is cut in two


def test_a_long_line_is_folded_at_75_bytes() -> None:
    lines = of(FIRST.model_copy(update={"summary": "x" * 200})).split("\r\n")
    start = lines.index("DESCRIPTION:" + "x" * 63)
    assert lines[start + 1 : start + 3] == [" " + "x" * 74, " " + "x" * 63]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a, b; c\\d", "SUMMARY:a\\, b\\; c\\\\d"),
        ("a\nBEGIN:VALARM", "SUMMARY:a BEGIN:VALARM"),
        ("a\r\nATTACH:https://evil.example", "SUMMARY:a ATTACH:https://evil.example"),
        ('"q": x', 'SUMMARY:"q": x'),
    ],
)
def test_a_text_cannot_become_a_line_of_its_own(text: str, written: str) -> None:
    assert written in of(FIRST.model_copy(update={"title": text})).split("\r\n")


def test_an_event_that_is_not_public_has_no_place() -> None:
    text = of(FIRST.model_copy(update={"public": False, "place": "canary"}))
    assert "canary" not in text
    assert "LOCATION" not in text
    assert "SUMMARY:Welcome" in text


def test_an_event_without_a_length_ends_when_it_starts() -> None:
    """The standard knows no end at the very start; without an end, it is the start."""
    text = of(FIRST.model_copy(update={"ends": FIRST.starts}))
    assert "DTEND" not in text
    assert read(text)[0]["DTSTART"].dt.hour == 18


def test_the_name_and_stamp_of_an_event_stay() -> None:
    """So that a calendar that was filled before changes its entry instead of adding a second one."""
    one, other = read(of(FIRST))[0], read(of(FIRST.model_copy(update={"title": "New", "place": "Elsewhere"})))[0]
    assert one["UID"] == other["UID"]
    assert one["DTSTAMP"].dt == other["DTSTAMP"].dt


def test_the_file_is_the_same_on_every_day(make: Callable[..., Any]) -> None:
    days = (dt.date(2026, 6, 12), dt.date(2027, 1, 1))
    first, second = (make(today=day).rendered.files["events/events.ics"] for day in days)
    assert first == second
    assert b"VEVENT" in first


def test_without_events_there_is_no_file(make: Callable[..., Any]) -> None:
    assert "events/events.ics" not in make(lambda tree: tree.pop("events")).rendered.files
