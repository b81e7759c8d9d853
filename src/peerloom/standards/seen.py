"""Tests of what people's answers show. They count people of the newest cohort with matches, and name nobody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.people.links import person_of
from peerloom.people.setting import setting_of
from peerloom.people.values import day_of, is_yes, sent_on, text_of, texts_of
from peerloom.standards.findings import Finding
from peerloom.support.due import check_ins as due_check_ins
from peerloom.support.running import RUNNING, cohort_of, days_since

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from peerloom.people.records import Answer, Match, Participant, Records
    from peerloom.people.setting import Setting
    from peerloom.standards.findings import Level
    from peerloom.standards.written import Written

_MADE = RUNNING | {"closed"}
_ENDED = {"closed"}
_QUARTER = 92  # days: the longest three months
_SURVEY_DAYS = 91  # a match should have answered once by then
_DAYS_A_MONTH = 30.4375


@dataclass(frozen=True, slots=True)
class Seen:
    """The answers, and the matches that count: those that were approved, of the newest cohort that has some."""

    written: Written
    records: Records
    setting: Setting
    matches: tuple[Match, ...]
    people: Mapping[str, Participant]  # code -> in that cohort

    @property
    def today(self) -> dt.date:
        """The day of the run."""
        return self.records.today

    def answers(self, form: str) -> tuple[Answer, ...]:
        """Used answers of a form."""
        return self.records.answers.get(form, ())

    def side(self, role: str) -> tuple[Participant, ...]:
        """The matched people of one side, each once. Peers are all on the side of mentees."""
        codes = {code for match in self.matches for code in match.people if code in self.people}
        return tuple(self.people[code] for code in sorted(codes) if self.people[code].role == role)

    def minors(self) -> tuple[Participant, ...]:
        """Matched minors of both sides."""
        return tuple(one for role in ("mentor", "mentee") for one in self.side(role) if one.minor)

    def approved(self, code: str) -> dt.date:
        """The day of the first match of somebody, which screening and training must come before."""
        days = [match.approved for match in self.matches if code in match.people and match.approved]
        return min(days, default=self.today)

    def running(self) -> tuple[Match, ...]:
        """Matches that have met and have not ended."""
        return tuple(m for m in self.matches if m.status in RUNNING and m.started is not None)

    def ended(self) -> tuple[Match, ...]:
        """Matches that have met and have ended."""
        return tuple(m for m in self.matches if m.status in _ENDED and m.started is not None)


def seen_of(written: Written, records: Records) -> Seen:
    """What the answers show, for the newest cohort that has approved matches."""
    setting = setting_of(written.program, written.forms.values(), records.today)
    made = [match for match in records.matches if match.approved is not None and match.status in _MADE]
    order = [cohort.id for cohort in sorted(written.program.cohorts, key=lambda one: one.starts)]
    cohort = next((name for name in reversed(order) if any(match.cohort == name for match in made)), "")
    people = {one.code: one for one in records.participants if one.cohort == cohort}
    return Seen(written, records, setting, tuple(m for m in made if m.cohort == cohort), people)


def _share(part: int, whole: int, what: str, yes: int = 100, least: int = 80) -> Finding:
    """``yes`` from so many of a hundred, ``part`` from ``least``; nobody at all is not yet."""
    if not whole:
        return Finding("not yet", f"{what}: nobody yet")
    said = f"{what}: {part} of {whole}"
    return Finding("yes" if 100 * part >= yes * whole else "part" if 100 * part >= least * whole else "no", said)


def _people(people: Sequence[Participant], holds: Callable[[Participant], bool], what: str, **of: int) -> Finding:
    return _share(sum(map(holds, people)), len(people), what, **of)


def _codes(answers: Iterable[Answer]) -> dict[str, list[Answer]]:
    found: dict[str, list[Answer]] = {}
    for answer in answers:
        found.setdefault(person_of(answer), []).append(answer)
    return found


def _of_match(answers: Iterable[Answer]) -> dict[str, list[Answer]]:
    found: dict[str, list[Answer]] = {}
    for answer in answers:
        found.setdefault(text_of(answer, "match"), []).append(answer)
    return found


def answered(seen: Seen, form: str, asked: str, yes: str, least: str = "50") -> Finding:
    """Matched people have answered a question of their sign-up."""
    if seen.written.question(form, asked) is None:
        return Finding("no", f"form {form}, question {asked}")
    people = seen.side("mentor" if form == "mentor-sign-up" else "mentee")
    what = f"matched people, form {form}, question {asked}"
    return _people(
        people, lambda one: one.answers.get(asked) not in {None, False, ""}, what, yes=int(yes), least=int(least)
    )


def used(seen: Seen, form: str, asked: str, least: str) -> Finding:
    """So many different answers were given to a question; one is a part."""
    values = {value for one in seen.answers(form) for value in (text_of(one, asked), *texts_of(one, asked))} - {""}
    if not seen.answers(form):
        return Finding("not yet", f"form {form}: no answers yet")
    level: Level = "yes" if len(values) >= int(least) else "part" if values else "no"
    return Finding(level, f"form {form}, question {asked}: {len(values)} different answers")


def screened(seen: Seen, step: str) -> Finding:
    """Every matched mentor has this step of the screening, dated on or before the match."""
    rows = _codes(seen.answers("screening"))
    return _people(
        seen.side(seen.setting.leading),
        lambda one: _step(seen, rows, one, step),
        f"matched mentors, form screening, question {step}",
    )


def record_check(seen: Seen) -> Finding:
    """Every matched adult mentor has a record check, dated on or before the match."""
    rows = _codes(seen.answers("screening"))
    adults = [one for one in seen.side(seen.setting.leading) if not one.minor]
    what = "matched adult mentors, form screening, question record_check_on"
    return _people(adults, lambda one: _step(seen, rows, one, "record_check_on"), what)


def _step(seen: Seen, rows: Mapping[str, Sequence[Answer]], one: Participant, step: str) -> bool:
    days = [day for answer in rows.get(one.code, ()) if (day := day_of(answer, step))]
    return any(day <= seen.approved(one.code) for day in days)


def permission(seen: Seen) -> Finding:
    """A permission holds for every matched minor. One gap, and it does not hold."""
    return _people(seen.minors(), lambda one: one.permission, "matched minors with a permission that holds", least=100)


def family_form(seen: Seen) -> Finding:
    """A family has filled in the permission form for every matched minor."""
    rows = _codes(seen.answers("guardian-permission"))
    return _people(seen.minors(), lambda one: one.code in rows, "matched minors, form guardian-permission")


def family_answer(seen: Seen, asked: str) -> Finding:
    """A family has answered this question for every matched minor."""
    rows = _codes(seen.answers("guardian-permission"))
    what = f"matched minors, form guardian-permission, question {asked}"
    return _people(
        seen.minors(), lambda one: any(a.values.get(asked) not in {None, False} for a in rows.get(one.code, ())), what
    )


def trained(seen: Seen) -> Finding:
    """Every matched mentor had the minutes of training that are asked, before the match."""
    modules = {module.id: module.minutes for module in seen.written.program.training.modules}
    asked = seen.written.program.training.minutes_before_match

    def before(one: Participant) -> int:
        return sum(modules.get(name, 0) for name, on in one.trained.items() if on <= seen.approved(one.code))

    return _people(
        seen.side("mentor"), lambda one: before(one) >= asked, f"matched mentors with {asked} minutes before the match"
    )


def trained_later(seen: Seen) -> Finding:
    """Mentors took some training after the match: half of them are enough, a fifth are a part."""
    later = "matched mentors with training after the match"
    return _people(
        seen.side("mentor"),
        lambda one: any(on > seen.approved(one.code) for on in one.trained.values()),
        later,
        yes=50,
        least=20,
    )


def prepared(seen: Seen) -> Finding:
    """Every matched mentee has done the modules that come before a match."""
    needed = set(seen.setting.required_modules("mentee"))
    what = "matched mentees who did the modules before the match"
    return _people(seen.side("mentee"), lambda one: bool(needed) and needed <= set(one.trained), what)


def first_meeting(seen: Seen) -> Finding:
    """A first meeting of every match that has begun is noted."""
    begun = [match for match in seen.matches if match.started is not None]
    rows = _of_match(seen.answers("first-meeting"))
    return _share(sum(match.code in rows for match in begun), len(begun), "matches that have begun, form first-meeting")


def introduced(seen: Seen) -> Finding:
    """Somebody from the program was at every first meeting."""
    rows = _of_match(seen.answers("first-meeting"))
    mine = [rows[match.code] for match in seen.matches if match.code in rows]
    there = sum(any(is_yes(answer, "adult_present") for answer in answers) for answers in mine)
    return _share(there, len(mine), "first meetings, question adult_present")


def agreed(seen: Seen) -> Finding:
    """Everybody in a match that has begun has signed, and the program, and the family of a minor as well."""
    begun = [match for match in seen.matches if match.started is not None]
    rows = _of_match(seen.answers("agreement"))

    def signed(match: Match) -> bool:
        sides = {seen.setting.meant(answer, "side") for answer in rows.get(match.code, ()) if text_of(answer, "sign")}
        family = {"parent or carer"} if seen.people[match.mentee].minor else set()
        return sides >= ({"mentor", "mentee", "coordinator"} | family)

    return _share(
        sum(signed(m) for m in begun if m.mentee in seen.people),
        len(begun),
        "matches that have begun, form agreement, every side",
    )


def check_ins(seen: Seen) -> Finding:
    """Nine of ten check-ins that fell due were made in time; seven of ten are a part."""
    codes = {match.code for match in seen.matches}
    due = [one for one in due_check_ins(seen.records, seen.written.program) if one.match in codes]
    done = sum(one.done is not None and not one.late for one in due)
    return _share(done, len(due), "check-ins that fell due, made in time", yes=90, least=70)


def _talks(seen: Seen, since: int | None = None) -> dict[str, list[Answer]]:
    first = seen.today - dt.timedelta(days=since) if since is not None else dt.date.min
    notes = seen.answers("contact-note")
    return _of_match(note for note in notes if (day_of(note, "on") or sent_on(note) or dt.date.min) >= first)


def family_contact(seen: Seen) -> Finding:
    """In the last quarter somebody heard from the family of every minor in a running match; half are a part."""
    first = seen.today - dt.timedelta(days=_QUARTER)
    told = {person_of(a) for a in seen.answers("adult-check-in") if (sent_on(a) or dt.date.min) >= first}
    talked = {
        code
        for code, notes in _talks(seen, _QUARTER).items()
        if any("guardian" in seen.setting.all_meant(note, "with") for note in notes)
    }
    minors = [m for m in seen.running() if m.mentee in seen.people and seen.people[m.mentee].minor]
    heard = sum(match.mentee in told or match.code in talked for match in minors)
    return _share(heard, len(minors), "running matches whose family was heard in three months", yes=90, least=50)


def reviewed(seen: Seen) -> Finding:
    """A talk of the last quarter about every running match says how it goes on; half are a part."""
    decided = {code for code, notes in _talks(seen, _QUARTER).items() if any(text_of(n, "decision") for n in notes)}
    old = [match for match in seen.running() if match.started and (seen.today - match.started).days >= _QUARTER]
    what = "matches of three months and more, form contact-note, question decision"
    return _share(sum(match.code in decided for match in old), len(old), what, yes=90, least=50)


def surveyed(seen: Seen, yes: str) -> Finding:
    """So many of a hundred matches of three months and more have somebody who answered the survey."""
    people = {person_of(answer) for answer in seen.answers("survey")}
    old = [m for m in seen.matches if m.started and (seen.today - m.started).days >= _SURVEY_DAYS]
    found = sum(bool(people & set(match.people)) for match in old)
    return _share(found, len(old), "matches of three months and more, form survey", yes=int(yes), least=1)


def logged(seen: Seen) -> Finding:
    """Four of five meetings that were agreed are in the hours log; half are a part. Breaks and pauses do not count."""
    agreed_on = 0.0
    for match in seen.matches:
        group = cohort_of(match, seen.written.program)
        if match.started is not None and group is not None:
            last = min(match.ended or seen.today, group.ends, seen.today)
            days = days_since(match.started, last, match, seen.written.program)
            agreed_on += days / _DAYS_A_MONTH * group.meetings_per_month
    codes = {match.code for match in seen.matches}
    done = sum(meeting.match in codes for meeting in seen.records.meetings)
    return _share(
        min(done, int(agreed_on)), int(agreed_on), "meetings that were agreed, in the hours log", least=50, yes=80
    )


def exit_talks(seen: Seen) -> Finding:
    """Mentor and mentee of every match that ended have filled in the form; half are a part."""
    sides = _sides(seen)
    both = sum({"mentor", "mentee"} <= sides.get(match.code, set()) for match in seen.ended())
    return _share(both, len(seen.ended()), "matches that ended, form closure, both sides", yes=90, least=50)


def exit_told(seen: Seen) -> Finding:
    """For every match that ended somebody said that the other side was told; half are a part."""
    rows = _of_match(seen.answers("closure"))
    told = sum(any(a.values.get("told") not in {None, ""} for a in rows.get(m.code, ())) for m in seen.ended())
    return _share(told, len(seen.ended()), "matches that ended, form closure, question told", yes=90, least=50)


def family_exit(seen: Seen) -> Finding:
    """The family was heard about every match of a minor that ended: by the form, or in a talk around the end."""
    sides, talks = _sides(seen), _talks(seen)
    ended = [m for m in seen.ended() if m.mentee in seen.people and seen.people[m.mentee].minor]

    def heard(match: Match) -> bool:
        notes = [n for n in talks.get(match.code, ()) if "guardian" in seen.setting.all_meant(n, "with")]
        near = [
            n for n in notes if abs(((day_of(n, "on") or dt.date.min) - (match.ended or seen.today)).days) <= _QUARTER
        ]
        return "parent or carer" in sides.get(match.code, set()) or bool(near)

    return _share(
        sum(map(heard, ended)), len(ended), "matches of minors that ended, the family heard", yes=90, least=50
    )


def _sides(seen: Seen) -> dict[str, set[str]]:
    rows = _of_match(seen.answers("closure"))
    return {code: {seen.setting.meant(answer, "side") for answer in answers} for code, answers in rows.items()}


def caseload(seen: Seen) -> Finding:
    """No more matches run than one coordinator can look after, or somebody says who shares the work."""
    most, running = seen.written.program.support.caseload, len(seen.running())
    if not running:
        return Finding("not yet", "running matches: none yet")
    level: Level = "yes" if running <= most else "no"
    return Finding(
        level, f"running matches: {running}, for {most} a coordinator", seen.written.where("support", "caseload")
    )


SEEN: Mapping[str, Callable[..., Finding]] = {
    "answered": answered,
    "used": used,
    "screened": screened,
    "record-check": record_check,
    "permission": permission,
    "family-form": family_form,
    "family-answer": family_answer,
    "trained": trained,
    "trained-later": trained_later,
    "prepared": prepared,
    "first-meeting": first_meeting,
    "introduced": introduced,
    "agreed": agreed,
    "check-ins": check_ins,
    "family-contact": family_contact,
    "reviewed": reviewed,
    "surveyed": surveyed,
    "logged": logged,
    "exit": exit_talks,
    "exit-told": exit_told,
    "family-exit": family_exit,
    "caseload": caseload,
}
