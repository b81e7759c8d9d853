"""Screening of mentors: the decision, and until when it holds. No finding of a check is kept in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.people.days import months_later
from peerloom.people.links import person_of
from peerloom.people.records import Aside
from peerloom.people.values import day_of, sent_on
from peerloom.problems import Cell, Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from peerloom.people.applications import Roster
    from peerloom.people.records import Answer
    from peerloom.people.setting import Setting

FORM = "screening"
_STEPS = ("interview_on", "ref1_on", "ref2_on")
_CHECK = "record_check_on"  # adults alone


@dataclass(frozen=True, slots=True)
class Screening:
    """What the newest screening of one mentor says."""

    decision: str  # accept, not now, decline; in the words of the standard form
    on: dt.date  # when it was decided
    until: dt.date  # the last day on which it holds
    missing: tuple[str, ...]  # ids of steps that the form asks for and that have no day

    def holds(self, day: dt.date) -> bool:
        """Whether it covers this day. A screening with a step missing never does."""
        return self.decision == "accept" and not self.missing and self.on <= day <= self.until


def screenings(
    answers: Iterable[Answer], people: Roster, setting: Setting
) -> tuple[Mapping[str, Screening], tuple[Aside, ...]]:
    """The newest screening of each mentor, by code.

    It holds for ``support.screening_months`` from the day of the decision, and never longer than the record check.
    A step counts only if the program's form asks for it; minors need no record check.
    """
    found: dict[str, Screening] = {}
    asides: list[Aside] = []
    for answer in answers:
        code = person_of(answer)
        on = sent_on(answer) or max(
            (value for name in (*_STEPS, _CHECK) if (value := day_of(answer, name))), default=None
        )
        if code not in people or people[code][-1].role != setting.leading:
            at = Cell(answer.cell.tab, answer.cell.row, "code")
            wrong = Problem(at, "Only mentors are screened.", "Write the code of a mentor, or delete the row.")
            asides.append(Aside(answer, "held", wrong))
        elif on is None:
            hint = "Write the day of the interview into this row."
            asides.append(Aside(answer, "held", Problem(answer.cell, "It is not known when this was decided.", hint)))
        else:
            found[code] = _screening(answer, on, minor=people[code][-1].minor, setting=setting)
    return found, tuple(asides)


def _screening(answer: Answer, on: dt.date, *, minor: bool, setting: Setting) -> Screening:
    steps = _STEPS if minor else (*_STEPS, _CHECK)
    missing = tuple(name for name in steps if setting.question(FORM, name) and day_of(answer, name) is None)
    until = months_later(on, setting.program.support.screening_months)
    check = day_of(answer, "record_check_until")
    if check is not None and not minor:
        until = min(until, check)
    return Screening(setting.meant(answer, "decision"), on, until, missing)


def is_screened(setting: Setting) -> bool:
    """Whether mentors of this program must be screened: it uses the form, or the pairing has the rule."""
    return FORM in setting.forms or setting.requires("screened")
