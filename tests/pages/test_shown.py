from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerloom.definition.figures import FIGURES
from peerloom.definition.organisation import Goal, Publication
from peerloom.disclosure.disclose import disclose
from peerloom.disclosure.public import (
    About,
    Exact,
    Fewer,
    Hours,
    Mean,
    Months,
    PublicFigure,
    PublicPart,
    PublicStep,
    Share,
    Withheld,
)
from peerloom.evaluation.figures import Figure, Part
from peerloom.pages.shown import card, counts, goal_chart, in_order, now, said, span

if TYPE_CHECKING:
    from collections.abc import Callable

    from peerloom.disclosure.public import (
        Shown,
    )

DAY = dt.date(2026, 6, 12)
N = About(45)


@pytest.mark.parametrize(
    ("shown", "figure", "words"),
    [
        (Fewer(10), "", "fewer than 10"),
        (About(45), "", "about 45"),
        (About(1450), "", "about 1,450"),
        (Exact(3), "", "3"),
        (Exact(1200), "", "1,200"),
        (Share(50, 60), "", "50 to 60 percent"),
        (Share(0, 15), "", "15 percent or less"),
        (Share(85, 100), "", "85 percent or more"),
        (Share(50, 50), "", "50 percent"),
        (Mean(43), "mentee-satisfaction", "4.3 of 5"),
        (Mean(40), "", "4.0 of 5"),
        (Mean(31), "meetings", "3.1 a month"),
        (Hours(1230), "", "about 1,230 hours"),
        (Months(7), "", "7 months"),
        (Months(1), "", "1 month"),
        (Months(None), "", "more than half still run"),
        (Withheld("too-few"), "", "too few to show"),
        (Withheld("not-yet"), "", "not measured yet"),
        (Withheld("uneven"), "", "not shown: a few people gave most of it"),
    ],
)
def test_a_shown_value_is_said_in_words(shown: Shown, figure: str, words: str) -> None:
    assert said(shown, figure) == words


def test_every_reason_to_hold_a_figure_back_has_words() -> None:
    reasons = get_args(Withheld.__dataclass_fields__["why"].type) or ("too-few", "not-yet", "uneven")
    assert len({said(Withheld(why)) for why in reasons}) == len(reasons) == 3


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (Fewer(10), (0, 9)),
        (About(45), (45, 45)),
        (Exact(3), (3, 3)),
        (Share(50, 60), (50, 60)),
        (Mean(43), (4.3, 4.3)),
        (Hours(1230), (1230, 1230)),
        (Months(7), (7, 7)),
        (Months(None), None),
        (Withheld("too-few"), None),
    ],
)
def test_a_bar_spans_what_the_words_allow(shown: Shown, expected: tuple[float, float] | None) -> None:
    assert span(shown) == expected


def figure(name: str, cohort: str, shown: Shown, n: Any = N, **more: Any) -> PublicFigure:
    return PublicFigure(name, cohort, shown, n, **more)


def site(small: Any, *figures: PublicFigure, as_of: dt.date = DAY) -> Any:
    return replace(small.site, figures=replace(small.site.figures, as_of=as_of, figures=figures))


@pytest.mark.parametrize(
    ("name", "shown", "people"),
    [
        ("match-rate", Share(50, 60), "from about 45 people"),
        ("mentee-satisfaction", Mean(43), "from about 45 people"),
        ("hours", Hours(100), "from about 45 matches"),
        ("service-hours", Hours(100), "from about 45 matches"),
        ("stayed-3", Share(50, 60), "from about 45 matches"),
        ("closed-early", Share(0, 10), "from about 45 matches"),
        ("goals-set", Share(50, 60), "from about 45 matches"),
        ("goals-reached", Share(50, 60), "from about 45 goals"),
        ("check-ins-done", Share(50, 60), "from about 45 check-ins"),
        ("matches-made", About(45), ""),
        ("modules", Exact(3), ""),
        ("match-rate", Withheld("too-few"), ""),
    ],
)
def test_a_figure_says_what_it_is_counted_from(small: Any, name: str, shown: Shown, people: str) -> None:
    assert card(small.site, figure(name, "", shown)).people == people


