from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from peerloom.disclosure.bands import Band, Grid
from peerloom.disclosure.public import About, Fewer

USUAL = Grid()
numbers = st.integers(0, 3000)
grids = st.builds(Grid, st.integers(5, 40), st.integers(3, 20))


@pytest.mark.parametrize(
    ("people", "label", "band", "reach"),
    [
        (0, Fewer(10), (0, 9), (0, 12)),
        (9, Fewer(10), (0, 9), (0, 12)),
        (10, About(10), (10, 12), (0, 17)),
        (12, About(10), (10, 12), (0, 17)),
        (13, About(15), (13, 17), (10, 22)),
        (47, About(45), (43, 47), (38, 52)),
        (48, About(50), (48, 52), (43, 57)),
    ],
)
def test_the_usual_bands(people: int, label: Fewer | About, band: tuple[int, int], reach: tuple[int, int]) -> None:
    assert USUAL.label(people) == label
    assert USUAL.band(label) == Band(*band)
    assert USUAL.reach(label) == Band(*reach)


def test_a_first_band_that_would_be_too_narrow_is_joined_with_the_next() -> None:
    grid = Grid(12, 5)  # "about 10" would be 12 alone
    assert grid.label(12) == grid.label(17) == About(15)
    assert grid.band(About(15)) == Band(12, 17)


@given(numbers, grids)
def test_a_band_holds_its_count(people: int, grid: Grid) -> None:
    assert people in grid.band(grid.label(people))


@given(numbers, numbers, grids)
def test_two_bands_are_equal_or_share_no_number(one: int, other: int, grid: Grid) -> None:
    a, b = grid.band(grid.label(one)), grid.band(grid.label(other))
    assert a == b or a.high < b.low or b.high < a.low


@given(numbers, grids)
@example(0, Grid(5, 10))  # a step wider than twice the threshold: "fewer than 5" is as wide as the threshold, no more
def test_one_band_is_all_below_the_threshold_and_no_other_is_narrow_or_begins_there(people: int, grid: Grid) -> None:
    label = grid.label(people)
    band = grid.band(label)
    if people < grid.least:
        assert (label, band) == (Fewer(grid.least), Band(0, grid.least - 1))
    else:
        assert isinstance(label, About)
        assert label.value >= grid.least
        assert band.low >= grid.least
        assert band.high - band.low + 1 >= grid.step // 2 + 1


@given(numbers, grids)
def test_one_person_more_moves_a_count_by_one_step_at_most(people: int, grid: Grid) -> None:
    before, after = grid.label(people), grid.label(people + 1)
    assert before == after or grid.band(before).high + 1 == grid.band(after).low


@given(numbers, numbers, grids)
def test_a_label_stays_until_the_count_is_two_bands_away(then: int, now: int, grid: Grid) -> None:
    """And so by four people at the least, by six above the smallest bands of the usual grid."""
    stays = now in grid.reach(grid.label(then))
    steps = sorted({grid.band(grid.label(n)).low for n in range(min(then, now), max(then, now) + 1)})
    assert stays == (len(steps) <= 2)
    if grid == USUAL and not stays:
        assert abs(then - now) >= 4
