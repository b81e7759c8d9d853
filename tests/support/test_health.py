from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from peerloom.people.records import Move
from peerloom.support.health import health

Kit = Any
D = dt.date
FINE = [
    "2025-10-20",
    "2025-11-03",
    "2025-11-17",
    "2025-12-01",
    "2025-12-15",
    "2026-01-05",
    "2026-01-19",
    "2026-02-02",
    "2026-02-16",
]


def fine(kit: Kit) -> list[Any]:
    """A match that goes well: it met last week, has a goal, and both sides answered every check-in."""
    answered = [kit.check_in(day, side) for day in FINE for side in ("mentor", "mentee")]
    return [kit.match(), kit.meeting("2026-02-25"), kit.goal(), *answered]


def told(kit: Kit, *things: Any, today: dt.date | None = None, **parts: Any) -> tuple[str, tuple[str, ...]]:
    records = kit.records(*things, today=today or kit.today)
    (one,) = health(records, kit.program(**parts), today or kit.today)
    return one.level, one.reasons


def test_a_match_that_goes_well_has_no_reasons(kit: Kit) -> None:
    assert told(kit, *fine(kit)) == ("good", ())


@pytest.mark.parametrize(
    ("day", "level", "reasons"),
    [
        ("2026-02-16", "good", ()),
        ("2026-02-15", "look", ("No meeting for 15 days.",)),
        ("2026-01-31", "look", ("No meeting for 30 days.",)),
        ("2026-01-30", "act", ("No meeting for 31 days.",)),
        ("2025-12-19", "act", ("No meeting for 57 days.",)),  # the 16 days of the break do not count
    ],
)
def test_a_match_that_does_not_meet_goes_quiet(kit: Kit, day: str, level: str, reasons: tuple[str, ...]) -> None:
    things = [thing for thing in fine(kit) if type(thing).__name__ != "Meeting"]
    assert told(kit, *things, kit.meeting(day)) == (level, reasons)


@pytest.mark.parametrize(
    ("today", "level", "reasons"),
    [
        ("2025-10-15", "good", ()),
        ("2025-10-16", "look", ("No first meeting after 15 days.",)),
        ("2025-10-30", "act", ("No first meeting after 29 days.",)),
    ],
)
def test_a_first_meeting_is_awaited_from_the_start_of_the_cohort(
    kit: Kit, today: str, level: str, reasons: tuple[str, ...]
) -> None:
    match = kit.match(status="approved", started=None, moves=(Move("approved", D(2025, 9, 22)),))
    assert told(kit, match, today=dt.date.fromisoformat(today)) == (level, reasons)


@pytest.mark.parametrize(
    ("side", "changed", "level", "reasons"),
    [
        (
            "mentor",
            {"going": 2},
            "look",
            ("The mentor said that it is not going well.", "The two sides see it differently."),
        ),
        ("mentee", {"going": 3}, "good", ()),
        ("mentee", {"going": 0}, "good", ()),  # not asked
        ("mentor", {"go_on": "no"}, "act", ("The mentor does not want to go on.",)),
        ("mentee", {"go_on": "I am not sure"}, "look", ("The mentee is not sure about going on.",)),
        ("mentee", {"safe": "no: please contact me"}, "good", ()),  # this is for the page Safety alone
    ],
)
def test_the_newest_check_in_of_each_side_is_heard(
    kit: Kit, side: str, changed: dict[str, Any], level: str, reasons: tuple[str, ...]
) -> None:
    assert told(kit, *fine(kit), kit.check_in("2026-02-28", side, **changed)) == (level, reasons)


def test_two_low_marks_in_a_row_need_an_act(kit: Kit) -> None:
    low = [kit.check_in(day, side, going=1) for day in ("2026-02-27", "2026-02-28") for side in ("mentor", "mentee")]
    assert told(kit, *fine(kit), *low) == (
        "act",
        (
            "The mentor said twice in a row that it is not going well.",
            "The mentee said twice in a row that it is not going well.",
        ),
    )


def test_check_ins_that_do_not_come_are_a_reason(kit: Kit) -> None:
    one = [thing for thing in fine(kit) if getattr(thing, "side", "") != "mentee" or thing.on < D(2026, 2, 10)]
    assert told(kit, *one) == ("look", ("The mentee's check-in is 14 days late.",))
    three = [thing for thing in fine(kit) if getattr(thing, "side", "") != "mentee" or thing.on < D(2026, 1, 10)]
    assert told(kit, *three) == (
        "look",
        ("The mentee has left out the last 3 check-ins.", "Only the mentor answers the check-ins."),
    )


@pytest.mark.parametrize(
    ("goal", "parts", "reasons"),
    [
        (None, {}, ("No goal after 131 days.",)),
        (None, {"forms": [{"id": "mentor-check-in"}]}, ()),
        ({"by": D(2026, 3, 1)}, {}, ("A goal is past its day.",)),
        ({"by": D(2026, 3, 2)}, {}, ()),
        ({"by": D(2026, 3, 1), "state": "done"}, {}, ()),
    ],
)
def test_a_match_has_a_goal_that_moves(
    kit: Kit, goal: dict[str, Any] | None, parts: dict[str, Any], reasons: tuple[str, ...]
) -> None:
    things = [thing for thing in fine(kit) if type(thing).__name__ != "GoalNote"]
    assert told(kit, *things, *([kit.goal(**goal)] if goal else []), **parts) == (
        "look" if reasons else "good",
        reasons,
    )


@pytest.mark.parametrize(("today", "level"), [("2025-11-05", "good"), ("2025-11-06", "look")])
def test_a_goal_is_awaited_for_thirty_days(kit: Kit, today: str, level: str) -> None:
    answered = [kit.check_in(day, side) for day in FINE[:2] for side in ("mentor", "mentee")]
    things = [kit.match(), kit.meeting("2025-11-04"), *answered]
    assert told(kit, *things, today=dt.date.fromisoformat(today))[0] == level


def test_a_goal_that_is_stuck_is_told_until_it_moves(kit: Kit) -> None:
    stuck = kit.answer("mentor-check-in", "2026-02-01T10:00", match="P-1", goal_move="stuck")
    moves = kit.answer("mentor-check-in", "2026-02-02T10:00", row=3, match="P-1", goal_move="slow")
    assert told(kit, *fine(kit), stuck) == ("look", ("The goal is stuck.",))
    assert told(kit, *fine(kit), moves, stuck) == ("good", ())


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("paused", "Paused since 2026-02-20."),
        ("suspended", "Stopped for the time being since 2026-02-20."),
        ("closing", "Ending since 2026-02-20."),
    ],
)
def test_a_match_that_rests_or_ends_is_not_forgotten(kit: Kit, status: Any, reason: str) -> None:
    moves = (Move("active", D(2025, 10, 6)), Move(status, D(2026, 2, 20)))
    things = [thing for thing in fine(kit)[1:] if type(thing).__name__ != "Meeting"]
    assert told(kit, kit.match(status=status, moves=moves), *things) == ("look", (reason,))


def test_only_running_matches_have_a_health(kit: Kit) -> None:
    over = [
        kit.match(f"P-{i}", status=status)
        for i, status in enumerate(("proposed", "rejected", "closed", "never_started"))
    ]
    assert health(kit.records(*over), kit.program(), kit.today) == ()
