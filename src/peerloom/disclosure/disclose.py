"""Turns private figures into public ones: suppressed, rounded, in bands. What no rule allows is withheld."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerloom.definition.figures import FIGURES
from peerloom.disclosure.public import (
    About,
    Exact,
    Fewer,
    Hours,
    Mean,
    Months,
    PublicFigure,
    PublicFigures,
    PublicPart,
    PublicStep,
    Share,
    Withheld,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from peerloom.definition.organisation import Publication
    from peerloom.disclosure.public import Shown
    from peerloom.evaluation.figures import Figure

_BAND = 5  # a band of percentages starts and ends at its multiples
_TWO_GIVERS = 90.0  # percent of the hours; above it the total tells what two people gave
_SCALE_ENDS = (12, 48)  # tenths: "1.2 or less" and "4.8 or more" are as far as an average of marks goes


def disclose(figures: Sequence[Figure], publication: Publication, as_of: dt.date) -> PublicFigures:
    """Give what may be shown of ``figures``, in their order. Figures for the coordinator only are left out.

    Source:
        Rounding to base 5 with a threshold, and percentages in bands, as in the statistics of schools and
        hospitals; see docs/privacy.md for the rules and their reasons.
    """
    shown = tuple(_public(figure, publication) for figure in figures if FIGURES[figure.id].public)
    return PublicFigures(as_of, publication.least, shown)


def _public(figure: Figure, publication: Publication) -> PublicFigure:
    kind = FIGURES[figure.id].kind
    if kind == "things":
        return PublicFigure(figure.id, figure.cohort, Exact(figure.n), Exact(figure.n))
    n = count(figure.n, publication)
    shown = _shown(figure, publication)
    # Slices are shown only where they do not add up to a total that is shown beside them.
    parts = tuple(PublicPart(part.label, count(part.count, publication)) for part in figure.parts)
    told = parts if kind == "hours" and not isinstance(shown, Withheld) else ()
    return PublicFigure(figure.id, figure.cohort, shown, n, told, _curve(figure, publication))


def count(people: int, publication: Publication) -> Fewer | About:
    """A count of people: "fewer than" the threshold, which includes nobody, or the nearest multiple.

    Two counts get the same answer, or two answers whose ranges share no number.
    """
    if people < publication.least:
        return Fewer(publication.least)
    step = publication.round_to
    return About(max(publication.least, step * ((people + step // 2) // step)))


def _shown(figure: Figure, publication: Publication) -> Shown:
    kind = FIGURES[figure.id].kind
    if kind == "people":
        return count(figure.n, publication)
    if figure.value is None:
        if figure.n < publication.least:
            return Withheld("too-few")
        return Months(None) if kind == "months" else Withheld("not-yet")
    if kind == "share":
        return _percent(figure.part or 0, figure.n, publication)
    if figure.n < publication.least:
        return Withheld("too-few")
    if kind == "hours":
        return Withheld("uneven") if figure.largest >= _TWO_GIVERS else Hours(10 * round(figure.value / 10))
    if kind == "months":
        return _median(figure, publication)
    return _mean(figure)


def _mean(figure: Figure) -> Mean | Withheld:
    """An average with one decimal. Near the end of a scale it would tell everybody's answer, so it stops before."""
    tenths = round(10 * (figure.value or 0))
    if figure.id.endswith("satisfaction"):
        tenths = min(max(tenths, _SCALE_ENDS[0]), _SCALE_ENDS[1])
    return Mean(tenths)


def _median(figure: Figure, publication: Publication) -> Months | Withheld:
    """The median length, if enough matches were still looked at there."""
    enough = (figure.part or 0) >= publication.least
    return Months(round(figure.value or 0)) if enough else Withheld("too-few")


def _percent(part: int, whole: int, publication: Publication) -> Share | Withheld:
    """A band that holds the truth, made from the published counts alone, so that it tells nothing that they do not.

    Where one side is below the threshold, the band says no more than "fewer than" does: it runs to the end.
    """
    if whole < publication.percent_least:
        return Withheld("too-few")
    if whole < publication.least:
        return Withheld("too-few")
    few = publication.least - 1
    least, most = _could_be(whole, publication)
    if part <= few:
        return Share(0, _up(100 * few / least))
    if whole - part <= few:
        return Share(100 - _up(100 * few / least), 100)
    fewest, greatest = _could_be(part, publication)
    return Share(_BAND * int(100 * fewest / most // _BAND), _up(100 * greatest / least))


def _could_be(people: int, publication: Publication) -> tuple[int, int]:
    """The smallest and the greatest count that is published as ``people`` is."""
    shown, step = count(people, publication), publication.round_to
    same = [other for other in range(max(0, people - step), people + step + 1) if count(other, publication) == shown]
    return same[0], same[-1]


def _up(value: float) -> int:
    return min(100, _BAND * int(-(-value // _BAND)))


def _curve(figure: Figure, publication: Publication) -> tuple[PublicStep, ...]:
    """The share of matches that still run, month by month, as bands; it ends where too few are left."""
    steps = []
    for month, share, looked_at in figure.steps:
        if looked_at < publication.least or figure.n < publication.percent_least:
            break
        steps.append(PublicStep(month, _percent(round(share * figure.n), figure.n, publication)))
    return tuple(steps)
