"""Plain words for what the records say by a key word, and for days and numbers."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.private import revealed
from peerloom.problems import Cell
from peerloom.readable import short_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from peerloom.people.records import Value
    from peerloom.problems import Problem

_ISO = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True, slots=True)
class Pill:
    """A short word with a colour. The colour never says more than the word."""

    word: str
    tone: str  # good, look, act, calm or still


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter."""

    key: str
    name: str


STATUS: Mapping[str, Pill] = {
    "nominated": Pill("nominated", "still"),
    "applied": Pill("applied", "calm"),
    "permission_wanted": Pill("permission wanted", "look"),
    "screening": Pill("in screening", "look"),
    "accepted": Pill("accepted", "calm"),
    "ready": Pill("ready", "good"),
    "waiting": Pill("waiting", "look"),
    "matched": Pill("matched", "good"),
    "finished": Pill("finished", "still"),
    "declined": Pill("declined", "still"),
    "not_now": Pill("not now", "still"),
    "withdrawn": Pill("withdrawn", "still"),
    "paused": Pill("paused", "still"),
    "lapsed": Pill("lapsed", "look"),
    "on_hold": Pill("on hold", "look"),
    "excluded": Pill("excluded", "still"),
    "alumni": Pill("alumni", "still"),
}
MATCH: Mapping[str, Pill] = {
    "proposed": Pill("proposed", "calm"),
    "approved": Pill("approved", "calm"),
    "agreed": Pill("agreed", "calm"),
    "active": Pill("running", "good"),
    "paused": Pill("paused", "look"),
    "closing": Pill("closing", "look"),
    "suspended": Pill("suspended", "act"),
    "closed": Pill("closed", "still"),
    "rejected": Pill("declined", "still"),
    "never_started": Pill("never started", "still"),
}
DECISION: Mapping[str, str] = {"approve": "approved", "decline": "declined", "lock": "locked"}
ROLE: Mapping[str, str] = {"mentor": "Mentor", "mentee": "Mentee"}
HEALTH: Mapping[str, Pill] = {
    "act": Pill("act now", "act"),
    "look": Pill("have a look", "look"),
    "good": Pill("going well", "good"),
}


def readable(text: str) -> str:
    """A sentence of ours with its days as people read them, such as 12 Jun 2026."""
    return _ISO.sub(_short, text)


def _short(found: re.Match[str]) -> str:
    try:
        return short_day(dt.date.fromisoformat(found[0]))
    except ValueError:
        return found[0]


def ago(day: dt.date, today: dt.date) -> str:
    """How long ago, or how long from now, in days or weeks."""
    days = (today - day).days
    if days == 0:
        return "today"
    span = many(abs(days), "day") if abs(days) < 21 else many(abs(days) // 7, "week")  # noqa: PLR2004 - three weeks
    return f"{span} ago" if days > 0 else f"in {span}"


def many(count: int, word: str, plural: str = "") -> str:
    """A count with its word."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {plural or word + 's'}"


def listed(things: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(part for part in (", ".join(things[:-1]), *things[-1:]) if part)


def hours(minutes: int) -> str:
    """Minutes as hours with at most one place: ``12``, ``12.5``."""
    return f"{minutes / 60:.1f}".removesuffix(".0")


def said(value: Value) -> str:
    """An answer as a person reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, str):
        return revealed(value)
    if isinstance(value, int):
        return str(value)
    return short_day(value)


def tab_of(problem: Problem) -> str:
    """The file or tab that a problem is in."""
    return problem.place.tab if isinstance(problem.place, Cell) else problem.place.file
