from __future__ import annotations

import datetime as dt
import json
import time
from typing import TYPE_CHECKING

import pytest

from loopgoogle import Fault
from loopgoogle.cells import LOCALES, Cell, serial_of
from peerloom.definition.standard_forms import standard_forms
from peerloom.google.client import Client, Turns
from peerloom.google.credentials import READ, WRITE, sign_in
from peerloom.google.sheets import Spreadsheets
from peerloom.google.trouble import Trouble, Who, problem_of
from peerloom.sources.columns import read_rows
from peerloom.sources.sheets import Spreadsheet

if TYPE_CHECKING:
    from pathlib import Path

    from loopgoogle import Book
    from tests.google.conftest import Home

AT = dt.datetime(2025, 9, 1, 14, 3, 22)  # noqa: DTZ001 - the sheet's own zone


def moment(at: dt.datetime = AT) -> Cell:
    return Cell(serial_of(at), "time")


def rows_of(home: Home, book: Book) -> tuple[tuple[str, ...], ...]:
    return home.sheets(book).read(book.id).tabs[0].rows


@pytest.mark.parametrize("locale", LOCALES)
def test_cells_read_the_same_in_every_language(home: Home, locale: str) -> None:
    book = home.book(locale=locale)
    day = Cell(serial_of(dt.datetime(2011, 4, 3)), "day")  # noqa: DTZ001
    texts = ["007", "1,2", "+447700900123", "=1+1", "TRUE", "3.10", "inf", "1/9/2025"]
    book.new_tab("x").add(
        ["Timestamp", "a"],
        [moment(), day, Cell(7.0, "number"), Cell(3.5, "number"), Cell(value=True, kind="bool"), *texts],
    )
    assert rows_of(home, book)[1] == ("2025-09-01 14:03:22", "2011-04-03", "7", "3.5", "TRUE", *texts)


@pytest.mark.parametrize("hour", range(24))
def test_a_time_is_exact_to_the_second(home: Home, hour: int) -> None:
    at = dt.datetime(2026, 3, 29, hour, 59, 59)  # noqa: DTZ001 - the clocks change on this day
    book = home.book()
    book.new_tab("x").add(["Timestamp"], [moment(at)])
    assert rows_of(home, book)[1] == (at.isoformat(sep=" "),)


def test_ragged_empty_and_hidden_parts_are_read_as_they_are(home: Home) -> None:
    book = home.book()
    tab = book.new_tab("x")
    tab.add(["Timestamp", "a", "b"], [moment(), "1"], [None, None, None], [moment(), None, "2"])
    tab.row_count = 1000
    book.new_tab("empty")
    book.new_tab("hidden").hidden = True
    read = home.sheets(book).read(book.id)
    assert [len(row) for row in read.tabs[0].rows] == [3, 2, 3, 3]
    assert read.tabs[1].rows == ()
    assert [tab.hidden for tab in read.tabs] == [False, False, True]


def test_one_sync_is_one_call_however_many_tabs(home: Home) -> None:
    book = home.book()
    for n in range(12):
        book.new_tab(f"tab {n}").add(["Timestamp"], [moment()])
    home.sheets(book).read(book.id)
    assert [call.verb for call in home.google.calls] == ["GET"]


def test_answers_come_out_as_from_a_csv_file(home: Home) -> None:
    form = standard_forms()["hours-log"]
    book = home.book(locale="pt_BR")
    header = ["Carimbo de data/hora", *(question.ask for question in form.questions)]
    book.new_tab("Respostas ao formulário 1").add(header, [moment(), *("x" for _ in form.questions)])
    tables, problems = Spreadsheet(home.sheets(book).read(book.id).tabs).read_tables([form])
    assert problems == ()
    (row,) = read_rows(tables, [form]).rows
    assert row.at == AT
    assert set(row.cells.values()) == {"x"}
    assert (row.tab, row.number) == ("Respostas ao formulário 1", 2)


def test_the_schema_tab_tells_what_a_question_is_called_today(home: Home) -> None:
    form = standard_forms()["suggestion"]
    book = home.book()
    tab = book.new_tab("Renamed by hand", 77)
    asks = [question.ask for question in form.questions]
    tab.add(["Timestamp", "What would you change here?", *asks[1:]], [moment(), *("x" for _ in asks)])
    book.new_tab("_schema").add(
        ["form", "sheet", "key", "item", "title", "type", "options"],
        [form.id, "77", form.questions[0].id, "1", "What would you change here?", "long", ""],
    )
    tables, problems = Spreadsheet(home.sheets(book).read(book.id).tabs).read_tables([form])
    assert problems == ()
    assert tables[0].header[1] == asks[0]


def test_a_tab_of_no_form_is_told_and_left_out(home: Home) -> None:
    book = home.book()
    book.new_tab("Shopping").add(["milk"], ["2"])
    tables, (problem,) = Spreadsheet(home.sheets(book).read(book.id).tabs).read_tables(list(standard_forms().values()))
    assert tables == ()
    assert (str(problem.place), problem.level) == ('"Shopping"', "warning")


