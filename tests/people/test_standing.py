from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from peerloom.people.records import Participant

Town = Any
AGAIN = "their word on a new match, in the form for the closure"


def of(town: Town, code: str, today: str = "") -> Participant:
    found: Participant = next(person for person in town.records(today).participants if person.code == code)
    return found


@pytest.mark.parametrize(
    ("today", "mentor", "mentee"),
    [
        ("2025-09-20", "ready", "ready"),
        ("2025-09-21", "ready", "waiting"),  # after the matching day
        ("2026-07-15", "ready", "waiting"),  # the cohort is over, and they wait for the next round
    ],
)
def test_who_has_everything_is_ready_and_a_mentee_waits_after_the_matching_day(
    town: Town, today: str, mentor: str, mentee: str
) -> None:
    m, e = town.ready_mentor("7f3a"), town.ready_mentee("7f3a")
    assert (of(town, m, today).status, of(town, e, today).status) == (mentor, mentee)
    assert (of(town, m, today).needs, of(town, e, today).missing) == ((), ())


def test_what_a_mentor_lacks_is_said_in_words(town: Town) -> None:
    code = town.mentor("7f3a", born="2009-05-06")
    person = of(town, code)
    assert person.needs == (
        "the screening",
        'the module "First training"',
        'the module "Listening"',
        "the permission of a parent or carer",
    )
    assert person.missing == ("screening", "training", "training", "permission")


def test_the_facts_of_a_sign_up_are_taken_over(town: Town) -> None:
    person = of(town, town.mentor("7f3a", phone="01632 960123", capacity="2", guardian="g@mail.example"))
    assert (person.name, person.call, person.email) == (
        "given-7f3a surname-7f3a",
        "call-7f3a",
        "mentor-7f3a@mail.example",
    )
    assert (person.phone, person.capacity, person.guardian, person.born) == (
        "01632 960123",
        2,
        "g@mail.example",
        dt.date(2000, 2, 3),
    )
    assert of(town, town.mentee("7f3a")).capacity == 1


def test_where_capacity_is_not_asked_it_is_one(new_town: Callable[..., Town]) -> None:
    town = new_town(forms=[{"id": "mentor-sign-up", "drop": ["capacity"]}])
    assert of(town, town.mentor("7f3a")).capacity == 1


def test_a_match_makes_both_matched_until_the_cohort_is_over(town: Town) -> None:
    mentor, mentee, _ = town.running()
    assert [p.status for p in town.records().participants] == ["matched", "matched"]
    assert {p.status for p in town.records("2026-07-05").participants} == {"finished"}
    assert {of(town, mentor).needs, of(town, mentee).needs} == {()}


def test_a_gate_that_lapses_is_seen_on_people_who_are_matched(town: Town) -> None:
    mentor, mentee, match = town.running()
    town.row("screening", "2025-10-10T10:00", code=mentor, record_check_until="2025-12-01")
    assert (of(town, mentor).status, of(town, mentor).missing) == ("lapsed", ("screening",))
    town.row("change-or-stop", "2026-01-10T10:00", code=mentee, what="take back a permission")
    assert of(town, mentee).status == "permission_wanted"
    assert match in {made.code for made in town.records().matches if made.status == "paused"}


CLOSED = {"ended": "2026-01-04", "reason": "moved"}


@pytest.mark.parametrize(
    ("again", "reason", "today", "status", "needs"),
    [
        ("yes", "moved", "2026-01-17", "accepted", ("some days without a match, until 2026-01-18",)),
        ("yes", "moved", "2026-01-18", "waiting", ()),
        ("no", "moved", "2026-01-18", "finished", ()),
        ("later", "moved", "2026-01-18", "finished", ()),
        ("", "moved", "2026-01-18", "accepted", (AGAIN,)),
        ("", "completed", "2026-01-18", "finished", ()),
    ],
)
def test_after_a_match_has_ended_a_mentee_says_what_comes_next(
    town: Town, again: str, reason: str, today: str, status: str, needs: tuple[str, ...]
) -> None:
    mentor, mentee, match = town.running()
    town.row("closure", "2026-01-05T10:00", code=mentor, match=match, ended="2026-01-04", reason=reason)
    if again:
        town.row(
            "closure",
            "2026-01-06T10:00",
            code=mentee,
            match=match,
            side="mentee",
            ended="2026-01-04",
            reason=reason,
            again=again,
        )
    assert (of(town, mentee, today).status, of(town, mentee, today).needs) == (status, needs)


