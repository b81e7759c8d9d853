"""Spreadsheets through three calls: read everything, change, and find what was changed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peerloom.google.client import SHEETS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from peerloom.google.client import Client

_FIELDS = (
    "properties(title,timeZone,locale),sheets(properties(sheetId,title,hidden),"
    "data(rowData(values(formattedValue,effectiveValue(numberValue),effectiveFormat(numberFormat(type))))))"
)
_DAY_ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a serial number is in the sheet's own zone
_SECONDS = 86_400
_LIKE_A_DAY = re.compile(r"\d{1,4}[-/.年] ?\d{1,2}[-/.月] ?\d{1,4}[.日]?( .*:.*)?")  # never 1.234.567


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its cells as text, from row 1 on. Rows differ in length."""

    sheet_id: int
    title: str
    hidden: bool
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A spreadsheet at one moment."""

    title: str
    zone: str
    locale: str
    tabs: tuple[Tab, ...]


@dataclass(frozen=True, slots=True)
class Spreadsheets:
    """The calls. Each can raise ``Trouble``."""

    client: Client

    def read(self, book: str) -> Book:
        """Everything that stands in a spreadsheet. One read, so that all of it is of one moment.

        Text stays as it was written: ``007``, ``1,2``, ``=1+1``. Days and times come from their number, which does not
        depend on the spreadsheet's language, in the spreadsheet's own zone. Other numbers are plain: ``7``, ``3.5``.
        """
        told = self.client.ask("get", f"{SHEETS}/v4/spreadsheets/{book}", params={"fields": _FIELDS})
        properties = told.get("properties", {})
        return Book(
            properties.get("title", ""),
            properties.get("timeZone", ""),
            properties.get("locale", ""),
            tuple(_tab(sheet) for sheet in told.get("sheets", [])),
        )

    def apply(self, book: str, changes: Sequence[Mapping[str, Any]]) -> None:
        """Make all of these changes or none. One write. Never sent twice by itself: it may have been done."""
        url = f"{SHEETS}/v4/spreadsheets/{book}:batchUpdate"
        self.client.ask("post", url, json={"requests": list(changes)})

    def find(self, book: str, sheet_id: int, key: str) -> tuple[str, ...]:
        """The notes under a key that a tab carries. One read."""
        url = f"{SHEETS}/v4/spreadsheets/{book}/developerMetadata:search"
        lookup = {
            "metadataKey": key,
            "metadataLocation": {"sheetId": sheet_id},
            "locationMatchingStrategy": "EXACT_LOCATION",
        }
        body = {"dataFilters": [{"developerMetadataLookup": lookup}]}
        found = self.client.ask("post", url, json=body).get("matchedDeveloperMetadata", [])
        return tuple(one["developerMetadata"].get("metadataValue", "") for one in found)


def _tab(sheet: Mapping[str, Any]) -> Tab:
    """What is zero, false or empty is not in an answer."""
    properties = sheet.get("properties", {})
    grid = [row.get("values", []) for data in sheet.get("data", [])[:1] for row in data.get("rowData", [])]
    rows = [tuple(_text(cell) for cell in row) for row in grid]
    while rows and not any(rows[-1]):
        rows.pop()
    return Tab(properties.get("sheetId", 0), properties.get("title", ""), properties.get("hidden", False), tuple(rows))


def _text(cell: Mapping[str, Any]) -> str:
    shown: str = cell.get("formattedValue", "")
    number = cell.get("effectiveValue", {}).get("numberValue")
    if number is None:
        return shown
    kind = cell.get("effectiveFormat", {}).get("numberFormat", {}).get("type", "")
    if kind == "DATE_TIME" or (not kind and _LIKE_A_DAY.fullmatch(shown)):
        moment = _DAY_ZERO + dt.timedelta(seconds=round(number * _SECONDS))
        return moment.isoformat(sep=" ", timespec="seconds") if kind or ":" in shown else moment.date().isoformat()
    if kind == "DATE":
        return (_DAY_ZERO + dt.timedelta(days=int(number))).date().isoformat()
    if kind in {"TIME", "TEXT", "PERCENT", "CURRENCY"}:
        return shown
    return str(int(number)) if float(number).is_integer() else repr(number)
