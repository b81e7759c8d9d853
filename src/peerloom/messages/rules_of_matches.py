"""Reasons to write to the people of a match. The other person is named only after the match is approved."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from peerloom.messages.letter import Cause, Day
from peerloom.people.links import person_of
from peerloom.people.values import sent_on, text_of
from peerloom.private import revealed
from peerloom.readable import day as in_words
from peerloom.support.due import check_ins
from peerloom.support.health import GOAL_DAYS
from peerloom.support.running import days_since, last_met, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from peerloom.messages.letter import Fact
    from peerloom.messages.seen import Seen
    from peerloom.people.records import Match, Participant

_PAUSE = 60  # days that a pause may last
_DAY = dt.timedelta(days=1)
_COMPLETED = "completed"


def _facts(seen: Seen, match: Match, other: Participant | None, **more: Fact) -> dict[str, Fact]:
    """What stands in every letter to a match: its code, what the other wants to be called, the pair's own goals."""
    role = other.role if other is not None else "group"
    return {
        "match": match.code,
        "other": other.call if other is not None else "",
        "other_role": role,
        "goals": seen.goals(match.code),
        **more,
    }


def _both(
    seen: Seen,
    letter: str,
    thing: str,
    match: Match,
    *,
    step: int = 1,
    guardians: bool = False,
    day: Day | None = None,
    **more: Fact,
) -> Iterator[Cause]:
    """The same letter to everybody in a match."""
    for reader, other in seen.everyone(match, guardians=guardians):
        yield Cause(letter, f"{match.code} {thing}", reader, _facts(seen, match, other, **more), step, match.code, day)


def _since(match: Match, *statuses: str) -> dt.date | None:
    """The day on which a match came to one of these, if it is there now."""
    if match.status not in statuses:
        return None
    return next((move.on for move in reversed(match.moves) if move.to in statuses), None)


def offered(seen: Seen) -> Iterator[Cause]:
    """L-11 and L-12: a match is approved; an answer is missing for 3 and 7 days."""
    for match in seen.running():
        if match.status == "approved" and match.approved is not None:
            step = seen.reached(match.approved, (3, 7))
            for reader, other in seen.everyone(match, guardians=True):
                shared = seen.in_common(seen.people.get(reader.code), other)
                if seen.fresh(match.approved):
                    facts = _facts(seen, match, other, shared=shared)
                    yield Cause("L-11", match.code, reader, facts, match=match.code)
                if (
                    step
                    and not reader.guardian
                    and not seen.answered("match-answer", reader.code, match.approved, match.code)
                ):
                    yield Cause("L-12", match.code, reader, _facts(seen, match, other), step, match.code)


def refused(seen: Seen) -> Iterator[Cause]:
    """L-13: a match that was approved will not be. No reason and no name."""
    for match in seen.records.matches:
        gone = _since(match, "rejected", "never_started")
        if match.approved is not None and seen.fresh(gone):
            for code in match.people:
                person = seen.people.get(code)
                if person is not None and person.status in {"ready", "waiting"} and code not in seen.matched:
                    yield Cause("L-13", match.code, seen.reader(person), match=match.code)


def agreed(seen: Seen) -> Iterator[Cause]:
    """L-17 and L-18: all said yes; no first meeting 7 and 10 days after."""
    most = seen.program.support.first_meeting_days
    for match in seen.running():
        since = opened(match, seen.program)
        if match.status not in {"approved", "agreed"} or since is None:
            continue
        day = Day("First meeting: by this day", since + most * _DAY)
        if match.status == "agreed":
            yield from _both(seen, "L-17", "", match, guardians=True, day=day, by=in_words(day.on))
        waited = days_since(since, seen.today, match, seen.program)
        step = sum(waited >= days for days in (7, 10))
        if step:
            yield from _both(seen, "L-18", "", match, step=step, by=in_words(day.on))


