"""Matches: from the coordinator's decision to the closure, along the table of legal moves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from peerloom.people.applications import seat
from peerloom.people.changes import resumed_on
from peerloom.people.codes import group_code, match_code
from peerloom.people.days import days_counted
from peerloom.people.links import person_of
from peerloom.people.permissions import needs_permission
from peerloom.people.records import Aside, Match, Move
from peerloom.people.statuses import MATCH_STEPS, Event, followed
from peerloom.people.values import by_time, day_of, sent, text_of
from peerloom.problems import Cell, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from peerloom.people.applications import Application, Roster
    from peerloom.people.changes import Wish
    from peerloom.people.permissions import Permission
    from peerloom.people.records import Answer, Decided, MatchStatus
    from peerloom.people.setting import Interval, Setting
    from peerloom.people.statuses import Followed, MatchEvent
    from peerloom.problems import Level

NEVER_STARTED_DAYS = 30  # without a first meeting
OVERRUN_DAYS = 30  # after the cohort's last day a match that nobody closed counts as closed on that day
MOVED = "moved to another mentor"  # the reason of a match that ended because an offer was taken
_FIRST = dt.date.min  # of a decision without a day: nothing that follows it is too early
_ONE_DAY = dt.timedelta(days=1)
_SIDES = ("mentor", "mentee")
_ROLES, _PEERS = ("Mentor", "Co-mentor", "Mentee"), ("First", "Third", "Second")  # titles in the pairings file
_RUNNING = {"active", "paused", "closing", "suspended"}
_ENDS = {"closed", "never_started"}
_REFUSAL = "I would like another match"
_DECISIONS: Mapping[str, MatchEvent] = {"approve": "approve", "lock": "approve", "decline": "decline"}
_REVIEWS: Mapping[str, MatchEvent] = {"go on": "go on", "more support": "go on", "pause": "pause", "close": "wind up"}
_WHAT: Mapping[MatchEvent, str] = {
    "answer": "This answers a proposal",
    "refuse": "This asks for another match",
    "sign": "This is an agreement",
    "meet": "This tells of a meeting",
    "wind up": "This closes the match",
    "end": "This closes the match",
}
_STATE: Mapping[MatchStatus, str] = {
    "proposed": "the match was not approved by then",
    "active": "the two had met already",
    "paused": "the two had met already",
    "closing": "the two had met already",
    "suspended": "the match was stopped for the time being",
    "closed": "the match had ended",
    "rejected": "the match was declined",
    "never_started": "the match never started",
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """A pair with the coordinator's decision about it. Both people are known."""

    code: str
    decided: Decided

    @property
    def mentor(self) -> str:
        """The mentor's code."""
        return self.decided.mentor

    @property
    def mentee(self) -> str:
        """The mentee's code."""
        return self.decided.mentee

    @property
    def people(self) -> tuple[str, ...]:
        """Codes of everybody in it, the mentee last."""
        return (self.mentor, *self.decided.also, self.mentee)


@dataclass(frozen=True, slots=True)
class Told:
    """What forms say about matches: rows by form, each row with the code of its match."""

    answers: Mapping[str, Sequence[Answer]]
    wishes: Sequence[Wish]
    permissions: Mapping[str, Permission]


def proposals(
    decisions: Iterable[Decided], people: Roster, setting: Setting
) -> tuple[Mapping[str, Proposed], tuple[Problem, ...]]:
    """Every pair that was proposed or decided, by the code of the match, and decisions that no match can be made of.

    An open proposal about somebody who is no longer here is left out without a word: the next run makes proposals anew.
    """
    found: dict[str, Proposed] = {}
    problems: list[Problem] = []
    for decided in sorted(decisions, key=lambda one: (one.cohort, one.mentor, one.mentee)):
        if decided.offer and not decided.decision:
            continue  # an offer that nobody has taken is no proposal
        wrong = _unknown(decided, people, setting)
        if wrong is None:
            code = match_code(decided.mentor, decided.mentee, decided.cohort, decided.also)
            found[code] = Proposed(code, decided)
        elif decided.decision:
            problems.append(wrong)
    return found, tuple(problems)


