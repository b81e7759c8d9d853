from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.people.records import Move
from peerloom.support.due import check_ins, due_days
from peerloom.support.running import cohort_of

if TYPE_CHECKING:
    from collections.abc import Sequence

Kit = Any
D = dt.date


def due(kit: Kit, today: dt.date, **changed: Any) -> list[str]:
    match = kit.match(**changed)
    return [f"{day:%m-%d}" for day in due_days(match, cohort_of(match, kit.program()), today)]


def test_each_falls_due_two_weeks_after_the_last_and_never_in_a_break(kit: Kit) -> None:
    expected = ["10-20", "11-03", "11-17", "12-01", "12-15", "01-05", "01-19", "02-02", "02-16", "03-02"]
    assert due(kit, D(2026, 3, 2)) == expected
    assert due(kit, D(2026, 3, 1)) == expected[:-1]


@pytest.mark.parametrize(
    ("changed", "last"),
    [
        ({"started": None}, None),
        ({"ended": D(2025, 11, 10), "status": "closed"}, "11-03"),
        ({"cohort": "gone"}, None),
    ],
)
def test_nothing_falls_due_before_the_first_meeting_or_after_the_end(
    kit: Kit, changed: dict[str, Any], last: str | None
) -> None:
    cohort = changed.pop("cohort", "2025")
    match = kit.match(**changed)
    days = list(due_days(match, cohort_of(match, kit.program()) if cohort == "2025" else None, D(2026, 3, 2)))
    assert (f"{days[-1]:%m-%d}" if days else None) == last


def test_nothing_falls_due_after_the_cohort(kit: Kit) -> None:
    assert due(kit, D(2027, 1, 1))[-1] == "06-22"


def test_nothing_falls_due_while_a_match_rests(kit: Kit) -> None:
    moves = (
        Move("active", D(2025, 10, 6)),
        Move("paused", D(2025, 10, 10)),
        Move("suspended", D(2025, 10, 20)),
        Move("active", D(2025, 11, 15)),
        Move("paused", D(2025, 12, 10)),
    )
    assert due(kit, D(2026, 3, 2), moves=moves) == ["11-15", "11-29"]


def test_a_check_in_counts_for_one_due_day_and_within_a_week(kit: Kit) -> None:
    given_ = [kit.check_in(day) for day in ("2025-10-13", "2025-10-27", "2025-10-27", "2025-11-25")]
    made = check_ins(kit.records(kit.match(), *given_, today=D(2025, 12, 9)), kit.program())
    mentors = [(f"{one.due:%m-%d}", one.done and f"{one.done:%m-%d}", one.late) for one in made if one.side == "mentor"]
    assert mentors == [
        ("10-20", "10-13", False),
        ("11-03", "10-27", False),
        ("11-17", None, True),
        ("12-01", "11-25", False),
    ]
    assert [one.done for one in made if one.side == "mentee"] == [None] * 4


def test_one_that_comes_after_its_days_is_late(kit: Kit) -> None:
    program = kit.program(support={"check_in_late_days": 3})
    made = check_ins(kit.records(kit.match(), kit.check_in("2025-10-25"), today=D(2025, 11, 5)), program)
    assert [(one.done, one.late) for one in made if one.side == "mentor"] == [(D(2025, 10, 25), True), (None, False)]


def test_one_after_the_last_due_day_is_late_as_well(kit: Kit) -> None:
    made = check_ins(
        kit.records(
            kit.match(ended=D(2025, 10, 21), status="closed"), kit.check_in("2025-10-28"), today=D(2025, 11, 5)
        ),
        kit.program(),
    )
    assert [(one.side, one.done, one.late) for one in made] == [
        ("mentor", D(2025, 10, 28), True),
        ("mentee", None, True),
    ]


def test_without_matches_nothing_is_due(kit: Kit) -> None:
    assert check_ins(kit.records(), kit.program()) == ()


def most_in_time(due_on: Sequence[dt.date], given_on: Sequence[dt.date]) -> int:
    """By trying every way: the most due days that can get a check-in of their own."""
    best = 0
    for chosen in itertools.product([None, *range(len(given_on))], repeat=len(due_on)):
        picked = [i for i in chosen if i is not None]
        fits = all(i is None or abs((given_on[i] - day).days) <= 7 for i, day in zip(chosen, due_on, strict=True))
        if fits and len(set(picked)) == len(picked):
            best = max(best, len(picked))
    return best


@given(st.lists(st.integers(0, 50), max_size=4))
def test_as_many_due_days_as_possible_get_a_check_in(kit: Kit, days: list[int]) -> None:
    start = D(2025, 10, 6)
    given_on = [start + dt.timedelta(days=day) for day in days]
    records = kit.records(kit.match(), *(kit.check_in(day.isoformat()) for day in given_on), today=D(2025, 11, 25))
    made = [one for one in check_ins(records, kit.program()) if one.side == "mentor"]
    in_time = [one for one in made if one.done and not one.late]
    assert len(in_time) == most_in_time([one.due for one in made], given_on)
    answered = [one.done for one in made if one.done]
    assert all(answered.count(day) <= given_on.count(day) for day in answered)
