"""Everything that the causes are found from, with the ways to look things up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from peerloom.definition.standard_forms import forms_of
from peerloom.messages.language import language_of
from peerloom.messages.letter import Reader
from peerloom.people.links import person_of
from peerloom.people.setting import setting_of
from peerloom.people.values import sent, text_of
from peerloom.support.running import RUNNING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peerloom.definition.organisation import Cohort
    from peerloom.definition.program import Program
    from peerloom.people.records import Answer, Match, Participant, Records
    from peerloom.people.setting import Setting

FRESH = 14  # days in which news is still news
_SHARED = {"public", "partner"}
SILENT = {"withdrawn", "excluded", "on_hold", "nominated", "alumni"}  # who stopped, or whom only a human writes to


@dataclass(frozen=True)
class Seen:
    """What a run knows."""

    records: Records
    program: Program
    today: dt.date

    @cached_property
    def setting(self) -> Setting:
        """The program, its forms and the day."""
        return setting_of(self.program, forms_of(self.program), self.today)

    @cached_property
    def people(self) -> dict[str, Participant]:
        """Code -> the person, as the newest sign-up says, for everybody who may be written to."""
        newest = {p.code: p for p in sorted(self.records.participants, key=lambda p: (p.applied, p.cohort))}
        return {code: person for code, person in sorted(newest.items()) if person.status not in SILENT}

    @cached_property
    def addresses(self) -> dict[str, str]:
        """Whose limit a letter counts for -> the address: brothers and sisters share that of a parent."""
        found: dict[str, str] = {}
        for code, person in self.people.items():
            found |= {code: person.email, f"{code}+": person.guardian}
        return found

    @cached_property
    def matched(self) -> set[str]:
        """Codes of everybody in a running match."""
        return {code for match in self.running() for code in match.people}

    def running(self) -> Iterator[Match]:
        """Matches that run, or are about to."""
        return (match for match in self.records.matches if match.status in RUNNING)

    def answers(self, form: str) -> tuple[Answer, ...]:
        """All used answers to a form."""
        return self.records.answers.get(form, ())

    def answered(self, form: str, code: str, since: dt.date, match: str = "") -> bool:
        """Whether this person has answered a form since then."""
        return any(
            person_of(row) == code and sent(row) >= since and (not match or text_of(row, "match") == match)
            for row in self.answers(form)
        )

    def fresh(self, since: dt.date | None, days: int = FRESH) -> bool:
        """Whether something happened in the last days."""
        return since is not None and 0 <= (self.today - since).days <= days

    def cohort(self, name: str) -> Cohort | None:
        """The cohort of this id."""
        return self.setting.cohort(name)

    def reader(self, person: Participant) -> Reader:
        """The person. No address, no letter: the coordinator sees them on the desk."""
        language = language_of(person.answers, self.program.program.language)
        return Reader(person.code, person.call or person.name, person.email, language)

    def guardian(self, person: Participant) -> Iterator[Reader]:
        """The parent or carer of a minor, where one is known."""
        if person.minor and person.guardian:
            form = next((a for a in self.answers("guardian-permission") if person_of(a) == person.code), None)
            default = language_of(person.answers, self.program.program.language)
            language = language_of(form.values, default) if form is not None else default
            yield Reader(person.code, person.call or person.name, person.guardian, language, guardian=True)

    def everyone(self, match: Match, *, guardians: bool = False) -> Iterator[tuple[Reader, Participant | None]]:
        """Each reader of a match with the other person, who is known by what they share alone.

        In a group with several others nobody is named: ``None`` stands for the other.
        """
        for code in match.people:
            person = self.people.get(code)
            others = [self.people.get(other) for other in match.people if other != code]
            other = others[0] if len(others) == 1 else None
            if person is not None:
                yield self.reader(person), other
                for guardian in self.guardian(person) if guardians else ():
                    yield guardian, other

    def in_common(self, one: Participant | None, other: Participant | None) -> tuple[str, ...]:
        """What both picked in questions that they answered for each other."""
        if one is None or other is None:
            return ()
        found: list[str] = []
        for name, mine in one.answers.items():
            theirs = other.answers.get(name)
            asked = [self.setting.question(f"{person.role}-sign-up", name) for person in (one, other)]
            if isinstance(mine, tuple) and isinstance(theirs, tuple) and all(q and q.share in _SHARED for q in asked):
                found += [said for said in mine if said in theirs]
        return tuple(dict.fromkeys(found))

    def goals(self, match: str) -> tuple[str, ...]:
        """The pair's own goals that are not finished."""
        return tuple(goal.goal for goal in self.records.goals if goal.match == match and goal.state == "going on")

    def next_meeting(self, match: str) -> dt.date | None:
        """The day that the pair named last, if it is still to come."""
        named: list[tuple[dt.date, dt.date]] = []
        for form in ("first-meeting", "mentor-check-in"):
            for row in self.answers(form):
                day = row.values.get("next")
                if text_of(row, "match") == match and isinstance(day, dt.date):
                    named.append((sent(row), day))
        day = max(named)[1] if named else None
        return day if day is not None and day >= self.today else None

    def reached(self, since: dt.date | None, steps: tuple[int, ...]) -> int:
        """How many of these days after ``since`` have passed; 0 when none has."""
        return sum((self.today - since).days >= days for days in steps) if since is not None else 0
