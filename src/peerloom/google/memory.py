"""The tab ``_peerloom``: what cannot be derived again is kept here too, row after row, for a machine that forgets."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peerloom.google.rounds import row_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from peerloom.google.sheets import Tab

TITLE = "_peerloom"
SHEET_ID = 0x50EE2100  # the same in every spreadsheet, so that two writers cannot both make it
_HEADER = ("key", "subject", "words")
_DONT = "Kept by Peerloom. Please change nothing here: rows are only ever added."


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that was decided. ``key`` is its identity: the same key again adds nothing."""

    key: str
    subject: str
    words: Mapping[str, str]


def read_memory(tabs: Sequence[Tab]) -> tuple[Kept, ...]:
    """What the tab holds, in its order, each key once. Rows that cannot be read are left out."""
    rows = next((tab.rows for tab in tabs if tab.title == TITLE), ())
    found: dict[str, Kept] = {}
    for row in rows[1:]:
        key, subject, words = (*row, "", "", "")[:3]
        try:
            told = json.loads(words)
        except ValueError:
            continue
        if key and subject and isinstance(told, dict) and all(isinstance(one, str) for one in told.values()):
            found.setdefault(key, Kept(key, subject, told))
    return tuple(found.values())


def memory_changes(tabs: Sequence[Tab], kept: Sequence[Kept]) -> list[Mapping[str, Any]]:
    """The changes that add what is not there yet; none where all of it is. A row that comes twice counts once.

    Args:
        tabs: the spreadsheet as it was read last.
        kept: everything that must be there.
    """
    known = {one.key for one in read_memory(tabs)}
    new = {one.key: one for one in kept if one.key not in known}
    if not new:
        return []
    rows = [row_of((one.key, one.subject, json.dumps(dict(one.words), sort_keys=True))) for one in new.values()]
    append = {"appendCells": {"sheetId": SHEET_ID, "fields": "userEnteredValue", "rows": rows}}
    there = any(tab.title == TITLE for tab in tabs)
    return [append] if there else [*_made(), append]


def _made() -> list[Mapping[str, Any]]:
    grid = {"rowCount": 2, "columnCount": len(_HEADER), "frozenRowCount": 1}
    properties = {"sheetId": SHEET_ID, "title": TITLE, "hidden": True, "gridProperties": grid}
    start = {"sheetId": SHEET_ID, "rowIndex": 0, "columnIndex": 0}
    warning = {"range": {"sheetId": SHEET_ID}, "warningOnly": True, "description": _DONT}
    return [
        {"addSheet": {"properties": properties}},
        {"updateCells": {"start": start, "fields": "userEnteredValue", "rows": [row_of(_HEADER)]}},
        {"addProtectedRange": {"protectedRange": warning}},
    ]
