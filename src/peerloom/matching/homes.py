"""Who lives with whom, as far as sign-ups tell: a mentor and a mentee of one home are not matched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from peerloom.people.codes import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from peerloom.people.records import Participant

_NOBODY = {"", "no", "none", "nobody", "no one", "noone", "n/a", "na", "nein", "non", "nie", "-", "--", "0", "x"}
_DIGITS = 9  # of a phone number, from its end


def homes(people: Sequence[Participant]) -> dict[str, frozenset[str]]:
    """Code -> marks of the home. Two people who share a mark live together, as far as can be told.

    The same address of e-mail, of a guardian, or number of a phone is a mark, and so are the same words about the
    household, unless they say "no". Whoever is named there in full, or by the first name with a family name that both
    bear, shares a mark with the writer.
    """
    marks: dict[str, set[str]] = {person.code: set(_own(person)) for person in people}
    words = {person.code: f" {_words(person.name)} " for person in people}
    for person in people:
        text = _words(_household(person))
        if text in _NOBODY:
            continue
        for other in people:
            if other.code != person.code and _named(f" {text} ", words[other.code], words[person.code]):
                marks[person.code].add(f"with {person.code}")
                marks[other.code].add(f"with {person.code}")
    return {code: frozenset(found) for code, found in marks.items()}


def _own(person: Participant) -> Iterator[str]:
    for mail in (person.email, person.guardian):
        if mail:
            yield f"mail {folded(mail)}"
    number = "".join(c for c in person.phone if c.isdecimal())
    if len(number) >= _DIGITS:
        yield f"phone {number[-_DIGITS:]}"
    text = _words(_household(person))
    if text not in _NOBODY:
        yield f"said {text}"


def _household(person: Participant) -> str:
    said = person.answers.get("household", "")
    return said if isinstance(said, str) else str(said)


def _words(text: str) -> str:
    return " ".join(re.sub(r"[^\w@.-]+", " ", folded(text)).split()).strip(".")


def _named(text: str, other: str, writer: str) -> bool:
    """Say whether ``text`` names the ``other``; all three with spaces around their words."""
    first, last = other.split()[:1], other.split()[-1:]
    if not first:
        return False
    same_family = len(other.split()) > 1 and last == writer.split()[-1:]
    return other in text or (same_family and f" {first[0]} " in text)
