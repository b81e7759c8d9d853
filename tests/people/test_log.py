"""Meetings, check-ins and goals: what matches write down."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

Town = Any
D = dt.date


def test_a_second_line_on_one_day_is_used_and_asked_about(town: Town) -> None:
    mentor, _, match = town.running()
    for tab, minutes in (("a", "60"), ("a", "45"), ("b", "50")):
        town.row("hours-log", "2025-10-14T10:00", tab, code=mentor, match=match, on="2025-10-13", minutes=minutes)
    town.row("hours-log", "2025-10-21T10:00", "a", code=mentor, match=match, on="2025-10-20")
    assert [meeting.minutes for meeting in town.records().meetings] == [60, 45, 50, 60]
    assert town.told() == [
        '"a", row 3: This match has another meeting on this day, in row 2. Both count.',
        '"b", row 2: This match has another meeting on this day, in row 2 of "a". Both count.',
    ]


@pytest.mark.parametrize("form", ["hours-log", "first-meeting"])
def test_a_meeting_that_is_still_to_come_is_held(town: Town, form: str) -> None:
    mentor, _, match = town.running()
    row = town.row(form, "2026-01-15T10:00", code=mentor, match=match, on="2026-01-16")
    assert town.told() == [f'"{form}", row {row.number}, question "on": This day is still to come.']


def test_a_meeting_of_today_is_fine(town: Town) -> None:
    mentor, _, match = town.running()
    town.row("hours-log", "2026-01-15T10:00", code=mentor, match=match, on="2026-01-15")
    assert town.told() == []


@pytest.mark.parametrize(
    ("changes", "at", "told"),
    [
        ([{"id": "match", "required": False}], "2026-01-10T10:00", "It is not known which match this is about."),
        ([{"id": "on", "required": False}], None, "It is not known which day this is about."),
    ],
)
def test_a_line_without_match_or_day_is_held(
    new_town: Callable[..., Town], changes: list[dict[str, Any]], at: str | None, told: str
) -> None:
    town = new_town(
        forms=[{"id": "mentor-sign-up"}, {"id": "mentee-sign-up"}, {"id": "hours-log", "questions": changes}]
    )
    mentor, _, match = town.pair()
    town.rows = [row for row in town.rows if row.form.endswith("sign-up")]
    town.row("hours-log", at, code=mentor, match="" if at else match, on="2025-10-13" if at else "")
    assert town.told() == [f'"hours-log", row 2: {told}']


def test_without_a_day_a_line_is_of_the_day_on_which_it_was_sent(new_town: Callable[..., Town]) -> None:
    own = {"id": "hours-log", "drop": ["on", "minutes"]}
    town = new_town(forms=[{"id": "mentor-sign-up"}, {"id": "mentee-sign-up"}, own])
    mentor, _, match = town.pair()
    town.rows = [row for row in town.rows if row.form.endswith("sign-up")]
    town.row("hours-log", "2025-10-13T10:00", code=mentor, match=match)
    (meeting,) = town.records().meetings
    assert (meeting.on, meeting.minutes, meeting.how, meeting.what) == (D(2025, 10, 13), 0, "in person", "talked")
    assert town.records().matches[0].started == D(2025, 10, 13)


def test_a_check_in_says_who_when_and_how(town: Town) -> None:
    mentor, mentee, match = town.running()
    town.row(
        "mentee-check-in", "2025-10-20T10:00", code=mentee, match=match, going="2", go_on="I am not sure", safe="mostly"
    )
    town.row("mentor-check-in", "2025-10-19T10:00", code=mentor, match=match, met="0")
    one, two = town.records().check_ins
    assert (one.side, one.on, one.met, one.going, one.go_on, one.safe) == ("mentor", D(2025, 10, 19), 0, 4, "yes", "no")
    assert (two.side, two.going, two.go_on, two.safe, two.cell.tab) == (
        "mentee",
        2,
        "I am not sure",
        "mostly",
        "mentee-check-in",
    )


def test_a_check_in_of_the_other_side_is_held(town: Town) -> None:
    mentor, _, match = town.running()
    town.row("mentee-check-in", "2025-10-20T10:00", code=mentor, match=match)
    assert town.told() == ['"mentee-check-in", row 2, question "code": This form is for the mentee of the match.']


@pytest.mark.parametrize(("day", "held"), [("11", 0), ("12", 1)])
def test_after_the_end_one_more_check_in_is_welcome_for_a_week(town: Town, day: str, held: int) -> None:
    mentor, _, match = town.running()
    town.row("closure", "2026-01-05T10:00", code=mentor, match=match, ended="2026-01-04")
    town.row("mentor-check-in", f"2026-01-{day}T10:00", code=mentor, match=match)
    assert len(town.records().held) == held


@pytest.mark.parametrize(
    ("decision", "today", "told"),
    [
        ("", "2025-10-05", ["This is about a match that was not approved."]),
        ("decline", "2025-10-05", ["This is about a match that was declined."]),
        ("approve", "2026-01-15", ["This is about a match that never started."]),
        ("approve", "2025-10-05", []),  # it may say why they have not met
    ],
)
def test_a_check_in_needs_a_match_that_runs(town: Town, decision: str, today: str, told: list[str]) -> None:
    mentor, mentee = town.ready_mentor("7f3a"), town.ready_mentee("7f3a")
    match = town.decide(mentor, mentee, decision)
    town.row("mentor-check-in", "2025-10-04T10:00", code=mentor, match=match)
    assert [problem.message for problem in town.records(today).problems] == told


def test_each_goal_has_its_newest_review(town: Town) -> None:
    mentor, mentee, match = town.running()
    town.row("goal", "2025-10-20T10:00", code=mentor, match=match)
    town.row("goal", "2025-10-19T10:00", code=mentee, match=match, goal="first-7f3a")
    for day, place, progress, state in (
        (1, "first", "25", "going on"),
        (3, "first", "100", "done"),
        (2, "first", "50", "changed"),
        (4, "second", "0", "dropped"),
    ):
        town.row(
            "goal-review",
            f"2025-12-0{day}T10:00",
            code=mentee,
            match=match,
            goal=f"our {place} goal",
            progress=progress,
            state=state,
        )
    assert [(goal.goal, goal.set_on, goal.by, goal.progress, goal.state) for goal in town.records().goals] == [
        ("first-7f3a", D(2025, 10, 19), D(2026, 3, 1), 100, "done"),
        ("goal-7f3a", D(2025, 10, 20), D(2026, 3, 1), 0, "dropped"),
    ]


def test_a_goal_without_a_review_goes_on(town: Town) -> None:
    mentor, _, match = town.running()
    town.row("goal", "2025-10-20T10:00", code=mentor, match=match)
    (goal,) = town.records().goals
    assert (goal.progress, goal.state, goal.theme) == (0, "going on", "school")


def test_a_review_of_a_goal_that_nobody_wrote_is_held(town: Town) -> None:
    mentor, _, match = town.running()
    town.row("goal", "2025-10-20T10:00", code=mentor, match=match)
    town.row("goal-review", "2025-12-01T10:00", code=mentor, match=match, goal="our second goal")
    assert town.told() == ['"goal-review", row 2, question "goal": This match has not written down that goal.']


def test_words_of_the_program_are_understood_in_reviews(new_town: Callable[..., Town]) -> None:
    changed = [{"id": "progress", "options": ["none", "some"]}, {"id": "state", "options": ["open", "over"]}]
    forms = [{"id": name} for name in ("mentor-sign-up", "mentee-sign-up", "first-meeting", "goal")]
    town = new_town(forms=[*forms, {"id": "goal-review", "drop": ["goal"], "questions": changed}])
    mentor, _, match = town.running()
    town.row("goal", "2025-10-20T10:00", code=mentor, match=match)
    town.row("goal-review", "2025-12-01T10:00", code=mentor, match=match, progress="some", state="over")
    (goal,) = town.records().goals
    assert (goal.progress, goal.state) == (0, "going on")  # these lists are its own, so nothing is guessed


def test_a_review_needs_an_option_that_is_known(new_town: Callable[..., Town]) -> None:
    forms = [{"id": name} for name in ("mentor-sign-up", "mentee-sign-up", "first-meeting", "goal")]
    town = new_town(forms=[*forms, {"id": "goal-review", "questions": [{"id": "goal", "other": True}]}])
    mentor, _, match = town.running()
    town.row("goal", "2025-10-20T10:00", code=mentor, match=match)
    town.row("goal-review", "2025-12-01T10:00", code=mentor, match=match, goal="the big one")
    assert [answer.form for answer in town.records().held if answer.form == "goal-review"] == ["goal-review"]
