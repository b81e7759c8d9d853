"""Times as exports write them. Whether the day or the month stands first is decided for a whole column."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Order = Literal["day first", "month first"]
_CLOCK = r"(?:,? ?[ T](\d{1,2})[:.](\d\d)(?:[:.](\d\d))?(?:[.,]\d{1,9})? ?(?:([AP])\.? ?M\.?)?)?"
_ZONE = r"(?: ?(?:[A-Z]{1,5})?(?:[+-]\d{1,2}(?::?\d\d)?)?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.]) ?(\d{{1,2}})[-/.] ?(\d{{1,2}})\.?{_CLOCK}{_ZONE}", re.IGNORECASE)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.]) ?(\d{{1,2}})[-/.] ?(\d{{4}}){_CLOCK}{_ZONE}", re.IGNORECASE)
_LONGEST = 60  # no time is longer; what is longer is not even looked at
_NOON = 12


def orders_of(texts: Iterable[str]) -> frozenset[Order]:
    """Every order of day and month that a cell of the column proves: none, one, or both when they disagree.

    A number above 12 proves it, and so do dots: where people write ``1.9.2025`` the day always stands first.
    """
    return frozenset(order for text in texts if (order := _proof(_plain(text))))


def _proof(text: str) -> Order | None:
    match = _YEAR_LAST.fullmatch(text)
    if match is None:
        return None
    first, second = int(match[1]), int(match[3])
    if match[2] == "." or first > _NOON >= second:
        return "day first"
    return "month first" if second > _NOON >= first else None


def read_time(text: str, order: Order) -> dt.datetime | None:
    """Read one time, in the sheet's own zone. None for what is no time. Without a time of day: midnight."""
    text = _plain(text)
    match = _YEAR_FIRST.fullmatch(text)
    if match:
        year, month, day = int(match[1]), int(match[3]), int(match[4])
    else:
        match = _YEAR_LAST.fullmatch(text)
        if match is None:
            return None
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        day, month = (first, second) if order == "day first" else (second, first)
    hour = int(match[5] or 0)
    if match[8]:
        hour = hour % _NOON + (_NOON if match[8] in "Pp" else 0)
    try:
        return dt.datetime(year, month, day, hour, int(match[6] or 0), int(match[7] or 0))  # noqa: DTZ001 - the sheet's own zone
    except ValueError:
        return None


def is_time(text: str) -> bool:
    """Say whether a cell holds a day with a time, in either order of day and month."""
    return ":" in text and (read_time(text, "day first") or read_time(text, "month first")) is not None


def is_ambiguous(text: str) -> bool:
    """Say whether a time reads differently by the order of day and month."""
    return read_time(text, "day first") != read_time(text, "month first")


def _plain(text: str) -> str:
    """One kind of space, digit and minus; newer spreadsheets put a narrow space before PM."""
    if len(text) > _LONGEST:
        return ""
    return " ".join(unicodedata.normalize("NFKC", text).replace("\u2212", "-").split())
