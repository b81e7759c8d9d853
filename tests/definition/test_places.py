from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.definition.fields import DEGREE
from peerloom.definition.places import apart_at_most, km_apart, squared, within

if TYPE_CHECKING:
    from peerloom.definition.places import Spot

spots = st.tuples(st.integers(-85 * DEGREE, 85 * DEGREE), st.integers(-180 * DEGREE, 180 * DEGREE))
near = st.tuples(st.integers(-DEGREE, DEGREE), st.integers(-DEGREE, DEGREE))


def on_the_sphere(one: Spot, other: Spot) -> float:
    """A second opinion in floats: the great circle, in kilometres."""
    a, b = ([math.radians(part / DEGREE) for part in spot] for spot in (one, other))
    h = math.sin((a[0] - b[0]) / 2) ** 2 + math.cos(a[0]) * math.cos(b[0]) * math.sin((a[1] - b[1]) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(h))


@given(spots.filter(lambda spot: abs(spot[0]) < 65 * DEGREE), near)
def test_it_agrees_with_the_globe_within_one_part_in_a_hundred(one: Spot, step: Spot) -> None:
    other = (one[0] + step[0], max(-180 * DEGREE, min(180 * DEGREE, one[1] + step[1])))
    true = on_the_sphere(one, other)
    assert abs(math.sqrt(squared(one, other)) / 1e6 - true) <= 0.01 * true + 0.01


@given(spots, spots, st.integers(0, 20_000))
def test_both_ways_are_as_long_and_the_kilometres_said_are_enough(one: Spot, other: Spot, km: int) -> None:
    assert squared(one, other) == squared(other, one) >= 0
    assert apart_at_most(one, other, km) == (km_apart(one, other) <= km)
    assert km_apart(one, one) == 0


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((5_252_000, 1_340_500), (5_237_520, 973_200), 250),  # Berlin and Hanover
        ((0, 17_995_000), (0, -17_995_000), 12),  # over the date line
        ((9_000_000, 0), (9_000_000, 9_000_000), 0),  # the pole from two sides
        ((5_252_000, 1_340_500), (5_252_001, 1_340_500), 1),
    ],
)
def test_some_distances(one: Spot, other: Spot, km: int) -> None:
    assert km_apart(one, other) == km


def test_answers_without_a_place_are_near_themselves_alone() -> None:
    areas = {"Mitte": (5_252_000, 1_340_500), "Wedding": (5_255_000, 1_336_600)}
    assert within(areas, "Mitte", "Wedding", 5)
    assert not within(areas, "Mitte", "Wedding", 1)
    assert within(areas, "elsewhere", "elsewhere", 0)
    assert not within(areas, "elsewhere", "Mitte", 20_000)
