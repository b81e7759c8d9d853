"""The whole story of a program year, as one value: who signed up, who was paired, and how it went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.simulate.applications import sent_again
from peerloom.simulate.chance import likely
from peerloom.simulate.courses import SMOOTH, course, troubles
from peerloom.simulate.days import DAY
from peerloom.simulate.people import Maker, make_people
from peerloom.simulate.readiness import ways
from peerloom.simulate.renewal import fresh
from peerloom.simulate.rounds import Rounds

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from peerloom.definition.forms import Form
    from peerloom.definition.program import Program
    from peerloom.simulate.applications import Application
    from peerloom.simulate.courses import Course
    from peerloom.simulate.days import Year
    from peerloom.simulate.people import Person
    from peerloom.simulate.readiness import Readiness
    from peerloom.simulate.rounds import Pairing
    from peerloom.simulate.setting import Setting

_LATER_ROUNDS = (28, 105)  # days after the start: those who were late, and those whose match ended
_LEAVES = {"moved", "no time", "health or family", "lost contact"}  # reasons after which one side takes no new match


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that is answered about."""

    setting: Setting
    people: tuple[Readiness, ...]  # of the cohort
    pairings: tuple[Pairing, ...]
    decisions: str  # the pairings file
    courses: tuple[Course, ...]
    fresh: tuple[Readiness, ...]  # of the sign-up that has opened for the cohort after it

    @property
    def program(self) -> Program:
        """The program that it happens in."""
        return self.setting.program

    @property
    def forms(self) -> Mapping[str, Form]:
        """Its forms, by id."""
        return self.setting.forms

    @property
    def year(self) -> Year:
        """The calendar."""
        return self.setting.year

    def active(self, day: dt.date) -> list[Course]:
        """The matches that run on ``day``."""
        return [one for one in self.courses if one.runs_on(day)]

    def people_on(self, day: dt.date) -> list[Person]:
        """Everybody in a match that runs on ``day``, mentors first, each once."""
        running = self.active(day)
        both = [*(one.pairing.mentor for one in running), *(one.pairing.mentee for one in running)]
        return list({person.code: person for person in both}.values())


def tell(setting: Setting, mentors: int, mentees: int) -> Story:
    """Tell a year with exactly so many people who sign up in its cohort."""
    maker = Maker.of(setting.program.program.id, setting.year.cohort.starts, setting.stream("people"))
    older, younger = make_people(maker, mentors, mentees)
    applied = [*_applied(setting, older), *_applied(setting, younger)]
    people = ways(setting.stream("readiness"), setting.program, applied, setting.year.until)
    forms = tuple(setting.forms.values())
    rounds = Rounds.of(setting.program, forms, setting.year.cohort.id, setting.stream("rounds"))
    courses = _courses(setting, rounds, people)
    new = fresh(setting, maker, people, courses)
    return Story(setting, tuple(people), tuple(rounds.made), rounds.text(), tuple(courses), tuple(new))


def _applied(setting: Setting, people: Sequence[Person]) -> list[Application]:
    """The sign-ups of one side for the cohort; one in twenty comes late, and the first is sent twice."""
    cohort = setting.year.cohort
    found: list[Application] = []
    for person in people:
        first, last = cohort.sign_up_opens, cohort.sign_up_closes - DAY * 7
        if likely(setting.stream("late", person.code), 0.05):
            first, last = cohort.sign_up_closes + DAY, cohort.starts + DAY * 21
        found += setting.applied(person, cohort, first, last)
    if found:
        one = found[0]
        found[0] = sent_again(setting.stream("again"), one, setting.forms[f"{one.person.role}-sign-up"])
    return found


def _courses(setting: Setting, rounds: Rounds, people: Sequence[Readiness]) -> list[Course]:
    """Hold the rounds in turn, and let what came of the earlier ones free places for the later ones."""
    program, year = setting.program, setting.year
    days = [year.cohort.matching, *(year.cohort.starts + DAY * later for later in _LATER_ROUNDS)]
    courses: list[Course] = []
    for day in (day for day in days if day <= year.until):
        left = _left(courses)
        there = [one for one in people if one.application.person.code not in left]
        approved = [pairing for pairing in rounds.hold(there, day) if pairing.approved]
        trouble = troubles(setting.stream("trouble"), program, approved) if day == days[0] else {}
        for pairing in approved:
            rng = setting.stream("course", pairing.code)
            one = course(rng, pairing, program, year, trouble.get(pairing.code, SMOOTH))
            courses.append(one)
            if one.end is not None:
                rounds.over[pairing.code] = one.end.on + DAY * program.support.cooling_off_days
    return courses


def _left(courses: Iterable[Course]) -> set[str]:
    """Who takes no new match after an early end."""
    gone = set()
    for one in courses:
        if one.end is not None and one.end.reason in _LEAVES:
            gone.add((one.pairing.mentor if one.end.by == "mentor" else one.pairing.mentee).code)
    return gone
