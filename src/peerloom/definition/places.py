"""How far two places on the map are from each other, in whole numbers, so that every machine says the same."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from peerloom.definition.fields import DEGREE

if TYPE_CHECKING:
    from collections.abc import Mapping

Spot = tuple[int, int]  # north and east, in hundred-thousandths of a degree

_STEP = 1112  # millimetres of the earth's surface that such a part of a degree spans, at a mean radius of 6,371 km
_KM = 1_000_000  # millimetres
_ONE = 10**12  # of the cosine
_PI = 3_141_592_653_590  # at that scale
_TERMS = 12  # of the series; the last is far below one


def squared(one: Spot, other: Spot) -> int:
    """The square of the distance in millimetres, on a plane that touches the earth between the two.

    Good to one part in a hundred for places of one region. Across the date line the short way counts.
    """
    north = one[0] - other[0]
    east = abs(one[1] - other[1])
    east = min(east, 360 * DEGREE - east)
    across = east * _STEP * _cosine((one[0] + other[0]) // 2) // _ONE
    return (north * _STEP) ** 2 + across**2


def apart_at_most(one: Spot, other: Spot, km: int) -> bool:
    """Whether two places are at most ``km`` kilometres apart."""
    return squared(one, other) <= (km * _KM) ** 2


def km_apart(one: Spot, other: Spot) -> int:
    """The distance in whole kilometres, rounded up: no pair is said to be nearer than it is."""
    return -(-math.isqrt(squared(one, other)) // _KM)


def within(areas: Mapping[str, Spot], one: str, other: str, km: int) -> bool:
    """Whether two answers are near: the same, or two places of ``areas`` at most ``km`` kilometres apart."""
    if one == other:
        return True
    return one in areas and other in areas and apart_at_most(areas[one], areas[other], km)


def _cosine(degrees: int) -> int:
    """The cosine of a latitude, times ``_ONE``."""
    x = degrees * _PI // (180 * DEGREE)
    term = total = _ONE
    for k in range(1, _TERMS):
        term = -term * x // _ONE * x // _ONE // ((2 * k - 1) * (2 * k))
        total += term
    return max(0, total)
