"""What may become public, as typed values: the valve between private and public. Pages can reach nothing else.

Every type here is built from numbers and from closed lists of words, but for one: ``PublicWords`` holds a sentence
that its writer gave away and a coordinator released word for word. A text that is in no list raises ValueError.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from peerloom.definition.figures import FIGURES

if TYPE_CHECKING:
    import datetime as dt

ID = r"[a-z0-9]+(-[a-z0-9]+)*"  # an id of program.yaml
MONTH = r"[0-9]{4}-(0[1-9]|1[0-2])"  # the finest date of anything about people
MOST_WORDS = 280  # characters of a released sentence
_ID, _MONTH = re.compile(ID), re.compile(MONTH)
_LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class Fewer:
    """A count below the threshold. Nobody at all looks the same."""

    than: int


@dataclass(frozen=True, slots=True)
class About:
    """A count of people, rounded."""

    value: int


@dataclass(frozen=True, slots=True)
class Exact:
    """A count of things."""

    value: int


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage as a band, ends included; 0 and 100 never stand alone."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Mean:
    """An average in tenths: 43 is 4.3. For marks from 1 to 5, 12 is "1.2 or less" and 48 is "4.8 or more"."""

    tenths: int


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours, rounded to ten."""

    value: int


@dataclass(frozen=True, slots=True)
class Months:
    """A length of time in whole months; None when half of the matches have not ended yet."""

    value: int | None


@dataclass(frozen=True, slots=True)
class Withheld:
    """Not shown, with the rule that held it back.

    "too-few" says that too few people are behind it, and nobody at all looks the same. "together" says that, beside
    what else was ever published, it could have told about a few people.
    """

    why: Literal["too-few", "not-yet", "uneven", "together"]


Shown = Fewer | About | Exact | Share | Mean | Hours | Months | Withheld
Label = Fewer | About


@dataclass(frozen=True, slots=True)
class Sides:
    """A share as the two counts that it is made from: those who are counted in it, and the others."""

    part: Fewer | About
    rest: Fewer | About


@dataclass(frozen=True, slots=True)
class PublicPart:
    """One slice of a chart: a month, and how many were counted in it."""

    label: str
    shown: Fewer | About

    def __post_init__(self) -> None:
        _fits(_MONTH, self.label)


@dataclass(frozen=True, slots=True)
class PublicStep:
    """One point of a curve of lasting matches: month, the band of those that still run, and its two counts."""

    month: int
    shown: Share | Withheld
    sides: Sides | None = None


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """One figure as a page may print it.

    ``n`` is how many people it rests on; None where it is held back. ``since`` is the day of the release that
    changed it last; None is the day of this one.
    """

    id: str
    cohort: str
    shown: Shown
    n: Fewer | About | Exact | None
    parts: tuple[PublicPart, ...] = ()
    curve: tuple[PublicStep, ...] = ()
    sides: Sides | None = None
    since: dt.date | None = None

    def __post_init__(self) -> None:
        if self.id not in FIGURES:
            raise ValueError("A figure that is not in the register.")
        if self.cohort:
            _fits(_ID, self.cohort)


@dataclass(frozen=True, slots=True)
class PublicWords:
    """A sentence that was released, with a first name where an adult wanted it."""

    kind: Literal["win", "thanks", "quote"]
    text: str
    named: str = ""

    def __post_init__(self) -> None:
        if len(self.text) > MOST_WORDS or len(self.named) > _LONGEST_ID:
            raise ValueError("Released words that are longer than they may be.")


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """All that goes from private to public, in one value. It is written to ``site/public.json``.

    ``release`` is its number, 0 before the first. ``looser`` is True where the program chose to be less careful
    than the kit is by itself.
    """

    as_of: dt.date
    least: int
    figures: tuple[PublicFigure, ...]
    words: tuple[PublicWords, ...] = ()
    step: int = 5
    looser: bool = False
    release: int = 0


def _fits(pattern: re.Pattern[str], text: str) -> None:
    """Raise where ``text`` is not an id or a month. The text itself is not said: it could be anything."""
    if len(text) > _LONGEST_ID or not pattern.fullmatch(text):
        raise ValueError("A text that is in no list of what may be public.")
