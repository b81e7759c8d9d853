"""Whom people asked not to be matched with, as far as their own words can be read. The words are never repeated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.people.codes import folded, named_codes
from peerloom.private import revealed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from peerloom.people.records import Participant

    Pair = tuple[str, str]  # codes of a mentor and a mentee

QUESTION = "avoid"
NOBODY = "nobody"  # in place of a code: somebody looked, and there is nobody to keep apart
_OVER = {"withdrawn", "declined", "finished", "alumni", "excluded", "not_now"}
_SAY_NOTHING = (
    "a all am an and any anybody anyone be can cannot code could do dont fine for i id if in is it m match matched me "
    "mentee mentor my n na no nobody none nope not nothing ok or person please pls prefer rather s say should t thank "
    "thanks that the there thing to want with would you"
)
_AROUND = frozenset(_SAY_NOTHING.split())  # words that say nothing about who is meant
_LEAST_WORDS, _MOST_WORDS = 2, 9  # of a name: a given name alone may be anybody's


@dataclass(frozen=True, slots=True)
class Avoided:
    """Pairs that must not be, and the codes of people whose words could not be read to the end."""

    pairs: frozenset[Pair]
    unclear: tuple[str, ...]


def avoided(people: Sequence[Participant], apart: Iterable[Pair] = ()) -> Avoided:
    """Read every answer about whom to avoid, and put it together with what the coordinator wrote.

    A person is named by code or by full name, in either order, whatever case and accents. All that is left must be
    words that say nothing, else the answer is unclear as well, until a line of the coordinator's has its writer's code.
    Two people are kept apart in all their roles and rounds; of two who share a name, both are.

    Args:
        people: everybody, in every round.
        apart: what the coordinator decided. One code may be ``NOBODY``.
    """
    decided = tuple(apart)
    of_code = {person.code: _person(person) for person in people}
    two = {frozenset({of_code[m], of_code[e]}) for m, e in decided if m in of_code and e in of_code}
    seen_to = {of_code[code] for pair in decided for code in pair if code in of_code}
    names = _names(people)
    unclear: dict[str, bool] = {}  # in the order of the codes; the newest answer counts
    for person in sorted(people, key=lambda one: (one.code, one.applied, one.cohort)):
        said = person.answers.get(QUESTION, "")
        text = revealed(said) if isinstance(said, str) else str(said)
        found, clear = _read(text, names, of_code)
        two |= {frozenset({_person(person), other}) for other in found}
        unclear[person.code] = not clear and person.status not in _OVER and _person(person) not in seen_to
    pairs = frozenset(_pairs(two, of_code))
    return Avoided(pairs, tuple(code for code, is_so in unclear.items() if is_so))


def _person(person: Participant) -> str:
    """The same for one person in every role and round."""
    return f"{folded(person.email)}|{folded(person.name)}"


def _names(people: Iterable[Participant]) -> Mapping[tuple[str, ...], frozenset[str]]:
    """The words of each full name, and turned round, -> whose it is."""
    found: dict[tuple[str, ...], set[str]] = {}
    for person in people:
        words = _words(person.name)
        if _LEAST_WORDS <= len(words) <= _MOST_WORDS:
            for k in range(len(words)):  # the family name first, however many words it has
                found.setdefault((*words[k:], *words[:k]), set()).add(_person(person))
    return {name: frozenset(whose) for name, whose in found.items()}


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", folded(text.replace("'", "").replace("\u2019", ""))))


def _read(
    text: str, names: Mapping[tuple[str, ...], frozenset[str]], of_code: Mapping[str, str]
) -> tuple[frozenset[str], bool]:
    """Who is named, and whether nothing else is said."""
    codes = [code for letter in "ME" for code in named_codes(text, letter) if code in of_code]
    found = {of_code[code] for code in codes}
    left = [word for word in _words(text) if word.upper() not in {part for code in codes for part in _spelled(code)}]
    k, rest = 0, []
    while k < len(left):
        for length in range(min(_MOST_WORDS, len(left) - k), _LEAST_WORDS - 1, -1):
            name = tuple(left[k : k + length])
            if name in names:
                found |= names[name]
                k += length
                break
        else:
            rest.append(left[k])
            k += 1
    return frozenset(found), _AROUND.issuperset(rest)


def _spelled(code: str) -> tuple[str, ...]:
    """The words of a code as people type it."""
    letter, _, rest = code.partition("-")
    return letter, rest, letter + rest


def _pairs(two: Iterable[frozenset[str]], of_code: Mapping[str, str]) -> Iterator[Pair]:
    """Every two codes of these two people, the mentor's first; of two in one role, as peers are, the lower code."""
    codes: dict[str, list[str]] = {}
    for code, person in of_code.items():
        codes.setdefault(person, []).append(code)
    for both in two:
        if len(both) > 1:
            mine = [code for person in both for code in codes[person]]
            yield from ((m, e) for m in mine for e in mine if _rank(m) < _rank(e) and of_code[m] != of_code[e])


def _rank(code: str) -> tuple[bool, str]:
    """Mentors before mentees, then by code."""
    return code[0] != "M", code