def met(seen: Seen) -> Iterator[Cause]:
    """L-19: two days after the first meeting everybody hears whom they can call."""
    for match in seen.running():
        if match.started is not None:
            days = (seen.today - match.started).days
            if seen.program.support.first_contact_days <= days <= 14:  # noqa: PLR2004 - later it is no news
                yield from _both(seen, "L-19", "", match, guardians=True, on=in_words(match.started))


def checked(seen: Seen) -> Iterator[Cause]:
    """L-20: a check-in is due, and again three days later. With the goals, an agenda and the next meeting."""
    matches = {match.code: match for match in seen.running() if match.status == "active"}
    for due in check_ins(seen.records, seen.program):
        match = matches.get(due.match)
        days = (seen.today - due.due).days
        if match is None or due.done is not None or not 0 <= days <= seen.program.support.check_in_late_days:
            continue
        coming = seen.next_meeting(match.code)
        day = Day("Our next meeting", coming) if coming is not None else None
        side = match.mentor if due.side == "mentor" else match.mentee
        for reader, other in seen.everyone(match):
            if reader.code == side:
                facts = _facts(seen, match, other, form=f"{due.side}-check-in", next=in_words(coming) if coming else "")
                facts["prompt"] = _prompt(seen, match)
                yield Cause("L-20", f"{match.code} {due.due}", reader, facts, 1 + (days >= 3), match.code, day)  # noqa: PLR2004


