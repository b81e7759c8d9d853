"""A measured figure. It is private until `disclosure` has looked at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True)
class Part:
    """One slice of a figure: a label that is an id or a period, never a person, and its count of people."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with what is needed to judge it.

    ``value`` is a count, an average, a sum of hours, months, or for a share the percentage of ``part``
    in ``n``; None means that there is no data. ``n`` counts the people (or matches) behind it. For a
    length in months ``part`` is the number of matches that were still looked at there.
    ``largest`` is, for hours, the share in percent that the two largest givers hold.
    """

    id: str  # of definition.figures
    cohort: str  # id, or "" for the whole program
    value: float | None
    n: int
    as_of: dt.date
    part: int | None = None
    largest: float = 0.0
    parts: tuple[Part, ...] = ()  # slices for a chart, in order
    steps: tuple[tuple[int, float, int], ...] = ()  # lasting: (month, share that still runs, looked at there)
