from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from peerloom.disclosure.public import About, Fewer, PublicFigure, Withheld
from peerloom.pages.front import measure_words

if TYPE_CHECKING:
    from collections.abc import Callable


def top(made: Any) -> Any:
    """What the theme draws at the top of the home page."""
    row = next(row for row in made.texts["index.md"].splitlines() if row.startswith("home: "))
    return json.loads(row.removeprefix("home: "))


def test_the_top_of_the_home_page_is_plain_text(small: Any) -> None:
    shown = top(small)
    assert shown["name"] == "North Star \u2039b\u203a& friends\u2039/b\u203a"
    assert [button["href"] for button in shown["buttons"]] == ["join/mentor/", "join/mentee/"]
    assert [button["kind"] for button in shown["buttons"]] == ["primary", "secondary"]
    assert [door["href"] for door in shown["doors"]] == ["join/mentor/", "join/mentee/", "families/"]


def test_what_comes_next_is_nearest_first_and_never_over(make: Callable[..., Any]) -> None:
    def next_of(day: str) -> list[tuple[str, str]]:
        return [(entry["iso"], entry["title"]) for entry in top(make(today=dt.date.fromisoformat(day)))["next"]]

    assert next_of("2026-06-01") == [
        ("2026-06-01", "Sign-up opens: Year 2026-27"),
        ("2026-09-01", "Last day to sign up: Year 2026-27"),
        ("2026-09-15", "Welcome, all; really"),
    ]
    assert next_of("2026-09-02")[0] == ("2026-09-15", "Welcome, all; really")
    assert next_of("2027-01-01") == []


def test_an_event_that_is_not_public_is_not_announced(small: Any) -> None:
    titles = [entry["title"] for entry in top(small)["next"]]
    assert "Welcome, all; really" in titles
    assert "Mentors' talk" not in titles  # though it comes sooner


def test_the_home_page_shows_three_figures_that_can_be_shown(make: Callable[..., Any], small: Any) -> None:
    names = ("match-rate", "matches-made", "mentees-waiting", "hours", "modules")
    figures = [PublicFigure(name, "2025-26", About(45), About(45)) for name in names]
    held = PublicFigure("matches-made", "2025-26", Withheld("too-few"), Fewer(10))

    def shown(*figures: PublicFigure) -> list[str]:
        made = make(figures=replace(small.site.figures, figures=figures))
        return [figure["label"] for figure in top(made)["figures"]]

    assert shown(*figures) == ["Young people with a mentor", "Young people waiting", "Share matched"]
    assert shown(held, *(f for f in figures if f.id != "matches-made")) == [
        "Young people waiting",
        "Share matched",
        "Hours together",
    ]
    assert shown(figures[1], replace(figures[1], cohort="2026-27")) == ["Young people with a mentor"]
    assert shown() == []


def test_of_a_figure_the_home_page_shows_the_running_cohort(small: Any) -> None:
    assert top(small)["figures"][0]["shown"] == "about 45"  # the next cohort has fewer than 10


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ("hours", "Hours together"),
        ("end-feedback.satisfied", "The answers to: All in all, how happy are you with the program?"),
        ("end-feedback.gone", ""),
        ("gone.satisfied", ""),
        ("gone", ""),
        ("", ""),
    ],
)
def test_how_a_goal_is_measured_is_said_in_words(small: Any, measure: str, words: str) -> None:
    assert measure_words(small.site, measure) == words


def test_the_about_page_draws_the_logic_model_and_lists_the_same(small: Any) -> None:
    page = small.texts["about.md"]
    drawing, _, listed = page.partition("</svg>")
    for words in ("Volunteers", "Training", "A weekly hour", "Hours", "Somebody to ask", "A town that listens"):
        assert f">{words}</text>" in drawing
        assert f"<dd>{words}</dd>" in listed


def test_a_role_page_holds_what_the_role_sheet_says(small: Any) -> None:
    page = small.texts["join/mentor.md"]
    for words in (
        "You are 16",
        "Meet once a week",
        "We are near",
        "You learn to listen",
        "Fill in the form",
        "You need no talent",
    ):
        assert words in page
    assert (
        "Sign up from 1 June 2026 to 1 September 2026. Meetings start on 1 October 2026 and end on 1 June 2027." in page
    )
    assert "[For mentors](../guides/mentor-guide.md)" in page
    assert "[Your training](../training/index.md)" in page
    assert "guides/" not in small.texts["join/mentee.md"]
    assert "Sign up from" not in small.texts["families.md"]


def test_a_coordinator_has_no_page(small: Any) -> None:
    assert not [path for path in small.texts if "coordinator" in path]
