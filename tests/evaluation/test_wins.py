from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from peerloom.definition.program import Program
from peerloom.definition.standard_forms import forms_of
from peerloom.evaluation.releases import Release, newest, read_releases, write_releases
from peerloom.evaluation.wins import Win, wins
from peerloom.people.records import Answer, Participant, Records
from peerloom.people.setting import setting_of
from peerloom.problems import Cell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from peerloom.people.records import Value

DAY = dt.date(2026, 6, 12)
SENT = dt.datetime(2026, 3, 2, 9, 30)  # noqa: DTZ001 - the sheet's own zone


def person(code: str, call: str, *, minor: bool) -> Participant:
    cell = Cell("Mentor sign-up.csv", 2)
    born = dt.date(2010, 1, 1)
    return Participant(
        code, "mentor", "c", f"{call} family-9f", call, "", "", born, minor, "", DAY, {}, cell, "ready", (), 1
    )


def answer(form: str, number: int, at: dt.datetime | None = SENT, **values: Value) -> Answer:
    return Answer(form, Cell("tab", number), at, values, f"key-{number}")


def told(**values: Value) -> Answer:
    usual = {"kind": "something good happened", "text": "token-51 token-52", "show": "yes without a name"}
    return Answer("win", Cell("tab", 2), SENT, {**usual, **values}, "key-2")


def records(*answers: Answer) -> Records:
    by_form: dict[str, tuple[Answer, ...]] = {}
    for one in answers:
        by_form[one.form] = (*by_form.get(one.form, ()), one)
    people = (person("M-AAAAAA", "given-1a", minor=False), person("M-BBBBBB", "given-2b", minor=True))
    return Records(DAY, people, (), (), (), (), by_form, {}, ())


def offered(said: Records, *changes: Mapping[str, object]) -> tuple[Win, ...]:
    """What is offered by a program with the standard forms, or with changed questions of the form about wins."""
    about = {"id": "p", "name": "P", "tagline": "T", "summary": "S"}
    forms = [{"id": "win", "questions": list(changes)}, {"id": "end-feedback"}]
    program = Program.model_validate({"program": about, "forms": forms})
    return wins(said, setting_of(program, forms_of(program), DAY))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (told(), [("win", "token-51 token-52", "")]),
        (told(show="no"), []),
        (told(show=""), []),
        (told(text="  "), []),
        (told(kind="thank someone"), [("thanks", "token-51 token-52", "")]),
        (told(text="token-51\n  token-52 "), [("win", "token-51 token-52", "")]),
        (told(show="yes with my first name (adults)", code="M-AAAAAA"), [("win", "token-51 token-52", "given-1a")]),
        (told(show="yes with my first name (adults)", code="m aaaaaa"), [("win", "token-51 token-52", "given-1a")]),
        (told(show="yes with my first name (adults)", code="M-BBBBBB"), [("win", "token-51 token-52", "")]),  # a minor
        (told(show="yes with my first name (adults)"), [("win", "token-51 token-52", "")]),
        (told(show="yes without a name", code="M-AAAAAA"), [("win", "token-51 token-52", "")]),
        (answer("end-feedback", 3, None, quote="token-61", quote_ok="yes without a name"), [("quote", "token-61", "")]),
        (
            answer("end-feedback", 3, None, quote="token-61", quote_ok="yes with my first name (adults)"),
            [("quote", "token-61", "")],
        ),
        (answer("end-feedback", 3, None, quote="token-61", quote_ok="no"), []),
        (answer("end-feedback", 3, None, quote="token-61"), []),
    ],
)
def test_only_what_was_given_away_is_offered(given: Answer, expected: list[tuple[str, str, str]]) -> None:
    assert [(win.kind, win.text, win.named) for win in offered(records(given))] == expected


@pytest.mark.parametrize("said", ["ja, ohne Namen", "nein", "yes", "yes please", "Yes without a name!"])
def test_consent_in_other_words_is_never_guessed(said: str) -> None:
    german = {"id": "show", "options": ["ja, ohne Namen", "ja, mit Vornamen", "nein"]}
    assert offered(records(told(show=said)), german) == ()
    assert offered(records(told(show=said))) == ()


