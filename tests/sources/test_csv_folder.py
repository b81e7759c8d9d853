from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from peerloom.definition.forms import Form
from peerloom.definition.standard_forms import standard_forms
from peerloom.sources.csv_folder import MOST_BYTES, CsvFolder, is_decisions
from peerloom.sources.csv_text import read_csv
from peerloom.sources.names import normal

if TYPE_CHECKING:
    from pathlib import Path

    from peerloom.sources.tables import Table

PERSON = {"who": "mentor", "part": "recruit", "purpose": "To sign up."}
MENTORS = Form.model_validate(
    {
        "id": "mentor-sign-up",
        "title": "Mentor sign-up",
        "also": ["Be a mentor"],
        "questions": [
            {"id": "name", "ask": "What is your name?", "type": "short"},
            {"id": "likes", "ask": "What do you like: art, music, or sport?", "type": "long"},
        ],
        **PERSON,
    }
)
MENTEES = Form.model_validate(
    {
        "id": "mentee",
        "title": "Mentee sign-up / 2025",
        "questions": [{"id": "name", "ask": "Name", "type": "short"}],
        **PERSON,
    }
)
FORMS = (MENTORS, MENTEES)
HEADER = ["Timestamp", "What is your name?", "What do you like: art, music, or sport?"]
KNOWN = frozenset({"timestamp", "what is your name?", "what do you like: art, music, or sport?"})


