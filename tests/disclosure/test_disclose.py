from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerloom.definition.figures import FIGURES
from peerloom.definition.organisation import Publication
from peerloom.disclosure.disclose import disclose
from peerloom.disclosure.public import (
    About,
    Exact,
    Fewer,
    Hours,
    Mean,
    Months,
    Share,
    Sides,
    Withheld,
)
from peerloom.disclosure.public_json import public_json
from peerloom.evaluation.figures import Figure, Part

if TYPE_CHECKING:
    from peerloom.disclosure.public import (
        PublicFigure,
        PublicFigures,
        Shown,
    )

DAY = dt.date(2026, 6, 12)
MONTH = dt.timedelta(days=28)
USUAL = Publication()


def made(*figures: Figure, publication: Publication = USUAL) -> tuple[PublicFigure, ...]:
    return disclose(figures, publication, DAY).public.figures


def one(figure: Figure, publication: Publication = USUAL) -> PublicFigure:
    (public,) = made(figure, publication=publication)
    return public


def people(number: int, name: str = "matches-made") -> Figure:
    return Figure(name, "c", number, number, DAY)


def share(part: int, whole: int) -> Figure:
    return Figure("match-rate", "c", 100 * part / whole if whole else None, whole, DAY, part=part if whole else None)


def lasting(value: float | None, n: int, part: int | None, *shares: tuple[float, int]) -> Figure:
    steps = shares or ((0.9, n), (0.8, n), (0.6, n))
    return Figure(
        "match-length", "c", value, n, DAY, part=part, steps=tuple((i, *step) for i, step in enumerate(steps, start=1))
    )


def year(*figures: list[Figure], publication: Publication = USUAL) -> list[PublicFigures]:
    """A release every four weeks."""
    history: list[PublicFigures] = []
    for number, some in enumerate(figures):
        history.append(disclose(some, publication, DAY + number * MONTH, history).public)
    return history


@pytest.mark.parametrize(
    ("number", "shown"), [(0, Fewer(10)), (9, Fewer(10)), (10, About(10)), (47, About(45)), (48, About(50))]
)
def test_a_count_of_people_is_suppressed_below_ten_and_rounded_to_five(number: int, shown: Shown) -> None:
    assert one(people(number)).shown == shown
    assert one(people(number)).n == shown


def test_a_share_says_its_two_counts_and_no_other_total() -> None:
    assert one(share(51, 60)) == dataclasses.replace(
        one(share(50, 59)), shown=Share(80, 100), n=About(50), sides=Sides(About(50), Fewer(10))
    )
    shown = one(share(40, 62))
    assert (shown.shown, shown.n, shown.sides) == (Share(60, 70), About(60), Sides(About(40), About(20)))


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
        (lasting(7.4, 45, 12), Months(7)),
        (lasting(7.4, 45, 9), Withheld("too-few")),
        (lasting(None, 45, None), Months(None)),
        (lasting(None, 4, None), Withheld("too-few")),
        (Figure("match-rate", "c", None, 0, DAY), Withheld("too-few")),
        (Figure("modules", "", 3, 3, DAY), Exact(3)),
    ],
)
def test_each_kind_of_figure_has_its_rule(figure: Figure, shown: Shown) -> None:
    assert one(figure).shown == shown


def test_a_figure_for_the_coordinator_is_left_out() -> None:
    private = [name for name, spec in FIGURES.items() if not spec.public]
    assert private
    assert made(*(Figure(name, "c", 50, 50, DAY) for name in private)) == ()


def test_slices_are_shown_only_where_the_others_are_not_known_by_them() -> None:
    parts = (Part("2026-01", 40), Part("2026-02", 3))
    hours = one(Figure("hours", "c", 500.0, 120, DAY, parts=parts))
    assert [(part.label, part.shown) for part in hours.parts] == [
        ("2026-01", About(40)),
        ("2026-02", Fewer(10)),
    ]
    almost_all = one(Figure("hours", "c", 500.0, 43, DAY, parts=parts))
    assert [part.label for part in almost_all.parts] == ["2026-02"]
    assert one(Figure("matches-made", "c", 43, 43, DAY, parts=parts)).parts == ()
    assert one(Figure("hours", "c", 500.0, 4, DAY, parts=(Part("2026-01", 4),))).parts == ()


def test_a_curve_has_the_months_that_may_be_told_and_ends_where_too_few_are_left() -> None:
    steps = ((1.0, 300), (0.9, 300), (0.5, 12), (0.4, 9), (0.4, 30))
    curve = one(lasting(2.0, 300, 12, *steps)).curve
    assert [step.month for step in curve] == [2, 3]  # after one month all still ran, and that is told to nobody
    assert [step.shown for step in curve] == [Share(89, 91), Share(49, 51)]
    assert [step.month for step in one(lasting(2.0, 45, 12, *steps)).curve] == [3]


def test_of_two_figures_that_tell_too_much_together_the_later_one_stays_back() -> None:
    trained, applied = people(57, "mentors-trained"), people(60, "mentors-applied")
    shown = {f.id: f.shown for f in made(applied, trained)}
    assert shown == {"mentors-applied": About(60), "mentors-trained": Withheld("together")}
    wanted = ("mentors-trained", "mentors-applied")
    first = disclose([applied, trained], USUAL, DAY, first=wanted)
    assert {f.id: f.shown for f in first.public.figures} == {
        "mentors-applied": Withheld("together"),
        "mentors-trained": About(55),
    }
    (note,) = first.notes
    assert (note.figure, note.done) == ("mentors-applied", "back")
    assert note.because is not None
    assert (note.because.count.of, note.because.count.less) == ("applied", "trained")


