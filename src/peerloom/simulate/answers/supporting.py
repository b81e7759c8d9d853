"""Answers while matches run: check-ins, hours, goals, notes of the team."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from peerloom.simulate import phrases
from peerloom.simulate.answers.handwriting import SUPERVISOR, TEAM, mistyped, sent, sides, soon, typed
from peerloom.simulate.chance import likely, pick, some, weighted, whole
from peerloom.simulate.days import DAY

if TYPE_CHECKING:
    import datetime as dt
    import random
    from collections.abc import Iterator

    from peerloom.simulate.courses import Course, Meeting
    from peerloom.simulate.sent import Sent, Value
    from peerloom.simulate.story import Story

_IN_TIME = {0: 8, 1: 9, 2: 6, 3: 5, 4: 3, 5: 2, 6: 1}
_LATE = {9: 3, 11: 2, 12: 1}  # after the day: too late to count
_A_LITTLE = "a little: please write to me"
_PAUSE_TOPICS = (
    "activities",
    "relationship",
    "effect on mentor",
    "effect on mentee",
)  # with safety, it would be a stop
_TOPICS = ("activities", "progress", "safety", "relationship", "effect on mentor", "effect on mentee")
_NEW = 10  # days before the end of the story from which on a worry is new


def due_days(story: Story, one: Course) -> list[dt.date]:
    """The days on which a check-in of a match falls due. In a break or a pause it moves to the first day after."""
    days: list[dt.date] = []
    if one.started is None:
        return days
    last = min(story.year.until, one.end.on if one.end is not None else story.year.until)
    step = DAY * max(1, story.year.cohort.check_in_days)
    day = one.started + step
    while day <= last:
        if story.year.in_break(day) or (one.pause is not None and one.pause[0] <= day <= one.pause[1]):
            day += DAY
        else:
            days.append(day)
            day += step
    return days


def mentor_check_in(story: Story, rng: random.Random) -> Iterator[Sent]:
    """Mentors answer most check-ins, some late. A few type a wrong code; one writes that something worries them."""
    rows = [row for one in story.courses for row in _check_ins(story, rng, one, "mentor")]
    yield from _with_oddities(story, rng, rows, _A_LITTLE)


def mentee_check_in(story: Story, rng: random.Random) -> Iterator[Sent]:
    """Mentees answer a little less often. One does not feel safe."""
    rows = [row for one in story.courses for row in _check_ins(story, rng, one, "mentee")]
    yield from _with_oddities(story, rng, rows, "no: please contact me")


def _with_oddities(story: Story, rng: random.Random, rows: list[Sent], worry: str) -> list[Sent]:
    """One worry in the last days, where there are any answers; and a wrong code in one of two hundred rows."""
    new = [i for i, row in enumerate(rows) if row.at.date() > story.year.until - DAY * _NEW]
    if new:
        i = pick(rng, new)
        rows[i] = replace(rows[i], values={**rows[i].values, "safe": worry, "talk": True})
    for _ in range((len(rows) + 150) // 200):
        i = whole(rng, 0, len(rows) - 1)
        name = pick(rng, ("code", "match"))
        rows[i] = replace(rows[i], values={**rows[i].values, name: mistyped(rng, str(rows[i].values[name]).upper())})
    return rows


def _check_ins(story: Story, rng: random.Random, one: Course, role: str) -> Iterator[Sent]:
    mentor, mentee = sides(one)
    person = mentor if role == "mentor" else mentee
    before = one.started
    for due in due_days(story, one):
        answers, late = likely(rng, person.keen * (0.98 if role == "mentor" else 0.92)), likely(rng, 0.06)
        met = sum(before < meeting.on <= due for meeting in one.met) if before is not None else 0
        values = _of_mentor(rng, one, due) if role == "mentor" else _of_mentee(rng, one)
        if answers:
            day = soon(rng, due, _LATE if late else _IN_TIME)
            yield sent(
                rng,
                day,
                person.email,
                code=typed(rng, person.code),
                match=typed(rng, one.pairing.code),
                met=met,
                **values,
            )
        before = due


def _mark(rng: random.Random, one: Course, due: dt.date | None = None) -> int:
    """From 1 to 5, around how well the two get on; lower before an early end."""
    ending = one.end is not None and one.end.reason != "completed" and due is not None and one.end.on - due < DAY * 35
    return max(1, min(5, one.warmth + pick(rng, (-1, 0, 0, 0, 1)) - ending))


def _of_mentor(rng: random.Random, one: Course, due: dt.date) -> dict[str, Value]:
    going = _mark(rng, one, due)
    has_goal = any(aim.on <= due for aim in one.aims)
    move = weighted(rng, {"going well": 2 * going, "slow": 4, "stuck": 1}) if has_goal else "no goal yet"
    return {
        "did": some(rng, ("talked", "school work", "worked on the goal", "played a game", "sport or a walk"), 1, 3),
        "going": going,
        "mentee_doing": _mark(rng, one),
        "you_doing": _mark(rng, one),
        "goal_move": move,
        "good": pick(rng, phrases.WENT_WELL) if likely(rng, 0.7) else "",
        "hard": pick(rng, phrases.WAS_HARD) if going < 4 or likely(rng, 0.3) else "",  # noqa: PLR2004 - below well
        "need": (weighted(rng, phrases.NEEDS_OF_MENTORS),) if likely(rng, 0.8) else (),
        "next": due + DAY * whole(rng, 1, 9),
        "go_on": "yes" if going > 2 else pick(rng, ("I am not sure", "I am not sure", "yes", "no")),  # noqa: PLR2004 - low
        "safe": "no",
        "tip": pick(rng, phrases.TIPS) if likely(rng, 0.06) else "",
    }


def _of_mentee(rng: random.Random, one: Course) -> dict[str, Value]:
    going = _mark(rng, one)
    return {
        "going": going,
        "heard_me": _mark(rng, one),
        "my_say": _mark(rng, one),
        "good": pick(rng, phrases.GOOD_THING) if likely(rng, 0.6) else "",
        "change": pick(rng, phrases.WOULD_CHANGE) if likely(rng, 0.4) else "",
        "talk": likely(rng, 0.04),
        "go_on": "yes" if going > 2 or likely(rng, 0.5) else pick(rng, ("I am not sure", "no")),  # noqa: PLR2004 - low
        "safe": weighted(rng, {"yes": 300, "mostly": 1}),
    }


def adult_check_in(story: Story, rng: random.Random) -> Iterator[Sent]:
    """A parent or a teacher, about once a term."""
    for one in story.courses:
        mentee = one.pairing.mentee
        for due in due_days(story, one)[3::5]:
            teacher, worse = likely(rng, 0.25), likely(rng, 0.04)
            if likely(rng, 0.6):
                notice = (
                    "yes for the worse"
                    if worse
                    else pick(rng, ("yes for the better", "yes for the better", "no", "no"))
                )
                yield sent(
                    rng,
                    soon(rng, due, _IN_TIME),
                    f"teacher{whole(rng, 1, 9)}@lcs.example" if teacher else mentee.guardian.email,
                    child=typed(rng, mentee.code),
                    who="teacher" if teacher else "parent or carer",
                    notice=notice,
                    happy=_mark(rng, one),
                    safe="no",
                    note=pick(rng, phrases.ADULT_NOTES) if likely(rng, 0.25) else "",
                )


def contact_note(story: Story, rng: random.Random) -> Iterator[Sent]:
    """The team talks with each match after the first meeting, and then about every two months."""
    for one in story.courses:
        mentor, mentee = sides(one)
        days = [one.started + DAY * 2] if one.started is not None else []
        paused_on = one.pause[0] + DAY if one.pause is not None else None
        for i, day in enumerate([*days, *due_days(story, one)[1::4], *([paused_on] if paused_on is not None else [])]):
            step = pick(rng, phrases.STEPS)
            review = "more support" if one.warmth < 3 else pick(rng, ("go on", "go on", ""))  # noqa: PLR2004 - low
            yield sent(
                rng,
                soon(rng, day, {0: 5, 1: 2}),
                TEAM,
                code=(mentor if likely(rng, 0.6) else mentee).code,
                match=one.pairing.code,
                on=day,
                **{"with": some(rng, ("mentor", "mentee", "guardian"), 1, 2)},
                how=weighted(rng, {"in person": 4, "by phone": 5, "online": 1}),
                topics=some(rng, _PAUSE_TOPICS if day == paused_on else _TOPICS, 2, 3),
                said=pick(rng, phrases.FIRST_NOTES if i == 0 else phrases.NOTES),
                step=step,
                step_on=day + DAY * 14 if step else "",
                decision="pause" if day == paused_on else review,
            )


def hours_log(story: Story, rng: random.Random) -> Iterator[Sent]:
    """Most meetings are written down, some days later; a few twice, and a few with minutes in words."""
    for one in story.courses:
        for meeting in one.met:
            if likely(rng, 0.93):
                row = _logged(rng, one, meeting)
                yield row
                if likely(rng, 0.006):
                    yield replace(row, at=row.at + DAY)  # sent twice
                elif likely(rng, 0.002):
                    yield replace(row, values={**row.values, "minutes": "about an hour"})


def _logged(rng: random.Random, one: Course, meeting: Meeting) -> Sent:
    mentor = one.pairing.mentor
    return sent(
        rng,
        soon(rng, meeting.on, {0: 12, 1: 6, 2: 3, 4: 2, 9: 1}),
        mentor.email,
        code=typed(rng, mentor.code),
        match=typed(rng, one.pairing.code),
        on=meeting.on,
        minutes=meeting.minutes,
        how=meeting.how,
        what=meeting.what,
        came=("the mentor", "the mentee")
        if likely(rng, 0.85)
        else ("the mentor", "the mentee", "other mentors", "other mentees"),
        project=meeting.project or "no",
        sign="Site supervisor" if likely(rng, 0.7) else "",
    )


def goal(story: Story, rng: random.Random) -> Iterator[Sent]:
    """What each match wants to reach, written by one of the two."""
    for one in story.courses:
        for aim in one.aims:
            person = pick(rng, sides(one))
            theme, words, done_when, step = aim.words
            yield sent(
                rng,
                aim.on,
                person.email,
                code=typed(rng, person.code),
                match=typed(rng, one.pairing.code),
                owner=weighted(rng, {"mentee": 7, "both": 3}),
                theme=theme,
                goal=words,
                done_when=done_when,
                sure=pick(rng, (3, 3, 4, 4, 5)),
                matters=pick(rng, phrases.MATTERS) if likely(rng, 0.5) else "",
                by=aim.by,
                step=step,
            )


def goal_review(story: Story, rng: random.Random) -> Iterator[Sent]:
    """How far each goal is, every month or so."""
    form = story.forms["goal-review"]
    names = next((question.options for question in form.questions if question.id == "goal"), ())
    for one in story.courses:
        for i, aim in enumerate(one.aims):
            for review in aim.reviews:
                person = pick(rng, sides(one))
                yield sent(
                    rng,
                    review.on,
                    person.email,
                    code=typed(rng, person.code),
                    match=typed(rng, one.pairing.code),
                    goal=names[min(i, len(names) - 1)] if names else "",
                    progress=str(review.progress),
                    state=review.state,
                    helped=pick(rng, phrases.HELPED),
                    blocked=pick(rng, phrases.BLOCKED),
                )


def observation(story: Story, rng: random.Random) -> Iterator[Sent]:
    """A supervisor sat in on some meetings."""
    asked = {question.id: question for question in story.forms["observation"].questions}
    rows = asked["seen"].rows if "seen" in asked else ()
    for one in story.courses:
        if len(one.met) > 5 and likely(rng, 0.5):  # noqa: PLR2004 - not in the first weeks
            on = pick(rng, one.met[4:]).on
            seen = {row: (str(max(1, min(4, one.warmth - 1 + pick(rng, (-1, 0, 0, 1))))),) for row in rows}
            note = pick(rng, phrases.SEEN) if likely(rng, 0.6) else ""
            yield sent(rng, on, SUPERVISOR, match=one.pairing.code, on=on, seen=seen, note=note)


def reflection(story: Story, rng: random.Random) -> Iterator[Sent]:
    """Mentors think back now and then, before a talk with their supervisor."""
    for one in story.courses:
        mentor = one.pairing.mentor
        for due in due_days(story, one)[2::5]:
            if likely(rng, 0.5):
                talked = likely(rng, 0.5)
                yield sent(
                    rng,
                    soon(rng, due),
                    mentor.email,
                    code=typed(rng, mentor.code),
                    match=typed(rng, one.pairing.code),
                    tried=pick(rng, phrases.TRIED),
                    learned=pick(rng, phrases.LEARNED),
                    ask=pick(rng, phrases.TO_ASK) if likely(rng, 0.6) else "",
                    on=due if talked else "",
                    agreed=pick(rng, phrases.AGREED) if talked else "",
                )
