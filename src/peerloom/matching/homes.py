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
    names = _Names(people)
    for person in people:
        text = _words(_household(person))
        if text in _NOBODY:
            continue
        for code in names.in_text(text, _words(person.name)) - {person.code}:
            marks[person.code].add(f"with {person.code}")
            marks[code].add(f"with {person.code}")
    return {code: frozenset(found) for code, found in marks.items()}


class _Names:
    """Everybody's names, so that a text is looked up word by word and not compared with every person."""

    def __init__(self, people: Sequence[Participant]) -> None:
        self._whole: dict[str, list[str]] = {}
        self._family: dict[tuple[str, str], list[str]] = {}  # (first name, family name)
        for person in people:
            name = _words(person.name)
            if name:
                self._whole.setdefault(name, []).append(person.code)
            if " " in name:
                self._family.setdefault((name.split()[0], name.split()[-1]), []).append(person.code)
        self._lengths = sorted({len(name.split()) for name in self._whole})

    def in_text(self, text: str, writer: str) -> set[str]:
        """The codes of all who are named in full, or by the first name if they bear the writer's family name."""
        words, family = text.split(), writer.split()[-1:]
        found: set[str] = set()
        for first, word in enumerate(words):
            for length in self._lengths:
                found.update(self._whole.get(" ".join(words[first : first + length]), ()))
            for last in family:
                found.update(self._family.get((word, last), ()))
        return found


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
