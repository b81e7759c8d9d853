"""Where things stand in the desk's few drawings. Lengths are units of the viewBox; every drawing has its table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 400.0, 150.0
_FOOT, _TOP, _GAP = 26.0, 20.0, 4.0
_BINS = 10
_LEFT = 28.0  # room for the counts at the upright axis
SPARK_HEIGHT = 26.0
_SPARK_BAR, _SPARK_GAP = 7.0, 2.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a histogram."""

    tone: str  # the series that it belongs to, as a class name
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Row:
    """One step of ten in the table behind a histogram: a count for each series."""

    label: str  # "70 to 79"
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A number at an axis."""

    at: float
    label: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Series:
    """What is compared in a histogram."""

    name: str
    tone: str
    total: int
    middle: int  # the median
    lowest: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """How numbers out of 100 are spread, for several series side by side on one scale."""

    series: tuple[Series, ...]
    bars: tuple[Bar, ...]
    rows: tuple[Row, ...]
    width: float
    height: float
    foot: float
    tick: float  # where the numbers at the lower axis stand
    ticks: tuple[Tick, ...]
    levels: tuple[Tick, ...]  # counts, as lines across


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


def histogram(series: Sequence[tuple[str, str, Sequence[int]]]) -> Histogram:
    """Spread values of 0 to 100 over ten steps; the last one holds 100 as well.

    Args:
        series: name, tone and values of what is compared, side by side in this order.

    Raises:
        ValueError: there are no values at all.
    """
    some = [(name, tone, values) for name, tone, values in series if values]
    if not some:
        raise ValueError("nothing to spread")
    counts = [_counts(values) for _, _, values in some]
    most = max(max(of_one) for of_one in counts)
    step, foot = (WIDTH - _LEFT) / _BINS, HEIGHT - _FOOT
    wide = (step - _GAP) / len(some)
    bars = []
    for k, (_, tone, _) in enumerate(some):
        for i, count in enumerate(counts[k]):
            tall = (foot - _TOP) * count / most
            if count:
                bars.append(Bar(tone, _LEFT + i * step + _GAP / 2 + k * wide, foot - tall, wide, tall))
    ends = {0: "start", _BINS: "end"}
    return Histogram(
        tuple(Series(name, tone, len(v), sorted(v)[len(v) // 2], min(v)) for name, tone, v in some),
        tuple(bars),
        tuple(Row(_step_said(i), tuple(of_one[i] for of_one in counts)) for i in range(_BINS)),
        WIDTH,
        HEIGHT,
        foot,
        foot + 16,
        tuple(Tick(_LEFT + i * step, str(i * 10), ends.get(i, "middle")) for i in range(_BINS + 1)),
        tuple(Tick(foot - (foot - _TOP) * level / most, str(level), "end") for level in _levels(most)),
    )


def _counts(values: Sequence[int]) -> list[int]:
    found = [0] * _BINS
    for value in values:
        found[min(max(value, 0) // _BINS, _BINS - 1)] += 1
    return found


def _step_said(i: int) -> str:
    return f"{i * 10} to {100 if i == _BINS - 1 else i * 10 + 9}"


def _levels(most: int) -> tuple[int, ...]:
    """Two whole numbers for the upright axis: the highest, and half of it where that is whole."""
    return (most,) if most % 2 else (most // 2, most)


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
