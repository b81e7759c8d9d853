"""A small program whose people hold every odd thing in their names and answers, and its desk."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from peerloom.commands.desk import desk_templates
from peerloom.definition.figures import FIGURES
from peerloom.definition.forms import Form
from peerloom.definition.program import Program
from peerloom.desk.render import render_desk
from peerloom.desk.seen import Read, Seen, names_of
from peerloom.disclosure.public import About, PublicFigure, PublicFigures, Share, Withheld
from peerloom.evaluation.figures import Figure, Part
from peerloom.matching.moves import Moved, Offer, Running
from peerloom.matching.picture import Picture
from peerloom.matching.proposal import Advice, Change, Gain, Pair, Points, Proposal, Waiting
from peerloom.matching.talk import Talk
from peerloom.people.codes import match_code
from peerloom.people.records import Answer, CheckIn, Decided, GoalNote, Match, Meeting, Participant, Records
from peerloom.problems import Cell, Place, Problem
from peerloom.support.agenda import Task
from peerloom.support.due import CheckInDue
from peerloom.support.health import Health
from peerloom.support.safety import Alarm

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TODAY = dt.date(2026, 3, 18)
NOW, BEFORE = "year-7c1e", "year-6b0d"
ODD = '<script>alert(1)</script> =1+1 {{ 7*7 }} {% raw %} " onclick="x'
NAMES = (
    "نور-4f1a",
    "Łucja-90bd",
    "<b>given-77aa</b>",
    "{{ name-2c4d }}",
    "=given-5e6f()",
    "陈-a1b2",
    "given-c3d4\u202eevil",
)

PROGRAM = Program.model_validate(
    {
        "program": {
            "id": "loom-1a",
            "name": "Loom <i>1a</i>",
            "tagline": "t",
            "summary": "s",
            "place": "Place-1a",
            "with_minors": "yes",
        },
        "safeguarding": {
            "role": "Lead-1a",
            "phone": "01632 960112",
            "emergency_phone": "112",
            "emergency": "Call 112.",
        },
        "model": {"kind": "cross-age", "how": "h", "mentors_most": "2"},
        "cohorts": [
            {
                "id": BEFORE,
                "title": "Year 6b",
                "sign_up_opens": "2024-08-01",
                "sign_up_closes": "2024-09-01",
                "matching": "2024-09-10",
                "starts": "2024-10-01",
                "ends": "2025-06-20",
            },
            {
                "id": NOW,
                "title": "Year 7c",
                "sign_up_opens": "2025-08-01",
                "sign_up_closes": "2025-09-01",
                "matching": "2025-09-10",
                "starts": "2025-10-01",
                "ends": "2026-06-20",
            },
        ],
        "training": {
            "modules": [
                {
                    "id": "start",
                    "title": "Start here",
                    "summary": "s",
                    "for": ["mentor", "mentee"],
                    "minutes": "30",
                    "before_match": "yes",
                    "objectives": ["o"],
                },
                {
                    "id": "listening",
                    "title": "Listening",
                    "summary": "s",
                    "for": ["mentor"],
                    "minutes": "40",
                    "before_match": "yes",
                    "objectives": ["o"],
                },
            ]
        },
    }
)
SIGN_UP = [
    {"id": "name", "ask": "Name?", "type": "short"},
    {"id": "hopes", "ask": "Hopes?", "type": "long"},
    {"id": "interests", "ask": "Interests?", "type": "choices", "options": ["chess", "tea"], "share": "partner"},
    {"id": "gender", "ask": "Gender?", "type": "choice", "options": ["a", "b"], "share": "statistics"},
    {"id": "ref1", "ask": "An adult?", "type": "short", "share": "restricted"},
]
FORMS = tuple(
    Form.model_validate(form)
    for form in (
        {
            "id": "mentor-sign-up",
            "title": "Mentor sign-up",
            "who": "mentor",
            "part": "recruit",
            "purpose": "p",
            "questions": SIGN_UP,
        },
        {
            "id": "mentee-sign-up",
            "title": "Mentee sign-up",
            "who": "mentee",
            "part": "recruit",
            "purpose": "p",
            "questions": SIGN_UP,
        },
        {
            "id": "mentor-check-in",
            "title": "Mentor check-in",
            "who": "mentor",
            "part": "support",
            "purpose": "p",
            "questions": [
                {"id": "code", "ask": "Code?", "type": "short"},
                {"id": "match", "ask": "Match?", "type": "short"},
                {
                    "id": "safe",
                    "ask": "Is anyone's safety worrying you?",
                    "type": "choice",
                    "options": ["no", "yes"],
                    "share": "restricted",
                },
                {"id": "mood", "ask": "Mood?", "type": "scale", "share": "statistics"},
            ],
        },
        {
            "id": "concern",
            "title": "Concern",
            "who": "anyone",
            "part": "support",
            "purpose": "p",
            "restricted": "yes",
            "questions": [
                {"id": "what", "ask": "What happened?", "type": "long", "share": "coordinator"},
                {"id": "told", "ask": "Counted?", "type": "short", "share": "statistics"},
            ],
        },
    )
)


def participant(code: str, name: str, **changed: Any) -> Participant:
    role: Any = "mentor" if code.startswith("M") else "mentee"
    usual: dict[str, Any] = {
        "code": code,
        "role": role,
        "cohort": NOW,
        "name": name,
        "call": f"call-{code[2:]}",
        "email": f"{code.lower()}@people.example",
        "phone": "01632 960999",
        "born": dt.date(2010, 1, 2),
        "minor": role == "mentee",
        "guardian": "" if role == "mentor" else f"guardian-{code.lower()}@people.example",
        "applied": dt.date(2025, 8, 20),
        "answers": {
            "name": name,
            "hopes": f"hopes-{code} {ODD}",
            "interests": ("chess", "tea"),
            "gender": f"STATISTICS-{code}",
            "ref1": f"RESTRICTED-ref-{code}",
            "nobody_asked": f"UNOWNED-{code}",
        },
        "cell": Cell("Mentor sign-up", 2),
        "status": "ready",
        "needs": (),
        "capacity": 2 if role == "mentor" else 1,
        "trained": {"start": dt.date(2025, 9, 1)},
        "trained_minutes": 30,
    }
    return Participant(**{**usual, **changed})


PEOPLE = (
    participant(
        "M-AAAAA2",
        NAMES[0],
        screened_until=dt.date(2027, 1, 1),
        trained={"start": TODAY, "listening": TODAY},
        status="matched",
    ),
    participant("M-AAAAA3", NAMES[1], screened_until=dt.date(2026, 4, 1)),
    participant(
        "M-AAAAA4", NAMES[2], screened_until=dt.date(2026, 1, 1), status="lapsed", needs=("the screening has ended",)
    ),
    participant("M-AAAAA5", NAMES[3], status="screening", needs=("an interview", f"odd {ODD}")),
    participant("E-BBBBB2", NAMES[4], status="matched", permission=True),
    participant("E-BBBBB2", "older name", cohort=BEFORE, applied=dt.date(2024, 8, 20), status="finished"),
    participant("E-BBBBB3", NAMES[5], permission=True, rounds_waited=1),
    participant("E-BBBBB4", NAMES[6], status="permission_wanted", needs=("a guardian's permission",)),
    participant("E-BBBBB5", "given-e5f6", permission=True),
)
CODE = match_code("M-AAAAA2", "E-BBBBB2", NOW)
GONE = match_code("M-AAAAA3", "E-BBBBB2", BEFORE)
MATCHES = (
    Match(CODE, NOW, "M-AAAAA2", "E-BBBBB2", "active", "approve", dt.date(2025, 9, 20), dt.date(2025, 10, 3)),
    Match(
        GONE,
        BEFORE,
        "M-AAAAA3",
        "E-BBBBB2",
        "closed",
        "approve",
        dt.date(2024, 9, 20),
        dt.date(2024, 10, 3),
        dt.date(2025, 6, 1),
        "moved",
    ),
)


def answer(form: str, row: int, values: dict[str, Any], at: dt.datetime | None = None) -> Answer:
    return Answer(form, Cell(form, row), at or dt.datetime(2026, 3, 17, 9, 30), values, f"key-{form}-{row}")  # noqa: DTZ001 - a form's own time


RECORDS = Records(
    today=TODAY,
    participants=PEOPLE,
    matches=MATCHES,
    meetings=(
        Meeting(CODE, dt.date(2026, 2, 20), 60, "in person", "talked", Cell("Hours log", 2)),
        Meeting(CODE, dt.date(2026, 2, 10), 45, "in person", "talked", Cell("Hours log", 3)),
    ),
    check_ins=(
        CheckIn(CODE, "mentor", dt.date(2026, 2, 22), 2, 4, "yes", "RESTRICTED-safe", Cell("Mentor check-in", 2)),
    ),
    goals=(GoalNote(CODE, f"goal-91ac {ODD}", "school", dt.date(2025, 11, 1), dt.date(2026, 2, 1), 40, "going on"),),
    answers={
        "mentor-sign-up": tuple(
            answer("mentor-sign-up", i + 2, dict(p.answers)) for i, p in enumerate(PEOPLE) if p.role == "mentor"
        ),
        "mentor-check-in": (
            answer(
                "mentor-check-in",
                2,
                {"code": "M-AAAAA2", "match": CODE, "safe": "RESTRICTED-safe-answer", "mood": "STATISTICS-mood"},
            ),
        ),
        "concern": (answer("concern", 2, {"what": f"RESTRICTED-concern {ODD}", "told": "STATISTICS-told"}),),
    },
    fates={},
    problems=(),
)
PROPOSAL = Proposal(
    pairs=(
        Pair(
            "M-AAAAA3",
            "E-BBBBB3",
            8123,
            kept=False,
            parts=(
                Points("help with", 5000, 5000, ("maths",)),
                Points("interests", 3123, 4000),
                Points("free", 0, 1000),
            ),
            reasons=("The mentor can help with maths.", f"Shared interests: {ODD}."),
            against=("There is only one time when both are free.",),
            next_best="M-AAAAA2",
            next_cost=Change(-1, None),
        ),
    ),
    waiting=(
        Waiting(
            "E-BBBBB5", "3 mentees share 2 places with mentors who fit.", ("One more mentor who fits would help.",)
        ),
    ),
    free_mentors=("M-AAAAA3", "M-AAAAA2"),
    matched=1,
    total=8123,
    proof="1 of 2 mentees get a mentor. This was checked.",
    advice=Advice(
        places=(Gain("M-AAAAA2", Change(1, None)), Gain("M-AAAAA3", Change(0, 12))),
        clearing=(Gain("M-GONE22", Change(2, None)),),
        cleared=3,
        waiving=(Gain("overlap:free", Change(4, None)),),
    ),
)
OFFERS = (
    Offer(
        "O-CCCCC2",
        (
            Moved("M-AAAAA3", "E-BBBBB2", 7010, Running(CODE, "M-AAAAA2", "E-BBBBB2", met=True)),
            Moved("M-AAAAA2", "E-BBBBB5", 5000, None),
        ),
        ("E-BBBBB5",),
        (),
    ),
)
FIGURES_MADE = tuple(
    Figure(
        name,
        "" if spec.kind == "things" else NOW,
        61.5,
        26,
        TODAY,
        16 if spec.kind == "share" else None,
        0.0,
        (Part("2025-09", 4), Part("2025-10", 9), Part("2025-11", 0)),
    )
    for name, spec in FIGURES.items()
)
PUBLIC = PublicFigures(
    TODAY,
    10,
    (
        PublicFigure("matches-made", NOW, About(60), About(60)),
        PublicFigure("match-rate", NOW, Share(55, 65), About(25)),
        PublicFigure("stayed-6", NOW, Withheld("too-few"), About(10)),
    ),
)
PROBLEMS = (
    Problem(Place("program.yaml", 3, 4), "A file problem.", "Mend it.", "warning"),
    Problem(Cell("Mentor sign-up", 7, "email"), "This is no e-mail address.", "Ask for it again."),
    Problem(Cell("Mentor sign-up", 9, "year"), "This is none of the options.", "Bring them in line.", "warning"),
    Problem(Cell("Hours log"), "1 answer that was here is gone.", "", "warning"),
)


def seen(**changed: Any) -> Seen:
    usual: dict[str, Any] = {
        "program": PROGRAM,
        "forms": FORMS,
        "records": RECORDS,
        "names": names_of(PEOPLE),
        "cohort": NOW,
        "proposal": PROPOSAL,
        "decisions": (
            Decided(
                NOW, "M-AAAAA2", "E-BBBBB2", "approve", dt.date(2025, 9, 20), f"note {ODD}", Cell("pairings.csv", 2)
            ),
            Decided(NOW, "M-GONE22", "E-BBBBB4", "decline", None, "", Cell("pairings.csv", 3)),
            Decided(NOW, "M-AAAAA3", "E-BBBBB3", "", None, "", Cell("pairings.csv", 4)),
        ),
        "figures": FIGURES_MADE,
        "public": PUBLIC,
        "problems": PROBLEMS,
        "rows": (
            Read("Mentor sign-up", ("Mentor sign-up", "Mentors (old)"), 6, 4, 1, 0, 1, 0),
            Read("Hours log", ("Hours log",), 3, 2, 0, 1, 0, 0, fresh=False),
        ),
        "read": 6,
        "health": (Health(CODE, "act", ("No meeting for 26 days.", "The goal is past its day.")),),
        "check_ins": (
            CheckInDue(CODE, "mentor", dt.date(2026, 2, 20), dt.date(2026, 2, 22), late=False),
            CheckInDue(CODE, "mentee", dt.date(2026, 2, 20), None, late=True),
        ),
        "tasks": (),
        "words_waiting": 0,
        "alarms": (Alarm(RECORDS.answers["concern"][0], "now", TODAY, "", "", open=True),),
        "today": TODAY,
        "offers": OFFERS,
        "picture": Picture((3000, 10_000), (8123,), 2, (6100,)),
        "talks": (
            Talk(1, 1, "M-AAAAA3", "E-BBBBB3"),
            Talk(2, 1, "M-AAAAA3", "E-BBBBB5"),
            Talk(1, 2, "M-GONE22", "E-BBBBB5"),
        ),
        "talks_of": NOW,
    }
    return Seen(**{**usual, **changed})


@pytest.fixture(scope="session")
def made() -> Callable[..., Seen]:
    """Makes everything that the desk shows, with what a test changes."""
    return seen


@pytest.fixture(scope="session")
def person() -> Callable[..., Participant]:
    return participant


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The kit's own templates."""
    nowhere: Path = tmp_path_factory.mktemp("program")
    return desk_templates(nowhere)


@pytest.fixture(scope="session")
def desk(templates: dict[str, str]) -> dict[str, str]:
    """The desk of the small program, with a task of each kind."""
    tasks = (
        Task("safety", 0, ("M-AAAAA3",), "A safety answer."),
        Task("quiet", 0, ("M-AAAAA2", "E-BBBBB2"), f"No meeting for 26 days. {ODD}"),
        Task("check-in", 1, ("E-BBBBB2",), "The check-in is late.", None, dt.date(2026, 3, 6)),
        Task("screening", 2, ("M-AAAAA3",), "The screening ends on 2026-04-01.", None, dt.date(2026, 4, 1)),
        Task("talk", 1, ("",), "Would like to talk with the team.", None, dt.date(2026, 3, 16)),
    )
    return render_desk(seen(tasks=tasks), templates)
