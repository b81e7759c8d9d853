"""Finds everything that the ledger holds about one person, and everybody else's answers that name this person."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.commands.decided import PAIR_SUBJECT, WORDS_SUBJECT
from peerloom.commands.whose import address, addresses_of, code_of
from peerloom.evaluation.wins import win_keys
from peerloom.needle import LEAST, words
from peerloom.people.applications import SIGN_UPS
from peerloom.people.codes import read_code
from peerloom.problems import Cell, Place, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from peerloom.ledger.store import Decision
    from peerloom.people.records import Participant
    from peerloom.sources.tables import Row

_PERMISSION = "guardian-permission"  # the one form where a name may stand for a code
_SHOWN_TEXTS = {"win": ("text",), "halfway-feedback": ("quote",), "end-feedback": ("quote",)}
_SHORTEST = 6  # signs; shorter texts are marks and choices that many people give


@dataclass(frozen=True, slots=True)
class Person:
    """One person, as far as the ledger knows them."""

    codes: frozenset[str]  # M-..., E-...; older ones too, from before an address was corrected
    addresses: frozenset[str]  # that nobody else uses, as tombstones spell them
    answers: Mapping[str, Row]  # content hash -> an answer by or about this person; every version of it
    subjects: frozenset[str]  # of decisions about this person
    matches: frozenset[str]  # codes
    texts: frozenset[str]  # that stand in these answers and in nobody else's
    named: tuple[Cell, ...]  # other people's answers that name this person

    @property
    def keys(self) -> frozenset[str]:
        """What gets a tombstone."""
        return self.codes | self.addresses | self.matches


@dataclass(frozen=True, slots=True)
class Known:
    """What is needed to find somebody: every answer ever, and what they say."""

    program: str
    answers: Mapping[str, Row]  # content hash -> row
    replaced: Mapping[str, frozenset[str]]  # content hash -> those of the answers that it has replaced
    decisions: Sequence[Decision]
    participants: Sequence[Participant]
    public: str  # the words of the program: they are nobody's

    def codes_of(self) -> dict[str, str]:
        """Code that a sign-up has by its own words -> code of the participant, where somebody corrected them."""
        official = {person.cell: person.code for person in self.participants}
        codes = {person.code for person in self.participants}
        found: dict[str, str] = {}
        for key, row in self.answers.items():
            code = official.get(row.cell) if row.form in SIGN_UPS else None
            if code is not None:
                versions = [row, *(self.answers[old] for old in self.replaced.get(key, ()) if old in self.answers)]
                found |= {own: code for one in versions if (own := code_of(self.program, one)) and own not in codes}
        return found


def find(asked: str, known: Known) -> Person | Problem:
    """Find the person of a code or an address. A problem says that there is none, or more than one."""
    other = known.codes_of()
    if "@" in asked:
        mine = _codes_at(address(asked), known, other)
        if len(mine) > 1:
            hint = f"Name one of them by code: {', '.join(sorted(mine))}."
            return Problem(Place("private/ledger.db"), "Several people have this address.", hint)
        mails = frozenset({address(asked)})
    else:
        mine, mails = frozenset({other.get(read_code(asked), read_code(asked))}), frozenset()
    codes = mine | {own for own, code in other.items() if code in mine}
    answers = _answers(codes, mails, known, other)
    subjects = _subjects(codes, answers, known)
    if not answers and not subjects:
        hint = "Look the code up on the desk, page People. Somebody who was forgotten is not there any more."
        return Problem(Place("private/ledger.db"), "Nobody has this code or address.", hint)
    matches = frozenset(s.removeprefix(PAIR_SUBJECT) for s in subjects if s.startswith(PAIR_SUBJECT))
    rest = [row for key, row in known.answers.items() if key not in answers]
    own = _own_addresses(answers.values(), rest) | (mails if not mine else frozenset())
    kept = [decision for decision in known.decisions if decision.subject not in subjects]
    texts = frozenset(_texts(codes, answers, rest, kept, known.public))
    named = tuple(_naming(codes, answers.values(), rest, kept))
    return Person(codes, own, answers, subjects, matches, texts, named)


def decisions_without(people: Iterable[Person]) -> Callable[[list[str]], list[str] | None]:
    """Take out lines that are about one of these people; of other lines, what names them."""
    people = tuple(people)
    keys = {key for person in people for key in (*person.codes, *person.matches)}
    keys |= {subject.removeprefix(WORDS_SUBJECT) for person in people for subject in person.subjects}
    texts = {text for person in people for text in person.texts}

    def change(cells: list[str]) -> list[str] | None:
        if any(cell.strip() in keys | (texts - keys) for cell in cells):
            return None
        return ["" if any(text in cell for text in texts) else cell for cell in cells]

    return change


def answers_without(people: Iterable[Person]) -> Callable[[list[str]], list[str] | None]:
    """Take out lines that hold every cell of one of these people's answers."""
    mine = {frozenset(row.cells.values()) for person in people for row in person.answers.values()}

    def change(cells: list[str]) -> list[str] | None:
        held = {_text(cell) for cell in cells}
        return None if any(row <= held for row in mine) else cells

    return change


