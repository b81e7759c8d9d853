from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.sources.times import is_ambiguous, is_time, orders_of, read_time

if TYPE_CHECKING:
    from peerloom.sources.times import Order

EVENING = dt.datetime(2025, 9, 1, 18, 3, 22)  # noqa: DTZ001 - the sheet's own zone


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2025/09/01 6:03:22 PM GMT+1", "month first"),  # Forms, download
        ("2025/09/01 6:03:22 PM GMT-7", "month first"),
        ("2025/09/01 6:03:22 p.m. EET", "month first"),
        ("2025/09/01 6:03:22\u202fPM GMT+5:30", "month first"),  # with the narrow space of newer spreadsheets
        ("9/1/2025 18:03:22", "month first"),
        ("01/09/2025 18:03:22", "day first"),
        ("1.9.2025 18:03:22", "day first"),
        ("01/09/2025 18.03.22", "day first"),
        ("1-9-2025, 18:03:22", "day first"),
        ("2025-09-01 18:03:22", "month first"),
        ("2025-09-01T18:03:22", "day first"),
        ("2025-09-01T18:03:22.500Z", "day first"),
        ("2025-09-01T18:03:22+01:00", "day first"),
        ("2025. 9. 1. 18:03:22", "day first"),
        ("  2025/09/01   18:03:22 ", "day first"),
    ],
)
def test_a_time_is_read_as_every_export_writes_it(text: str, order: Order) -> None:
    assert read_time(text, order) == EVENING
    assert is_time(text) == (":" in text)


@pytest.mark.parametrize(
    ("text", "hour"), [("12:00 AM", 0), ("12:30 PM", 12), ("1:00 AM", 1), ("11:59 PM", 23), ("0:10", 0)]
)
def test_the_twelve_hour_clock_is_understood(text: str, hour: int) -> None:
    read = read_time(f"2025/09/01 {text}", "day first")
    assert read is not None
    assert read.hour == hour


def test_a_day_alone_is_its_midnight() -> None:
    assert read_time("13/09/2025", "day first") == dt.datetime(2025, 9, 13)  # noqa: DTZ001 - the sheet's own zone


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2025",
        "31/02/2025 10:00",
        "2025-13-01",
        "1/2/25 10:00",
        "10:00",
        "25/09/01 6:00",
        "1/1/2025 25:00",
        "9" * 5000,
    ],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert read_time(text, "day first") is None


@pytest.mark.parametrize(
    ("texts", "orders"),
    [
        (["01/09/2025 10:00", "13/09/2025 10:00"], {"day first"}),
        (["9/1/2025 10:00", "9/13/2025 10:00"], {"month first"}),
        (["1/9/2025 10:00", "2/9/2025 10:00"], set()),
        (["1.9.2025 10:00"], {"day first"}),
        (["2025-09-01 10:00", "no time"], set()),
        (["13/09/2025", "09/13/2025"], {"day first", "month first"}),
    ],
)
def test_the_whole_column_tells_the_order(texts: list[str], orders: set[Order]) -> None:
    assert orders_of(texts) == orders


@given(st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2100, 1, 1)))  # noqa: DTZ001 - the sheet's own zone
def test_what_is_written_in_either_order_is_read_again(at: dt.datetime) -> None:
    at = at.replace(microsecond=0)
    assert read_time(f"{at.day}/{at.month}/{at.year} {at:%H:%M:%S}", "day first") == at
    assert read_time(f"{at.month:02}/{at.day:02}/{at.year} {at:%I:%M:%S %p}", "month first") == at
    assert is_ambiguous(f"{at.day}/{at.month}/{at.year}") == (at.day != at.month)
