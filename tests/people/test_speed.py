"""Answers after speed meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from peerloom.matching.pool import applicants, talks
from peerloom.people.codes import match_code

if TYPE_CHECKING:
    from tests.people.conftest import Town


def heard(town: Town) -> list[tuple[str, str, str]]:
    return [
        (str(a.values["code"]), str(a.values["met"]), str(a.values["how"]))
        for a in town.records().answers.get("speed-meeting", ())
    ]


def test_the_code_of_the_meeting_and_of_the_other_are_understood(town: Town) -> None:
    mentor, mentee = town.ready_mentor("1a1a"), town.ready_mentee("2b2b")
    code = match_code(mentor, mentee, "2025")
    town.row("speed-meeting", "2025-09-18T17:00", code=mentor, met=code.lower().replace("-", " "), how="yes")
    town.row("speed-meeting", "2025-09-18T17:05", code=mentee, met=mentor, how="maybe")
    assert heard(town) == [(mentor, mentee, "yes"), (mentee, mentor, "maybe")]
    assert talks(town.records(), ()) == ({(mentor, mentee): 3}, frozenset())


def test_the_newest_word_about_a_person_counts(town: Town) -> None:
    mentor, mentee = town.ready_mentor("1a1a"), town.ready_mentee("2b2b")
    town.row("speed-meeting", "2025-09-18T17:00", code=mentor, met=mentee, how="no")
    town.row("speed-meeting", "2025-09-19T17:00", code=mentor, met=match_code(mentor, mentee, "2025"), how="yes")
    assert heard(town) == [(mentor, mentee, "yes")]
    records = town.records()
    assert sorted(records.fates[row] for row in records.fates).count("duplicate") == 1
    assert talks(records, ()) == ({(mentor, mentee): 2}, frozenset())


@pytest.mark.parametrize("typed", ["P-ZZZZZZ", "M-ZZZZZZ", "anna", "self"])
def test_a_code_of_nobody_on_the_other_side_is_held_and_not_repeated(town: Town, typed: str) -> None:
    mentor, _ = town.ready_mentor("1a1a"), town.ready_mentee("2b2b")
    town.row("speed-meeting", "2025-09-18T17:00", code=mentor, met=mentor if typed == "self" else typed, how="yes")
    assert heard(town) == []
    (told,) = town.told()
    assert told == '"speed-meeting", row 2, question "met": There is no meeting with this code.'


def test_after_a_no_of_one_side_the_two_are_never_proposed(town: Town) -> None:
    mentor, mentee = town.ready_mentor("1a1a"), town.ready_mentee("2b2b")
    town.row("speed-meeting", "2025-09-18T17:00", code=mentor, met=mentee, how="yes")
    town.row("speed-meeting", "2025-09-18T17:05", code=mentee, met=mentor, how="no")
    pool = applicants(town.records(), town.program, town.forms, "2025")
    assert (mentor, mentee) in pool.never
