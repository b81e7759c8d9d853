from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from peerloom.people.applications import cohort_of
from peerloom.people.setting import setting_of

if TYPE_CHECKING:
    from collections.abc import Callable

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
