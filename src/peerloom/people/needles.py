"""Everything about people that must never stand on a public page, as values to look for."""

from __future__ import annotations

import hashlib
import re
import unicodedata
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
# Days, hours, spans of years: digits in an answer that are no phone number.
_DAY = r"(?:(?:19|20)\d\d([-./])(?:0?[1-9]|1[0-2])\1\d{1,2}|\d{1,2}([-./])\d{1,2}\2(?:19|20)?\d\d)"
_HOURS = r"\d{1,2}[.:]\d\d(?:[.:]\d\d)?(?:\s*[-\u2010-\u2015]\s*\d{1,2}[.:]\d\d)?"
_YEARS = r"(?:19|20)\d\d\s*[-/\u2010-\u2015]\s*(?:19|20)\d\d"
_TIME = re.compile(rf"(?<![\d+])(?<!\d[-./])(?:{_DAY}(?:[T\s]+{_HOURS})?|{_HOURS}|{_YEARS})(?![-./]?\d)(?!\s\d\d)")
_LONG = 24  # signs; shorter texts are choices and marks, not somebody's own words
_MOST_WORDS = 6
_NAMES = {"name", "child"}  # and every question whose id ends with _name
_SOMEBODY = {"whom", "nominee", "you", "urgent", "ref1", "ref2", "avoid", "contact"}  # name a person, among other words
_ROLES = {"interview_by", "second_reader"}
_LEAST_WORDS, _MOST_IN_ROW = 2, 4  # of a name that stands among other words
_PARTED = re.compile(r"[^\w\s'\u2019-]+")  # signs that part two names
_SHORT_WORD = 2  # letters; "Dr." and "J."
_SIGN = (
    r"!-/:-@\[-`{-~\u00a1-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf"
    r"\u060c\u061b\u061f\u0964\u2010-\u205e\u3001-\u303f"
)
_PART = re.compile(rf"[^\s{_SIGN}]+(?:['\u2019-][^\s{_SIGN}]+)*|\S")  # a word with its marks, or a sign
_PARTICLES = "al bin bint da das de del della den der di do dos du el ibn la le ter van von y"
_BETWEEN = frozenset(_PARTICLES.split())
_AROUND = (  # what people put before and after a name, and instead of one
    "a an and any anybody anyone aunt brother carer child cousin dad daughter doctor dr everyone father friend "
    "grandma grandpa granny he her him his husband i it me miss mom mother mr mrs ms mum my neighbour nan no "
    "nobody none nothing one or our parent please prefer say she sister somebody someone son thank thanks the "
    "their them they to uncle unknown us we wife with yes you your"
)
_COMMON = frozenset(_AROUND.split())


def needles(
    records: Records,
    rows: Iterable[Row],
    program: Program,
    forms: Sequence[Form],
    public: Iterable[str] = (),
    *,
    written: Iterable[str] = (),
    named: Iterable[str] = (),
) -> tuple[Needle, ...]:
    """Make what to look for from every participant and every answer. Same input, same needles, sorted.

    Answers to questions with ``share: public`` are left out: people wrote them for the site.

    Args:
        records: what the answers say, for codes and birth dates.
        rows: every answer there is, also those that could not be used.
        program: its own addresses and phone numbers are public.
        forms: they say what kind of answer each question has.
        public: the program's definition and the kit's words. A given name or surname that is a word of them is not
            looked for alone, and a birth date or a run of words that stands in them neither. Full names, addresses
            and phone numbers always are, because somebody could have typed them there, too.
        written: the texts of the program's own pages. They excuse nothing: what somebody pasted into a page is found
            there. They only tell which words of an answer are usual ones, and so no names.
        named: first names that adults gave away with words that were released. They are not looked for alone.
    """
    ours = frozenset(own_values(program))
    asked = {form.id: {question.id: question for question in form.questions} for form in forms}
    looking = _Looking(tuple(public), tuple(written), asked, frozenset(f.id for f in forms if f.anonymous))
    found = chain(
        *(_of_person(person, looking, records.today) for person in records.participants),
        (Needle("code", words(match.code)) for match in records.matches),
        (Needle("code", words(match.group)) for match in records.matches if match.group),
        *(looking.row(row) for row in rows),
    )
    given = frozenset(Needle("name", text) for name in named for text in _given(name))
    out = ours | given
    kept = {needle for needle in found if len(needle.text.strip()) >= LEAST and needle not in out}
    return tuple(sorted(kept, key=lambda needle: (needle.kind, needle.text)))


def own_values(program: Program) -> Iterator[Needle]:
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


def _given(name: str) -> Iterator[str]:
    """A first name as it is looked for: whole, and each word of it."""
    whole = words(name)
    yield from (whole, *(f" {part} " for part in whole.split()))


