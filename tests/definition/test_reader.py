from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import core_schema

from peerloom.definition.program import Program
from peerloom.definition.reader import read_program
from peerloom.definition.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

GOOD = """\
program:
  id: north-star
  name: North Star
  tagline: A place to talk.
  summary: Older students meet younger ones.
  with_minors: no
training:
  modules:
    - id: listening
      title: Listening
      summary: How to listen.
      for: [mentor]
      minutes: 45
      objectives: [Ask open questions.]
      reviewed: {on: 2026-02-02, by: Training lead}
    - id: goals
      title: Goals
      summary: How to set goals.
      for: [mentor]
      minutes: 30
      needs: [listening]
      objectives: [Set a goal.]
events:
  - id: picnic
    title: Picnic
    on: 2026-06-26
    starts: "17:00"
    ends: "19:00"
    place: The meadow
    summary: Bring a cup.
"""


def told(text: str) -> list[str]:
    return [
        f"{str(p.place).removeprefix('program.yaml:')} {p.message}{' ' + p.hint if p.hint else ''}"
        for p in read_program(text).problems
    ]


def test_a_good_program_is_read_whole() -> None:
    read = read_program(GOOD)
    assert read.problems == ()
    assert read.program is not None
    assert [module.minutes for module in read.program.training.modules] == [45, 30]
    assert read.program.training.modules[0].for_ == ("mentor",)


@pytest.mark.parametrize(
    ("good", "bad", "expected"),
    [
        ("minutes: 45", "minuets: 45", '13:7 "minuets" is not a field here. Did you mean "minutes"?'),
        ("minutes: 45", "minutes: 4 5", '13:16 "minutes" must be a whole number, not "4 5". Write digits only, for example 45.'),
        ("minutes: 45", "minutes: 1_000", '13:16 "minutes" must be a whole number, not "1_000". Write digits only, for example 45.'),
        ("minutes: 45", "minutes: 3", '13:16 "minutes" must be at least 5, not "3". Write a larger number.'),
        ("minutes: 45", "minutes:", '13:15 "minutes" has no value. Write one after the colon, or remove the line.'),
        ("      minutes: 45\n", "", '9:7 "minutes" is missing. Add a line `minutes: ...` to this block.'),
        ("for: [mentor]\n      minutes: 45", "for: mentor\n      minutes: 45", '12:12 "for" must be a list. Put each entry on a line of its own that starts with a dash.'),
        ("for: [mentor]\n      minutes: 45", "for: [mentro]\n      minutes: 45", '12:13 "for" cannot be "mentro". Did you mean "mentor"?'),
        ("2026-02-02", "2026-02-30", '15:22 "on" must be a date, not "2026-02-30". That day does not exist. Write a day of the calendar.'),
        ("2026-02-02", "2.2.2026", '15:22 "on" must be a date, not "2.2.2026". Write it as YYYY-MM-DD, for example 2026-10-05.'),
        ("2026-02-02", "2026-02-02T00:00", '15:22 "on" must be a date, not "2026-02-02T00:00". Write it as YYYY-MM-DD, for example 2026-10-05.'),
        ('"19:00"', '"19:00Z"', '28:11 "ends" must be a time of day, not "19:00Z". Write it as HH:MM, for example 18:30.'),
        ('"19:00"', '"25:00"', '28:11 "ends" must be a time of day, not "25:00". Hours go to 23 and minutes to 59.'),
        ('"19:00"', '"16:00"', '28:11 "ends" is before "starts". Check both dates; ends is 16:00:00.'),
        ("id: picnic", "id: Pic Nic", '24:9 "id" must be a short name, not "Pic Nic". Use small letters a to z, digits and single dashes, for example first-meeting.'),
        ("needs: [listening]", "needs: [listenin]", '21:15 There is no module "listenin". Did you mean "listening"?'),
        ("id: goals", "id: listening", '16:11 The id "listening" is used twice in this list. Give one of them another id.'),
        ("with_minors: no", "with_minors: nein", '6:16 "with_minors" must be yes or no, not "nein". Write yes or no.'),
        ("  tagline: A place to talk.\n", "  tagline: A place to talk.\n  site_url: javascript:alert(1)\n", '5:13 "site_url" must be a web address, not "javascript:alert(1)". Start it with https:// and leave no spaces.'),
        ("program:\n", "title: x\nprogram:\n", '1:1 "title" is not a field here. Check its spelling and indentation.'),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_line(good: str, bad: str, expected: str) -> None:
    assert GOOD.count(good) == 1  # or the row would test nothing
    assert told(GOOD.replace(good, bad)) == [expected]


def test_all_mistakes_come_in_one_run_in_the_order_of_the_file() -> None:
    bad = GOOD.replace("minutes: 45", "minutes: x").replace("needs: [listening]", "needs: [listning]")
    bad = bad.replace('"17:00"', "late").replace("with_minors: no", "with_minors: no\n  colour: red")
    assert [line.split(" ")[0] for line in told(bad)] == ["7:3", "14:16", "22:15", "28:13"]


def test_a_rule_after_a_dropped_entry_still_points_at_its_own_line() -> None:
    bad = GOOD.replace("      minutes: 45\n", "").replace("needs: [listening]", "needs: [nothing-like-it]")
    lines = told(bad)
    assert lines[0].startswith('9:7 "minutes" is missing.')
    assert lines[1].startswith('20:15 There is no module "nothing-like-it".')


def test_an_entry_that_could_not_be_read_is_not_unknown_elsewhere() -> None:
    assert told(GOOD.replace("minutes: 45", "minutes: x")) == [
        '13:16 "minutes" must be a whole number, not "x". Write digits only, for example 45.'
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "program.yaml This file is empty. Start with `program:` and its `id` and `name`."),
        ("- a", "1:1 This file must be a block of lines `name: value`. Start with `program:` and indent its lines below it."),
        ("goals: []", '1:1 "program" is missing. Add a line `program: ...` to this block.'),
    ],
)  # fmt: skip
def test_a_file_without_a_program_says_so(text: str, expected: str) -> None:
    assert told(text) == [expected]