def _prompt(seen: Seen, match: Match) -> str:
    """Something to talk about: another one each week, the same for both."""
    prompts = [prompt for prompt in seen.program.prompts if prompt.kind != "reflection"]
    if not prompts:
        return ""
    start = sum(match.code.encode())
    return prompts[(start + seen.today.toordinal() // 7) % len(prompts)].text


def at_home(seen: Seen) -> Iterator[Cause]:
    """L-21: a month after the start, then each quarter, a parent or carer is asked how it goes."""
    for match in seen.running():
        person = seen.people.get(match.mentee)
        if match.status != "active" or match.started is None or person is None:
            continue
        days = (seen.today - match.started).days
        number = 0 if days < GOAL_DAYS else 1 + (days - GOAL_DAYS) // 90
        since = match.started + (GOAL_DAYS + 90 * (number - 1)) * _DAY
        if number and seen.fresh(since) and not seen.answered("adult-check-in", match.mentee, since):
            for reader in seen.guardian(person):
                yield Cause("L-21", f"{match.code} {number}", reader, {}, match=match.code)


def aimed(seen: Seen) -> Iterator[Cause]:
    """L-22 and L-26: no goal after 30 days, a goal whose day comes or has passed, a goal that is reached."""
    done = {text_of(row, "match"): sent_on(row) for row in seen.answers("goal-review")}
    asks = "goal" in seen.setting.forms
    for match in seen.running():
        mine = [goal for goal in seen.records.goals if goal.match == match.code]
        if match.status == "active" and match.started is not None and asks and not mine:
            days = days_since(match.started, seen.today, match, seen.program)
            if days >= GOAL_DAYS:
                yield from _both(seen, "L-22", "none", match, state="none", goal="", by="")
        for number, goal in enumerate(mine):
            left = (goal.by - seen.today).days if goal.by is not None else None
            if goal.state == "going on" and goal.by is not None and left is not None and -14 <= left <= 7:  # noqa: PLR2004 - days
                state = "past" if left < 0 else "soon"
                by, step = in_words(goal.by), 1 + (left < 0)
                yield from _both(seen, "L-22", f"{number}", match, step=step, state=state, goal=goal.goal, by=by)
            if goal.state == "done" and seen.fresh(done.get(match.code)):
                yield from _both(seen, "L-26", f"{number}", match, goal=goal.goal)


def quiet(seen: Seen) -> Iterator[Cause]:
    """L-23: no meeting for longer than ``quiet_days``."""
    last = last_met(seen.records)
    for match in seen.running():
        if match.status == "active" and match.code in last:
            days = days_since(last[match.code], seen.today, match, seen.program)
            if days > seen.program.support.quiet_days:
                yield from _both(seen, "L-23", f"{last[match.code]}", match, prompt=_prompt(seen, match))


def half_way(seen: Seen) -> Iterator[Cause]:
    """L-24: in the middle of the round a mentor reads how the goals that both share are going."""
    for match in seen.running():
        cohort = seen.cohort(match.cohort)
        middle = cohort.starts + (cohort.ends - cohort.starts) // 2 if cohort is not None else None
        if match.status == "active" and seen.fresh(middle):
            going = tuple(
                f"{revealed(g.goal)} ({g.progress} percent)" for g in seen.records.goals if g.match == match.code
            )
            for cause in _both(seen, "L-24", "half", match, going=going):
                if cause.reader.code != match.mentee:
                    yield cause


def helped(seen: Seen) -> Iterator[Cause]:
    """L-25: a mentor asked for help in a check-in."""
    running = {match.code: match for match in seen.running()}
    for row in seen.answers("mentor-check-in"):
        wants = tuple(w for w in seen.setting.all_meant(row, "need") if w != "nothing now")
        person, match = seen.people.get(person_of(row)), running.get(text_of(row, "match"))
        if wants and person is not None and match is not None and seen.fresh(sent_on(row)):
            facts: dict[str, Fact] = {"wants": wants, "prompt": _prompt(seen, match)}
            yield Cause("L-25", row.key, seen.reader(person), facts, match=match.code)


def paused(seen: Seen) -> Iterator[Cause]:
    """L-30: a pause has begun; and a week before it should end."""
    for match in seen.running():
        since = _since(match, "paused")
        if since is not None:
            until = since + _PAUSE * _DAY
            near = 0 <= (until - seen.today).days <= 7  # noqa: PLR2004 - days
            if near or seen.fresh(since):
                step = 2 if near else 1
                yield from _both(
                    seen, "L-30", f"{since}", match, step=step, since=in_words(since), until=in_words(until)
                )


def ending(seen: Seen) -> Iterator[Cause]:
    """L-31: 60, 30 and 14 days before the agreed end."""
    for match in seen.running():
        cohort = seen.cohort(match.cohort)
        left = (cohort.ends - seen.today).days if cohort is not None else -1
        step = sum(left <= days for days in (60, 30, 14))
        if cohort is not None and match.status in {"active", "closing"} and left >= 0 and step:
            day = Day("Last day of our program", cohort.ends)
            yield from _both(seen, "L-31", "", match, step=step, guardians=True, day=day, ends=in_words(cohort.ends))


def ended(seen: Seen) -> Iterator[Cause]:
    """L-32 to L-34: an early end, thanks at the planned one, and a new match when the time to rest is over."""
    hours: dict[str, int] = {}
    for meeting in seen.records.meetings:
        hours[meeting.match] = hours.get(meeting.match, 0) + meeting.minutes
    for match in seen.records.matches:
        if match.reason == "safety":
            continue  # only a human writes
        early = match.status in {"closing", "closed"} and match.reason not in {"", _COMPLETED}
        since = match.ended or _since(match, "closing", "closed")
        if early and seen.fresh(since):
            for code in match.people:
                person = seen.people.get(code)
                if person is not None:
                    yield Cause("L-32", match.code, seen.reader(person), {"match": match.code}, match=match.code)
        if match.status == "closed" and match.ended is not None and seen.fresh(match.ended):
            together = str(round(hours.get(match.code, 0) / 60))
            yield from _both(seen, "L-33", "", match, hours=together)
        over = match.ended + seen.program.support.cooling_off_days * _DAY if match.ended is not None else None
        mentee = seen.people.get(match.mentee)
        if mentee is not None and match.mentee not in seen.matched and seen.fresh(over):
            yield Cause("L-34", match.code, seen.reader(mentee), match=match.code)


OF_MATCHES: tuple[Callable[[Seen], Iterator[Cause]], ...] = (
    offered,
    refused,
    agreed,
    met,
    checked,
    at_home,
    aimed,
    quiet,
    half_way,
    helped,
    paused,
    ending,
    ended,
)
