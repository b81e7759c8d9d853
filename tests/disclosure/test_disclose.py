from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.definition.figures import FIGURES
from peerloom.definition.organisation import Publication
from peerloom.disclosure.disclose import count, disclose
from peerloom.disclosure.public import About, Exact, Fewer, Hours, Mean, Months, Share, Withheld
from peerloom.disclosure.public_json import public_json
from peerloom.evaluation.figures import Figure, Part

if TYPE_CHECKING:
    from peerloom.disclosure.public import PublicFigure, Shown

DAY = dt.date(2026, 6, 12)
USUAL = Publication()


def one(figure: Figure, publication: Publication = USUAL) -> PublicFigure:
    (public,) = disclose([figure], publication, DAY).figures
    return public


def people(number: int) -> Figure:
    return Figure("matches-made", "c", number, number, DAY)


def share(part: int, whole: int) -> Figure:
    return Figure("match-rate", "c", 100 * part / whole if whole else None, whole, DAY, part=part if whole else None)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, Fewer(10)),
        (9, Fewer(10)),
        (10, About(10)),
        (12, About(10)),
        (13, About(15)),
        (47, About(45)),
        (48, About(50)),
    ],
)
def test_a_count_of_people_is_suppressed_below_ten_and_rounded_to_five(number: int, shown: Shown) -> None:
    assert one(people(number)).shown == shown


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 0, Withheld("too-few")),
        (10, 19, Withheld("too-few")),
        (10, 20, Share(45, 70)),  # 10 to 12 of 18 to 22
        (12, 24, Share(35, 55)),  # 10 to 12 of 23 to 27
        (30, 60, Share(45, 60)),
        (0, 60, Share(0, 20)),
        (9, 60, Share(0, 20)),
        (60, 60, Share(80, 100)),
        (52, 60, Share(80, 100)),
        (51, 60, Share(80, 100)),
        (50, 60, Share(75, 90)),  # 48 to 52 of 58 to 62
        (200, 400, Share(45, 55)),
    ],
)
def test_a_percentage_is_a_band(part: int, whole: int, shown: Shown) -> None:
    assert one(share(part, whole)).shown == shown


@pytest.mark.parametrize(
    ("figure", "shown"),
    [
        (Figure("hours", "c", 1234.4, 40, DAY, largest=8.0), Hours(1230)),
        (Figure("hours", "c", 1234.4, 9, DAY, largest=8.0), Withheld("too-few")),
        (Figure("hours", "c", 1234.4, 40, DAY, largest=90.0), Withheld("uneven")),
        (Figure("hours", "c", None, 0, DAY), Withheld("too-few")),
        (Figure("mentee-satisfaction", "c", 4.26, 30, DAY), Mean(43)),
        (Figure("mentee-satisfaction", "c", 5.0, 30, DAY), Mean(48)),
        (Figure("mentee-satisfaction", "c", 4.26, 9, DAY), Withheld("too-few")),
        (Figure("match-length", "c", 7.4, 45, DAY, part=12), Months(7)),
        (Figure("match-length", "c", 7.4, 45, DAY, part=9), Withheld("too-few")),
        (Figure("match-length", "c", None, 45, DAY), Months(None)),
        (Figure("match-length", "c", None, 4, DAY), Withheld("too-few")),
        (Figure("modules", "", 3, 3, DAY), Exact(3)),
    ],
)
def test_each_kind_of_figure_has_its_rule(figure: Figure, shown: Shown) -> None:
    assert one(figure).shown == shown


def test_a_figure_for_the_coordinator_is_left_out() -> None:
    private = [name for name, spec in FIGURES.items() if not spec.public]
    assert private
    assert disclose([Figure(name, "c", 50, 50, DAY) for name in private], USUAL, DAY).figures == ()


def test_slices_are_shown_only_where_no_total_stands_beside_them() -> None:
    parts = (Part("2026-01", 40), Part("2026-02", 3))
    hours = one(Figure("hours", "c", 500.0, 40, DAY, parts=parts))
    assert [part.shown for part in hours.parts] == [About(40), Fewer(10)]
    assert one(Figure("matches-made", "c", 43, 43, DAY, parts=parts)).parts == ()
    assert one(Figure("hours", "c", 500.0, 4, DAY, parts=parts)).parts == ()


