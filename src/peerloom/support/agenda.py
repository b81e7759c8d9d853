"""What needs the coordinator today, most urgent first. Proposals to decide are added by the desk itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from peerloom.definition.standard_forms import forms_of
from peerloom.people.links import person_of
from peerloom.people.setting import setting_of
from peerloom.people.values import by_time, is_yes, sent, text_of
from peerloom.problems import Cell
from peerloom.support.due import SIDES, check_ins
from peerloom.support.health import late_run
from peerloom.support.running import RUNNING, days_since, last_met, opened
from peerloom.support.safety import alarms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from peerloom.definition.program import Program
    from peerloom.people.records import Match, Participant, Records
    from peerloom.people.setting import Setting
    from peerloom.support.due import CheckInDue

Kind = Literal[
    "safety",
    "permission",
    "screening",
    "training",
    "first-meeting",
    "quiet",
    "check-in",
    "closing",
    "talk",
    "question",
    "change",
    "details",
]
Urgency = Literal[0, 1, 2]
NOW: Final = 0
WEEK: Final = 1
SOON: Final = 2
_ENDS: tuple[tuple[int, Urgency], ...] = ((7, 0), (30, 1), (60, 2))  # days before something ends -> how urgent
_GATE_DAYS = 14  # before the matching day, what is missing becomes urgent
_REMINDED_DAYS = 14  # after which a missing permission is the coordinator's, not a reminder's
_REQUEST_DAYS = 14  # a request stands on the list for so long
_STILL = {"applied", "permission_wanted", "screening", "accepted", "ready", "waiting", "matched", "lapsed", "paused"}
_ASKS: Mapping[str, tuple[Urgency, str]] = {  # what people ask for -> how urgent, and how it is said
    "change my details": (WEEK, "Asks to have details changed."),
    "pause": (WEEK, "Asks for a pause."),
    "stop": (WEEK, "Wants to stop."),
    "take back a permission": (NOW, "Takes back a permission; ask which one."),
    "see or delete my data": (WEEK, "Asks to see or delete their data."),
}


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: whom it is about, one sentence, where it stands, and by when."""

    kind: Kind
    urgency: Urgency  # 0 now, 1 this week, 2 soon
    who: tuple[str, ...]  # codes
    text: str
    cell: Cell | None = None
    due: dt.date | None = None


@dataclass(frozen=True, slots=True)
class _Seen:
    """What all tasks are made from."""

    records: Records
    program: Program
    setting: Setting
    today: dt.date

    def running(self) -> Iterator[Match]:
        """Matches that run, or are about to."""
        return (match for match in self.records.matches if match.status in RUNNING)

    def people(self) -> Iterator[Participant]:
        """People who take part now: they are in a running match, or could still be matched.

        Once the sign-up of a new round has opened, that is the round to be ready for; of the one before only those
        who wait can still be matched.
        """
        opened = [cohort for cohort in self.program.cohorts if cohort.sign_up_opens <= self.today]
        newest = max(opened, key=lambda cohort: (cohort.sign_up_opens, cohort.id)).id if opened else ""
        matched = self.matched()
        for person in self.records.participants:
            cohort = self.setting.cohort(person.cohort)
            current = cohort is None or (cohort.id == newest and self.today <= cohort.ends)
            if person.status in _STILL and (current or person.status == "waiting" or person.code in matched):
                yield person

    def matched(self) -> set[str]:
        """Codes of people in a running match."""
        return {code for match in self.running() for code in match.people}


def agenda(records: Records, program: Program, today: dt.date) -> tuple[Task, ...]:
    """Everything that needs the coordinator, by urgency, then by date (none last), then by code.

    A safety answer is only said to be there: its words and whose it is stand on the page Safety alone.
    """
    seen = _Seen(records, program, setting_of(program, forms_of(program), today), today)
    tasks = [task for make in _MAKERS for task in make(seen)]
    return tuple(sorted(tasks, key=lambda t: (t.urgency, t.due or dt.date.max, t.who, t.kind, t.text, str(t.cell))))


