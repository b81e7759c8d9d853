from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from peerloom.people.records import Match

Town = Any
D = dt.date


def only(town: Town, today: str = "") -> Match:
    match: Match
    (match,) = town.records(today).matches
    return match


def test_the_way_of_a_match_with_day_and_place_of_each_move(town: Town) -> None:
    mentor, mentee, match = town.pair()
    town.row("match-answer", "2025-09-23T10:00", code=mentor, match=match)
    for code, side, day in ((mentor, "mentor", 24), (mentee, "mentee", 25), (mentee, "parent or carer", 26)):
        town.row("agreement", f"2025-09-{day}T10:00", code=code, match=match, side=side)
    assert only(town, "2025-09-30").status == "agreed"
    town.row("first-meeting", "2025-10-07T10:00", code=mentor, match=match, on="2025-10-06")
    town.row("closure", "2026-01-05T10:00", code=mentor, match=match, ended="2026-01-04", reason="moved")
    made = only(town)
    assert (made.status, made.approved, made.started, made.ended, made.reason) == (
        "closed",
        D(2025, 9, 22),
        D(2025, 10, 6),
        D(2026, 1, 4),
        "moved",
    )
    assert [(move.to, move.on, str(move.cell)) for move in made.moves] == [
        ("approved", D(2025, 9, 22), '"pairings.csv", row 2'),
        ("agreed", D(2025, 9, 25), "None"),
        ("active", D(2025, 10, 6), '"first-meeting", row 2'),
        ("closed", D(2026, 1, 4), '"closure", row 2'),
    ]
    assert town.told() == []


@pytest.mark.parametrize(
    ("decision", "status"), [("", "proposed"), ("approve", "approved"), ("lock", "approved"), ("decline", "rejected")]
)
def test_the_coordinator_decides(town: Town, decision: str, status: str) -> None:
    town.decide(town.ready_mentor("7f3a"), town.ready_mentee("7f3a"), decision)
    made = only(town, "2025-10-05")
    assert (made.status, made.approved) == (status, D(2025, 9, 22) if status == "approved" else None)


@pytest.mark.parametrize(
    ("mentor", "mentee", "cohort", "column", "message"),
    [
        ("M-222222", "{e}", "2025", "Mentor code", "There is no mentor with this code."),
        ("{e}", "{e}", "2025", "Mentor code", "There is no mentor with this code."),
        ("{m}", "{m}", "2025", "Mentee code", "There is no mentee with this code."),
        ("{m}", "{e}", "2031", "Cohort", "There is no such cohort in program.yaml."),
    ],
)
def test_a_decision_about_nobody_is_told_and_an_open_proposal_is_not(
    town: Town, mentor: str, mentee: str, cohort: str, column: str, message: str
) -> None:
    m, e = town.mentor("7f3a"), town.mentee("7f3a")
    for decision in ("approve", ""):
        town.decide(mentor.format(m=m, e=e), mentee.format(m=m, e=e), decision, cohort=cohort)
    assert town.told() == [f'"pairings.csv", row 2, question "{column}": {message}']
    assert town.records().matches == ()


BEFORE = "This tells of a meeting, but the match was not approved by then."


@pytest.mark.parametrize(
    ("form", "cells", "decided", "message"),
    [
        ("first-meeting", {"on": "2025-09-01"}, {}, BEFORE),
        ("hours-log", {"on": "2025-09-01"}, {}, BEFORE),
        ("first-meeting", {"on": "2025-10-06"}, {"decision": ""}, BEFORE),
        (
            "first-meeting",
            {"on": "2025-10-06"},
            {"decision": "decline"},
            "This tells of a meeting, but the match was declined.",
        ),
        (
            "closure",
            {"ended": "2025-10-06"},
            {"decision": ""},
            "This closes the match, but the match was not approved by then.",
        ),
        (
            "closure",
            {"ended": "2025-10-06"},
            {"decision": "decline"},
            "This closes the match, but the match was declined.",
        ),
        ("agreement", {"side": "mentor"}, {"decision": "decline"}, "This is an agreement, but the match was declined."),
        ("match-answer", {}, {"decision": ""}, "This answers a proposal, but the match was not approved by then."),
    ],
)
def test_what_is_no_legal_move_is_held_and_told(
    town: Town, form: str, cells: dict[str, str], decided: dict[str, str], message: str
) -> None:
    mentor, mentee = town.ready_mentor("7f3a"), town.ready_mentee("7f3a")
    match = town.decide(mentor, mentee, **decided)
    town.row(form, "2025-10-07T10:00", code=mentor, match=match, **cells)
    before = town.records().matches[0].status
    (problem,) = town.records().problems
    assert (str(problem.place), problem.message, problem.level) == (f'"{form}", row 2', message, "error")
    assert problem.hint == "Compare the day and the match code of this row."
    assert [answer.form for answer in town.records().held] == [form]
    town.rows.pop()
    assert town.records().matches[0].status == before


