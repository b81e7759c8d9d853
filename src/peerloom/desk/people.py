"""The page People, and the cards behind it: one for each person, with what the coordinator may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.desk.words import DECISION, MATCH, ROLE, STATUS, Option, Pill, readable, said

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from peerloom.definition.forms import Form
    from peerloom.desk.seen import Seen, Who
    from peerloom.people.records import Match, Participant

_SOON = 60  # days
_BESIDE_A_PERSON = {"public", "partner", "coordinator"}  # default deny: statistics and restricted stay out
_IN_THE_HEAD = {"name", "call", "email", "phone", "born"}  # shown on the card already


@dataclass(frozen=True, slots=True)
class Row:
    """One participant in one cohort."""

    who: Who
    role: str
    cohort: str
    round: str
    status: str
    pill: Pill
    needs: tuple[str, ...]
    modules: str  # "3 of 5"
    modules_left: int
    minutes: int
    screened: dt.date | None
    screening: Pill | None
    permission: Pill | None
    permission_until: dt.date | None


@dataclass(frozen=True, slots=True)
class Fact:
    """A question and what was answered."""

    ask: str
    answer: str


@dataclass(frozen=True, slots=True)
class MatchOf:
    """One match of a person."""

    code: str
    others: tuple[Who, ...]
    pill: Pill
    started: dt.date | None
    ended: dt.date | None


@dataclass(frozen=True, slots=True)
class Card:
    """One person: how to reach them, where they stand, their matches and what they wrote."""

    who: Who
    call: str
    email: str
    phone: str
    guardian: str
    minor: bool
    applied: dt.date
    rows: tuple[Row, ...]  # newest cohort first
    modules: tuple[tuple[str, dt.date], ...]
    matches: tuple[MatchOf, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class People:
    """The whole page."""

    rows: tuple[Row, ...]
    mentors: int
    mentees: int
    statuses: tuple[Option, ...]
    cohorts: tuple[Option, ...]
    roles: tuple[Option, ...]
    peers: bool = False  # nobody is a mentor


def people(seen: Seen) -> People:
    """The page: newest cohort first, then by name."""
    order = {cohort.id: i for i, cohort in enumerate(seen.program.cohorts)}
    rows = sorted(
        (_row(seen, person) for person in seen.records.participants),
        key=lambda row: (-order.get(row.cohort, -1), row.role != "mentor", row.who.name.casefold(), row.who.code),
    )
    used = {row.status for row in rows}
    return People(
        tuple(rows),
        len({row.who.code for row in rows if row.role == "mentor"}),
        len({row.who.code for row in rows if row.role != "mentor"}),
        tuple(Option(status, pill.word) for status, pill in STATUS.items() if status in used),
        tuple(dict.fromkeys(Option(row.cohort, row.round) for row in rows)),
        tuple(Option(role, f"{word}s") for role, word in ROLE.items() if any(row.role == role for row in rows)),
        seen.peers,
    )


def _row(seen: Seen, person: Participant) -> Row:
    required = {m.id for m in seen.program.training.modules if m.before_match and person.role in m.for_}
    left = len(required - set(person.trained))
    return Row(
        who=seen.who(person.code),
        role="peer" if seen.peers else person.role,
        cohort=person.cohort,
        round=seen.round_title(person.cohort),
        status=person.status,
        pill=STATUS[person.status],
        needs=tuple(readable(need) for need in person.needs),
        modules=f"{len(required) - left} of {len(required)}" if required else "",
        modules_left=left,
        minutes=person.trained_minutes,
        screened=person.screened_until,
        screening=_screening(person, seen),
        permission=_permission(person, seen.today),
        permission_until=person.permission_until if person.minor else None,
    )


def _screening(person: Participant, seen: Seen) -> Pill | None:
    """Until when the screening holds; only mentors are screened, and peers if their program asks for it."""
    today = seen.today
    if person.role != "mentor" and not (seen.peers and any(form.id == "screening" for form in seen.forms)):
        return None
    if person.screened_until is None:
        return Pill("not yet", "calm")
    days = (person.screened_until - today).days
    if days < 0:
        return Pill("ended", "act")
    return Pill("ends soon", "look") if days <= _SOON else Pill("valid", "good")


def _permission(person: Participant, today: dt.date) -> Pill | None:
    """A guardian's permission, where one is needed."""
    if not person.minor:
        return None
    until = person.permission_until
    if until is not None and until < today:
        return Pill("ended", "act")
    if not person.permission:
        return Pill("missing", "look")
    return Pill("ends soon", "look") if until is not None and (until - today).days <= _SOON else Pill("given", "good")


def cards(seen: Seen) -> tuple[Card, ...]:
    """One card a code, mentors first, by name."""
    by_code: dict[str, list[Participant]] = {}
    for person in sorted(seen.records.participants, key=lambda one: (one.applied, one.cohort), reverse=True):
        by_code.setdefault(person.code, []).append(person)
    forms = {form.id: form for form in seen.forms}
    matches: dict[str, list[Match]] = {}
    for match in seen.records.matches:
        for code in match.people:
            matches.setdefault(code, []).append(match)
    made = [_card(seen, forms, found, matches.get(code, [])) for code, found in by_code.items()]
    return tuple(sorted(made, key=_by_name))


def _by_name(card: Card) -> tuple[bool, str, str]:
    return card.rows[0].role != "mentor", card.who.name.casefold(), card.who.code


def _card(seen: Seen, forms: Mapping[str, Form], found: list[Participant], matches: list[Match]) -> Card:
    person = found[0]
    titles = {module.id: module.title for module in seen.program.training.modules}
    trained = {module: day for one in reversed(found) for module, day in one.trained.items()}
    done = sorted((day, module) for module, day in trained.items())
    return Card(
        who=seen.who(person.code),
        call=person.call,
        email=person.email,
        phone=person.phone,
        guardian=person.guardian,
        minor=person.minor,
        applied=person.applied,
        rows=tuple(_row(seen, one) for one in found),
        modules=tuple((titles.get(module, module), day) for day, module in done),
        matches=tuple(_match(seen, person.code, match) for match in sorted(matches, key=_newest_first)),
        facts=facts(forms.get(f"{person.role}-sign-up"), person),
    )


def _newest_first(match: Match) -> tuple[int, str]:
    day = match.started or match.approved
    return -(day.toordinal() if day else 0), match.code


def _match(seen: Seen, code: str, match: Match) -> MatchOf:
    own = seen.peers or code == match.mentee  # a mentor's other side is the mentee alone, also with a co-mentor
    others = [one for one in match.people if one != code] if own else [match.mentee]
    pill = MATCH[match.status]
    if match.status == "proposed" and match.decision:
        pill = Pill(DECISION[match.decision], "calm")
    return MatchOf(match.code, tuple(seen.who(other) for other in others), pill, match.started, match.ended)


def facts(form: Form | None, person: Participant) -> tuple[Fact, ...]:
    """What a person wrote when they signed up, as far as it may stand beside their name.

    A question that is restricted or for statistics only is left out, and so is an answer that no question owns.
    """
    if form is None or form.restricted:
        return ()
    return tuple(
        Fact(question.ask, said(person.answers[question.id]))
        for question in form.questions
        if question.share in _BESIDE_A_PERSON and question.id in person.answers and question.id not in _IN_THE_HEAD
    )