def safety(seen: _Seen) -> Iterator[Task]:
    """Answers that somebody must read, as long as they are open."""
    for alarm in alarms(seen.records, seen.program):
        if alarm.open:
            cell = Cell(alarm.answer.cell.tab, alarm.answer.cell.row, alarm.question)
            yield Task("safety", NOW, (), "Somebody answered the safety question; see the page Safety.", cell, alarm.on)


def permissions(seen: _Seen) -> Iterator[Task]:
    """Permissions that are missing, have ended or will end."""
    matched = seen.matched()
    for person in seen.people():
        until, who = person.permission_until, (person.code,)
        if "permission" in person.missing:
            since = person.applied + dt.timedelta(days=_REMINDED_DAYS)
            urgency: Urgency = NOW if person.code in matched else WEEK if seen.today >= since else SOON
            if until is not None:
                text = f"The permission of a parent or carer ended on {until}."
                yield Task("permission", urgency, who, text, person.cell, until)
            else:
                text = "The permission of a parent or carer is missing."
                yield Task("permission", urgency, who, text, person.cell, since)
        elif person.minor and until is not None and (ends := _ends(until, seen.today)) is not None:
            yield Task("permission", ends, who, f"The permission of a parent or carer ends on {until}.", None, until)


def _ends(until: dt.date, today: dt.date) -> Urgency | None:
    """How urgent something is that ends on ``until``; None while there is time."""
    days = (until - today).days
    return next((urgency for most, urgency in _ENDS if days <= most), None)


def _gate(person: Participant, seen: _Seen) -> tuple[Urgency, dt.date | None]:
    """How urgent it is that somebody gets ready, and by when: before the matching day."""
    cohort = seen.setting.cohort(person.cohort)
    if cohort is None:
        return SOON, None
    near = seen.today >= cohort.matching - dt.timedelta(days=_GATE_DAYS)
    return (WEEK if near else SOON), cohort.matching


def screening(seen: _Seen) -> Iterator[Task]:
    """Screenings that are not finished, have ended or will end. What was found is never said."""
    matched = seen.matched()
    for person in seen.people():
        until = person.screened_until
        if "screening" in person.missing:
            urgency, due = _gate(person, seen)
            ended = until is not None and until < seen.today
            text = f"The screening ended on {until}." if ended else "The screening is not finished."
            urgency = NOW if person.code in matched else urgency
            yield Task("screening", urgency, (person.code,), text, None, until if ended else due)
        elif until is not None and (ends := _ends(until, seen.today)) is not None:
            yield Task("screening", ends, (person.code,), f"The screening ends on {until}.", None, until)


def training(seen: _Seen) -> Iterator[Task]:
    """Training that is missing before a match, or must be refreshed."""
    for person in seen.people():
        lacks = [words for words, kind in zip(person.needs, person.missing, strict=True) if kind == "training"]
        if lacks:
            urgency, due = _gate(person, seen)
            yield Task("training", urgency, (person.code,), f"Training is missing: {', '.join(lacks)}.", None, due)


def first_meetings(seen: _Seen) -> Iterator[Task]:
    """Approved matches that have not met: tell both, remind half-way, this week when late, now when twice as late."""
    most = seen.program.support.first_meeting_days
    for match in seen.running():
        since = opened(match, seen.program)
        if match.status in {"approved", "agreed"} and since is not None:
            days = days_since(since, seen.today, match, seen.program)
            urgency: Urgency = NOW if days > 2 * most else WEEK if days > most else SOON
            if match.status == "approved" and 2 * days < most:
                text = "Approved. Write to both, and give them their codes."
                yield Task("first-meeting", WEEK, _both(match), text, None, since + dt.timedelta(days=most))
            elif 2 * days >= most:
                text = f"No first meeting after {days} days."
                yield Task("first-meeting", urgency, _both(match), text, None, since + dt.timedelta(days=most))


def _both(match: Match) -> tuple[str, str]:
    return match.mentor, match.mentee


