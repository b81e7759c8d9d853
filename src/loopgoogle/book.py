"""A spreadsheet and its tabs, and the changes that a batch of requests makes to them: all of them or none."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from loopgoogle.cells import Cell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from loopgoogle.a1 import Area

MOST_CELLS = 10_000_000
LONGEST = 50_000  # characters of a cell


class Refused(Exception):  # noqa: N818 - it is what Google answers, not a fault of ours
    """A request that Google refuses; the words are those of its answer."""


class Unknown(Exception):  # noqa: N818
    """A request that this Google does not know. The test that meets it fails."""


@dataclass(slots=True)
class Sheet:
    """One tab. ``rows`` holds only what is filled; rows may differ in length."""

    sheet_id: int
    title: str
    rows: list[list[Cell | None]] = field(default_factory=list)
    row_count: int = 1000
    column_count: int = 26
    frozen: int = 0
    hidden: bool = False
    validations: list[dict[str, Any]] = field(default_factory=list)
    protections: list[dict[str, Any]] = field(default_factory=list)

    def put(self, row: int, column: int, cell: Cell | None) -> None:
        """Write one cell; the rows before it come into being."""
        while len(self.rows) <= row:
            self.rows.append([])
        cells = self.rows[row]
        while len(cells) <= column:
            cells.append(None)
        cells[column] = cell

    def get(self, row: int, column: int) -> Cell | None:
        """Read one cell; None when it is empty."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def add(self, *rows: Sequence[Cell | str | None]) -> None:
        """Add rows at the end, as a form does."""
        for row in rows:
            self.rows.append([Cell(one) if isinstance(one, str) and one else one or None for one in row])
        self.row_count = max(self.row_count, len(self.rows))
        self.column_count = max(self.column_count, *(len(row) for row in self.rows), 1)