def _text(cell: str) -> str:
    """A cell as the ledger keeps it."""
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"}).strip()


def _codes_at(mail: str, known: Known, other: Mapping[str, str]) -> frozenset[str]:
    found = {
        code_of(known.program, row)
        for row in known.answers.values()
        if row.form in SIGN_UPS and mail in addresses_of(row)
    }
    return frozenset(other.get(code, code) for code in found - {""})


def _answers(codes: Collection[str], mails: frozenset[str], known: Known, other: Mapping[str, str]) -> dict[str, Row]:
    """Every version of every answer that is by or about this person."""
    every = known.answers
    code = {key: code_of(known.program, row) for key, row in every.items()}
    mine = {
        key: row for key, row in every.items() if code[key] in codes or (not code[key] and addresses_of(row) & mails)
    }
    mine |= {key: row for key, row in every.items() if _is_permission(row, mine.values())}
    lonely = _own_addresses(mine.values(), [row for key, row in every.items() if key not in mine])
    mine |= {key: row for key, row in every.items() if not code[key] and addresses_of(row) & lonely}
    others = ({person.code for person in known.participants} | set(other)) - set(codes)
    for key, older in known.replaced.items():  # one row that was changed; unless somebody else was written over it
        together = {key, *older} & every.keys()
        if together & mine.keys():
            mine |= {one: every[one] for one in together if code[one] not in others}
    return mine


def _is_permission(row: Row, mine: Iterable[Row]) -> bool:
    """Whether a family wrote this person's name in place of the code, from an address of the sign-up."""
    if row.form != _PERMISSION:
        return False
    signed = [one for one in mine if one.form in SIGN_UPS]
    named = any(_plain(row.cells.get("child", "")) == _plain(one.cells.get("name", "")) for one in signed)
    return named and any(addresses_of(row) & {*addresses_of(one), *_family(one)} for one in signed)


def _plain(name: str) -> str:
    return " ".join(sorted(words(name).split()))


def _own_addresses(mine: Iterable[Row], rest: Iterable[Row]) -> frozenset[str]:
    """Addresses of this person and their family that nobody else's answers hold."""
    found = {mail for row in mine for mail in (*addresses_of(row), *_family(row))}
    return frozenset(found - {mail for row in rest for mail in (*addresses_of(row), *_family(row))})


def _family(row: Row) -> Iterator[str]:
    if row.form in SIGN_UPS and row.cells.get("guardian"):
        yield address(row.cells["guardian"])


def _subjects(codes: Collection[str], answers: Mapping[str, Row], known: Known) -> frozenset[str]:
    """Decisions about a pair with this person, and about words of theirs."""
    calls = {row.cells.get("call", "") for row in answers.values() if row.form in SIGN_UPS}
    said = {
        WORDS_SUBJECT + key
        for row in answers.values()
        for name in _SHOWN_TEXTS.get(row.form, ())
        for key in win_keys(row.cells.get(name, ""), calls)
    }
    return frozenset(
        decision.subject
        for decision in known.decisions
        if decision.subject in said or {decision.words.get("mentor"), decision.words.get("mentee")} & set(codes)
    )


def _texts(
    codes: Iterable[str], answers: Mapping[str, Row], rest: Iterable[Row], decisions: Iterable[Decision], public: str
) -> Iterator[str]:
    """What must be found nowhere any more: codes, hashes, and each text that only this person's answers hold."""
    yield from codes
    yield from answers
    others = {text for row in rest for text in (*row.cells.values(), *row.unowned.values())}
    others |= {text for decision in decisions for text in decision.words.values()}
    times = (row.at.isoformat() for row in rest if row.at is not None)
    everything = "\n".join((public, *others, *times))
    for row in answers.values():
        for text in (*row.cells.values(), *row.unowned.values()):
            if len(text) >= _SHORTEST and text not in others and text not in everything:
                yield text


def _is_full(name: str) -> bool:
    """Whether a name is more than a first name; where no spaces are written, it cannot be told and counts as one."""
    return len(name.split()) > 1 or not name.isascii()


def _naming(
    codes: Iterable[str], mine: Iterable[Row], rest: Iterable[Row], decisions: Iterable[Decision]
) -> Iterator[Cell]:
    """Other people's answers and notes in which this person is named, by full name, address or code."""
    mine, rest = list(mine), list(rest)
    signed = [row for row in mine if row.form in SIGN_UPS]
    wanted = {words(code) for code in codes}
    wanted |= {words(mail.removeprefix(address(""))) for mail in _own_addresses(mine, rest)}
    wanted |= {words(name) for row in signed if _is_full(name := row.cells.get("name", ""))}
    wanted = {text for text in wanted if len(text.strip()) >= LEAST}
    for row in sorted(rest, key=lambda row: (row.tab, row.number)):
        plain = words(" | ".join((*row.cells.values(), *row.unowned.values())))
        if any(text in plain for text in wanted):
            yield row.cell
    for decision in decisions:
        if any(text in words(" | ".join(decision.words.values())) for text in wanted):
            yield Cell(f"note of {decision.subject}")
