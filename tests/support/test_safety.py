from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from peerloom.support.safety import alarms

Kit = Any
CALM = {
    "first-meeting": "no",
    "mentor-check-in": "no",
    "mentee-check-in": "yes",
    "adult-check-in": "no",
    "closure": "no",
}


@pytest.mark.parametrize("form", CALM)
def test_anything_but_the_first_option_needs_a_look(kit: Kit, form: str) -> None:
    given = [
        kit.answer(form, row=2, safe=CALM[form]),
        kit.answer(form, row=3, safe="a little: please write to me"),
        kit.answer(form, row=4),
    ]
    found = alarms(kit.records(kit.match(), *given), kit.program())
    assert [(one.answer.cell.row, one.question, one.open) for one in found] == [(3, "safe", True)]


def test_what_cannot_be_read_needs_a_look_and_so_does_a_row_that_is_held(kit: Kit) -> None:
    unread = kit.answer("mentee-check-in", row=2, unread=("safe",), code="E-1")
    held = kit.answer("mentee-check-in", row=3, safe="no: please contact me", match="P-typo")
    found = alarms(kit.records(kit.match(), unread, held=(held,)), kit.program())
    assert [(one.answer.cell.row, one.match, one.who) for one in found] == [(2, "", "E-1"), (3, "", "")]


def test_every_concern_needs_a_look(kit: Kit) -> None:
    (one,) = alarms(kit.records(kit.answer("concern", now="it is not urgent", what="what-7f3a")), kit.program())
    assert (one.question, one.on, one.open) == ("now", dt.date(2026, 3, 1), True)


@pytest.mark.parametrize(
    ("note", "still"),
    [
        (None, True),
        ({"on": dt.date(2025, 11, 1), "topics": ("safety",)}, False),
        ({"on": dt.date(2025, 10, 31), "topics": ("safety",)}, True),
        ({"on": dt.date(2025, 11, 2), "topics": ("progress",)}, True),
        ({"topics": ("safety",)}, True),
    ],
)
def test_a_contact_note_on_safety_answers_it(kit: Kit, note: dict[str, Any] | None, still: bool) -> None:
    asked = kit.answer("mentee-check-in", "2025-11-01T10:00", match="P-1", safe="mostly")
    notes = [kit.answer("contact-note", match="P-1", **note)] if note else []
    (one,) = alarms(kit.records(kit.match(), asked, *notes), kit.program())
    assert (one.match, one.open) == ("P-1", still)


def test_the_newest_note_counts(kit: Kit) -> None:
    asked = kit.answer("mentee-check-in", "2025-11-01T10:00", match="P-1", safe="mostly")
    days = (dt.date(2025, 11, 2), dt.date(2025, 10, 1))
    notes = [
        kit.answer("contact-note", row=row, match="P-1", topics=("safety",), on=on) for row, on in enumerate(days, 2)
    ]
    (one,) = alarms(kit.records(kit.match(), asked, *notes), kit.program())
    assert not one.open


@pytest.mark.parametrize(("at", "still"), [("2026-01-31T10:00", True), ("2026-01-30T10:00", False), (None, True)])
def test_where_no_note_can_be_joined_it_stays_open_for_thirty_days(kit: Kit, at: str | None, still: bool) -> None:
    asked = kit.answer("mentee-check-in", at, match="P-1", safe="mostly")
    (one,) = alarms(kit.records(kit.match(), asked), kit.program(forms=[{"id": "mentee-check-in"}]))
    (concern,) = alarms(kit.records(kit.answer("concern", at, now="it is not urgent")), kit.program())
    assert (one.open, concern.open) == (still, still)


def test_open_ones_come_first_then_the_newest(kit: Kit) -> None:
    given = [
        kit.answer("concern", f"{day}T10:00", row)
        for row, day in enumerate(("2025-05-01", "2026-02-01", "2026-03-01", "2025-06-01"), 2)
    ]
    assert [one.answer.cell.row for one in alarms(kit.records(*given), kit.program())] == [4, 3, 5, 2]
