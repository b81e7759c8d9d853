"""Where each person stands: the status, and in words what is missing before they are ready. Nobody types these."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.people.applications import seat
from peerloom.people.links import person_of
from peerloom.people.matches import MOVED
from peerloom.people.permissions import needs_permission
from peerloom.people.records import Participant
from peerloom.people.screening import is_screened
from peerloom.people.training import Training, lapsed_modules, minutes_missing
from peerloom.people.values import by_time, is_yes, sent, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from peerloom.people.applications import Application, Roster
    from peerloom.people.changes import Course
    from peerloom.people.permissions import Permission
    from peerloom.people.records import Answer, Match, Missing, Status
    from peerloom.people.screening import Screening
    from peerloom.people.setting import Setting

_RUNNING = {"approved", "agreed", "active", "paused", "closing", "suspended"}
_MADE = _RUNNING | {"closed"}
_GONE = {"withdrawn", "finished", "declined", "not_now"}  # nobody waits for anything of theirs


@dataclass(frozen=True, slots=True)
class Gates:
    """What must hold before somebody is ready, by code of the person."""

    screenings: Mapping[str, Screening]
    trainings: Mapping[str, Training]
    permissions: Mapping[str, Permission]
    looked_at: frozenset[str] = frozenset()  # mentors about whom a reference or a screening has come in


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that is missing. ``lapsed``: it was there and has run out."""

    kind: Missing
    words: str
    lapsed: bool = False


@dataclass(frozen=True, slots=True)
class _Person:
    """One application with everything that decides about its status."""

    application: Application
    matches: Sequence[Match]  # of this application
    needs: Sequence[Need]
    course: Course
    over: bool  # the cohort has ended
    last: Match | None  # that has closed
    again: str  # what this person's closure of it says about a new match: yes, later, no


def participants(
    people: Roster,
    gates: Gates,
    courses: Mapping[tuple[str, str], Course],
    matches: Sequence[Match],
    closures: Sequence[Answer],
    setting: Setting,
) -> tuple[Participant, ...]:
    """Every application as a participant, by code, then from the oldest to the newest.

    Args:
        people: applications by code.
        gates: screening, training, permission.
        courses: where each application's own events have led.
        matches: all of them.
        closures: the rows of the closure form that count.
        setting: the run.
    """
    known = _Known(
        gates,
        courses,
        _by_seat(people, matches),
        _said(closures, matches, setting),
        _holds(closures, matches, setting),
        setting,
    )
    matched = _last_matched(matches, setting)
    found: list[Participant] = []
    for applications in people.values():
        for one in applications:
            person = _person(one, known)
            status = _status(person, gates, setting)
            since = max(applications[0].applied, matched.get(one.code, dt.date.min))
            waited = _waited(since, setting) if status == "waiting" else 0
            found.append(_participant(person, status, gates, waited, setting))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Known:
    """Everything that a person's status is made from, to be looked up."""

    gates: Gates
    courses: Mapping[tuple[str, str], Course]
    mine: Mapping[tuple[str, str], Sequence[Match]]
    said: Mapping[tuple[str, str], str]
    holds: Mapping[str, dt.date]
    setting: Setting


def _person(one: Application, known: _Known) -> _Person:
    gates, setting = known.gates, known.setting
    of_one = known.mine.get((one.code, one.cohort), [])
    cohort = setting.cohort(one.cohort)
    ended = [
        (match.ended, match.code, match)
        for match in of_one
        if match.status == "closed" and match.ended and match.reason != MOVED  # who was moved goes on at once
    ]
    last = max(ended)[2] if ended else None
    again = known.said.get((one.code, last.code), "") if last else ""
    return _Person(
        one,
        of_one,
        [*_gates(one, gates, setting), *_after(last, again, setting), *_hold(one, gates, known.holds)],
        known.courses[one.code, one.cohort],
        over=cohort is not None and setting.today > cohort.ends,
        last=last,
        again=again,
    )


def _by_seat(people: Roster, matches: Iterable[Match]) -> dict[tuple[str, str], list[Match]]:
    found: dict[tuple[str, str], list[Match]] = {}
    for match in matches:
        for code in match.people:
            found.setdefault((code, seat(people, code, match.cohort).cohort), []).append(match)
    return found


