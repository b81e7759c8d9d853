"""A round of proposals goes to new tabs, in one piece, and exactly once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from peerloom.google.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from peerloom.google.sheets import Spreadsheets, Tab

_NOTE = "peerloom.run"  # the tab carries under this key which proposal it holds
_TRIES = 5
_LONGEST = 50_000  # characters of a cell


@dataclass(frozen=True, slots=True)
class NewTab:
    """A tab to be made. Every cell is text and stays text, whatever it starts with."""

    name: str  # in its title
    rows: tuple[tuple[str, ...], ...]  # the header first
    choices: Mapping[int, tuple[str, ...]] = field(default_factory=dict)  # column -> words of its drop-down


@dataclass(frozen=True, slots=True)
class Round:
    """What is written: all of its tabs, or none. The first one carries the note."""

    name: str  # the cohort
    tabs: tuple[NewTab, ...]

    @property
    def run(self) -> str:
        """The mark of just this content: the same proposal has the same mark, on every machine and day."""
        parts = (cell for tab in self.tabs for row in ((tab.name,), *tab.rows) for cell in row)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Plan:
    """Which tabs will be made, with their numbers; or that the newest tab of this round holds just this already."""

    titles: tuple[str, ...]
    ids: tuple[int, ...]
    run: str
    is_there: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: ``written``, ``there`` since before, or ``taken`` by another run with another proposal."""

    kind: str
    title: str


def plan_round(sheets: Spreadsheets, book: str, tabs: Sequence[Tab], new: Round) -> Plan:
    """Look what is there, and say what would be written. At most one read; changes nothing.

    Args:
        sheets: the calls.
        book: the spreadsheet's id.
        tabs: what it holds, as it was read last.
        new: what shall be there.
    """
    there = {tab.sheet_id for tab in tabs}
    number = 1
    while _sheet_id(book, new.tabs[0].name, new.name, number) in there:
        number += 1
    if number > 1:
        last = _sheet_id(book, new.tabs[0].name, new.name, number - 1)
        if new.run in sheets.find(book, last, _NOTE):
            return _plan(book, new, number - 1, is_there=True)
    return _plan(book, new, number, is_there=False)


def _plan(book: str, new: Round, number: int, *, is_there: bool) -> Plan:
    titles = tuple(f"{tab.name} {new.name} ({number})" for tab in new.tabs)
    ids = tuple(_sheet_id(book, tab.name, new.name, number) for tab in new.tabs)
    return Plan(titles, ids, new.run, is_there)


def _sheet_id(book: str, name: str, round_: str, number: int) -> int:
    """A tab's number that anybody would compute alike, so that two writers cannot both make it."""
    digest = hashlib.sha256(f"{book}|{name}|{round_}|{number}".encode()).digest()
    return int.from_bytes(digest[:4], "big") & 0x7FFFFFFF or 1


def write_round(
    sheets: Spreadsheets, book: str, new: Round, plan: Plan, also: Sequence[Mapping[str, Any]] = ()
) -> Outcome:
    """Carry a plan out, and ``also`` other changes with it: one write. After a doubtful answer look, then decide.

    Raises:
        Trouble: nothing was written.
    """
    if plan.is_there:
        return Outcome("there", plan.titles[0])
    for attempt in range(1, _TRIES + 1):
        try:
            sheets.apply(book, [*_changes(new, plan), *also])
        except Trouble as trouble:
            if trouble.kind not in {"refused", "network", "broken", "busy"}:
                raise
            found = sheets.find(book, plan.ids[0], _NOTE)
            if found:
                return Outcome("written" if plan.run in found else "taken", plan.titles[0])
            if trouble.kind == "refused":
                detail = f'Is there a tab "{plan.titles[0]}" already, or is the spreadsheet full?'
                raise Trouble("refused", detail) from None
            if attempt == _TRIES:
                raise
        else:
            break
    return Outcome("written", plan.titles[0])


def _changes(new: Round, plan: Plan) -> list[Mapping[str, Any]]:
    """Everything in one batch: Sheets makes all of it or nothing."""
    made: list[Mapping[str, Any]] = []
    for tab, title, sheet_id in zip(new.tabs, plan.titles, plan.ids, strict=True):
        made += _tab(tab, title, sheet_id)
    note = {
        "metadataKey": _NOTE,
        "metadataValue": plan.run,
        "visibility": "DOCUMENT",
        "location": {"sheetId": plan.ids[0]},
    }
    return [*made, {"createDeveloperMetadata": {"developerMetadata": note}}]


def _tab(tab: NewTab, title: str, sheet_id: int) -> list[Mapping[str, Any]]:
    width = max(len(row) for row in tab.rows)
    grid = {"rowCount": max(2, len(tab.rows)), "columnCount": width, "frozenRowCount": 1}
    made: list[Mapping[str, Any]] = [
        {"addSheet": {"properties": {"sheetId": sheet_id, "title": title, "gridProperties": grid}}},
        {
            "updateCells": {
                "start": {"sheetId": sheet_id, "rowIndex": 0, "columnIndex": 0},
                "fields": "userEnteredValue",
                "rows": [row_of(row) for row in tab.rows],
            }
        },
    ]
    for column, words in tab.choices.items():
        cells = {"sheetId": sheet_id, "startRowIndex": 1, "startColumnIndex": column, "endColumnIndex": column + 1}
        values = [{"userEnteredValue": word} for word in words]
        condition = {"type": "ONE_OF_LIST", "values": values}
        rule = {"condition": condition, "strict": True, "showCustomUi": True}
        made.append({"setDataValidation": {"range": cells, "rule": rule}})
    said = "Made by Peerloom. Write in the column Decision; the rest is read by its code."
    warning = {"range": {"sheetId": sheet_id}, "warningOnly": True, "description": said}
    return [*made, {"addProtectedRange": {"protectedRange": warning}}]


def row_of(cells: Sequence[str]) -> dict[str, Any]:
    """A row in which every cell is text: nothing is a formula, a number or a day, whatever it looks like."""
    return {"values": [{"userEnteredValue": {"stringValue": cell[:_LONGEST]}} if cell else {} for cell in cells]}
