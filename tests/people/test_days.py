from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from peerloom.definition.forms import Form
from peerloom.people.days import age_on, date_orders, days_counted, months_later, next_counted, read_day
from peerloom.sources.tables import Row

D = dt.date
FORM = Form.model_validate(
    {
        "id": "f",
        "title": "F",
        "who": "anyone",
        "part": "support",
        "purpose": "P",
        "questions": [{"id": name, "ask": name, "type": "date"} for name in ("a", "b")],
    }
)
days = st.dates(dt.date(2025, 1, 1), dt.date(2025, 1, 31))
intervals = st.lists(st.tuples(days, days), max_size=4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-10-06", D(2025, 10, 6)),
        ("2025/10/6", D(2025, 10, 6)),
        ("06.10.2025", D(2025, 6, 10)),  # this column is known to put the month first
        ("6/10/2025 14:30", D(2025, 6, 10)),
        ("6 October 2025", D(2025, 10, 6)),
        ("6th of Oct. 2025", D(2025, 10, 6)),
        ("October 6, 2025", D(2025, 10, 6)),
        ("31 February 2025", None),
        ("6 Nomonth 2025", None),
        ("soon", None),
        ("6 October 2025" + " " * 30, None),  # too long to be a day
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, expected: dt.date | None) -> None:
    assert read_day(text, "month first") == expected


def rows(*cells: tuple[str, str]) -> list[Row]:
    return [Row("f", "tab", i, None, {k: v for k, v in (("a", a), ("b", b)) if v}) for i, (a, b) in enumerate(cells, 2)]


@pytest.mark.parametrize(
    ("cells", "expected", "told"),
    [
        ([("3/4/2025", ""), ("13/4/2025", "")], {"a": "day first"}, 0),
        ([("3/4/2025", "4/13/2025")], {"a": "month first", "b": "month first"}, 0),  # the tab's other column proves it
        ([("3/4/2025", "")], {"a": "month first"}, 1),
        ([("3/3/2025", "")], {"a": "month first"}, 0),
        ([("13/4/2025", ""), ("4/13/2025", "")], {"a": None}, 0),
        ([("2025-04-13", "")], {"a": "month first"}, 0),
    ],
)
def test_the_order_is_decided_once_for_a_column(
    cells: list[tuple[str, str]], expected: dict[str, str | None], told: int
) -> None:
    orders, problems = date_orders(rows(*cells), {"f": FORM})
    assert {name: order for (_, _, name), order in orders.items()} == expected
    assert len(problems) == told
    assert all(problem.level == "warning" for problem in problems)


def test_where_both_orders_occur_only_what_reads_in_one_way_is_read() -> None:
    assert read_day("13/4/2025", None) == D(2025, 4, 13)
    assert read_day("3/4/2025", None) is None


@given(days, days, intervals)
@example(D(2025, 1, 10), D(2025, 1, 20), [(D(2025, 1, 5), D(2025, 1, 12))])
@example(D(2025, 1, 10), D(2025, 1, 20), [(D(2025, 1, 18), D(2025, 1, 30)), (D(2025, 1, 15), D(2025, 1, 17))])
def test_days_are_counted_one_by_one(first: dt.date, last: dt.date, off: list[tuple[dt.date, dt.date]]) -> None:
    span = (first + dt.timedelta(days=i) for i in range(1, (last - first).days + 1))
    expected = sum(not any(begins <= day <= ends for begins, ends in off) for day in span)
    assert days_counted(first, last, off) == expected


@given(days, intervals)
@example(D(2025, 1, 3), [(D(2025, 1, 1), D(2025, 1, 5)), (D(2025, 1, 6), D(2025, 1, 8))])
def test_the_next_day_that_counts_is_the_first_outside(day: dt.date, off: list[tuple[dt.date, dt.date]]) -> None:
    expected = day
    while any(begins <= expected <= ends for begins, ends in off):
        expected += dt.timedelta(days=1)
    assert next_counted(day, off) == expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [(D(2025, 1, 31), 1, D(2025, 2, 28)), (D(2024, 2, 29), 12, D(2025, 2, 28)), (D(2025, 11, 5), 24, D(2027, 11, 5))],
)
def test_months_end_with_the_month(day: dt.date, months: int, expected: dt.date) -> None:
    assert months_later(day, months) == expected


def test_a_birthday_makes_a_year_older() -> None:
    assert [age_on(D(2008, 5, 6), D(2026, 5, day)) for day in (5, 6)] == [17, 18]
