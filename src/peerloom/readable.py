"""Text as people are shown it: without what nobody can see, and with days in words. Pages and the desk share it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

LONGEST = 2000
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_JOINERS = "\u200c\u200d"  # spelling in some scripts


def cleaned(text: str) -> str:
    """Give ``text`` as it may be shown: composed, on one line, without invisible characters, cut at 2,000."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())[:LONGEST]
    kept = "".join(_kept(character) for character in unicodedata.normalize("NFC", text))
    return " ".join(kept.split())[:LONGEST]


def _kept(character: str) -> str:
    kind = unicodedata.category(character)
    if kind in {"Cc", "Zl", "Zp", "Cs", "Co", "Cn"}:
        return " "
    return "" if kind == "Cf" and character not in _JOINERS else character


def day(value: dt.date) -> str:
    """Say a date: 5 June 2026."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def short_day(value: dt.date) -> str:
    """Say a date in a table: 5 Jun 2026."""
    return f"{value.day} {MONTHS[value.month - 1][:3]} {value.year}"


def weekday(value: dt.date) -> str:
    """Say a date with its weekday: Friday, 5 June 2026."""
    return f"{WEEKDAYS[value.weekday()]}, {day(value)}"


def month(value: dt.date) -> str:
    """Say a month: June 2026."""
    return f"{MONTHS[value.month - 1]} {value.year}"
