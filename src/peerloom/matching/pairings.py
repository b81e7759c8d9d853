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
_MORE = ("Group", "Co-mentor code", "Co-mentor", "Time")  # before Fit, where groups or circles are formed
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


def write_pairings(lines: Iterable[Line], *, peers: bool = False) -> str:
    """The whole file: open proposals first, then decided ones; each by the mentee's code, groups kept together.

    Args:
        lines: one for each pair, or for each member of a group.
        peers: nobody is the mentor, so the titles of the columns say first, second and third.
    """
    order = sorted(lines, key=lambda line: (line.decision != "", line.cohort, line.group, line.mentee, line.mentor))
    more = any(line.group or line.also for line in order)
    at = COLUMNS.index("Fit")
    titles = (*COLUMNS[:at], *(_MORE if more else ()), *COLUMNS[at:])
    made = [(*cells[:at], *(_more(line) if more else ()), *cells[at:]) for line in order for cells in [_cells(line)]]
    return csv_text([[_PEERS.get(title, title) if peers else title for title in titles], *made])


def _more(line: Line) -> tuple[str, ...]:
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
    because spreadsheets write days in their own way when they save.
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
    return tuple(found.values()), tuple(problems)


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
    note, slot = cells.get("note", ""), cells.get("time", "")
    return pair, Decided(cohort, mentor, mentee, _WORDS[word], on, note, at, also, slot)


def newest(decisions: Sequence[Decided]) -> tuple[Decided, ...]:
    """One decision a pair: a later file wins over an earlier one, but an open row never undoes a decision."""
    kept: dict[str, Decided] = {}
    for decided in decisions:
        pair = match_code(decided.mentor, decided.mentee, decided.cohort, decided.also)
        if decided.decision or pair not in kept or not kept[pair].decision:
            kept[pair] = decided
    return tuple(kept.values())
