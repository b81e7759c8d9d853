"""Who goes on into the next round, and what each must be asked again before. Nobody is carried over in silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.definition.standard_forms import forms_of
from peerloom.people.links import person_of
from peerloom.people.setting import setting_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from peerloom.definition.program import Program
    from peerloom.people.records import Participant, Records

_WAIT = {"waiting", "ready"}
_NOT = {"declined", "not_now", "on_hold", "excluded"}  # the coordinator decided so; a wish does not undo it
_WISHES: Mapping[str, str] = {  # what somebody wants next year -> as what they go on
    "be a mentor again": "mentor",
    "become a mentor": "mentor",
    "have a mentor again": "mentee",
}


@dataclass(frozen=True, slots=True)
class Carried:
    """Somebody who goes on: as what, why, and what to ask."""

    code: str
    name: str
    role: str  # in the next round
    why: str
    ask: tuple[str, ...]


def carried_over(records: Records, program: Program, ends: dt.date) -> tuple[Carried, ...]:
    """Everybody who waits, or said that they want to go on, by role and code.

    The newest answer of the form for next year counts. Who wants to stop is not in it, also not when they wait; nor is
    whom the coordinator has declined or holds back.

    Args:
        records: what the answers say.
        program: its forms.
        ends: the last day of the next round. What ends before it is asked for again.
    """
    setting = setting_of(program, forms_of(program), records.today)
    said = {person_of(row): setting.meant(row, "next") for row in records.answers.get("next-year", ())}
    newest = {person.code: person for person in records.participants}
    found = (one for person in newest.values() for one in _carried(person, said.get(person.code, ""), ends))
    return tuple(sorted(found, key=lambda one: (one.role, one.code)))


def _carried(person: Participant, wish: str, ends: dt.date) -> Iterator[Carried]:
    role = _WISHES.get(wish, "" if wish else person.role)
    waits = person.status in _WAIT and not (wish and not role)
    if not role or not (waits or wish) or person.status in _NOT:
        return
    why = "waits for a match" if waits and role == person.role else f"wants to {wish}"
    yield Carried(person.code, person.name, role, why, tuple(_asked(person, role, ends)))


def _asked(person: Participant, role: str, ends: dt.date) -> Iterator[str]:
    """What must be asked again: the consent always, because it was given for one round."""
    yield "sign-up and consent"
    if person.minor and (person.permission_until is None or person.permission_until < ends):
        yield "the permission of a parent or carer"
    if role == "mentor" and (person.role != "mentor" or person.screened_until is None or person.screened_until < ends):
        yield "the screening"
    if role != person.role:
        yield "the training for mentors"
