"""Answers before the year and at its edges: sign-ups, permissions, suggestions of people and partners, needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerloom.simulate import phrases
from peerloom.simulate.answers.handwriting import sent, soon, typed
from peerloom.simulate.chance import likely, mixed, pick, some, weighted, whole
from peerloom.simulate.days import DAY
from peerloom.simulate.people import typed_phone

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from peerloom.simulate.readiness import Readiness
    from peerloom.simulate.sent import Sent, Value
    from peerloom.simulate.story import Story


def mentor_sign_up(story: Story, _: random.Random) -> Iterator[Sent]:
    """Every sign-up of mentors."""
    yield from _sign_ups(story, "mentor")


def mentee_sign_up(story: Story, _: random.Random) -> Iterator[Sent]:
    """Every sign-up of mentees."""
    yield from _sign_ups(story, "mentee")


def _sign_ups(story: Story, role: str) -> Iterator[Sent]:
    for one in (*story.people, *story.fresh):
        if one.application.person.role == role:
            yield from one.application.sent


def guardian_permission(story: Story, rng: random.Random) -> Iterator[Sent]:
    """A guardian's answer for each child; brothers and sisters have one each. Some never come."""
    for one in (*story.people, *story.fresh):
        if one.permission is not None:
            yield _permission(rng, one)


def _permission(rng: random.Random, one: Readiness) -> Sent:
    person, permission = one.application.person, one.permission
    assert permission is not None  # noqa: S101 - the caller looked
    adult = person.guardian
    kin = pick(rng, ("aunt", "grandmother", "neighbour", "sister"))
    asked: dict[str, Value] = {
        name: likely(rng, share)
        for name, share in (("allow_online", 0.8), ("allow_trip", 0.9), ("allow_photo", 0.55), ("allow_survey", 0.9))
    }
    return sent(
        rng,
        permission.on,
        adult.email,
        child=person.name.full if likely(rng, 0.35) else typed(rng, person.code),
        name=adult.name.full,
        relation=pick(rng, phrases.OWN_RELATIONS) if likely(rng, 0.05) else weighted(rng, {"parent": 9, "carer": 1}),
        email=adult.email if likely(rng, 0.9) else adult.email.upper(),
        phone=typed_phone(rng, adult.phone),
        urgent=f"{adult.name.latin[0]}'s {kin}, {typed_phone(rng, adult.phone).strip()}",
        allow_join=permission.join,
        wishes=pick(rng, phrases.GUARDIAN_WISHES) if likely(rng, 0.25) else "",
        health=pick(rng, phrases.HEALTH) if likely(rng, 0.12) else "",
        letters=person.name.language if likely(rng, 0.4) else "English",
        sign=adult.name.full,
        **asked,
    )


def nomination(story: Story, rng: random.Random) -> Iterator[Sent]:
    """Teachers and friends suggest somebody; some of those have signed up."""
    cohort = story.year.following or story.year.cohort
    people = mixed(rng, [one.application.person for one in story.fresh if one.application.person.role == "mentor"])
    for i, why in enumerate(phrases.NOMINEES):
        person = people.pop() if people else None
        day = story.year.between(rng, cohort.sign_up_opens, min(cohort.sign_up_closes, story.year.until))
        yield sent(
            rng,
            day,
            f"staff{i + 1}@lcs.example",
            nominee=person.name.full if person else "a student of my class",
            asked=likely(rng, 0.8),
            contact=person.email if person else "ask at the school office",
            why=why,
            you=f"{pick(rng, phrases.REFEREES[0])}",
        )


