"""The pairings file: where a coordinator reads proposals and writes decisions. Pure text, no disk."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
OFFERED = ("Offer", "Instead of")  # columns that stand in the file while somebody could be moved
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
    offer: str = ""  # "O-7F3QXZ, 1 of 2"
    instead: str = ""  # code of the match that this one would end


def write_pairings(lines: Iterable[Line]) -> str:
    """The whole file: open proposals first, then decided ones; each by the mentee's code."""
    order = sorted(lines, key=lambda line: (line.decision != "", line.cohort, line.mentee, line.mentor))
    if not any(line.offer or line.instead for line in order):
        return csv_text([COLUMNS, *(_cells(line) for line in order)])
    return csv_text([[*COLUMNS, *OFFERED], *([*_cells(line), line.offer, line.instead] for line in order)])


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
    because spreadsheets write days in their own way when they save. Of an offer that is taken in part no row is
    applied.
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
    whole, halves = _whole_offers(tuple(found.values()))
    return whole, (*problems, *halves)


def _whole_offers(read: Sequence[Decided]) -> tuple[tuple[Decided, ...], tuple[Problem, ...]]:
    """Take back the approvals of offers that are not approved as a whole, and say so at their first row."""
    taken: dict[str, list[Decided]] = {}
    for decided in read:
        if decided.offer and decided.decision in {"approve", "lock"}:
            taken.setdefault(decided.offer.partition(",")[0], []).append(decided)
    halves = {code: rows for code, rows in taken.items() if len(rows) != _size(rows[0].offer)}
    problems = tuple(_half(code, rows) for code, rows in halves.items())
    kept = (
        replace(decided, decision="") if decided in halves.get(decided.offer.partition(",")[0], ()) else decided
        for decided in read
    )
    return tuple(kept), problems


def _size(offer: str) -> int:
    """How many rows an offer has; 0 when that was written over."""
    number = offer.rpartition(" of ")[2].strip()
    return int(number) if number.isascii() and number.isdecimal() else 0


def _half(code: str, rows: Sequence[Decided]) -> Problem:
    size = _size(rows[0].offer)
    many = f"{len(rows)} of the {size} rows" if size else "Not every row"
    message = f"{many} of the offer {code} {'is' if len(rows) == 1 else 'are'} approved. None of it was applied."
    hint = f"Write approve in every row of {code}, or clear the decision in all of them. Else somebody has no place."
    return Problem(Cell(rows[0].cell.tab, rows[0].cell.row, "Decision"), message, hint)


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
    instead, offer = read_code(cells.get("instead of", "")), " ".join(cells.get("offer", "").split())
    return pair, Decided(cohort, mentor, mentee, _WORDS[word], on, cells.get("note", ""), at, instead, offer)


def newest(decisions: Sequence[Decided]) -> tuple[Decided, ...]:
    """One decision a pair: a later file wins over an earlier one, but an open row never undoes a decision."""
    kept: dict[str, Decided] = {}
    for decided in decisions:
        pair = match_code(decided.mentor, decided.mentee, decided.cohort)
        if decided.decision or pair not in kept or not kept[pair].decision:
            kept[pair] = decided
    return tuple(kept.values())
