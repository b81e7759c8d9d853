from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from peerloom.matching.apart import Apart, apart_problems, read_apart, write_apart
from peerloom.people.avoided import NOBODY
from peerloom.people.records import Match, Participant, Records
from peerloom.problems import Cell

STANDS, LIFTED, ADULT = True, False, False
DAY = dt.date(2026, 6, 12)
TAB = "keep-apart.csv"


def row(**changed: str) -> str:
    cells = {"Mentor code": "M-AAAAAA", "Mentee code": "E-BBBBBB", "Since": "2026-05-01", "Note": "token-1a", **changed}
    return f"{','.join(cells)}\n{','.join(cells.values())}\n"


def test_what_is_written_is_read_again() -> None:
    lines = [
        Apart("M-AAAAAA", "E-BBBBBB", DAY, "a, note", STANDS, Cell(TAB, 2)),
        Apart("M-CCCCCC", NOBODY, None, "", STANDS, Cell(TAB, 3)),
        Apart("M-AAAAAA", "E-CCCCCC", DAY, "=1+1", LIFTED, Cell(TAB, 4)),
    ]
    text = write_apart(reversed(lines), {"M-AAAAAA": "given-1a"}, DAY)
    assert text.splitlines()[0].endswith("Mentor code,Mentee code,Mentor,Mentee,Since,Note,Decision")
    assert text.splitlines()[1] == 'M-AAAAAA,E-BBBBBB,given-1a,,2026-06-12,"a, note",'
    found, problems = read_apart(text, TAB)
    assert problems == ()
    assert found == (lines[0], replace(lines[1], since=DAY), lines[2])


@pytest.mark.parametrize(
    ("text", "codes", "stands", "problem"),
    [
        (row(), ("M-AAAAAA", "E-BBBBBB"), True, ""),
        (row(**{"Mentor code": "maaaaaa", "Mentee code": " e bbbbbb"}), ("M-AAAAAA", "E-BBBBBB"), True, ""),
        (row(**{"Mentor code": "E-BBBBBB", "Mentee code": "M-AAAAAA"}), ("M-AAAAAA", "E-BBBBBB"), True, ""),
        (row(**{"Mentor code": "E-CCCCCC"}), ("E-BBBBBB", "E-CCCCCC"), True, ""),
        (row(**{"Mentee code": "M-111111"}), ("M-111111", "M-AAAAAA"), True, ""),
        (row(**{"Mentee code": "M-AAAAAA"}), None, True, "This row has the same code twice."),
        (row(**{"Mentee code": "Nobody"}), ("M-AAAAAA", NOBODY), True, ""),
        (row(**{"Mentor code": "no one"}), (NOBODY, "E-BBBBBB"), True, ""),
        (row(Decision="lifted"), ("M-AAAAAA", "E-BBBBBB"), False, ""),
        (row(Decision="Keep  apart"), ("M-AAAAAA", "E-BBBBBB"), True, ""),
        (row(Decision="maybe"), ("M-AAAAAA", "E-BBBBBB"), True, "This is not a decision."),
        (row(Since="last week"), ("M-AAAAAA", "E-BBBBBB"), True, "This is not a day that can be read."),
        (row(**{"Mentee code": ""}), None, True, "Two people are kept apart by their codes; one is missing."),
        (row(**{"Mentor code": "given-1a"}), None, True, "Two people are kept apart by their codes; one is missing."),
        (row(**{"Mentor code": "-", "Mentee code": "none"}), None, True, "This row names nobody."),
        ("Mentor code,Since\nM-AAAAAA,2026-05-01\n", None, True, "This column is missing."),
        (row() + row(Decision="lifted").splitlines()[1] + ",lifted\n", ("M-AAAAAA", "E-BBBBBB"), True, ""),
    ],
)
def test_a_row_is_read_or_told_and_never_loses_a_pair(
    text: str, codes: tuple[str, str] | None, stands: bool, problem: str
) -> None:
    found, problems = read_apart(text, TAB)
    assert [(one.mentor, one.mentee) for one in found] == ([codes] if codes else [])
    assert all(one.stands is stands for one in found)
    assert [one.message for one in problems] == ([problem] if problem else [])
    assert not any("given-1a" in f"{one.message} {one.hint}" for one in problems)


def test_two_rows_that_disagree_keep_the_two_apart() -> None:
    head, first = row(Decision="lifted").splitlines()
    second = row(Decision="").splitlines()[1]
    for rows in ((first, second), (second, first)):
        found, problems = read_apart("\n".join([head, *rows]), TAB)
        assert [one.stands for one in found] == [True]
        assert [one.message for one in problems] == ["These two people stand here twice."]


def records(status: str = "active", decision: str = "approve") -> Records:
    people = tuple(
        Participant(code, "mentor" if code[0] == "M" else "mentee", "c", code, "", "", "", None, ADULT, "", DAY, {}, Cell("t", 2), "ready", (), 1)
        for code in ("M-AAAAAA", "E-BBBBBB")
    )  # fmt: skip
    match = Match("P-1", "c", "M-AAAAAA", "E-BBBBBB", status, decision)  # type: ignore[arg-type] # words of the table
    return Records(DAY, people, (match,), (), (), (), {}, {}, ())


def line(mentor: str = "M-AAAAAA", mentee: str = "E-BBBBBB", *, stands: bool = True) -> Apart:
    return Apart(mentor, mentee, DAY, "", stands, Cell(TAB, 3))


@pytest.mark.parametrize(
    ("entry", "status", "said"),
    [
        (line(), "closed", ""),
        (line(), "rejected", ""),
        (line(), "active", '"keep-apart.csv", row 3 These two are kept apart, and their pair is approved all the same.'),
        (line(), "approved", '"keep-apart.csv", row 3 These two are kept apart, and their pair is approved all the same.'),
        (line(stands=False), "active", ""),
        (line(mentee=NOBODY), "active", ""),
        (line(mentee="E-ZZZZZZ"), "active", '"keep-apart.csv", row 3, question "Mentee code" Nobody has this code, so these two are not kept apart.'),
    ],
)  # fmt: skip
def test_a_line_that_does_not_hold_is_told(entry: Apart, status: str, said: str) -> None:
    found = [f"{one.place} {one.message}" for one in apart_problems([entry], records(status))]
    assert found == ([said] if said else [])


@pytest.mark.parametrize(("group", "told"), [("G-AAAAAA", 1), ("", 0)])
def test_two_mentees_of_one_group_who_are_kept_apart_are_told(group: str, told: int) -> None:
    made = records()
    other = replace(made.participants[1], code="E-CCCCCC")
    one = replace(made.matches[0], group=group)
    both = (one, replace(one, code="P-2", mentee="E-CCCCCC"))
    entry = line("E-BBBBBB", "E-CCCCCC")
    found = apart_problems([entry], replace(made, participants=(*made.participants, other), matches=both))
    assert len(list(found)) == told
