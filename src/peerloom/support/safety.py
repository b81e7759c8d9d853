"""Answers that somebody must read for safety. They are for the desk's page Safety alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.definition.standard_forms import forms_of
from peerloom.people.links import person_of
from peerloom.people.setting import setting_of
from peerloom.people.values import sent_on, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from peerloom.definition.forms import Form
    from peerloom.definition.program import Program
    from peerloom.people.records import Answer, Records
    from peerloom.people.setting import Setting

QUESTION = "safe"  # its first option says that all is well
CONCERN, NOTE = "concern", "contact-note"
OPEN_DAYS = 30  # for an answer that no contact note can be joined to


@dataclass(frozen=True, slots=True)
class Alarm:
    """One answer that needs a look: it may be used, or held for another reason.

    ``open``: nobody has written a contact note on safety about this match since. Where no note can be joined to it,
    because no match is known or the program writes no notes, it stays open for 30 days.
    """

    answer: Answer
    question: str  # id of the question that says so
    on: dt.date | None
    match: str  # code, or "" when it is not known
    who: str  # code of the person whose code stands there, or ""
    open: bool


def alarms(records: Records, program: Program) -> tuple[Alarm, ...]:
    """Every answer that needs a look: open ones first, then the newest.

    It is one whenever the safety question holds anything but its first option, also something that cannot be read,
    and every answer to the form for concerns. A row that is held for a wrong code counts like any other.
    """
    setting = setting_of(program, forms_of(program), records.today)
    noted = _noted(records, setting)
    found = [
        _alarm(answer, question, noted, records, setting)
        for form in setting.forms.values()
        for answer in (*records.answers.get(form.id, ()), *(one for one in records.held if one.form == form.id))
        for question in _asked(form, answer)
    ]
    return tuple(sorted(found, key=_order))


def _asked(form: Form, answer: Answer) -> Iterator[str]:
    """The question of an answer that calls for a look, if one does."""
    if form.id == CONCERN:
        yield "now"
    for question in form.questions:
        calm = question.options[:1]
        said = text_of(answer, QUESTION)
        if question.id == QUESTION and (QUESTION in answer.unread or (said and said not in calm)):
            yield QUESTION


def _noted(records: Records, setting: Setting) -> dict[str, dt.date]:
    """Match -> the day of the newest contact note on safety."""
    found: dict[str, dt.date] = {}
    for note in records.answers.get(NOTE, ()):
        on = note.values.get("on")
        if isinstance(on, dt.date) and "safety" in setting.all_meant(note, "topics"):
            match = text_of(note, "match")
            found[match] = max(on, found.get(match, on))
    return found


def _alarm(answer: Answer, question: str, noted: Mapping[str, dt.date], records: Records, setting: Setting) -> Alarm:
    codes = {match.code for match in records.matches}
    match = text_of(answer, "match") if text_of(answer, "match") in codes else ""
    on = sent_on(answer)
    if match and NOTE in setting.forms:
        still = match not in noted or (on is not None and noted[match] < on)
    else:
        still = on is None or (records.today - on).days <= OPEN_DAYS
    return Alarm(answer, question, on, match, person_of(answer), still)


def _order(alarm: Alarm) -> tuple[bool, int, Sequence[object]]:
    cell = alarm.answer.cell
    return not alarm.open, -(alarm.on.toordinal() if alarm.on else 0), (cell.tab, cell.row)
