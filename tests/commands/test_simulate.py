from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from peerloom.commands.simulate import run

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """\
program: {id: tiny, name: Tiny, tagline: We walk together., summary: A small program., with_minors: no}
cohorts:
  - {id: one, title: One, sign_up_opens: 2025-08-18, sign_up_closes: 2025-09-19, matching: 2025-09-26, starts: 2025-10-06, ends: 2026-06-26}
forms: [{id: mentor-sign-up}, {id: mentee-sign-up}]
"""


def said(root: Path, into: Path | None = None, mentors: int = 2) -> tuple[int, str]:
    out = io.StringIO()
    return run(root, out, seed=1, mentors=mentors, mentees=3, weeks=10, into=into), out.getvalue()


def program(root: Path, text: str = PROGRAM) -> Path:
    (root / "program.yaml").write_text(text, encoding="utf-8")
    return root


def test_a_demo_gets_its_answers(tmp_path: Path) -> None:
    root = program(tmp_path, PROGRAM.replace("with_minors", "demo: yes, with_minors"))
    assert said(root) == (0, "3 files of invented answers are in responses/; 3 changed.\n")
    assert said(root) == (0, "3 files of invented answers are in responses/; 0 changed.\n")
    assert {file.name for file in (root / "responses").iterdir()} == {
        "Mentor sign-up.csv",
        "Mentee sign-up.csv",
        "Pairings one.csv",
    }


@pytest.mark.parametrize("into", [None, "responses", "x/../responses"])
def test_real_answers_are_never_touched(tmp_path: Path, into: str | None) -> None:
    root = program(tmp_path)
    (root / "responses").mkdir()
    (root / "responses" / "Mentor sign-up.csv").write_text("real", encoding="utf-8")
    assert said(root, root / into if into else None) == (
        1,
        "This program is no demo, so nothing was written: responses/ is for real answers.\nName another folder, for example --into trial.\n",
    )
    assert (root / "responses" / "Mentor sign-up.csv").read_text(encoding="utf-8") == "real"


def test_another_folder_is_made(tmp_path: Path) -> None:
    assert said(program(tmp_path), tmp_path / "a" / "trial") == (
        0,
        "3 files of invented answers are in trial/; 3 changed.\n",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, (1, "There is no program.yaml here that can be read. Name its folder with --root.\n")),
        (
            PROGRAM.partition("cohorts")[0],
            (1, "This program has no cohort, so there is no year to tell. Add one under `cohorts:`.\n"),
        ),
    ],
)
def test_what_is_missing_is_told(tmp_path: Path, text: str | None, expected: tuple[int, str]) -> None:
    root = program(tmp_path, text) if text else tmp_path
    assert said(root, tmp_path / "trial") == expected
    assert not (tmp_path / "trial").exists()


def test_a_mistake_in_the_program_is_told_at_its_line(tmp_path: Path) -> None:
    status, told = said(program(tmp_path, PROGRAM.replace("2026-06-26", "soon")), tmp_path / "trial")
    assert status == 1
    assert "program.yaml:3:" in told


def test_a_number_below_zero_is_wrong_usage(tmp_path: Path) -> None:
    assert said(program(tmp_path), mentors=-1) == (
        2,
        "The numbers of mentors, mentees and weeks cannot be below zero.\n",
    )
