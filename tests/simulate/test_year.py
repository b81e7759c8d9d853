"""A year of answers holds what it promises, and reads back as people's answers do."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import TYPE_CHECKING

import pytest

from peerloom.definition.reader import read_program
from peerloom.definition.standard_forms import forms_of, standard_forms
from peerloom.matching.pairings import read_pairings
from peerloom.people.codes import mentee_code, mentor_code
from peerloom.simulate.year import year_files
from peerloom.sources.choices import split_choices
from peerloom.sources.columns import read_rows
from peerloom.sources.csv_folder import CsvFolder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from peerloom.definition.forms import Form
    from peerloom.definition.program import Program
    from peerloom.sources.tables import Row, Rows

PROGRAM = (
    """\
program: {id: tiny, name: Tiny, tagline: We walk together., summary: A small program., demo_day: 2026-06-12, with_minors: no}
cohorts:
  - {id: one, title: One, sign_up_opens: 2025-08-18, sign_up_closes: 2025-09-19, matching: 2025-09-26, starts: 2025-10-06,
     ends: 2026-06-26, breaks: [{title: Winter, first: 2025-12-22, last: 2026-01-02}]}
  - {id: two, title: Two, sign_up_opens: 2026-05-04, sign_up_closes: 2026-09-11, matching: 2026-09-18, starts: 2026-10-05, ends: 2027-06-25}
training:
  modules:
    - {id: first, title: "First, then more", summary: How it starts., for: [mentor, mentee], minutes: 130, before_match: yes, objectives: [Begin.]}
    - {id: later, title: Later on, summary: How it goes on., for: [mentor], minutes: 30, objectives: [Go on.]}
projects:
  - {id: path, title: The path, need: It is muddy., summary: We mend it., from: 2025-10-06, to: 2026-06-01}
events:
  - {id: fair, title: Fair, on: 2026-03-03, starts: "15:00", ends: "17:00", place: The hall, summary: We meet.}
matching:
  require: [{rule: share, question: languages}, {rule: overlap, question: free, least: 1}, {rule: gap, question: year, least: 1}]
  prefer: [{wish: similar, question: interests}]
forms:
"""
    + "".join(f"  - id: {form}\n" for form in standard_forms() if form not in {"mentor-sign-up", "win"})
    + """\
  - id: mentor-sign-up
    questions: [{id: town_help, ask: What would you do?, type: choices, options: ["paint, draw or print", sing, cook], other: yes}]
  - {id: win, title: "Good news: say it"}
  - id: own
    title: Our own
    who: anyone
    part: celebrate
    purpose: To see that it works.
    questions:
      - {id: food, ask: What do you eat?, type: choices, options: ["everything, or nearly so", plants], required: yes}
      - {id: day, ask: Which day?, type: date, required: yes}
      - {id: call, ask: A number, type: phone, required: yes}
      - {id: mail, ask: An address, type: email, required: yes}
      - {id: why, ask: Why?, type: long, required: yes}
      - {id: many, ask: How many?, type: number, least_value: 2, most_value: 3, required: yes}
      - {id: grid, ask: When, type: grid, rows: [Monday], columns: [noon], required: yes}
