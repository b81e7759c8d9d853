"""Answers that look back: feedback, surveys, ends of matches, wins, plans for next year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerloom.simulate import phrases
from peerloom.simulate.answers.handwriting import TEAM, sent, sides, soon, typed
from peerloom.simulate.chance import likely, mixed, pick, weighted, whole
from peerloom.simulate.days import DAY

if TYPE_CHECKING:
    import datetime as dt
    import random
    from collections.abc import Iterator

    from peerloom.simulate.courses import Course, End
    from peerloom.simulate.people import Person
    from peerloom.simulate.sent import Sent, Value
    from peerloom.simulate.story import Story

_WARM = (3, 4, 4, 4, 5, 5, 5)


def halfway_feedback(story: Story, rng: random.Random) -> Iterator[Sent]:
    """Seven in ten of those in a match, without names."""
    first, last = _window(story, "halfway-feedback", story.year.cohort.starts + DAY * 119)
    for person in story.people_on(min(last, story.year.until)) if first <= story.year.until else ():
        if likely(rng, 0.7):
            yield sent(rng, story.year.between(rng, first, last), "", **_feedback(rng, person))


def end_feedback(story: Story, rng: random.Random) -> Iterator[Sent]:
    """Those who have answered so far; a sentence to share is always one that they wrote for the site."""
    first, last = _window(story, "end-feedback", story.year.cohort.ends - DAY * 25)
    quotes = mixed(rng, phrases.QUOTES)
    for person in story.people_on(min(last, story.year.until)) if first <= story.year.until else ():
        quote = quotes.pop() if quotes and likely(rng, 0.15) else ""
        adult = not person.minor_on(story.year.until, story.program.program.adult_age)
        shown = ["no", "yes without a name", "yes without a name"] + (
            ["yes with my first name (adults)"] if adult else []
        )
        if likely(rng, 0.55):
            yield sent(
                rng,
                story.year.between(rng, first, min(last, story.year.until + DAY * 4)),
                "",
                **_feedback(rng, person),
                friend=weighted(rng, {"yes": 30, "maybe": 6, "no": 1, "Prefer not to say": 1}),
                quote=quote,
                quote_ok=pick(rng, shown) if quote else "",
            )


def _window(story: Story, form: str, usual: dt.date) -> tuple[dt.date, dt.date]:
    """When a form is open: as the program says, where that is in the story's year; else at the usual time."""
    opens, closes = story.forms[form].opens, story.forms[form].closes
    cohort = story.year.cohort
    if opens is None or not cohort.starts <= opens <= cohort.ends + DAY * 30:
        return usual, usual + DAY * 25
    return opens, closes or opens + DAY * 25


def _feedback(rng: random.Random, person: Person) -> dict[str, Value]:
    return {
        "side": person.role,
        "useful": pick(rng, _WARM),
        "respect": pick(rng, (4, 4, 5, 5, 5)),
        "team": pick(rng, _WARM),
        "prepared": pick(rng, (3, 4, 4, 5)),
        "clear": pick(rng, _WARM),
        "satisfied": pick(rng, (2, 3, 4, 4, 4, 5, 5, 5) if person.role == "mentee" else (3, 4, 4, 4, 5, 5)),
        "best": pick(rng, phrases.BEST) if likely(rng, 0.5) else "",
        "better": pick(rng, phrases.BETTER) if likely(rng, 0.5) else "",
    }


def survey(story: Story, rng: random.Random) -> Iterator[Sent]:
    """The same questions at the start and at the end. On average a little better, and for some a little worse."""
    scales = [q.id for q in story.forms["survey"].questions if q.type == "scale"]
    starts = story.year.cohort.starts
    first, last = _window(story, "survey", story.year.cohort.ends - DAY * 25)
    both = [person for one in story.courses if one.started is not None for person in sides(one)]
    for person in {one.code: one for one in both}.values():
        before = {name: whole(rng, 2, 5) for name in scales}
        if likely(rng, 0.8):
            yield _wave(
                rng, person, "at the start", story.year.between(rng, starts - DAY * 10, starts + DAY * 10), before
            )
        after = {name: max(1, min(5, mark + pick(rng, (-1, 0, 0, 0, 0, 1, 1)))) for name, mark in before.items()}
        if likely(rng, 0.62) and any(one.runs_on(first) and person in sides(one) for one in story.courses):
            yield _wave(
                rng, person, "at the end", story.year.between(rng, first, min(last, story.year.until + DAY * 4)), after
            )


def _wave(rng: random.Random, person: Person, wave: str, on: dt.date, marks: dict[str, int]) -> Sent:
    ended = wave == "at the end"
    return sent(
        rng,
        on,
        person.email,
        code=typed(rng, person.code),
        side=person.role,
        wave=wave,
        serve=max(0, whole(rng, -2, 6) + 2 * ended),
        voice=likely(rng, 0.5 if ended else 0.3),
        now=(),
        **marks,
    )


def closure(story: Story, rng: random.Random) -> Iterator[Sent]:
    """Each side says how a match ended; for one that never began, the team."""
    for one in story.courses:
        if one.end is None:
            continue
        mentor, mentee = sides(one)
        who = [("mentor", mentor.email, mentor.code, 0.9), ("mentee", mentee.email, mentee.code, 0.8)]
        who.append(("parent or carer", mentee.guardian.email, mentee.code, 0.3))
        if one.started is None or one.end.by == "program":
            who = [("coordinator", TEAM, mentor.code, 1.0)]
        elif one.end.reason != "completed":
            who.append(("coordinator", TEAM, mentor.code, 0.6))
        for i, (side, email, code, share) in enumerate(who):
            if likely(rng, share) or i == 0:
                yield _closed(rng, one, one.end, side, email, code)


