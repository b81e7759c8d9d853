from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from peerloom.definition.forms import Form
from peerloom.sources.columns import read_rows
from peerloom.sources.csv_folder import CsvFolder
from peerloom.sources.workbooks import read_workbook

if TYPE_CHECKING:
    from pathlib import Path

WORDS = {"who": "mentor", "part": "recruit", "purpose": "To sign up."}
QUESTIONS = [
    {"id": "name", "ask": "Name", "type": "short", "required": "yes"},
    {"id": "born", "ask": "Born", "type": "date"},
    {"id": "phone", "ask": "Phone", "type": "phone"},
]
MENTORS = Form.model_validate({"id": "mentor-sign-up", "title": "Mentor sign-up", "questions": QUESTIONS, **WORDS})
MENTEES = Form.model_validate(
    {"id": "mentee-sign-up", "title": "Sign-up for mentees of every school", "questions": QUESTIONS, **WORDS}
)
FORMS = (MENTORS, MENTEES)
HEADER = ["Timestamp", "Name", "Born", "Phone"]
ROW = [dt.datetime(2025, 9, 1, 18, 3, 22), "given-7f3a", dt.date(2008, 9, 15), 447700900123]  # noqa: DTZ001 - the sheet's own zone


def workbook(**sheets: Any) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title.replace("_", " "))
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def told(data: bytes) -> list[str]:
    sheets, problems = read_workbook("x.xlsx", data)
    assert (sheets is None) == bool(problems)
    return [f"{p.place}: {p.message} {p.hint}" for p in problems]


def test_a_workbook_gives_the_rows_of_the_csv_export(tmp_path: Path) -> None:
    (tmp_path / "Mentor sign-up (Responses).xlsx").write_bytes(workbook(Form_Responses_1=[HEADER, ROW]))
    (tmp_path / "Mentor sign-up.csv").write_text(
        "Timestamp,Name,Born,Phone\n2025/09/01 6:03:22 PM GMT+1,given-7f3a,2008-09-15,447700900123\n"
    )
    tables, problems = CsvFolder(tmp_path).read_tables(FORMS)
    assert problems == ()
    one, other = read_rows(tables, FORMS).rows
    assert (one.at, one.cells) == (other.at, other.cells)
    assert one.cells == {"name": "given-7f3a", "born": "2008-09-15", "phone": "447700900123"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12, "12"),
        (12.0, "12"),
        (1.5, "1.5"),
        (True, "TRUE"),
        (False, "FALSE"),
        ("007", "007"),
        ("=1+1", ""),  # a formula without its result
        ("a\nb", "a\nb"),
        (dt.datetime(2025, 9, 1, 18, 3, 22, 600_000), "2025-09-01 18:03:23"),  # noqa: DTZ001 - the sheet's own zone
        (dt.time(18, 30), "18:30:00"),
        (dt.timedelta(hours=30, minutes=5, seconds=1), "30:05:01"),
        (None, ""),
    ],
)
def test_a_cell_becomes_the_text_of_a_csv(value: Any, text: str) -> None:
    sheets, problems = read_workbook("x.xlsx", workbook(a=[["Name", "End"], [value, "x"]]))
    assert problems == ()
    assert sheets is not None
    assert sheets[0].rows[1] == [text, "x"]


def test_each_sheet_is_the_form_whose_name_it_bears(tmp_path: Path) -> None:
    data = workbook(
        **{
            "Mentor sign-up": [HEADER, ROW],
            "Sign-up for mentees of every sc": [HEADER],
            "Notes": [["milk"]],
            "Empty": [],
        }
    )
    (tmp_path / "All answers.xlsx").write_bytes(data)
    tables, problems = CsvFolder(tmp_path).read_tables(FORMS)
    assert [(table.name, table.form) for table in tables] == [
        ("All answers.xlsx / Mentor sign-up", "mentor-sign-up"),
        ("All answers.xlsx / Sign-up for mentees of every sc", "mentee-sign-up"),
    ]
    assert [str(problem.place) for problem in problems] == ['"All answers.xlsx / Notes"']


def test_in_a_workbook_named_like_a_form_the_sheet_with_the_responses_counts(tmp_path: Path) -> None:
    (tmp_path / "Mentor sign-up (Responses).xlsx").write_bytes(workbook(Form_Responses_1=[HEADER, ROW], Pivot=[["x"]]))
    tables, problems = CsvFolder(tmp_path).read_tables(FORMS)
    assert [table.name for table in tables] == ["Mentor sign-up (Responses).xlsx / Form Responses 1"]
    assert [str(problem.place) for problem in problems] == ['"Mentor sign-up (Responses).xlsx / Pivot"']


BROKEN = '"x.xlsx": This file is broken, half written or no Excel file. Download it again as .xlsx or CSV. An old .xls file must be saved anew.'
LARGE = '"x.xlsx": This file is too large when it is unpacked. Copy the answers alone into a new file, or download them as CSV.'


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name.replace("__", "/"), data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", BROKEN),
        (b"Timestamp,Name\n", BROKEN),
        (b"\xd0\xcf\x11\xe0 an old file", BROKEN),
        (workbook(a=[HEADER])[:-200], BROKEN),
        (packed(readme=b"no workbook"), BROKEN),
        (packed(**{"xl__workbook.xml": b"<a/>", "content.xml": b"<a/>"}), BROKEN),
        (
            packed(**{"xl__workbook.xml": b"<a"}),
            '"x.xlsx": This Excel file is broken. Open it in your spreadsheet program and save it again, or download it as CSV.',
        ),
        (packed(**{"xl__workbook.xml": b"<a/>", "bomb": bytes(70_000_000)}), LARGE),
    ],
    ids=["empty", "csv", "xls", "half", "zip", "ods", "xml", "bomb"],
)
def test_a_broken_workbook_is_told_in_one_sentence(data: bytes, message: str) -> None:
    assert told(data) == [message]


def test_cells_far_apart_are_refused_before_memory_is_taken_for_what_is_between() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active.cell(1_048_576, 16_384).value = "y"  # 17 thousand million cells
    out = io.BytesIO()
    book.save(out)
    assert len(out.getvalue()) < 10_000
    assert told(out.getvalue()) == [LARGE]


def test_a_bit_that_fell_over_is_noticed() -> None:
    data = bytearray(workbook(a=[HEADER, ROW]))
    at = data.index(b"xl/worksheets/sheet1.xml") + 60
    data[at] ^= 0x10
    assert told(bytes(data)) in ([BROKEN], [])
    changed = sum(
        told(bytes(data[:i]) + bytes([data[i] ^ 1]) + bytes(data[i + 1 :])) == [BROKEN] for i in range(at, at + 40)
    )
    assert changed >= 39
