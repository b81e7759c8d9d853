"""Rows become answers: each cell is read by the type of its question, and what cannot be read is told by its place."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.ledger.store import content_hash
from peerloom.people.codes import folded
from peerloom.people.days import date_orders, read_day
from peerloom.people.records import Answer, Aside
from peerloom.people.values import by_time
from peerloom.private import Private
from peerloom.problems import Cell, Problem
from peerloom.sources.choices import split_choices
from peerloom.sources.drift import ADDRESS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from peerloom.definition.forms import Form, Question, QuestionType
    from peerloom.people.days import Orders
    from peerloom.people.records import Value
    from peerloom.sources.tables import Row

_WHOLE = re.compile(r"[+-]?\d{1,9}(?:[.,]0{1,6})?")
_POWER = re.compile(r"\d[.,]?\d{0,12}E\+?\d{1,3}", re.IGNORECASE)  # a phone number that a spreadsheet took for a number
_MARKS = (1, 5)
_LEAST_DIGITS = 6  # of a phone number
_LONGEST_MAIL = 254
_YES = frozenset({"yes", "y", "true", "ja", "oui", "si", "sim", "tak"})
_NO = frozenset({"no", "n", "false", "nein", "non", "nao", "nie", "nee"})
_MEND = "Ask for it again, and correct the cell in the sheet."
_WORDS: Mapping[str, tuple[str, str]] = {  # type of question -> (what is wrong, what to do)
    "email": ("This is no e-mail address.", _MEND),
    "phone": ("This is no phone number.", "Set the column to plain text in the sheet, and write the number again."),
    "number": ("This must be a whole number{bounds}.", _MEND),
    "date": ("This is no day that can be read.", "Write it as YYYY-MM-DD."),
    "choice": ("This is none of the options.", "Bring the options in program.yaml in line with the form."),
    "dropdown": ("This is none of the options.", "Bring the options in program.yaml in line with the form."),
    "choices": (
        "This is not made of the options, or can be read in two ways.",
        "Bring the options in program.yaml in line with the form.",
    ),
    "yes-no": ("This is neither yes nor no.", "Write yes or no."),
    "scale": ("This must be a number from 1 to 5.", _MEND),
    "grid": ("This is none of the columns of the grid.", "Bring the columns in program.yaml in line with the form."),
}
_NEVER = ("\uffff", "", 0)  # later than any row
_WAITS = " The row is kept, and not used until that is mended."


@dataclass(frozen=True, slots=True)
class Answered:
    """All answers that can be used, by time; those set aside; and all that is odd about them."""

    answers: tuple[Answer, ...]
    asides: tuple[Aside, ...]
    problems: tuple[Problem, ...]


def read_answers(rows: Iterable[Row], forms: Mapping[str, Form]) -> Answered:
    """Read every row of the ledger. The order of ``rows`` makes no difference.

    A cell that cannot be read is a problem with its tab, row and question, never the answer. When the question must
    be answered, the row is held: an error. Otherwise the row is used without the cell: a warning. Rows from before
    anybody answered a question are older than the question; they are used without it, and one warning says so. A row
    whose form the program no longer has is held.
    """
    known = sorted(rows, key=lambda row: (row.tab, row.number))
    orders, odd_days = date_orders(known, forms)
    asked = _asked_since(known)
    older: Counter[tuple[str, str]] = Counter()
    answers: dict[str, Answer] = {}
    asides: dict[str, Aside] = {}
    problems = list(odd_days)
    for row in known:
        answer, odd, late = _answer(row, forms.get(row.form), orders, asked)
        if answer.key in answers or answer.key in asides:
            continue  # the same content twice: the ledger gives each once
        older.update((row.tab, name) for name in late)
        problems += [problem for problem in odd if problem.level == "warning"]
        wrong = [problem for problem in odd if problem.level == "error"]
        if wrong:
            asides[answer.key] = Aside(answer, "held", wrong[0])
            problems += wrong[1:]
        else:
            answers[answer.key] = answer
    problems += [_older_than(tab, name, count) for (tab, name), count in sorted(older.items())]
    return Answered(tuple(sorted(answers.values(), key=by_time)), tuple(asides.values()), tuple(problems))


def _sent(row: Row) -> tuple[str, str, int]:
    """The same order as ``by_time`` gives to answers."""
    return row.at.isoformat() if row.at is not None else "", row.tab, row.number


def _asked_since(rows: Iterable[Row]) -> Mapping[tuple[str, str], tuple[str, str, int]]:
    """Form and question -> the first row in which it is answered, by time."""
    first: dict[tuple[str, str], tuple[str, str, int]] = {}
    for row in rows:
        at = _sent(row)
        for key in row.cells:
            asked = (row.form, key.partition("[")[0])
            first[asked] = min(at, first.get(asked, at))
    return first


def _older_than(tab: str, name: str, count: int) -> Problem:
    many = "1 answer is" if count == 1 else f"{count} answers are"
    message = f"{many} older than this question, and used without it."
    return Problem(Cell(tab, 0, name), message, "Ask these people, if you need it of them.", "warning")


def _answer(
    row: Row, form: Form | None, orders: Orders, asked: Mapping[tuple[str, str], tuple[str, str, int]]
) -> tuple[Answer, list[Problem], list[str]]:
    """The answer, what is odd about it, and the questions that must be answered and were not asked yet."""
    if form is None:
        gone = Problem(row.cell, "The program no longer has this form." + _WAITS, "Name the form under `forms:` again.")
        return Answer(row.form, row.cell, row.at, {}, content_hash(row)), [gone], []
    late: list[str] = []
    values: dict[str, Value] = {}
    unread: list[str] = []
    problems: list[Problem] = []
    for question in form.questions:
        value, odd = _read(row, question, orders)
        if value is not None:
            values[question.id] = value
        elif odd:
            unread.append(question.id)
        if value is None and question.required and not odd and _sent(row) < asked.get((form.id, question.id), _NEVER):
            late.append(question.id)
        elif value is None and question.required and not odd:
            odd = [(question.id, "This must be answered, and it is empty.", _MEND)]
        problems += _told(row, question, odd, lost=value is None)
    asks_mail = any(question.id == "email" for question in form.questions)
    if not asks_mail and (mail := _mail(row.cells.get(ADDRESS, ""))):
        values["email"] = mail  # the form lets Google collect addresses and asks for none itself
    return Answer(row.form, row.cell, row.at, values, content_hash(row), tuple(unread)), problems, late


def _told(row: Row, question: Question, odd: Iterable[tuple[str, str, str]], *, lost: bool) -> Iterator[Problem]:
    for name, message, hint in odd:
        cell = Cell(row.tab, row.number, name)
        if question.required and lost:
            yield Problem(cell, message + _WAITS, hint)
        else:
            yield Problem(cell, message, hint, "warning")


def _read(row: Row, question: Question, orders: Orders) -> tuple[Value | None, list[tuple[str, str, str]]]:
    """The value of one question, or None; and what is odd: at which question, what, and what to do."""
    if question.type == "grid":
        return _grid(row, question)
    text = row.cells.get(question.id, "").strip()
    if not text:
        return None, []
    if question.type == "date":
        value: Value | None = read_day(text, orders.get((row.form, row.tab, question.id)))
    else:
        value = _READERS[question.type](text, question)
    if value is None:
        return None, [(question.id, *_words(question))]
    if value == () or (question.type == "agree" and value is False):
        return None, []  # nothing was ticked
    if isinstance(value, tuple) and question.most is not None and len(value) > question.most:
        return value, [(question.id, f"More than {question.most} were picked; all of them count.", _MEND)]
    return value, []


def _words(question: Question) -> tuple[str, str]:
    message, hint = _WORDS[question.type]
    least, most = question.least_value, question.most_value
    bounds = f" from {least} to {most}" if least is not None and most is not None else ""
    return message.format(bounds=bounds), hint


def _grid(row: Row, question: Question) -> tuple[Value | None, list[tuple[str, str, str]]]:
    """Every tick as "row, column". A row that cannot be read is told, and the others count."""
    ticks: list[str] = []
    odd: list[tuple[str, str, str]] = []
    for name in question.rows:
        key = f"{question.id}[{name}]"
        picked = split_choices(row.cells.get(key, ""), question.columns, other=False)
        if picked is None:
            odd.append((key, *_words(question)))
        else:
            ticks += [f"{name}, {column}" for column in picked]
    return tuple(ticks) or None, odd


def _words_of(text: str, _: Question) -> Private:
    return Private(text)


def _mail(text: str) -> Private | None:
    """An address in small letters; what mail programs put around it is taken off."""
    plain = unicodedata.normalize("NFKC", text)
    if "<" in plain:
        plain = plain.partition("<")[2].partition(">")[0]
    name, _, host = plain.strip().removeprefix("mailto:").strip(" .,;:'\"()").partition("@")
    name, host = name.strip(), host.strip().lower()
    dotted = "." in host and not host.startswith(".") and ".." not in host
    if not name or not dotted or "@" in host or any(sign.isspace() or sign in "<>,;" for sign in name + host):
        return None
    return Private(f"{name.lower()}@{host}") if len(name) + len(host) < _LONGEST_MAIL else None


def _email(text: str, _: Question) -> Private | None:
    return _mail(text)


def _phone(text: str, _: Question) -> Private | None:
    """A number as it was written, with one kind of digit and space."""
    plain = " ".join(unicodedata.normalize("NFKC", text).strip("'=").split())
    enough = sum(sign.isdecimal() for sign in plain) >= _LEAST_DIGITS
    return Private(plain) if enough and not _POWER.fullmatch(plain) else None


def _whole(text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()
    return int(plain.replace(",", ".").partition(".")[0]) if _WHOLE.fullmatch(plain) else None


def _number(text: str, question: Question) -> int | None:
    number = _whole(text)
    least, most = question.least_value, question.most_value
    if number is None or (least is not None and number < least) or (most is not None and number > most):
        return None
    return number


def _scale(text: str, _: Question) -> int | None:
    number = _whole(text)
    return number if number is not None and _MARKS[0] <= number <= _MARKS[1] else None


def _yes_no(text: str, question: Question) -> bool | None:
    word = folded(text)
    yes, no = _YES, _NO
    if len(question.options) == 2:  # noqa: PLR2004 - yes and no in the program's own words
        yes, no = frozenset({folded(question.options[0])}), frozenset({folded(question.options[1])})
    return True if word in yes else False if word in no else None


def _agree(text: str, _: Question) -> bool:
    """A tick is exported as the text of its option, or as TRUE; an empty box in a sheet is FALSE."""
    return folded(text) not in _NO


def _choice(text: str, question: Question) -> str | None:
    """The option as program.yaml writes it. Case, accents and spaces make no difference."""
    options = {folded(option): option for option in reversed(question.options)}
    found = options.get(folded(text)) or options.get(folded(text).removesuffix(".0"))
    return found or (Private(text) if question.other else None)


def _choices(text: str, question: Question) -> tuple[str, ...] | None:
    picked = split_choices(text, question.options, other=question.other)
    return None if picked is None else tuple(one if one in question.options else Private(one) for one in picked)


_READERS: Mapping[QuestionType, Callable[[str, Question], Value | None]] = {
    "short": _words_of,
    "long": _words_of,
    "email": _email,
    "phone": _phone,
    "number": _number,
    "choice": _choice,
    "dropdown": _choice,
    "choices": _choices,
    "yes-no": _yes_no,
    "agree": _agree,
    "scale": _scale,
}
