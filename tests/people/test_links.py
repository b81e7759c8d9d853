from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

Town = Any
MEND = "Look it up on the desk, page People or Matches, and correct the cell in the sheet."


def test_a_code_is_found_however_it_is_typed(town: Town) -> None:
    mentor, _, match = town.running()
    town.row(
        "hours-log",
        "2025-10-13T10:00",
        code=f" {mentor.lower().replace('-', ' ')}",
        match=match.lower(),
        on="2025-10-13",
    )
    (answer,) = town.records().answers["hours-log"]
    assert (answer.values["code"], answer.values["match"]) == (mentor, match)


@pytest.mark.parametrize(
    ("form", "cells", "question", "message", "hint"),
    [
        ("hours-log", {"code": "M-222222"}, "code", "There is no person with this code.", MEND),
        (
            "hours-log",
            {"code": "{match}"},
            "code",
            "There is no person with this code.",
            "It is the code of a match; write that of the person.",
        ),
        ("hours-log", {"match": "P-222222"}, "match", "There is no match with this code.", MEND),
        (
            "hours-log",
            {"match": "{mentor}"},
            "match",
            "There is no match with this code.",
            "It is the code of a person; write that of the match.",
        ),
        ("hours-log", {"code": "{other}"}, "match", "This person is not in this match.", MEND),
        ("reference", {"for": "M-222222"}, "for", "There is no person with this code.", MEND),
        ("adult-check-in", {"child": "given-7f3a surname-7f3a"}, "child", "There is no person with this code.", MEND),
        (
            "guardian-permission",
            {"child": "nobody-7f3a"},
            "child",
            "There is no person with this code or name.",
            "Write the program code of the child here.",
        ),
    ],
)
def test_a_code_that_leads_nowhere_holds_the_row(
    town: Town, form: str, cells: dict[str, str], question: str, message: str, hint: str
) -> None:
    mentor, mentee, match = town.running()
    known = {"mentor": mentor, "mentee": mentee, "match": match, "other": town.mentor("9b1c")}
    given = {"code": mentor, "match": match, "on": "2025-10-13"} if form == "hours-log" else {}
    row = town.row(
        form, "2025-10-13T10:00", **{**given, **{name: text.format(**known) for name, text in cells.items()}}
    )
    records = town.records()
    (problem,) = [p for p in records.problems if p.place.tab == form]
    assert (problem.place.row, problem.place.question) == (row.number, question)
    assert (problem.message, problem.hint, problem.level) == (message, hint, "error")
    assert [answer.form for answer in records.held] == [form]


@pytest.mark.parametrize(("code", "match"), [("M-222222", ""), ("", "P-222222"), ("{other}", "{match}")])
def test_a_code_that_may_be_left_out_is_left_out_and_told(town: Town, code: str, match: str) -> None:
    _, _, made = town.running()
    other = town.mentor("9b1c")
    town.row("win", "2025-10-13T10:00", code=code.format(other=other), match=match.format(match=made))
    records = town.records()
    assert [p.level for p in records.problems] == ["warning"]
    (answer,) = records.answers["win"]
    assert "match" not in answer.values


@pytest.mark.parametrize("typed", ["given-7f3a surname-7f3a", "SURNAME-7f3a, given-7f3a"])
def test_a_guardian_may_write_the_name_of_the_child(town: Town, typed: str) -> None:
    code = town.mentee("7f3a")
    town.row("guardian-permission", "2025-09-05T10:00", child=typed)
    (answer,) = town.records().answers["guardian-permission"]
    assert answer.values["child"] == code


def test_of_several_children_of_one_name_the_guardians_address_decides(town: Town) -> None:
    for tag in ("one", "two"):
        town.row(
            "mentee-sign-up",
            "2025-09-01T10:00",
            name="same-7f3a name-7f3a",
            email=f"{tag}@mail.example",
            guardian=f"family-{tag}@mail.example",
        )
    town.row("guardian-permission", "2025-09-05T10:00", child="same-7f3a name-7f3a", email="family-two@mail.example")
    assert [p.email for p in town.records().participants if p.permission] == ["two@mail.example"]
    town.row("guardian-permission", "2025-09-06T10:00", child="same-7f3a name-7f3a", email="family-three@mail.example")
    assert town.told() == ['"guardian-permission", row 3, question "child": Several people have this name.']


def test_of_several_children_of_one_name_those_who_had_signed_up_go_first(town: Town) -> None:
    for at, mail in (("2025-09-05T09:00", "one"), ("2025-09-10T10:00", "two")):
        town.row("mentee-sign-up", at, name="same-7f3a name-7f3a", email=f"{mail}@mail.example")
    town.row("guardian-permission", "2025-09-05T10:00", child="same-7f3a name-7f3a")
    assert [p.email for p in town.records().participants if p.permission] == ["one@mail.example"]


def test_of_a_form_that_is_answered_once_the_newest_of_a_person_counts(town: Town) -> None:
    code = town.mentor("7f3a")
    for at, form, cells in (
        ("2026-01-01T10:00", "next-year", {"code": code}),
        ("2026-01-02T10:00", "next-year", {"code": code.lower(), "next": "be a mentor again"}),
        ("2026-01-01T10:00", "reference", {"for": code, "name": "ref-7f3a"}),
        ("2026-01-01T10:00", "reference", {"for": code, "name": "ref-8a4b"}),
        ("2026-01-01T10:00", "nomination", {}),
        ("2026-01-01T10:00", "survey", {"code": code}),
        ("2026-01-02T10:00", "survey", {"code": code}),
    ):
        town.row(form, at, **cells)
    records = town.records()
    assert {form: len(answers) for form, answers in records.answers.items()} == {
        "mentor-sign-up": 1,
        "next-year": 1,
        "nomination": 1,
        "reference": 2,
        "survey": 2,
    }
    assert records.answers["next-year"][0].values["next"] == "be a mentor again"
    assert list(records.fates.values()).count("duplicate") == 1
    assert records.problems == ()


def test_a_programs_own_form_has_no_codes_and_knows_people_by_their_address(new_town: Callable[..., Town]) -> None:
    own = {"id": "day", "title": "Day", "who": "anyone", "part": "celebrate", "purpose": "P"}
    questions = [{"id": "code", "ask": "Postcode?", "type": "short"}, {"id": "what", "ask": "What?", "type": "short"}]
    town = new_town(forms=[{**own, "questions": questions}])
    town.row("day", "2026-01-01T10:00", code="postcode-7f3a", _address="a@mail.example")
    town.row("day", "2026-01-02T10:00", code="postcode-7f3a", _address="b@mail.example")
    town.row("day", "2026-01-03T10:00", _address="a@mail.example", what="again-7f3a")
    town.row("day", "2026-01-04T10:00", what="nobody-7f3a")
    town.row("day", "2026-01-05T10:00", what="nobody-7f3a")
    records = town.records()
    assert [a.cell.row for a in records.answers["day"]] == [3, 4, 5, 6]
    assert records.problems == ()


def test_anonymous_answers_are_all_used(new_town: Callable[..., Town]) -> None:
    own = {"id": "day", "title": "Day", "who": "anyone", "part": "celebrate", "purpose": "P", "anonymous": True}
    town = new_town(
        forms=[
            {
                **own,
                "questions": [
                    {"id": "email", "ask": "Mail?", "type": "email"},
                    {"id": "n", "ask": "N?", "type": "number"},
                ],
            }
        ]
    )
    for n in range(3):
        town.row("day", None, email="a@mail.example", n=str(n))
    assert len(town.records().answers["day"]) == 3
