"""Every reason to write to somebody today, one small rule a letter. What a letter may say is what its rule gives it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from peerloom.messages.letter import Cause, Day, Reader
from peerloom.messages.rules_of_matches import OF_MATCHES
from peerloom.messages.seen import FRESH
from peerloom.people.links import person_of
from peerloom.people.values import is_yes, sent, sent_on, text_of
from peerloom.private import revealed
from peerloom.readable import day as in_words
from peerloom.support.agenda import agenda
from peerloom.support.health import health

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from peerloom.definition.forms import Form
    from peerloom.messages.letter import Fact
    from peerloom.messages.seen import Seen
    from peerloom.people.records import Participant, Value

_GATE = (7, 2)  # days before the matching day
_ENDS = (60, 30, 7)
_HOPING = {"applied", "accepted", "ready", "waiting"}
_SURVEYS = ("survey", "halfway-feedback", "end-feedback")
_AT_ONCE = {"pause", "stop", "take back a permission"}  # what the kit does by itself


def causes(seen: Seen) -> tuple[Cause, ...]:
    """Everything that is due today, by code. Nobody without an address has a cause."""
    found = {cause.code: cause for rule in (*_RULES, *OF_MATCHES) for cause in rule(seen) if cause.reader.email}
    return tuple(found[code] for code in sorted(found))


def suggested(seen: Seen) -> Iterator[Cause]:
    """L-01: somebody was suggested, and knows of it."""
    for row in seen.answers("nomination"):
        contact = text_of(row, "contact")
        if is_yes(row, "asked") and "@" in contact and seen.fresh(sent_on(row), 30):
            yield Cause("L-01", row.key, _outside(seen, text_of(row, "nominee"), contact))


def _outside(seen: Seen, name: str, mail: str) -> Reader:
    return Reader("", name, next(word for word in mail.split() if "@" in word).strip("<>(),;"), _home(seen))


def _home(seen: Seen) -> str:
    return seen.program.program.language


def applied(seen: Seen) -> Iterator[Cause]:
    """L-02 and L-03: welcome, with the code; and what a guardian must know."""
    for person in seen.people.values():
        if seen.fresh(person.applied):
            facts = _round(seen, person)
            yield Cause("L-02", person.cohort, seen.reader(person), facts)
            if "permission" in person.missing:
                yield from (Cause("L-03", person.cohort, reader, facts) for reader in seen.guardian(person))


def _round(seen: Seen, person: Participant) -> dict[str, Fact]:
    """The days of a person's round; a day that is not known is blank."""
    cohort = seen.cohort(person.cohort)
    days = (cohort.matching, cohort.starts, cohort.ends) if cohort else (None, None, None)
    named = {name: in_words(day) if day else "" for name, day in zip(("matching", "starts", "ends"), days, strict=True)}
    return {**named, "role": person.role}


def permission(seen: Seen) -> Iterator[Cause]:
    """L-04: a guardian's permission is missing for 3 and for 7 days."""
    for person in seen.people.values():
        step = seen.reached(person.applied, (3, 7))
        if "permission" in person.missing and person.permission_until is None and step and _current(seen, person):
            for reader in seen.guardian(person):
                yield Cause("L-04", person.cohort, reader, _round(seen, person), step)


def _current(seen: Seen, person: Participant) -> bool:
    """Whether the round that a person signed up for still runs."""
    cohort = seen.cohort(person.cohort)
    return cohort is None or seen.today <= cohort.ends


def referees(seen: Seen) -> Iterator[Cause]:
    """L-05: two adults are asked about a mentor who is being got to know."""
    for person in seen.people.values():
        if person.status not in {"applied", "screening"} or not _current(seen, person):
            continue
        wanted = [said for name in ("ref1", "ref2") if isinstance(said := person.answers.get(name), str)]
        came = sum(person_of(row) == person.code for row in seen.answers("reference"))
        if came < len(wanted):
            for number, said in enumerate(wanted):
                mail = next((word.strip("<>(),;") for word in said.split() if "@" in word), "")
                reader = Reader("", "", mail, _home(seen))
                facts = {"asked_by": person.name, "their_code": person.code}
                yield Cause("L-05", f"{person.code} {number}", reader, facts)


def interviews(seen: Seen) -> Iterator[Cause]:
    """L-06: a talk must be arranged with somebody who applied."""
    for person in seen.people.values():
        waits = person.status in {"applied", "screening"} and "screening" in person.missing
        if waits and person.role == "mentor" and _current(seen, person):
            yield Cause("L-06", person.cohort, seen.reader(person), _round(seen, person))


def accepted(seen: Seen) -> Iterator[Cause]:
    """L-07: accepted as a mentor; what to learn before the match."""
    for person in seen.people.values():
        if person.role == "mentor" and seen.fresh(person.screened_on) and person.status not in {"declined", "not_now"}:
            yield Cause(
                "L-07", person.cohort, seen.reader(person), {**_round(seen, person), "modules": _open(seen, person)}
            )


