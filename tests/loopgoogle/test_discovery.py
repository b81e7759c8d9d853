"""What is checked against Google's own documents, and that a wrong answer would be noticed."""

from __future__ import annotations

import copy
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import loopgoogle
from loopgoogle import Google
from loopgoogle.a1 import letters, number, read_area, write_area
from loopgoogle.cells import moment_of, serial_of
from loopgoogle.discovery import find_method, methods, problems
from loopgoogle.google import masked

if TYPE_CHECKING:
    import datetime as dt

FOLDER = Path(loopgoogle.__file__).parent
SUMS = {
    "sheets.v4.json": "f7f55d1940e25fd99f7a143b67d95ebfd1236bd0e9043f0be36b8c2fb5bebd08",
    "forms.v1.json": "8673abb944a483d3ec4f57a2d8af64e6dbcce4bb136c5b50095775347b6fcc47",
}


@pytest.mark.parametrize(("name", "digest"), SUMS.items())
def test_the_documents_are_those_that_google_publishes(name: str, digest: str) -> None:
    assert hashlib.sha256((FOLDER / "documents" / name).read_bytes()).hexdigest() == digest


def test_it_is_a_package_of_its_own() -> None:
    files = sorted(FOLDER.glob("*.py"))
    assert len(files) > 8
    assert not [file.name for file in files if "peerloom" in file.read_text(encoding="utf-8")]


def test_every_method_is_found_by_its_path() -> None:
    assert len(methods()) > 20
    assert find_method("GET", "/v4/spreadsheets/abc") is not None
    found = find_method("POST", "/v4/spreadsheets/abc:batchUpdate")
    assert found is not None
    assert found.id == "sheets.spreadsheets.batchUpdate"
    assert find_method("GET", "/v4/nothing") is None


GOOD: dict[str, Any] = {
    "spreadsheetId": "x",
    "properties": {"title": "t", "timeZone": "Europe/London", "locale": "en_GB"},
    "sheets": [
        {
            "properties": {
                "sheetId": 7,
                "title": "a",
                "index": 1,
                "sheetType": "GRID",
                "gridProperties": {"rowCount": 9},
            },
            "data": [{"rowData": [{"values": [{"formattedValue": "1", "effectiveValue": {"numberValue": 1.5}}]}]}],
        }
    ],
}


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [at] if at else []
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        found += places(inner, (*at, key))
    return found


def changed(at: tuple[Any, ...], how: str) -> dict[str, Any]:
    whole = copy.deepcopy(GOOD)
    holder: Any = whole
    for step in at[:-1]:
        holder = holder[step]
    value = holder[at[-1]]
    if how == "renamed":
        holder[f"{at[-1]}X"] = holder.pop(at[-1])
    elif how == "wrapped":
        holder[at[-1]] = [value]
    else:
        holder[at[-1]] = "words" if isinstance(value, int | float | list | dict) else 17
    return whole


@pytest.mark.parametrize("how", ["renamed", "wrapped", "another type"])
def test_a_wrong_answer_is_noticed_wherever_it_is_wrong(how: str) -> None:
    assert problems("sheets.v4", "Spreadsheet", GOOD) == []
    spots = [at for at in places(GOOD) if how != "renamed" or isinstance(at[-1], str)]
    assert len(spots) > 15
    for at in spots:
        assert problems("sheets.v4", "Spreadsheet", changed(at, how)), at


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("Sheet1", ("Sheet1", 0, 0, None, None)),
        ("'My tab'!A1:C3", ("My tab", 0, 0, 3, 3)),
        ("'It''s'!B2:B", ("It's", 1, 1, None, 2)),
        ("Sheet1!2:5", ("Sheet1", 1, 0, 5, None)),
        ("A1", ("Sheet1", 0, 0, 1, 1)),  # a cell of the first tab, also where a tab bears this title
        ("'A1'", ("A1", 0, 0, None, None)),
        ("Nowhere!A1", None),
        ("'x'!!", None),
    ],
)
def test_ranges_read_as_google_reads_them(text: str, area: tuple[Any, ...] | None) -> None:
    found = read_area(text, ["Sheet1", "My tab", "It's", "A1"])
    assert (found and (found.title, found.top, found.left, found.bottom, found.right)) == area


@given(st.integers(0, 18_277))
def test_columns_have_letters(column: int) -> None:
    assert number(letters(column)) == column


def test_ranges_are_quoted_where_they_must_be() -> None:
    assert write_area("Sheet1", 0, 0, 2, 3) == "Sheet1!A1:C2"
    assert write_area("R1C1", 0, 0, 1, 1) == "'R1C1'!A1:A1"
    assert write_area("it's", 0, 0, 1, 1) == "'it''s'!A1:A1"


@given(st.datetimes().map(lambda at: at.replace(microsecond=0)))
@settings(max_examples=300)
def test_a_time_keeps_its_second_as_a_number(at: dt.datetime) -> None:
    assert moment_of(serial_of(at)) == at


def test_a_field_mask_keeps_what_it_names() -> None:
    whole = {"a": 1, "b": {"c": 2, "d": 3}, "e": [{"f": 4, "g": 5}]}
    assert masked(whole, "a,b.c,e(g)") == {"a": 1, "b": {"c": 2}, "e": [{"g": 5}]}


def test_what_is_not_known_is_refused_and_noted() -> None:
    google = Google()
    account = google.new_account()
    book = google.new_book("x", writers=[account.email])
    from loopgoogle.tokens import Token  # noqa: PLC0415

    scopes = frozenset({"https://www.googleapis.com/auth/spreadsheets"})
    google.tokens.given["t"] = Token(account.email, scopes, 1e12)
    headers = {"authorization": "Bearer t"}
    path = f"/v4/spreadsheets/{book.id}:batchUpdate"
    body = json.dumps({"requests": [{"sortRange": {"range": {"sheetId": 0}}}]}).encode()
    assert google.answer("POST", path, headers, body).status == 501
    assert google.answer("GET", f"/v4/spreadsheets/{book.id}?nonsense=1", headers, b"").status == 200
    assert [problem.split(":")[0] for problem in google.problems] == ["unknown", "sheets.spreadsheets.get"]


def test_a_batch_is_made_whole_or_not_at_all() -> None:
    book = Google().new_book("x")
    book.new_tab("a")
    from loopgoogle.book import Refused  # noqa: PLC0415

    with pytest.raises(Refused, match="already exists"):
        book.apply([{"addSheet": {"properties": {"title": "b"}}}, {"addSheet": {"properties": {"title": "A"}}}])
    assert [sheet.title for sheet in book.sheets] == ["a"]
