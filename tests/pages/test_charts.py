from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerloom.pages.charts import CARD, WIDTH, Bar, Point, bars, curve, flow, scaled, text_width, ticks, wrapped
from peerloom.pages.templating import environment

if TYPE_CHECKING:
    from peerloom.pages.charts import Bars

sizes = st.floats(0, 1_000_000)
counts = st.integers(0, 1_000_000).map(float)
labels = st.text(st.characters(categories=["L", "N", "Zs", "P"]), max_size=80)
some_bars = st.lists(
    st.builds(
        lambda label, low, more: Bar(label, f"about {low}", low, low + more), labels, counts, st.integers(0, 500)
    ),
    max_size=8,
)


@pytest.mark.parametrize(
    ("most", "marks"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (4.3, (0, 1, 2, 3, 4, 5)),
        (5, (0, 1, 2, 3, 4, 5)),
        (6, (0, 2, 4, 6)),
        (9, (0, 5, 10)),
        (60, (0, 20, 40, 60)),
        (100, (0, 50, 100)),
        (1230, (0, 500, 1000, 1500)),
    ],
)
def test_marks_are_round(most: float, marks: tuple[float, ...]) -> None:
    assert ticks(most) == marks


@given(sizes, st.integers(2, 8))
def test_marks_are_even_and_reach_the_greatest(most: float, about: int) -> None:
    marks = ticks(most, about)
    steps = {round(later - earlier, 6) for earlier, later in itertools.pairwise(marks)}
    assert marks[0] == 0
    assert marks[-1] >= most * (1 - 1e-6)
    assert len(steps) == 1
    (step,) = steps
    assert step >= 1
    assert str(int(step)).rstrip("0") in {"1", "2", "5"}
    assert 2 <= len(marks) <= about + 3


@given(st.floats(-10, 200), st.floats(0, 100), st.floats(1, 400))
def test_nothing_leaves_the_plot(value: float, most: float, width: float) -> None:
    assert 0 <= scaled(value, most, width) <= width
    assert scaled(most, most, width) == (width if most else 0)


@given(labels, st.floats(20, 300))
def test_lines_fit_and_no_letter_is_lost(text: str, width: float) -> None:
    lines = wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line) <= width or len(line) == 1 for line in lines)


def test_wide_scripts_count_double() -> None:
    assert text_width("名名") > 1.5 * text_width("aa")
    assert wrapped("", 100) == ()


@given(some_bars, st.none() | counts, st.sampled_from([1.0, 5.0, 100.0]))
def test_bars_tell_their_numbers(values: list[Bar], target: float | None, most: float) -> None:
    drawn = bars("a", "A", "It is.", values, target=target, most=most)
    end = drawn.ticks[-1]
    assert end.at == pytest.approx(drawn.right)
    unit = (drawn.right - 12) / float(end.label.replace(",", ""))
    for bar, row in zip(values, drawn.rows, strict=True):
        assert row.said.text == bar.said
        assert row.solid == pytest.approx((bar.low or 0) * unit, abs=0.01)
        assert row.solid + row.hatched == pytest.approx((bar.high or 0) * unit, abs=0.01)
        assert row.start == pytest.approx(12 + row.solid)
        assert row.start + row.hatched <= drawn.right + 0.01
        assert row.top + 20 <= drawn.foot
    for upper, lower in itertools.pairwise(drawn.rows):
        assert upper.top + 20 < lower.top
    assert (drawn.target is None) == (target is None)
    if drawn.target is not None and target is not None:
        assert drawn.target.at == pytest.approx(12 + target * unit, abs=0.01)
    assert drawn.height > drawn.foot


def test_a_bar_with_nothing_to_draw_says_why() -> None:
    drawn = bars("a", "A", "It is.", [Bar("x", "too few to show")])
    assert (drawn.rows[0].solid, drawn.rows[0].hatched, drawn.rows[0].said.text) == (0, 0, "too few to show")


def test_a_chart_without_bars_is_drawn() -> None:
    drawn = bars("a", "A", "It is.", [])
    assert drawn.rows == ()
    assert drawn.height > 0


def test_a_chart_of_a_card_is_narrower() -> None:
    assert bars("a", "A", "It is.", [Bar("x", "1", 1, 1)], wide=CARD).right < CARD < WIDTH
    drawn = bars("a", "A", "It is.", [], target=1.5)
    assert drawn.target is not None
    assert drawn.target.label == "1.5"
    assert bars("a", "A", "", [Bar("", "", 1000, 1000)]).ticks[-1].label == "1,000"
    assert drawn.late == WIDTH - 80


