"""The page Safety: the only one that shows restricted answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.desk.words import said
from peerloom.people.avoided import QUESTION as QUESTION_AVOID
from peerloom.people.links import person_of
from peerloom.people.values import sent_on, text_of
from peerloom.support.safety import QUESTION

if TYPE_CHECKING:
    import datetime as dt

    from peerloom.definition.forms import Form, Question
    from peerloom.definition.organisation import Safeguarding
    from peerloom.desk.seen import Seen, Who
    from peerloom.people.records import Answer

_UNREAD = "Something stands there that cannot be read. Look at the row in the sheet."


@dataclass(frozen=True, slots=True)
class Told:
    """A restricted question and what was answered."""

    ask: str
    answer: str


@dataclass(frozen=True, slots=True)
class Entry:
    """The restricted part of one answer to one form."""

    form: str
    on: dt.date | None
    tab: str
    row: int
    who: Who | None
    match: tuple[Who, ...] | None  # everybody in it, the mentee last
    told: tuple[Told, ...]
    seen_to: bool  # it was a worry, and somebody has written a note on safety since, or it is old


@dataclass(frozen=True, slots=True)
class Kept:
    """All restricted answers to one form, newest first; those that only say that all is well are counted."""

    id: str
    title: str
    entries: tuple[Entry, ...]
    calm: int


@dataclass(frozen=True, slots=True)
class SafetyPage:
    """The whole page."""

    safeguarding: Safeguarding | None
    urgent: tuple[Entry, ...]
    kept: tuple[Kept, ...]
    notes: bool  # the program has the form for contact notes, which ends an alarm
    avoid: tuple[Entry, ...] = ()  # answers about whom to avoid that could not be read, by the code of the writer


def safety(seen: Seen) -> SafetyPage:
    """The page: what needs a look first, then every other restricted answer by its form; each newest first.

    Answers that are held count as well: a worry is read even when the code beside it is wrong.
    """
    urgent: list[Entry] = []
    kept: list[Kept] = []
    still = {alarm.answer.cell: alarm.open for alarm in seen.alarms}
    for form in seen.forms:
        rest: list[Entry] = []
        calm = 0
        for answer in (*seen.records.answers.get(form.id, ()), *(a for a in seen.records.held if a.form == form.id)):
            alarm = still.get(answer.cell)
            entry = _entry(seen, form, answer, seen_to=alarm is False)
            if alarm:
                urgent.append(entry)
            elif alarm is None and _is_calm(form, entry):
                calm += 1
            elif entry.told:
                rest.append(entry)
        if rest or calm:
            kept.append(Kept(form.id, form.title, tuple(sorted(rest, key=_newest)), calm))
    notes = any(form.id == "contact-note" for form in seen.forms)
    return SafetyPage(seen.program.safeguarding, tuple(sorted(urgent, key=_newest)), tuple(kept), notes, _avoid(seen))


def _avoid(seen: Seen) -> tuple[Entry, ...]:
    """What people wrote about whom to avoid, where no person could be read out of it."""
    cells = {person.cell: person.code for person in seen.records.participants if person.code in seen.records.unclear}
    found = []
    for form in seen.forms:
        asked = next((one for one in form.questions if one.id == QUESTION_AVOID), None)
        for answer in seen.records.answers.get(form.id, ()):
            if asked is not None and answer.cell in cells and QUESTION_AVOID in answer.values:
                told = (Told(asked.ask, said(answer.values[QUESTION_AVOID])),)
                who = seen.names.get(cells[answer.cell])
                entry = Entry(
                    form.title, sent_on(answer), answer.cell.tab, answer.cell.row, who, None, told, seen_to=False
                )
                found.append((cells[answer.cell], entry))
    return tuple(entry for _, entry in sorted(found, key=lambda one: (one[0], *_newest(one[1]))))


def _is_calm(form: Form, entry: Entry) -> bool:
    """Whether an answer says nothing here but that all is well: the first option of the safety question."""
    asked = next((one for one in form.questions if one.id == QUESTION), None)
    return asked is not None and entry.told == (Told(asked.ask, "".join(asked.options[:1])),)


def _newest(entry: Entry) -> tuple[int, str, int]:
    return -(entry.on.toordinal() if entry.on else 0), entry.tab, entry.row


def _restricted(form: Form, question: Question) -> bool:
    """Whether an answer belongs here and nowhere else; of a restricted form everything but what is only counted."""
    return question.share == "restricted" or (form.restricted and question.share != "statistics")


def _entry(seen: Seen, form: Form, answer: Answer, *, seen_to: bool) -> Entry:
    """Only the restricted answers, and whose they are. What is only counted stands beside nobody, here as elsewhere."""
    told = tuple(
        Told(one.ask, said(answer.values[one.id]) if one.id in answer.values else _UNREAD)
        for one in form.questions
        if _restricted(form, one) and (one.id in answer.values or one.id in answer.unread)
    )
    if form.anonymous:
        return Entry(form.title, None, answer.cell.tab, answer.cell.row, None, None, told, seen_to)
    who, match = _who(seen, answer), _match(seen, answer)
    return Entry(form.title, sent_on(answer), answer.cell.tab, answer.cell.row, who, match, told, seen_to)


def _match(seen: Seen, answer: Answer) -> tuple[Who, ...] | None:
    """The people of the match that an answer names."""
    code = text_of(answer, "match")
    found = next((match for match in seen.records.matches if match.code == code), None)
    return tuple(seen.who(one) for one in found.people) if found else None


def _who(seen: Seen, answer: Answer) -> Who | None:
    """Whom an answer is about: by the code in it, or because it is their sign-up."""
    signed = (person.code for person in seen.records.participants if person.cell == answer.cell)
    return seen.names.get(person_of(answer)) or seen.names.get(next(signed, ""))
