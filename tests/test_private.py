from __future__ import annotations

import logging
import re
import traceback
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.desk.templating import environment as desk_environment
from peerloom.pages.templating import encoded
from peerloom.private import Private, revealed
from peerloom.sources.tables import Line, Row
from tests.people.test_needles import PERSON

if TYPE_CHECKING:
    from collections.abc import Callable

SECRET = "given-x1"  # noqa: S105 - a made-up name
NAME = Private(SECRET)

SHOWN: list[Callable[[], str]] = [
    lambda: str(NAME),
    lambda: repr(NAME),
    lambda: f"{NAME}",
    lambda: f"{NAME!r:>40} {NAME:>40} {NAME!s}",
    lambda: "{} {0}".replace("{} ", "").format(NAME),
    lambda: "%s %r" % (NAME, NAME),  # noqa: UP031 - one of the ways
    lambda: str([NAME, {NAME: NAME}, (NAME,)]),
    lambda: str(ValueError(NAME)) + repr(ValueError(NAME)),
    lambda: repr(replace(PERSON, name=NAME, call=NAME, email=NAME, phone=NAME, guardian=NAME, answers={"why": NAME})),
    lambda: repr(Row("f", "t", 1, None, {"name": SECRET}, {"More": SECRET})),
    lambda: repr(Line(1, (SECRET,))),
]


@pytest.mark.parametrize("shown", SHOWN)
def test_it_is_masked_wherever_it_is_shown(shown: Callable[[], str]) -> None:
    assert SECRET not in shown()


def test_it_is_masked_in_logs_and_tracebacks(caplog: pytest.LogCaptureFixture) -> None:
    def wrong(name: str) -> None:
        raise KeyError(name)

    logging.getLogger("x").error(NAME)
    logging.getLogger("x").error("%s is odd", NAME)
    assert SECRET not in caplog.text
    assert "\u25ae is odd" in caplog.text
    with pytest.raises(KeyError) as caught:
        wrong(NAME)
    said = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert SECRET not in "".join(said.format()).replace(f'"{SECRET}"', "")


@given(st.text(), st.text())
def test_it_is_the_same_text_for_looking_up(one: str, other: str) -> None:
    assert Private(one) == one
    assert hash(Private(one)) == hash(one)
    assert (Private(one) < Private(other)) == (one < other)
    assert {one: 1}[Private(one)] == 1
    assert type(revealed(Private(one))) is str
    assert revealed(Private(one)) == one == revealed(one)


def test_a_page_refuses_it_and_the_desk_shows_it() -> None:
    with pytest.raises(TypeError, match="what is private"):
        encoded(NAME)
    assert (
        desk_environment({"a": "{{ name }}"}).get_template("a").render(name=Private("<given-x1>")) == "&lt;given-x1&gt;"
    )


def test_no_answer_becomes_a_text_by_str() -> None:
    """It would be a bar there, and two different answers would look the same: a danger for every rule that compares."""
    wrong, looked = [], 0
    for file in sorted((Path(__file__).parents[1] / "src" / "peerloom").rglob("*.py")):
        looked += 1
        text = file.read_text(encoding="utf-8")
        if re.search(r"\bstr\([^()\n]*\.(?:answers|values|cells)\b", text) and "simulate" not in file.parts:
            wrong.append(file.name)
    assert looked > 100
    assert wrong == []
