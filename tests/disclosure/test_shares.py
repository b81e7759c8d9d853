from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.disclosure.bands import Grid
from peerloom.disclosure.public import Share, Sides, Withheld
from peerloom.disclosure.shares import share

numbers = st.integers(0, 1500)
grids = st.builds(Grid, st.integers(5, 40), st.integers(3, 20))


def of(part: int, whole: int, grid: Grid = Grid(), percent_least: int = 20) -> Share | Withheld:  # noqa: B008 - a value
    return share(Sides(grid.label(part), grid.label(whole - part)), grid, percent_least)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 0, Withheld("too-few")),
        (10, 19, Withheld("too-few")),
        (9, 18, Withheld("too-few")),
        (10, 20, Share(40, 60)),  # 10 to 12 beside 10 to 12
        (12, 24, Share(40, 60)),
        (15, 39, Share(30, 50)),  # below 40 in tens
        (30, 60, Share(45, 55)),  # from 40 in fives
        (30, 130, Share(21, 25)),  # from 100 in ones
        (0, 60, Share(0, 15)),
        (9, 60, Share(0, 20)),  # "fewer than 10" of at least 48
        (60, 60, Share(85, 100)),
        (51, 60, Share(80, 100)),
        (50, 60, Share(80, 85)),
        (200, 400, Share(49, 51)),
        (291, 300, Share(96, 100)),
        (990, 1000, Share(98, 100)),  # no nearer than 99
        (10, 1000, Share(0, 2)),
        (10, 2000, Share(0, 1)),  # it would be 0.5 to 0.6
    ],
)
def test_a_percentage_is_a_band(part: int, whole: int, shown: Share | Withheld) -> None:
    assert of(part, whole) == shown


@given(numbers, numbers, grids)
def test_a_band_holds_the_truth(a: int, b: int, grid: Grid) -> None:
    whole, part = max(a, b), min(a, b)
    shown = of(part, whole, grid)
    if isinstance(shown, Share):
        assert 0 <= shown.low <= 100 * part / whole <= shown.high <= 100


@given(numbers, numbers, grids)
def test_it_is_made_from_the_published_counts_alone(a: int, b: int, grid: Grid) -> None:
    part, rest = grid.band(grid.label(a)), grid.band(grid.label(b))
    assert len({str(of(p, p + r, grid)) for p in (part.low, part.high) for r in (rest.low, rest.high) if p + r}) <= 1


@given(numbers, numbers)
def test_nobody_and_everybody_never_stand_alone(a: int, b: int) -> None:
    shown = of(min(a, b), max(a, b))
    if isinstance(shown, Share):
        assert shown.low < shown.high


@given(numbers, numbers, st.integers(20, 60))
def test_it_is_shown_only_when_enough_people_are_certain(a: int, b: int, least: int) -> None:
    whole, part = max(a, b), min(a, b)
    if whole < least or whole < 20:
        assert of(part, whole, percent_least=least) == Withheld("too-few")
