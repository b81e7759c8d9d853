"""Answers that can be compared: the number behind an option, and how far two answers can be apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from peerloom.definition.forms import Question

ORDERED = frozenset({"dropdown", "choice", "number", "scale", "date"})
_SCALE = range(1, 6)
_MOST = 200  # numbers of a question that are looked at one by one


def numbers_of(question: Question) -> Mapping[str, int]:
    """The options of a list as numbers: those that are numbers as such, what follows them one higher each."""
    numbers: list[int] = []
    for i, option in enumerate(question.options):
        before = numbers[-1] + 1 if numbers else i
        numbers.append(int(option) if option.isdecimal() else before)
    return dict(zip(question.options, numbers, strict=True))


def gaps(mentor: Question, mentee: Question) -> frozenset[int] | None:
    """Every gap that two answers can have, mentor minus mentee. None: there is no end to them."""
    mine, theirs = _values(mentor), _values(mentee)
    if mine is None or theirs is None:
        return None
    return frozenset(one - other for one in mine for other in theirs)


def _values(question: Question) -> tuple[int, ...] | None:
    if question.type == "scale":
        return tuple(_SCALE)
    if question.type in {"dropdown", "choice"}:
        return tuple(numbers_of(question).values())
    least, most = question.least_value, question.most_value
    if question.type == "number" and least is not None and most is not None and most - least <= _MOST:
        return tuple(range(least, most + 1))
    return None
