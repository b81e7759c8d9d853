"""What the next round needs: places for mentees by what they want help with and by time, and who could give them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.definition.standard_forms import forms_of
from peerloom.people.links import person_of
from peerloom.people.setting import setting_of
from peerloom.people.values import is_yes
from peerloom.private import revealed
from peerloom.support.carry_over import carried_over

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from peerloom.definition.organisation import Cohort
    from peerloom.definition.program import Program
    from peerloom.people.records import Participant, Records
    from peerloom.people.setting import Setting

_CURRENT = {"matched", "finished", "waiting", "ready"}


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that mentees want: how many of them, and how many places of mentors offer it."""

    about: str  # id of the mentees' question
    what: str  # an option, or "day, time" of a grid
    wanted: int
    offered: int

    @property
    def missing(self) -> int:
        """Places that nobody offers yet."""
        return max(0, self.wanted - self.offered)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The next round as it looks today."""

    cohort: Cohort
    mentees: int  # who go on
    places: int  # of mentors who go on
    target: int  # places of program.yaml, or the mentees who go on
    needs: tuple[Need, ...]  # the largest gap first
    mentors: tuple[str, ...]  # codes of mentors who go on
    candidates: tuple[str, ...]  # codes of mentees who said that they want to become mentors
    old_enough: tuple[str, ...]  # codes of other mentees who could be asked
    trainers: tuple[str, ...]  # codes of those who would help to train
    train_by: dt.date  # new mentors are trained before this day
    minutes: int  # of training before a match

    @property
    def missing(self) -> int:
        """Places of mentors that are still missing."""
        return max(0, self.target - self.places)


def forecast(records: Records, program: Program) -> Forecast | None:
    """What the next round needs, from who waits and who said that they go on. None when no round is to come.

    A mentee is old enough when the school year after theirs is one that the mentors' sign-up asks for. A place counts
    for everything that its mentor offers, so the needs say what can be missing at least.
    """
    coming = [cohort for cohort in program.cohorts if cohort.starts > records.today]
    if not coming:
        return None
    cohort = min(coming, key=lambda one: (one.starts, one.id))
    setting = setting_of(program, forms_of(program), records.today)
    people = {person.code: person for person in records.participants}
    going = carried_over(records, program, cohort.ends)
    said = {person_of(row): row for row in records.answers.get("next-year", ())}
    mentees = [people[one.code] for one in going if one.role == "mentee"]
    mentors = [people[one.code] for one in going if one.role == "mentor" and people[one.code].role == "mentor"]
    candidates = [one.code for one in going if one.role == "mentor" and people[one.code].role == "mentee"]
    places = {one.code: _places(one, said[one.code].values if one.code in said else {}, program) for one in mentors}
    return Forecast(
        cohort,
        len(mentees),
        sum(places.values()),
        cohort.places if cohort.places is not None else len(mentees),
        tuple(_needs(program, mentees, mentors, places)),
        tuple(one.code for one in mentors),
        tuple(candidates),
        tuple(_old_enough(people.values(), {*candidates, *said}, setting)),
        tuple(sorted(code for code, row in said.items() if is_yes(row, "train"))),
        cohort.matching,
        program.training.minutes_before_match or 0,
    )


def _places(mentor: Participant, said: Mapping[str, object], program: Program) -> int:
    """How many a mentor takes: what they said for next year, else as now; never more than the program allows."""
    wished = said.get("capacity")
    most = program.model.mentors_most if program.model else None
    many = wished if isinstance(wished, int) else mentor.capacity
    return many if most is None else min(many, most)


def _needs(
    program: Program, mentees: Iterable[Participant], mentors: Iterable[Participant], places: Mapping[str, int]
) -> list[Need]:
    found = []
    for asked, offered in _questions(program):
        wanted = Counter(what for one in mentees for what in _many(one, asked))
        given: Counter[str] = Counter()
        for one in mentors:
            given.update(dict.fromkeys(_many(one, offered), places[one.code]))
        found += [Need(asked, what, count, given[what]) for what, count in wanted.items()]
    return sorted(found, key=lambda one: (-one.missing, -one.wanted, one.about, one.what))


def _questions(program: Program) -> list[tuple[str, str]]:
    """(mentees' question, mentors' question) of what the pairing covers, and of times that must be shared."""
    covered = [(wish.mentee, wish.mentor) for wish in program.matching.prefer if wish.wish == "covers"]
    shared = [(rule.of_mentee, rule.of_mentor) for rule in program.matching.require if rule.rule == "overlap"]
    return [(one, other) for one, other in (*covered, *shared) if one and other]


def _many(person: Participant, question: str) -> tuple[str, ...]:
    value = person.answers.get(question, ())
    return value if isinstance(value, tuple) else (_plain(value),) if value else ()


def _old_enough(people: Iterable[Participant], known: set[str], setting: Setting) -> list[str]:
    asked = setting.question("mentor-sign-up", "year")
    years = {int(found[0]) for option in (asked.options if asked else ()) if (found := re.search(r"\d+", option))}
    old_enough = []
    for person in people:
        year = re.search(r"\d+", _plain(person.answers.get("year", "")))
        open_ = person.role == "mentee" and person.status in _CURRENT and person.code not in known
        if open_ and year and int(year[0]) + 1 in years:
            old_enough.append(person.code)
    return sorted(old_enough)


def _plain(value: object) -> str:
    """An answer as a plain text: a private one would show a bar."""
    return revealed(value) if isinstance(value, str) else str(value)