def test_a_mentor_with_another_match_stays_matched_when_one_ends(town: Town) -> None:
    mentor, _, match = town.running()
    other = town.ready_mentee("9b1c")
    town.decide(mentor, other, on="2026-01-02")
    town.row("closure", "2026-01-05T10:00", code=mentor, match=match, **CLOSED)
    assert (of(town, mentor).status, of(town, mentor).needs) == ("matched", (AGAIN,))


def test_of_several_matches_the_last_that_ended_says_what_comes_next(town: Town) -> None:
    mentor, mentee, match = town.running()
    other = town.decide(town.ready_mentor("9b1c"), mentee, on="2025-11-20")
    for made, ended, again in ((match, "2025-11-10", "no"), (other, "2026-01-01", "yes")):
        town.row(
            "first-meeting",
            "2026-01-02T10:00",
            match=made,
            code=mentee,
            on="2025-10-06" if made == match else "2025-11-25",
        )
        town.row(
            "closure",
            "2026-01-02T11:00",
            code=mentee,
            match=made,
            side="mentee",
            ended=ended,
            reason="moved",
            again=again,
        )
    assert (of(town, mentee, "2026-01-20").status, mentor != mentee) == ("waiting", True)


def test_who_never_met_has_not_finished_when_the_cohort_is_over(town: Town) -> None:
    mentor, mentee, _ = town.pair()
    assert (of(town, mentor, "2026-07-05").status, of(town, mentee, "2026-07-05").status) == ("ready", "waiting")
    late = town.decide(mentor, town.ready_mentee("9b1c"), on="2026-06-25")
    assert [m.status for m in town.records("2026-07-05").matches if m.code == late] == ["approved"]
    assert of(town, mentor, "2026-07-05").status == "ready"


def test_a_match_that_never_started_gives_the_mentee_back_to_the_waiting_list(town: Town) -> None:
    _, mentee, _ = town.pair()
    assert of(town, mentee).status == "waiting"


@pytest.mark.parametrize(
    ("what", "status"), [("stop", "withdrawn"), ("pause", "paused"), ("change my details", "waiting")]
)
def test_people_stop_or_pause_when_they_say_so(town: Town, what: str, status: str) -> None:
    code = town.ready_mentee("7f3a")
    town.row("change-or-stop", "2026-01-10T10:00", code=code, what=what)
    assert of(town, code).status == status


def test_a_pause_ends_after_two_months(town: Town) -> None:
    code = town.ready_mentee("7f3a")
    town.row("change-or-stop", "2025-11-01T10:00", code=code)
    assert [of(town, code, day).status for day in ("2025-12-31", "2026-01-01")] == ["paused", "waiting"]


def test_a_meeting_ends_a_pause_on_its_own_day_whenever_it_was_written_down(town: Town) -> None:
    mentor, mentee, match = town.running()
    town.row("change-or-stop", "2025-11-01T10:00", code=mentee)
    town.row("hours-log", "2025-11-25T10:00", code=mentor, match=match, on="2025-11-20")
    assert [of(town, mentee, day).status for day in ("2025-11-19", "2025-11-20")] == ["paused", "matched"]


def test_a_permission_that_was_taken_back_lapses_for_a_mentor(town: Town) -> None:
    code = town.ready_mentor("7f3a", born="2009-05-06")
    town.row("guardian-permission", "2025-09-05T10:00", child=code)
    assert of(town, code).status == "ready"
    town.row("change-or-stop", "2025-09-06T10:00", code=code, what="take back a permission")
    assert of(town, code).status == "lapsed"


def test_each_year_of_a_mentor_stands_for_itself(town: Town) -> None:
    mentor, _, _ = town.running()
    town.mentor("7f3a", at="2026-05-03T10:00")
    assert [p.status for p in town.records("2026-05-04").participants if p.code == mentor] == ["matched", "ready"]


