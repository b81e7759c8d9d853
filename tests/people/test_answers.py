from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.definition.forms import Form
from peerloom.ledger.store import content_hash
from peerloom.people.answers import read_answers
from peerloom.sources.tables import Row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from peerloom.people.records import Value

TYPES: dict[str, dict[str, Any]] = {
    "email": {},
    "phone": {},
    "number": {"least_value": 5, "most_value": 480},
    "date": {},
    "choice": {"options": ["Old Town", "1", "Größe"]},
    "dropdown": {"options": ["north, by the river", "south"], "other": True},
    "choices": {"options": ["tea", "tea, with milk", "maps", "chess"], "most": 2},
    "yes-no": {},
    "agree": {},
    "scale": {},
    "short": {},
    "grid": {"rows": ["Monday", "Friday"], "columns": ["lunch", "evening"]},
}


def form(type_: str, *, required: bool = False, **changed: Any) -> Form:
    asked = {"id": "q", "ask": "Q", "type": type_, "required": required, **TYPES[type_], **changed}
    rest = {"id": "other", "ask": "O", "type": "short"}
    return Form.model_validate(
        {"id": "f", "title": "F", "who": "anyone", "part": "support", "purpose": "P", "questions": [asked, rest]}
    )


def row(text: str = "", number: int = 2, cells: Mapping[str, str] = MappingProxyType({})) -> Row:
    whole = {"q": text, "other": "token-7f3a", **cells}
    at = dt.datetime.fromisoformat(f"2025-09-01T10:0{number}")
    return Row("f", "tab", number, at, {key: value for key, value in whole.items() if value})


def value(type_: str, text: str, **changed: Any) -> Value | None:
    (answer,) = read_answers([row(text)], {"f": form(type_, **changed)}).answers
    return answer.values.get("q")


@pytest.mark.parametrize(
    ("type_", "text", "expected"),
    [
        ("email", "Given-7f3a@Mail.Example", "given-7f3a@mail.example"),
        ("email", "  given @ mail.example. ", "given@mail.example"),
        ("email", "Given 7f3a <given-7f3a@mail.example>", "given-7f3a@mail.example"),
        ("email", "mailto:given@mail.example", "given@mail.example"),
        ("email", "given@mail", None),
        ("email", "given two@mail.example", None),
        ("email", "given@a@mail.example", None),
        ("email", "@mail.example", None),
        ("email", "given@.example", None),
        ("email", "given@mail..example", None),
        ("email", f"{'a' * 260}@mail.example", None),
        ("phone", "'01632\u00a0960 123", "01632 960 123"),
        ("phone", "+44 (0)1632 960123 after 5", "+44 (0)1632 960123 after 5"),
        ("phone", "1.63296E+09", None),
        ("phone", "none", None),
        ("phone", "12 34 56", "12 34 56"),
        ("phone", "12 34 5", None),
        ("number", "45", 45),
        ("number", " 45.0 ", 45),
        ("number", "45,00", 45),
        ("number", "4", None),
        ("number", "5", 5),
        ("number", "480", 480),
        ("number", "481", None),
        ("number", "45 minutes", None),
        ("number", "４５", 45),  # noqa: RUF001 - digits of another script
        ("date", "2025-10-06", dt.date(2025, 10, 6)),
        ("date", "6 October 2025", dt.date(2025, 10, 6)),
        ("date", "soon", None),
        ("choice", "old  TOWN", "Old Town"),
        ("choice", "1.0", "1"),
        ("choice", "GROSSE", "Größe"),
        ("choice", "grösse", "Größe"),
        ("choice", "größe", "Größe"),
        ("choice", "New Town", None),
        ("dropdown", "South", "south"),
        ("dropdown", "east", "east"),
        ("choices", "maps, tea, with milk", ("maps", "tea, with milk")),
        ("choices", "chess", ("chess",)),
        ("choices", "maps, go", None),
        ("choices", ",", None),
        ("yes-no", "YES", True),
        ("yes-no", "no", False),
        ("yes-no", "Não", False),
        ("yes-no", "perhaps", None),
        ("agree", "I have read the rules", True),
        ("agree", "TRUE", True),
        ("agree", "FALSE", None),
        ("scale", "5", 5),
        ("scale", "1.0", 1),
        ("scale", "6", None),
        ("short", "  anything ", "anything"),
    ],
)
def test_a_cell_is_read_by_the_type_of_its_question(type_: str, text: str, expected: Value | None) -> None:
    assert value(type_, text) == expected


def test_yes_and_no_may_be_words_of_the_program() -> None:
    assert value("yes-no", "tak", options=["Ano", "Ne"]) is None
    assert value("yes-no", "ano", options=["Ano", "Ne"]) is True


