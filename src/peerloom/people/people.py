"""Everything that the answers say: rows and decisions in, records out."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from peerloom.ledger.store import content_hash
from peerloom.people import changes, goals, meetings, permissions, screening, speed, training
from peerloom.people import check_ins as of_check_ins
from peerloom.people.answers import read_answers
from peerloom.people.applications import SIGN_UPS, applications, roster
from peerloom.people.avoided import avoided
from peerloom.people.links import linked, person_of
from peerloom.people.matches import Told, matches, proposals
from peerloom.people.records import Records
from peerloom.people.setting import setting_of
from peerloom.people.standing import Gates, participants
from peerloom.people.values import by_time, day_of, sent, text_of
from peerloom.problems import in_order

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from peerloom.definition.forms import Form
    from peerloom.definition.program import Program
    from peerloom.people.matches import Proposed
    from peerloom.people.records import Answer, Aside, Decided, Fate
    from peerloom.problems import Problem
    from peerloom.sources.tables import Row


def read_records(
    program: Program,
    forms: Sequence[Form],
    rows: Iterable[Row],
    decisions: Sequence[Decided],
    today: dt.date,
    *,
    first: Mapping[str, Row] = {},
    apart: Iterable[tuple[str, str]] = (),
) -> Records:
    """Read every answer and every decision as of ``today``. The order of rows and decisions makes no difference.

    Each row has one fate, by its content hash in the ledger: used, held (an error says why, and it is used as soon as
    that is mended) or duplicate (a newer answer of the same person counts). Nothing raises for what people typed, and
    no problem repeats it. The steps below build on each other, so their order matters.

    Args:
        program: what the program asks for.
        forms: its forms.
        rows: as the ledger gives them, each content once.
        decisions: the newest about each pair.
        today: the day of the run.
        first: content hash of a row that was corrected -> the row as it was first seen. A person's code is made
            from that, so that a corrected address or name keeps it; everything else comes from the row of now.
        apart: (mentor, mentee) whom the coordinator keeps apart; with what people wrote about whom to avoid they
            become ``Records.apart``.
    """
    rows = tuple(rows)
    book = _Book()
    setting = setting_of(program, forms, today)
    read = read_answers(rows, setting.forms)
    book.take(read.asides, read.problems)
    applied, asides = applications(read.answers, setting, _first_answers(rows, first, setting.forms))
    book.take(asides)
    people = roster(applied)
    pairs, odd = proposals(decisions, people, setting)
    found = linked(read.answers, people, pairs, setting)
    book.take(found.asides, (*odd, *found.problems))
    placed, asides = meetings.placed(found.answers, setting)
    book.take(asides)
    placed, asides = speed.told(placed, people, setting)
    book.take(asides)
    of_form = _by_form(placed)

    asked, asides = changes.wishes(of_form.get(changes.FORM, ()), setting)
    book.take(asides)
    screened, asides = screening.screenings(of_form.get(screening.FORM, ()), people, setting)
    book.take(asides)
    rows_of = {person_of(answer): answer for answer in of_form.get(screening.FORM, ())}
    decided = {code: (one, rows_of[code]) for code, one in screened.items()}
    courses, asides = changes.courses(people, asked, decided, _met(of_form, pairs), setting)
    book.take(asides)
    held = book.keys()
    asked = tuple(wish for wish in asked if wish.answer.key not in held)
    screened = {code: one for code, one in screened.items() if rows_of[code].key not in held}

    back = [wish.answer for wish in asked if wish.what == "take back a permission"]
    permitted, asides = permissions.permissions(of_form.get(permissions.FORM, ()), back)
    book.take(asides)
    trained, asides = training.trainings(of_form.get(training.FORM, ()), setting)
    book.take(asides)
    made, asides, odd = matches(pairs, Told(of_form, asked, permitted), people, setting)
    book.take(asides, odd)
    by_code = {match.code: match for match in made}
    checked, asides = of_check_ins.check_ins(_all(of_form, of_check_ins.FORMS), by_code, setting)
    book.take(asides)
    aims, asides = goals.goals(_all(of_form, (goals.GOAL, goals.REVIEW)), by_code, setting)
    book.take(asides)
    logged, odd = meetings.meetings(book.used(of_form.get(meetings.FORM, ())))
    book.take((), odd)

    looked_at = frozenset(person_of(a) for form in ("reference", screening.FORM) for a in of_form.get(form, ()))
    gates = Gates(screened, trained, permitted, looked_at)
    closures = book.used(of_form.get("closure", ()))
    everybody = participants(people, gates, courses, made, closures, setting)
    avoid = avoided(everybody, apart)
    return Records(
        today=today,
        participants=everybody,
        matches=made,
        meetings=logged,
        check_ins=checked,
        goals=aims,
        answers=_by_form(book.used(placed)),
        fates=book.fates(read.answers),
        problems=in_order(book.problems),
        held=book.held(),
        apart=avoid.pairs,
        unclear=avoid.unclear,
    )


class _Book:
    """Keeps what was set aside, and every problem, from one step to the next."""

    def __init__(self) -> None:
        self.asides: dict[str, Aside] = {}
        self.problems: list[Problem] = []

    def take(self, asides: Iterable[Aside], problems: Iterable[Problem] = ()) -> None:
        """Add what a step has found. No step looks at a row that one before it has set aside."""
        for aside in asides:
            self.asides[aside.answer.key] = aside
            self.problems += [aside.problem] if aside.problem is not None else []
        self.problems += problems

    def keys(self) -> frozenset[str]:
        """The keys of all rows that were set aside."""
        return frozenset(self.asides)

    def used(self, answers: Iterable[Answer]) -> tuple[Answer, ...]:
        """Those that were not set aside."""
        return tuple(answer for answer in answers if answer.key not in self.asides)

    def held(self) -> tuple[Answer, ...]:
        """Every answer that waits, by time."""
        found = (aside.answer for aside in self.asides.values() if aside.fate == "held")
        return tuple(sorted(found, key=by_time))

    def fates(self, answers: Iterable[Answer]) -> dict[str, Fate]:
        """What became of each row, by its key."""
        fates: dict[str, Fate] = {answer.key: "used" for answer in answers}
        fates.update((key, aside.fate) for key, aside in self.asides.items())
        return fates


def _first_answers(rows: Iterable[Row], first: Mapping[str, Row], forms: Mapping[str, Form]) -> dict[str, Answer]:
    """Sign-ups as they were first seen, read like those of now, by the key of the row as it stands now."""
    earlier = {key: row for key, row in first.items() if row.form in SIGN_UPS}
    if not earlier:
        return {}
    read = read_answers((*(row for row in rows if row.form in SIGN_UPS), *earlier.values()), forms)
    answers = {answer.key: answer for answer in (*read.answers, *(aside.answer for aside in read.asides))}
    return {key: answers[content_hash(row)] for key, row in earlier.items()}


def _by_form(answers: Iterable[Answer]) -> dict[str, tuple[Answer, ...]]:
    found: dict[str, list[Answer]] = {}
    for answer in sorted(answers, key=by_time):
        found.setdefault(answer.form, []).append(answer)
    return {form: tuple(mine) for form, mine in sorted(found.items())}


def _all(of_form: Mapping[str, Sequence[Answer]], forms: Iterable[str]) -> tuple[Answer, ...]:
    return tuple(chain.from_iterable(of_form.get(form, ()) for form in forms))


def _met(of_form: Mapping[str, Sequence[Answer]], pairs: Mapping[str, Proposed]) -> dict[str, list[dt.date]]:
    """Days of meetings by code of each person."""
    found: dict[str, list[dt.date]] = {}
    for answer in _all(of_form, ("first-meeting", meetings.FORM)):
        pair = pairs[text_of(answer, "match")]
        for code in pair.people:
            found.setdefault(code, []).append(day_of(answer, "on") or sent(answer))
    return found
