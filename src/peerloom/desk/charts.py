"""Where things stand in the desk's few drawings. Lengths are units of the viewBox; every drawing has its table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 400.0, 150.0
_FOOT, _TOP, _GAP = 26.0, 20.0, 4.0
_BINS = 10
SPARK_HEIGHT = 26.0
_SPARK_BAR, _SPARK_GAP = 7.0, 2.0


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of a histogram."""

    label: str  # "70 to 79"
    count: int
    x: float
    y: float
    width: float
    height: float
    middle: float
    over: float  # where the count stands


@dataclass(frozen=True, slots=True)
class Tick:
    """A number at the axis."""

    x: float
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """How a number out of 100 is spread."""

    bins: tuple[Bin, ...]
    width: float
    height: float
    foot: float
    tick: float  # where the numbers at the axis stand
    ticks: tuple[Tick, ...]
    total: int
    middle: int  # the median


@dataclass(frozen=True, slots=True)
class SparkBar:
    """One bar of a small chart of months."""

    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Spark:
    """A small chart without axes; ``said`` is what it shows in words."""

    bars: tuple[SparkBar, ...]
    width: float
    said: str


def histogram(values: Sequence[int]) -> Histogram:
    """Spread ``values`` of 0 to 100 over ten bars; the last one holds 100 as well.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("nothing to spread")
    counts = [0] * _BINS
    for value in values:
        counts[min(max(value, 0) // _BINS, _BINS - 1)] += 1
    step = WIDTH / _BINS
    room = HEIGHT - _FOOT - _TOP
    bins = []
    for i, count in enumerate(counts):
        tall = room * count / max(counts)
        top = HEIGHT - _FOOT - tall
        last = 100 if i == _BINS - 1 else i * 10 + 9
        bins.append(
            Bin(
                f"{i * 10} to {last}",
                count,
                i * step + _GAP / 2,
                top,
                step - _GAP,
                tall,
                i * step + step / 2,
                top - 5,
            )
        )
    ends = {0: "start", _BINS: "end"}
    ticks = tuple(Tick(i * step, str(i * 10), ends.get(i, "middle")) for i in range(_BINS + 1))
    middle = sorted(values)[len(values) // 2]
    foot = HEIGHT - _FOOT
    return Histogram(tuple(bins), WIDTH, HEIGHT, foot, foot + 16, ticks, len(values), middle)


def spark(parts: Sequence[tuple[str, int]]) -> Spark | None:
    """Bars for a row of labelled counts; None when there are fewer than two."""
    if len(parts) < 2:  # noqa: PLR2004 - one bar shows nothing
        return None
    most = max(count for _, count in parts) or 1
    bars = []
    for i, (_, count) in enumerate(parts):
        tall = max(1.0, SPARK_HEIGHT * count / most)
        bars.append(SparkBar(i * (_SPARK_BAR + _SPARK_GAP), SPARK_HEIGHT - tall, tall))
    said = ", ".join(f"{label}: {count}" for label, count in parts)
    return Spark(tuple(bars), len(parts) * (_SPARK_BAR + _SPARK_GAP) - _SPARK_GAP, said)