@pytest.mark.parametrize(
    ("form", "cells", "message"),
    [
        ("hours-log", {"on": "2026-01-12"}, "This tells of a meeting, but the match had ended."),
        ("agreement", {"side": "mentor"}, "This is an agreement, but the match had ended."),
        ("mentor-check-in", {}, "This is about a match that had ended."),
        ("goal", {}, "This is about a match that had ended."),
    ],
)
def test_after_the_end_nothing_more_happens(town: Town, form: str, cells: dict[str, str], message: str) -> None:
    mentor, _, match = town.running()
    town.row("closure", "2026-01-05T10:00", code=mentor, match=match, ended="2026-01-04")
    town.row("hours-log", "2026-01-12T10:00", code=mentor, match=match, on="2026-01-03")  # written down late: fine
    town.row("training-done", "2026-01-12T10:00", code=mentor)
    assert town.told() == []
    row = town.row(form, "2026-01-13T10:00", code=mentor, match=match, **cells)
    assert town.told() == [f'"{form}", row {row.number}: {message}']


def test_a_decision_without_a_day_makes_no_meeting_too_early(town: Town) -> None:
    mentor, mentee = town.ready_mentor("7f3a"), town.ready_mentee("7f3a")
    match = town.decide(mentor, mentee, on="")
    assert only(town).approved == town.today
    town.row("hours-log", "2025-10-07T10:00", code=mentor, match=match, on="2025-10-06")
    assert (only(town).status, only(town).approved, only(town).started) == ("active", D(2025, 10, 6), D(2025, 10, 6))


def test_a_refusal_before_the_first_meeting_declines(town: Town) -> None:
    mentor, mentee, match = town.pair()
    town.row("match-answer", "2025-09-23T10:00", code=mentee, match=match, answer="I would like another match")
    assert only(town).status == "rejected"
    town.row("match-answer", "2025-09-24T10:00", code=mentee, match=match)  # the newest answer of a side counts
    assert only(town, "2025-10-01").status == "approved"
    town.row("first-meeting", "2025-10-07T10:00", code=mentor, match=match, on="2025-10-06")
    town.row("match-answer", "2025-10-08T10:00", code=mentee, match=match, answer="I would like another match")
    assert town.told() == ['"match-answer", row 4: This asks for another match, but the two had met already.']


def test_of_several_closures_the_coordinators_counts_else_the_newest(town: Town) -> None:
    mentor, mentee, match = town.running()
    town.row("closure", "2026-01-05T10:00", code=mentor, match=match, side="mentor", ended="2026-01-02", reason="moved")
    town.row(
        "closure", "2026-01-06T10:00", code=mentee, match=match, side="mentee", ended="2026-01-03", reason="no time"
    )
    assert (only(town).ended, only(town).reason) == (D(2026, 1, 3), "no time")
    town.row("closure", "2026-01-04T10:00", code=mentee, match=match, ended="2026-01-01", reason="lost contact")
    assert (only(town).ended, only(town).reason) == (D(2026, 1, 1), "lost contact")
    assert town.told() == []


def test_a_closure_of_a_day_to_come_is_announced(town: Town) -> None:
    mentor, _, match = town.running()
    town.row("closure", "2026-01-05T10:00", code=mentor, match=match, ended="2026-01-20")
    town.row("hours-log", "2026-01-12T10:00", code=mentor, match=match, on="2026-01-12")
    assert (only(town).status, only(town).ended) == ("closing", None)
    assert (only(town, "2026-01-20").status, only(town, "2026-01-20").ended) == ("closed", D(2026, 1, 20))