# What goes wrong, and what is said. A kind that heals goes on; the others end with a sentence and nothing changed.
HEALS: tuple[str, ...] = (
    "408",
    "429",
    "429 later",
    "500",
    "502",
    "502 page",
    "503",
    "504",
    "drop",
    "cut",
    "cut JSON",
    "empty",
)
HEALS += ("page", "slow", "revoked", "401", "503 after", "drop after", "slow after")
ENDS = {
    "400": "refused",
    "403": "forbidden",
    "403 scope": "scope",
    "403 disabled": "disabled",
    "404": "not found",
    "409": "busy",
    "redirect": "elsewhere",
}


@pytest.mark.parametrize("kind", HEALS)
def test_a_fault_that_passes_is_survived(home: Home, kind: str) -> None:
    book = home.book()
    book.new_tab("x").add(["Timestamp"], [moment()])
    home.google.faults = [Fault(kind, 0)]
    assert rows_of(home, book)[1] == ("2025-09-01 14:03:22",)
    assert len(home.google.calls) == 2


@pytest.mark.parametrize(("kind", "said"), ENDS.items())
def test_a_fault_that_stays_ends_at_once_with_a_sentence(home: Home, kind: str, said: str) -> None:
    book = home.book()
    book.new_tab("x")
    home.google.faults = [Fault(kind, times=9)]
    with pytest.raises(Trouble) as told:
        rows_of(home, book)
    assert told.value.kind == said
    assert len(home.google.calls) == 1
    problem = problem_of(told.value, "the spreadsheet", Who("kit@x.example", "Viewer"))
    assert problem.message.endswith(".")
    assert "{" not in problem.hint


@pytest.mark.parametrize("kind", ["429", "502 page", "drop", "cut JSON"])
def test_a_fault_that_never_ends_is_given_up_in_three_minutes(home: Home, kind: str) -> None:
    book = home.book()
    home.google.faults = [Fault(kind, times=10_000)]
    with pytest.raises(Trouble):
        rows_of(home, book)
    assert sum(home.clock.slept) <= 180
    assert len(home.google.calls) >= 6


def test_every_kind_of_fault_is_tried() -> None:
    from loopgoogle import KINDS  # noqa: PLC0415

    assert set(HEALS) | set(ENDS) == set(KINDS)


def test_calls_are_spread_below_the_quota(home: Home) -> None:
    book = home.book()
    book.new_tab("x")
    start = time.time()
    home.google.quota, home.google.clock = 60, lambda: start + home.clock.now
    sheets = home.sheets(book)
    for _ in range(120):
        sheets.read(book.id)
    assert all(call.status == 200 for call in home.google.calls)


def test_two_clients_of_one_account_share_its_calls(home: Home) -> None:
    book = home.book()
    book.new_tab("x")
    signed, turns = sign_in(json.dumps(home.account.key_file(home.base)), [READ]), home.turns()
    both = [Spreadsheets(Client(signed, frozenset({book.id}), turns, home.base)) for _ in range(2)]
    for n in range(60):
        both[n % 2].read(book.id)
    assert home.clock.now >= 60


def test_no_other_spreadsheet_is_ever_asked_for(home: Home) -> None:
    book, other = home.book(), home.book()
    with pytest.raises(Trouble, match="not found"):
        home.sheets(book).read(other.id)
    assert home.google.calls == []


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"private_key": "x"}, "key"),
        ({"type": "authorized_user"}, "kind of key"),
        ({"client_email": "gone@x.example"}, "account"),
    ],
)
def test_a_wrong_key_says_what_is_wrong(home: Home, change: dict[str, str], kind: str) -> None:
    book = home.book()
    info = {**home.account.key_file(home.base), **change}
    with pytest.raises(Trouble) as told:
        Spreadsheets(Client(sign_in(json.dumps(info), [READ]), frozenset({book.id}), home.turns(), home.base)).read(
            book.id
        )
    assert told.value.kind == kind
    assert "PRIVATE" not in repr(told.value)


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', "{}"])
def test_what_is_no_key_file_is_refused(text: str) -> None:
    with pytest.raises(Trouble):
        sign_in(text, [READ])


def test_a_key_whose_line_ends_were_escaped_twice_is_repaired(home: Home) -> None:
    book = home.book()
    book.new_tab("x")
    info = home.account.key_file(home.base)
    info["private_key"] = info["private_key"].replace("\n", "\\n")
    signed = sign_in(json.dumps(info), [READ])
    assert Spreadsheets(Client(signed, frozenset({book.id}), Turns(), home.base)).read(book.id).title == "Answers"


def test_a_workflow_signs_in_without_a_key(home: Home, tmp_path: Path) -> None:
    book = home.book()
    book.new_tab("x")
    token = tmp_path / "token"
    token.write_text("a.b.c", encoding="utf-8")
    info = home.account.federation_file(home.base, str(token))
    signed = sign_in(json.dumps(info), [WRITE])
    assert signed.email == home.account.email
    assert Spreadsheets(Client(signed, frozenset({book.id}), home.turns(), home.base)).read(book.id).title == "Answers"


def test_a_spreadsheet_that_is_not_shared_says_with_whom_to_share_it(home: Home) -> None:
    book = home.book(writers=[])
    with pytest.raises(Trouble) as told:
        rows_of(home, book)
    assert problem_of(told.value, "x", Who(home.account.email, "Viewer")).hint == (
        f"Share it with {home.account.email} as Viewer."
    )