def _kinds(schema: Any) -> Iterator[str]:
    """Every error kind that a JSON-like core schema can raise, as far as its node types tell."""
    if isinstance(schema, dict):
        kind = schema.get("type")
        yield from {"str": ["string_type"], "tuple": ["tuple_type"], "int": ["int_type"], "bool": ["bool_type"],
                    "date": ["date_type"], "time": ["time_type"], "model": ["model_type"],
                    "literal": ["literal_error"]}.get(str(kind), [])  # fmt: skip
        for name, raised in {"min_length": "too_short", "ge": "greater_than_equal", "le": "less_than_equal"}.items():
            if name in schema:
                yield "string_too_short" if kind == "str" else raised
        for value in schema.values():
            yield from _kinds(value)
    elif isinstance(schema, list | tuple):
        for value in schema:
            yield from _kinds(value)


def test_each_kind_of_mistake_that_our_models_can_raise_has_words() -> None:
    kinds = set(_kinds(Program.__pydantic_core_schema__))
    assert {"string_type", "tuple_type", "literal_error", "model_type"} <= kinds  # or nothing was walked
    assert kinds <= set(WORDS)
    ours = {"day", "day_none", "time", "time_none", "whole", "yes_no", "slug", "question_id", "link", "mail", "phone", "empty", "steps", "hours", "hours_none", "spot", "spot_none", "google_id"}  # fmt: skip
    assert set(WORDS) <= set(get_args(core_schema.ErrorType)) | ours


leaves = st.sampled_from(["x", "", "~", "1", "2026-02-02", "[a]", "{a: b}", "[]", "{}", "''", "yes", "18:00", "[[a]]"])


@given(st.data(), leaves)
def test_no_value_anywhere_makes_it_fail_or_speak_without_words(data: st.DataObject, leaf: str) -> None:
    rows = GOOD.splitlines()
    number = data.draw(st.integers(0, len(rows) - 1))
    rows[number] = re.sub(r":( .*)?$", f": {leaf}", rows[number])
    text = "\n".join(rows)
    for problem in read_program(text).problems:
        assert "is not right" not in problem.message
        assert "{" not in problem.message.split('not "')[0]
