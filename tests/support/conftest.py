"""Records to look at, made of plain values: one program, one match, and what is different."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from peerloom.definition.program import Program
from peerloom.definition.standard_forms import standard_forms
from peerloom.people.records import Answer, CheckIn, GoalNote, Match, Meeting, Move, Participant, Records
from peerloom.problems import Cell

if TYPE_CHECKING:
    from peerloom.people.records import Side

TODAY = dt.date(2026, 3, 2)
COHORT = {
    "id": "2025",
    "title": "2025",
    "sign_up_opens": "2025-08-01",
    "sign_up_closes": "2025-09-15",
    "matching": "2025-09-20",
    "starts": "2025-10-01",
    "ends": "2026-06-30",
    "breaks": [{"title": "Winter", "first": "2025-12-20", "last": "2026-01-04"}],
}


class Kit:
    """Makes values for tests; every ``make`` is a plain value with what is different."""

    today = TODAY

    def program(self, **parts: Any) -> Program:
        """A program with every standard form."""
        about = {"id": "town-7f3a", "name": "Town", "tagline": "T", "summary": "S"}
        forms = [{"id": name} for name in standard_forms()]
        return Program.model_validate({"program": about, "cohorts": [COHORT], "forms": forms, **parts})

    def match(self, code: str = "P-1", **changed: Any) -> Match:
        """A match that has met on 2025-10-06."""
        started = changed.get("started", dt.date(2025, 10, 6))
        moves = changed.pop("moves", (Move("approved", dt.date(2025, 9, 22)), Move("active", started or TODAY)))
        usual: dict[str, Any] = {"status": "active", "approved": dt.date(2025, 9, 22), "started": started}
        return Match(code, "2025", "M-1", "E-1", decision="approve", moves=moves, **{**usual, **changed})

    def person(self, code: str = "E-1", **changed: Any) -> Participant:
        """A mentee who is matched, or with an M- a mentor."""
        role: Side = "mentor" if code.startswith("M") else "mentee"
        usual = Participant(
            code,
            role,
            "2025",
            f"given-{code} surname-{code}",
            f"call-{code}",
            f"{code}@mail.example",
            "",
            None,
            minor=False,
            guardian="",
            applied=dt.date(2025, 9, 1),
            answers={},
            cell=Cell(f"{role}-sign-up", 2),
            status="matched",
            needs=(),
            capacity=1,
            permission=True,
        )
        return dataclasses.replace(usual, **changed)

    def meeting(self, on: str, match: str = "P-1", minutes: int = 60) -> Meeting:
        """A line of the log."""
        return Meeting(match, dt.date.fromisoformat(on), minutes, "in person", "talked", Cell("hours-log", 2))

    def check_in(self, on: str, side: Any = "mentor", **changed: Any) -> CheckIn:
        """A check-in that is fine."""
        calm = "no" if side == "mentor" else "yes"
        usual = CheckIn("P-1", side, dt.date.fromisoformat(on), 2, 4, "yes", calm, Cell(f"{side}-check-in", 2))
        return dataclasses.replace(usual, **changed)

    def goal(self, **changed: Any) -> GoalNote:
        """A goal that goes on."""
        usual = GoalNote("P-1", "goal-7f3a", "school", dt.date(2025, 10, 20), None, 25, "going on")
        return dataclasses.replace(usual, **changed)

    def answer(
        self, form: str, at: str | None = "2026-03-01T10:00", row: int = 2, unread: tuple[str, ...] = (), **values: Any
    ) -> Answer:
        """A row of a form, read."""
        when = dt.datetime.fromisoformat(at) if at else None
        return Answer(form, Cell(form, row), when, values, f"{form}-{row}", unread)

    def records(self, *things: Any, held: tuple[Answer, ...] = (), today: dt.date = TODAY) -> Records:
        """Records of values of any kind."""

        def of(kind: type) -> tuple[Any, ...]:
            return tuple(thing for thing in things if isinstance(thing, kind))

        answers: dict[str, tuple[Answer, ...]] = {}
        for one in of(Answer):
            answers[one.form] = (*answers.get(one.form, ()), one)
        return Records(today, of(Participant), of(Match), of(Meeting), of(CheckIn), of(GoalNote), answers, {}, (), held)


@pytest.fixture(scope="session")
def kit() -> Kit:
    """What makes values."""
    return Kit()