def test_a_curve_ends_where_too_few_are_left() -> None:
    steps = ((1, 0.9, 40), (2, 0.5, 12), (3, 0.4, 9), (4, 0.4, 30))
    assert [step.month for step in one(Figure("match-length", "c", 2.0, 45, DAY, part=12, steps=steps)).curve] == [1, 2]
    assert one(Figure("match-length", "c", 2.0, 19, DAY, part=12, steps=steps)).curve == ()


numbers = st.integers(0, 3000)
careful = st.builds(Publication, least=st.integers(10, 40), round_to=st.integers(5, 20))


@given(numbers, numbers, careful)
def test_two_bands_are_equal_or_share_no_number(a: int, b: int, publication: Publication) -> None:
    first, second = count(a, publication), count(b, publication)
    if a <= b and isinstance(first, About) and isinstance(second, About):
        assert first.value <= second.value
    if a < publication.least or b < publication.least:
        assert (first == second) == (a < publication.least and b < publication.least)


@given(numbers, numbers, careful)
def test_a_percentage_tells_nothing_that_the_published_counts_do_not(a: int, b: int, publication: Publication) -> None:
    """Two programs with the same published counts show the same band."""
    whole, part = max(a, b), min(a, b)
    shown = one(share(part, whole), publication).shown
    for other in range(whole - 2, whole + 3):
        if count(other, publication) == count(whole, publication) and min(whole, other) >= publication.percent_least:
            for near in range(max(0, part - 2), min(other, part + 2) + 1):
                same = count(near, publication) == count(part, publication)
                rest = (other - near < publication.least) == (whole - part < publication.least)
                if same and rest and _wide(other) == _wide(whole):
                    assert one(share(near, other), publication).shown == shown


def _wide(whole: int) -> bool:
    return whole < 40


@given(numbers, numbers)
def test_nobody_and_everybody_never_stand_alone(a: int, b: int) -> None:
    shown = one(share(min(a, b), max(a, b))).shown
    if isinstance(shown, Share):
        assert shown.low < shown.high
        assert 0 <= shown.low < shown.high <= 100


def test_the_file_has_no_free_text() -> None:
    text = public_json(disclose([people(47), share(30, 60)], USUAL, DAY))
    assert json.loads(text)["figures"][0]["shown"] == {"is": "about", "value": 45}
    words = {word for word in text.replace('"', " ").split() if word.isalpha()}
    assert words <= {
        "as",
        "about",
        "publicfigures",
        "publicfigure",
        "share",
        "is",
        "c",
        "figures",
        "curve",
        "low",
        "high",
        "n",
        "id",
        "parts",
        "shown",
        "value",
        "cohort",
        "least",
        "matches-made",
        "words",
    }


def test_stricter_is_stricter() -> None:
    assert one(people(25), Publication(least=30)).shown == Fewer(30)
    assert one(share(25, 49), Publication(percent_least=50)).shown == Withheld("too-few")
    assert one(share(12, 25), Publication(least=30)).shown == Withheld("too-few")  # the whole may not be told


@given(numbers, careful)
def test_what_is_told_is_never_below_the_threshold(number: int, publication: Publication) -> None:
    shown = count(number, publication)
    assert not isinstance(shown, About) or shown.value >= publication.least


def test_coarse_rounding_never_tells_more_than_all() -> None:
    assert one(share(19, 29), Publication(round_to=20)).shown == Share(30, 100)


@given(numbers, numbers, careful)
def test_a_band_holds_the_truth(a: int, b: int, publication: Publication) -> None:
    whole, part = max(a, b), min(a, b)
    shown = one(share(part, whole), publication).shown
    if isinstance(shown, Share):
        assert shown.low <= 100 * part / whole <= shown.high


@pytest.mark.parametrize(("part", "whole", "low", "high"), [(13, 27, 45, 75), (58, 71, 80, 95)])
def test_a_band_that_rounding_once_made_false(part: int, whole: int, low: int, high: int) -> None:
    assert one(share(part, whole)).shown == Share(low, high)


@pytest.mark.parametrize(
    ("value", "tenths"), [(1.0, 12), (1.19, 12), (1.2, 12), (1.3, 13), (4.75, 48), (4.98, 48), (5.0, 48)]
)
def test_marks_are_not_told_near_the_end_of_their_scale(value: float, tenths: int) -> None:
    assert one(Figure("mentee-satisfaction", "c", value, 61, DAY)).shown == Mean(tenths)
