"""Where things stand in a chart. Templates draw what is measured out here; lengths are units of the viewBox.

A chart is 400 units wide and one inside a card 300, so that letters are still readable on a phone of 390 px.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WIDTH = 400.0
CARD = 300.0
LETTER = 14.0  # height of letters
_LINE = 19.0
_BAR = 20.0
_GAP = 14.0
_MARGIN = 12.0
_RIGHT = 20.0
_CURVE_LEFT, _CURVE_TOP, _CURVE_HEIGHT = 44.0, 16.0, 190.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart before it is drawn.

    The bar is solid up to ``low`` and hatched from there to ``high``: the true value is somewhere in the
    hatched part. Both None: there is nothing to draw, only to say. Without a label it stands alone.
    """

    label: str
    said: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Dot:
    """The point before an entry of a box."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and where its foot stands."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One drawn bar."""

    lines: tuple[Line, ...]
    said: Line
    top: float
    solid: float  # width
    hatched: float  # width, from the end of the solid part
    start: float


@dataclass(frozen=True, slots=True)
class Bars:
    """A drawn bar chart."""

    id: str
    title: str
    sentence: str
    width: float
    height: float
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    right: float  # where the axis ends
    foot: float  # where the axis stands
    target: Tick | None = None

    @property
    def late(self) -> float:
        """Beyond this a label would leave the chart on the right."""
        return self.width - 80


@dataclass(frozen=True, slots=True)
class Point:
    """One month of a curve: the band of what is still there, in percent."""

    month: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A drawn curve of steps with its band."""

    id: str
    title: str
    sentence: str
    height: float
    band: str  # points of the polygon
    upper: str
    lower: str
    months: tuple[Tick, ...]
    shares: tuple[Tick, ...]
    left: float
    foot: float


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the logic model with its title and lines."""

    top: float
    height: float
    title: Line
    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]
    arrow: bool

    @property
    def foot(self) -> float:
        """Where the box ends."""
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Flow:
    """Boxes one below the other, with arrows between them."""

    height: float
    boxes: tuple[Box, ...]


def ticks(most: float, about: int = 4) -> tuple[float, ...]:
    """Give round, even marks from 0 to at least ``most``: steps of 1, 2 or 5 times a power of ten, at least 1.

    Args:
        most: the greatest value that must fit, 0 or more.
        about: how many steps are wanted; there are at most two more.
    """
    if most <= about + 1:
        return tuple(float(mark) for mark in range(max(1, math.ceil(most)) + 1))
    rough = most / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    step = max(step, 1.0)
    return tuple(step * number for number in range(math.ceil(most / step - 1e-9) + 1))


def scaled(value: float, most: float, width: float) -> float:
    """Give the length of ``value`` where ``most`` is ``width`` long. Nothing leaves the plot."""
    return min(max(value / most, 0.0), 1.0) * width if most > 0 else 0.0


def text_width(text: str, size: float = LETTER) -> float:
    """Guess how wide ``text`` is. Rather too wide than too narrow; wide scripts count double."""
    return size * sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.56 for c in text)


def wrapped(text: str, width: float, size: float = LETTER) -> tuple[str, ...]:
    """Break ``text`` into lines that fit ``width``. A word that is longer than a line is cut."""
    lines: list[str] = []
    for piece in (piece for word in text.split() for piece in _cut(word, width, size)):
        if lines and text_width(f"{lines[-1]} {piece}", size) <= width:
            lines[-1] += f" {piece}"
        else:
            lines.append(piece)
    return tuple(lines)


def _cut(word: str, width: float, size: float) -> Iterator[str]:
    piece = ""
    for character in word:
        if piece and text_width(piece + character, size) > width:
            yield piece
            piece = ""
        piece += character
    yield piece


