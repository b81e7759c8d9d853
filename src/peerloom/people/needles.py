"""Everything about people that must never stand on a public page, as values to look for."""

from __future__ import annotations

import hashlib
import re
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from peerloom.needle import LEAST, Needle, digits, words
from peerloom.readable import MONTHS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from peerloom.definition.forms import Form, Question
    from peerloom.definition.program import Program
    from peerloom.people.records import Participant, Records
    from peerloom.sources.tables import Row

_PHONE = 9  # digits from the end: the rest is a country's or an area's prefix, written or not
_SHORT_PHONE = 8  # some countries have no longer numbers
_MOST_DIGITS = 15  # of one number in the world (E.164); a longer run is two of them
_DATE = 3  # words
_RUN = 6  # words of a text that nobody writes twice by chance
_OLD = 5  # years back: a nearer date is a date of the program
_MONTHS = tuple(name.casefold() for name in MONTHS)
_MAIL = re.compile(r"[^\s@,;<>()]+@[^\s@,;<>()]+")
_LONG = 24  # signs; shorter texts are choices and marks, not somebody's own words
_MOST_WORDS = 6
_NAMES = {"name", "child"}  # and every question whose id ends with _name


def needles(
    records: Records, rows: Iterable[Row], program: Program, forms: Sequence[Form], public: Iterable[str] = ()
) -> tuple[Needle, ...]:
    """Make what to look for from every participant and every answer. Same input, same needles, sorted.

    Answers to questions with ``share: public`` are left out: people wrote them for the site.

    Args:
        records: what the answers say, for codes and birth dates.
        rows: every answer there is, also those that could not be used.
        program: its own addresses and phone numbers are public.
        forms: they say what kind of answer each question has.
        public: the texts that pages are made from. A given name or surname that is a word of them is not looked
            for alone, and a birth date or a run of words that stands in them neither. Full names, addresses and
            phone numbers always are, because a roster that somebody pasted would stand in these texts, too.
    """
    ours = frozenset(_ours(program))
    asked = {form.id: {question.id: question for question in form.questions} for form in forms}
    looking = _Looking(public, asked)
    found = chain(
        *(_of_person(person, looking, records.today) for person in records.participants),
        (Needle("code", words(match.code)) for match in records.matches),
        *(looking.row(row) for row in rows),
    )
    kept = {needle for needle in found if len(needle.text.strip()) >= LEAST and needle not in ours}
    return tuple(sorted(kept, key=lambda needle: (needle.kind, needle.text)))


def _ours(program: Program) -> Iterator[Needle]:
    """The addresses and numbers of the program itself, which everybody may see and some people type into forms."""
    organisation, safe = program.organisation, program.safeguarding
    phones = [entry.phone for entry in program.help if entry.phone]
    mails = [program.publication.privacy_contact or ""]
    if organisation is not None:
        mails.append(organisation.email)
        phones.append(organisation.phone or "")
    if safe is not None:
        mails.append(safe.email or "")
        phones += [safe.phone, safe.emergency_phone]
    yield from chain(*map(_of_mail, mails), *map(_of_phone, phones))


class _Looking:
    """What is public, and what is asked: it decides what of an answer is private."""

    def __init__(self, public: Iterable[str], asked: Mapping[str, Mapping[str, Question]]) -> None:
        self.public = public
        self.asked = asked

    @cached_property
    def shown(self) -> str:
        """The plain view of the public texts."""
        return words(" ".join(self.public))

    @cached_property
    def known(self) -> frozenset[str]:
        """The words of the public texts."""
        return frozenset(self.shown.split())

    @cached_property
    def runs(self) -> frozenset[str]:
        """Their runs of words, as long as a date and as what is looked for of a text."""
        return frozenset(chain.from_iterable(_runs(self.shown, length) for length in (1, _DATE, _RUN)))

    def row(self, row: Row) -> Iterator[Needle]:
        """Everything to look for in one answer."""
        asked = self.asked.get(row.form, {})
        for key, text in row.cells.items():
            question = asked.get(key.partition("[")[0])
            if text and not (question is not None and question.share == "public"):
                yield from self.cell(key, question, text)
        for text in row.unowned.values():
            yield from self.cell("", None, text)

    def cell(self, key: str, question: Question | None, text: str) -> Iterator[Needle]:
        """Everything to look for in one cell."""
        kind = question.type if question is not None else ""
        for mail in _MAIL.findall(text):
            yield from _of_mail(mail)
        if kind == "phone":
            yield from _of_phone(text)
        elif _is_name(key, question):
            yield from _of_name(text, self.known)
        elif key == "call":
            yield from _alone(text, self.known)
        if len(text) >= _LONG and kind not in {"email", "phone", "date"}:
            yield from (Needle("free text", run) for run in _runs(words(text), _RUN) if run not in self.runs)


