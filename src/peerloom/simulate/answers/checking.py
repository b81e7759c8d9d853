"""Answers while mentors are checked and everybody is trained: screening, references, training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerloom.simulate import phrases
from peerloom.simulate.answers.handwriting import TEAM, sent, soon, typed
from peerloom.simulate.chance import likely, pick, weighted, whole
from peerloom.simulate.days import DAY

if TYPE_CHECKING:
    import datetime as dt
    import random
    from collections.abc import Iterator

    from peerloom.definition.learning import Module
    from peerloom.simulate.people import Person
    from peerloom.simulate.readiness import Readiness
    from peerloom.simulate.sent import Sent, Value
    from peerloom.simulate.story import Story


def screening(story: Story, rng: random.Random) -> Iterator[Sent]:
    """One row of the coordinator for each mentor who was decided about. The parts of the fit are from 1 to 4."""
    for one in (*story.people, *story.fresh):
        if one.screening is not None and one.stopped_on is None:
            yield _screening(story, rng, one)


def _screening(story: Story, rng: random.Random, one: Readiness) -> Sent:
    checks, person = one.screening, one.application.person
    assert checks is not None  # noqa: S101 - the caller looked
    asked = {question.id: question for question in story.forms["screening"].questions}
    rows = asked["fit"].rows if "fit" in asked else ()
    marks = ("3", "3", "4", "4", "2") if checks.decision == "accept" else ("1", "2", "2", "3")
    values: dict[str, Value] = {}
    if one.checked:
        done = checks.interview_on + DAY * whole(rng, 1, 6)
        values = {
            "record_check_on": done,
            "record_check_until": done.replace(year=done.year + 2, day=min(done.day, 28)),
        }
    for i, day in enumerate(checks.references, start=1):
        values[f"ref{i}_on"] = day
    return sent(
        rng,
        checks.decided_on,
        TEAM,
        code=person.code,
        interview_on=checks.interview_on,
        interview_by=pick(rng, ("Program coordinator", "Site supervisor", "Safeguarding lead")),
        fit={row: (pick(rng, marks),) for row in rows},
        id_seen_on=checks.interview_on,
        conduct_on=checks.interview_on,
        second_reader="Safeguarding lead",
        decision=checks.decision,
        steps=pick(rng, phrases.CONDITIONS) if likely(rng, 0.12) else "",
        **{"ref2_on": "", "record_check_on": "", "record_check_until": "", **values},
    )


def reference(story: Story, rng: random.Random) -> Iterator[Sent]:
    """What each referee says."""
    for one in (*story.people, *story.fresh):
        checks = one.screening
        for i, day in enumerate(checks.references if checks is not None else ()):
            low = checks is not None and checks.decision == "decline" and i == 0
            who = str(one.application.answers.get(f"ref{i + 1}", "")).partition(",")[0]
            yield sent(
                rng,
                day,
                f"referee{whole(rng, 100, 999)}@clubs.example",
                **{"for": typed(rng, one.application.person.code)},
                know=pick(rng, phrases.KNOWN_FROM),
                reliable=2 if low else pick(rng, (4, 4, 5)),
                patient=3 if low else pick(rng, (4, 5, 5)),
                limits=2 if low else pick(rng, (4, 4, 5)),
                trust="I am not sure" if low else weighted(rng, {"yes": 30, "I am not sure": 1}),
                more=pick(rng, phrases.REFERENCE_MORE) if likely(rng, 0.4) else "",
                name=who or phrases.REFEREES[0][0],
            )


def training_done(story: Story, rng: random.Random) -> Iterator[Sent]:
    """Every module that somebody finished, before a match and later."""
    for one in (*story.people, *story.fresh):
        for module, day in one.trained:
            yield _done(rng, one.application.person, module, day)
    later = [module for module in story.program.training.modules if not module.before_match]
    for person in story.people_on(story.year.until):
        for module in later:
            if person.role in module.for_ and likely(rng, 0.45):
                day = story.year.between(rng, story.year.cohort.starts + DAY * 30, story.year.until)
                yield _done(rng, person, module, day)


def _done(rng: random.Random, person: Person, module: Module, day: dt.date) -> Sent:
    minutes = max(5, module.minutes + pick(rng, (-10, -5, 0, 0, 0, 5, 10, 15)))
    return sent(
        rng,
        soon(rng, day, {0: 5, 1: 2}),
        person.email,
        code=typed(rng, person.code),
        module=module.title,
        on=day,
        minutes=minutes,
        sure=pick(rng, (3, 4, 4, 5)),
        unclear=pick(rng, phrases.UNCLEAR),
    )
