"""Invented rounds for the benchmark beside our peers: the people, our program with the same rules, and the points.

The people are as mentor-match's own sample has them: eleven grades, mentors from the third, mentees to the last but
one, six organisations, five professions, and six groups of which every second mentor names one or two and most mentees
one. The points are those of its application: 12 for a gap of two grades, 9 for one, 10 for the same profession, 6 for
the mentee's group; nobody of the same organisation, and the mentor one or two grades above.

Source: https://github.com/jonodrew/mentor-match, ``base_rules`` of version 2.3.
"""

from __future__ import annotations

import csv
import json
import random
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from benchmarks.peer.task import PEOPLE, POINTS
from peerloom.definition.organisation import Matching
from peerloom.matching.criteria import BEST, criteria
from peerloom.matching.pool import Pool
from peerloom.matching.proposal import Applicant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.peer.task import Task

    Table = NDArray[np.int16]

DAY = "2026-09-01"
GRADES = tuple(f"grade {number}" for number in range(1, 12))
ORGANISATIONS = tuple(f"organisation {letter}" for letter in "ABCDEF")
PROFESSIONS = ("policy", "digital", "operations", "people", "security")
GROUPS = tuple(f"group {letter}" for letter in "ABCDEF")
MOST = 12 + 10 + 6  # points of a pair
MATCHING: dict[str, Any] = {
    "require": [
        {"rule": "differ", "question": "organisation"},
        {"rule": "gap", "question": "grade", "least": "1", "most": "2"},
    ],
    "prefer": [
        {"wish": "steps", "question": "grade", "steps": {"1": "9", "2": "12"}},
        {"wish": "similar", "question": "profession", "points": "10"},
        {"wish": "covers", "mentee": "group", "mentor": "groups", "points": "6"},
    ],
}
_ROWS = 500  # mentors that are scored at a time


@dataclass(frozen=True, slots=True)
class Person:
    """One sign-up. Mentees have a group or none, mentors have groups and places."""

    name: str
    grade: int
    organisation: str
    profession: str
    groups: tuple[str, ...] = ()
    group: str = ""
    places: int = 1


@dataclass(frozen=True, slots=True)
class Round:
    """The people in the order of sign-up, and the points of every pair: mentors by mentees, -1 for never."""

    mentors: tuple[Person, ...]
    mentees: tuple[Person, ...]
    points: Table


def round_of(size: int, places: int) -> Round:
    """A round of so many mentees and as many mentors, each with so many places; the same in every run."""
    rng = random.Random(size)  # noqa: S311 - invented people, no secret
    mentors = tuple(_mentor(i, places, rng) for i in range(size))
    mentees = tuple(_mentee(i, rng) for i in range(size))
    return Round(mentors, mentees, points_of(pool_of(mentors, mentees)))


def _mentor(number: int, places: int, rng: random.Random) -> Person:
    some = rng.choice(((), tuple(rng.sample(GROUPS, rng.randint(1, 2)))))
    return Person(*_common("mentor", number, rng.randrange(2, 11), rng), groups=some, places=places)


def _mentee(number: int, rng: random.Random) -> Person:
    return Person(*_common("mentee", number, rng.randrange(10), rng), group=rng.choice(("", *GROUPS)))


def _common(role: str, number: int, grade: int, rng: random.Random) -> tuple[str, int, str, str]:
    return f"{role} {number:05}", grade, rng.choice(ORGANISATIONS), rng.choice(PROFESSIONS)


def people_of(task: Task) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    """The mentors and the mentees of a task that was written."""
    return tuple(Person(**one) for one in task.mentors), tuple(Person(**one) for one in task.mentees)


def pool_of(mentors: Sequence[Person], mentees: Sequence[Person]) -> Pool:
    """The people as our matcher sees them. Their names are their codes, so the order stays."""
    words = {name: name for name in ("grade", "organisation", "profession", "group", "groups")}
    ours, theirs = (tuple(_applicant(one) for one in side) for side in (mentors, mentees))
    return Pool("bench", ours, theirs, frozenset(), words, frozenset())


def _applicant(one: Person) -> Applicant:
    answers = {
        "grade": frozenset({GRADES[one.grade]}),
        "organisation": frozenset({one.organisation}),
        "profession": frozenset({one.profession}),
        "groups": frozenset(one.groups),
        "group": frozenset({one.group} if one.group else ()),
    }
    return Applicant(one.name, one.name, one.places, answers, {"grade": one.grade}, frozenset())


