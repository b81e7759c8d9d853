"""What this Google knows and does: books, forms, accounts, limits and faults. It speaks no HTTP itself."""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
import time
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from loopgoogle.a1 import read_area, write_area
from loopgoogle.account import new_account
from loopgoogle.book import Book, Refused, Unknown, properties_of
from loopgoogle.cells import LOCALES, Cell
from loopgoogle.discovery import find_method, without_null
from loopgoogle.faults import AFTER
from loopgoogle.forms import PAGE, OnlineForm
from loopgoogle.tokens import NotSignedIn, Tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from loopgoogle.account import Account
    from loopgoogle.book import Sheet
    from loopgoogle.faults import Fault
    from loopgoogle.tokens import Token

SHEETS_SCOPE = "https://www.googleapis.com/auth/spreadsheets"
FORMS_SCOPE = "https://www.googleapis.com/auth/forms.responses.readonly"
BODY_SCOPE = "https://www.googleapis.com/auth/forms.body.readonly"
_MINUTE = 60.0
_ERROR = 400  # from here on a status is an error
_QUERY = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Call:
    """One call to Sheets or Forms, as it came."""

    verb: str
    path: str
    query: Mapping[str, Sequence[str]]
    body: Any
    status: int = 0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back. ``trick`` is what happens to it on its way."""

    status: int
    body: Any = None
    text: str | None = None  # instead of a body in JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    trick: str = ""


@dataclass(slots=True)
class Google:
    """The whole of it.

    ``quota`` is calls a minute, of each kind and each account; None: no limit. ``clock`` gives seconds.
    """

    quota: int | None = None
    clock: Callable[[], float] = time.time
    books: dict[str, Book] = field(default_factory=dict)
    forms: dict[str, OnlineForm] = field(default_factory=dict)
    tokens: Tokens = field(default_factory=Tokens)
    faults: list[Fault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)  # what Google does not document, or this one does not know
    latency: float = 0.0  # seconds before each answer
    checks: bool = True  # answers are checked against the documents; long ones take long
    slow: float = 3.0  # seconds before an answer that shall come too late
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _used: dict[tuple[str, str], deque[float]] = field(default_factory=dict)

    def new_account(self, email: str = "kit@at-home.iam.gserviceaccount.com") -> Account:
        """Make an account that may sign in."""
        account = new_account(email)
        self.tokens.accounts[email] = account
        return account

    def new_book(
        self,
        title: str,
        *,
        zone: str = "Europe/London",
        locale: str = "en_GB",
        writers: Iterable[str] = (),
        readers: Iterable[str] = (),
    ) -> Book:
        """Make a spreadsheet, shared with these addresses. It has no tab yet."""
        if locale not in LOCALES:
            raise Unknown(f"the locale {locale}")
        book = Book(f"{len(self.books) + 1:x}".rjust(44, "b"), title, zone, locale)
        book.writers |= set(writers)
        book.readers |= set(readers)
        self.books[book.id] = book
        return book

    def new_form(self, title: str, questions: Mapping[str, str], readers: Iterable[str] = ()) -> OnlineForm:
        """Make a form whose answers these addresses may read."""
        form = OnlineForm(f"{len(self.forms) + 1:x}".rjust(44, "f"), title, dict(questions), readers=set(readers))
        self.forms[form.id] = form
        return form

    def answer(self, verb: str, target: str, headers: Mapping[str, str], data: bytes) -> Answer:
        """Answer one request of whatever kind."""
        with self._lock:
            parts = urlsplit(target)
            if not parts.path.startswith(("/v4/", "/v1/forms/")):
                return self._signing_in(verb, parts.path, headers, data)
            return self._call(verb, parts.path, parse_qs(parts.query, keep_blank_values=True), headers, data)

    def _signing_in(self, verb: str, path: str, headers: Mapping[str, str], data: bytes) -> Answer:
        now = self.clock()
        form = {name: values[0] for name, values in parse_qs(data.decode("utf-8", "replace")).items()}
        try:
            if verb == "POST" and path == "/token":
                return Answer(200, self.tokens.sign_in(form, now))
            if verb == "POST" and path == "/v1/token":
                return Answer(200, self.tokens.exchange(form))
            found = re.fullmatch(r"/v1/projects/-/serviceAccounts/([^/]+):generateAccessToken", path)
            if verb == "POST" and found:
                return Answer(200, self.tokens.stand_for(unquote(found[1]), bearer(headers), json.loads(data), now))
        except NotSignedIn as error:
            return Answer(400, {"error": "invalid_grant", "error_description": str(error)})
        self.problems.append(f"unknown: {verb} {path}")
        return Answer(501, text="unknown")

    def _call(self, verb: str, path: str, query: _QUERY, headers: Mapping[str, str], data: bytes) -> Answer:
        body = json.loads(data) if data else None
        call = Call(verb, path, query, body)
        fault = self._fault(path)
        if fault is not None and fault.kind == "revoked":
            self.tokens.revoke()
            fault_kind = ""
        else:
            fault_kind = fault.kind if fault else ""
        if fault is not None and fault_kind and fault_kind not in AFTER:
            return self._noted(call, _broken(fault), fault.kind)
        done = self._checked(call, headers)
        if fault is not None and fault_kind and done.status < _ERROR:
            done = _broken(fault, done)
        return self._noted(call, done, fault.kind if fault else "")

    def _noted(self, call: Call, answer: Answer, fault: str) -> Answer:
        self.calls.append(replace(call, status=answer.status, fault=fault))
        return answer

    def _fault(self, path: str) -> Fault | None:
        for n, fault in enumerate(self.faults):
            if fault.path in path and fault.at in {None, len(self.calls)}:
                self.faults[n : n + 1] = [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
                return fault
        return None

    def _checked(self, call: Call, headers: Mapping[str, str]) -> Answer:
        """Answer a call after everything that Google looks at first, and check both sides against its documents."""
        method = find_method(call.verb, call.path)
        if method is None:
            self.problems.append(f"unknown: {call.verb} {call.path}")
            return _error(501, "UNIMPLEMENTED", "This call is not known here.")
        wrong = method.problems_of_request(call.query, call.body)
        self.problems += wrong
        token = self.tokens.holds(bearer(headers), self.clock())
        if token is None:
            return _error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
        if not self._has_quota(token, call):
            return _error(429, "RESOURCE_EXHAUSTED", "Quota exceeded for quota metric and limit per minute per user.")
        try:
            answer = self._done(method.id, call, token)
        except Refused as error:
            return _error(400, "INVALID_ARGUMENT", str(error))
        except Unknown as error:
            self.problems.append(f"unknown: {method.id} of {error}")
            return _error(501, "UNIMPLEMENTED", "This is not known here.")
        if answer.status < _ERROR and self.checks:
            self.problems += method.problems_of_answer(answer.body)
        return answer

    def _has_quota(self, token: Token, call: Call) -> bool:
        if self.quota is None:
            return True
        kind = "read" if call.verb == "GET" or call.path.endswith(":search") else "write"
        used, now = self._used.setdefault((token.email, kind), deque()), self.clock()
        while used and used[0] <= now - _MINUTE:
            used.popleft()
        if len(used) >= self.quota:
            return False
        used.append(now)
        return True

    def _done(self, method: str, call: Call, token: Token) -> Answer:
        name = call.path.split("/")[3].partition(":")[0]
        if method.startswith("forms."):
            return self._form(method, name, call, token)
        if not token.scopes & {SHEETS_SCOPE, f"{SHEETS_SCOPE}.readonly"}:
            return _error(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.")
        book = self.books.get(name)
        if book is None:
            return _error(404, "NOT_FOUND", "Requested entity was not found.")
        write = method.rpartition(".")[2] in {"batchUpdate", "append"}
        if write and SHEETS_SCOPE not in token.scopes:
            return _error(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.")
        if token.email not in (book.writers if write else book.writers | book.readers):
            return _error(403, "PERMISSION_DENIED", "The caller does not have permission")
        return Answer(200, _SHEETS[method](book, call)) if method in _SHEETS else _unknown(method)

    def _form(self, method: str, name: str, call: Call, token: Token) -> Answer:
        form = self.forms.get(name)
        if form is None:
            return _error(404, "NOT_FOUND", "Requested entity was not found.")
        scope = BODY_SCOPE if method == "forms.forms.get" else FORMS_SCOPE
        if scope not in token.scopes or token.email not in form.readers:
            return _error(403, "PERMISSION_DENIED", "The caller does not have permission")
        if method == "forms.forms.get":
            return Answer(200, form.told())
        if method != "forms.forms.responses.list":
            return _unknown(method)
        since, after = _since(_first(call.query, "filter"))
        size = min(int(_first(call.query, "pageSize") or PAGE), PAGE)
        return Answer(200, form.page(size, _first(call.query, "pageToken"), since, after))


def _unknown(method: str) -> Answer:
    raise Unknown(method)


def bearer(headers: Mapping[str, str]) -> str:
    """The token that a request carries."""
    return headers.get("authorization", "").removeprefix("Bearer ")


def _first(query: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(query.get(name, [])), "")


def _since(text: str) -> tuple[dt.datetime | None, dt.datetime | None]:
    if not text:
        return None, None
    found = re.fullmatch(r"timestamp (>=?) (\S+)", text)
    if found is None:
        raise Refused("Invalid filter.")
    moment = dt.datetime.fromisoformat(found[2])
    return (moment, None) if found[1] == ">=" else (None, moment)


def _error(status: int, word: str, message: str, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, {"error": {"code": status, "message": message, "status": word}}, headers=headers or {})


def _broken(fault: Fault, done: Answer | None = None) -> Answer:
    told = fault.error()
    if told is not None:
        return _error(*told, {"Retry-After": "1"} if fault.kind == "429 later" else None)
    whole = done or Answer(200, {})
    match fault.kind:
        case "502 page":
            return Answer(502, text="<!DOCTYPE html><title>Error 502 (Server Error)</title>")
        case "page":
            return Answer(200, text="<!DOCTYPE html><title>Sign in to this network</title>")
        case "redirect":
            return Answer(302, text="", headers={"Location": "https://elsewhere.invalid/"})
        case "empty":
            return replace(whole, text="")
        case "cut JSON":
            return replace(whole, text=json.dumps(whole.body)[: len(json.dumps(whole.body)) // 2])
        case kind:
            return replace(whole, trick=kind)


def _get(book: Book, call: Call) -> dict[str, Any]:
    fields = _first(call.query, "fields")
    if call.query.get("ranges"):
        raise Unknown("a part of the grid")
    grids = "data" in fields or (not fields and _first(call.query, "includeGridData") == "true")
    sheets = []
    for sheet in book.sheets:
        told: dict[str, Any] = {"properties": properties_of(book, sheet)}
        if grids:
            told["data"] = [_grid(book, sheet)]
        sheets.append(told)
    whole: dict[str, Any] = {
        "spreadsheetId": book.id,
        "properties": {"title": book.title, "timeZone": book.zone, "locale": book.locale},
        "sheets": sheets,
    }
    found: dict[str, Any] = masked(whole, fields) if fields else whole
    return found


def _grid(book: Book, sheet: Sheet) -> dict[str, Any]:
    rows = [{"values": [_cell(book, cell) for cell in row]} if row else {} for row in sheet.rows]
    while rows and not any(rows[-1].get("values", [])):
        rows.pop()
    return {"rowData": rows} if rows else {}


def _cell(book: Book, cell: Cell | None) -> dict[str, Any]:
    if cell is None:
        return {}
    kinds = {"text": "stringValue", "bool": "boolValue"}
    value = {kinds.get(cell.kind, "numberValue"): cell.plain()}
    told: dict[str, Any] = {
        "userEnteredValue": value,
        "effectiveValue": value,
        "formattedValue": cell.shown(book.locale),
    }
    if cell.kind in {"time", "day"}:
        kind = "DATE_TIME" if cell.kind == "time" else "DATE"
        told["effectiveFormat"] = {"numberFormat": {"type": kind, "pattern": ""}}
    return told


def masked(value: Any, fields: str) -> Any:
    """The part of an answer that a field mask names, such as ``a,b(c,d)`` or ``a.b``."""
    wanted = _mask(fields)
    return _kept(value, wanted)


def _mask(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    depth, part, parts = 0, "", []
    for letter in text + ",":
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append(part)
            part = ""
        else:
            part += letter
    for one in parts:
        name, _, inner = one.partition("(")
        head, *rest = re.split(r"[./]", name)
        below = inner.removesuffix(")") if inner else ""
        for step in reversed(rest):
            below = f"{step}({below})" if below else step
        found.setdefault(head, {}).update(_mask(below) if below else {})
    return found


def _kept(value: Any, wanted: Mapping[str, Any]) -> Any:
    if not wanted or "*" in wanted:
        return value
    if isinstance(value, list):
        return [_kept(one, wanted) for one in value]
    return {name: _kept(value[name], inner) for name, inner in wanted.items() if name in value}


def _values(book: Book, call: Call) -> dict[str, Any]:
    render = _first(call.query, "valueRenderOption") or "FORMATTED_VALUE"
    times = _first(call.query, "dateTimeRenderOption") or "SERIAL_NUMBER"
    if render == "FORMULA" or _first(call.query, "majorDimension") not in {"", "ROWS"}:
        raise Unknown("this way of reading")
    return {"spreadsheetId": book.id, "valueRanges": [_range(book, text, render, times) for text in _ranges(call)]}


def _one_range(book: Book, call: Call) -> dict[str, Any]:
    render = _first(call.query, "valueRenderOption") or "FORMATTED_VALUE"
    return _range(book, _ranges(call)[0], render, _first(call.query, "dateTimeRenderOption") or "SERIAL_NUMBER")


def _ranges(call: Call) -> Sequence[str]:
    """The ranges of a call: in its query, or the one in its path."""
    _, mark, rest = call.path.partition("/values/")
    return [unquote(rest.removesuffix(":append"))] if mark else call.query.get("ranges", [])


def _range(book: Book, text: str, render: str, times: str) -> dict[str, Any]:
    area = read_area(text, [sheet.title for sheet in book.sheets])
    if area is None:
        raise Refused(f"Unable to parse range: {text}")
    sheet, top, left, bottom, right = book.area(area)
    if top >= sheet.row_count or left >= sheet.column_count:
        raise Refused(f"Range ({text}) exceeds grid limits.")
    rows = [[_shown(cell, book, render, times) for cell in row[left:right]] for row in sheet.rows[top:bottom]]
    told: dict[str, Any] = {
        "range": write_area(sheet.title, top, left, bottom, right),
        "majorDimension": "ROWS",
    }
    if trimmed := _trimmed(rows):
        told["values"] = trimmed
    return told


def _append(book: Book, call: Call) -> dict[str, Any]:
    """A row after the last one that holds anything; where a tab has several tables Google guesses, and we refuse."""
    if _first(call.query, "valueInputOption") != "RAW":
        raise Unknown("values that are parsed as if typed")
    (text,) = _ranges(call)
    area = read_area(text, [sheet.title for sheet in book.sheets])
    if area is None:
        raise Refused(f"Unable to parse range: {text}")
    sheet = book.tab(area.title)
    rows = without_null(call.body or {}).get("values", [])
    top = len(sheet.rows)
    for row in rows:
        sheet.add([_raw(value) for value in row])
    book.changes += 1
    width = max((len(row) for row in rows), default=1)
    shown = write_area(sheet.title, top, 0, top + len(rows), width)
    updates = {"spreadsheetId": book.id, "updatedRange": shown, "updatedRows": len(rows)}
    return {"spreadsheetId": book.id, "updates": updates}


def _shown(cell: Cell | None, book: Book, render: str, times: str) -> Any:
    if cell is None:
        return ""
    if render == "FORMATTED_VALUE" or (cell.kind in {"time", "day"} and times == "FORMATTED_STRING"):
        return cell.shown(book.locale)
    return cell.plain()


def _trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    """Without what is empty at the end of rows and of the whole."""
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _apply(book: Book, call: Call) -> dict[str, Any]:
    body = without_null(call.body or {})
    requests = body.get("requests", [])
    if not requests:
        raise Refused("Must specify at least one request.")
    if set(body) != {"requests"}:
        raise Unknown(f"a batch with {sorted(set(body) - {'requests'})}")
    return {"spreadsheetId": book.id, "replies": book.apply(requests)}


def _put(book: Book, call: Call) -> dict[str, Any]:
    body = without_null(call.body or {})
    if body.get("valueInputOption") != "RAW":
        raise Unknown("values that are parsed as if typed")
    replies, total = [], 0
    for told in body.get("data", []):
        area = read_area(told["range"], [sheet.title for sheet in book.sheets])
        if area is None:
            raise Refused(f"Unable to parse range: {told['range']}")
        sheet, top, left, *_ = book.area(area)
        rows = told.get("values", [])
        if top + len(rows) > sheet.row_count or any(left + len(row) > sheet.column_count for row in rows):
            raise Refused(f"Range ({told['range']}) exceeds grid limits.")
        count = 0
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                if value is not None:
                    sheet.put(top + i, left + j, _raw(value))
                    count += 1
        widest = max((len(row) for row in rows), default=1)
        shown = write_area(sheet.title, top, left, top + max(len(rows), 1), left + max(widest, 1))
        replies.append({"spreadsheetId": book.id, "updatedRange": shown, "updatedCells": count})
        total += count
    book.changes += 1
    return {"spreadsheetId": book.id, "totalUpdatedCells": total, "responses": replies}


def _raw(value: Any) -> Cell | None:
    if isinstance(value, bool):
        return Cell(value, "bool")
    if isinstance(value, int | float):
        return Cell(float(value), "number")
    return Cell(value) if value else None


def _search(book: Book, call: Call) -> dict[str, Any]:
    filters = without_null(call.body or {}).get("dataFilters", [])
    found = []
    for one in filters:
        asked = one.get("developerMetadataLookup")
        if asked is None:
            raise Unknown("a search by range")
        found += [{"developerMetadata": note, "dataFilters": [one]} for note in book.metadata if _matches(note, asked)]
    return {"matchedDeveloperMetadata": found} if found else {}


def _matches(note: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    simple = ("metadataKey", "metadataValue", "metadataId", "visibility")
    if any(name in asked and asked[name] != note.get(name) for name in simple):
        return False
    where = asked.get("metadataLocation")
    if where is None:
        return True
    if "sheetId" in where:
        return bool(note["location"].get("sheetId") == where["sheetId"])
    exact = asked.get("locationMatchingStrategy") == "EXACT_LOCATION"
    return not exact or note["location"].get("locationType") == "SPREADSHEET"


_SHEETS: Mapping[str, Callable[[Book, Call], dict[str, Any]]] = {
    "sheets.spreadsheets.get": _get,
    "sheets.spreadsheets.values.batchGet": _values,
    "sheets.spreadsheets.values.get": _one_range,
    "sheets.spreadsheets.values.append": _append,
    "sheets.spreadsheets.batchUpdate": _apply,
    "sheets.spreadsheets.values.batchUpdate": _put,
    "sheets.spreadsheets.developerMetadata.search": _search,
}
