"""Sentences that people gave away for the public site: wins, thanks and quotes. They wait for a release."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from peerloom.people.codes import read_code
from peerloom.people.values import text_of
from peerloom.private import revealed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from peerloom.people.records import Answer, Records
    from peerloom.people.setting import Setting

Kind = Literal["win", "thanks", "quote"]
_BY_NAME = "yes with my first name (adults)"
_CONSENT = {"yes without a name", _BY_NAME}
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_KEY = 8


@dataclass(frozen=True, slots=True)
class Win:
    """One sentence, with what may stand below it. Its writer agreed that it is shown; nobody has released it yet."""

    key: str  # W-..., from the exact words: other words need a new release
    kind: Kind
    text: str
    named: str  # the first name of an adult who wants it there, else ""
    sent: dt.date | None  # None where the form keeps no time


def wins(records: Records, setting: Setting) -> tuple[Win, ...]:
    """Every sentence whose writer said yes, each once, the newest first.

    A first name is given only where an adult asked for it and the code in the answer is theirs. Consent is one of two
    answers, word for word as the standard form has them; any other answer is none. Words to which anybody said no,
    and words of somebody who stopped, are not offered.
    """
    taken_back = frozenset(_taken_back(records, setting)) - {""}
    said = [one for one in _said(records, setting) if one.code not in taken_back]
    refused = {_plain(one.words) for one in said if one.agreed not in _CONSENT}
    adults = {person.code: revealed(person.call) for person in records.participants if not person.minor}
    agreed = (one for one in said if one.words and one.agreed in _CONSENT and _plain(one.words) not in refused)
    found = {win.key: win for win in (_win(one, adults) for one in agreed)}
    return tuple(sorted(found.values(), key=lambda win: (-(win.sent or dt.date.min).toordinal(), win.key)))


def win_keys(text: str, named: Iterable[str]) -> frozenset[str]:
    """Every key that a sentence can have, whatever kind it was and with or without one of these first names."""
    words = " ".join(text.split())
    return frozenset(_key(kind, words, name) for kind in get_args(Kind) for name in {"", *named})


@dataclass(frozen=True, slots=True)
class _Said:
    """One sentence as it was sent, with what its writer picked about showing it."""

    kind: Kind
    words: str
    agreed: str
    code: str
    sent: dt.date | None


def _said(records: Records, setting: Setting) -> Iterator[_Said]:
    for answer in records.answers.get("win", ()):
        kind: Kind = "thanks" if setting.meant(answer, "kind") == "thank someone" else "win"
        yield _one(answer, kind, "text", setting.meant(answer, "show"))
    for form in ("halfway-feedback", "end-feedback"):
        for answer in records.answers.get(form, ()):
            yield _one(answer, "quote", "quote", setting.meant(answer, "quote_ok"))


def _one(answer: Answer, kind: Kind, text: str, agreed: str) -> _Said:
    words, code = " ".join(text_of(answer, text).split()), read_code(text_of(answer, "code"))
    return _Said(kind, words, agreed, code, answer.at.date() if answer.at else None)


def _taken_back(records: Records, setting: Setting) -> Iterator[str]:
    """Codes of people who stopped, or asked to have their data deleted: nothing of theirs is shown any more."""
    yield from (person.code for person in records.participants if person.status == "withdrawn")
    for answer in records.answers.get("change-or-stop", ()):
        if setting.meant(answer, "what") in {"stop", "see or delete my data"}:
            yield read_code(text_of(answer, "code"))


def _win(one: _Said, adults: Mapping[str, str]) -> Win:
    named = adults.get(one.code, "") if one.agreed == _BY_NAME else ""  # without a code nobody can be named
    return Win(_key(one.kind, one.words, named), one.kind, one.words, named, one.sent)


def _plain(words: str) -> str:
    return words.casefold()


def _key(kind: str, words: str, named: str) -> str:
    number = int.from_bytes(hashlib.sha256(f"{kind}\x1f{words}\x1f{named}".encode()).digest()[:8], "big")
    letters = ""
    for _ in range(_KEY):
        number, digit = divmod(number, len(_LETTERS))
        letters += _LETTERS[digit]
    return f"W-{letters}"
