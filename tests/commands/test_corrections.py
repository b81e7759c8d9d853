"""Corrections in a sheet, from the file to the match: who was corrected stays the same person."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING

import pytest

from peerloom.commands.project import open_project
from peerloom.commands.state import read_state
from peerloom.definition.standard_forms import standard_forms
from peerloom.matching.pairings import Line, write_pairings

if TYPE_CHECKING:
    from pathlib import Path

    from peerloom.commands.state import Answers

DAY = dt.date(2026, 6, 8)
ASKED = ("name", "call", "email", "born")
MENTOR = {"name": "given-4a4a surname-4a4a", "call": "c", "email": "mentor-4a4a@people.example", "born": "1990-01-02"}
MENTEE = {"name": "given-5b5b surname-5b5b", "call": "d", "email": "mentee-5b5b@people.example", "born": "1999-03-04"}
PEOPLE = {"mentor-sign-up": MENTOR, "mentee-sign-up": MENTEE}
LOG = {"code": "", "match": "", "on": "2026-06-07", "minutes": "60", "how": "in person", "what": "talked"}
YAML = """
program: {{id: loom, name: Loom, tagline: t, summary: s, with_minors: no}}
cohorts:
  - {{id: one, title: One, sign_up_opens: 2026-05-01, sign_up_closes: 2026-06-01, matching: 2026-06-05, starts: 2026-06-06, ends: 2027-05-01}}
forms: [{mentor}, {mentee}, {{id: hours-log}}]
"""


def dropping(form: str) -> str:
    """The form, asking only the few questions of this test."""
    drop = ", ".join(question.id for question in standard_forms()[form].questions if question.id not in ASKED)
    return f"{{id: {form}, drop: [{drop}]}}"


class Folder:
    """A program in a folder, with the sheets of its forms."""

    def __init__(self, root: Path) -> None:
        self.root = root
        yaml = YAML.format(mentor=dropping("mentor-sign-up"), mentee=dropping("mentee-sign-up"))
        (root / "program.yaml").write_text(yaml, encoding="utf-8")
        (root / "responses").mkdir()
        (root / "private").mkdir()
        for form, cells in PEOPLE.items():
            self.sheet(form, cells)

    def sheet(self, form: str, *rows: dict[str, str]) -> None:
        """Write the sheet of a form; its rows are an hour apart."""
        project = open_project(self.root, DAY)
        (asked,) = [one for one in project.forms if one.id == form]
        with (self.root / "responses" / f"{asked.title}.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(["Timestamp", *(question.ask for question in asked.questions)])
            for hour, cells in enumerate(rows, 9):
                at = f"2026/05/20 {hour}:00:00 AM"
                out.writerow([at, *(cells.get(question.id, "") for question in asked.questions)])

    def read(self) -> Answers:
        """What a run reads."""
        project = open_project(self.root, DAY)
        assert project.program is not None, project.problems
        return read_state(self.root, project.program, project.forms, DAY)

    def pair(self) -> None:
        """Approve the two, and let the mentor log an hour."""
        codes = codes_of(self.read())
        mentor, mentee = codes["mentor"], codes["mentee"]
        line = Line("one", mentor, mentee, "", "", "80", "", "", "", "", "approve", dt.date(2026, 6, 6))
        (self.root / "private" / "pairings.csv").write_text(write_pairings([line]), encoding="utf-8")
        (match,) = self.read().records.matches
        self.sheet("hours-log", {**LOG, "code": mentor, "match": match.code})


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def codes_of(answers: Answers) -> dict[str, str]:
    return {person.role: person.code for person in answers.records.participants}


@pytest.mark.parametrize(
    ("form", "steps"),
    [
        ("mentor-sign-up", [{"email": "other-4a4a@people.example"}]),
        ("mentee-sign-up", [{"name": "nevig-5b5b surname-5b5b"}]),
        ("mentee-sign-up", [{"email": "other-5b5b@people.example"}, {"name": "nevig-5b5b surname-5b5b"}]),
        ("mentor-sign-up", [{"email": "other-4a4a@people.example"}, {}]),  # and changed back
    ],
)
def test_a_correction_keeps_the_code_and_the_match(folder: Folder, form: str, steps: list[dict[str, str]]) -> None:
    folder.pair()
    before = folder.read()
    assert [meeting.minutes for meeting in before.records.meetings] == [60]
    cells = PEOPLE[form]
    for step in steps:
        cells = {**cells, **step} if step else PEOPLE[form]
        folder.sheet(form, cells)
        folder.read()
    after = folder.read()
    assert codes_of(after) == codes_of(before)
    assert after.records.matches == before.records.matches
    assert after.records.meetings == before.records.meetings
    assert set(after.records.fates.values()) == set(before.records.fates.values()) == {"used"}
    (person,) = [one for one in after.records.participants if f"{one.role}-sign-up" == form]
    assert (person.name, person.email) == (cells["name"], cells["email"])


def test_a_correction_is_kept_also_when_a_later_run_is_stopped(folder: Folder) -> None:
    folder.pair()
    before = codes_of(folder.read())
    folder.sheet("mentor-sign-up", {**MENTOR, "email": "other-4a4a@people.example"})
    logs = [{**LOG, "code": before["mentor"], "what": f"talked {i}"} for i in range(3)]
    folder.sheet("hours-log", *logs, {**LOG, "code": before["mentor"], "what": "more"})
    folder.read()
    folder.sheet("hours-log")
    stopped = folder.read()
    assert stopped.synced.recorded is None
    assert codes_of(stopped) == before


def test_who_signs_up_again_with_another_address_is_another_person(folder: Folder) -> None:
    folder.pair()
    before = codes_of(folder.read())
    folder.sheet("mentor-sign-up", MENTOR, {**MENTOR, "email": "other-4a4a@people.example"})
    mentors = [one for one in folder.read().records.participants if one.role == "mentor"]
    assert len({one.code for one in mentors}) == 2
    assert before["mentor"] in {one.code for one in mentors}


def test_an_address_that_could_not_be_read_gave_no_code(folder: Folder) -> None:
    """The code is that of the first address that could be read."""
    folder.sheet("mentor-sign-up", {**MENTOR, "email": "no address"})
    assert "mentor" not in codes_of(folder.read())
    folder.sheet("mentor-sign-up", MENTOR)
    folder.pair()
    before = folder.read()
    folder.sheet("mentor-sign-up", {**MENTOR, "email": "other-4a4a@people.example"})
    after = folder.read()
    assert codes_of(after) == codes_of(before)
    assert after.records.matches == before.records.matches


@pytest.mark.parametrize("which", [0, 1])
def test_two_mentees_of_one_code_come_in_when_one_gets_another_address(folder: Folder, which: int) -> None:
    """Whichever of the two it is: neither had a code before."""
    rows = [{**MENTEE, "name": "surname-5b5b given-5b5b"}, {**MENTEE, "name": "surname-5b5b x", "born": "1998-01-01"}]
    folder.sheet("mentee-sign-up", *rows)
    held = folder.read().records
    assert sorted(held.fates.values()) == ["held", "held", "used"]
    rows[which] = {**rows[which], "email": "other-5b5b@people.example"}
    folder.sheet("mentee-sign-up", *rows)
    mentees = [one for one in folder.read().records.participants if one.role == "mentee"]
    assert len({one.code for one in mentees}) == len(mentees) == 2
