"""Check-ins of both sides of a match."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from peerloom.people.links import person_of
from peerloom.people.records import Aside, CheckIn
from peerloom.people.values import number_of, sent, text_of
from peerloom.problems import Cell, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from peerloom.people.records import Answer, Match, Side
    from peerloom.people.setting import Setting

FORMS: Mapping[str, Side] = {"mentor-check-in": "mentor", "mentee-check-in": "mentee"}
_NO_MATCH = {"proposed": "was not approved", "rejected": "was declined", "never_started": "never started"}


def check_ins(
    answers: Iterable[Answer], matches: Mapping[str, Match], setting: Setting
) -> tuple[tuple[CheckIn, ...], tuple[Aside, ...]]:
    """Every check-in, by day, then by tab and row.

    One of the wrong side, or of a match that does not run, is held. After the end of a match one more is welcome, as
    long as it comes in the days in which a check-in counts. Before the first meeting they count as well: they say
    why there was none.
    """
    found: list[CheckIn] = []
    asides: list[Aside] = []
    for answer in answers:
        match = matches[text_of(answer, "match")]
        side = _side(answer, match, setting)
        wrong = _wrong_side(answer, side, match) or outside(answer, match, setting)
        if wrong is not None:
            asides.append(Aside(answer, "held", wrong))
        else:
            found.append(_check_in(answer, side, setting))
    order = sorted(found, key=lambda one: (one.on, one.cell.tab, one.cell.row))
    return tuple(order), tuple(asides)


def _side(answer: Answer, match: Match, setting: Setting) -> Side:
    """Who checks in. Peers all use one form, so there the code says it; a third is on the side of the first."""
    if setting.reciprocal:
        return "mentee" if person_of(answer) == match.mentee else "mentor"
    return FORMS[answer.form]


def _check_in(answer: Answer, side: Side, setting: Setting) -> CheckIn:
    return CheckIn(
        text_of(answer, "match"),
        side,
        sent(answer),
        number_of(answer, "met") or 0,
        number_of(answer, "going") or 0,
        setting.meant(answer, "go_on"),
        setting.meant(answer, "safe"),
        answer.cell,
    )


def _wrong_side(answer: Answer, side: Side, match: Match) -> Problem | None:
    person = person_of(answer)
    if not person or person in ((match.mentor, *match.also) if side == "mentor" else (match.mentee,)):
        return None
    at = Cell(answer.cell.tab, answer.cell.row, "code")
    return Problem(at, f"This form is for the {side} of the match.", "Use the form for the other side.")


def outside(answer: Answer, match: Match, setting: Setting) -> Problem | None:
    """What is wrong with an answer about a match that did not run when it was sent."""
    hint = "Compare the match code with the pairings file."
    if match.status in _NO_MATCH:
        return Problem(answer.cell, f"This is about a match that {_NO_MATCH[match.status]}.", hint)
    late = dt.timedelta(days=setting.program.support.check_in_late_days)
    if match.ended is not None and sent(answer) > match.ended + late:
        return Problem(answer.cell, "This is about a match that had ended.", hint)
    return None
