"""How people type: codes with small mistakes, delays, names, and what a day's answer looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerloom.simulate.chance import pick, weighted, whole
from peerloom.simulate.days import DAY, moment
from peerloom.simulate.sent import Sent

if TYPE_CHECKING:
    import datetime as dt
    import random
    from collections.abc import Mapping

    from peerloom.simulate.courses import Course
    from peerloom.simulate.people import Person
    from peerloom.simulate.sent import Value

TEAM = "coordinator@team.example"
COORDINATOR = "Marlow Quillfeather"  # who signs for the program
SUPERVISOR = "site.supervisor@team.example"
SOON: Mapping[int, int] = {0: 10, 1: 8, 2: 5, 3: 3, 5: 2, 6: 1}
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"


def sent(rng: random.Random, day: dt.date, email: str, /, **values: Value) -> Sent:
    """An answer on ``day``."""
    return Sent(moment(rng, day), email, values)


def soon(rng: random.Random, day: dt.date, days: Mapping[int, int] = SOON) -> dt.date:
    """A day or some days after ``day``."""
    return day + DAY * weighted(rng, days)


def typed(rng: random.Random, code: str) -> str:
    """A code as somebody types it: right, but not always with capitals and hyphen."""
    return pick(rng, (*(code,) * 22, code.lower(), code.replace("-", ""), code.replace("-", " ")))


def mistyped(rng: random.Random, code: str) -> str:
    """A code with one wrong letter."""
    at = whole(rng, 2, len(code) - 1)
    other = pick(rng, [letter for letter in _LETTERS if letter != code[at]])
    return code[:at] + other + code[at + 1 :]


def sides(one: Course) -> tuple[Person, Person]:
    """Mentor and mentee of a match."""
    return one.pairing.mentor, one.pairing.mentee
