from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook

from peerloom.problems import Cell
from peerloom.spreadsheet import BOM, csv_text, inert, read_csv, read_day, read_decisions, unread_day

if TYPE_CHECKING:
    from collections.abc import Sequence

STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
HEAD = ["Win", "Decision", "Note"]
cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
odd = st.builds(lambda start, rest: f"{start}{rest}", st.sampled_from([*STARTS, "'", "''", "'=", "''=", ""]), cells)
rows = st.lists(st.lists(cells | odd, min_size=3, max_size=3), max_size=5)


@given(cells | odd)
@example("=cmd|' /C calc'!A0")
@example("-1+1")
@example("@SUM(A1)")
def test_no_cell_is_run_by_a_spreadsheet(cell: str) -> None:
    shown = inert(cell)
    assert not shown.startswith(STARTS)
    assert shown.endswith(cell)
    assert len(shown) <= len(cell) + 1


@pytest.mark.parametrize("cell", ["", "given-7f3a", "1-2", "a=b", "'quoted'", " =1", "5", "\u2212 1"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert inert(cell) == cell


@given(rows)
def test_what_is_written_is_read_again(body: list[list[str]]) -> None:
    assert read_csv(csv_text([HEAD, *body])) == [HEAD, *body]


@given(rows)
def test_other_programs_read_plain_text(body: list[list[str]]) -> None:
    text = csv_text([HEAD, *body])
    assert text.startswith(BOM)
    found = list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))
    assert found == [HEAD, *([inert(cell) for cell in row] for row in body)]


def test_a_spreadsheet_library_finds_no_formula() -> None:
    sheet = Workbook().active
    assert sheet is not None
    body = [[f"{start}1+1" for start in STARTS if start.isprintable()]]
    for row in read_plain(csv_text(body)):
        sheet.append(row)
    found = [cell.data_type for row in sheet.iter_rows() for cell in row]
    assert len(found) == 8
    assert "f" not in found


def read_plain(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline="")))


def as_saved(rows: Sequence[Sequence[str]], separator: str) -> str:
    """The rows as another program saves them again."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", BOM])
def test_every_usual_separator_is_understood(separator: str, mark: str) -> None:
    body = [HEAD, ["W-1", "publish", "one, two; three"], ["W-2", "", "two\nlines"]]
    assert read_csv(mark + as_saved(body, separator)) == body


def test_nothing_gives_nothing() -> None:
    assert csv_text([]) == BOM
    assert read_csv("") == []
    assert read_csv(BOM) == []


NEEDED = ("Win", "Decision")


def test_a_file_of_decisions_is_read_by_its_titles() -> None:
    text = csv_text(
        [["Note", " DECISION ", "win", "Own"], ["n", " publish ", "W-1", "x"], ["", "", "", ""], ["", "no", "W-2"]]
    )
    found, problems = read_decisions(text, "releases.csv", NEEDED)
    assert problems == ()
    assert [(str(at), dict(cells)) for at, cells in found] == [
        ('"releases.csv", row 2', {"note": "n", "decision": "publish", "win": "W-1", "own": "x"}),
        ('"releases.csv", row 4', {"note": "", "decision": "no", "win": "W-2"}),
    ]


def test_a_missing_column_is_told_once_and_nothing_is_read() -> None:
    found, problems = read_decisions(csv_text([["Win"], ["W-1"]]), "releases.csv", NEEDED)
    assert found == ()
    assert [(problem.place, problem.message) for problem in problems] == [
        (Cell("releases.csv", 1, "Decision"), "This column is missing.")
    ]
    assert len(read_decisions("", "releases.csv", NEEDED)[1]) == 2


def test_a_broken_file_is_told() -> None:
    before = csv.field_size_limit(1000)  # of the whole process; another module may have changed it
    try:
        found, problems = read_decisions(f'Win,Decision\n"{"x" * 2000}",no\n', "releases.csv", NEEDED)
    finally:
        csv.field_size_limit(before)
    assert found == ()
    assert [problem.message for problem in problems] == ["This file is broken."]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_no_file_breaks_it(text: str) -> None:
    assert read_decisions(text, "x", NEEDED) == read_decisions(text, "x", NEEDED)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-06-12", dt.date(2026, 6, 12)),
        ("12/06/2026", None),
        ("2026-02-30", None),
        ("", None),
        ("20260612", None),
        ("2026-W24-5", None),
    ],
)
def test_a_day_is_read_in_one_way(text: str, expected: dt.date | None) -> None:
    assert read_day(text) == expected


def test_a_day_that_cannot_be_read_is_a_warning() -> None:
    problem = unread_day(Cell("pairings.csv", 3))
    assert (problem.place, problem.level) == (Cell("pairings.csv", 3, "Decided on"), "warning")
