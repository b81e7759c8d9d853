"""The recruiting plan in words, for a coordinator. Public pages never show it: a kind of one person is that person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerloom.matching.described import option_of
from peerloom.matching.reasons import number_said, topic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from peerloom.definition.forms import Question
    from peerloom.matching.proposal import Kind, Looser, Plan


def kind_said(kind: Kind, questions: Mapping[str, Question]) -> str:
    """A kind of mentor, such as "the language Polish; the times Monday, lunch; the school year 11"."""
    parts = [f"{topic(name)} {' and '.join(picks)}" for name, picks in kind.picks if name not in kind.hidden]
    parts += [
        f"{topic(name)} {option_of(questions.get(name), number)}"
        for name, number in kind.numbers
        if name not in kind.hidden
    ]
    return "; ".join(parts) or "anybody who is ready"


def plan_said(plan: Plan) -> str:
    """What the whole plan would bring, and when more of one kind is no help."""
    mentors = "1 mentor like this" if plan.mentors == 1 else f"{plan.mentors} mentors like these"
    most = f"Of one kind at most {plan.single} would help."
    return f"{mentors}, with one place each, would match {plan.mentors} more. {most}"


def looser_said(looser: Looser) -> str:
    """A rule with another number, as the start of a sentence."""
    return f"{topic(looser.rule)}: {number_said(looser.field, looser.to)} instead of {looser.now}"