def _unknown(decided: Decided, people: Roster, setting: Setting) -> Problem | None:
    hint = "Look for the sign-up: was it taken back, or is it held? If they are gone for good, delete this row."
    first, third, second = _PEERS if setting.reciprocal else _ROLES
    for title, role, code in (
        (first, setting.leading, decided.mentor),
        *((third, setting.leading, code) for code in decided.also),
        (second, "mentee", decided.mentee),
    ):
        if code not in people or people[code][-1].role != role:
            at = Cell(decided.cell.tab, decided.cell.row, f"{title} code")
            who = "person" if setting.reciprocal else role
            return Problem(at, f"There is no {who} with this code.", hint, "warning")
    if setting.cohort(decided.cohort) is None:
        at = Cell(decided.cell.tab, decided.cell.row, "Cohort")
        return Problem(at, "There is no such cohort in program.yaml.", "Undo the change in this row.", "warning")
    return None


def matches(
    pairs: Mapping[str, Proposed], told: Told, people: Roster, setting: Setting
) -> tuple[tuple[Match, ...], tuple[Aside, ...], tuple[Problem, ...]]:
    """Follow every pair from its proposal on, by the code of the match.

    ``started`` is the first meeting that is told by the form for it or by the hours log. Both sides' agreements make
    a match agreed; it may come after the first meeting. A closure whose day is still to come makes it closing. Of
    several closures the coordinator's counts, else the newest. Nothing outlives its cohort: from the last day on a
    match is closing, and 30 days later it counts as closed on that day. Without a first meeting in 30 days (breaks
    do not count) it never started. While a minor's permission is missing, it is paused. A match that another approved
    pair of the mentee stands in for ends on the day of that decision.

    Returns:
        The matches; the rows that are no legal move, held; and warnings.
    """
    of_match = _by_match(told.answers, pairs)
    of_person = _by_person(told.wishes)
    moved = _moves_away(pairs)
    found: list[Match] = []
    asides: list[Aside] = []
    warnings: list[Problem] = []
    for code, pair in sorted(pairs.items()):
        rows = of_match[code]
        events = list(_events(pair, rows, setting))
        events += _of_wishes([w for code in pair.people for w in of_person.get(code, ())], rows, setting)
        if code in moved:
            events.append(Event("end", moved[code]))
        took = followed("proposed", events, MATCH_STEPS)
        for at, event in took.illegal:
            if event.answer is not None and event.answer.form == "contact-note":
                warnings.append(_odd(event, at, "warning"))
            elif event.answer is not None:
                asides.append(Aside(event.answer, "held", _odd(event, at)))
        match = _match(pair, rows, took, setting)
        if code in moved and match.ended == moved[code] and not match.reason:
            match = replace(match, reason=MOVED)
        found.append(_by_day(_permitted(match, told.permissions, people, setting), setting))
    warnings += _small_groups(found, pairs, setting)
    return tuple(found), tuple(asides), tuple(warnings)


def _moves_away(pairs: Mapping[str, Proposed]) -> dict[str, dt.date]:
    """Matches that end because the mentee was moved to another mentor, and on which day."""
    found: dict[str, dt.date] = {}
    for pair in pairs.values():
        decided = pair.decided
        before = pairs.get(decided.instead)
        if before is None or _DECISIONS.get(decided.decision) != "approve" or decided.on is None:
            continue
        if (before.mentee, before.decided.cohort) == (pair.mentee, decided.cohort) and before is not pair:
            found[before.code] = max(decided.on, found.get(before.code, decided.on))
    return found


def _small_groups(found: Iterable[Match], pairs: Mapping[str, Proposed], setting: Setting) -> Iterator[Problem]:
    """Groups that run, or will, with fewer mentees than a group needs."""
    groups: dict[str, list[Match]] = {}
    for match in found:
        if match.group and match.status in {"approved", "agreed", *_RUNNING}:
            groups.setdefault(match.group, []).append(match)
    least = setting.program.model.group_least if setting.program.model else 1
    for code, of in sorted(groups.items()):
        if len(of) < least:
            at = pairs[of[0].code].decided.cell
            message = f"The group {code} has {len(of)} of the {least} mentees that a group needs."
            yield Problem(at, message, "Approve more people for it, or close it and pair its people anew.", "warning")