def test_words_to_which_somebody_said_no_are_not_offered() -> None:
    no = replace(told(show="no", text="Token-51 TOKEN-52"), cell=Cell("tab", 9))
    assert offered(records(told(), no)) == offered(records(no, told())) == ()
    assert len(offered(records(told(), replace(told(show="no", text="other"), cell=Cell("tab", 9))))) == 1


@pytest.mark.parametrize("what", ["stop", "see or delete my data"])
def test_words_of_somebody_who_stopped_are_not_offered(what: str) -> None:
    said = told(code="M-AAAAAA")
    stopped = answer("change-or-stop", 4, code="m aaaaaa", what=what)
    assert offered(records(said, stopped)) == ()
    assert len(offered(records(said, answer("change-or-stop", 4, code="M-BBBBBB", what=what)))) == 1
    assert len(offered(records(told(), answer("change-or-stop", 4, what=what)))) == 1  # nobody is known by no code


def test_the_same_words_are_one_win_and_the_newest_stands_first() -> None:
    later = replace(told(text="token-71"), at=SENT + dt.timedelta(days=9), cell=Cell("tab", 9))
    found = offered(records(told(), replace(told(), cell=Cell("tab", 3)), later))
    assert [win.text for win in found] == ["token-71", "token-51 token-52"]


def test_other_words_or_another_name_are_another_win() -> None:
    keys = {
        offered(records(given))[0].key
        for given in (
            told(),
            told(text="token-51 token-53"),
            told(kind="thank someone"),
            told(show="yes with my first name (adults)", code="M-AAAAAA"),
        )
    }
    assert len(keys) == 4


WIN = Win("W-22222222", "win", "=token-51, token-52", "", SENT.date())
OTHER = Win("W-33333333", "thanks", "token-81", "given-1a", None)


@pytest.mark.parametrize(
    ("word", "verdict"),
    [("publish", "publish"), ("Yes", "publish"), (" keep  private", "keep private"), ("no", "keep private"), ("", "")],
)
def test_a_decision_is_read_as_people_write_it(word: str, verdict: str) -> None:
    text = write_releases([WIN, OTHER], [Release(WIN.key, "publish", DAY, "a note")], DAY)
    assert text.count(",publish,") == 1
    read, problems = read_releases(text.replace(",publish,", f",{word},"), "releases.csv")
    assert problems == ()
    assert {release.win: release.verdict for release in read} == {WIN.key: verdict, OTHER.key: ""}


def test_words_that_wait_stand_first_and_no_cell_is_a_formula() -> None:
    lines = write_releases([WIN, OTHER], [Release(WIN.key, "publish")], DAY).splitlines()
    assert [line[:10] for line in lines[1:]] == [OTHER.key, WIN.key]
    assert "'=token-51" in lines[2]
    assert lines[2].endswith("publish,2026-06-12,")  # a decision without a day gets that of the run


@pytest.mark.parametrize("word", ["perhaps", "don't publish", "-", "publish not"])
def test_what_is_no_decision_is_told_and_keeps_the_words_private(word: str) -> None:
    text = write_releases([WIN], [], DAY).replace(",,,\r\n", f",{word},,\r\n")
    read, problems = read_releases(text, "releases.csv")
    assert [release.verdict for release in read] == ["keep private"]
    assert [f"{p.place} {p.message}" for p in problems] == [
        '"releases.csv", row 2, question "Decision" This is not a decision.'
    ]


def test_two_rows_that_disagree_keep_it_private() -> None:
    row = "W-22222222,win,x,,,{},,\r\n"
    read, problems = read_releases(
        "Win,Kind,Words,Name shown,Sent on,Decision,Decided on,Note\r\n" + row.format("publish") + row.format("no"),
        "r.csv",
    )
    assert [release.verdict for release in read] == ["keep private"]
    assert [p.message for p in problems] == ["These words stand here twice."]


def test_a_missing_column_is_told() -> None:
    assert [p.message for p in read_releases("Win,Words\r\n", "r.csv")[1]] == ["This column is missing."]


def test_a_later_file_wins_and_a_blank_undoes_nothing() -> None:
    first, blank, second = Release("W-2", "publish", DAY), Release("W-2", ""), Release("W-2", "keep private", DAY)
    assert newest([first, blank]) == (first,)
    assert newest([blank, first, second]) == (second,)
    assert newest([blank]) == (blank,)