def test_a_closure_without_a_meeting_is_a_match_that_never_started(town: Town) -> None:
    mentor, _, match = town.pair()
    town.row("closure", "2025-10-05T10:00", code=mentor, match=match, ended="2025-10-04", reason="moved")
    assert (only(town).status, only(town).started) == ("never_started", None)


def test_thirty_days_without_a_first_meeting_and_it_never_started(town: Town) -> None:
    town.pair()
    assert only(town, "2025-10-31").status == "approved"  # counted from the start of the cohort
    assert (only(town, "2025-11-01").status, only(town, "2026-03-01").ended) == ("never_started", D(2025, 11, 1))


def test_breaks_do_not_count_in_the_thirty_days(town: Town) -> None:
    mentor, mentee = town.ready_mentor("7f3a"), town.ready_mentee("7f3a")
    town.decide(mentor, mentee, on="2025-12-10")
    assert only(town, "2026-01-25").status == "approved"
    assert only(town, "2026-01-26").status == "never_started"


def test_nothing_outlives_its_cohort(town: Town) -> None:
    town.running()
    assert only(town, "2026-06-30").status == "active"
    assert (only(town, "2026-07-01").status, only(town, "2026-07-01").ended) == ("closing", None)
    assert only(town, "2026-07-30").status == "closing"
    ended = only(town, "2026-07-31")
    assert (ended.status, ended.ended, ended.reason) == ("closed", D(2026, 6, 30), "")


@pytest.mark.parametrize(
    ("review", "topics", "status"),
    [
        ("pause", "progress", "paused"),
        ("pause", "progress, safety", "suspended"),
        ("close", "progress", "closing"),
        ("more support", "progress", "active"),
        ("", "progress", "active"),
    ],
)
def test_a_contact_note_decides_about_a_match(town: Town, review: str, topics: str, status: str) -> None:
    mentor, _, match = town.running()
    town.row(
        "contact-note", "2025-11-02T10:00", code=mentor, match=match, on="2025-11-01", decision=review, topics=topics
    )
    assert only(town).status == status
    town.row("contact-note", "2025-11-12T10:00", code=mentor, match=match, on="2025-11-11", decision="go on")
    assert only(town).status == ("closing" if status == "closing" else "active")


def test_the_first_of_all_meetings_is_the_start(town: Town) -> None:
    mentor, mentee, match = town.running()
    town.row("hours-log", "2025-10-20T10:00", code=mentor, match=match, on="2025-10-20")
    town.row("first-meeting", "2025-10-08T10:00", code=mentee, match=match, on="2025-10-07")
    assert only(town).started == D(2025, 10, 6)


def test_what_a_form_no_longer_asks_is_found_elsewhere(new_town: Callable[..., Town]) -> None:
    forms = [{"id": name} for name in ("mentor-sign-up", "mentee-sign-up", "first-meeting")]
    town = new_town(forms=[*forms, {"id": "contact-note", "drop": ["on"]}, {"id": "agreement", "drop": ["side"]}])
    mentor, mentee, match = town.pair()
    for code in (mentor, mentee):
        town.row("agreement", "2025-09-25T10:00", code=code, match=match)
    assert only(town, "2025-10-01").status == "agreed"
    town.row("first-meeting", "2025-10-06T18:00", code=mentor, match=match, on="2025-10-06")
    town.row("contact-note", "2025-11-02T10:00", code=mentor, match=match, decision="pause")
    assert [(move.to, move.on) for move in only(town).moves[-1:]] == [("paused", D(2025, 11, 2))]


def test_a_contact_note_at_the_wrong_time_is_told_and_used(town: Town) -> None:
    mentor, _, match = town.pair()
    town.row("contact-note", "2025-10-02T10:00", code=mentor, match=match, on="2025-10-01", decision="pause")
    assert town.told() == ['"contact-note", row 2: This decides about the match, but this is not the time for it.']
    assert [p.level for p in town.records().problems] == ["warning"]
    assert len(town.records().answers["contact-note"]) == 1


def test_whoever_meets_while_the_match_is_stopped_is_told(town: Town) -> None:
    mentor, _, match = town.running()
    town.row(
        "contact-note", "2025-11-02T10:00", code=mentor, match=match, on="2025-11-01", decision="pause", topics="safety"
    )
    town.row("hours-log", "2025-11-09T10:00", code=mentor, match=match, on="2025-11-08")
    assert town.told() == ['"hours-log", row 2: This tells of a meeting, but the match was stopped for the time being.']


