"""A percentage as a band, made from published counts alone, so that it tells nothing that they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerloom.disclosure.public import Fewer, Share, Withheld

if TYPE_CHECKING:
    from peerloom.disclosure.bands import Grid
    from peerloom.disclosure.public import Sides

_WHOLE = 100
# From so many people on: bands start and end at multiples of this, and go no nearer to 0 and 100 than that.
_FINENESS = ((300, 1, 1), (100, 1, 2), (40, 5, 5), (0, 10, 10))


def share(sides: Sides, grid: Grid, percent_least: int) -> Share | Withheld:
    """The percentages that fit two published counts, as a band that holds all of them.

    Where one side is below the threshold the band runs to the end and says no more than "fewer than" does. A share of
    too few people, and one that leaves both sides below the threshold, is withheld.

    Source:
        Bands by the number of people as in the statistics of American schools, NCES 2011-603,
        https://nces.ed.gov/pubs2011/2011603.pdf.
    """
    part, rest = grid.band(sides.part), grid.band(sides.rest)
    people = part.low + rest.low
    if people < percent_least or (isinstance(sides.part, Fewer) and isinstance(sides.rest, Fewer)):
        return Withheld("too-few")
    step, end = next((step, end) for least, step, end in _FINENESS if people >= least)
    low = step * (_WHOLE * part.low // (part.low + rest.high) // step)
    high = -step * (-_WHOLE * part.high // (part.high + rest.low) // step)
    if isinstance(sides.rest, Fewer) or high > _WHOLE - end:
        low, high = min(low, _WHOLE - end), _WHOLE
    if isinstance(sides.part, Fewer) or low < end:
        low, high = 0, max(high, end)
    return Share(low, high)
