"""The sign-up for the next cohort: some come again, some are new, and some mentees become mentors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from peerloom.simulate.chance import likely, mixed
from peerloom.simulate.people import SCHOOL_LEFT
from peerloom.simulate.readiness import ways

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from peerloom.simulate.courses import Course
    from peerloom.simulate.people import Maker, Person
    from peerloom.simulate.readiness import Readiness
    from peerloom.simulate.setting import Setting

_NEW = {"mentor": 0.15, "mentee": 0.12}  # new people so far, of those of the year before
_LAST_YEAR = 9  # of school, for mentees; the year after they can be mentors
_GROWN = 3  # mentees who become mentors, at most


def fresh(setting: Setting, maker: Maker, people: Sequence[Readiness], courses: Sequence[Course]) -> list[Readiness]:
    """Those who have signed up so far, and how far their checks are. Who was checked before is not checked again."""
    cohort, until = setting.year.following, setting.year.until
    if cohort is None or cohort.sign_up_opens > until:
        return []
    rng = setting.stream("fresh")
    again = _again(maker, rng, people, courses)
    maker.starts = cohort.starts
    roles = [one.application.person.role for one in people]
    new = [maker.mentor() for _ in range(round(roles.count("mentor") * _NEW["mentor"]))]
    new += [maker.mentee() for _ in range(round(roles.count("mentee") * _NEW["mentee"]))]
    opens, closes = cohort.sign_up_opens, cohort.sign_up_closes
    applied = [one for person in (*again, *new) for one in setting.applied(person, cohort, opens, closes)]
    known = {one.application.person.code for one in people}
    done = ways(rng, setting.program, applied, until)
    return [replace(one, screening=None, trained=()) if one.application.person.code in known else one for one in done]


def _again(maker: Maker, rng: random.Random, people: Sequence[Readiness], courses: Sequence[Course]) -> list[Person]:
    """Who signs up again, a school year older: mentors, those who still wait, and mentees as mentors."""
    met = {code for one in courses for code in (one.pairing.mentor.code, one.pairing.mentee.code)}
    found: dict[str, Person] = {}
    grown = 0
    for one in mixed(rng, people):
        person = one.application.person
        older = replace(person, year=person.year + 1, household="")
        if person.role == "mentee" and person.year == _LAST_YEAR and person.code in met and grown < _GROWN:
            grown += 1
            older = maker.as_mentor(older)
            found.setdefault(older.code, older)
        elif _comes(rng, one, met=person.code in met):
            found.setdefault(older.code, older)
    return list(found.values())


def _comes(rng: random.Random, one: Readiness, *, met: bool) -> bool:
    """Whether somebody signs up in the same role again, and still may."""
    person = one.application.person
    if person.role == "mentor":
        return likely(rng, 0.26) and one.ready_on is not None and person.year + 1 < SCHOOL_LEFT
    return likely(rng, 0.06 if met else 0.4) and one.stopped_on is None and person.year < _LAST_YEAR
