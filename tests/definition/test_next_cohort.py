"""The next round: its days, and its block in a file of which nothing else changes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.definition.next_cohort import next_cohort, with_block, years_on
from peerloom.definition.reader import read_program
from peerloom.problems import Problem

if TYPE_CHECKING:
    from peerloom.definition.program import Program

ROOT = Path(__file__).parents[2]
HEAD = "# mine\nprogram: {id: town, name: Town, tagline: T, summary: S, with_minors: no}\ncohorts:   # all rounds\n"
ONE = """\
  - id: 2025-26   # the first
    title: "School year: 2025-26"
    sign_up_opens: 2025-08-18
    sign_up_closes: 2025-09-19
    matching: 2025-09-26
    starts: 2025-10-06
    ends: 2026-06-26
    check_in_days: 21
    breaks:
      - {title: Autumn, first: 2025-10-27, last: 2025-10-31}   # as the school says
"""


def added(text: str) -> tuple[str, Program, Program]:
    read = read_program(text)
    assert read.program is not None
    made = with_block(text, next_cohort(read.program.cohorts[-1]), read.places)
    assert isinstance(made, str)
    after = read_program(made).program
    assert after is not None
    return made, read.program, after


@pytest.mark.parametrize("tail", ["", "\n# about training\ntraining: {summary: Short.}\n", "\n\n\n", "goals: []\n"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("step", ["", "  "])
def test_one_block_is_added_and_every_other_byte_stays(tail: str, newline: str, step: str) -> None:
    entry = ONE if step else "".join(line[2:] + "\n" for line in ONE.splitlines())
    text = (HEAD + entry + tail).replace("\n", newline)
    made, before, after = added(text)
    at = next(n for n in range(len(made)) if made[n : n + 1] != text[n : n + 1])
    assert any(made[:n] + made[n + len(made) - len(text) :] == text for n in range(at + 1))
    assert after == before.model_copy(update={"cohorts": (*before.cohorts, after.cohorts[-1])})
    assert "\r\n" not in made or "\n" not in made.replace("\r\n", "")


def test_a_file_whose_last_line_is_open_keeps_it() -> None:
    made, _, after = added((HEAD + ONE).rstrip("\n"))
    assert made.startswith((HEAD + ONE).rstrip("\n"))
    assert [one.id for one in after.cohorts] == ["2025-26", "2026-27"]


def test_the_days_keep_their_weekdays_and_the_rest_is_the_same() -> None:
    _, before, after = added(HEAD + ONE)
    old, new = before.cohorts[-1], after.cohorts[-1]
    assert (new.id, new.title, new.check_in_days) == ("2026-27", "School year: 2026-27", 21)
    assert new.starts == dt.date(2026, 10, 5)
    assert (new.breaks[0].first - old.breaks[0].first).days == 364
    moved = next_cohort(old, "x", dt.date(2027, 1, 4))
    assert (moved.id, moved.ends - moved.starts) == ("x", old.ends - old.starts)


def test_the_demo_can_go_on() -> None:
    text = (ROOT / "program.yaml").read_text(encoding="utf-8")
    made, before, after = added(text)
    assert len(made) > len(text)
    assert [one.id for one in after.cohorts] == [*(one.id for one in before.cohorts), "2027-28"]


@pytest.mark.parametrize("text", [HEAD + ONE.replace("  - id", "  -\n    id"), HEAD.replace("\n", "\n", 1)])
def test_another_way_of_writing_is_left_to_a_hand(text: str) -> None:
    read = read_program(text if "starts" in text else HEAD.replace("cohorts:   # all rounds\n", ""))
    cohort = next_cohort(read_program(HEAD + ONE).program.cohorts[0])  # type: ignore[union-attr] # it is read above
    found = with_block(text, cohort, read.places)
    assert isinstance(found, Problem)
    assert "starts: 2026-10-05" in found.hint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-26", "2026-27"),
        ("2099-00", "2100-01"),
        ("1999-2000", "2000-2001"),
        ("Year 2026", "Year 2027"),
        ("autumn", "autumn"),
        ("12345", "12345"),
        ("round 7", "round 7"),
    ],
)
def test_years_go_one_on(text: str, expected: str) -> None:
    assert years_on(text) == expected


@given(st.text("abc \"\\:#-'{}[]&*!é中", min_size=1, max_size=12).map(lambda text: f"a{text}z"))
def test_any_title_is_read_back(title: str) -> None:
    cohort = next_cohort(read_program(HEAD + ONE).program.cohorts[0])  # type: ignore[union-attr] # it is read above
    read = read_program(HEAD + ONE)
    made = with_block(HEAD + ONE, cohort.model_copy(update={"title": title}), read.places)
    assert isinstance(made, str)
    after = read_program(made).program
    assert after is not None
    assert after.cohorts[-1].title == title