"""
)


@pytest.fixture(scope="module")
def program() -> Program:
    read = read_program(PROGRAM)
    assert read.program is not None, read.problems
    return read.program


def made(program: Program, mentors: int = 8, mentees: int = 12, seed: int = 3, weeks: int = 40) -> dict[str, str]:
    files = year_files(program, forms_of(program), seed=seed, mentors=mentors, mentees=mentees, weeks=weeks)
    assert files is not None
    return files


def read_back(files: Mapping[str, str], program: Program, folder: Path) -> tuple[Rows, dict[str, Form]]:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    forms = forms_of(program)
    tables, problems = CsvFolder(folder).read_tables(forms)
    rows = read_rows(tables, forms)
    assert problems == ()
    assert [p for p in rows.problems if "no column" in p.message or "No question" in p.message] == []
    assert rows.problems == ()
    assert rows.rejected == ()
    return rows, {form.id: form for form in forms}


def test_the_same_seed_makes_the_same_bytes(program: Program) -> None:
    assert made(program) == made(program)


def test_another_seed_makes_another_year(program: Program) -> None:
    one, other = made(program, seed=1), made(program, seed=2)
    assert one.keys() == other.keys()
    assert sum(one[name] != other[name] for name in one) > 25


def test_every_form_has_its_file_and_the_decisions_one(program: Program) -> None:
    titles = {re.sub(r"[^\w .,()-]", "_", form.title) for form in forms_of(program)}
    assert len(titles) == 34
    assert set(made(program)) == {f"{title}.csv" for title in titles} | {"Pairings one.csv"}


@pytest.mark.parametrize(("mentors", "mentees"), [(0, 0), (1, 0), (0, 1), (1, 1), (0, 3), (3, 2), (8, 12), (60, 90)])
def test_exactly_so_many_people_sign_up_in_the_cohort(
    program: Program, mentors: int, mentees: int, tmp_path: Path
) -> None:
    rows, _ = read_back(made(program, mentors, mentees), program, tmp_path)
    old = [row for row in rows.rows if row.at is not None and row.at.date() < dt.date(2026, 5, 4)]
    older = {mentor_code("tiny", row.cells["email"]) for row in old if row.form == "mentor-sign-up"}
    younger = {
        mentee_code("tiny", row.cells["email"], row.cells["name"]) for row in old if row.form == "mentee-sign-up"
    }
    assert (len(older), len(younger)) == (mentors, mentees)


def test_every_row_can_be_read_and_has_every_answer_it_must_have(program: Program, tmp_path: Path) -> None:
    rows, forms = read_back(made(program, 30, 45), program, tmp_path)
    assert len({row.form for row in rows.rows}) == 34
    wrong = [(row.form, name) for row in rows.rows for name in unreadable(row, forms[row.form])]
    assert [name for name in wrong if name != ("hours-log", "minutes")] == []


def unreadable(row: Row, form: Form) -> list[str]:
    """Ids of questions whose answer is missing, or is none that the form can take."""
    found = []
    for question in form.questions:
        cells = [row.cells.get(f"{question.id}[{name}]", "") for name in question.rows] or [
            row.cells.get(question.id, "")
        ]
        if question.required and not any(cells):
            found.append(question.id)
        for cell in filter(None, cells):
            fits = {
                "choice": cell in question.options or question.other,
                "dropdown": cell in question.options or question.other,
                "choices": split_choices(cell, question.options, other=question.other) is not None,
                "grid": split_choices(cell, question.columns, other=False) is not None,
                "scale": cell in {"1", "2", "3", "4", "5"},
                "yes-no": cell in {"Yes", "No"},
                "agree": cell == "I agree",
                "date": re.fullmatch(r"\d{4}-\d\d-\d\d", cell) is not None,
                "email": "@" in cell,
                "number": cell.isdecimal()
                and (question.least_value is None or int(cell) >= question.least_value)
                and (question.most_value is None or int(cell) <= question.most_value),
            }
            if not fits.get(question.type, True):
                found.append(question.id)
    return found


def test_anonymous_forms_have_no_address_and_the_others_have_one(program: Program) -> None:
    files = made(program)
    heads = {
        form.id: next(csv.reader(io.StringIO(files[re.sub(r"[^\w .,()-]", "_", form.title) + ".csv"])))
        for form in forms_of(program)
    }
    for form in forms_of(program):
        assert heads[form.id][0] == "Timestamp"
        assert (heads[form.id][1] == "Email Address") != form.anonymous


def test_every_field_is_quoted(program: Program) -> None:
    for name, text in made(program).items():
        if not name.startswith("Pairings"):
            out = io.StringIO()
            csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
                csv.reader(io.StringIO(text, newline=""))
            )
            assert out.getvalue() == text


@pytest.mark.parametrize(
    ("weeks", "last"),
    [(0, dt.date(2025, 10, 6)), (8, dt.date(2025, 12, 1)), (40, dt.date(2026, 6, 12)), (400, dt.date(2026, 6, 12))],
)
def test_no_answer_is_from_after_the_last_day(program: Program, weeks: int, last: dt.date, tmp_path: Path) -> None:
    rows, _ = read_back(made(program, weeks=weeks), program, tmp_path)
    days = [row.at.date() for row in rows.rows if row.at is not None]
    assert len(days) > 40
    assert max(days) <= last


def test_decisions_are_read_back_and_all_pairs_are_of_people_who_signed_up(program: Program, tmp_path: Path) -> None:
    files = made(program, 30, 45)
    rows, _ = read_back(files, program, tmp_path)
    decided, problems = read_pairings(files["Pairings one.csv"], "Pairings one.csv")
    assert problems == ()
    assert len(decided) > 15
    assert {one.decision for one in decided} == {"approve", "decline"}
    mentors = {mentor_code("tiny", row.cells["email"]) for row in rows.rows if row.form == "mentor-sign-up"}
    mentees = {
        mentee_code("tiny", row.cells["email"], row.cells["name"]) for row in rows.rows if row.form == "mentee-sign-up"
    }
    assert {one.mentor for one in decided} <= mentors
    assert {one.mentee for one in decided} <= mentees


def test_an_option_with_a_comma_is_picked_and_read_back(program: Program, tmp_path: Path) -> None:
    rows, forms = read_back(made(program, 30, 45), program, tmp_path)
    food = {question.id: question for question in forms["own"].questions}["food"]
    picks = [split_choices(row.cells["food"], food.options, other=False) for row in rows.rows if row.form == "own"]
    assert ("everything, or nearly so",) in picks
    assert ("everything, or nearly so", "plants") in picks
    assert "First, then more" in {row.cells["module"] for row in rows.rows if row.form == "training-done"}


def test_a_program_without_cohorts_has_no_year() -> None:
    program = read_program("program: {id: a, name: A, tagline: B., summary: C., with_minors: no}\n").program
    assert program is not None
    assert year_files(program, (), seed=1, mentors=1, mentees=1, weeks=1) is None


def test_a_program_that_dropped_forms_and_questions_still_has_a_year() -> None:
    start = PROGRAM.partition("forms:\n")[0]
    few = (
        start
        + "forms:\n  - {id: mentee-sign-up, drop: [year, free, interests]}\n  - {id: hours-log}\n  - {id: screening, drop: [fit]}\n"
    )
    program = read_program(few.replace("require:", "prefer: [] #").replace("prefer: [{wish", "#")).program
    assert program is not None
    assert set(made(program)) == {"Mentee sign-up.csv", "Hours log.csv", "Screening.csv", "Pairings one.csv"}