def test_slices_become_bars_with_their_table(small: Any) -> None:
    parts = (PublicPart("2025-10", Fewer(10)), PublicPart("2025-11", About(40)))
    chart = card(small.site, figure("hours", "2025-26", Hours(100), parts=parts)).chart
    assert chart is not None
    assert chart.bars is not None
    assert [(row.label, row.said) for row in chart.rows] == [
        ("October 2025", "fewer than 10"),
        ("November 2025", "about 40"),
    ]
    assert chart.bars.sentence == "November 2025: about 40. That is the longest bar."
    assert "matches" in chart.bars.title  # the bars are no hours
    assert [row.said.text for row in chart.bars.rows] == [row.said for row in chart.rows]


def test_a_curve_ends_with_its_last_band(small: Any) -> None:
    steps = (PublicStep(1, Share(85, 100)), PublicStep(2, Share(70, 75)), PublicStep(3, Withheld("too-few")))
    chart = card(small.site, figure("match-length", "2025-26", Months(7), curve=steps)).chart
    assert chart is not None
    assert chart.curve is not None
    assert chart.curve.sentence == "Of all matches that started, 70 to 75 percent still ran after 2 months."
    assert [row.said for row in chart.rows] == ["85 percent or more", "70 to 75 percent", "too few to show"]


def test_a_curve_of_nothing_is_no_chart(small: Any) -> None:
    held = figure("match-length", "", Months(None), curve=(PublicStep(1, Withheld("too-few")),))
    assert card(small.site, held).chart is None
    assert card(small.site, figure("match-length", "", Months(None))).chart is None


def test_figures_stand_in_the_order_of_the_program(small: Any) -> None:
    names = ("modules", "hours", "matches-made", "seats-used", "partners")
    assert [f.id for f in in_order(site(small, *(figure(name, "", Exact(1)) for name in names)))] == [
        "matches-made",
        "hours",
        "modules",
    ]


def test_a_program_that_names_none_shows_all_that_may_be_public(make: Callable[..., Any]) -> None:
    made = make(lambda tree: tree["evaluation"].pop("figures"))
    names = [f.id for f in in_order(site(made, *(figure(name, "", Exact(1)) for name in FIGURES)))]
    assert names == [name for name, spec in FIGURES.items() if spec.public]


def test_the_cohort_that_started_last_comes_first_and_those_to_come_last(small: Any) -> None:
    figures = [figure("hours", name, Hours(10)) for name in ("", "2026-27", "2025-26")]
    june, october = (in_order(site(small, *figures, as_of=day)) for day in (DAY, dt.date(2026, 10, 1)))
    assert [f.cohort for f in june] == ["2025-26", "", "2026-27"]
    assert [f.cohort for f in october] == ["2026-27", "2025-26", ""]


GOAL = Goal(id="g", title="Many hours.", measure="hours", target=1000, unit="hours")


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ([], None),
        ([("meetings", "2025-26", Mean(31))], None),
        ([("hours", "2025-26", Hours(10)), ("hours", "2026-27", Hours(20))], Hours(10)),  # the other has yet to start
        ([("hours", "2026-27", Hours(20))], Hours(20)),
        ([("hours", "2025-26", Withheld("too-few")), ("hours", "2026-27", Hours(20))], Hours(20)),
        ([("hours", "2025-26", Withheld("too-few"))], Withheld("too-few")),
        ([("hours", "", Hours(30)), ("hours", "2025-26", Hours(10))], Hours(10)),
    ],
)
def test_a_goal_is_measured_by_the_newest_figure_that_can_be_shown(
    small: Any, figures: list[tuple[str, str, Shown]], expected: Shown | None
) -> None:
    found = now(site(small, *(figure(*one) for one in figures)), GOAL)
    assert (found and found.shown) == expected


@pytest.mark.parametrize(
    ("name", "shown", "target", "unit", "sentence", "end"),
    [
        ("hours", Hours(640), 1000, "hours", "Now about 640 hours. The target is 1,000 hours.", "1,000"),
        ("stayed-3", Share(75, 80), 80, "percent", "Now 75 to 80 percent. The target is 80 percent.", "100"),
        ("mentee-satisfaction", Mean(43), 4, "", "Now 4.3 of 5. The target is 4.", "5"),
        ("meetings", Mean(31), 4, "", "Now 3.1 a month. The target is 4.", "4"),
        ("matches-made", Fewer(10), 60, "young people", "Now fewer than 10. The target is 60 young people.", "60"),
    ],
)
def test_a_goal_has_a_bar_with_its_target(
    name: str, shown: Shown, target: int, unit: str, sentence: str, end: str
) -> None:
    drawn = goal_chart(GOAL.model_copy(update={"target": target, "unit": unit}), figure(name, "", shown))
    assert drawn is not None
    assert (drawn.sentence, drawn.ticks[-1].label, drawn.id) == (sentence, end, "goal-g")
    assert drawn.target is not None