def points_of(pool: Pool) -> Table:
    """The points of every pair by our own scoring, which gives each point the same whole part of its score."""
    told = criteria(pool, Matching.model_validate(MATCHING))
    mentees = np.arange(len(pool.mentees))[None, :]
    table = np.empty((len(pool.mentors), len(pool.mentees)), dtype=np.int16)
    for first in range(0, len(pool.mentors), _ROWS):
        mentors = np.arange(first, min(first + _ROWS, len(pool.mentors)))[:, None]
        table[mentors[:, 0]] = told.score(mentors, mentees) // (BEST // MOST)  # of -1 it stays -1
    return table


def write_task(made: Round, folder: Path) -> None:
    """Write what a peer is given."""
    people = {"mentors": [asdict(one) for one in made.mentors], "mentees": [asdict(one) for one in made.mentees]}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PEOPLE).write_text(json.dumps(people), encoding="utf-8")
    made.points.tofile(folder / POINTS)


def write_program(made: Round, root: Path) -> None:
    """Write a program's whole folder: program.yaml and the answers of the two sign-up forms, as Google exports them."""
    (root / "responses").mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(_program(), sort_keys=False)
    (root / "program.yaml").write_text(text, encoding="utf-8")
    for title, side in (("Mentor sign-up", made.mentors), ("Mentee sign-up", made.mentees)):
        with (root / "responses" / f"{title}.csv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, quoting=csv.QUOTE_ALL)
            rows.writerow(["Timestamp", *_ASKED, *_OWN[title]])
            rows.writerows(_row(number, one) for number, one in enumerate(side))


_ASKED = ("What is your full name?", "What is your e-mail address?", "Grade", "Organisation", "Profession")
_OWN = {
    "Mentor sign-up": ("Which groups are you part of?", "How many people could you support well?"),
    "Mentee sign-up": ("Which group should your mentor be part of?",),
}


def _row(number: int, one: Person) -> list[str]:
    mail = f"{one.name.replace(' ', '.')}@bench.example"
    own = [", ".join(one.groups), str(one.places)] if one.name.startswith("mentor") else [one.group]
    when = f"2026/08/18 {9 + number // 3600:02}:{number // 60 % 60:02}:{number % 60:02} GMT+1"
    return [when, one.name, mail, GRADES[one.grade], one.organisation, one.profession, *own]


def _program() -> dict[str, Any]:
    forms = [_form("mentor-sign-up", _OWN["Mentor sign-up"][0]), _form("mentee-sign-up", _OWN["Mentee sign-up"][0])]
    return {
        "program": {
            "id": "bench",
            "name": "Bench Mentoring",
            "tagline": "Colleagues walk beside colleagues.",
            "summary": "A program that exists only to be measured.",
            "with_minors": "no",
            "site_url": "https://bench.example/",
        },
        "cohorts": [
            {
                "id": "bench",
                "title": "Bench",
                "sign_up_opens": "2026-08-01",
                "sign_up_closes": "2026-09-10",
                "matching": "2026-09-15",
                "starts": "2026-10-01",
                "ends": "2027-06-30",
            }
        ],
        "forms": forms,
        "matching": MATCHING,
    }


def _form(name: str, groups: str) -> dict[str, Any]:
    return {"id": name, "drop": list(_unasked(name)), "questions": list(_questions(name, groups))}


def _questions(name: str, groups: str) -> Iterator[dict[str, Any]]:
    for ask, options in (("Grade", GRADES), ("Organisation", ORGANISATIONS), ("Profession", PROFESSIONS)):
        yield {"id": ask.lower(), "ask": ask, "type": "dropdown", "options": list(options), "use": "matching"}
    mentor = name == "mentor-sign-up"
    kind = {"id": "groups", "type": "choices"} if mentor else {"id": "group", "type": "dropdown"}
    yield {**kind, "ask": groups, "options": list(GROUPS), "use": "matching"}


def _unasked(name: str) -> Iterator[str]:
    """The questions of the standard form that these people were not asked."""
    from peerloom.definition.standard_forms import standard_forms  # noqa: PLC0415 - only to write a program

    for question in standard_forms()[name].questions:
        if question.id not in {"name", "email", "capacity"}:
            yield question.id
