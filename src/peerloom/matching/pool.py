"""Who can be paired in a cohort, as the matcher sees it: codes, picked options and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

from peerloom.matching.homes import homes
from peerloom.matching.proposal import Applicant
from peerloom.people.codes import folded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from peerloom.definition.forms import Form, Question
    from peerloom.definition.organisation import Cohort, Shape
    from peerloom.definition.program import Program
    from peerloom.people.records import Match, Participant, Records

_IN_PLAY = {"applied", "permission_wanted", "screening", "accepted", "ready", "waiting", "matched", "lapsed"}
_READY = {"ready", "waiting", "matched"}
_RUNNING = {"approved", "agreed", "active", "paused", "closing", "suspended"}
_HIDDEN = {"restricted", "statistics"}  # answers that are never repeated, not even as a reason


@dataclass(frozen=True, slots=True)
class Formed:
    """A group that runs: who leads it, how many mentees are in it, and when it meets."""

    mentors: tuple[str, ...]  # codes, sorted
    mentees: int
    slot: str


@dataclass(frozen=True, slots=True)
class Pool:
    """The people of one round, sorted by code, so that the order of rows in a sheet cannot matter.

    Mentors who are not ready are here with their blocks, so that a reason can name what they lack; they
    are never proposed. Mentees are only those who could meet somebody tomorrow. In a program of peers all are mentees.
    """

    cohort: str
    mentors: tuple[Applicant, ...]
    mentees: tuple[Applicant, ...]
    never: frozenset[tuple[str, str]]  # (mentor, mentee): declined, or matched before
    words: Mapping[str, str]  # question id -> how a reason calls it
    hidden: frozenset[str]  # questions whose answers no reason repeats
    shape: Shape | None = None  # how people meet; None: one mentor with each mentee
    slots: tuple[str, ...] = ()  # every time at which a group could meet, in the order of the form
    formed: tuple[Formed, ...] = ()  # groups that run
    refused: frozenset[frozenset[str]] = frozenset()  # circles of three that were declined


def open_cohort(program: Program, today: dt.date) -> Cohort | None:
    """The cohort that is being filled: the latest one whose sign-up has opened."""
    opened = [cohort for cohort in program.cohorts if cohort.sign_up_opens <= today]
    return max(opened, key=lambda cohort: cohort.sign_up_opens) if opened else None


def applicants(records: Records, program: Program, forms: Sequence[Form], cohort: str) -> Pool:
    """Give everyone who takes part in the round of ``cohort``.

    Mentees who still wait from an earlier cohort take part as well, unless they signed up anew.
    """
    asked = {form.id: form for form in forms if form.id in {"mentor-sign-up", "mentee-sign-up"}}
    running = [match for match in records.matches if match.status in _RUNNING]
    people = _of_round(records.participants, cohort)
    home = homes(people)
    mentors = [
        _applicant(p, asked, program, running, home[p.code], records.today) for p in people if p.role == "mentor"
    ]
    here = _within(running, cohort)
    peers = program.model is not None and program.model.reciprocal
    matched = {code for match in here for code in (match.people if peers else (match.mentee,))}
    mentees = [
        _applicant(p, asked, program, running, home[p.code], records.today)
        for p in people
        if p.role == "mentee" and p.status in _READY and p.code not in matched
    ]
    questions = {question.id: question for form in asked.values() for question in form.questions}
    return Pool(
        cohort,
        tuple(sorted(mentors, key=lambda person: person.code)),
        tuple(sorted((m for m in mentees if not m.blocks), key=lambda person: person.code)),
        frozenset(pair for match in records.matches for pair in _apart(match, peers=peers)),
        {name: name.replace("_", " ") for name in questions},
        frozenset(name for name, question in questions.items() if question.share in _HIDDEN),
        program.model,
        _slots(questions.get(program.model.group_slot or "")) if program.model else (),
        tuple(_formed(here)),
        frozenset(frozenset(m.people) for m in records.matches if peers and m.also and m.status == "rejected"),
    )


def _apart(match: Match, *, peers: bool) -> Iterator[tuple[str, str]]:
    """The pairs that are not made again. Of a circle that was only declined every two can still meet."""
    if match.status not in {"rejected", "closed"}:
        return
    if not peers:
        yield from ((mentor, match.mentee) for mentor in (match.mentor, *match.also))
    elif not match.also or match.status == "closed":
        yield from permutations(match.people, 2)


def _slots(question: Question | None) -> tuple[str, ...]:
    """What can be ticked, as answers say it."""
    if question is None:
        return ()
    return tuple(f"{row}, {column}" for row in question.rows for column in question.columns) or question.options


def _formed(matches: Iterable[Match]) -> Iterator[Formed]:
    groups: dict[str, list[Match]] = {}
    for match in matches:
        if match.group:
            groups.setdefault(match.group, []).append(match)
    for _, of in sorted(groups.items()):
        slot = next((match.slot for match in sorted(of, key=lambda match: match.code) if match.slot), "")
        yield Formed(tuple(sorted((of[0].mentor, *of[0].also))), len(of), slot)


def _within(matches: Iterable[Match], cohort: str) -> list[Match]:
    return [match for match in matches if match.cohort == cohort]


def _of_round(people: Sequence[Participant], cohort: str) -> list[Participant]:
    """Those of the cohort, and mentees who wait from before and have not signed up again."""
    now = [p for p in people if p.cohort == cohort and p.status in _IN_PLAY]
    here = {p.code for p in people if p.cohort == cohort}
    earlier = [p for p in people if p.role == "mentee" and p.status == "waiting" and p.code not in here]
    return now + earlier


def _applicant(
    person: Participant,
    asked: Mapping[str, Form],
    program: Program,
    running: Sequence[Match],
    home: frozenset[str],
    today: dt.date,
) -> Applicant:
    form = asked.get(f"{person.role}-sign-up")
    taken = sum(person.code in (m.mentor, *m.also) and m.cohort == person.cohort for m in running)
    most = program.model.takes_most if program.model else 3
    answers: dict[str, frozenset[str]] = {}
    numbers: dict[str, int] = {}
    for question in form.questions if form else ():
        value = person.answers.get(question.id)
        if isinstance(value, bool) or value is None:
            continue
        picks = value if isinstance(value, tuple) else (str(value),)
        answers[question.id] = frozenset(picks)
        number = _number(question, value)
        if number is not None:
            numbers[question.id] = number
    return Applicant(
        code=person.code,
        person=f"{folded(person.email)}|{folded(person.name)}",
        capacity=max(0, min(person.capacity, most) - taken),
        answers=answers,
        numbers=numbers,
        blocks=frozenset(_blocks(person, asked, program, today)),
        home=home,
    )


def _number(question: Question, value: object) -> int | None:
    """A value with an order: a number itself, or the place of an option in its list."""
    if isinstance(value, int):
        return value
    if isinstance(value, str) and question.type in {"dropdown", "choice"} and value in question.options:
        return _years(question)[question.options.index(value)]
    return None


def _years(question: Question) -> list[int]:
    """The options of a list as numbers: those that are numbers as such, what follows them one higher each."""
    numbers: list[int] = []
    for i, option in enumerate(question.options):
        before = numbers[-1] + 1 if numbers else i
        numbers.append(int(option) if option.isdecimal() else before)
    return numbers


def _blocks(person: Participant, asked: Mapping[str, Form], program: Program, today: dt.date) -> Iterable[str]:
    """What this person lacks, by the names of the rules of readiness."""
    required = {m.id for m in program.training.modules if m.before_match and person.role in m.for_}
    if person.status in _READY:
        return
    found = []
    if required - set(person.trained):
        found.append("trained")
    if person.role == "mentor" and (person.screened_until is None or person.screened_until < today):
        found.append("screened")
    if person.minor and not person.permission:
        found.append("permission")
    if any(q.id == "ok_data" for form in asked.values() for q in form.questions) and "ok_data" not in person.answers:
        found.append("consent")
    yield from found or ["ready"]