def _said(closures: Iterable[Answer], matches: Iterable[Match], setting: Setting) -> dict[tuple[str, str], str]:
    """(code, match) -> what that side's newest closure says about a new match."""
    known = {match.code: match for match in matches}
    found: dict[tuple[str, str], str] = {}
    for row in sorted(closures, key=by_time):
        match = text_of(row, "match")
        person = _closer(row, known[match], setting) if match in known else ""
        if person:
            found[person, match] = setting.meant(row, "again")
    return found


def _closer(row: Answer, match: Match, setting: Setting) -> str:
    """Whose word a closure is: that of the person whose code it has, else of the side that it is from."""
    if setting.reciprocal or match.also:
        return person_of(row) if person_of(row) in match.people and setting.meant(row, "side") != "coordinator" else ""
    return {"mentor": match.mentor, "mentee": match.mentee}.get(setting.meant(row, "side"), "")


def _holds(closures: Iterable[Answer], matches: Sequence[Match], setting: Setting) -> dict[str, dt.date]:
    """Whom nobody is matched with until somebody has decided, and since when: mentors, and peers on both sides."""
    by_code = {match.code: match for match in matches}
    stopped = [match for match in matches if match.status == "suspended"]
    found = {code: setting.today for match in stopped for code in _held(match, setting)}
    for row in closures:
        match = by_code.get(text_of(row, "match"))
        if match is not None and setting.meant(row, "reason") == "safety":
            for code in _held(match, setting):
                found[code] = max(sent(row), found.get(code, dt.date.min))
    return found


def _held(match: Match, setting: Setting) -> tuple[str, ...]:
    return match.people if setting.reciprocal else (match.mentor, *match.also)


def _gates(one: Application, gates: Gates, setting: Setting) -> Iterator[Need]:
    """What of screening, training, permission and consent is missing. Of screening the words say no more than that."""
    if one.role == setting.leading and is_screened(setting):
        screening = gates.screenings.get(one.code)
        if screening is None or not screening.holds(setting.today):
            yield Need("screening", "the screening", lapsed=screening is not None and screening.until < setting.today)
    yield from _training(one, gates.trainings.get(one.code, Training()), setting)
    if needs_permission(setting, minor=one.minor):
        permission = gates.permissions.get(one.code)
        if permission is None or not permission.holds(setting.today):
            lapsed = permission is not None and permission.until >= permission.given
            yield Need("permission", "the permission of a parent or carer", lapsed=lapsed)
    if setting.question(one.answer.form, "ok_data") and not is_yes(one.answer, "ok_data"):
        yield Need("consent", "the consent to use the answers")


def _training(one: Application, training: Training, setting: Setting) -> Iterator[Need]:
    titles = {module.id: module.title for module in setting.program.training.modules}
    lacks = [name for name in setting.required_modules(one.role) if name not in training.days]
    yield from (Need("training", f'the module "{titles[name]}"') for name in lacks)
    for name in lapsed_modules(training, one.role, setting):
        yield Need("training", f'the module "{titles[name]}" once more', lapsed=True)
    minutes = minutes_missing(training, one.role, setting)
    if minutes and not lacks:
        yield Need("training", f"{minutes} more minutes of training")


def _after(last: Match | None, again: str, setting: Setting) -> Iterator[Need]:
    """After a match has ended: a word from this person, and some days."""
    if last is None or last.ended is None:
        return
    free = last.ended + dt.timedelta(days=setting.program.support.cooling_off_days)
    if not again:
        yield Need("closure", "their word on a new match, in the form for the closure")
    elif again == "yes" and free > setting.today:
        yield Need("closure", f"some days without a match, until {free.isoformat()}")
    elif again in {"no", "later"}:
        yield Need("closure", "their wish for a new match")


def _hold(one: Application, gates: Gates, holds: Mapping[str, dt.date]) -> Iterator[Need]:
    screening = gates.screenings.get(one.code)
    since = holds.get(one.code)
    if since is not None and (screening is None or screening.on <= since):
        yield Need("hold", "a decision of the coordinator")


