"""Single values out of an answer, each as the kind that its reader needs."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peerloom.people.records import Answer


def text_of(answer: Answer, name: str) -> str:
    """A text, or "" when there is none."""
    value = answer.values.get(name)
    return value if isinstance(value, str) else ""


def texts_of(answer: Answer, name: str) -> tuple[str, ...]:
    """Several choices, or none."""
    value = answer.values.get(name)
    return value if isinstance(value, tuple) else ()


def number_of(answer: Answer, name: str) -> int | None:
    """A whole number, or None. A tick is no number."""
    value = answer.values.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def day_of(answer: Answer, name: str) -> dt.date | None:
    """A day, or None."""
    value = answer.values.get(name)
    return value if isinstance(value, dt.date) else None


def is_yes(answer: Answer, name: str) -> bool:
    """Whether a question was ticked or answered with yes."""
    return answer.values.get(name) is True


def sent_on(answer: Answer) -> dt.date | None:
    """The day on which it was sent; None where the form keeps no time."""
    return answer.at.date() if answer.at is not None else None


def sent(answer: Answer) -> dt.date:
    """The same where something must stand: without a time, the first day of the calendar."""
    return sent_on(answer) or dt.date.min


def by_time(answer: Answer) -> tuple[str, str, int]:
    """A key to sort by: time, then tab and row. Answers without a time come first."""
    return answer.at.isoformat() if answer.at is not None else "", answer.cell.tab, answer.cell.row