def quiet(seen: _Seen) -> Iterator[Task]:
    """Active matches without a meeting for longer than ``quiet_days``; after ``silent_days`` it is urgent."""
    support = seen.program.support
    met = last_met(seen.records)
    for match in seen.running():
        if match.status == "active" and match.code in met:
            days = days_since(met[match.code], seen.today, match, seen.program)
            if days > support.quiet_days:
                urgency: Urgency = NOW if days > support.silent_days else WEEK
                yield Task("quiet", urgency, _both(match), f"No meeting for {days} days.")


def late_check_ins(seen: _Seen) -> Iterator[Task]:
    """Check-ins of active matches that are late and have not come, one task a side."""
    due: dict[tuple[str, str], list[CheckInDue]] = {}
    for one in check_ins(seen.records, seen.program):
        due.setdefault((one.match, one.side), []).append(one)
    for match in seen.running():
        for side, code in zip(SIDES, _both(match), strict=True):
            run = late_run(due.get((match.code, side), ()))
            if run and match.status == "active":
                days = (seen.today - run[-1].due).days
                text = f"The check-in is {days} days late." if len(run) == 1 else f"{len(run)} check-ins are missing."
                yield Task("check-in", WEEK, (code,), text, None, run[0].due)


def closings(seen: _Seen) -> Iterator[Task]:
    """Matches that are ending and whose closure nobody has written down."""
    told = {text_of(row, "match") for row in seen.records.answers.get("closure", ())}
    for match in seen.running():
        if match.status == "closing" and match.code not in told:
            cohort = seen.setting.cohort(match.cohort)
            text = "This match is ending; its closure is not written down yet."
            yield Task("closing", WEEK, _both(match), text, None, cohort.ends if cohort else None)


def talks(seen: _Seen) -> Iterator[Task]:
    """Mentees whose newest check-in asks for a talk, until somebody has written a contact note about the match."""
    noted = {text_of(row, "match"): sent(row) for row in seen.records.answers.get("contact-note", ())}
    rows = seen.records.answers.get("mentee-check-in", ())
    newest = {(text_of(row, "match"), person_of(row)): row for row in rows}
    running = {match.code for match in seen.running()}
    for (match, code), row in sorted(newest.items()):
        if match in running and is_yes(row, "talk") and noted.get(match, dt.date.min) < sent(row):
            yield Task("talk", WEEK, (code,), "Would like to talk with the team.", row.cell, sent(row))


def questions(seen: _Seen) -> Iterator[Task]:
    """People who have a question before they say yes to a match."""
    open_ = {match.code for match in seen.running() if match.started is None}
    newest = {(text_of(a, "match"), person_of(a)): a for a in seen.records.answers.get("match-answer", ())}
    for (match, code), row in sorted(newest.items()):
        if match in open_ and seen.setting.meant(row, "answer") == "I have a question first":
            yield Task("question", WEEK, (code,), "Has a question before the first meeting.", row.cell, sent(row))


def changes(seen: _Seen) -> Iterator[Task]:
    """What people asked for in the last two weeks with "change or stop"."""
    for row in seen.records.answers.get("change-or-stop", ()):
        asked = _ASKS.get(seen.setting.meant(row, "what"))
        if asked is not None and 0 <= (seen.today - sent(row)).days <= _REQUEST_DAYS:
            urgency, text = asked
            yield Task("change", urgency, (person_of(row),), text, row.cell, sent(row))


def details(seen: _Seen) -> Iterator[Task]:
    """People whose details are not right, until they sign up anew or somebody has written a contact note about them."""
    noted = {text_of(row, "code"): sent(row) for row in seen.records.answers.get("contact-note", ())}
    signed = {person.code: person.applied for person in seen.people()}
    for row in sorted(seen.records.answers.get("details-check", ()), key=by_time):
        code = person_of(row)
        open_ = code in signed and sent(row) >= max(signed[code], noted.get(code, dt.date.min))
        if row.values.get("right") is False and open_:
            yield Task("details", WEEK, (code,), "Says that some details are not right.", row.cell, sent(row))


_MAKERS: tuple[Callable[[_Seen], Iterator[Task]], ...] = (
    safety,
    permissions,
    screening,
    training,
    first_meetings,
    quiet,
    late_check_ins,
    closings,
    talks,
    questions,
    changes,
    details,
)
