"""The page Figures: every figure as it is, what stands behind it, and what the public page shows of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.definition.figures import FIGURES
from peerloom.desk.analysis import analysis
from peerloom.desk.charts import spark
from peerloom.disclosure.public import About, Exact, Fewer, Hours, Mean, Months, Share
from peerloom.readable import MONTHS

if TYPE_CHECKING:
    from peerloom.desk.analysis import Analysis
    from peerloom.desk.charts import Spark
    from peerloom.desk.seen import Seen
    from peerloom.disclosure.public import PublicFigure, Shown
    from peerloom.evaluation.figures import Figure

_UNITS = {"share": " %", "hours": " h", "months": " months", "days": " days"}
_WHOLE = {"people", "things", "hours", "days"}
_HELD = {
    "too-few": "too few to show",
    "not-yet": "not measured yet",
    "uneven": "not shown: a few people gave most of it",
    "together": "not shown beside the other figures",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One figure."""

    id: str
    title: str
    definition: str
    formula: str
    method: str  # where it comes from; "" for counting and dividing
    exact: str
    sorts: float  # its value for sorting; -1 for none
    n: int
    part: str  # "12 of 30" behind a share
    public: str
    public_tone: str  # good: a value stands there; still: it is held back; "": it never goes there
    spark: Spark | None


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one cohort, or of the whole program."""

    id: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """The whole page."""

    groups: tuple[Group, ...]
    least: int  # no count of people below this is public
    analysis: Analysis


def figures(seen: Seen) -> FiguresPage:
    """The page: newest cohort first, the whole program last."""
    shown = {(figure.id, figure.cohort): figure for figure in seen.public.figures}
    order = [*(cohort.id for cohort in reversed(seen.program.cohorts)), ""]
    groups = []
    for cohort in order:
        rows = tuple(_row(one, shown.get((one.id, one.cohort))) for one in seen.figures if one.cohort == cohort)
        if rows:
            title = seen.round_title(cohort) if cohort else "The whole program"
            groups.append(Group(f"round-{order.index(cohort)}", title, rows))
    return FiguresPage(tuple(groups), seen.public.least, analysis(seen, exact))


def _row(figure: Figure, of_page: PublicFigure | None) -> Row:
    spec = FIGURES[figure.id]
    public, tone = in_words(of_page.shown) if of_page else ("not public", "")
    return Row(
        figure.id,
        spec.title,
        spec.definition,
        spec.formula,
        spec.method.partition(", http")[0],  # no page of the desk names an address
        exact(figure),
        -1.0 if figure.value is None else figure.value,
        figure.n,
        f"{figure.part} of {figure.n}" if spec.kind == "share" and figure.part is not None else "",
        public,
        tone,
        spark([(_label(part.label), part.count) for part in figure.parts]),
    )


def exact(figure: Figure) -> str:
    """The number itself, with its unit."""
    if figure.value is None:
        return "no data"
    kind = FIGURES[figure.id].kind
    return f"{figure.value:,.{0 if kind in _WHOLE else 1}f}{_UNITS.get(kind, '')}"


def _label(period: str) -> str:
    """``2026-03`` as ``Mar 2026``; another label as it is."""
    year, _, month = period.partition("-")
    return f"{MONTHS[int(month) - 1][:3]} {year}" if month.isdecimal() and 1 <= int(month) <= len(MONTHS) else period


def in_words(shown: Shown) -> tuple[str, str]:
    """What the public page says, and whether that is a value (good) or nothing (still)."""
    match shown:
        case Fewer(than):
            return f"fewer than {than}", "still"
        case About(value) | Hours(value):
            return f"about {value:,}", "good"
        case Exact(value):
            return f"{value:,}", "good"
        case Share(low, high):
            return f"{low} to {high} %", "good"
        case Mean(tenths):
            return f"{tenths / 10:.1f}", "good"
        case Months(None):
            return "more than half still run", "good"
        case Months(value):
            return f"{value} months", "good"
        case _:
            return _HELD[shown.why], "still"
