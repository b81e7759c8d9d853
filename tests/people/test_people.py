from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerloom.definition.standard_forms import standard_forms
from peerloom.ledger.store import content_hash

if TYPE_CHECKING:
    from collections.abc import Callable

Town = Any
TOKEN = "zq7f3azq"  # noqa: S105 - a word to look for
FORMS = list(standard_forms())
typed = st.sampled_from(
    ["", TOKEN, f"{TOKEN} 2", "yes", "no", "2025-10-06", "3/4/2025", "1", "{m}", "{e}", "{p}", "pause", "stop"]
)
times = st.sampled_from([None, "2025-08-05T10:00", "2025-10-07T10:00", "2025-11-07T10:00", "2026-05-07T10:00"])


@st.composite
def towns(draw: st.DrawFn, new_town: Callable[..., Town]) -> Town:
    """A running pair, and rows of every form with anything in any cell."""
    town = new_town()
    mentor, mentee, match = town.running()
    if draw(st.booleans()):
        town.decide(mentor, town.mentee("9b1c"), draw(st.sampled_from(["", "approve", "decline"])))
    for _ in range(draw(st.integers(0, 8))):
        form = standard_forms()[draw(st.sampled_from(FORMS))]
        cells = {"code": mentor, "match": match, "child": mentee, "for_": mentor, "on": "2025-10-20"}
        for question in draw(st.lists(st.sampled_from(form.questions), max_size=3)):
            cells[question.id] = draw(typed).format(m=mentor, e=mentee, p=match)
        asked = {question.id for question in form.questions}
        town.row(
            form.id,
            None if form.anonymous else draw(times),
            **{k: v for k, v in cells.items() if k.rstrip("_") in asked},
        )
    return town


@pytest.mark.parametrize("today", ["2025-07-01", "2025-10-20", "2026-07-05", "2026-09-25", "2028-01-01"])
@given(data=st.data())
@settings(max_examples=60)
def test_every_row_has_one_fate_and_no_message_repeats_an_answer(
    new_town: Callable[..., Town], today: str, data: st.DataObject
) -> None:
    town = data.draw(towns(new_town))
    records = town.records(today)
    assert set(records.fates) == {content_hash(row) for row in town.rows}
    used = [answer.key for answers in records.answers.values() for answer in answers]
    assert sorted(used) == sorted(key for key, fate in records.fates.items() if fate == "used")
    assert sorted(a.key for a in records.held) == sorted(key for key, fate in records.fates.items() if fate == "held")
    assert not any(TOKEN in f"{p.place} {p.message} {p.hint}" for p in records.problems)
    held = {(answer.cell.tab, answer.cell.row) for answer in records.held}
    told = {
        (p.place.tab, p.place.row) for p in records.problems if p.level == "error" and p.place.tab != "pairings.csv"
    }
    assert held == told


@given(data=st.data(), seed=st.integers(0, 9))
@settings(max_examples=60)
def test_rows_in_any_order_give_the_same_records(new_town: Callable[..., Town], data: st.DataObject, seed: int) -> None:
    town = data.draw(towns(new_town))
    first = town.records()
    random.Random(seed).shuffle(town.rows)  # noqa: S311 - an order, no secret
    town.decisions.reverse()
    assert town.records() == first


def test_nothing_gives_nothing(town: Town) -> None:
    records = town.records()
    assert (records.participants, records.matches, records.answers, records.fates, records.problems) == (
        (),
        (),
        {},
        {},
        (),
    )


def test_answers_are_the_used_ones_oldest_first(town: Town) -> None:
    code = town.mentor("7f3a")
    for day in (3, 1, 2):
        town.row("survey", f"2026-01-0{day}T10:00", code=code)
    records = town.records()
    assert list(records.answers) == ["mentor-sign-up", "survey"]
    assert [answer.at.day for answer in records.answers["survey"] if answer.at] == [1, 2, 3]


def test_a_row_that_is_held_is_used_as_soon_as_it_is_mended(town: Town) -> None:
    mentor, _, match = town.running()
    town.row("hours-log", "2025-10-14T10:00", code="M-222222", match=match, on="2025-10-13")
    assert town.records().meetings == ()
    town.rows.pop()
    town.row("hours-log", "2025-10-14T10:00", code=mentor, match=match, on="2025-10-13")
    assert len(town.records().meetings) == 1


def test_a_held_sign_up_holds_what_its_person_wrote(town: Town) -> None:
    code = town.mentor("7f3a", stay="perhaps")
    town.row("survey", "2026-01-01T10:00", code=code)
    assert [answer.form for answer in town.records().held] == ["mentor-sign-up", "survey"]