def test_without_a_figure_a_value_or_a_target_there_is_no_bar() -> None:
    assert goal_chart(GOAL, None) is None
    assert goal_chart(GOAL, figure("hours", "", Withheld("too-few"))) is None
    assert goal_chart(GOAL, figure("match-length", "", Months(None))) is None
    assert goal_chart(GOAL.model_copy(update={"target": None}), figure("hours", "", Hours(1))) is None


def test_people_in_numbers_needs_two_counts(small: Any) -> None:
    one, other = figure("matches-made", "", About(45)), figure("mentees-waiting", "", Fewer(10))
    assert counts(small.site, [one], "") is None
    assert counts(small.site, [one, figure("hours", "", Hours(10))], "") is None
    chart = counts(small.site, [other, one], "2025-26")
    assert chart is not None
    assert chart.bars is not None
    assert chart.bars.id == "people-2025-26"
    assert chart.bars.sentence.startswith("Young people with a mentor: about 45.")
    assert "nearest 5" in chart.caption


def test_the_progress_page_says_why_a_figure_is_not_shown(make: Callable[..., Any], small: Any) -> None:
    reasons = ("too-few", "not-yet", "uneven")
    names = ("hours", "stayed-3", "mentee-satisfaction")
    held = tuple(figure(name, "2025-26", Withheld(why)) for name, why in zip(names, reasons, strict=True))  # type: ignore[arg-type] # each is one of them
    page = make(figures=replace(small.site.figures, figures=held)).texts["progress.md"]
    told = re.findall(r"^- \[(.*?)\]\(figures\.md#[a-z0-9-]+\): (.*)$", page, re.MULTILINE)
    assert {said for _, said in told} == {
        "too few to show",
        "not measured yet",
        "not shown&#58; a few people gave most of it",
    }
    assert len(told) == 3


numbers = st.integers(0, 400)


@settings(max_examples=8)  # each makes the whole site
@given(st.lists(numbers, min_size=8, max_size=8))
def test_no_exact_figure_leaks(make: Callable[..., Any], counts_: list[int]) -> None:
    """Counts that are no multiple of five stand on no page, nor do averages and shares as they were measured."""
    exact = [10_007 + 30 * count for count in counts_]
    private = [
        Figure("matches-made", "2025-26", exact[0] + 1, exact[0] + 1, DAY),
        Figure("mentees-waiting", "2025-26", exact[1] + 2, exact[1] + 2, DAY),
        Figure("match-rate", "2025-26", 71.0, exact[2] + 1, DAY, part=exact[2] * 71 // 100),
        Figure(
            "hours", "2025-26", exact[3] + 0.3, exact[3] + 1, DAY, largest=3, parts=(Part("2025-10", exact[4] + 1),)
        ),
        Figure("mentee-satisfaction", "2025-26", 4.2871, exact[5] + 1, DAY),
        Figure("match-length", "2025-26", 7.3, exact[6] + 1, DAY, part=50, steps=((1, 0.8713, exact[7] + 1),)),
        Figure("mentors-screened", "2025-26", exact[7] + 2, exact[7] + 2, DAY),
    ]
    public = disclose(private, Publication(), DAY).public
    made = make(figures=public)
    known = {
        f"{n}"
        for figure_ in private
        for n in (figure_.n, figure_.part or 0, *(part.count for part in figure_.parts))
        if n % 5
    }
    told = set()
    for text in made.texts.values():
        told |= set(re.findall(r"\d[\d,]*", text.replace("&#46;", ".")))
    assert not known & {number.replace(",", "") for number in told}
    assert not {"4.2871", "4.29", "0.8713", "87.13"} & told
    assert "Mentors screened" not in made.texts["progress.md"]
