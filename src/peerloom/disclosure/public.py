"""What may become public, as typed values. Pages can reach nothing else.

Every type here is built from numbers and from ids of program.yaml, but for one: ``PublicWords`` holds a sentence
that its writer gave away and a coordinator released word for word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime as dt


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
    """Not shown, with the rule that held it back."""

    why: Literal["too-few", "not-yet", "uneven"]  # too few: nobody at all looks the same


Shown = Fewer | About | Exact | Share | Mean | Hours | Months | Withheld


@dataclass(frozen=True, slots=True)
class PublicPart:
    """One slice of a chart."""

    label: str
    shown: Fewer | About


@dataclass(frozen=True, slots=True)
class PublicStep:
    """One point of a curve of lasting matches: month, and the band of those that still run."""

    month: int
    shown: Share | Withheld


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """One figure as a page may print it."""

    id: str
    cohort: str
    shown: Shown
    n: Fewer | About | Exact
    parts: tuple[PublicPart, ...] = ()
    curve: tuple[PublicStep, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicWords:
    """A sentence that was released, with a first name where an adult wanted it."""

    kind: Literal["win", "thanks", "quote"]
    text: str
    named: str = ""


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """All that goes from private to public, in one value. It is written to ``site/public.json``."""

    as_of: dt.date
    least: int
    figures: tuple[PublicFigure, ...]
    words: tuple[PublicWords, ...] = ()
