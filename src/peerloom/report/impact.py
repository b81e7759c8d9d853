"""What the impact report says. It is made from public figures and program.yaml, and can reach nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.definition.figures import FIGURES
from peerloom.disclosure.public import Fewer, Mean, Share, Withheld
from peerloom.pages.shown import card, in_order, now, said, span
from peerloom.readable import short_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peerloom.definition.organisation import Goal
    from peerloom.disclosure.public import PublicFigure
    from peerloom.pages.page import Site

LIMITS = (
    "The figures describe people who took part. There was no comparison group, so other causes are possible.",
    "Counts of people are rounded, shares are ranges, and small numbers are left out, so that nobody can be known.",
    "A report is made from published figures alone.",
)
_PERCENT, _FIVE = 100.0, 5.0


@dataclass(frozen=True, slots=True)
class Bar:
    """Where a value stands on its line: its lowest and highest, and the target, as shares of the whole line."""

    low: float
    high: float
    target: float


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal with where it stands."""

    title: str
    now: str
    target: str
    start: str
    people: str
    measure: str  # title of the figure
    figure: str  # its id
    bar: Bar | None


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure, with how many it rests on and its day."""

    id: str
    title: str
    said: str
    people: str
    day: str
    definition: str
    formula: str


@dataclass(frozen=True, slots=True)
class Impact:
    """The whole report, ready to be set."""

    program: str
    place: str
    cohort: str
    day: str
    what: str
    demo: bool
    goals: tuple[GoalLine, ...]
    figures: tuple[FigureLine, ...]
    held: int  # figures that are too small to show
    activities: tuple[str, ...]
    partners: tuple[str, ...]
    funders: tuple[str, ...]
    review: str
    limits: tuple[str, ...]
    contact: str


def impact(site: Site) -> Impact:
    """The report on the newest cohort that has begun and has figures, and on the whole program."""
    program = site.program
    figures = in_order(site)
    named = {cohort.id: cohort.title for cohort in program.cohorts}
    starts = {cohort.id: cohort.starts for cohort in program.cohorts if cohort.starts <= site.figures.as_of}
    with_value = {f.cohort for f in figures if f.cohort in starts and not isinstance(f.shown, Withheld | Fewer)}
    cohort = max(with_value, key=lambda one: (starts[one], one), default="")
    mine = [figure for figure in figures if figure.cohort in (cohort, "")]
    contact = program.organisation.email if program.organisation else None
    return Impact(
        program.program.name,
        program.program.place,
        named.get(cohort, ""),
        short_day(site.figures.as_of),
        program.program.mission or program.program.summary,
        program.program.demo,
        tuple(_goals(site)),
        tuple(_line(site, figure) for figure in mine if not isinstance(figure.shown, Withheld)),
        sum(isinstance(figure.shown, Withheld) for figure in mine),
        program.logic_model.activities if program.logic_model else (),
        tuple(partner.name for partner in program.partners),
        program.organisation.funders if program.organisation else (),
        program.evaluation.review,
        LIMITS,
        contact or "",
    )


def _goals(site: Site) -> Iterator[GoalLine]:
    for goal in site.program.goals:
        figure = now(site, goal)
        if figure is not None:
            made = card(site, figure)
            target = f"{goal.target:,} {goal.unit}".strip() if goal.target is not None else ""
            about = FIGURES[figure.id]
            yield GoalLine(
                goal.title, made.said, target, goal.start, made.people, about.title, figure.id, _bar(goal, figure)
            )


def _bar(goal: Goal, figure: PublicFigure) -> Bar | None:
    held = span(figure.shown)
    if held is None or not goal.target:
        return None
    of_five = isinstance(figure.shown, Mean) and figure.id != "meetings"
    most = _PERCENT if isinstance(figure.shown, Share) else _FIVE if of_five else max(held[1], goal.target) * 1.1
    return Bar(held[0] / most, min(1.0, held[1] / most), min(1.0, goal.target / most))


def _line(site: Site, figure: PublicFigure) -> FigureLine:
    about, made = FIGURES[figure.id], card(site, figure)
    return FigureLine(
        figure.id,
        about.title,
        said(figure.shown, figure.id),
        made.people,
        short_day(made.since),
        about.definition,
        about.formula,
    )