bands = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=14).map(
    lambda pairs: [Point(month, min(pair), max(pair)) for month, pair in enumerate(pairs, start=1)]
)


@given(bands)
def test_a_curve_holds_each_value_until_the_next_month(points: list[Point]) -> None:
    drawn = curve("a", "A", "It is.", points)
    upper, lower = _read(drawn.upper), _read(drawn.lower)
    month = [tick for tick in drawn.months if tick.label == "0"]
    width = (380 - drawn.left) / (points[-1].month + 1)
    assert month[0].at == drawn.left
    assert _read(drawn.band) == [*upper, *reversed(lower)]
    for i, point in enumerate(points):
        for line, share in ((upper, point.high), (lower, point.low)):
            start, end = line[2 * i], line[2 * i + 1]
            assert start[0] == pytest.approx(drawn.left + point.month * width, abs=0.1)
            assert end[0] == pytest.approx(drawn.left + (point.month + 1) * width, abs=0.1)
            assert start[1] == end[1] == pytest.approx(drawn.foot - share * (drawn.foot - 16) / 100, abs=0.1)
    assert len(drawn.months) <= 9
    assert [tick.label for tick in drawn.shares] == ["0 %", "25 %", "50 %", "75 %", "100 %"]


def _read(points: str) -> list[tuple[float, float]]:
    assert re.fullmatch(r"[0-9., -]+", points)
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in points.split())]


@given(st.lists(st.tuples(labels, st.lists(labels.filter(str.strip), max_size=4)), max_size=5))
def test_boxes_stand_one_below_the_other(parts: list[tuple[str, list[str]]]) -> None:
    drawn = flow(parts)
    full = [(title, entries) for title, entries in parts if entries]
    assert [box.title.text for box in drawn.boxes] == [title for title, _ in full]
    assert [box.arrow for box in drawn.boxes] == [True] * (len(full) - 1) + [False] * bool(full)
    for box, (_, entries) in zip(drawn.boxes, full, strict=True):
        assert len(box.dots) == len(entries)
        assert "".join("".join(line.text for line in box.lines).split()) == "".join("".join(entries).split())
        assert all(box.top < line.y < box.foot for line in box.lines)
    for upper, lower in itertools.pairwise(drawn.boxes):
        assert upper.foot + 20 < lower.top
    assert drawn.height == (0 if not full else pytest.approx(drawn.boxes[-1].foot + 6))


def test_nothing_gives_an_empty_drawing() -> None:
    assert flow([]).boxes == flow([("a", [])]).boxes == ()


def svg_of(drawn: Bars, templates: dict[str, str]) -> ET.Element:
    """A chart as the templates draw it."""
    source = '{% from "pages/parts.md.j2" import bar_chart %}{{ bar_chart(chart) }}'
    text = environment({**templates, "x": source}).get_template("x").render(chart=drawn)
    return ET.fromstring(text.strip())  # noqa: S314 - our own text


@settings(max_examples=20)  # each reads all templates
@given(some_bars.filter(lambda values: len(values) > 0))
def test_a_drawing_says_in_words_what_it_shows(templates: dict[str, str], values: list[Bar]) -> None:
    root = svg_of(bars("a", "Title & more", "It is <so>.", values, target=3), templates)
    assert root.get("role") == "img"
    named = {element.get("id"): element.text for element in root}
    assert [named[name] for name in (root.get("aria-labelledby") or "").split()] == ["Title & more", "It is <so>."]
    said = [element.text for element in root.iter("text") if element.get("class") == "pl-value"]
    assert said == [value.said for value in values]
    shown = [element.text for element in root.iter("text") if element.get("class") == "pl-target-label"]
    assert shown == ["Target 3"]
    assert not [key for element in root.iter() for key in element.attrib if key == "style" or key.startswith("on")]


def test_every_chart_of_a_page_has_a_table_with_the_same_numbers(small: Any) -> None:
    figures = re.findall(r"<figure.*?</figure>", small.texts["progress.md"], flags=re.DOTALL)
    with_table = [figure for figure in figures if "<table" in figure]
    assert len(with_table) == 3
    for figure in with_table:
        drawn = re.findall(r'class="pl-value"[^>]*>([^<]*)<', figure)
        told = re.findall(r"<td>([^<]*)</td>", figure)
        assert told
        if drawn:
            assert drawn == told
        labels_ = re.findall(r'<th scope="row">([^<]*)</th>', figure)
        assert all(label in figure.partition("<table")[0] for label in labels_ if drawn)
        assert "As of 12 June 2026" in figure
        assert re.search(r"<desc[^>]*>[^<]+</desc>", figure)