class _Looking:
    """What is public, and what is asked: it decides what of an answer is private."""

    def __init__(
        self,
        public: Sequence[str],
        written: Sequence[str],
        asked: Mapping[str, Mapping[str, Question]],
        anonymous: frozenset[str],
    ) -> None:
        self.public = public
        self.written = written
        self.asked = asked
        self.anonymous = anonymous

    @cached_property
    def shown(self) -> str:
        """The plain view of the public texts; those of the program's own pages are not among them."""
        return words(" ".join(self.public))

    @cached_property
    def known(self) -> frozenset[str]:
        """The words of the public texts."""
        return frozenset(self.shown.split())

    @cached_property
    def usual(self) -> frozenset[str]:
        """Words that make no name: public ones, and those that the program's own pages write with a small letter."""
        small = " ".join(
            part for text in self.written for part in text.split() if part[0].islower() and "@" not in part
        )
        return frozenset(self.shown.split()) | frozenset(words(small).split()) | _COMMON

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
                if row.form not in self.anonymous and len(text) >= _SHORT_PHONE:
                    yield from _of_phone(text if question is not None and question.type == "phone" else _timeless(text))
        for text in row.unowned.values():
            yield from self.cell("", None, text)
            yield from _of_phone(_timeless(text))
            yield from self.somebody(text)

    def cell(self, key: str, question: Question | None, text: str) -> Iterator[Needle]:
        """Everything but phone numbers to look for in one cell."""
        kind = question.type if question is not None else ""
        for mail in _MAIL.findall(text):
            yield from _of_mail(mail)
        if kind == "phone":
            return
        if _is_name(key, question):
            yield from _of_name(text, self.known)
        elif key == "call":
            yield from _alone(text, self.known)
        elif _is_of_somebody(key, question):
            yield from self.somebody(text)
            yield from self.in_small(text)
        if len(text) >= _LONG and kind not in {"email", "date"}:
            yield from (Needle("free text", run) for run in _runs(words(text), _RUN) if run not in self.runs)

    def somebody(self, text: str) -> Iterator[Needle]:
        """Each name that stands in a text: two to four capitalised words in a row that are not all usual ones."""
        for parts in _in_row(text):
            for i in range(len(parts) - 1):
                for end in range(i + _LEAST_WORDS, len(parts) + 1):
                    name = " ".join(parts[i:end])
                    if not self.usual.issuperset(words(name).split()):
                        yield from _of_name(name, self.known)

    def in_small(self, text: str) -> Iterator[Needle]:
        """Names written without large letters, where somebody is asked for: words in a row that are all unusual.

        A single unusual word counts when it is the only one, as in "zofia from class 9".
        """
        rows = [self._unusual(part) for part in _PARTED.split(_MAIL.sub(" | ", text))]
        for row in chain.from_iterable(rows):
            if _LEAST_WORDS <= len(row) <= _MOST_IN_ROW:
                yield from (Needle("name", f" {' '.join(order)} ") for order in (row, row[::-1]))
        alone = [word for row in chain.from_iterable(rows) for word in row]
        if len(alone) == 1:
            yield Needle("name", f" {alone[0]} ")

    def _unusual(self, text: str) -> list[list[str]]:
        """The unusual words of a text that stand beside each other."""
        found: list[list[str]] = [[]]
        for word in words(text).split():
            if word.isalpha() and len(word) >= LEAST and word not in self.usual:
                found[-1].append(word)
            elif found[-1]:
                found.append([])
        return [row for row in found if row]


def _is_name(key: str, question: Question | None) -> bool:
    """Whether an answer is somebody's name written by hand.

    Whether a name may be shown is no name, and neither is the role that signs off an hour.
    """
    if question is not None and question.type != "short":
        return False
    if key == "sign":
        return question is None or question.use in {"contact", "safety"}
    return key in _NAMES or (key.endswith("_name") and not key.startswith("ok_"))


def _is_of_somebody(key: str, question: Question | None) -> bool:
    """Whether an answer may hold somebody's name among other words."""
    if question is None:
        return key in _SOMEBODY
    return question.type == "short" and key not in _ROLES and (key in _SOMEBODY or question.share == "restricted")


def _in_row(text: str) -> Iterator[list[str]]:
    """Every two to four words in a row that start with a large letter, or whose script has none.

    A small "van" or "de" between two of them belongs to them. A sign parts them, and so does the end of a sentence;
    the point of "Dr." and "J." does not.
    """
    row: list[str] = []
    for line in (*_MAIL.sub(" | ", unicodedata.normalize("NFC", text)).splitlines(), "|"):
        for part in (*_PART.findall(line), "|"):
            if _starts_large(part) or (row and part in _BETWEEN):
                row.append(part)
            elif not (part == "." and row and len(row[-1]) <= _SHORT_WORD):
                while row and row[-1] in _BETWEEN:
                    row.pop()
                if _LEAST_WORDS <= sum(word not in _BETWEEN for word in row) <= _MOST_IN_ROW:
                    yield row
                row = []


def _starts_large(part: str) -> bool:
    """Whether a word may be of a name: a part of a code is none."""
    return part[0].isalpha() and not part[0].islower() and not any(sign.isdigit() for sign in part)


def _timeless(text: str) -> str:
    """A text without days, hours and years, so that they do not look like phone numbers."""
    return _TIME.sub(" | ", text)


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
