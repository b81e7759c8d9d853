"""Answers while a match begins: yes or no, the agreement, the first meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerloom.simulate import phrases
from peerloom.simulate.answers.handwriting import COORDINATOR, SUPERVISOR, TEAM, sent, sides, soon, typed
from peerloom.simulate.chance import likely, pick, some, weighted
from peerloom.simulate.days import DAY

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from peerloom.simulate.courses import Course
    from peerloom.simulate.people import Person
    from peerloom.simulate.rounds import Pairing
    from peerloom.simulate.sent import Sent
    from peerloom.simulate.story import Story

_NO = ("the times do not work", "it is too far", "we know each other", "not the help I need", "another reason")


def match_answer(story: Story, rng: random.Random) -> Iterator[Sent]:
    """Both sides of each pair that was asked. The one who refused says why."""
    for pairing in story.pairings:
        for person in (pairing.mentor, pairing.mentee) if pairing.asked else ():
            if likely(rng, 0.95) or pairing.refused_by == person.role:
                yield _answer(rng, pairing, person)


def _answer(rng: random.Random, pairing: Pairing, person: Person) -> Sent:
    refused = pairing.refused_by == person.role
    answer = (
        "I would like another match"
        if refused
        else weighted(rng, {"yes let us meet": 24, "I have a question first": 1})
    )
    day = soon(rng, pairing.decided_on, {0: 3, 1: 5, 2: 3, 3: 2})
    return sent(
        rng,
        day,
        person.email,
        code=typed(rng, person.code),
        match=typed(rng, pairing.code),
        answer=answer,
        reason=some(rng, _NO, 1, 2) if refused else (),
        note=pick(rng, phrases.MATCH_QUESTIONS) if answer == "I have a question first" else "",
    )


def speed_meeting(story: Story, rng: random.Random) -> Iterator[Sent]:
    """Both sides of each pair that was asked talked the day before, and nobody said no."""
    for pairing in story.pairings:
        for person in (pairing.mentor, pairing.mentee) if pairing.asked else ():
            how = "maybe" if pairing.refused_by == person.role else weighted(rng, {"yes": 3, "maybe": 1})
            codes = {"code": typed(rng, person.code), "met": typed(rng, pairing.code)}
            yield sent(rng, pairing.decided_on - DAY, person.email, **codes, how=how)


def agreement(story: Story, rng: random.Random) -> Iterator[Sent]:
    """What each side of a match agrees to: mentor, mentee, a minor's guardian, the coordinator."""
    for one in story.courses:
        if one.started is None:
            continue
        mentor, mentee = sides(one)
        adult = story.program.program.adult_age
        where = pick(rng, ("at school", "at school", "at a library", "at a community centre"))
        often = pick(rng, ("once a week",) * 9 + ("every two weeks",))
        goal = one.aims[0].words[1] if one.aims else ""
        signers = [
            ("mentor", mentor.email, mentor.name.full, mentor.code, 0.97),
            ("mentee", mentee.email, mentee.name.full, mentee.code, 0.94),
            ("coordinator", TEAM, COORDINATOR, mentor.code, 0.95),
        ]
        if mentee.minor_on(one.started, adult):
            signers.append(("parent or carer", mentee.guardian.email, mentee.guardian.name.full, mentee.code, 0.86))
        for side, email, name, code, share in signers:
            if likely(rng, share):
                yield sent(
                    rng,
                    soon(rng, one.started),
                    email,
                    code=typed(rng, code),
                    match=typed(rng, one.pairing.code),
                    side=side,
                    often=often,
                    long=f"{story.year.cohort.meeting_minutes} minutes",
                    where=where,
                    by=("through the program",),
                    first_goal=goal if side in ("mentor", "mentee") else "",
                    sign=name,
                )


def first_meeting(story: Story, rng: random.Random) -> Iterator[Sent]:
    """One row a match, in most cases from the mentor."""
    for one in story.courses:
        if one.started is not None:
            yield _first(rng, one)


def _first(rng: random.Random, one: Course) -> Sent:
    mentor = one.pairing.mentor
    assert one.started is not None  # noqa: S101 - the caller looked
    return sent(
        rng,
        soon(rng, one.started, {0: 8, 1: 4, 2: 1}),
        mentor.email if likely(rng, 0.9) else SUPERVISOR,
        code=typed(rng, mentor.code),
        match=typed(rng, one.pairing.code),
        on=one.started,
        minutes=one.met[0].minutes,
        where=pick(rng, ("at school", "at school", "at a library", "at a community centre")),
        adult_present=likely(rng, 0.97),
        guardian_met=likely(rng, 0.7),
        did=some(rng, ("talked", "played a game", "had a walk", "looked around the school", "made a plan"), 1, 3),
        felt=max(1, min(5, one.warmth + pick(rng, (-1, 0, 0, 1)))),
        next=one.started + DAY * 7,
        safe="no",
    )