def _open(seen: Seen, person: Participant) -> tuple[str, ...]:
    """Titles of the modules that a person still has to finish."""
    wanted = seen.setting.required_modules(person.role)
    return tuple(m.title for m in seen.program.training.modules if m.id in wanted and m.id not in person.trained)


def not_now(seen: Seen) -> Iterator[Cause]:
    """L-08: kind words, and no reason: a reason could come from a check."""
    decided = {person_of(row): sent_on(row) for row in seen.answers("screening")}
    for person in seen.people.values():
        if person.status in {"declined", "not_now"} and seen.fresh(decided.get(person.code), 30):
            yield Cause("L-08", person.cohort, seen.reader(person))


def training(seen: Seen) -> Iterator[Cause]:
    """L-09: training is open 7 and 14 days after the sign-up or the yes, and 7 and 2 days before the matching day."""
    for person in seen.people.values():
        cohort = seen.cohort(person.cohort)
        if "training" not in person.missing or cohort is None or seen.today > cohort.ends:
            continue
        facts = {**_round(seen, person), "modules": _open(seen, person)}
        since = max(person.applied, person.screened_on or person.applied)
        before = sum(0 <= (cohort.matching - seen.today).days <= days for days in _GATE)
        if before:
            yield Cause("L-09", f"{cohort.id} gate", seen.reader(person), facts, before)
        elif step := seen.reached(since, (7, 14)):
            yield Cause("L-09", cohort.id, seen.reader(person), facts, step)


def details(seen: Seen) -> Iterator[Cause]:
    """L-10: before the matching day everybody who is ready sees what is used for them."""
    for person in seen.people.values():
        cohort = seen.cohort(person.cohort)
        if (
            cohort is None
            or person.status not in {"ready", "waiting"}
            or not 0 <= (cohort.matching - seen.today).days <= FRESH
        ):
            continue
        if not seen.answered("details-check", person.code, person.applied):
            yield Cause("L-10", cohort.id, seen.reader(person), {**_round(seen, person), "used": _used(seen, person)})


def _used(seen: Seen, person: Participant) -> tuple[str, ...]:
    """A person's own answers that the pairing reads. Restricted and counted ones are not told again."""
    form = seen.setting.forms.get(f"{person.role}-sign-up")
    lines = []
    for question in form.questions if form else ():
        value = person.answers.get(question.id)
        if question.use == "matching" and question.share in {"public", "partner", "coordinator"} and value:
            lines.append(f"{question.ask} {_said(value)}")
    return tuple(lines)


def _said(value: Value) -> str:
    if isinstance(value, tuple):
        return ", ".join(revealed(one) for one in value)
    if isinstance(value, dt.date):
        return in_words(value)
    return "yes" if value is True else revealed(value) if isinstance(value, str) else str(value)


def left_over(seen: Seen) -> Iterator[Cause]:
    """L-14 and L-15: the round has started, and somebody who is ready has nobody."""
    for person in seen.people.values():
        cohort = seen.cohort(person.cohort)
        late = cohort is not None and cohort.starts <= seen.today <= cohort.ends
        if cohort is not None and late and person.status in {"ready", "waiting"} and person.code not in seen.matched:
            later = sorted(c.matching for c in seen.program.cohorts if c.matching > seen.today)
            facts = {**_round(seen, person), "again": in_words(later[0]) if later else ""}
            if person.role == "mentor":
                yield Cause("L-15", cohort.id, seen.reader(person), facts)
                continue
            for reader in (seen.reader(person), *seen.guardian(person)):
                yield Cause("L-14", cohort.id, reader, facts)


def too_little(seen: Seen) -> Iterator[Cause]:
    """L-16: somebody has not answered what a rule of the pairing reads."""
    read = {"mentor": set[str](), "mentee": set[str]()}
    for rule in seen.program.matching.require:
        read["mentor"].add(rule.of_mentor)
        read["mentee"].add(rule.of_mentee)
    for person in seen.people.values():
        form = seen.setting.forms.get(f"{person.role}-sign-up")
        wanted = [q for q in (form.questions if form else ()) if q.required and q.id in read[person.role]]
        blank = tuple(question.ask for question in wanted if question.id not in person.answers)
        if blank and person.status in _HOPING and _current(seen, person):
            yield Cause("L-16", person.cohort, seen.reader(person), {"questions": blank})


def renewals(seen: Seen) -> Iterator[Cause]:
    """L-27: a permission, or what lets a mentor take part, ends in 60, 30, 7 days."""
    for person in seen.people.values():
        for what, until in (("permission", person.permission_until), ("place", person.screened_until)):
            left = (until - seen.today).days if until is not None else -1
            step = sum(left <= days for days in _ENDS)
            if until is not None and left >= 0 and step and _current(seen, person):
                readers = tuple(seen.guardian(person)) if what == "permission" else (seen.reader(person),)
                for reader in readers:
                    yield Cause("L-27", f"{what} {until}", reader, {"what": what, "until": in_words(until)}, step)


