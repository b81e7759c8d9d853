"""A mentor in a few words."""

from __future__ import annotations

import pytest

from peerloom.definition.forms import Question
from peerloom.matching.described import Described, described, option_of
from tests.matching.test_propose import RULES, person, pool

QUESTIONS = tuple(
    Question.model_validate(question)
    for question in (
        {
            "id": "languages",
            "ask": "Which?",
            "type": "choices",
            "options": ["English", "Spanish", "Polish", "Portuguese", "Somali"],
        },
        {
            "id": "free",
            "ask": "When?",
            "type": "grid",
            "rows": ["Monday", "Saturday", "Sunday"],
            "columns": ["morning", "lunch", "evening"],
        },
        {"id": "year", "ask": "Year?", "type": "dropdown", "options": ["9", "10", "11", "finished school"]},
        {"id": "interests", "ask": "What?", "type": "choices", "options": ["chess", "making music", "Spanish films"]},
        {"id": "secret", "ask": "?", "type": "choice", "options": ["violet", "blue"]},
        {"id": "name", "ask": "Name?", "type": "short"},
    )
)
ROUND = pool(
    [person("M-0", year=11), person("M-1", year=11), person("M-2", year=9)],
    [person("E-0", year=8)],
    hidden=frozenset({"secret"}),
)


def made(words: str) -> Described:
    found = described(words, QUESTIONS, ROUND, RULES)
    assert isinstance(found, Described), found
    return found


@pytest.mark.parametrize(
    ("words", "question", "expected"),
    [
        ("es", "languages", {"Spanish"}),  # the short form, and not what begins so
        ("spanish", "languages", {"Spanish"}),  # what a hard rule reads comes first
        ("Español, es", "languages", None),
        ("en, POL", "languages", {"English", "Polish"}),
        ("sat-am", "free", {"Saturday, morning"}),
        ("sat am, mon/eve", "free", {"Saturday, morning", "Monday, evening"}),
        ("monday", "free", {"Monday, morning", "Monday, lunch", "Monday, evening"}),
        ("am", "free", {"Monday, morning", "Saturday, morning", "Sunday, morning"}),
        ("chess", "interests", {"chess"}),
        ("music", "interests", {"making music"}),
    ],
)
def test_words_are_parts_of_options(words: str, question: str, expected: set[str] | None) -> None:
    if expected is None:
        assert isinstance(described(words, QUESTIONS, ROUND, RULES), str)
    else:
        assert made(words).mentor.answers[question] == expected


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("klingon", '"klingon" is no answer of the mentors\' sign-up. Write words of these: the language: English, '),
        ("po", '"po" can mean Polish or Portuguese. Write more of the word.'),
        ("violet", '"violet" is no answer of the mentors\' sign-up.'),  # what is never repeated is never named
        ("sat-noon", None),
        ("sat-xyz", '"sat-xyz" is no answer'),
    ],
)
def test_a_word_that_is_not_understood_is_told_with_the_words_there_are(words: str, said: str | None) -> None:
    found = described(words, QUESTIONS, ROUND, RULES)
    if said is None:
        assert isinstance(found, Described)
    else:
        assert isinstance(found, str)
        assert found.startswith(said)
        assert "violet" not in found.removeprefix('"violet"')


def test_what_is_not_named_fits_as_well_as_it_can_and_is_said() -> None:
    found = made("es")
    assert found.mentor.numbers == {"year": 11}
    assert found.mentor.answers["free"] >= {"Monday, lunch", "Sunday, evening"}
    assert found.mentor.capacity == 1
    assert (
        found.said
        == "ready, one place; the language Spanish; the times as anybody needs; the school year 11, as most mentors."
    )
    assert made("finished").mentor.numbers == {"year": 12}
    assert made("").mentor.answers["languages"] >= {"English"}


def test_a_round_without_mentors_has_nothing_usual() -> None:
    alone = pool([], [person("E-0", year=8)])
    found = described("es", QUESTIONS, alone, RULES)
    assert isinstance(found, Described)
    assert found.mentor.numbers == {"year": 10}  # two years ahead of who is there
    assert "the school year 10." in found.said
    assert described("klingon", (), alone, RULES) == (
        '"klingon" is no answer of the mentors\' sign-up. No rule reads a list, so write no words.'
    )


def test_a_number_is_said_as_the_option_that_it_stands_for() -> None:
    assert option_of(QUESTIONS[2], 12) == "finished school"
    assert option_of(QUESTIONS[2], 40) == "40"
    assert option_of(None, 4) == "4"
