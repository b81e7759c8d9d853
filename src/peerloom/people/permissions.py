"""Guardians' permissions: valid for a year, and taken back by a newer no."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.people.days import months_later
from peerloom.people.links import person_of
from peerloom.people.records import Aside
from peerloom.people.values import by_time, is_yes, sent, sent_on
from peerloom.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from peerloom.people.records import Answer
    from peerloom.people.setting import Setting

FORM = "guardian-permission"
MONTHS = 12  # a permission is asked once a year
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Permission:
    """What a guardian said last about one child."""

    given: dt.date
    until: dt.date  # the last day on which it holds; a day before ``given`` when the answer was no

    def holds(self, day: dt.date) -> bool:
        """Whether it covers this day."""
        return self.given <= day <= self.until


def needs_permission(setting: Setting, *, minor: bool) -> bool:
    """Whether somebody needs a guardian's permission: minors, if the program uses the form or the rule."""
    return minor and (FORM in setting.forms or setting.requires("permission"))


def permissions(
    answers: Iterable[Answer], taken_back: Iterable[Answer]
) -> tuple[Mapping[str, Permission], tuple[Aside, ...]]:
    """The permission of each child, by code.

    Args:
        answers: the newest permission form of each child; its code is known.
        taken_back: rows of "change or stop" that take a permission back. They end what was given up to that moment,
            whichever permission was meant; a newer form gives it again.
    """
    found: dict[str, Permission] = {}
    asides: list[Aside] = []
    ends: dict[str, list[Answer]] = {}
    for answer in taken_back:
        ends.setdefault(person_of(answer), []).append(answer)
    for answer in answers:
        given = sent_on(answer)
        if given is None:
            hint = "Write the day into the column Timestamp, as YYYY-MM-DD."
            asides.append(Aside(answer, "held", Problem(answer.cell, "It is not known when this was sent.", hint)))
            continue
        until = months_later(given, MONTHS) if is_yes(answer, "allow_join") else given - _ONE_DAY
        later = [sent(end) - _ONE_DAY for end in ends.get(person_of(answer), ()) if by_time(end) >= by_time(answer)]
        found[person_of(answer)] = Permission(given, min([until, *later]))
    return found, tuple(asides)