def surveys(seen: Seen) -> Iterator[Cause]:
    """L-28: a survey is open; again 2 and 7 days after, if it is known who has answered."""
    for form in seen.setting.forms.values():
        if form.id not in _SURVEYS or form.opens is None or not form.opens <= seen.today <= (form.closes or seen.today):
            continue
        for code in sorted(seen.matched & seen.people.keys()):
            person = seen.people[code]
            if form.who in {"both", "anyone", person.role} and not seen.answered(form.id, code, form.opens):
                step = 1 if form.anonymous else 1 + seen.reached(form.opens, (2, 7))
                yield Cause("L-28", f"{form.id} {form.opens}", seen.reader(person), _survey(form), step)


def _survey(form: Form) -> dict[str, Fact]:
    until = in_words(form.closes) if form.closes else ""
    return {"title": form.title, "why": form.purpose, "form": form.id, "until": until}


def events(seen: Seen) -> Iterator[Cause]:
    """L-29: an event is on tomorrow or the day after. Its place goes to people of the program alone."""
    for event in seen.program.events:
        if not 1 <= (event.on - seen.today).days <= 2:  # noqa: PLR2004 - tomorrow, or the day after
            continue
        facts: dict[str, Fact] = {
            "title": event.title,
            "when": in_words(event.on),
            "from": f"{event.starts:%H:%M}",
            "to": f"{event.ends:%H:%M}",
            "place": event.place,
            "about": event.summary,
        }
        day = Day(event.title, event.on, event.starts, event.ends, event.place)
        for person in seen.people.values():
            if person.code in seen.matched and (not event.for_ or person.role in event.for_):
                yield Cause("L-29", event.id, seen.reader(person), facts, day=day)


def next_year(seen: Seen) -> Iterator[Cause]:
    """L-35: the next round opens within 90 days."""
    coming = [c for c in seen.program.cohorts if 0 <= (c.sign_up_opens - seen.today).days <= 90]  # noqa: PLR2004 - days
    for cohort in coming:
        for person in seen.people.values():
            took_part = person.code in seen.matched or person.status == "finished"
            if took_part and person.cohort != cohort.id and not seen.answered("next-year", person.code, person.applied):
                facts = {"title": cohort.title, "opens": in_words(cohort.sign_up_opens), "role": person.role}
                yield Cause("L-35", cohort.id, seen.reader(person), facts)


def partners(seen: Seen) -> Iterator[Cause]:
    """L-36: a round has ended; partners get thanks and the way to the public figures."""
    for cohort in seen.program.cohorts:
        if seen.fresh(cohort.ends, 30):
            for row in seen.answers("partner-interest"):
                if "@" in text_of(row, "email"):
                    site = seen.program.program.site_url or ""
                    facts = {"title": cohort.title, "site": site}
                    yield Cause("L-36", cohort.id, _outside(seen, text_of(row, "org"), text_of(row, "email")), facts)


def requests(seen: Seen) -> Iterator[Cause]:
    """L-39: what somebody asked for is done, which they are told also when they have stopped."""
    noted = {person_of(row): sent(row) for row in seen.answers("contact-note")}
    everybody = {person.code: person for person in seen.records.participants}
    for row in seen.answers("change-or-stop"):
        person, what = everybody.get(person_of(row)), seen.setting.meant(row, "what")
        done = what in _AT_ONCE or noted.get(person_of(row), dt.date.min) >= sent(row)
        if person is not None and done and seen.fresh(sent_on(row)) and person.status not in {"on_hold", "excluded"}:
            facts = {"what": what, "on": in_words(sent(row))}
            yield Cause("L-39", row.key, seen.reader(person), facts)


def team(seen: Seen) -> Iterator[Cause]:
    """L-37 and L-38: counts for the team. Once a week for support, once a day for the coordinator; no person in it."""
    organisation = seen.program.organisation
    if organisation is None or not seen.records.participants:
        return
    reader = Reader("", organisation.name, organisation.email, _home(seen))
    tasks = agenda(seen.records, seen.program, seen.today)
    levels = [one.level for one in health(seen.records, seen.program, seen.today)]
    monday = seen.today - dt.timedelta(days=seen.today.weekday())
    late = sum(task.kind == "check-in" for task in tasks)
    quiet = sum(task.kind in {"quiet", "first-meeting"} for task in tasks)
    week: dict[str, Fact] = {
        "matches": str(len(levels)),
        "act": str(levels.count("act")),
        "look": str(levels.count("look")),
        "late": str(late),
        "quiet": str(quiet),
    }
    yield Cause("L-37", monday.isoformat(), reader, week)
    day: dict[str, Fact] = {
        "now": str(sum(task.urgency == 0 for task in tasks)),
        "soon": str(sum(task.urgency == 1 for task in tasks)),
        "proposed": str(sum(match.status == "proposed" for match in seen.records.matches)),
        "odd": str(len(seen.records.problems)),
    }
    yield Cause("L-38", seen.today.isoformat(), reader, day)


_RULES: tuple[Callable[[Seen], Iterator[Cause]], ...] = (
    suggested,
    applied,
    permission,
    referees,
    interviews,
    accepted,
    not_now,
    training,
    details,
    left_over,
    too_little,
    renewals,
    surveys,
    events,
    next_year,
    partners,
    requests,
    team,
)