def _closed(rng: random.Random, one: Course, end: End, side: str, email: str, code: str) -> Sent:
    leaves = end.reason in ("moved", "no time", "health or family")
    again = "no" if leaves and end.by == side else weighted(rng, {"yes": 5, "later": 3, "no": 2})
    return sent(
        rng,
        soon(rng, end.told_on),
        email,
        code=typed(rng, code),
        match=typed(rng, one.pairing.code),
        side=side,
        ended=end.on,
        by=end.by,
        reason=end.reason,
        felt=max(1, min(5, one.warmth + pick(rng, (-1, 0, 1)))),
        good=pick(rng, phrases.LEFT_GOOD),
        learned=pick(rng, phrases.LEFT_LEARNED),
        better=pick(rng, phrases.LEFT_BETTER),
        told=weighted(rng, {"yes": 8, "not yet": 1, "please help": 1}),
        last=one.met[-1].on if one.met and end.reason != "completed" else "",
        after=weighted(rng, {"no": 4, "only as the rules allow": 5, "with the parent's agreement": 1}),
        again=again,
        safe="no",
    )


def next_year(story: Story, rng: random.Random) -> Iterator[Sent]:
    """What those in a match would like next."""
    first, last = _window(story, "next-year", story.year.cohort.ends - DAY * 67)
    again = {one.application.person.email for one in story.fresh}
    for person in story.people_on(min(first, story.year.until)):
        if likely(rng, 0.7) or person.email in again:
            yield sent(
                rng,
                story.year.between(rng, first, last),
                person.email,
                code=typed(rng, person.code),
                next=_next(rng, person, again=person.email in again),
                capacity=whole(rng, 1, 2) if person.role == "mentor" else "",
                train=likely(rng, 0.3) if person.role == "mentor" else "",
                ok_later=likely(rng, 0.7),
            )


def _next(rng: random.Random, person: Person, *, again: bool) -> str:
    if person.role == "mentor":
        return (
            "be a mentor again"
            if again
            else weighted(rng, {"be a mentor again": 3, "help in another way": 2, "stop here": 4})
        )
    if again:
        return "become a mentor" if person.year > 8 else "have a mentor again"  # noqa: PLR2004 - the last year of mentees
    return weighted(rng, {"have a mentor again": 4, "become a mentor": 2, "help in another way": 1, "stop here": 4})


def suggestion(story: Story, rng: random.Random) -> Iterator[Sent]:
    """Ideas from anybody, through the year, without names."""
    for about, idea in phrases.SUGGESTIONS:
        on = story.year.between(rng, story.year.cohort.starts, story.year.until)
        reply = f"idea{whole(rng, 10, 99)}@post.example" if likely(rng, 0.15) else ""
        yield sent(rng, on, "", about=about, idea=idea, reply=reply)


def concern(story: Story, rng: random.Random) -> Iterator[Sent]:
    """Two worries, neither of them about a match. They were dealt with on the day."""
    for what, when in phrases.CONCERNS if len(story.people) > 1 else ():
        on = story.year.between(rng, story.year.cohort.starts + DAY * 30, story.year.until - DAY * 20)
        yield sent(
            rng,
            on,
            "worried@post.example",
            now="it is not urgent",
            what=what,
            whom="",
            when=when,
            told=pick(rng, ("a supervisor", "my teacher")),
            you="",
        )


def win(story: Story, rng: random.Random) -> Iterator[Sent]:
    """Good news and thanks, each told once. Some may be shown, and some may not."""
    told = mixed(rng, phrases.WINS)
    adult_age = story.program.program.adult_age
    for kind, text in told[: max(1, len(story.courses) // 3)] if story.courses else ():
        one = pick(rng, story.courses)
        person = pick(rng, sides(one))
        on = one.started or story.year.cohort.starts
        named = likely(rng, 0.75)
        adult = not person.minor_on(on, adult_age)
        show = weighted(rng, {"no": 2, "yes without a name": 7, "yes with my first name (adults)": 4 * adult})
        yield sent(
            rng,
            story.year.between(rng, on + DAY * 14, story.year.until),
            person.email,
            code=typed(rng, person.code) if named else "",
            match=typed(rng, one.pairing.code) if named else "",
            kind=kind,
            text=text,
            show=show,
        )


def any_form(story: Story, rng: random.Random, form: str) -> Iterator[Sent]:
    """A form that only this program has: a third of those in a match answer it while it is open."""
    first, last = _window(story, form, story.year.until - DAY * 20)
    last = min(last, story.year.until)
    asked = {question.id: question for question in story.forms[form].questions}
    for person in story.people_on(last):
        if first <= last and likely(rng, 0.33):
            known: dict[str, Value] = {
                "call": person.call,
                "name": person.name.full,
                "email": person.email,
                "code": person.code,
                "side": person.role,
                **{name: person.guardian.phone for name, question in asked.items() if question.type == "phone"},
            }
            yield sent(rng, story.year.between(rng, first, last), person.email, **known)