def _by_match(answers: Mapping[str, Sequence[Answer]], pairs: Iterable[str]) -> dict[str, dict[str, list[Answer]]]:
    """Match -> form -> rows."""
    found: dict[str, dict[str, list[Answer]]] = {code: {} for code in pairs}
    for form, rows in answers.items():
        for answer in rows:
            if text_of(answer, "match") in found:
                found[text_of(answer, "match")].setdefault(form, []).append(answer)
    return found


def _by_person(wishes: Iterable[Wish]) -> dict[str, list[Wish]]:
    found: dict[str, list[Wish]] = {}
    for wish in wishes:
        found.setdefault(wish.code, []).append(wish)
    return found


def _events(pair: Proposed, rows: Mapping[str, Sequence[Answer]], setting: Setting) -> Iterator[Event[MatchEvent]]:
    if pair.decided.decision:
        yield Event(_DECISIONS[pair.decided.decision], pair.decided.on or _FIRST)
    yield from _answered(rows.get("match-answer", ()), setting)
    yield from _agreed(pair, rows.get("agreement", ()), setting)
    for form in ("first-meeting", "hours-log"):
        for answer in rows.get(form, ()):
            yield Event("meet", day_of(answer, "on") or sent(answer), answer)
    for answer in rows.get("contact-note", ()):
        review = _REVIEWS.get(setting.meant(answer, "decision"))
        if review == "pause" and "safety" in setting.all_meant(answer, "topics"):
            review = "suspend"
        if review is not None:
            yield Event(review, day_of(answer, "on") or sent(answer), answer)
    yield from _closed(rows.get("closure", ()), setting)


def _answered(rows: Sequence[Answer], setting: Setting) -> Iterator[Event[MatchEvent]]:
    """Each side's newest answer counts; an older refusal has no effect."""
    newest = {person_of(answer): answer for answer in sorted(rows, key=by_time)}
    for answer in rows:
        refused = newest[person_of(answer)] is answer and setting.meant(answer, "answer") == _REFUSAL
        yield Event("refuse" if refused else "answer", sent(answer), answer)


def _agreed(pair: Proposed, rows: Sequence[Answer], setting: Setting) -> Iterator[Event[MatchEvent]]:
    first: dict[str, dt.date] = {}
    for answer in sorted(rows, key=by_time):
        yield Event("sign", sent(answer), answer)
        first.setdefault(_side(answer, pair, setting), sent(answer))
    if all(side in first for side in _SIDES):
        yield Event("agree", max(first[side] for side in _SIDES))


def _side(answer: Answer, pair: Proposed, setting: Setting) -> str:
    """Who filled a form in: as they said, else by the code."""
    said = "" if setting.reciprocal else setting.meant(answer, "side")
    return said or ("mentee" if person_of(answer) == pair.mentee else "mentor")


def closing_row(rows: Iterable[Answer], setting: Setting) -> Answer | None:
    """Of several closures of a match the one that counts: the coordinator's newest, else the newest."""
    order = sorted(rows, key=lambda row: (setting.meant(row, "side") == "coordinator", by_time(row)))
    return order[-1] if order else None


def _closed(rows: Sequence[Answer], setting: Setting) -> Iterator[Event[MatchEvent]]:
    counts = closing_row(rows, setting)
    ended = (day_of(counts, "ended") or sent(counts)) if counts is not None else None
    for answer in rows:
        if ended is not None and ended <= setting.today:
            yield Event("end", ended, answer)
        else:
            yield Event("wind up", sent(answer), answer)


def _of_wishes(
    mine: Iterable[Wish], rows: Mapping[str, Sequence[Answer]], setting: Setting
) -> Iterator[Event[MatchEvent]]:
    """What follows for a match from what its people ask for."""
    met = list(_met(rows))
    for wish in mine:
        if wish.what == "stop":
            yield Event("leave", wish.on)
        elif wish.what == "pause":
            yield Event("pause", wish.on)
            if (again := resumed_on(wish, met)) <= setting.today:
                yield Event("go on", again)