def test_figures_that_no_page_shows_are_not_released() -> None:
    found = disclose([people(60), people(50, "mentors-applied")], USUAL, DAY, first=("matches-made",))
    assert [figure.id for figure in found.public.figures] == ["matches-made"]


def test_a_figure_keeps_its_label_and_its_day_until_it_has_moved_far() -> None:
    releases = year([people(44)], [people(52)], [people(53)], [people(49)])
    assert [one.figures[0].shown for one in releases] == [About(45), About(45), About(55), About(55)]
    assert [one.figures[0].since for one in releases] == [None, DAY, None, DAY + 2 * MONTH]


def test_an_average_changes_only_with_as_many_new_people_as_the_threshold() -> None:
    """Else the difference of two averages would be one of a few answers."""
    marks = [Figure("mentee-satisfaction", "c", value, n, DAY) for value, n in ((4.0, 20), (4.4, 29), (4.5, 38))]
    assert [one.figures[0].shown for one in year(*([m] for m in marks))] == [Mean(40), Mean(40), Mean(45)]


def test_hours_months_and_meetings_move_only_when_it_is_news() -> None:
    hours = [[Figure("hours", "c", value, 40, DAY)] for value in (100.0, 109.0, 116.0)]
    assert [one.figures[0].shown for one in year(*hours)] == [Hours(100), Hours(100), Hours(120)]
    months = [[lasting(value, 45, 12)] for value in (None, 6.1, 6.9, 8.2)]
    assert [one.figures[0].shown for one in year(*months)] == [Months(None), Months(6), Months(6), Months(8)]
    meetings = [[Figure("meetings", "c", value, 40, DAY)] for value in (2.5, 2.9, 3.0)]
    assert [one.figures[0].shown for one in year(*meetings)] == [Mean(25), Mean(25), Mean(30)]


def test_what_was_taken_back_does_not_come_again_for_a_year() -> None:
    applied, close, far = people(62, "mentors-applied"), people(58, "mentors-trained"), people(30, "mentors-trained")
    releases = year([people(90, "mentors-applied"), far], [applied, close], *([[applied, far]] * 14))
    shown = [release.figures[1].shown for release in releases]
    back = Withheld("together")
    assert shown[0] == About(30)
    if shown[1] == back:
        assert shown[2:14] == [back] * 12
        assert shown[-1] == About(30)


def test_a_slice_that_was_held_back_does_not_come_later() -> None:
    def hours(n: int) -> list[Figure]:
        return [Figure("hours", "c", 500.0, n, DAY, parts=(Part("2026-01", 50), Part("2026-02", 117)))]

    first, second = year(hours(120), hours(200))
    assert [part.label for part in first.figures[0].parts] == ["2026-01"]
    assert [part.label for part in second.figures[0].parts] == ["2026-01"]


def test_the_same_figures_give_the_same_bytes_and_no_free_text() -> None:
    figures = [people(47), people(20, "mentees-waiting"), share(47, 67)]
    text = public_json(disclose(figures, USUAL, DAY).public)
    assert text == public_json(disclose(figures, USUAL, DAY).public)
    assert json.loads(text)["figures"][0]["shown"] == {"is": "about", "value": 45}


def test_stricter_is_stricter() -> None:
    assert one(people(25), Publication(least=30)).shown == Fewer(30)
    assert one(share(25, 49), Publication(percent_least=50)).shown == Withheld("too-few")
    assert one(share(12, 25), Publication(least=30)).shown == Withheld("too-few")  # both sides are below it


def test_looser_is_said() -> None:
    publication = Publication(least=5, looser=True)
    found = disclose([people(7)], publication, DAY).public
    assert found.looser
    assert found.figures[0].shown == About(5)
    assert not disclose([people(7)], USUAL, DAY).public.looser


numbers = st.integers(0, 400)


@given(numbers, numbers, numbers, st.integers(10, 30))
@settings(max_examples=30)
def test_what_is_told_is_never_below_the_threshold(a: int, b: int, c: int, least: int) -> None:
    figures = (people(a + b + c, "mentees-applied"), people(a), people(b, "mentees-waiting"), share(a, a + b))
    for figure in made(*figures, publication=Publication(least=least)):
        labels = [figure.n, *([figure.sides.part, figure.sides.rest] if figure.sides else [])]
        assert all(label.value >= least for label in labels if isinstance(label, About))


@pytest.mark.parametrize(
    ("value", "tenths"), [(1.0, 12), (1.19, 12), (1.2, 12), (1.3, 13), (4.75, 48), (4.98, 48), (5.0, 48)]
)
def test_marks_are_not_told_near_the_end_of_their_scale(value: float, tenths: int) -> None:
    assert one(Figure("mentee-satisfaction", "c", value, 61, DAY)).shown == Mean(tenths)


def test_figures_that_contradict_each_other_are_not_released() -> None:
    found = made(people(40, "mentors-trained"), people(20, "mentors-applied"), people(60))
    assert [figure.shown for figure in found] == [Withheld("together"), Withheld("together"), About(60)]