@pytest.mark.parametrize(
    ("type_", "text", "message"),
    [
        ("email", "token-8c1d", "This is no e-mail address."),
        ("phone", "token-8c1d", "This is no phone number."),
        ("number", "token-8c1d", "This must be a whole number from 5 to 480."),
        ("date", "token-8c1d", "This is no day that can be read."),
        ("choice", "token-8c1d", "This is none of the options."),
        ("choices", "token-8c1d", "This is not made of the options, or can be read in two ways."),
        ("yes-no", "token-8c1d", "This is neither yes nor no."),
        ("scale", "token-8c1d", "This must be a number from 1 to 5."),
        ("scale", "", "This must be answered, and it is empty."),
        ("agree", "no", "This must be answered, and it is empty."),
        ("grid", "", "This must be answered, and it is empty."),
    ],
)
def test_what_must_be_answered_and_cannot_be_read_holds_the_row(type_: str, text: str, message: str) -> None:
    first = row("answered", number=1)  # or the question would be younger than a row without an answer
    read = read_answers([first, row(text)], {"f": form(type_, required=True)})
    (aside,) = (aside for aside in read.asides if aside.answer.cell.row == 2)
    assert all(answer.cell.row == 1 for answer in read.answers)
    problem = aside.problem
    assert aside.fate == "held"
    assert problem is not None
    assert (
        f"{problem.place} {problem.message}"
        == f'"tab", row 2, question "q" {message} The row is kept, and not used until that is mended.'
    )
    assert problem.level == "error"
    assert "token" not in problem.message + problem.hint
    assert aside.answer.values == {"other": "token-7f3a"}


def test_what_may_be_left_out_is_a_warning_and_the_row_is_used_without_it() -> None:
    read = read_answers([row("token-8c1d")], {"f": form("scale")})
    (answer,) = read.answers
    assert answer.values == {"other": "token-7f3a"}
    assert answer.unread == ("q",)
    assert [(p.level, p.message) for p in read.problems] == [("warning", "This must be a number from 1 to 5.")]


def test_a_grid_is_its_ticks_and_a_row_of_it_that_cannot_be_read_is_told() -> None:
    cells = {"q[Monday]": "lunch, evening", "q[Friday]": "dawn"}
    read = read_answers([row(cells=cells)], {"f": form("grid", required=True)})
    (answer,) = read.answers
    assert answer.values["q"] == ("Monday, lunch", "Monday, evening")
    assert [str(p.place) for p in read.problems] == ['"tab", row 2, question "q[Friday]"']


def test_more_picks_than_asked_for_count_and_are_told() -> None:
    read = read_answers([row("tea, maps, chess")], {"f": form("choices")})
    assert read.answers[0].values["q"] == ("tea", "maps", "chess")
    assert [p.message for p in read.problems] == ["More than 2 were picked; all of them count."]


def test_all_that_is_wrong_with_a_row_is_told_and_the_row_is_held_once() -> None:
    wrong = Form.model_validate(
        {
            "id": "f",
            "title": "F",
            "who": "anyone",
            "part": "support",
            "purpose": "P",
            "questions": [{"id": name, "ask": name, "type": "scale", "required": True} for name in ("a", "b")],
        }
    )
    read = read_answers([row(number=1, cells={"a": "1", "b": "1"}), row()], {"f": wrong})
    assert [aside.fate for aside in read.asides] == ["held"]
    assert len(read.problems) == 1


def test_answers_that_are_older_than_a_question_are_used_without_it() -> None:
    asked = form("scale", required=True)
    old = [row(number=number) for number in (2, 3)]
    read = read_answers(old, {"f": asked})
    assert [answer.values for answer in read.answers] == [{"other": "token-7f3a"}] * 2
    assert [(str(p.place), p.message, p.level) for p in read.problems] == [
        ('"tab", question "q"', "2 answers are older than this question, and used without it.", "warning")
    ]
    later = read_answers([*old, row("4", number=4), row(number=5)], {"f": asked})
    assert [answer.cell.row for answer in later.answers] == [2, 3, 4]
    assert [aside.answer.cell.row for aside in later.asides] == [5]  # by then it had to be answered


def test_a_collected_address_stands_in_when_the_form_asks_for_none() -> None:
    read = read_answers([row("x", cells={"_address": "Given@Mail.example"})], {"f": form("short")})
    assert read.answers[0].values["email"] == "given@mail.example"


def test_a_row_of_a_form_that_is_gone_waits() -> None:
    read = read_answers([row("x")], {})
    assert [aside.fate for aside in read.asides] == ["held"]


def test_the_same_content_twice_is_one_answer() -> None:
    twice = [Row("f", tab, 2, None, {"other": "token-7f3a"}) for tab in ("a", "b")]
    read = read_answers(twice, {"f": form("short")})
    assert [answer.cell.tab for answer in read.answers] == ["a"]


@given(st.lists(st.tuples(st.sampled_from(list(TYPES)), st.text(max_size=40)), max_size=6), st.booleans())
def test_nothing_that_people_type_raises_and_each_row_is_used_or_held(
    typed: list[tuple[str, str]], required: bool
) -> None:
    for type_, text in typed:
        cells = {"q[Monday]": text} if type_ == "grid" else {}
        rows = [row(text, cells=cells), row(text, 3, cells)]
        read = read_answers(rows, {"f": form(type_, required=required)})
        keys = sorted([a.key for a in read.answers] + [a.answer.key for a in read.asides])
        assert keys == sorted(content_hash(one) for one in rows)


@given(st.text(alphabet=st.characters(categories=["Ll", "Nd"]), min_size=12, max_size=30), st.sampled_from(list(TYPES)))
def test_no_message_repeats_what_was_typed(text: str, type_: str) -> None:
    token = f"zq{text}qz"
    read = read_answers([row(token, cells={"q[Monday]": token})], {"f": form(type_, required=True)})
    problems = [*read.problems, *(aside.problem for aside in read.asides if aside.problem)]
    assert not any(token in f"{p.place} {p.message} {p.hint}" for p in problems)