def comma(*rows: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([HEADER, *rows])
    return out.getvalue().encode()


def read(folder: Path) -> tuple[list[Table], list[str]]:
    tables, problems = CsvFolder(folder).read_tables(FORMS)
    return list(tables), [f"{p.place}: {p.message}{' (to look at)' if p.level == 'warning' else ''}" for p in problems]


@pytest.mark.parametrize(
    "name",
    [
        "Mentor sign-up.csv",
        "Mentor sign-up (Responses) - Form Responses 1.csv",
        "Mentor sign-up (Responses) - Form_Responses1.csv",
        "Mentor sign-up (Antworten) - Formularantworten 1.csv",
        "Mentor sign-up (1).csv",
        "Mentor sign-up.csv (2).csv",
        "MENTOR  SIGN_UP.CSV",
        "mentor-sign-up.csv",
        "Be a mentor.csv",
    ],
)
def test_a_file_belongs_to_the_form_whose_name_it_bears(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(comma(["2025/09/01 6:03:22 PM GMT+1", "given-7f3a", "art"]))
    tables, problems = read(tmp_path)
    assert [(table.name, table.form) for table in tables] == [(name, "mentor-sign-up")]
    assert problems == []


def test_signs_that_a_file_name_cannot_hold_make_no_difference() -> None:
    assert normal("Mentee sign-up _ 2025 (Responses).csv") == normal(MENTEES.title)
    assert normal("Cafe\u0301 club.csv") == normal("Café club")  # as a Mac writes it
    assert normal("(Responses)") == "responses"


def test_a_file_that_belongs_to_no_form_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "Shopping.csv").write_bytes(b"milk,eggs\n")
    (tmp_path / "Mentor sign-up.csv.zip").write_bytes(b"PK")
    (tmp_path / "mentee.csv").write_bytes(b"Name\n")
    (tmp_path / "notes.txt").write_bytes(b"x")
    (tmp_path / ".hidden.csv").write_bytes(b"x")
    (tmp_path / "~$mentee.xlsx").write_bytes(b"x")
    (tmp_path / "mentee").mkdir()
    tables, problems = read(tmp_path)
    assert [table.name for table in tables] == ["mentee.csv"]
    assert problems == [
        '"Mentor sign-up.csv.zip": Files of this kind are not read. (to look at)',
        '"Shopping.csv": No form has this name, so it was left out. (to look at)',
    ]


def test_two_files_of_one_form_are_both_read(tmp_path: Path) -> None:
    for name in ("Mentor sign-up.csv", "Mentor sign-up (1).csv"):
        (tmp_path / name).write_bytes(comma())
    assert [table.form for table in read(tmp_path)[0]] == ["mentor-sign-up"] * 2


def test_pairings_are_no_form(tmp_path: Path) -> None:
    (tmp_path / "Pairings 2025-26.csv").write_bytes(b"Pair\n")
    assert read(tmp_path) == ([], [])
    assert is_decisions("Releases 2025-26.csv")
    assert not is_decisions("Pairingsheet.csv")


def test_no_folder_is_no_table(tmp_path: Path) -> None:
    assert read(tmp_path / "nowhere") == ([], [])


NASTY = {
    "comma": (b"Timestamp,What is your name?\r\n1,\xc3\xa4\r\n", [["1", "ä"]]),
    "mark": (b"\xef\xbb\xbfTimestamp,What is your name?\n1,a\n", [["1", "a"]]),
    "semicolon": (
        b"Timestamp;What is your name?;What do you like: art, music, or sport?\n1;a;b, c\n",
        [["1", "a", "b, c"]],
    ),
    "tab": (b"Timestamp\tWhat is your name?\n1\ta;b,c\n", [["1", "a;b,c"]]),
    "line ends in cells": (b'Timestamp,What is your name?\n1,"a\n\nb\r\nc"\n2,d\n', [["1", "a\n\nb\r\nc"], ["2", "d"]]),
    "line end in the header": (b'Timestamp,"What is\nyour name?"\n1,a\n', [["1", "a"]]),
    "quotes": (b'Timestamp,What is your name?\n1,"a ""b"" c"\n2,5" tall\n', [["1", 'a "b" c'], ["2", '5" tall']]),
    "old Mac": (b"Timestamp,What is your name?\r1,a\r2,b\r", [["1", "a"], ["2", "b"]]),
    "blank rows": (b"Timestamp,What is your name?\n\n,\n  ,\n1,a\n\n", [["1", "a"]]),
    "ragged": (b"Timestamp,What is your name?,x\n1\n2,b\n3,c,d\n", [["1"], ["2", "b"], ["3", "c", "d"]]),
    "no last line end": (b"Timestamp,What is your name?\n1,a", [["1", "a"]]),
    "header alone": (b"Timestamp,What is your name?", []),
    "one column": (b"What is your name?\na\n", [["a"]]),
    "a huge cell": (b"Timestamp,What is your name?\n1," + b"x" * 300_000 + b"\n", [["1", "x" * 300_000]]),
}


@pytest.mark.parametrize("kind", NASTY)
def test_a_nasty_file_is_read(kind: str, tmp_path: Path) -> None:
    data, rows = NASTY[kind]
    (tmp_path / "mentor-sign-up.csv").write_bytes(data)
    tables, problems = read(tmp_path)
    assert problems == []
    assert [list(line.cells) for line in tables[0].lines] == rows


def test_rows_keep_the_number_that_the_sheet_shows(tmp_path: Path) -> None:
    (tmp_path / "mentee.csv").write_bytes(b'Name\n"given-7f3a\nb"\n\ngiven-7f3b\n')
    assert [line.number for line in read(tmp_path)[0][0].lines] == [2, 4]


BROKEN = {
    "empty": (b"", "This file is empty."),
    "blank": (b" \n\n", "This file is empty."),
    "an open quote": (
        b'Timestamp,What is your name?\n1,"a\n2,b\n',
        "This file is broken: a quotation mark is opened and never closed, or closed too early.",
    ),
    "a quote within": (
        b'Timestamp,What is your name?\n1,"a"b\n',
        "This file is broken: a quotation mark is opened and never closed, or closed too early.",
    ),
    "half a row": (b"Timestamp,What is your name?\n1,a\n2", "This file is half written: its last row breaks off."),
    "half a letter": (
        "\ufeffTimestamp".encode("utf-16-le") + b"\x00",
        "This file is half written: its last letter breaks off.",
    ),
    "a web page": (b"<!DOCTYPE html><html>Sign in</html>", "This file is not a table: it is a web page."),
    "a PDF": (b"%PDF-1.7\n", "This file is not a table: it is a PDF."),
    "Excel": (b"PK\x03\x04\x14", "This file is not a table: it is an Excel file or a zip."),
    "NUL": (b"Timestamp,What is your name?\n1,\0\n", "This file is not a table: it holds bytes that are no text."),
    "UTF-16 without its mark": (
        "Timestamp,Name".encode("utf-16-le"),
        "This file is not a table: it holds bytes that are no text.",
    ),
    "too large": (b"x" * (MOST_BYTES + 1), "This file is larger than 20 MB."),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_told_by_its_name_and_the_rest_goes_on(kind: str, tmp_path: Path) -> None:
    data, message = BROKEN[kind]
    (tmp_path / "mentor-sign-up.csv").write_bytes(data)
    (tmp_path / "mentee.csv").write_bytes(b"Name\ngiven-7f3a\n")
    tables, problems = read(tmp_path)
    assert problems == [f'"mentor-sign-up.csv": {message}']
    assert [(table.form, table.broken, len(table.lines)) for table in tables] == [
        ("mentee", False, 1),
        ("mentor-sign-up", True, 0),
    ]


def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mentee.csv"
    file.write_bytes(b"Name\n")
    file.chmod(0)
    try:
        file.read_bytes()
    except PermissionError:
        pass
    else:  # the superuser reads everything: let the file refuse itself
        monkeypatch.setattr(type(file), "read_bytes", refused)
    assert read(tmp_path)[1] == ['"mentee.csv": This file cannot be opened.']


def refused(_: Path) -> bytes:
    raise PermissionError


def test_windows_text_is_read_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "mentee.csv").write_bytes("Name\nJürgen €\n".encode("cp1252"))
    tables, problems = read(tmp_path)
    assert tables[0].lines[0].cells == ("Jürgen €",)
    assert problems == [
        '"mentee.csv": This file is not UTF-8. It was read as Windows text, so some letters may be wrong. (to look at)'
    ]


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
CODES = {"utf-8": b"", "utf-8-sig": b"", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


@given(
    st.lists(st.lists(cells, min_size=3, max_size=3), max_size=6),
    st.sampled_from(list(CODES)),
    st.sampled_from(",;\t"),
    st.sampled_from(["\r\n", "\n"]),
)
@example([["", "\ufeff", ""]], "utf-16-le", ";", "\n")
def test_what_a_spreadsheet_writes_is_read_again(rows: list[list[str]], code: str, separator: str, end: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL).writerows([HEADER, *rows])
    made, problems = read_csv("x.csv", CODES[code] + out.getvalue().encode(code), KNOWN)
    assert problems == ()
    assert made == [HEADER, *rows]


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace")))
def test_no_bytes_make_the_reader_fail(data: bytes) -> None:
    rows, problems = read_csv("x.csv", data, KNOWN)
    assert (rows is None) == any(problem.level == "error" for problem in problems)


def test_each_standard_form_is_found_by_its_own_title() -> None:
    forms = tuple(standard_forms().values())
    assert len(forms) > 10
    names = [normal(title) for form in forms for title in {normal(form.title), normal(form.id)}]
    assert len(set(names)) == len(names)
