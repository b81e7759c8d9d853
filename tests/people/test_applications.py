from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from peerloom.ledger.store import content_hash
from peerloom.people.applications import cohort_of
from peerloom.people.codes import mentee_code, mentor_code
from peerloom.people.people import read_records
from peerloom.people.setting import setting_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from peerloom.people.records import Records
    from peerloom.sources.tables import Row

Town = Any


@pytest.mark.parametrize(
    ("day", "cohort"),
    [
        ("2025-07-01", "2025"),  # before the first: the first
        ("2025-08-20", "2025"),
        ("2026-02-01", "2025"),  # late: the latest that had opened
        ("2026-05-01", "2026"),
        ("2027-01-01", "2026"),
        (None, "2025"),  # without a time it counts as sent today
    ],
)
def test_a_sign_up_belongs_to_the_cohort_of_its_day(town: Town, day: str | None, cohort: str) -> None:
    setting = setting_of(town.program, town.forms, town.today)
    assert cohort_of(dt.date.fromisoformat(day) if day else None, setting) == cohort


def test_an_open_sign_up_goes_before_one_that_opened_later_and_closed(new_town: Callable[..., Town]) -> None:
    usual = {"matching": "2025-06-05", "starts": "2025-06-06", "ends": "2025-12-01"}
    long = {"id": "long", "title": "L", "sign_up_opens": "2025-01-01", "sign_up_closes": "2025-06-01", **usual}
    short = {"id": "short", "title": "S", "sign_up_opens": "2025-02-01", "sign_up_closes": "2025-02-10", **usual}
    town = new_town(cohorts=[long, short])
    setting = setting_of(town.program, town.forms, town.today)
    assert cohort_of(dt.date(2025, 2, 5), setting) == "short"
    assert cohort_of(dt.date(2025, 2, 10), setting) == "short"
    assert cohort_of(dt.date(2025, 2, 11), setting) == "long"


def test_the_newest_sign_up_counts_and_it_says_so(town: Town) -> None:
    code = town.mentor("7f3a", at="2025-09-01T10:00", call="old-7f3a")
    town.mentor("7f3a", at="2025-09-03T10:00", call="new-7f3a")
    records = town.records()
    (person,) = records.participants
    assert (person.code, person.call, person.applied) == (code, "new-7f3a", dt.date(2025, 9, 1))
    assert sorted(records.fates.values()) == ["duplicate", "used"]
    assert town.told() == ['"mentor-sign-up", row 2: This person signed up again in row 3; the newer answer counts.']


def test_of_two_at_the_same_time_the_later_row_counts_and_another_tab_is_named(town: Town) -> None:
    town.mentor("7f3a", tab="a", call="one")
    town.mentor("7f3a", tab="b", call="two")
    assert [person.call for person in town.records().participants] == ["two"]
    assert town.told() == ['"a", row 2: This person signed up again in row 2 of "b"; the newer answer counts.']


def test_somebody_may_be_mentor_and_mentee_and_come_back_in_a_later_cohort(town: Town) -> None:
    mail = "one-7f3a@mail.example"
    for at in ("2025-09-01T10:00", "2026-05-02T10:00"):
        town.row("mentor-sign-up", at, name="given-7f3a surname-7f3a", email=mail)
        town.row("mentee-sign-up", at, name="given-7f3a surname-7f3a", email=mail)
    people = town.records("2026-05-03").participants
    assert sorted((person.role, person.cohort) for person in people) == [
        ("mentee", "2025"),
        ("mentee", "2026"),
        ("mentor", "2025"),
        ("mentor", "2026"),
    ]
    assert len({person.code for person in people}) == 2


def test_children_of_one_address_are_two_people(town: Town) -> None:
    for name in ("given-7f3a surname-7f3a", "given-9b1c surname-7f3a"):
        town.row("mentee-sign-up", "2025-09-01T10:00", name=name, email="family-7f3a@mail.example")
    assert len(town.records().participants) == 2


FAMILY = "family-7f3a@mail.example"
TWO_MENTEES = "Two people share this address and first name, so they cannot be told apart."
TWO_MENTORS = "Two people share this address, so they cannot be told apart."


