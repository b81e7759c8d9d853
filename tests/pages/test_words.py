from __future__ import annotations

import datetime as dt
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.definition import community, forms, learning, organisation
from peerloom.definition.figures import Kind
from peerloom.pages import progress, words
from peerloom.pages.words import clock, length, listed, spaced, topic
from peerloom.readable import MONTHS, WEEKDAYS, day, month, weekday

FIELDS: list[tuple[str, dict[str, str], Any]] = [
    ("FOR", words.FOR, organisation.Role),
    ("WHO", words.WHO, forms.Who),
    ("SHARE", words.SHARE, forms.Share),
    ("USE", words.USE, forms.Use),
    ("PART", words.PART, forms.Part),
    ("MODEL", words.MODEL, organisation.Shape.model_fields["kind"].annotation),
    ("PARTNER_KIND", words.PARTNER_KIND, community.Partner.model_fields["kind"].annotation),
    ("PROMPT_KIND", words.PROMPT_KIND, learning.Prompt.model_fields["kind"].annotation),
    ("THEME", words.THEME, learning.Prompt.model_fields["theme"].annotation),
    ("AGES", words.AGES, learning.Prompt.model_fields["ages"].annotation),
    ("PLACE", words.PLACE, get_args(learning.Prompt.model_fields["place"].annotation)[0]),
    ("HELP_KIND", words.HELP_KIND, community.HelpEntry.model_fields["kind"].annotation),
    ("VERDICT", words.VERDICT, learning.Choice.model_fields["verdict"].annotation),
    ("_KINDS of figures", progress._KINDS, Kind),  # noqa: SLF001 - a table that must be whole
    ("TOPICS", learning.TOPICS, learning.Topic),
]


@pytest.mark.parametrize(("name", "said", "values"), FIELDS, ids=[name for name, _, _ in FIELDS])
def test_every_key_word_has_words_and_no_other_has(name: str, said: dict[str, str], values: Any) -> None:
    assert get_args(values), name
    assert list(said) == list(get_args(values)) or set(said) == set(get_args(values))
    assert all(text.strip() for text in said.values())
    assert len(set(said.values())) == len(said)


def test_every_table_of_words_is_tested() -> None:
    tables = {name for name, value in vars(words).items() if isinstance(value, dict) and name.isupper()}
    assert tables - {"TOPICS"} == {name for name, _, _ in FIELDS} - {"TOPICS", "_KINDS of figures"}


def test_days_and_times() -> None:
    first = dt.date(2026, 6, 5)
    assert (day(first), weekday(first), month(first)) == ("5 June 2026", "Friday, 5 June 2026", "June 2026")
    assert clock(dt.time(8, 5)) == "08:05"


@given(st.dates())
def test_a_day_is_said_in_english_wherever_the_machine_is(value: dt.date) -> None:
    assert day(value).split() == [str(value.day), MONTHS[value.month - 1], str(value.year)]
    assert weekday(value).startswith(WEEKDAYS[value.isoweekday() - 1])


@pytest.mark.parametrize(
    ("several", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c"), (iter("ab"), "a and b")],
)
def test_a_list_is_said_as_people_do(several: Any, text: str) -> None:
    assert listed(several) == text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (5, "5 minutes"),
        (0, "0 minutes"),
        (60, "1 hour"),
        (61, "1 hour 1 minute"),
        (1, "1 minute"),
        (120, "2 hours"),
        (135, "2 hours 15 minutes"),
    ],
)
def test_a_length_is_said_in_hours_and_minutes(minutes: int, text: str) -> None:
    assert length(minutes) == text


def test_ids_and_topics() -> None:
    assert (spaced("old-town"), spaced("a_b"), topic("civic")) == ("Old town", "A b", "Civic responsibility")
