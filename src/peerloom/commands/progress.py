"""``peerloom progress``: every figure with its definition, the number behind it, and its day."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from peerloom.definition.figures import FIGURES
from peerloom.disclosure.public import About, Exact, Fewer, Hours, Mean, Months, Share, Withheld

if TYPE_CHECKING:
    from collections.abc import Sequence

    from peerloom.disclosure.public import PublicFigures, Shown
    from peerloom.evaluation.figures import Figure

_UNITS = {"share": " %", "hours": " h", "months": " months", "days": " days"}


def tell(figures: Sequence[Figure], public: PublicFigures, out: TextIO, *, public_log: bool) -> None:
    """Print the figures. In a log that anyone can read only what the public page shows stands there."""
    shown = {(figure.id, figure.cohort): figure for figure in public.figures}
    cohort = None
    for figure in figures:
        spec = FIGURES[figure.id]
        if public_log and not spec.public:
            continue
        if figure.cohort != cohort:
            cohort = figure.cohort
            print(f"\n{cohort or 'The whole program'}, on {public.as_of}", file=out)
        of_page = shown.get((figure.id, figure.cohort))
        on_page = in_words(of_page.shown) if of_page else "for the coordinator only"
        if public_log:
            print(f"  {spec.title}: {on_page}", file=out)
        else:
            print(f"  {spec.title}: {_exact(figure)} (n = {figure.n}); public: {on_page}", file=out)
            print(f"      {spec.definition}", file=out)


def _exact(figure: Figure) -> str:
    if figure.value is None:
        return "no data"
    kind = FIGURES[figure.id].kind
    digits = 0 if kind in {"people", "things", "hours", "days"} else 1
    return f"{figure.value:.{digits}f}{_UNITS.get(kind, '')}"


def in_words(shown: Shown) -> str:
    """What a page says for a public value."""
    match shown:
        case Fewer(than):
            return f"fewer than {than}"
        case About(value) | Hours(value):
            return f"about {value}"
        case Exact(value):
            return str(value)
        case Share(low, high):
            return f"{low} to {high} %"
        case Mean(tenths):
            return f"{tenths / 10:.1f}"
        case Months(None):
            return "more than half still run"
        case Months(value):
            return f"{value} months"
        case Withheld("together"):
            return "held back beside other figures"
        case _:
            return "too few to show"
