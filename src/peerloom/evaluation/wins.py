"""Sentences that people gave away for the public site: wins, thanks and quotes. They wait for a release."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from peerloom.people.codes import read_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from peerloom.people.records import Answer, Records

Kind = Literal["win", "thanks", "quote"]
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


def wins(records: Records) -> tuple[Win, ...]:
    """Every sentence whose writer said yes, each once, the newest first.

    A first name is given only where an adult asked for it and the code in the answer is theirs.
    """
    found = {win.key: win for win in _all(records)}
    return tuple(sorted(found.values(), key=lambda win: (-(win.sent or dt.date.min).toordinal(), win.key)))


def _all(records: Records) -> Iterator[Win]:
    adults = {person.code: person.call for person in records.participants if not person.minor}
    for answer in records.answers.get("win", ()):
        kind: Kind = "thanks" if answer.values.get("kind") == "thank someone" else "win"
        yield from _given(answer, kind, "text", "show", adults)
    for form in ("halfway-feedback", "end-feedback"):
        for answer in records.answers.get(form, ()):
            yield from _given(answer, "quote", "quote", "quote_ok", {})  # no code: nobody can be named


def _given(answer: Answer, kind: Kind, text: str, show: str, adults: Mapping[str, str]) -> Iterator[Win]:
    words = " ".join(str(answer.values.get(text, "")).split())
    agreed = str(answer.values.get(show, ""))
    if words and agreed.startswith("yes"):
        by_name = agreed.startswith("yes with my first name")
        named = adults.get(read_code(str(answer.values.get("code", ""))), "") if by_name else ""
        yield Win(_key(kind, words, named), kind, words, named, answer.at.date() if answer.at else None)


def _key(kind: str, words: str, named: str) -> str:
    number = int.from_bytes(hashlib.sha256(f"{kind}\x1f{words}\x1f{named}".encode()).digest()[:8], "big")
    letters = ""
    for _ in range(_KEY):
        number, digit = divmod(number, len(_LETTERS))
        letters += _LETTERS[digit]
    return f"W-{letters}"
