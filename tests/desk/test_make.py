"""The desk on the disk, from real files of answers."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from peerloom.commands.desk import desk_templates, make_desk, rows_of
from peerloom.commands.disclose import released
from peerloom.commands.project import open_project
from peerloom.commands.state import paired, read_state
from peerloom.definition.standard_forms import standard_forms
from peerloom.desk.render import DeskError

DAY = dt.date(2026, 6, 12)
ROOT = Path(__file__).parents[2]
SMALL = """
program: {id: loom, name: Loom, tagline: t, summary: s, with_minors: no}
cohorts:
  - {id: one, title: One, sign_up_opens: 2026-05-01, sign_up_closes: 2026-06-01, matching: 2026-06-05, starts: 2026-06-10, ends: 2027-05-01}
forms: [{id: mentor-sign-up}, {id: mentee-sign-up}, {id: concern}]
"""


ASKED = ("name", "call", "email", "born")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A small program that asks little, with one mentor and a worry."""
    drop = ", ".join(
        question.id for question in standard_forms()["mentor-sign-up"].questions if question.id not in ASKED
    )
    yaml = SMALL.replace("{id: mentor-sign-up}", f"{{id: mentor-sign-up, drop: [{drop}]}}")
    (tmp_path / "program.yaml").write_text(yaml, encoding="utf-8")
    project = open_project(tmp_path, DAY)
    forms = {form.id: form for form in project.forms}
    (tmp_path / "responses").mkdir()
    for name, cells in (
        ("mentor-sign-up", ["=given-4a4a()", "<b>call-4a4a</b>", "given-4a4a@people.example", "1990-01-02"]),
        ("concern", ["it is not urgent", "worry-77bb", "", "", "", ""]),
    ):
        rows = [
            ["Timestamp", *(question.ask for question in forms[name].questions)],
            ["2026/05/20 10:00:00 AM", *cells],
        ]
        text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
        (tmp_path / "responses" / f"{forms[name].title}.csv").write_text(f"{text}\n", encoding="utf-8")
    return tmp_path


def make(root: Path) -> int:
    project = open_project(root, DAY)
    assert project.program is not None
    answers = read_state(root, project.program, project.forms, DAY)
    found = released(root, project.program, answers, DAY, keep=False)
    return make_desk(
        project,
        project.program,
        answers,
        paired(project.program, project.forms, answers, DAY),
        found.figures,
        found.public,
        DAY,
    )


def test_the_desk_is_made_once_and_then_only_what_changed(program: Path) -> None:
    folder = program / "private" / "desk"
    assert make(program) == 11
    assert len(list(folder.iterdir())) == 11
    before = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in folder.iterdir()}
    (folder / "stale.html").write_text("old", encoding="utf-8")
    (folder / "figures.html").write_text("broken", encoding="utf-8")
    make(program)
    after = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in folder.iterdir()}
    assert {name: content for name, (content, _) in after.items()} == {
        name: content for name, (content, _) in before.items()
    }
    assert {name for name in after if after[name] != before[name]} == {"figures.html"}


def test_what_people_wrote_is_shown_and_a_worry_only_on_its_page(program: Path) -> None:
    make(program)
    pages = {file.name: file.read_text(encoding="utf-8") for file in (program / "private" / "desk").iterdir()}
    assert "=given-4a4a()" in pages["people.html"]
    assert "&lt;b&gt;call-4a4a&lt;/b&gt;" in pages["cards.html"]
    assert [name for name, text in pages.items() if "worry-77bb" in text] == ["safety.html"]
    assert "Look at Safety" in pages["index.html"]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps its own rights")
def test_nobody_else_on_the_computer_looks_in(program: Path) -> None:
    make(program)
    assert (program / "private" / "desk").stat().st_mode & 0o077 == 0


def test_a_program_replaces_templates_by_name_and_never_the_script(program: Path) -> None:
    own = program / "templates" / "desk"
    own.mkdir(parents=True)
    (own / "data.html.j2").write_text(
        "{% extends 'frame.html.j2' %}{% block content %}<p>own-5c5c</p>{% endblock %}", encoding="utf-8"
    )
    (own / "desk.css").write_text("h1 { color: red; }", encoding="utf-8")
    (own / "desk.js").write_text("location = 'https://x.example/'", encoding="utf-8")
    (own / "notes.txt").write_text("not a template", encoding="utf-8")
    kit = desk_templates(program / "nowhere")
    found = desk_templates(program)
    assert found.keys() == kit.keys()
    assert {name for name in found if found[name] != kit[name]} == {"data.html.j2", "desk.css"}
    make(program)
    assert "own-5c5c" in (program / "private" / "desk" / "data.html").read_text(encoding="utf-8")


def test_a_template_that_cannot_be_used_leaves_the_old_desk(program: Path) -> None:
    make(program)
    before = {file.name: file.read_bytes() for file in (program / "private" / "desk").iterdir()}
    own = program / "templates" / "desk"
    own.mkdir(parents=True)
    (own / "safety.html.j2").write_text("<img src='https://x.example/'>", encoding="utf-8")
    with pytest.raises(DeskError):
        make(program)
    assert {file.name: file.read_bytes() for file in (program / "private" / "desk").iterdir()} == before


def ends(root: Path) -> list[tuple[str, int, int, int, int, int, bool]]:
    """For each form: title, read, used, held, rejected, duplicate, fresh."""
    project = open_project(root, DAY)
    assert project.program is not None
    answers = read_state(root, project.program, project.forms, DAY)
    found = rows_of(answers, project.forms)
    return [(r.form, r.read, r.used, r.held, r.rejected, r.duplicate, r.fresh) for r in found]


def test_rows_are_counted_by_form_and_end_copies_and_too_long_ones_as_well(program: Path) -> None:
    file = program / "responses" / "Mentor sign-up.csv"
    first = file.read_text(encoding="utf-8")
    assert ends(program) == [("Mentor sign-up", 1, 1, 0, 0, 0, True), ("Concern", 1, 1, 0, 0, 0, True)]
    long = f'"2026/05/21 10:00:00 AM","{"x" * 3000}","c","a@people.example","1990-01-02"\n'
    file.write_text(first + long, encoding="utf-8")
    (program / "responses" / "Mentor sign-up (1).csv").write_text(first, encoding="utf-8")
    assert ends(program)[0] == ("Mentor sign-up", 3, 1, 0, 1, 1, True)


def test_a_form_that_cannot_be_read_now_shows_the_run_before(program: Path) -> None:
    ends(program)
    (program / "responses" / "Mentor sign-up.csv").write_bytes(b"\xff\xfe\xff")
    assert ends(program) == [("Mentor sign-up", 1, 1, 0, 0, 0, False), ("Concern", 1, 1, 0, 0, 0, True)]
