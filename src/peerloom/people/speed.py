"""Answers after speed meetings: whom each one is about. The other person never learns what was said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from peerloom.people.codes import match_code, read_code
from peerloom.people.links import person_of
from peerloom.people.records import Aside
from peerloom.people.values import by_time, text_of
from peerloom.problems import Cell, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from peerloom.people.applications import Roster
    from peerloom.people.records import Answer
    from peerloom.people.setting import Setting

FORM = "speed-meeting"


def told(answers: Iterable[Answer], people: Roster, setting: Setting) -> tuple[tuple[Answer, ...], tuple[Aside, ...]]:
    """Write into each answer of the form whom it is about, and what was said in the words of the standard form.

    The code of the meeting and that of the other person are both understood. A code of nobody on the other side holds
    the row; of several answers of one person about another the newest counts. Answers to other forms pass.
    """
    kept: list[Answer] = []
    asides: list[Aside] = []
    newest: dict[tuple[str, str], Answer] = {}
    meetings: dict[str, dict[str, str]] = {}  # of each person: the code of a meeting -> the other
    for answer in sorted(answers, key=by_time):
        if answer.form != FORM:
            kept.append(answer)
            continue
        one = person_of(answer)
        if one in people and one not in meetings:
            meetings[one] = _others(one, people, setting)
        other = meetings.get(one, {}).get(read_code(text_of(answer, "met")), "")
        if not other:
            asides.append(Aside(answer, "held", _nobody(answer)))
            continue
        older = newest.pop((one, other), None)
        if older is not None:
            asides.append(Aside(older, "duplicate"))
        values = {**answer.values, "met": other, "how": setting.meant(answer, "how")}
        newest[one, other] = replace(answer, values=values)
    return (*kept, *newest.values()), tuple(asides)


def _others(one: str, people: Roster, setting: Setting) -> dict[str, str]:
    """Everybody on the other side, by their code and by that of a meeting with them."""
    role = people[one][-1].role
    found: dict[str, str] = {}
    for other, seats in people.items():
        if seats[-1].role != role:
            mentor, mentee = (one, other) if role == "mentor" else (other, one)
            found[other] = other
            found |= {match_code(mentor, mentee, cohort.id): other for cohort in setting.program.cohorts}
    return found


def _nobody(answer: Answer) -> Problem:
    at = Cell(answer.cell.tab, answer.cell.row, "met")
    return Problem(at, "There is no meeting with this code.", "Look it up on the desk, page Speed meetings.")