@pytest.mark.parametrize(
    ("form", "message", "hint"),
    [
        (
            "mentee-sign-up",
            TWO_MENTEES,
            "Give one of them another address in the sheet, or write the given name first.",
        ),
        ("mentor-sign-up", TWO_MENTORS, "Give one of them another address in the sheet."),
    ],
)
def test_two_people_of_one_code_are_both_held(town: Town, form: str, message: str, hint: str) -> None:
    born = ("1999-05-06", "1998-07-08") if form == "mentor-sign-up" else ("2012-05-06", "2010-07-08")
    for name, day in (("surname-7f3a given-9c2d", born[0]), ("surname-7f3a given-4e1b", born[1])):
        town.row(form, "2025-09-01T10:00", name=name, email=FAMILY, born=day)
    records = town.records()
    assert records.participants == ()
    assert list(records.fates.values()) == ["held", "held"]
    assert town.told() == [f'"{form}", row 2: {message}', f'"{form}", row 3: {message}']
    assert {(problem.hint, problem.level) for problem in records.problems} == {(hint, "error")}


@pytest.mark.parametrize("born", ["2013-05-06", ""])
def test_with_equal_or_unknown_days_of_birth_it_is_one_person(new_town: Callable[..., Town], born: str) -> None:
    town = new_town(forms=[{"id": "mentee-sign-up", "drop": ["born"]}]) if not born else new_town()
    for name in ("surname-7f3a given-9c2d", "surname-7f3a given-4e1b"):
        town.row("mentee-sign-up", "2025-09-01T10:00", name=name, email=FAMILY, born=born)
    assert sorted(town.records().fates.values()) == ["duplicate", "used"]


def corrected(now: Row, **cells: str) -> dict[str, Row]:
    """That ``now`` was corrected, and said ``cells`` before; an empty one was not there."""
    kept = {key: text for key, text in {**now.cells, **cells}.items() if text}
    at = dt.datetime.fromisoformat(kept.pop("at")) if "at" in kept else now.at
    return {content_hash(now): replace(now, cells=kept, at=at)}


def read(town: Town, first: dict[str, Row]) -> Records:
    return read_records(town.program, town.forms, town.rows, (), town.today, first=first)


NOW = {"name": "given-7f3a surname-7f3a", "email": "now-7f3a@mail.example", "born": "2000-02-03"}
OLD = "old-7f3a@mail.example"


@pytest.mark.parametrize(
    ("before", "kept"),
    [
        ({"email": f" <{OLD.upper()}> "}, True),
        ({"email": OLD, "name": "given-9b1c surname-9b1c"}, True),  # the day of birth is the same
        ({"email": OLD, "born": "1990-01-02"}, True),  # the name is the same
        ({"email": OLD, "at": "2025-08-30T10:00"}, True),
        ({"email": OLD, "name": "given-9b1c surname-9b1c", "at": "2025-08-30T10:00"}, False),
        ({"email": OLD, "name": "given-9b1c surname-9b1c", "born": "1990-01-02"}, False),  # another was written over it
        ({"email": ""}, False),
        ({"email": "no address"}, False),
    ],
)
def test_a_code_comes_from_the_first_version_of_the_same_person(town: Town, before: dict[str, str], kept: bool) -> None:
    now = town.row("mentor-sign-up", "2025-09-01T10:00", **NOW)
    (person,) = read(town, corrected(now, **before)).participants
    assert person.code == mentor_code("town-7f3a", OLD if kept else NOW["email"])
    assert (person.email, person.name) == (NOW["email"], NOW["name"])


def test_a_first_name_that_was_corrected_keeps_the_code(town: Town) -> None:
    now = town.row("mentee-sign-up", "2025-09-01T10:00", name="given-7f3a surname-7f3a", email=FAMILY)
    (person,) = read(town, corrected(now, name="gvien-7f3a surname-7f3a")).participants
    assert (person.code, person.name) == (mentee_code("town-7f3a", FAMILY, "gvien-7f3a"), "given-7f3a surname-7f3a")


