from __future__ import annotations

import pytest

from peerloom.definition.reader import read_program
from peerloom.definition.standard_forms import forms_of
from peerloom.definition.survey_rules import survey_items, wording

TEXT = """\
program: {id: north-star, name: North Star, tagline: A place., summary: We meet., with_minors: no}
forms:
  - id: survey
    drop: [belong, adult, friends, plan, lead, team, aware, act, feel_ok]
evaluation:
  wording: {solve: 676729e8, speak: 17624618}
  scales:
    - {id: courage, title: Courage, items: [solve, speak], reverse: [speak], answered_least: 2}
"""
REWORDED = "    questions: [{id: solve, ask: When it is hard I find a way}]\nevaluation:"


def told(text: str) -> list[str]:
    return [problem.message for problem in read_program(text).problems]


def test_a_survey_in_its_own_words_is_well() -> None:
    assert told(TEXT) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("evaluation:", REWORDED, 'The words of the survey question "solve" are not those that it was begun with.'),
        ("evaluation:", "    questions: [{id: solve, help: 1 is always}]\nevaluation:", 'The words of the survey question "solve" are not those that it was begun with.'),
        ("evaluation:", "    questions: [{id: solve, also: [Old words]}]\nevaluation:", 'Older words of the survey question "solve" cannot count as the same question.'),
        ("reverse: [speak]", "reverse: [speek]", '"speek" is no item of this scale, so it cannot be reversed.'),
        ("items: [solve, speak]", "items: [speak, speak]", '"speak" stands twice in this scale.'),
        ("answered_least: 2", "answered_least: 3", "This scale has 2 items, so 3 cannot be the least."),
        ("answered_least: 2", "source: A paper", 'Nobody has checked under what terms the scale "courage" may be used.'),
        ("items: [solve, speak]", "items: [solve, serve]", 'The survey has no question "serve" with marks from 1 to 5.'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(old: str, new: str, message: str) -> None:
    assert old in TEXT
    assert message in told(TEXT.replace(old, new, 1))


def test_the_hint_has_the_line_to_write() -> None:
    (problem,) = read_program(TEXT.replace("  wording: {solve: 676729e8, speak: 17624618}\n", "")).problems
    assert problem.hint.endswith("`wording: {solve: 676729e8, speak: 17624618}`.")
    assert problem.level == "warning"


def test_answers_under_older_words_are_not_read_as_a_reworded_survey_question() -> None:
    """In any other form they are."""
    text = TEXT.partition("evaluation:")[0]
    text += "    questions: [{id: solve, ask: When it is hard I find a way}]\n"
    text += "  - {id: end-feedback, questions: [{id: useful, ask: Meetings help us}]}\n"
    program = read_program(text).program
    assert program is not None
    assert survey_items(program)["solve"].also == ()
    useful = next(
        q for form in forms_of(program) for q in form.questions if (form.id, q.id) == ("end-feedback", "useful")
    )
    assert useful.also == ("Our meetings help",)


def test_line_breaks_are_no_words() -> None:
    program = read_program(TEXT).program
    assert program is not None
    solve = survey_items(program)["solve"]
    assert wording(solve) == wording(solve.model_copy(update={"ask": solve.ask.replace(" ", "\n ")}))
    assert wording(solve) != wording(solve.model_copy(update={"ask": f"{solve.ask}."}))