def bars(
    name: str,
    title: str,
    sentence: str,
    values: Sequence[Bar],
    *,
    target: float | None = None,
    most: float = 1.0,
    wide: float = WIDTH,
) -> Bars:
    """Draw ``values`` as bars, first on top, with a line at ``target``. The axis reaches at least ``most``."""
    high = [bar.high for bar in values if bar.high is not None]
    axis = ticks(max([*high, target or 0.0, most]))
    right = wide - _RIGHT
    width = right - _MARGIN
    rows: list[Row] = []
    top = _LINE if target is not None else 0.0
    for bar in values:
        rows.append(_row(bar, top, axis[-1], width))
        top = rows[-1].top + _BAR + _GAP
    mark = None if target is None else Tick(_MARGIN + scaled(target, axis[-1], width), _short(target))
    marks = tuple(Tick(_MARGIN + scaled(value, axis[-1], width), _short(value)) for value in axis)
    return Bars(name, title, sentence, wide, top + _LINE + 8, tuple(rows), marks, right, top, mark)


def _row(bar: Bar, top: float, most: float, width: float) -> Row:
    texts = wrapped(bar.label, width - text_width(bar.said) - 12)
    lines = tuple(Line(_MARGIN, top + _LINE * number, text) for number, text in enumerate(texts, start=1))
    at = top + _LINE * len(texts) + 6
    solid = scaled(bar.low or 0.0, most, width)
    hatched = scaled(bar.high or 0.0, most, width) - solid
    said = Line(_MARGIN + width, lines[-1].y if lines else top, bar.said)
    return Row(lines, said, at, solid, max(0.0, hatched), _MARGIN + solid)


def _short(value: float) -> str:
    """A number of an axis: 1000 as 1,000."""
    return f"{value:,.1f}".removesuffix(".0")


def curve(name: str, title: str, sentence: str, points: Sequence[Point]) -> Curve:
    """Draw ``points`` as steps: the value of a month holds until the next. There is at least one point."""
    last = points[-1].month + 1
    width = WIDTH - _RIGHT - _CURVE_LEFT
    foot = _CURVE_TOP + _CURVE_HEIGHT

    def x(month: float) -> float:
        return _CURVE_LEFT + scaled(month, last, width)

    def y(share: float) -> float:
        return foot - scaled(share, 100, _CURVE_HEIGHT)

    ends = [*(point.month for point in points[1:]), last]
    upper = [(x(m), y(p.high)) for p, end in zip(points, ends, strict=True) for m in (p.month, end)]
    lower = [(x(m), y(p.low)) for p, end in zip(points, ends, strict=True) for m in (p.month, end)]
    months = tuple(Tick(x(month), str(month)) for month in range(0, last + 1, max(1, math.ceil(last / 8))))
    shares = tuple(Tick(y(share), f"{share} %") for share in (0, 25, 50, 75, 100))
    band = _path([*upper, *reversed(lower)])
    return Curve(name, title, sentence, foot + 44, band, _path(upper), _path(lower), months, shares, _CURVE_LEFT, foot)


def _path(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def flow(parts: Sequence[tuple[str, Sequence[str]]]) -> Flow:
    """Draw titled lists as boxes from top to bottom. Empty lists are left out."""
    boxes: list[Box] = []
    top = 4.0
    drawn = [(title, entries) for title, entries in parts if entries]
    for number, (title, entries) in enumerate(drawn, start=1):
        box = _box(title, entries, top, arrow=number < len(drawn))
        boxes.append(box)
        top += box.height + 30
    return Flow(top - 24 if boxes else 0.0, tuple(boxes))


def _box(title: str, entries: Sequence[str], top: float, *, arrow: bool) -> Box:
    lines: list[Line] = []
    dots: list[Dot] = []
    y = top + 30
    for entry in entries:
        y += 4
        for number, text in enumerate(wrapped(entry, WIDTH - 64)):
            y += _LINE
            lines.append(Line(40, y, text))
            if number == 0:
                dots.append(Dot(28, y - 5))
    return Box(top, y + 14 - top, Line(20, top + 26, title), tuple(lines), tuple(dots), arrow)