def test_who_signs_up_again_with_the_corrected_address_is_the_same_person(town: Town) -> None:
    now = town.row("mentor-sign-up", "2025-09-01T10:00", **NOW)
    town.row("mentor-sign-up", "2025-09-03T10:00", **NOW, call="new-7f3a")
    (person,) = read(town, corrected(now, email=OLD)).participants
    assert (person.code, person.call) == (mentor_code("town-7f3a", OLD), "new-7f3a")


def test_nobody_becomes_the_person_whose_address_was_corrected(town: Town) -> None:
    now = town.row("mentor-sign-up", "2025-09-01T10:00", **NOW)
    town.row("mentor-sign-up", "2025-09-03T10:00", name="given-9b1c surname-9b1c", email=OLD)
    records = read(town, corrected(now, email=OLD))
    assert [(one.code, one.name) for one in records.participants] == [(mentor_code("town-7f3a", OLD), NOW["name"])]
    assert [f"{problem.place}: {problem.message}" for problem in records.problems] == [
        '"mentor-sign-up", row 3: Somebody else was known by this address until it was corrected, so they cannot be told apart.'
    ]


def test_of_two_who_shared_a_code_the_one_who_got_another_address_gets_another_code(town: Town) -> None:
    town.row("mentee-sign-up", "2025-09-01T10:00", name="surname-7f3a given-9c2d", email=FAMILY, born="2012-05-06")
    now = town.row("mentee-sign-up", "2025-09-01T11:00", name="surname-7f3a given-4e1b", email=OLD, born="2010-07-08")
    codes = {person.code for person in read(town, corrected(now, email=FAMILY)).participants}
    assert codes == {mentee_code("town-7f3a", mail, "surname-7f3a") for mail in (FAMILY, OLD)}


@pytest.mark.parametrize("born", ["2025-05-06", "1890-01-01", "2024-01-01"])
def test_a_day_of_birth_that_cannot_be_one_holds_the_row(town: Town, born: str) -> None:
    town.mentor("7f3a", born=born)
    assert town.records().participants == ()
    assert list(town.records().fates.values()) == ["held"]
    assert town.told() == ['"mentor-sign-up", row 2, question "born": This cannot be a day of birth.']


def test_the_youngest_and_the_oldest_that_can_be_are_read(town: Town) -> None:
    town.mentor("7f3a", born="2022-01-15")
    town.mentor("9b1c", born="1915-01-16")
    assert len(town.records().participants) == 2


def test_without_an_address_nobody_knows_who_it_is(new_town: Callable[..., Town]) -> None:
    town = new_town(forms=[{"id": "mentor-sign-up", "drop": ["email", "born"]}])
    town.row("mentor-sign-up", "2025-09-01T10:00", name="given-7f3a")
    assert town.told() == [
        '"mentor-sign-up", row 2, question "email": Without an address it cannot be told who this is.'
    ]
    town.row("mentor-sign-up", "2025-09-01T10:00", name="given-7f3a", _address="g@mail.example")
    (person,) = town.records().participants
    assert (person.email, person.born, person.minor) == ("g@mail.example", None, True)


@pytest.mark.parametrize(
    ("born", "today", "minor"), [("2008-05-06", "2026-05-05", True), ("2008-05-06", "2026-05-06", False)]
)
def test_a_minor_is_below_the_age_of_adults_on_the_day(town: Town, born: str, today: str, minor: bool) -> None:
    town.mentor("7f3a", born=born)
    assert town.records(today).participants[0].minor is minor


def test_a_sheet_without_times_and_a_program_without_cohorts_are_read(
    new_town: Callable[..., Town], town: Town
) -> None:
    town.mentor("7f3a", at="")
    assert town.records().participants[0].applied == dt.date(2025, 8, 1)
    bare = new_town(cohorts=[])
    bare.mentor("7f3a", at="")
    bare.mentee("7f3a")
    assert {(p.cohort, p.applied) for p in bare.records().participants} == {("", bare.today), ("", dt.date(2025, 9, 1))}
