"""The page Forms: every form of the program, question by question, for making it by hand. It holds no answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.definition.as_asked import one_a_row, options_of
from peerloom.desk.words import Option

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from peerloom.definition.forms import Form, Question, QuestionType, Who
    from peerloom.desk.seen import Seen

CHOICE, GRID_OF_ONE, GRID_OF_MANY = "Multiple choice", "Multiple-choice grid", "Tick-box grid"
KINDS: Mapping[QuestionType, str] = {  # type of question -> its kind as Google Forms calls it
    "short": "Short answer",
    "long": "Paragraph",
    "email": "Short answer",
    "phone": "Short answer",
    "number": "Short answer",
    "date": "Date",
    "choice": CHOICE,
    "dropdown": "Drop-down",
    "choices": "Checkboxes",
    "yes-no": CHOICE,
    "agree": "Checkboxes",
    "scale": "Linear scale 1 to 5",
    "grid": GRID_OF_MANY,
}
_WHO: Mapping[Who, str] = {
    "mentor": "Mentors",
    "mentee": "Mentees",
    "both": "Mentors and mentees",
    "family": "Parents and carers",
    "partner": "Partners",
    "coordinator": "Coordinators",
    "referee": "Referees",
    "staff": "Staff",
    "anyone": "Anyone",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it stands in Google Forms. ``options``, ``rows`` and ``columns`` are to be pasted."""

    number: int  # from 1
    ask: str
    kind: str
    options: tuple[str, ...]
    other: bool  # "Other" comes after the options
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    required: bool
    help: str
    notes: tuple[str, ...]  # what else to set


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One form with its settings and its questions in order."""

    id: str
    title: str
    who: str
    key: str  # of who, for the filter
    purpose: str
    opens: dt.date | None
    closes: dt.date | None
    link: str
    anonymous: bool
    addresses: str
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class FormsPage:
    """The whole page."""

    forms: tuple[FormSheet, ...]
    who: tuple[Option, ...]


def forms(seen: Seen) -> FormsPage:
    """The page: the forms in the order of the program."""
    used = {form.who for form in seen.forms}
    return FormsPage(
        tuple(_sheet(form) for form in seen.forms),
        tuple(Option(who, word) for who, word in _WHO.items() if who in used),
    )


def _sheet(form: Form) -> FormSheet:
    return FormSheet(
        id=form.id,
        title=form.title,
        who=_WHO[form.who],
        key=form.who,
        purpose=form.purpose,
        opens=form.opens,
        closes=form.closes,
        link=form.link or "",
        anonymous=form.anonymous,
        addresses="Do not collect e-mail addresses" if form.anonymous else "Collect e-mail addresses",
        questions=tuple(_asked(number, question) for number, question in enumerate(form.questions, 1)),
    )


def _asked(number: int, question: Question) -> Asked:
    return Asked(
        number=number,
        ask=question.ask,
        kind=_kind(question),
        options=options_of(question),
        other=question.other and question.type in {"choice", "dropdown", "choices"},
        rows=question.rows if question.type == "grid" else (),
        columns=question.columns if question.type == "grid" else (),
        required=question.required,
        help=question.help,
        notes=tuple(_notes(question)),
    )


def _kind(question: Question) -> str:
    """A drop-down of Google has no "Other", so a list with one is Multiple choice; marks are one for each row."""
    if question.type == "dropdown" and question.other:
        return CHOICE
    if one_a_row(question):
        return GRID_OF_ONE
    return KINDS[question.type]


def _notes(question: Question) -> Iterator[str]:
    least, most = question.least_value, question.most_value
    if question.type == "email":
        yield "Response validation: Text, Email."
    elif question.type == "number" and least is not None and most is not None:
        yield f"Response validation: Number, Between {least} and {most}."
    elif question.type == "number":
        yield "Response validation: Number, Whole number."
    elif question.type == "choices" and question.most is not None:
        yield f"Response validation: Select at most {question.most}."
    elif question.type == "grid" and question.required and _kind(question) == GRID_OF_MANY:
        yield 'Leave "Require a response in each row" off: a tick in one row is enough.'
