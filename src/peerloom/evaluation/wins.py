"""Sentences that people gave away for the public site: wins, thanks and quotes. They wait for a release."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from peerloom.people.codes import read_code
from peerloom.people.values import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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

    A first name is given only where an adult asked for it and the code in the answer is theirs. An answer that is none
    of the standard's, in its words or in its place, is no consent.
    """
    found = {win.key: win for win in _all(records, setting)}
    return tuple(sorted(found.values(), key=lambda win: (-(win.sent or dt.date.min).toordinal(), win.key)))


def _all(records: Records, setting: Setting) -> Iterator[Win]:
    adults = {person.code: person.call for person in records.participants if not person.minor}
    for answer in records.answers.get("win", ()):
        kind: Kind = "thanks" if setting.meant(answer, "kind") == "thank someone" else "win"
        yield from _given(answer, kind, "text", setting.meant(answer, "show"), adults)
    for form in ("halfway-feedback", "end-feedback"):
        for answer in records.answers.get(form, ()):
            # Without a code nobody can be named.
            yield from _given(answer, "quote", "quote", setting.meant(answer, "quote_ok"), {})


def _given(answer: Answer, kind: Kind, text: str, agreed: str, adults: Mapping[str, str]) -> Iterator[Win]:
    words = " ".join(text_of(answer, text).split())
    if words and agreed in _CONSENT:
        named = adults.get(read_code(text_of(answer, "code")), "") if agreed == _BY_NAME else ""
        yield Win(_key(kind, words, named), kind, words, named, answer.at.date() if answer.at else None)


def _key(kind: str, words: str, named: str) -> str:
    number = int.from_bytes(hashlib.sha256(f"{kind}\x1f{words}\x1f{named}".encode()).digest()[:8], "big")
    letters = ""
    for _ in range(_KEY):
        number, digit = divmod(number, len(_LETTERS))
        letters += _LETTERS[digit]
    return f"W-{letters}"