def _is_name(key: str, question: Question | None) -> bool:
    """Whether an answer is somebody's name written by hand.

    Whether a name may be shown is no name, and neither is the role that signs off an hour.
    """
    if question is not None and question.type != "short":
        return False
    if key == "sign":
        return question is None or question.use in {"contact", "safety"}
    return key in _NAMES or (key.endswith("_name") and not key.startswith("ok_"))


def _of_person(person: Participant, looking: _Looking, today: dt.date) -> Iterator[Needle]:
    yield Needle("code", words(person.code))
    yield from _of_name(person.name, looking.known)
    yield from _alone(person.call, looking.known)
    yield from _of_mail(person.email)
    yield from _of_mail(person.guardian)
    yield from _of_phone(person.phone)
    if person.born is not None and person.born.year <= today.year - _OLD:
        yield from (needle for needle in _of_date(person.born) if needle.text not in looking.runs)


def _of_name(name: str, known: frozenset[str]) -> Iterator[Needle]:
    parts = words(name).split()
    if 1 < len(parts) <= _MOST_WORDS:
        first, last = parts[0], parts[-1]
        for order in (parts, [last, *parts[:-1]], [first, last], [last, first]):
            yield Needle("name", f" {' '.join(order)} ")
        for joined in (f"{first}{last}", f"{last}{first}", "".join(parts)):
            yield Needle("name", f" {joined} ")
        if last not in known:
            yield Needle("name", f" {first[0]} {last} ")
    yield from _alone(name, known)


def _alone(name: str, known: frozenset[str]) -> Iterator[Needle]:
    """Each word of a name that is no word of the public texts."""
    # A text of many words in place of a name is somebody's sentence; its runs are looked for instead.
    if len(text := words(name).split()) > _MOST_WORDS:
        return
    for part in text:
        if len(part) >= LEAST and part not in known and not part.isdigit():
            yield Needle("name", f" {part} ")


def _of_mail(mail: str) -> Iterator[Needle]:
    name, at, host = mail.strip().partition("@")
    if at and name and host:
        yield Needle("email", words(mail))
        yield Needle("email", words(f"{name} at {host}"))
        yield Needle("email", words(f"{name} at {host.replace('.', ' dot ')}"))
        small = mail.strip().lower().encode()
        for make in (hashlib.md5, hashlib.sha1, hashlib.sha256):  # addresses of avatars hold such a number
            yield Needle("email", words(make(small, usedforsecurity=False).hexdigest()))


def _of_phone(phone: str) -> Iterator[Needle]:
    for run in digits(phone).split():
        ends = range(_PHONE, len(run) + 1) if len(run) > _MOST_DIGITS else (len(run),)
        yield from (Needle("phone", run[max(0, end - _PHONE) : end]) for end in ends if end >= _SHORT_PHONE)


def _of_date(day: dt.date) -> Iterator[Needle]:
    """A date in the spellings that people use, with month names in English."""
    month, y = _MONTHS[day.month - 1], f"{day.year:04d}"
    for d in {str(day.day), f"{day.day:02d}", f"{day.day}{_ordinal(day.day)}"}:
        for m in {str(day.month), f"{day.month:02d}", month, month[:3]}:
            if d.isdigit() or m.isalpha():
                yield from (Needle("birth date", f" {a} {b} {c} ") for a, b, c in ((y, m, d), (d, m, y), (m, d, y)))
    yield Needle("birth date", f" {day:%Y%m%d} ")


def _ordinal(day: int) -> str:
    return "th" if day in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _runs(plain: str, length: int) -> Iterator[str]:
    """Every run of so many words of a plain text, with the spaces around it."""
    parts = plain.split()
    for i in range(len(parts) - length + 1):
        yield f" {' '.join(parts[i : i + length])} "