def _odd(event: Event[MatchEvent], at: MatchStatus, level: Level = "error") -> Problem:
    what = _WHAT.get(event.kind, "This decides about the match")
    message = f"{what}, but {_STATE.get(at, 'this is not the time for it')}."
    place = event.answer.cell if event.answer is not None else Cell("")
    return Problem(place, message, "Compare the day and the match code of this row.", level)


def _match(
    pair: Proposed,
    rows: Mapping[str, Sequence[Answer]],
    took: Followed[MatchStatus, MatchEvent],
    setting: Setting,
) -> Match:
    held = {event.answer.key for _, event in took.illegal if event.answer is not None}
    used = {form: [row for row in of_form if row.key not in held] for form, of_form in rows.items()}
    met = list(_met(used))
    decided = pair.decided.on or min([setting.today, *met])
    moves = tuple(Move(to, max(event.on, decided), _said_at(event, pair)) for to, event in took.moves)
    closing = closing_row(used.get("closure", ()), setting)
    return Match(
        pair.code,
        pair.decided.cohort,
        pair.mentor,
        pair.mentee,
        took.status,
        pair.decided.decision,
        approved=next((move.on for move in moves if move.to == "approved"), None),
        started=min(met, default=None),
        ended=next((move.on for move in moves if move.to in _ENDS), None),
        reason=setting.meant(closing, "reason") if closing is not None else "",
        note=pair.decided.note,
        moves=moves,
        also=pair.decided.also,
        group=group_code((pair.mentor, *pair.decided.also), pair.decided.cohort) if setting.grouped else "",
        slot=pair.decided.slot,
    )


def _said_at(event: Event[MatchEvent], pair: Proposed) -> Cell | None:
    if event.answer is not None:
        return event.answer.cell
    return pair.decided.cell if event.kind in _DECISIONS.values() else None


def _met(rows: Mapping[str, Sequence[Answer]]) -> Iterator[dt.date]:
    """The days of all meetings that are told."""
    for form in ("first-meeting", "hours-log"):
        for row in rows.get(form, ()):
            yield day_of(row, "on") or sent(row)


def _permitted(match: Match, permissions: Mapping[str, Permission], people: Roster, setting: Setting) -> Match:
    """The match, paused from the day on which a minor's permission was missing."""
    if match.status != "active" or match.started is None:
        return match
    lost = [day for code in match.people if (day := _lost(seat(people, code, match.cohort), permissions, setting))]
    if not lost:
        return match
    on = max(min(lost), match.started)
    return replace(match, status="paused", moves=(*match.moves, Move("paused", max(on, match.moves[-1].on))))


def _lost(person: Application, permissions: Mapping[str, Permission], setting: Setting) -> dt.date | None:
    """Since when a permission is missing that somebody needs; None when none is."""
    permission = permissions.get(person.code)
    if not needs_permission(setting, minor=person.minor) or (permission and permission.holds(setting.today)):
        return None
    return permission.until + _ONE_DAY if permission else _FIRST


def _by_day(match: Match, setting: Setting) -> Match:
    """What the calendar makes of a match that nobody closed."""
    cohort = setting.cohort(match.cohort)
    if cohort is None or match.approved is None:
        return match
    if match.status in {"approved", "agreed"}:
        on = _given_up(max(match.approved, cohort.starts), setting.breaks(cohort.id))
        if on <= setting.today:
            return _moved(match, "never_started", on, ended=on)
    elif match.status in _RUNNING and setting.today > cohort.ends:
        match = _moved(match, "closing", cohort.ends)
        if (setting.today - cohort.ends).days > OVERRUN_DAYS:
            return _moved(match, "closed", cohort.ends, ended=cohort.ends)
    return match


def _given_up(since: dt.date, breaks: Sequence[Interval]) -> dt.date:
    """The first day that is more than 30 days later, without breaks."""
    on = since + dt.timedelta(days=NEVER_STARTED_DAYS + 1)
    while days_counted(since, on, breaks) <= NEVER_STARTED_DAYS:
        on += _ONE_DAY
    return on


def _moved(match: Match, to: MatchStatus, on: dt.date, ended: dt.date | None = None) -> Match:
    if match.status == to:
        return match
    return replace(match, status=to, ended=ended, moves=(*match.moves, Move(to, on)))
