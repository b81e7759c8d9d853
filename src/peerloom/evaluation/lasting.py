"""How long matches last, when some of them still run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Length:
    """How long one match ran, in days, and whether it has ended. One that still runs is censored."""

    days: int
    ended: bool


@dataclass(frozen=True, slots=True)
class Point:
    """One step of the curve: from this day on, this share still runs; so many were looked at just before."""

    day: int
    share: float
    at_risk: int


def survival(lengths: Sequence[Length]) -> tuple[Point, ...]:
    """The share of matches that last longer than each day on which one ended, by rising day.

    Ends come before censorings on the same day. No lengths: no points.

    Source:
        Kaplan and Meier (1958), https://doi.org/10.2307/2281868.
    """
    points: list[Point] = []
    share = 1.0
    for day in sorted({length.days for length in lengths if length.ended}):
        at_risk = sum(length.days >= day for length in lengths)
        ends = sum(length.days == day and length.ended for length in lengths)
        share *= 1 - ends / at_risk
        points.append(Point(day, share, at_risk))
    return tuple(points)


def share_at(points: Sequence[Point], day: int) -> float:
    """The share that lasts at least to ``day``; 1.0 before the first end."""
    before = [point.share for point in points if point.day <= day]
    return before[-1] if before else 1.0


def at_risk(lengths: Sequence[Length], day: int) -> int:
    """How many matches ran for at least ``day`` days: those that the curve rests on there."""
    return sum(length.days >= day for length in lengths)


def median_days(points: Sequence[Point]) -> int | None:
    """The first day by which half or more have ended; None while more than half still run."""
    return next((point.day for point in points if point.share <= 0.5), None)  # noqa: PLR2004 - a half
