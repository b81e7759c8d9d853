"""The file of the speed meetings: written once a plan is made, and read for the page that is printed. Pure text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerloom.matching.talk import Talk
from peerloom.people.codes import match_code, read_code
from peerloom.problems import Cell, Problem
from peerloom.spreadsheet import csv_text, read_decisions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

COLUMNS = ("Round", "Table", "Mentor code", "Mentee code", "Mentor", "Mentee", "Meeting code", "Cohort")
_NEEDED = ("Round", "Table", "Mentor code", "Mentee code", "Cohort")


def write_talks(cohort: str, talks: Iterable[Talk], names: Mapping[str, str]) -> str:
    """The whole file, by round and table."""
    rows = (
        (
            str(talk.round),
            str(talk.table),
            talk.mentor,
            talk.mentee,
            names.get(talk.mentor, ""),
            names.get(talk.mentee, ""),
            match_code(talk.mentor, talk.mentee, cohort),
            cohort,
        )
        for talk in sorted(talks, key=lambda talk: (talk.round, talk.table, talk.mentee))
    )
    return csv_text([COLUMNS, *rows])


def read_talks(text: str, tab: str) -> tuple[str, tuple[Talk, ...], tuple[Problem, ...]]:
    """The cohort, its meetings, and rows that cannot be read. What somebody changed by hand is taken as it stands."""
    rows, odd = read_decisions(text, tab, _NEEDED)
    problems, talks, cohort = list(odd), [], ""
    for at, cells in rows:
        numbers = cells.get("round", ""), cells.get("table", "")
        mentor, mentee = read_code(cells.get("mentor code", "")), read_code(cells.get("mentee code", ""))
        if mentor and mentee and all(number.isascii() and number.isdecimal() for number in numbers):
            talks.append(Talk(int(numbers[0]), int(numbers[1]), mentor, mentee))
            cohort = cohort or cells.get("cohort", "")
        else:
            hint = "Correct the row, or make the plan anew."
            problems.append(Problem(Cell(tab, at.row), "This is no meeting: a number or a code is missing.", hint))
    return cohort, tuple(talks), tuple(problems)
