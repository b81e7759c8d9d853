"""The file of people who must be kept apart: the coordinator's own, and never waived. Pure text, no disk."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

from peerloom.people.avoided import NOBODY
from peerloom.people.codes import read_code
from peerloom.problems import Cell, Problem
from peerloom.spreadsheet import csv_text, read_day, read_decisions, unread_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from peerloom.people.records import Records

COLUMNS = ("Mentor code", "Mentee code", "Mentor", "Mentee", "Since", "Note", "Decision")
_NEEDED = ("Mentor code", "Mentee code")
_NOBODY = frozenset({NOBODY, "no one", "none", "-"})
_WORDS: Mapping[str, bool] = {"": True, "apart": True, "keep apart": True, "yes": True, "lift": False, "lifted": False}
_LETTERS = ("M-", "E-")  # how the codes of people start
_OVER = {"rejected", "closed", "never_started"}


@dataclass(frozen=True, slots=True)
class Apart:
    """Two people who must not be matched. One code may be ``NOBODY``: somebody looked, and all is well.

    Mostly a mentor and a mentee; two peers, two mentors or two mentees of a group stand here by the lower code first.
    """

    mentor: str  # code
    mentee: str
    since: dt.date | None
    note: str
    stands: bool  # False: it was lifted
    cell: Cell


def write_apart(entries: Iterable[Apart], names: Mapping[str, str], today: dt.date) -> str:
    """The whole file, by the codes."""
    order = sorted(entries, key=lambda one: (not one.stands, one.mentor, one.mentee))
    return csv_text([COLUMNS, *(_cells(one, names, today) for one in order)])


def _cells(one: Apart, names: Mapping[str, str], today: dt.date) -> list[str]:
    people = [names.get(one.mentor, ""), names.get(one.mentee, "")]
    since = (one.since or today).isoformat()
    return [one.mentor, one.mentee, *people, since, one.note, "" if one.stands else "lifted"]


def read_apart(text: str, tab: str) -> tuple[tuple[Apart, ...], tuple[Problem, ...]]:
    """Read every row, wherever its columns are. Whatever else in a row cannot be read, its two people stay apart."""
    rows, odd = read_decisions(text, tab, _NEEDED)
    found: dict[tuple[str, str], Apart] = {}
    problems = list(odd)
    for at, cells in rows:
        codes = _codes(cells)
        wrong = _wrong(codes, at)
        if wrong is not None:
            problems.append(wrong)
            continue
        word = " ".join(cells.get("decision", "").split()).casefold()
        if word not in _WORDS:
            hint = "Leave it blank, or write lifted when the two may be matched again. Until then they are kept apart."
            problems.append(Problem(Cell(tab, at.row, "Decision"), "This is not a decision.", hint))
        since = read_day(cells.get("since", ""))
        if since is None and cells.get("since"):
            problems.append(unread_day(at, "Since"))
        entry = Apart(*codes, since, cells.get("note", ""), _WORDS.get(word, True), at)
        before = found.setdefault(codes, entry)
        if before.stands != entry.stands:
            hint = "Keep one of the two rows. Until then they are kept apart."
            problems.append(Problem(Cell(tab, at.row, "Decision"), "These two people stand here twice.", hint))
            found[codes] = before if before.stands else entry
    return tuple(found.values()), tuple(problems)


def _codes(cells: Mapping[str, str]) -> tuple[str, str]:
    """The two codes, also if somebody wrote each into the other's column; of two in one role the lower first."""
    mentor, mentee = (_code(cells.get(name, "")) for name in ("mentor code", "mentee code"))
    if mentor[:2] == mentee[:2] and mentor.startswith(_LETTERS):
        return min(mentor, mentee), max(mentor, mentee)
    return (mentee, mentor) if mentor.startswith("E-") or mentee.startswith("M-") else (mentor, mentee)


def _code(text: str) -> str:
    word = " ".join(text.split()).casefold()
    return NOBODY if word in _NOBODY else read_code(text)


def _wrong(codes: tuple[str, str], at: Cell) -> Problem | None:
    for code, side in zip(codes, ("Mentor code", "Mentee code"), strict=True):
        if not code.startswith(_LETTERS) and code != NOBODY:
            hint = "Copy it from the page People of the desk. It starts with M or E. If there is nobody, write nobody."
            return Problem(
                Cell(at.tab, at.row, side), "Two people are kept apart by their codes; one is missing.", hint
            )
    if codes == (NOBODY, NOBODY):
        return Problem(at, "This row names nobody.", "Write a code, or delete the row.")
    if codes[0] == codes[1]:
        return Problem(at, "This row has the same code twice.", "Write the codes of two people, or delete the row.")
    return None


def apart_problems(entries: Sequence[Apart], records: Records) -> Iterator[Problem]:
    """Codes that nobody has, and pairs that were approved although they stand in the file."""
    known = {person.code for person in records.participants}
    decided = [m for m in records.matches if m.status not in _OVER and m.decision in {"approve", "lock"}]
    meeting: dict[str, set[str]] = {}  # a group or a match -> its people
    for match in decided:
        meeting.setdefault(match.group or match.code, set()).update(match.people)
    running = {pair for people in meeting.values() for pair in permutations(people, 2)}
    for one in entries:
        if not one.stands:
            continue
        for code, side in ((one.mentor, "Mentor code"), (one.mentee, "Mentee code")):
            if code not in known and code != NOBODY:
                at = Cell(one.cell.tab, one.cell.row, side)
                hint = (
                    "Look it up on the page People of the desk. If they are gone for good, write lifted under Decision."
                )
                yield Problem(at, "Nobody has this code, so these two are not kept apart.", hint)
        if (one.mentor, one.mentee) in running:
            message = "These two are kept apart, and their pair is approved all the same."
            yield Problem(one.cell, message, "Talk with both, and close the match; or write lifted under Decision.")
