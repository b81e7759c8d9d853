"""Screening, training and permission: what must hold before a match."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from peerloom.people.records import Participant

Town = Any


def only(town: Town, today: str = "") -> Participant:
    person: Participant
    (person,) = town.records(today).participants
    return person


@pytest.mark.parametrize(
    ("cells", "until"),
    [
        ({}, dt.date(2027, 9, 6)),  # 24 months after the decision
        ({"record_check_until": "2026-03-01"}, dt.date(2026, 3, 1)),
        ({"record_check_on": ""}, None),
        ({"interview_on": ""}, None),
        ({"ref2_on": ""}, None),
        ({"decision": "not now"}, None),
    ],
)
def test_a_screening_holds_until_its_months_or_the_record_check_are_over(
    town: Town, cells: dict[str, str], until: dt.date | None
) -> None:
    code = town.mentor("7f3a")
    town.row("screening", "2025-09-06T10:00", code=code, **cells)
    assert only(town).screened_until == until


@pytest.mark.parametrize(("today", "missing"), [("2027-09-06", False), ("2027-09-07", True)])
def test_a_screening_holds_on_its_last_day(town: Town, today: str, missing: bool) -> None:
    town.ready_mentor("7f3a")
    assert ("screening" in only(town, today).missing) is missing


def test_a_screening_holds_on_its_first_day(town: Town) -> None:
    town.ready_mentor("7f3a")
    assert "screening" not in only(town, "2025-09-06").missing


def test_minors_need_no_record_check(town: Town) -> None:
    code = town.mentor("7f3a", born="2009-05-06")
    town.row("screening", "2025-09-06T10:00", code=code, record_check_on="", record_check_until="2025-12-01")
    assert only(town).screened_until == dt.date(2027, 9, 6)


def test_the_words_about_a_screening_say_no_more_than_that_it_is_missing(town: Town) -> None:
    code = town.mentor("7f3a")
    assert (only(town).status, only(town).needs[0], only(town).missing[0]) == ("applied", "the screening", "screening")
    town.row("reference", "2025-09-06T10:00", for_=code)
    assert only(town).status == "screening"
    town.row("screening", "2025-09-06T10:00", code=code, interview_on="")
    assert (only(town).status, only(town).needs[0]) == ("screening", "the screening")


@pytest.mark.parametrize(("decision", "status"), [("not now", "not_now"), ("decline", "declined")])
def test_a_decision_against_ends_it_until_a_new_sign_up(town: Town, decision: str, status: str) -> None:
    code = town.mentor("7f3a")
    town.row("screening", "2025-09-06T10:00", code=code, decision=decision)
    assert (only(town).status, only(town).needs) == (status, ())
    town.mentor("7f3a", at="2026-05-05T10:00")
    assert [p.status for p in town.records("2026-05-06").participants] == [status, "screening"]


def test_only_the_newest_screening_counts_and_without_a_time_its_last_step(town: Town) -> None:
    code = town.mentor("7f3a")
    town.row("screening", None, code=code)
    assert only(town).screened_on == dt.date(2025, 9, 5)
    town.row("screening", "2025-12-01T10:00", code=code)
    assert only(town).screened_on == dt.date(2025, 12, 1)
    assert list(town.records().fates.values()).count("duplicate") == 1


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({}, '"screening", row 2, question "code": Only mentors are screened.'),
        (
            {"code": "", "who": "mentor", "interview_on": "", "ref1_on": "", "ref2_on": "", "record_check_on": ""},
            '"screening", row 2: It is not known when this was decided.',
        ),
    ],
)
def test_a_screening_that_fits_nobody_is_held(town: Town, cells: dict[str, str], told: str) -> None:
    code = town.mentor("7f3a") if cells.pop("who", "") else town.mentee("7f3a")
    town.row("screening", None if cells else "2025-09-06T10:00", **{**cells, "code": code})
    assert town.told() == [told]


def test_who_uses_no_screening_needs_none(new_town: Callable[..., Town]) -> None:
    town = new_town(forms=[{"id": "mentor-sign-up"}])
    town.mentor("7f3a")
    assert "screening" not in only(town).missing
    strict = new_town(forms=[{"id": "mentor-sign-up"}], matching={"require": [{"rule": "screened"}]})
    strict.mentor("7f3a")
    assert "screening" in only(strict).missing


def test_training_is_known_by_title_and_counts_from_the_last_day(town: Town) -> None:
    code = town.mentor("7f3a")
    for on, minutes in (("2025-09-10", "100"), ("2025-10-10", "80"), ("2025-09-20", "90")):
        town.row("training-done", "2025-11-01T10:00", code=code, module="first TRAINING", on=on, minutes=minutes)
    person = only(town)
    assert (person.trained, person.trained_minutes) == ({"start": dt.date(2025, 10, 10)}, 80)
    assert person.needs == ("the screening", 'the module "Listening"')


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (
            {"module": "gone-7f3a"},
            '"training-done", row 2, question "module": This is none of the options. The row is kept, and not used until that is mended.',
        ),
        ({"on": "2026-01-16"}, '"training-done", row 2, question "on": This day is not known, or still to come.'),
    ],
)
def test_training_that_cannot_be_is_held(town: Town, cells: dict[str, str], told: str) -> None:
    code = town.mentor("7f3a")
    town.row("training-done", "2025-11-01T10:00", code=code, **cells)
    assert town.told() == [told]


def test_an_option_that_is_no_module_is_held(new_town: Callable[..., Town]) -> None:
    own = {
        "id": "training-done",
        "questions": [{"id": "module", "options": ["Start", "start"]}, {"id": "on", "required": False}],
    }
    town = new_town(forms=[{"id": "mentor-sign-up"}, own])
    code = town.mentor("7f3a")
    town.row("training-done", "2025-11-01T10:00", code=code, module="start", on="")
    assert only(town).trained == {"start": dt.date(2025, 11, 1)}  # by its id, on the day on which it was sent
    town = new_town(forms=[{"id": "mentor-sign-up"}, {**own, "questions": [{"id": "module", "options": ["old name"]}]}])
    code = town.mentor("7f3a")
    town.row("training-done", "2025-11-01T10:00", code=code, module="old name")
    assert town.told() == ['"training-done", row 2, question "module": There is no module of this name.']


def test_minutes_are_asked_of_mentors_as_far_as_modules_can_give_them(new_town: Callable[..., Town]) -> None:
    short = {"id": "start", "title": "First training", "minutes": 30, "before_match": True, "for": ["mentor"]}
    more = {"id": "more", "title": "More", "minutes": 60, "for": ["mentor"]}
    town = new_town(training={"modules": [short, more]})
    code = town.mentor("7f3a")
    town.row("training-done", "2025-09-10T10:00", code=code, minutes="40")
    assert "50 more minutes of training" in only(town).needs  # of 90, which is all that there is


def test_training_that_must_be_refreshed_lapses(town: Town) -> None:
    town.ready_mentor("7f3a")
    assert only(town, "2026-06-01").status == "ready"
    later = only(town, "2026-10-01")
    assert (later.status, later.needs) == ("lapsed", ('the module "Listening" once more',))


def test_a_permission_holds_for_a_year(town: Town) -> None:
    town.ready_mentee("7f3a")
    assert (only(town).permission, only(town).permission_until, only(town).status) == (
        True,
        dt.date(2026, 9, 5),
        "waiting",
    )
    assert only(town, "2026-09-05").permission
    assert only(town, "2025-09-05").permission
    late = only(town, "2026-09-06")
    assert (late.permission, late.status, late.needs) == (
        False,
        "permission_wanted",
        ("the permission of a parent or carer",),
    )


def test_a_newer_no_takes_it_back(town: Town) -> None:
    code = town.ready_mentee("7f3a")
    town.row("guardian-permission", "2026-01-10T10:00", child=code, allow_join="no")
    assert (only(town).permission, only(town).permission_until, only(town).status) == (False, None, "permission_wanted")


def test_change_or_stop_takes_it_back_until_a_newer_yes(town: Town) -> None:
    code = town.ready_mentee("7f3a")
    town.row("change-or-stop", "2026-01-10T10:00", code=code, what="take back a permission")
    assert (only(town).permission, only(town).permission_until) == (False, dt.date(2026, 1, 9))
    town.row("guardian-permission", "2026-01-11T10:00", child=code)
    assert only(town).permission
    town.row("change-or-stop", "2026-01-10T09:00", code=code, what="take back a permission")
    assert only(town).permission


def test_a_permission_without_a_time_is_held(town: Town) -> None:
    code = town.mentee("7f3a")
    town.row("guardian-permission", None, child=code)
    assert town.told() == ['"guardian-permission", row 2: It is not known when this was sent.']


def test_adults_and_programs_without_the_form_need_no_permission(new_town: Callable[..., Town], town: Town) -> None:
    town.mentor("7f3a")
    assert only(town).permission
    bare = new_town(forms=[{"id": "mentee-sign-up"}])
    bare.mentee("7f3a")
    assert only(bare).permission


def test_consent_is_needed_where_it_is_asked(new_town: Callable[..., Town]) -> None:
    free = {"id": "mentee-sign-up", "questions": [{"id": "ok_data", "required": False}]}
    town = new_town(forms=[free], training={"modules": []})
    town.mentee("7f3a", ok_data="")
    assert (only(town).needs, only(town).missing, only(town).status) == (
        ("the consent to use the answers",),
        ("consent",),
        "accepted",
    )
