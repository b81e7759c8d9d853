"""The pairings file: where a coordinator reads proposals and writes decisions. Pure text, no disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.people.codes import match_code, read_code
from peerloom.people.records import Decided
from peerloom.problems import Cell, Problem
from peerloom.spreadsheet import csv_text, read_day, read_decisions, unread_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from peerloom.people.records import Decision

COLUMNS = (
    "Pair",
    "Cohort",
    "Mentor code",
    "Mentee code",
    "Mentor",
    "Mentee",
    "Fit",
    "Why",
    "Against",
    "Next best",
    "State",
    "Decision",
    "Decided on",
    "Note",
)
_NEEDED = ("Pair", "Cohort", "Mentor code", "Mentee code", "Decision")
_WORDS: Mapping[str, Decision] = {
    "": "",
    "approve": "approve",
    "approved": "approve",
    "decline": "decline",
    "declined": "decline",
    "lock": "lock",
    "locked": "lock",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the pairings file."""

    cohort: str
    mentor: str  # code
    mentee: str
    mentor_name: str
    mentee_name: str
    fit: str  # out of 100
    why: str
    against: str
    next_best: str
    state: str
    decision: Decision = ""
    on: dt.date | None = None
    note: str = ""


def write_pairings(lines: Iterable[Line]) -> str:
    """The whole file: open proposals first, then decided ones; each by the mentee's code."""
    order = sorted(lines, key=lambda line: (line.decision != "", line.cohort, line.mentee, line.mentor))
    return csv_text([COLUMNS, *(_cells(line) for line in order)])


def _cells(line: Line) -> list[str]:
    return [
        match_code(line.mentor, line.mentee, line.cohort),
        line.cohort,
        line.mentor,
        line.mentee,
        line.mentor_name,
        line.mentee_name,
        line.fit,
        line.why,
        line.against,
        line.next_best,
        line.state,
        line.decision,
        line.on.isoformat() if line.on else "",
        line.note,
    ]


def read_pairings(text: str, tab: str) -> tuple[tuple[Decided, ...], tuple[Problem, ...]]:
    """Read every decision, wherever its row and its columns are. A row without a decision is an open proposal.

    What cannot be read is reported by row and not applied; a decision counts even if its day cannot be read,
    because spreadsheets write days in their own way when they save.
    """
    rows, odd = read_decisions(text, tab, _NEEDED)
    found: dict[str, Decided] = {}
    problems = list(odd)
    for at, cells in rows:
        read = _decided(cells, at)
        if isinstance(read, Problem):
            problems.append(read)
            continue
        pair, decided = read
        if decided.on is None and cells.get("decided on"):
            problems.append(unread_day(at))
        if pair in found and found[pair].decision != decided.decision:
            hint = "Keep one of the two rows. The first one counts."
            problems.append(Problem(Cell(tab, at.row, "Pair"), "This pair stands here twice.", hint))
        found.setdefault(pair, decided)
    return tuple(found.values()), tuple(problems)


def _decided(cells: Mapping[str, str], at: Cell) -> tuple[str, Decided] | Problem:
    mentor, mentee = read_code(cells.get("mentor code", "")), read_code(cells.get("mentee code", ""))
    cohort = cells.get("cohort", "")
    pair = match_code(mentor, mentee, cohort)
    if read_code(cells.get("pair", "")) != pair:
        hint = "Undo the change in the code columns, or delete the row; the next run makes it anew."
        return Problem(Cell(at.tab, at.row, "Pair"), "The code of this pair does not fit its people.", hint)
    word = " ".join(cells.get("decision", "").split()).casefold()
    if word not in _WORDS:
        hint = "Write approve, decline or lock, or leave it blank."
        return Problem(Cell(at.tab, at.row, "Decision"), "This is not a decision.", hint)
    on = read_day(cells.get("decided on", ""))
    return pair, Decided(cohort, mentor, mentee, _WORDS[word], on, cells.get("note", ""), at)


def newest(decisions: Sequence[Decided]) -> tuple[Decided, ...]:
    """One decision a pair: a later file wins over an earlier one, but an open row never undoes a decision."""
    kept: dict[str, Decided] = {}
    for decided in decisions:
        pair = match_code(decided.mentor, decided.mentee, decided.cohort)
        if decided.decision or pair not in kept or not kept[pair].decision:
            kept[pair] = decided
    return tuple(kept.values())
