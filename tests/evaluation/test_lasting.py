from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.evaluation.lasting import Length, at_risk, median_days, share_at, survival

lengths = st.lists(st.builds(Length, st.integers(0, 400), st.booleans()), max_size=40)


def test_the_worked_example_of_the_method() -> None:
    """2, 3, 3+, 5, 8+ (a + still runs): S(2) = 0.8, S(3) = 0.6, S(5) = 0.3."""
    points = survival([Length(2, True), Length(3, True), Length(3, False), Length(5, True), Length(8, False)])  # noqa: FBT003 - a row of the example
    assert [(point.day, round(point.share, 10), point.at_risk) for point in points] == [
        (2, 0.8, 5),
        (3, 0.6, 4),
        (5, 0.3, 2),
    ]
    assert median_days(points) == 5
    assert share_at(points, 1) == 1.0
    assert share_at(points, 4) == pytest.approx(0.6)


def test_without_matches_or_without_ends_there_is_no_median() -> None:
    assert survival([]) == ()
    assert median_days(survival([Length(100, ended=False)])) is None


@given(lengths)
def test_the_curve_never_rises_and_stays_between_0_and_1(matches: list[Length]) -> None:
    shares = [1.0, *(point.share for point in survival(matches))]
    assert all(0 <= later <= earlier <= 1 for earlier, later in itertools.pairwise(shares))


@given(lengths)
def test_when_all_have_ended_it_is_the_plain_share(matches: list[Length]) -> None:
    ended = [Length(match.days, ended=True) for match in matches]
    for point in survival(ended):
        assert point.share == pytest.approx(sum(match.days > point.day for match in ended) / len(ended))


@given(lengths, st.randoms(use_true_random=False))
def test_the_order_of_matches_does_not_matter(matches: list[Length], random: object) -> None:
    shuffled = sorted(matches, key=lambda _: random.random())  # type: ignore[attr-defined] # hypothesis gives a Random
    assert survival(shuffled) == survival(matches)
    assert at_risk(shuffled, 10) == at_risk(matches, 10)
