"""What stands between a sign-up and a match: permission, screening, training. And when each was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from peerloom.simulate.chance import likely, pick, weighted, whole
from peerloom.simulate.days import DAY

if TYPE_CHECKING:
    import datetime as dt
    import random
    from collections.abc import Sequence

    from peerloom.definition.learning import Module
    from peerloom.definition.program import Program
    from peerloom.simulate.applications import Application

    Decision = Literal["accept", "not now", "decline"]


@dataclass(frozen=True, slots=True)
class Permission:
    """A guardian's answer."""

    on: dt.date
    join: bool


@dataclass(frozen=True, slots=True)
class Screening:
    """The checks of a mentor, and what was decided."""

    interview_on: dt.date
    references: tuple[dt.date, ...]  # days on which they came
    decided_on: dt.date
    decision: Decision


@dataclass(frozen=True, slots=True)
class Readiness:
    """Somebody's way to a match."""

    application: Application
    minor: bool  # on the day of the sign-up
    checked: bool  # an adult by the end of the story, so there is a record check
    permission: Permission | None
    screening: Screening | None
    trained: tuple[tuple[Module, dt.date], ...]
    ready_on: dt.date | None  # when nothing is missing; None while something is
    stopped_on: dt.date | None = None  # when they wrote that they do not want to go on


def ways(rng: random.Random, program: Program, applications: Sequence[Application], until: dt.date) -> list[Readiness]:
    """Each person's way, as far as it goes until a day. Some get stuck: that is how it is."""
    return [_way(rng, program, one, until) for one in applications]


def _way(rng: random.Random, program: Program, one: Application, until: dt.date) -> Readiness:
    adult_age = program.program.adult_age
    minor, checked = one.person.minor_on(one.on, adult_age), not one.person.minor_on(until, adult_age)
    applied = one.sent[-1].at.date()
    stopped = applied + DAY * whole(rng, 4, 18) if likely(rng, 0.035) else None
    permission = _permission(rng, applied)
    screening = _screening(rng, one, applied)
    needed = required(program, one.person.role)
    trained = _trained(rng, needed, applied, all_of_it=likely(rng, 0.96))
    days = [applied, *(day for _, day in trained)]
    passed = len(trained) == len(needed)
    if minor:
        passed = passed and permission is not None and permission.join
        days += [permission.on] if permission else []
    if one.person.role == "mentor":
        passed = passed and screening is not None and screening.decision == "accept"
        days += [screening.decided_on] if screening else []
    if stopped is not None:
        passed = False
    kept = tuple((module, day) for module, day in trained if day <= until and (stopped is None or day < stopped))
    ready = max(days) + DAY if passed and max(days) < until else None
    return Readiness(one, minor, checked, permission if minor else None, screening, kept, ready, stopped)


def required(program: Program, role: str) -> tuple[Module, ...]:
    """The modules that come before a match."""
    return tuple(module for module in program.training.modules if module.before_match and role in module.for_)


def _permission(rng: random.Random, applied: dt.date) -> Permission | None:
    """Most come within days, some after two reminders, a few never."""
    days = weighted(rng, {1: 30, 2: 20, 4: 15, 6: 10, 8: 8, 12: 4})
    given, join = likely(rng, 0.95), likely(rng, 0.98)
    return Permission(applied + DAY * days, join) if given else None


def _screening(rng: random.Random, one: Application, applied: dt.date) -> Screening | None:
    interview = applied + DAY * whole(rng, 2, 6)
    references = tuple(interview + DAY * whole(rng, -1, 4) for _ in range(2 if likely(rng, 0.96) else 1))
    decided = max((interview, *references)) + DAY * whole(rng, 1, 2)
    decision: Decision = pick(rng, ("accept",) * 22 + ("not now", "decline"))
    if len(references) == 1:
        decision = "not now"
    reached = one.person.role == "mentor" and likely(rng, 0.95)
    return Screening(interview, references, decided, decision) if reached else None


def _trained(
    rng: random.Random, modules: Sequence[Module], applied: dt.date, *, all_of_it: bool
) -> list[tuple[Module, dt.date]]:
    """The modules in their order, some on one day; who does not finish stops half-way."""
    day = applied + DAY * whole(rng, 2, 7)
    done = []
    for module in modules if all_of_it else modules[: len(modules) // 2]:
        done.append((module, day))
        day += DAY * pick(rng, (0, 0, 0, 1, 1))
    return done
