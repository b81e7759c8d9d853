"""Public figures in words. What was rounded says so, and what is not shown says why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.definition.figures import FIGURES
from peerloom.disclosure.public import About, Exact, Fewer, Hours, Mean, Months, Share, Withheld
from peerloom.pages.charts import CARD, Bar, Point, bars, curve
from peerloom.readable import month

if TYPE_CHECKING:
    from collections.abc import Callable

    from peerloom.definition.figures import FigureSpec
    from peerloom.definition.organisation import Goal
    from peerloom.disclosure.public import PublicFigure, Shown
    from peerloom.pages.charts import Bars, Curve
    from peerloom.pages.page import Site

_HELD = {
    "too-few": "too few to show",
    "not-yet": "not measured yet",
    "uneven": "not shown: a few people gave most of it",
    "together": "not shown: beside other figures it could point at a few people",
}
_BEYOND = {12: " or less", 48: " or more"}  # marks are not told closer to the end of their scale
_A_MONTH = {"meetings"}  # averages that are not answers from 1 to 5
_MOST_ANSWER = 5.0


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a chart's table."""

    label: str
    said: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its table: bars or a curve."""

    bars: Bars | None
    curve: Curve | None
    rows: tuple[Row, ...]
    caption: str
    first: str  # what the first column of the table is
    second: str


@dataclass(frozen=True, slots=True)
class Card:
    """One figure on a page."""

    id: str
    title: str
    said: str
    definition: str
    people: str  # how many it rests on; empty where it counts things
    held: bool
    since: dt.date  # the day of the release that changed it last
    chart: Chart | None = None


def said(shown: Shown, figure: str = "") -> str:
    """Say a shown value in words, for example ``about 45`` or ``too few to show``."""
    match shown:
        case Fewer(than):
            return f"fewer than {than}"
        case About(value):
            return f"about {value:,}"
        case Exact(value):
            return f"{value:,}"
        case Share():
            return _share(shown)
        case Mean(tenths) if figure in _A_MONTH:
            return f"{tenths / 10:.1f} a month"
        case Mean(tenths):
            return f"{tenths / 10:.1f}{_BEYOND.get(tenths, '')} of 5"
        case Hours(value):
            return f"about {value:,} hours"
        case Months(value):
            return "more than half still run" if value is None else f"{value} month{'s' if value != 1 else ''}"
        case Withheld(why):
            return _HELD[why]


def _share(share: Share) -> str:
    if share.low <= 0:
        return f"{share.high} percent or less"
    if share.high >= 100:  # noqa: PLR2004 - percent
        return f"{share.low} percent or more"
    return f"{share.low} percent" if share.low == share.high else f"{share.low} to {share.high} percent"


def span(shown: Shown) -> tuple[float, float] | None:
    """Give the lowest and highest value that ``shown`` allows, for a bar; None where there is nothing to draw."""
    match shown:
        case Fewer(than):
            return 0.0, float(than - 1)
        case Share(low, high):
            return float(low), float(high)
        case Mean(tenths):
            return tenths / 10, tenths / 10
        case About(value) | Exact(value) | Hours(value):
            return float(value), float(value)
        case Months(value):
            return None if value is None else (float(value), float(value))
        case Withheld():
            return None


def spec(figure: PublicFigure) -> FigureSpec:
    """The definition of a figure."""
    return FIGURES[figure.id]


def card(site: Site, figure: PublicFigure) -> Card:
    """One figure as the progress page shows it, with its chart if it has slices or a curve."""
    about = spec(figure)
    held = isinstance(figure.shown, Withheld)
    people = "" if about.kind in {"things", "people"} or held else _people(figure)
    value = said(figure.shown, figure.id)
    since = figure.since or site.figures.as_of
    return Card(figure.id, about.title, value, about.definition, people, held, since, _chart(figure))


def _people(figure: PublicFigure) -> str:
    return "" if figure.n is None else f"from {said(figure.n)} {_COUNTED.get(figure.id, 'people')}"


_OF_MATCHES = (
    "hours",
    "service-hours",
    "meetings",
    "match-length",
    "stayed-3",
    "stayed-6",
    "stayed-12",
    "closed-early",
    "goals-set",
)
_COUNTED = {**dict.fromkeys(_OF_MATCHES, "matches"), "goals-reached": "goals", "check-ins-done": "check-ins"}


def _chart(figure: PublicFigure) -> Chart | None:
    if figure.curve:
        return _lasting(figure)
    return _slices(figure) if figure.parts else None


def _lasting(figure: PublicFigure) -> Chart | None:
    points = [Point(s.month, s.shown.low, s.shown.high) for s in figure.curve if isinstance(s.shown, Share)]
    if not points:
        return None
    last = points[-1]
    drawn = curve(
        _name(figure, "curve"),
        "Matches that still run, by month",
        f"Of all matches that started, {_share(Share(int(last.low), int(last.high)))} still ran after"
        f" {last.month} month{'s' if last.month != 1 else ''}.",
        points,
    )
    rows = tuple(Row(_months(step.month), said(step.shown)) for step in figure.curve)
    return Chart(None, drawn, rows, _caption(figure), "Time since the first meeting", "Still running")


def _months(number: int) -> str:
    return f"{number} month{'s' if number != 1 else ''}"


def _slices(figure: PublicFigure) -> Chart:
    values, rows = [], []
    for part in figure.parts:
        label = month(dt.date.fromisoformat(f"{part.label}-01"))
        low, high = span(part.shown) or (0.0, 0.0)
        values.append(Bar(label, said(part.shown), low, high))
        rows.append(Row(label, said(part.shown)))
    top = max(zip(values, rows, strict=True), key=lambda pair: pair[0].high or 0.0)[1]
    sentence = f"{top.label}: {top.said}. That is the longest bar."
    counted = _COUNTED.get(figure.id, "people")
    drawn = bars(_name(figure, "parts"), f"{spec(figure).title}: {counted}, by month", sentence, values)
    return Chart(drawn, None, tuple(rows), f"How many {counted} are behind each month.", "Month", "How many")


def _name(figure: PublicFigure, kind: str) -> str:
    return "-".join(part for part in (figure.id, figure.cohort, kind) if part)


def _caption(figure: PublicFigure) -> str:
    about = spec(figure)
    people = "" if about.kind in {"things", "people"} or figure.n is None else f" Counted {_people(figure)}."
    return f"{about.definition}{people}"


def in_order(site: Site) -> list[PublicFigure]:
    """The figures that the program wants to show, in its order; of one figure those of the newest cohort first.

    A program that names none shows all that may be public.
    """
    wanted = list(site.program.evaluation.figures) or [name for name, about in FIGURES.items() if about.public]
    newest = _newest(site)
    found = (figure for figure in site.figures.figures if figure.id in wanted)
    return sorted(found, key=lambda figure: (wanted.index(figure.id), newest(figure)))


def _newest(site: Site) -> Callable[[PublicFigure], tuple[bool, int]]:
    """A key that puts figures of the cohort that started last first. Cohorts that have yet to start come after them."""
    starts = {cohort.id: cohort.starts for cohort in site.program.cohorts}
    as_of = site.figures.as_of

    def key(figure: PublicFigure) -> tuple[bool, int]:
        start = starts.get(figure.cohort, dt.date.min)
        return start > as_of, -start.toordinal()

    return key


def now(site: Site, goal: Goal) -> PublicFigure | None:
    """The newest figure that measures ``goal``: of the cohort that started last, or of the whole program."""
    found = [figure for figure in site.figures.figures if figure.id == goal.measure]
    shown = [f for f in found if not isinstance(f.shown, Withheld)] or found
    return min(shown, key=_newest(site), default=None)


def counts(site: Site, figures: list[PublicFigure], cohort: str) -> Chart | None:
    """All counts of people of a cohort as one chart of bars, when there are two or more."""
    people = [figure for figure in figures if spec(figure).kind == "people" and span(figure.shown) is not None]
    if len(people) < 2:  # noqa: PLR2004 - one bar says nothing
        return None
    values = [_bar(figure) for figure in people]
    top = max(values, key=lambda bar: bar.high or 0.0)
    name = f"people-{cohort}" if cohort else "people-all"
    drawn = bars(name, "People in numbers", f"{top.label}: {top.said}. That is the longest bar.", values)
    rows = tuple(Row(bar.label, bar.said) for bar in values)
    nearest = site.program.publication.round_to
    caption = f"Counts of people are rounded to the nearest {nearest}. A hatched bar means: somewhere in here."
    return Chart(drawn, None, rows, caption, "Figure", "How many")


def _bar(figure: PublicFigure) -> Bar:
    low, high = span(figure.shown) or (None, None)
    return Bar(spec(figure).title, said(figure.shown, figure.id), low, high)


def goal_chart(goal: Goal, figure: PublicFigure | None) -> Bars | None:
    """A bar with a line at the target; None where there is nothing to draw."""
    held = None if figure is None else span(figure.shown)
    if figure is None or held is None or goal.target is None:
        return None
    value = said(figure.shown, figure.id)
    sentence = f"Now {value}. The target is {goal.target:,} {goal.unit}.".replace(" .", ".")
    most = 100.0 if isinstance(figure.shown, Share) else _MOST_ANSWER if _of_five(figure) else 1.0
    now_ = Bar("", "", *held)
    return bars(f"goal-{goal.id}", goal.title, sentence, [now_], target=float(goal.target), most=most, wide=CARD)


def _of_five(figure: PublicFigure) -> bool:
    return isinstance(figure.shown, Mean) and figure.id not in _A_MONTH
