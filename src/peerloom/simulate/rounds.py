"""The coordinator's rounds: the real matcher proposes, the coordinator decides, and people answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from peerloom.matching.pairings import Line, write_pairings
from peerloom.matching.pool import Pool, number_of
from peerloom.matching.proposal import Applicant
from peerloom.matching.propose import propose
from peerloom.people.codes import folded, match_code
from peerloom.simulate import phrases
from peerloom.simulate.chance import likely, pick, whole
from peerloom.simulate.days import DAY

if TYPE_CHECKING:
    import datetime as dt
    import random
    from collections.abc import Iterable, Mapping, Sequence

    from peerloom.definition.forms import Form, Question
    from peerloom.definition.program import Program
    from peerloom.matching.proposal import Pair
    from peerloom.simulate.people import Person
    from peerloom.simulate.readiness import Readiness
    from peerloom.simulate.sent import Value

_ONE_OF = 25  # proposals the coordinator declines one
_HIDDEN = ("restricted", "statistics")


@dataclass(frozen=True, slots=True)
class Pairing:
    """A proposed pair, and what was decided about it."""

    cohort: str
    mentor: Person
    mentee: Person
    proposed: Pair
    decided_on: dt.date
    asked: bool  # both were asked; without it the coordinator declined
    refused_by: str  # "", "mentor" or "mentee"
    note: str

    @property
    def code(self) -> str:
        """The match's code."""
        return match_code(self.mentor.code, self.mentee.code, self.cohort)

    @property
    def approved(self) -> bool:
        """Whether they shall meet."""
        return self.asked and not self.refused_by


@dataclass(slots=True)
class Rounds:
    """The rounds of one cohort, one after the other. Each leaves what was decided before as it is."""

    program: Program
    asked: Mapping[str, Question]
    cohort: str
    rng: random.Random
    made: list[Pairing]
    over: dict[str, dt.date]  # code of a match -> the day it ended

    @classmethod
    def of(cls, program: Program, forms: Sequence[Form], cohort: str, rng: random.Random) -> Rounds:
        """No round yet."""
        asked = {q.id: q for form in forms if form.id in {"mentor-sign-up", "mentee-sign-up"} for q in form.questions}
        return cls(program, asked, cohort, rng, [], {})

    def hold(self, people: Iterable[Readiness], day: dt.date) -> list[Pairing]:
        """One round with those who are ready on ``day`` and free; what came of each proposal."""
        ready = [one for one in people if one.ready_on is not None and one.ready_on <= day]
        running = [p for p in self.made if p.approved and self.over.get(p.code, day + DAY) > day]
        busy = {p.mentee.code for p in running}
        mentors = [self._mentor(one, running) for one in ready if one.application.person.role == "mentor"]
        waiting = [one for one in ready if one.application.person.role == "mentee"]
        mentees = [self._applicant(one, 1) for one in waiting if one.application.person.code not in busy]
        known = {one.application.person.code: one.application.person for one in ready}
        proposed = propose(self._pool(mentors, mentees), self.program.matching)
        decided = [self._decided(i, pair, known, day) for i, pair in enumerate(proposed.pairs)]
        self.made += decided
        return decided

    def _pool(self, mentors: Iterable[Applicant], mentees: Iterable[Applicant]) -> Pool:
        return Pool(
            self.cohort,
            tuple(sorted(mentors, key=lambda one: one.code)),
            tuple(sorted(mentees, key=lambda one: one.code)),
            frozenset((p.mentor.code, p.mentee.code) for p in self.made),
            {name: name.replace("_", " ") for name in self.asked},
            frozenset(name for name, question in self.asked.items() if question.share in _HIDDEN),
            dates=frozenset(name for name, question in self.asked.items() if question.type == "date"),
            rows={name: question.rows for name, question in self.asked.items() if question.rows},
            span=next(((c.starts, c.ends) for c in self.program.cohorts if c.id == self.cohort), None),
        )

    def text(self) -> str:
        """The pairings file with every decision."""
        return write_pairings(_line(pairing) for pairing in self.made)

    def _mentor(self, one: Readiness, running: Sequence[Pairing]) -> Applicant:
        taken = sum(p.mentor.code == one.application.person.code for p in running)
        most = self.program.model.mentors_most if self.program.model else 3
        return self._applicant(one, max(0, min(one.application.capacity, most) - taken))

    def _applicant(self, one: Readiness, capacity: int) -> Applicant:
        person = one.application.person
        answers = one.application.answers
        numbers = {
            name: number
            for name, value in answers.items()
            if name in self.asked
            and not isinstance(value, bool)
            and (number := number_of(self.asked[name], value)) is not None
        }
        return Applicant(
            code=person.code,
            person=f"{folded(person.email)}|{folded(person.name.full)}",
            capacity=capacity,
            answers={name: picks for name, value in answers.items() if (picks := _picks(value))},
            numbers=numbers,
            home=frozenset({folded(person.household)} - {""}),
        )

    def _decided(self, at: int, pair: Pair, known: Mapping[str, Person], day: dt.date) -> Pairing:
        rng = self.rng
        mentor, mentee = known[pair.mentor], known[pair.mentee]
        on = day + DAY * whole(rng, 1, 3)
        refused = likely(rng, 0.045)
        by = pick(rng, ("mentor", "mentee", "mentee"))
        note = pick(rng, phrases.DECLINED)
        approved = Pairing(self.cohort, mentor, mentee, pair, on, asked=True, refused_by="", note="")
        if at % _ONE_OF == _ONE_OF // 2:
            return replace(approved, asked=False, note=note)
        if refused:
            return replace(approved, refused_by=by, note=f"The {by} would like another match.")
        return approved


def _line(pairing: Pairing) -> Line:
    pair = pairing.proposed
    return Line(
        pairing.cohort,
        pair.mentor,
        pair.mentee,
        pairing.mentor.name.full,
        pairing.mentee.name.full,
        str(round(pair.score / 100)),
        " ".join(pair.reasons),
        " ".join(pair.against),
        pair.next_best,
        "approved" if pairing.approved else "declined",
        "approve" if pairing.asked else "decline",
        pairing.decided_on,
        pairing.note,
    )


def _picks(value: Value) -> frozenset[str]:
    """An answer as picked options; a grid's cells are "row, column"."""
    if isinstance(value, bool) or value == "":
        return frozenset()
    if isinstance(value, tuple):
        return frozenset(value)
    if isinstance(value, (str, int)):
        return frozenset({str(value)})
    return frozenset(f"{row}, {column}" for row, columns in _cells(value) for column in columns)


def _cells(value: Value) -> Iterable[tuple[str, tuple[str, ...]]]:
    return value.items() if hasattr(value, "items") else ()
