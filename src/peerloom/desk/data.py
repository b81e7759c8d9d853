"""The page Data: everything that is odd about the answers, by place and never by content, and the count of all rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.desk.words import Option, Pill, tab_of
from peerloom.problems import Cell

if TYPE_CHECKING:
    from peerloom.desk.seen import Read, Seen
    from peerloom.problems import Problem

_FATES = ("used", "held", "rejected", "duplicate", "erased")
_LEVEL = {"error": Pill("to fix", "act"), "warning": Pill("to look at", "look")}


@dataclass(frozen=True, slots=True)
class Odd:
    """One problem: where, what, and what to do."""

    pill: Pill
    level: str
    tab: str
    row: int
    question: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Tab:
    """How many problems stand in one tab or file."""

    name: str
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class Sum:
    """The conservation law over all forms: what was read has one end."""

    read: int
    used: int
    held: int
    rejected: int
    duplicate: int
    erased: int
    holds: bool


@dataclass(frozen=True, slots=True)
class DataPage:
    """The whole page."""

    odd: tuple[Odd, ...]
    levels: tuple[Option, ...]
    tab_options: tuple[Option, ...]
    rows: tuple[Read, ...]
    sum: Sum
    recorded: bool


def data(seen: Seen) -> DataPage:
    """The page, with problems in the order of the drift report."""
    rows = tuple(sorted(seen.rows, key=lambda row: row.form))
    return DataPage(
        tuple(_odd(problem) for problem in seen.problems),
        tuple(Option(level, pill.word) for level, pill in _LEVEL.items()),
        tuple(Option(tab.name, tab.name) for tab in tabs(seen)),
        rows,
        _sum(rows, seen.read),
        seen.read is not None,
    )


def tabs(seen: Seen) -> tuple[Tab, ...]:
    """Problems by tab, the worst first."""
    counts = Counter((tab_of(problem), problem.level) for problem in seen.problems)
    found = [Tab(name, counts[name, "error"], counts[name, "warning"]) for name in {name for name, _ in counts}]
    return tuple(sorted(found, key=lambda tab: (-tab.errors, -tab.warnings, tab.name)))


def _odd(problem: Problem) -> Odd:
    at = problem.place
    row, question = (at.row, at.question) if isinstance(at, Cell) else (at.line, "")
    return Odd(_LEVEL[problem.level], problem.level, tab_of(problem), row, question, problem.message, problem.hint)


def _sum(rows: tuple[Read, ...], read: int | None) -> Sum:
    """Add up the forms that this run read, or all when nothing was recorded in it."""
    ends: Counter[str] = Counter()
    for row in rows:
        if row.fresh or read is None:
            ends.update({fate: getattr(row, fate) for fate in _FATES})
    came = ends.total() if read is None else read
    return Sum(came, **{fate: ends[fate] for fate in _FATES}, holds=came == ends.total())
