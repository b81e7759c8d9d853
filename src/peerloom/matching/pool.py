"""Who can be paired in a cohort, as the matcher sees it: codes, picked options and numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from itertools import permutations
from typing import TYPE_CHECKING

from peerloom.definition.order import numbers_of
from peerloom.matching.homes import homes
from peerloom.matching.proposal import Applicant
from peerloom.matching.spelling import one_spelling
from peerloom.people.codes import folded, named_codes
from peerloom.people.days import months_later
from peerloom.people.values import text_of
from peerloom.private import revealed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from peerloom.definition.forms import Form, Question
    from peerloom.definition.organisation import Cohort, Matching, Rule, Shape, Wish
    from peerloom.definition.program import Program
    from peerloom.people.records import Match, Participant, Records

_IN_PLAY = {"applied", "permission_wanted", "screening", "accepted", "ready", "waiting", "matched", "lapsed"}
_READY = {"ready", "waiting", "matched"}
_RUNNING = {"approved", "agreed", "active", "paused", "closing", "suspended"}
_LIKED = {"yes": 2, "maybe": 1}  # after a speed meeting
_HIDDEN = {"restricted", "statistics"}  # answers that are never repeated, not even as a reason


@dataclass(frozen=True, slots=True)
class Formed:
    """A group that runs: who leads it, who is in it, and when it meets."""

    mentors: tuple[str, ...]  # codes, sorted
    mentees: tuple[str, ...]  # codes
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
    never: frozenset[tuple[str, str]]  # (mentor, mentee): declined, or matched before and not long enough ago
    words: Mapping[str, str]  # question id -> how a reason calls it
    hidden: frozenset[str]  # questions whose answers no reason repeats
    apart: frozenset[tuple[str, str]] = frozenset()  # two codes in either order: they must not meet, in any role
    dates: frozenset[str] = frozenset()  # questions whose numbers are days
    rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # question of a grid -> its days
    span: tuple[dt.date, dt.date] | None = None  # first and last day of the cohort
    met: Mapping[tuple[str, str], int] = field(default_factory=dict)  # (mentor, mentee) who talked -> 0 to 4 of liking
    shape: Shape | None = None  # how people meet; None: one mentor with each mentee
    slots: tuple[str, ...] = ()  # every time at which a group could meet, in the order of the form
    formed: tuple[Formed, ...] = ()  # groups that run
    refused: frozenset[frozenset[str]] = frozenset()  # circles of three that were declined

    @property
    def one_by_one(self) -> bool:
        """Whether each mentee has a mentor of their own, so that people can be moved, added and compared one by one."""
        return self.shape is None or self.shape.one_by_one


def open_cohort(program: Program, today: dt.date) -> Cohort | None:
    """The cohort that is being filled: the latest one whose sign-up has opened."""
    opened = [cohort for cohort in program.cohorts if cohort.sign_up_opens <= today]
    return max(opened, key=lambda cohort: cohort.sign_up_opens) if opened else None


def applicants(
    records: Records, program: Program, forms: Sequence[Form], cohort: str, without: frozenset[str] = frozenset()
) -> Pool:
    """Give everyone who takes part in the round of ``cohort``.

    Mentees who still wait from an earlier cohort take part as well, unless they signed up anew. ``without`` names
    matches that are looked at as if they were not there, so that their people and places can be paired anew.
    """
    asked = {form.id: form for form in forms if form.id in {"mentor-sign-up", "mentee-sign-up"}}
    running = [match for match in records.matches if match.status in _RUNNING and match.code not in without]
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
    spelled = _spelled([*mentors, *(mentee for mentee in mentees if not mentee.blocks)], questions, program.matching)
    entry = next((one for one in program.cohorts if one.id == cohort), None)
    liked, no = talks(records, forms)
    return Pool(
        cohort,
        tuple(sorted((p for p in spelled if p.code in {m.code for m in mentors}), key=lambda person: person.code)),
        tuple(sorted((p for p in spelled if p.code in {m.code for m in mentees}), key=lambda person: person.code)),
        no | frozenset(_never_again(records, program.matching, peers=peers)),
        {name: name.replace("_", " ") for name in questions},
        frozenset(name for name, question in questions.items() if question.share in _HIDDEN),
        apart=records.apart,
        dates=frozenset(name for name, question in questions.items() if question.type == "date"),
        rows={name: question.rows for name, question in questions.items() if question.rows},
        span=(entry.starts, entry.ends) if entry else None,
        met=liked,
        shape=program.model,
        slots=_slots(questions.get(program.model.group_slot or "")) if program.model else (),
        formed=tuple(_formed(here)),
        refused=frozenset(frozenset(m.people) for m in records.matches if peers and m.also and m.status == "rejected"),
    )


def _apart(match: Match, *, peers: bool) -> Iterator[tuple[str, str]]:
    """The pairs that are not made again. Of a circle that was only declined every two can still meet."""
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
        yield Formed(tuple(sorted((of[0].mentor, *of[0].also))), tuple(match.mentee for match in of), slot)


def talks(records: Records, forms: Sequence[Form]) -> tuple[dict[tuple[str, str], int], frozenset[tuple[str, str]]]:
    """What came of speed meetings, as (mentor, mentee): 0 to 4 of liking, and the pairs of which one side said no."""
    asked = (question for form in forms if form.id == "speed-meeting" for question in form.questions)
    means = next((question.means for question in asked if question.id == "how"), {})
    role = {person.code: person.role for person in records.participants}
    said: dict[tuple[str, str], dict[str, str]] = {}
    for answer in records.answers.get("speed-meeting", ()):  # oldest first, so that the newest word counts
        one, other, how = (revealed(text_of(answer, name)) for name in ("code", "met", "how"))
        pair = (one, other) if role.get(one) == "mentor" else (other, one)
        said.setdefault(pair, {})[one] = means.get(how, how)
    no = frozenset(pair for pair, words in said.items() if "no" in words.values())
    return {pair: sum(_LIKED.get(how, 0) for how in words.values()) for pair, words in said.items()}, no


def _never_again(records: Records, matching: Matching, *, peers: bool) -> Iterator[tuple[str, str]]:
    """Pairs that were declined, or matched before: for ever, or for the months of the rule "new"."""
    months = [rule.months for rule in matching.require if rule.rule == "new" and rule.months is not None]
    for match in records.matches:
        over = match.ended is not None and months and months_later(match.ended, max(months)) <= records.today
        if match.status == "rejected" or (match.status == "closed" and not over):
            yield from _apart(match, peers=peers)


def _spelled(people: Sequence[Applicant], questions: Mapping[str, Question], matching: Matching) -> Sequence[Applicant]:
    """Give what people wrote in words of their own one spelling, so that equal answers are equal."""
    own = {name for name, question in questions.items() if question.type in {"short", "long"} or question.other}
    read: list[Rule | Wish] = [*matching.require, *matching.prefer]
    for names in sorted({frozenset({one.of_mentor, one.of_mentee}) for one in read}, key=sorted):
        if names & own:
            spelling = one_spelling(pick for p in people for name in names for pick in p.answers.get(name, ()))
            people = [replace(p, answers=_respelled(p.answers, names, spelling)) for p in people]
    return people


def _respelled(
    answers: Mapping[str, frozenset[str]], names: frozenset[str], spelling: Mapping[str, str]
) -> dict[str, frozenset[str]]:
    return {k: frozenset(spelling[pick] for pick in picks) if k in names else picks for k, picks in answers.items()}


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
    named: dict[str, frozenset[str]] = {}
    for question in form.questions if form else ():
        value = person.answers.get(question.id)
        if isinstance(value, bool) or value is None:
            continue
        said = revealed(value) if isinstance(value, str) else str(value)  # compared, and said in reasons
        answers[question.id] = frozenset(map(revealed, value) if isinstance(value, tuple) else [said])
        if question.type in {"short", "long"}:
            named[question.id] = frozenset(named_codes(said, "M"))
        number = number_of(question, value)
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
        waited=person.rounds_waited,
        named=named,
    )


def number_of(question: Question, value: object) -> int | None:
    """A value with an order: a number itself, the place of an option in its list, or a day as 20260131."""
    if isinstance(value, int):
        return value
    if isinstance(value, dt.date):
        return (value.year * 100 + value.month) * 100 + value.day
    if isinstance(value, str) and question.type in {"dropdown", "choice"}:
        return numbers_of(question).get(value)
    return None


def _blocks(person: Participant, asked: Mapping[str, Form], program: Program, today: dt.date) -> Iterable[str]:
    """What this person lacks, by the names of the rules of readiness."""
    required = {m.id for m in program.training.modules if m.before_match and person.role in m.for_}
    if "closure" in person.missing:  # also of a mentor whose other match goes on
        yield "ready"
        return
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
