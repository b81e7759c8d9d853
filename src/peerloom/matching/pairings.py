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
GROUPED = ("Group", "Co-mentor code", "Co-mentor", "Time")  # before Fit, where groups or circles are formed
_NEEDED = ("Pair", "Cohort", "Mentor code", "Mentee code", "Decision")
_PEERS: Mapping[str, str] = {  # in a program of peers nobody is the mentor
    "Mentor code": "First code",
    "Mentee code": "Second code",
    "Mentor": "First",
    "Mentee": "Second",
    "Co-mentor code": "Third code",
    "Co-mentor": "Third",
}
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
    group: str = ""  # code
    also: tuple[str, ...] = ()  # codes: the co-mentor, or the third of a circle
    also_names: tuple[str, ...] = ()
    slot: str = ""  # when the group meets
    offer: str = ""  # "O-7F3QXZ, 1 of 2"
    instead: str = ""  # code of the match that this one would end


def write_pairings(lines: Iterable[Line], *, peers: bool = False) -> str:
    """The whole file: open proposals first, then decided ones; each by the mentee's code, groups kept together.

    Args:
        lines: one for each pair, or for each member of a group.
        peers: nobody is the mentor, so the titles of the columns say first, second and third.
    """
    order = sorted(lines, key=lambda line: (line.decision != "", line.cohort, line.group, line.mentee, line.mentor))
    grouped = any(line.group or line.also for line in order)
    offered = any(line.offer or line.instead for line in order)
    at = COLUMNS.index("Fit")

    def row(cells: Sequence[str], group: Sequence[str], offer: Sequence[str]) -> tuple[str, ...]:
        return (*cells[:at], *(group if grouped else ()), *cells[at:], *(offer if offered else ()))

    titles = (_PEERS.get(title, title) if peers else title for title in row(COLUMNS, GROUPED, OFFERED))
    return csv_text([[*titles], *(row(_cells(line), _grouping(line), (line.offer, line.instead)) for line in order)])


def _grouping(line: Line) -> tuple[str, ...]:
    return line.group, " ".join(line.also), ", ".join(line.also_names), line.slot


def _cells(line: Line) -> list[str]:
    return [
        match_code(line.mentor, line.mentee, line.cohort, line.also),
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
    peers = _PEERS["Mentor code"].casefold() in text.partition("\n")[0].casefold()
    rows, odd = read_decisions(text, tab, [_PEERS.get(title, title) if peers else title for title in _NEEDED])
    found: dict[str, Decided] = {}
    problems = list(odd)
    known = {theirs.casefold(): ours.casefold() for ours, theirs in _PEERS.items()} if peers else {}
    for at, found_cells in rows:
        cells = {known.get(title, title): cell for title, cell in found_cells.items()}
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
    also = tuple(read_code(code) for code in cells.get("co-mentor code", "").replace(",", " ").split())
    pair = match_code(mentor, mentee, cohort, also)
    if read_code(cells.get("pair", "")) != pair:
        hint = "Undo the change in the code columns, or delete the row; the next run makes it anew."
        return Problem(Cell(at.tab, at.row, "Pair"), "The code of this pair does not fit its people.", hint)
    word = " ".join(cells.get("decision", "").split()).casefold()
    if word not in _WORDS:
        hint = "Write approve, decline or lock, or leave it blank."
        return Problem(Cell(at.tab, at.row, "Decision"), "This is not a decision.", hint)
    on = read_day(cells.get("decided on", ""))
    instead, offer = read_code(cells.get("instead of", "")), " ".join(cells.get("offer", "").split())
    note, slot = cells.get("note", ""), cells.get("time", "")
    return pair, Decided(cohort, mentor, mentee, _WORDS[word], on, note, at, instead, offer, also, slot)


def newest(decisions: Sequence[Decided]) -> tuple[Decided, ...]:
    """One decision a pair: a later file wins over an earlier one, but an open row never undoes a decision."""
    kept: dict[str, Decided] = {}
    for decided in decisions:
        pair = match_code(decided.mentor, decided.mentee, decided.cohort, decided.also)
        if decided.decision or pair not in kept or not kept[pair].decision:
            kept[pair] = decided
    return tuple(kept.values())