def test_who_stopped_comes_back_by_signing_up_and_the_past_stays(town: Town) -> None:
    code = town.ready_mentee("7f3a")
    town.row("change-or-stop", "2026-01-10T10:00", code=code, what="stop")
    town.row("change-or-stop", "2026-01-11T10:00", code=code, what="stop")  # twice is not wrong
    town.mentee("7f3a", at="2026-05-03T10:00")
    assert [p.status for p in town.records("2026-05-04").participants] == ["withdrawn", "ready"]
    assert town.told("2026-05-04") == []


def test_who_stops_after_the_end_has_finished_all_the_same(town: Town) -> None:
    mentor, mentee, _ = town.running()
    town.row("change-or-stop", "2026-03-10T10:00", code=mentor, what="stop")
    town.row("change-or-stop", "2026-08-10T10:00", code=mentee, what="stop")
    assert (of(town, mentor, "2026-08-20").status, of(town, mentee, "2026-08-20").status) == ("withdrawn", "finished")


@pytest.mark.parametrize(
    ("form", "cells", "question", "message"),
    [
        (
            "change-or-stop",
            {"what": "pause"},
            "what",
            "This person has stopped, so this changes nothing. The row is kept.",
        ),
        ("screening", {}, "decision", "This person has stopped, so this changes nothing. The row is kept."),
    ],
)
def test_what_is_no_legal_move_of_a_person_is_held(
    town: Town, form: str, cells: dict[str, str], question: str, message: str
) -> None:
    code = town.mentor("7f3a")
    town.row("change-or-stop", "2025-10-10T10:00", code=code, what="stop")
    row = town.row(form, "2025-11-10T10:00", code=code, **cells)
    assert town.told() == [f'"{form}", row {row.number}, question "{question}": {message}']
    assert [answer.form for answer in town.records().held] == [form]
    assert of(town, code).status == "withdrawn"


def test_a_wish_without_a_time_is_held(town: Town) -> None:
    code = town.mentor("7f3a")
    town.row("change-or-stop", None, code=code)
    assert town.told() == ['"change-or-stop", row 2: It is not known when this was sent.']


def test_nobody_is_matched_while_a_match_is_stopped_or_after_an_end_for_safety(town: Town) -> None:
    mentor, _, match = town.running()
    town.row(
        "contact-note", "2025-11-02T10:00", code=mentor, match=match, on="2025-11-01", decision="pause", topics="safety"
    )
    person = of(town, mentor)
    assert (person.status, person.needs) == ("on_hold", ("a decision of the coordinator",))
    town.row("closure", "2026-01-05T10:00", code=mentor, match=match, ended="2026-01-04", reason="safety")
    assert of(town, mentor).status == "on_hold"
    town.row("screening", "2026-01-10T10:00", code=mentor)  # somebody looked again, and decided
    assert of(town, mentor).status == "accepted"
    assert not any("safety" in text for p in town.records().participants for text in p.needs)


@pytest.mark.parametrize(
    ("today", "rounds"), [("2025-09-20", 0), ("2025-09-21", 1), ("2026-09-20", 1), ("2026-09-21", 2)]
)
def test_rounds_are_counted_for_those_who_wait(town: Town, today: str, rounds: int) -> None:
    code = town.ready_mentee("7f3a")
    if today > "2026":
        town.row("guardian-permission", "2026-08-05T10:00", child=code)
    assert of(town, code, today).rounds_waited == rounds


def test_rounds_are_counted_anew_after_a_match(town: Town) -> None:
    mentor, mentee, match = town.running()
    town.row("closure", "2026-01-05T10:00", code=mentee, match=match, side="mentee", ended="2026-01-04")
    assert (of(town, mentee, "2026-02-01").status, of(town, mentee, "2026-02-01").rounds_waited) == ("waiting", 0)
    assert mentor != mentee


def test_a_program_without_cohorts_has_people_who_are_ready(new_town: Callable[..., Town]) -> None:
    town = new_town(cohorts=[])
    code = town.ready_mentee("7f3a")
    assert of(town, code).status == "ready"


def test_a_mentor_who_was_not_ready_this_year_may_apply_again(town: Town) -> None:
    code = town.mentor("7f3a")
    town.row("screening", "2025-09-06T10:00", code=code, decision="not now")
    town.row("screening", "2026-05-06T10:00", code=code)
    town.mentor("7f3a", at="2026-05-03T10:00")
    assert [p.missing for p in town.records("2026-05-10").participants] == [("training", "training")] * 2