def _status(person: _Person, gates: Gates, setting: Setting) -> Status:
    """The first that fits. A cohort that is over leaves nobody matched."""
    kinds: frozenset[str] = frozenset(need.kind for need in person.needs)
    running = any(match.status in _RUNNING for match in person.matches) and not person.over
    made = any(match.status in _MADE and match.started is not None for match in person.matches)
    cohort = setting.cohort(person.application.cohort)
    left = person.course.status == "withdrawn"
    if left and not (made and cohort is not None and person.course.since > cohort.ends):
        return "withdrawn"
    if person.over and made:
        return "finished"
    if person.course.status == "declined":
        return "declined"
    if "hold" in kinds:
        return "on_hold"
    if person.course.status == "paused":
        return "paused"
    if running:
        return _matched(person, kinds - {"closure"})
    if person.course.status == "not_now":
        return "not_now"
    if person.last is not None and _is_done(person):
        return "finished"
    return _unmatched(person, kinds, gates, setting)


def _matched(person: _Person, kinds: frozenset[str]) -> Status:
    if person.application.role == "mentor":
        return "lapsed" if kinds else "matched"
    return "permission_wanted" if "permission" in kinds else "matched"


def _is_done(person: _Person) -> bool:
    """Whether the last match was the last one: they want none, or did not say so after it was completed."""
    completed = person.last is not None and person.last.reason == "completed"
    return person.again in {"no", "later"} or (not person.again and completed)


def _unmatched(person: _Person, kinds: frozenset[str], gates: Gates, setting: Setting) -> Status:
    one, cohort = person.application, setting.cohort(person.application.cohort)
    if not kinds:
        after = cohort is not None and setting.today > cohort.matching
        return "waiting" if one.role == "mentee" and after else "ready"
    if one.role == "mentee" and "permission" in kinds:
        return "permission_wanted"
    if all(need.lapsed for need in person.needs):
        return "lapsed"
    if one.role == setting.leading and "screening" in kinds:
        return "screening" if one.code in gates.looked_at else "applied"
    return "accepted"


def _last_matched(matches: Iterable[Match], setting: Setting) -> dict[str, dt.date]:
    """Mentees who had a match, and the last day of the newest."""
    found: dict[str, dt.date] = {}
    for match in matches:
        if match.status in _MADE and match.approved is not None:
            day = max(match.approved, match.ended or match.approved)
            for code in match.people if setting.reciprocal else (match.mentee,):
                found[code] = max(day, found.get(code, day))
    return found


def _waited(since: dt.date, setting: Setting) -> int:
    """How many matching days have passed since the person signed up, or since the last match."""
    return sum(since <= cohort.matching < setting.today for cohort in setting.program.cohorts)


def _capacity(one: Application, setting: Setting) -> int:
    """How many mentees somebody can take: as they said; else one, or a whole group where mentors lead groups."""
    picked = text_of(one.answer, "capacity")
    if one.role == "mentor" and picked.isdecimal():
        return int(picked)
    model = setting.program.model
    return model.takes_most if one.role == "mentor" and model is not None and model.kind == "group" else 1


def _participant(person: _Person, status: Status, gates: Gates, waited: int, setting: Setting) -> Participant:
    one, answer = person.application, person.application.answer
    screening, permission = gates.screenings.get(one.code), gates.permissions.get(one.code)
    training = gates.trainings.get(one.code, Training())
    accepted = screening is not None and screening.decision == "accept" and not screening.missing
    needs = () if status in _GONE else person.needs
    return Participant(
        code=one.code,
        role=one.role,
        cohort=one.cohort,
        name=text_of(answer, "name"),
        call=text_of(answer, "call"),
        email=text_of(answer, "email"),
        phone=text_of(answer, "phone"),
        born=one.born,
        minor=one.minor,
        guardian=text_of(answer, "guardian"),
        applied=one.applied,
        answers=answer.values,
        cell=answer.cell,
        status=status,
        needs=tuple(need.words for need in needs),
        capacity=_capacity(one, setting),
        screened_on=screening.on if screening and accepted else None,
        screened_until=screening.until if screening and accepted else None,
        trained=training.days,
        trained_minutes=sum(training.minutes.values()),
        permission=not needs_permission(setting, minor=one.minor)
        or (permission is not None and permission.holds(setting.today)),
        permission_until=permission.until if permission and permission.until >= permission.given else None,
        rounds_waited=waited,
        missing=tuple(need.kind for need in needs),
    )
