from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from loopgoogle.forms import Reply
from peerloom.definition.standard_forms import standard_forms
from peerloom.google.answers import read_form
from peerloom.google.client import Client
from peerloom.google.credentials import FORMS, READ, sign_in
from peerloom.google.trouble import Trouble
from peerloom.sources.choices import split_choices
from peerloom.sources.columns import read_rows
from peerloom.sources.sheets import Spreadsheet

if TYPE_CHECKING:
    from tests.google.conftest import Home

UTC = dt.UTC
SENT = dt.datetime(2026, 7, 1, 12, 0, 0, tzinfo=UTC)


def client(home: Home, form: str, scopes: tuple[str, ...] = FORMS) -> Client:
    signed = sign_in(json.dumps(home.account.key_file(home.base)), scopes)
    return Client(signed, frozenset({form}), home.turns(), home.base)


def test_answers_of_a_form_read_as_those_of_its_sheet(home: Home) -> None:
    form = standard_forms()["suggestion"]
    asks = {f"q{n}": question.ask for n, question in enumerate(form.questions)}
    online = home.google.new_form(form.title, asks, [home.account.email])
    online.replies.append(Reply("r1", SENT, {"q0": ["the site"]}, changed=SENT + dt.timedelta(milliseconds=500)))
    tab = read_form(client(home, online.id), online.id, "Europe/Berlin")
    tables, problems = Spreadsheet([tab]).read_tables([form])
    assert problems == ()
    (row,) = read_rows(tables, [form]).rows
    assert row.cells == {form.questions[0].id: "the site"}
    assert tab.rows[1][0] == "2026-07-01 14:00:00"


def test_grids_and_several_choices_have_the_columns_of_a_sheet(home: Home) -> None:
    asks = {"a": "What?", "b": "When? [Monday]", "c": "When? [Friday]"}
    online = home.google.new_form("F", asks, [home.account.email])
    online.replies += [
        Reply("r1", SENT, {"a": ["x", "y"], "b": ["lunch", "evening"]}, "a@x.example"),
        Reply("r2", SENT, {"a": ["arts, crafts", "y"]}),
    ]
    rows = read_form(client(home, online.id), online.id, "UTC").rows
    assert rows[0] == ("Timestamp", "Email Address", "What?", "When? [Monday]", "When? [Friday]")
    assert rows[1][1:] == ("a@x.example", "x, y", "lunch, evening", "")
    assert split_choices(rows[2][2], ["arts, crafts", "y"], other=False) == ("arts, crafts", "y")


def test_more_answers_than_one_page_holds_are_all_read_in_their_order(home: Home) -> None:
    online = home.google.new_form("F", {"a": "What?"}, [home.account.email])
    for n in range(5001):
        online.replies.append(Reply(f"r{n:05}", SENT - dt.timedelta(seconds=n), {"a": [str(n)]}))
    rows = read_form(client(home, online.id), online.id, "UTC").rows
    assert [row[1] for row in rows[1:]] == [str(n) for n in range(5000, -1, -1)]
    assert len(home.google.calls) == 3


@pytest.mark.parametrize(("readers", "scopes", "kind"), [([], FORMS, "forbidden"), (None, (READ,), "forbidden")])
def test_a_form_that_is_not_shared_is_told(
    home: Home, readers: list[str] | None, scopes: tuple[str, ...], kind: str
) -> None:
    online = home.google.new_form("F", {"a": "What?"}, [home.account.email] if readers is None else readers)
    with pytest.raises(Trouble) as told:
        read_form(client(home, online.id, scopes), online.id, "UTC")
    assert told.value.kind == kind