def partner_interest(story: Story, rng: random.Random) -> Iterator[Sent]:
    """Organisations that would like to help, through the year."""
    for i, (name, kind, offers, fit) in enumerate(phrases.PARTNERS):
        host = "-".join(name.lower().split()[:2])
        yield sent(
            rng,
            story.year.between(rng, story.year.cohort.sign_up_opens + DAY * 30 * i, story.year.until),
            f"info@{host}.example",
            org=name,
            kind=kind,
            site=f"https://{host}.example" if likely(rng, 0.7) else "",
            role=pick(rng, phrases.PARTNER_ROLES),
            email=f"info@{host}.example",
            offers=offers,
            fit=fit,
            youth=likely(rng, 0.7),
            list=likely(rng, 0.8),
        )


def needs_survey(story: Story, rng: random.Random) -> Iterator[Sent]:
    """Anybody in town, without names."""
    form = story.forms["needs-survey"]
    opens = form.opens or story.year.cohort.starts + DAY * 98
    closes = form.closes or opens + DAY * 25
    ideas = mixed(rng, phrases.NEEDS_IDEAS)
    for _ in range(round(len(story.people) * 0.5)):
        yield sent(
            rng,
            story.year.between(rng, opens, closes),
            "",
            role=weighted(
                rng, {"young person": 30, "parent or carer": 26, "teacher": 12, "volunteer": 8, "neighbour": 8}
            ),
            exists=pick(rng, phrases.NEEDS_THERE) if likely(rng, 0.3) else "",
            idea=ideas.pop() if ideas and likely(rng, 0.15) else "",
        )


def event_sign_up(story: Story, rng: random.Random) -> Iterator[Sent]:
    """Who comes to each event. Events that lie ahead have a few sign-ups already."""
    for event in story.program.events:
        if not story.year.cohort.sign_up_opens <= event.on <= story.year.until + DAY * 45:
            continue
        people = story.people_on(min(event.on, story.year.until)) or [o.application.person for o in story.people]
        share = 0.4 if event.on <= story.year.until else 0.2
        for person in people:
            day = event.on - DAY * whole(rng, 1, 14)
            if likely(rng, share):
                yield sent(
                    rng,
                    min(day, story.year.until - DAY * whole(rng, 0, 6)),
                    person.email,
                    code=typed(rng, person.code),
                    event=event.title,
                    come=likely(rng, 0.92),
                    needs=pick(rng, phrases.EVENT_NEEDS) if likely(rng, 0.1) else "",
                )


def details_check(story: Story, rng: random.Random) -> Iterator[Sent]:
    """Everybody who could be matched looks at what is used for them."""
    day = story.year.cohort.matching
    for one in story.people:
        if one.ready_on is not None and one.ready_on <= day and likely(rng, one.application.person.keen):
            person, right = one.application.person, likely(rng, 0.93)
            change = "" if right else pick(rng, phrases.CHANGES)
            yield sent(
                rng,
                day - DAY * whole(rng, 1, 6),
                person.email,
                code=typed(rng, person.code),
                right=right,
                change=change,
            )


def change_or_stop(story: Story, rng: random.Random) -> Iterator[Sent]:
    """Those who stopped before a match, pauses, new numbers, and a permission that is taken back."""
    for one in (*story.people, *story.fresh):
        person = one.application.person
        if one.stopped_on is not None:
            why = pick(rng, phrases.STOPPED)
            yield sent(rng, one.stopped_on, person.email, code=typed(rng, person.code), what="stop", more=why)
    for course in story.courses:
        if course.pause is not None:
            person = pick(rng, (course.pairing.mentor, course.pairing.mentee))
            why = pick(rng, phrases.PAUSED)
            yield sent(rng, course.pause[0], person.email, code=typed(rng, person.code), what="pause", more=why)
    for person in some(rng, story.people_on(story.year.until), 0, 6):
        what = weighted(rng, {"change my details": 8, "take back a permission": 1})
        more = pick(rng, phrases.NEW_DETAILS) if what == "change my details" else "Please do not use photos any more."
        day = story.year.between(rng, story.year.cohort.starts, story.year.until)
        yield sent(rng, soon(rng, day), person.email, code=typed(rng, person.code), what=what, more=more)