@pytest.mark.parametrize("who", [0, 1])
def test_a_pause_ends_with_the_next_meeting_or_after_two_months(town: Town, who: int) -> None:
    pair = town.running()
    town.row("change-or-stop", "2025-11-01T10:00", code=pair[who], what="pause")
    assert only(town, "2025-12-31").status == "paused"
    assert only(town, "2026-01-01").status == "active"
    town.row("hours-log", "2025-11-20T10:00", code=pair[0], match=pair[2], on="2025-11-20")
    assert only(town, "2025-11-21").status == "active"
    assert [move.on for move in only(town).moves if move.to == "active"] == [D(2025, 10, 6), D(2025, 11, 20)]


def test_who_stops_leaves_the_match(town: Town) -> None:
    mentor, _, _ = town.running()
    town.row("change-or-stop", "2025-11-01T10:00", code=mentor, what="stop")
    assert only(town).status == "closing"


def test_who_stops_before_the_first_meeting_declines(town: Town) -> None:
    _, mentee, _ = town.pair()
    town.row("change-or-stop", "2025-10-01T10:00", code=mentee, what="stop")
    assert only(town, "2025-10-02").status == "rejected"


@pytest.mark.parametrize(
    ("rows", "since"),
    [
        ([("change-or-stop", {"what": "take back a permission"})], D(2025, 11, 1)),
        ([("guardian-permission", {"allow_join": "no"})], D(2025, 11, 1)),
        ([], None),
    ],
)
def test_while_a_permission_is_missing_the_match_is_paused(
    town: Town, rows: list[tuple[str, dict[str, str]]], since: dt.date | None
) -> None:
    _, mentee, _ = town.running()
    for form, cells in rows:
        town.row(form, "2025-11-01T10:00", **{"child" if form == "guardian-permission" else "code": mentee}, **cells)
    made = only(town)
    assert (made.status, made.moves[-1].on if made.status == "paused" else None) == (
        "paused" if since else "active",
        since,
    )


def test_a_permission_that_is_missing_wakes_no_match_that_has_ended(town: Town) -> None:
    _, mentee, match = town.running()
    town.row("closure", "2025-11-01T10:00", code=mentee, match=match, ended="2025-10-31", reason="moved")
    town.row("change-or-stop", "2025-11-02T10:00", code=mentee, what="take back a permission")
    assert (only(town).status, only(town).ended) == ("closed", D(2025, 10, 31))


def test_a_match_of_a_minor_without_any_permission_is_paused_from_the_start(town: Town) -> None:
    town.running()
    town.rows = [row for row in town.rows if row.form != "guardian-permission"]
    assert (only(town).status, only(town).moves[-1].on) == ("paused", D(2025, 10, 6))


def test_a_mentee_who_waited_is_matched_in_a_later_round(town: Town) -> None:
    mentee = town.ready_mentee("7f3a")
    mentor = town.ready_mentor("7f3a", at="2026-05-03T10:00")
    town.decide(mentor, mentee, on="2026-09-21", cohort="2026")
    records = town.records("2026-09-22")
    assert {p.role: p.cohort for p in records.participants} == {"mentee": "2025", "mentor": "2026"}
    assert [m.status for m in records.matches] == ["approved"]


def test_options_in_the_programs_own_words_mean_the_same(new_town: Callable[..., Town]) -> None:
    forms = [{"id": name} for name in ("mentor-sign-up", "mentee-sign-up", "first-meeting")]
    reasons = {"Schutz": "safety", "umgezogen": "moved", "fertig": "completed"}
    closure = {
        "id": "closure",
        "questions": [
            {"id": "reason", "options": list(reasons), "means": reasons},
            {"id": "again", "options": ["yes", "not now", "no"], "means": {"not now": "later"}},
        ],
    }
    town = new_town(forms=[*forms, closure])
    mentor, _, match = town.running()
    town.row(
        "closure", "2026-01-05T10:00", code=mentor, match=match, ended="2026-01-04", reason="umgezogen", again="not now"
    )
    records = town.records()
    assert records.matches[0].reason == "moved"
    (answer,) = records.answers["closure"]
    assert answer.values["reason"] == "umgezogen"