@dataclass(slots=True)
class Book:
    """One spreadsheet."""

    id: str
    title: str
    zone: str = "Europe/London"
    locale: str = "en_GB"
    sheets: list[Sheet] = field(default_factory=list)
    metadata: list[dict[str, Any]] = field(default_factory=list)
    readers: set[str] = field(default_factory=set)  # addresses with whom it is shared
    writers: set[str] = field(default_factory=set)
    changes: int = 0  # batches that were applied

    def tab(self, title: str) -> Sheet:
        """The tab of this title.

        Raises:
            KeyError: there is none.
        """
        for sheet in self.sheets:
            if sheet.title == title:
                return sheet
        raise KeyError(title)

    def new_tab(self, title: str, sheet_id: int | None = None) -> Sheet:
        """Add a tab at the end. The first has the id 0."""
        taken = {sheet.sheet_id for sheet in self.sheets}
        number = sheet_id if sheet_id is not None else next(n for n in range(len(taken) + 1) if n not in taken)
        self.sheets.append(Sheet(number, title))
        return self.sheets[-1]

    def area(self, found: Area) -> tuple[Sheet, int, int, int, int]:
        """The tab of an area and its bounds, cut to the grid."""
        sheet = self.tab(found.title)
        bottom = min(found.bottom or sheet.row_count, sheet.row_count)
        right = min(found.right or sheet.column_count, sheet.column_count)
        return sheet, found.top, found.left, bottom, right

    def apply(self, requests: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Make every change and give a reply to each; or none of them.

        Raises:
            Refused: one is not possible; nothing has changed.
            Unknown: one is not known here; nothing has changed.
        """
        before = copy.deepcopy((self.sheets, self.metadata))
        try:
            replies = [self._one(n, request) for n, request in enumerate(requests)]
        except (Refused, Unknown):
            self.sheets, self.metadata = before
            raise
        self.changes += 1
        return replies

    def _one(self, n: int, request: Mapping[str, Any]) -> dict[str, Any]:
        if len(request) != 1:
            raise Refused(f"Invalid requests[{n}]: exactly one kind of request must be set.")
        ((kind, told),) = request.items()
        if kind not in _REQUESTS:
            raise Unknown(kind)
        try:
            return _REQUESTS[kind](self, told)
        except Refused as error:
            raise Refused(f"Invalid requests[{n}].{kind}: {error}") from None

    def by_id(self, sheet_id: int) -> Sheet:
        """The tab of this id, or the refusal of Google."""
        for sheet in self.sheets:
            if sheet.sheet_id == sheet_id:
                return sheet
        raise Refused(f"No grid with id: {sheet_id}")


def _add_sheet(book: Book, told: Mapping[str, Any]) -> dict[str, Any]:
    properties = told.get("properties", {})
    title = properties.get("title", f"Sheet{len(book.sheets) + 1}")
    if any(sheet.title.casefold() == title.casefold() for sheet in book.sheets):
        raise Refused(f'A sheet with the name "{title}" already exists. Please enter another name.')
    number = properties.get("sheetId")
    if number is not None and any(sheet.sheet_id == number for sheet in book.sheets):
        raise Refused(f"Sheet with id {number} already exists.")
    sheet = book.new_tab(title, number)
    _change(sheet, properties)
    return {"addSheet": {"properties": properties_of(book, sheet)}}


def _delete_sheet(book: Book, told: Mapping[str, Any]) -> dict[str, Any]:
    sheet = book.by_id(told.get("sheetId", 0))
    if len(book.sheets) == 1:
        raise Refused("You can't remove all the sheets in a document.")
    book.sheets.remove(sheet)
    book.metadata = [one for one in book.metadata if one["location"].get("sheetId", 0) != sheet.sheet_id]
    return {}


def _update_sheet(book: Book, told: Mapping[str, Any]) -> dict[str, Any]:
    properties = told.get("properties", {})
    sheet = book.by_id(properties.get("sheetId", 0))
    wanted = set(told.get("fields", "").split(","))
    known = {"title", "hidden", "gridProperties", "gridProperties.rowCount", "gridProperties.columnCount"}
    if not wanted <= {*known, "gridProperties.frozenRowCount"}:
        raise Unknown(f"updateSheetProperties of {sorted(wanted - known)}")
    if properties.get("hidden") and sum(not one.hidden for one in book.sheets) == 1:
        raise Refused("You can't hide all the sheets in a document.")
    _change(sheet, properties)
    return {}


def _change(sheet: Sheet, properties: Mapping[str, Any]) -> None:
    grid = properties.get("gridProperties", {})
    sheet.title = properties.get("title", sheet.title)
    sheet.hidden = properties.get("hidden", sheet.hidden)
    sheet.row_count = grid.get("rowCount", sheet.row_count)
    sheet.column_count = grid.get("columnCount", sheet.column_count)
    sheet.frozen = grid.get("frozenRowCount", sheet.frozen)
    if sheet.row_count * sheet.column_count > MOST_CELLS:
        raise Refused(f"This action would increase the number of cells in the workbook above {MOST_CELLS} cells.")


def _update_cells(book: Book, told: Mapping[str, Any]) -> dict[str, Any]:
    if told.get("fields") != "userEnteredValue":
        raise Unknown(f"updateCells of {told.get('fields')}")
    start = told.get("start") or {
        "sheetId": told["range"].get("sheetId", 0),
        "rowIndex": told["range"].get("startRowIndex", 0),
        "columnIndex": told["range"].get("startColumnIndex", 0),
    }
    sheet = book.by_id(start.get("sheetId", 0))
    top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
    rows = told.get("rows", [])
    widest = max((len(row.get("values", [])) for row in rows), default=0)
    if top + len(rows) > sheet.row_count or left + widest > sheet.column_count:
        raise Refused(f"Attempting to write outside of the grid of sheet {sheet.sheet_id}.")
    for i, row in enumerate(rows):
        for j, value in enumerate(row.get("values", [])):
            sheet.put(top + i, left + j, _entered(value.get("userEnteredValue")))
    return {}


def _append_cells(book: Book, told: Mapping[str, Any]) -> dict[str, Any]:
    """Rows after the last one that holds anything; the grid grows."""
    if told.get("fields") != "userEnteredValue":
        raise Unknown(f"appendCells of {told.get('fields')}")
    sheet = book.by_id(told.get("sheetId", 0))
    while sheet.rows and not any(sheet.rows[-1]):
        sheet.rows.pop()
    for row in told.get("rows", []):
        sheet.rows.append([_entered(value.get("userEnteredValue")) for value in row.get("values", [])])
    sheet.row_count = max(sheet.row_count, len(sheet.rows))
    sheet.column_count = max(sheet.column_count, *(len(row) for row in sheet.rows), 1)
    return {}


def _entered(value: Mapping[str, Any] | None) -> Cell | None:
    if not value:
        return None
    if "formulaValue" in value:
        raise Unknown("a formula")
    if "numberValue" in value:
        return Cell(float(value["numberValue"]), "number")
    if "boolValue" in value:
        return Cell(bool(value["boolValue"]), "bool")
    text = value.get("stringValue", "")
    if len(text) > LONGEST:
        raise Refused("Your input contains more than the maximum of 50000 characters in a single cell.")
    return Cell(text) if text else None


def _validate(book: Book, told: Mapping[str, Any]) -> dict[str, Any]:
    book.by_id(told["range"].get("sheetId", 0)).validations.append(dict(told))
    return {}


def _protect(book: Book, told: Mapping[str, Any]) -> dict[str, Any]:
    asked = dict(told["protectedRange"])
    sheet = book.by_id(asked.get("range", {}).get("sheetId", 0))
    asked["protectedRangeId"] = sum(len(one.protections) for one in book.sheets) + 1
    sheet.protections.append(asked)
    return {"addProtectedRange": {"protectedRange": asked}}


def _note(book: Book, told: Mapping[str, Any]) -> dict[str, Any]:
    asked = copy.deepcopy(told["developerMetadata"])
    location = asked.get("location", {})
    if "sheetId" in location:
        book.by_id(location["sheetId"])
        location["locationType"] = "SHEET"
    else:
        location = {"locationType": "SPREADSHEET", "spreadsheet": True}
    number = asked.get("metadataId") or len(book.metadata) + 1
    if any(one["metadataId"] == number for one in book.metadata):
        raise Refused(f"DeveloperMetadata with id {number} already exists.")
    made = {**asked, "metadataId": number, "location": location}
    book.metadata.append(made)
    return {"createDeveloperMetadata": {"developerMetadata": made}}


def _insert(book: Book, told: Mapping[str, Any]) -> dict[str, Any]:
    where = told["range"]
    sheet = book.by_id(where.get("sheetId", 0))
    first, last = where.get("startIndex", 0), where["endIndex"]
    if where["dimension"] == "ROWS":
        sheet.rows[first:first] = [[] for _ in range(last - first)] if first < len(sheet.rows) else []
        sheet.row_count += last - first
    else:
        for row in sheet.rows:
            if first < len(row):
                row[first:first] = [None] * (last - first)
        sheet.column_count += last - first
    return {}


def _delete(book: Book, told: Mapping[str, Any]) -> dict[str, Any]:
    where = told["range"]
    sheet = book.by_id(where.get("sheetId", 0))
    first, last = where.get("startIndex", 0), where["endIndex"]
    if where["dimension"] == "ROWS":
        del sheet.rows[first:last]
        sheet.row_count -= last - first
    else:
        for row in sheet.rows:
            del row[first:last]
        sheet.column_count -= last - first
    return {}


def properties_of(book: Book, sheet: Sheet) -> dict[str, Any]:
    """The properties of a tab as answers hold them: what is zero or false is left out."""
    grid = {"rowCount": sheet.row_count, "columnCount": sheet.column_count, "frozenRowCount": sheet.frozen}
    told = {
        "sheetId": sheet.sheet_id,
        "title": sheet.title,
        "index": book.sheets.index(sheet),
        "sheetType": "GRID",
        "gridProperties": {name: one for name, one in grid.items() if one},
        "hidden": sheet.hidden,
    }
    return {name: one for name, one in told.items() if one or name == "title"}


_REQUESTS: Mapping[str, Callable[[Book, Mapping[str, Any]], dict[str, Any]]] = {
    "addSheet": _add_sheet,
    "deleteSheet": _delete_sheet,
    "updateSheetProperties": _update_sheet,
    "updateCells": _update_cells,
    "appendCells": _append_cells,
    "setDataValidation": _validate,
    "addProtectedRange": _protect,
    "createDeveloperMetadata": _note,
    "insertDimension": _insert,
    "deleteDimension": _delete,
}
