"""Who goes on, and what they are asked again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from peerloom.support.carry_over import carried_over

if TYPE_CHECKING:
    from tests.support.conftest import Kit

ENDS = dt.date(2027, 6, 30)


def found(kit: Kit, *people: Any, **wishes: str) -> dict[str, tuple[str, str, tuple[str, ...]]]:
    answers = [
        kit.answer("next-year", row=n, code=code.replace("_", "-"), next=wish)
        for n, (code, wish) in enumerate(wishes.items(), start=2)
    ]
    every = carried_over(kit.records(*people, *answers), kit.program(), ENDS)
    return {one.code: (one.role, one.why, one.ask) for one in every}


def test_who_waits_goes_on_and_is_asked_for_the_consent_again(kit: Kit) -> None:
    waits = kit.person("E-1", status="waiting")
    assert found(kit, waits) == {"E-1": ("mentee", "waits for a match", ("sign-up and consent",))}


@pytest.mark.parametrize("status", ["matched", "withdrawn", "declined", "finished", "paused"])
def test_who_does_not_wait_and_said_nothing_does_not(kit: Kit, status: Any) -> None:
    assert found(kit, kit.person("E-1", status=status)) == {}


@pytest.mark.parametrize("wish", ["stop here", "help in another way"])
def test_who_wants_to_stop_is_not_carried_over_even_when_they_wait(kit: Kit, wish: str) -> None:
    assert found(kit, kit.person("E-1", status="waiting"), E_1=wish) == {}


def test_a_mentee_who_becomes_a_mentor_is_screened_and_trained(kit: Kit) -> None:
    made = found(kit, kit.person("E-1", status="matched"), E_1="become a mentor")
    asked = ("sign-up and consent", "the screening", "the training for mentors")
    assert made == {"E-1": ("mentor", "wants to become a mentor", asked)}


@pytest.mark.parametrize(("until", "asked"), [(None, True), (dt.date(2027, 6, 29), True), (ENDS, False)])
def test_what_ends_before_the_round_does_is_asked_for(kit: Kit, until: dt.date | None, asked: bool) -> None:
    minor = kit.person("E-1", status="waiting", minor=True, permission_until=until)
    mentor = kit.person("M-1", status="ready", screened_until=until)
    made = found(kit, minor, mentor)
    assert ("the permission of a parent or carer" in made["E-1"][2]) is asked
    assert ("the screening" in made["M-1"][2]) is asked


@pytest.mark.parametrize("status", ["declined", "not_now", "on_hold", "excluded"])
def test_a_wish_undoes_no_decision_of_the_coordinator(kit: Kit, status: Any) -> None:
    assert found(kit, kit.person("M-1", status=status), M_1="be a mentor again") == {}
