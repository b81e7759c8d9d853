"""A small town to test with: every standard form, two cohorts, and people who are made of unique tokens."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from peerloom.definition.program import Program
from peerloom.definition.standard_forms import forms_of, standard_forms
from peerloom.people.codes import match_code, mentee_code, mentor_code
from peerloom.people.people import read_records
from peerloom.people.records import Decided
from peerloom.problems import Cell
from peerloom.sources.tables import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from peerloom.people.records import Decision, Records

MODULES = [
    {"id": "start", "title": "First training", "minutes": 90, "before_match": True, "for": ["mentor", "mentee"]},
    {
        "id": "listen",
        "title": "Listening",
        "minutes": 60,
        "before_match": True,
        "for": ["mentor"],
        "refresh_months": 12,
    },
]
COHORTS = [
    {
        "id": "2025",
        "title": "2025",
        "sign_up_opens": "2025-08-01",
        "sign_up_closes": "2025-09-15",
        "matching": "2025-09-20",
        "starts": "2025-10-01",
        "ends": "2026-06-30",
        "breaks": [{"title": "Winter", "first": "2025-12-20", "last": "2026-01-04"}],
    },
    {
        "id": "2026",
        "title": "2026",
        "sign_up_opens": "2026-05-01",
        "sign_up_closes": "2026-09-15",
        "matching": "2026-09-20",
        "starts": "2026-10-01",
        "ends": "2027-06-30",
    },
]
ABOUT = {"id": "town-7f3a", "name": "Town", "tagline": "T", "summary": "S"}
PERSON = {
    "call": "call-7f3a",
    "goals": "making friends",
    "interests": "reading, coding",
    "languages": "English",
    "format": "in person",
    "free[Monday]": "lunch, evening",
    "heard": "a friend",
    "ok_data": "I have read how my answers are used",
    "meet": "I agree",
}
MENTOR = {
    **PERSON,
    "born": "2000-02-03",
    "why": "why-7f3a",
    "can_help_with": "maths",
    "capacity": "2",
    "stay": "yes",
    "ref1": "ref-7f3a",
    "ref2": "ref-8a4b",
    "conduct": "yes",
}
MENTEE = {
    **PERSON,
    "born": "2013-05-06",
    "guardian_name": "family-7f3a",
    "guardian": "family-7f3a@mail.example",
    "hopes": "listen to me",
    "help_with": "maths",
    "ready": "4",
    "assent": "yes",
}
SAFE = {"safe": "no"}
FULL: Mapping[str, Mapping[str, str]] = {  # form -> cells that make a whole row
    "mentor-sign-up": MENTOR,
    "mentee-sign-up": MENTEE,
    "guardian-permission": {
        "name": "family-7f3a",
        "relation": "parent",
        "email": "family-7f3a@mail.example",
        "phone": "01632 960000",
        "urgent": "urgent-7f3a",
        "allow_join": "yes",
        "commit": "yes",
        "sign": "family-7f3a",
    },
    "screening": {
        "interview_on": "2025-09-02",
        "ref1_on": "2025-09-03",
        "ref2_on": "2025-09-04",
        "record_check_on": "2025-09-05",
        "second_reader": "lead",
        "decision": "accept",
    },
    "reference": {
        "know": "know-7f3a",
        "reliable": "5",
        "patient": "5",
        "limits": "5",
        "trust": "yes",
        "name": "ref-7f3a",
    },
    "training-done": {"on": "2025-09-10", "minutes": "90", "module": "First training"},
    "details-check": {"right": "yes"},
    "match-answer": {"answer": "yes let us meet"},
    "agreement": {
        "often": "once a week",
        "long": "60 minutes",
        "where": "at school",
        "by": "a school chat",
        "tell": "yes",
        "private": "yes",
        "rules": "yes",
        "sign": "sign-7f3a",
    },
    "first-meeting": {"minutes": "60", "where": "at school", "adult_present": "yes", "felt": "4", **SAFE},
    "mentor-check-in": {"met": "2", "going": "4", "mentee_doing": "4", "goal_move": "slow", "go_on": "yes", **SAFE},
    "mentee-check-in": {"met": "2", "going": "4", "heard_me": "4", "my_say": "4", "go_on": "yes", "safe": "yes"},
    "adult-check-in": {"who": "teacher", "happy": "4", **SAFE},
    "contact-note": {"with": "mentor", "how": "by phone", "topics": "progress"},
    "hours-log": {"minutes": "60", "how": "in person", "what": "talked"},
    "goal": {
        "owner": "both",
        "theme": "school",
        "goal": "goal-7f3a",
        "done_when": "done-7f3a",
        "sure": "4",
        "by": "2026-03-01",
        "step": "step-7f3a",
    },
    "goal-review": {"goal": "our first goal", "progress": "50", "state": "going on"},
    "closure": {
        "side": "coordinator",
        "by": "planned end",
        "reason": "completed",
        "told": "yes",
        "after": "no",
        "again": "yes",
        **SAFE,
    },
    "next-year": {"next": "stop here"},
    "concern": {"now": "it is not urgent", "what": "what-7f3a"},
    "change-or-stop": {"what": "pause"},
    "win": {"kind": "thank someone", "text": "text-7f3a", "show": "no"},
    "survey": {"side": "mentor", "wave": "at the start"},
    "nomination": {"nominee": "given-9c2d", "asked": "yes", "contact": "c-9c2d", "why": "why-9c2d", "you": "you-9c2d"},
}


class Town:
    """Rows and decisions that grow by small words, and the records that they make."""

    def __init__(self, **parts: Any) -> None:
        forms = parts.pop("forms", [{"id": name} for name in standard_forms()])
        whole = {"program": ABOUT, "cohorts": COHORTS, "training": {"modules": MODULES}, "forms": forms, **parts}
        for module in whole["training"]["modules"]:
            module.setdefault("summary", "S")
            module.setdefault("objectives", ["O"])
        self.program = Program.model_validate(whole)
        self.forms = forms_of(self.program)
        self.rows: list[Row] = []
        self.decisions: list[Decided] = []
        self.today = dt.date(2026, 1, 15)

    def row(self, form: str, at: str | None, tab: str = "", **cells: str) -> Row:
        """Add a row with all that it needs; ``cells`` say what is different. Grids: ``free__Monday``."""
        given = {key.replace("__", "[") + ("]" if "__" in key else ""): text for key, text in cells.items()}
        given = {key.rstrip("_"): text for key, text in given.items()}
        whole = {key: text for key, text in {**FULL.get(form, {}), **given}.items() if text}
        tab = tab or form
        number = 2 + sum(row.tab == tab for row in self.rows)
        when = dt.datetime.fromisoformat(at) if at else None
        row = Row(form, tab, number, when, whole)
        self.rows.append(row)
        return row

    def mentor(self, tag: str, at: str = "2025-09-01T10:00", **cells: str) -> str:
        """A mentor who signs up; gives the code."""
        mail = f"mentor-{tag}@mail.example"
        self.row("mentor-sign-up", at, name=f"given-{tag} surname-{tag}", email=mail, **cells)
        return mentor_code(self.program.program.id, mail)

    def mentee(self, tag: str, at: str = "2025-09-01T11:00", **cells: str) -> str:
        """A mentee who signs up; gives the code."""
        mail, name = f"mentee-{tag}@mail.example", f"given-{tag} surname-{tag}"
        self.row("mentee-sign-up", at, name=name, email=mail, **cells)
        return mentee_code(self.program.program.id, mail, name)

    def ready_mentor(self, tag: str, **cells: str) -> str:
        """A mentor with everything."""
        code = self.mentor(tag, **cells)
        self.row("screening", "2025-09-06T10:00", code=code)
        self.row("training-done", "2025-09-10T10:00", code=code)
        self.row("training-done", "2025-09-11T10:00", code=code, module="Listening", minutes="60", on="2025-09-11")
        return code

    def ready_mentee(self, tag: str, **cells: str) -> str:
        """A mentee with everything."""
        code = self.mentee(tag, **cells)
        self.row("guardian-permission", "2025-09-05T10:00", child=code)
        self.row("training-done", "2025-09-10T10:00", code=code)
        return code

    def decide(
        self, mentor: str, mentee: str, decision: Decision = "approve", on: str = "2025-09-22", cohort: str = "2025"
    ) -> str:
        """A decision of the coordinator; gives the match's code."""
        at = Cell("pairings.csv", 2 + len(self.decisions))
        day = dt.date.fromisoformat(on) if on else None
        self.decisions.append(Decided(cohort, mentor, mentee, decision, day, "", at))
        return match_code(mentor, mentee, cohort)

    def pair(self, tag: str = "7f3a") -> tuple[str, str, str]:
        """A mentor and a mentee who are ready and approved; gives mentor, mentee and match."""
        mentor, mentee = self.ready_mentor(tag), self.ready_mentee(tag)
        return mentor, mentee, self.decide(mentor, mentee)

    def running(self, tag: str = "7f3a") -> tuple[str, str, str]:
        """A pair that has met on 2025-10-06."""
        mentor, mentee, match = self.pair(tag)
        self.row("first-meeting", "2025-10-06T18:00", code=mentor, match=match, on="2025-10-06")
        return mentor, mentee, match

    def records(self, today: str = "") -> Records:
        """What all of it says."""
        day = dt.date.fromisoformat(today) if today else self.today
        return read_records(self.program, self.forms, self.rows, self.decisions, day)

    def told(self, today: str = "") -> list[str]:
        """Every problem as a person reads it, without the hints."""
        return [f"{problem.place}: {problem.message}" for problem in self.records(today).problems]


@pytest.fixture(scope="session")
def new_town() -> Callable[..., Town]:
    """Make a town: ``new_town(**parts of the program)``."""
    return Town


@pytest.fixture
def town() -> Town:
    """A fresh town."""
    return Town()
