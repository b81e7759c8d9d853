"""Who has earned what."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest

from peerloom.certificates.awards import LETTER, earned
from peerloom.people.records import Meeting
from peerloom.problems import Cell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.support.conftest import Kit


def met(*minutes: int, match: str = "P-1", first: int = 1) -> list[Meeting]:
    day = dt.date(2025, 10, 6)
    return [Meeting(match, day, one, "in person", "talk", Cell("Hours", first + n)) for n, one in enumerate(minutes)]


def given_to(
    kit: Kit, meetings: list[Meeting], *, program: Mapping[str, Any] = MappingProxyType({}), **parts: Any
) -> set[tuple[str, str]]:
    records = kit.records(kit.person("M-1"), kit.person("E-1"), *parts.get("matches", (kit.match(),)), *meetings)
    return {(one.person, one.award) for one in earned(kit.program(**program), records)}


def test_who_never_met_has_nothing(kit: Kit) -> None:
    assert given_to(kit, []) == set()


def test_the_letter_is_for_mentors_from_one_hour_on(kit: Kit) -> None:
    assert given_to(kit, met(59)) == set()
    assert given_to(kit, met(30, 30)) == {("M-1", LETTER)}


def test_a_row_that_stands_for_two_matches_counts_once(kit: Kit) -> None:
    both = (kit.match("P-1"), kit.match("P-2"))
    assert given_to(kit, [*met(59), *met(59, match="P-2")], matches=both) == set()


@pytest.mark.parametrize(
    ("changed", "gets"),
    [
        ({}, False),
        ({"status": "closed", "ended": dt.date(2026, 2, 1), "reason": "completed"}, True),
        ({"status": "closed", "ended": dt.date(2026, 2, 1), "reason": "lost contact"}, False),
    ],
)
def test_the_end_counts_when_it_was_a_good_one(kit: Kit, changed: dict[str, Any], gets: bool) -> None:
    found = given_to(kit, met(30), matches=(kit.match(**changed),))
    assert (("E-1", "full-round") in found) is gets


@pytest.mark.parametrize(
    ("rule", "gets"),
    [
        ({"hours": 2}, set()),
        ({"hours": 1}, {"M-1", "E-1"}),
        ({"meetings": 3}, set()),
        ({"meetings": 2}, {"M-1", "E-1"}),
        ({"goals": 1}, set()),
        ({"for": ["mentee"]}, {"E-1"}),
        ({"meetings": 2, "hours": 2}, set()),
    ],
)
def test_everything_that_a_rule_names_must_hold(kit: Kit, rule: dict[str, Any], gets: set[str]) -> None:
    awards = {"recognition": {"awards": [{"id": "mine", "title": "Mine", **rule}]}}
    found = given_to(kit, met(40, 40), program=awards)
    assert {person for person, award in found if award == "mine"} == gets
