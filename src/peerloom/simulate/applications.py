"""Sign-ups: what each person answers when they join. The matcher reads the same answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from peerloom.simulate import phrases
from peerloom.simulate.chance import likely, pick, some, weighted, whole
from peerloom.simulate.days import DAY, moment
from peerloom.simulate.people import SCHOOL_LEFT, typed_phone
from peerloom.simulate.sent import Sent, complete

if TYPE_CHECKING:
    import random

    from peerloom.definition.forms import Form, Question
    from peerloom.definition.organisation import Cohort
    from peerloom.simulate.people import Person
    from peerloom.simulate.sent import Value, Values

_CELLS = ((2, 6), (3, 9))  # fewest and most free times of a mentee and a mentor


@dataclass(frozen=True, slots=True)
class Application:
    """A person's sign-up for a cohort: every time that they sent it, oldest first. The last one counts."""

    person: Person
    cohort: str
    sent: tuple[Sent, ...]

    @property
    def answers(self) -> Values:
        """What counts."""
        return self.sent[-1].values

    @property
    def on(self) -> dt.date:
        """The day of the first sign-up."""
        return self.sent[0].at.date()

    @property
    def capacity(self) -> int:
        """How many mentees a mentor takes; 1 for a mentee."""
        text = str(self.answers.get("capacity", "1")) if self.person.role == "mentor" else "1"
        return int(text) if text.isdecimal() else 1


def application(
    rng: random.Random, person: Person, form: Form, cohort: Cohort, on: dt.date, adult_age: int
) -> Application:
    """One person's sign-up on a day; one in twelve sends it again some days later, with changes."""
    asked = {question.id: question for question in form.questions}
    told = {**_person(rng, person, asked), **_fit(rng, person, asked), **_groups(rng, person)}
    if person.role == "mentor":
        told |= _mentor(rng, person, asked, cohort.starts, adult_age)
    else:
        told |= _mentee(rng, person, asked)
    first = Sent(moment(rng, on), person.email, complete(rng, form, told))
    again = _again(rng, person, first, asked) if likely(rng, 0.08) else None
    return Application(person, cohort.id, (first, again) if again is not None else (first,))


def sent_again(rng: random.Random, old: Application, form: Form) -> Application:
    """The same sign-up, sent a second time with changed answers and capitals in the address."""
    asked = {question.id: question for question in form.questions}
    return replace(old, sent=(old.sent[0], _again(rng, old.person, old.sent[0], asked, capitals=True)))


def _again(
    rng: random.Random, person: Person, first: Sent, asked: dict[str, Question], *, capitals: bool = False
) -> Sent:
    values = dict(first.values)
    if "interests" in asked:
        values["interests"] = some(rng, asked["interests"].options, 2, asked["interests"].most or 4)
    if "phone" in values:
        values["phone"] = typed_phone(rng, person.phone)
    mail = str(values.get("email", first.email))
    if capitals or likely(rng, 0.5):
        mail = ".".join(part.capitalize() for part in mail.split("."))
        values = {**values, "email": mail} if "email" in values else values
    return Sent(first.at + DAY * whole(rng, 1, 6) + dt.timedelta(minutes=whole(rng, 1, 50)), mail, values)


def _person(rng: random.Random, person: Person, asked: dict[str, Question]) -> dict[str, Value]:
    years = asked["year"].options if "year" in asked else ()
    left = next((option for option in years if not option.isdecimal()), str(SCHOOL_LEFT))
    return {
        "name": person.name.full if likely(rng, 0.93) else f"{person.name.full}  ",
        "call": person.call,
        "email": person.email,
        "phone": typed_phone(rng, person.phone) if likely(rng, 0.9) else "",
        "born": person.born,
        "year": left if person.year == SCHOOL_LEFT else str(person.year),
        "household": person.household,
        "heard": pick(rng, phrases.HEARD_ELSEWHERE) if likely(rng, 0.06) else _option(rng, asked, "heard"),
        "access": pick(rng, phrases.ACCESS) if likely(rng, 0.12) else "",
        "ok_data": True,
        "ok_photo": likely(rng, 0.6),
        "ok_name": weighted(rng, {"no": 5, "first name only": 4}),
        "ok_later": likely(rng, 0.7),
    }


def _fit(rng: random.Random, person: Person, asked: dict[str, Question]) -> dict[str, Value]:
    return {
        "goals": _options(rng, asked, "goals", 1, 3),
        "interests": _with_own(rng, _options(rng, asked, "interests", 2, 5), phrases.OWN_INTERESTS, 0.1),
        "values": _options(rng, asked, "values", 1, 3),
        "style": whole(rng, 1, 5),
        "languages": _languages(rng, person, asked),
        "format": ("in person", *(_options(rng, asked, "format", 0, 1))),
        "place": _option(rng, asked, "place") if likely(rng, 0.9) else "",
        "expect_talk": whole(rng, 1, 5),
        "expect_lead": whole(rng, 2, 4),
        "free": _free(rng, person, asked.get("free")),
        **_wish(rng, person),
        "avoid": pick(rng, phrases.AVOID) if likely(rng, 0.04) else "",
        "town_help": _with_own(rng, _options(rng, asked, "town_help", 1, 2), phrases.OWN_HELP, 0.1),
    }


def _wish(rng: random.Random, person: Person) -> dict[str, Value]:
    if not likely(rng, 0.25):
        return {"wish_is": "", "wish_how": ""}
    wishes = phrases.WISHES_MENTOR if person.role == "mentor" else phrases.WISHES_MENTEE
    how = weighted(rng, {"it would be nice": 6, "it matters a lot": 3, "I need it": 1})
    return {"wish_is": pick(rng, wishes), "wish_how": how}


def _languages(rng: random.Random, person: Person, asked: dict[str, Question]) -> tuple[str, ...]:
    """The one of home, and nearly always English; some have learnt another one."""
    home = person.name.language
    english = home == "English" or likely(rng, 0.94)
    more = _options(rng, asked, "languages", 1, 1) if likely(rng, 0.15) else ()
    picks = [*(["English"] if english else []), *more, home]
    return tuple(dict.fromkeys(picks))


def _free(rng: random.Random, person: Person, question: Question | None) -> dict[str, tuple[str, ...]]:
    """Some times of school days, after school more often than else."""
    if question is None or not question.rows or not question.columns:
        return {}
    days = question.rows[:5] if len(question.rows) > 5 else question.rows  # noqa: PLR2004 - school days
    weights = {column: (1, 4, 8, 3)[min(i, 3)] for i, column in enumerate(question.columns)}
    least, most = _CELLS[person.role == "mentor"]
    free: dict[str, set[str]] = {}
    for _ in range(whole(rng, least, most)):
        free.setdefault(pick(rng, days), set()).add(weighted(rng, weights))
    return {day: tuple(c for c in question.columns if c in free[day]) for day in question.rows if day in free}


def _mentor(
    rng: random.Random, person: Person, asked: dict[str, Question], starts: dt.date, adult_age: int
) -> dict[str, Value]:
    adult = not person.minor_on(starts, adult_age)
    return {
        "can_help_with": _options(rng, asked, "can_help_with", 2, 5),
        "why": pick(rng, phrases.WHY_MENTOR),
        "done": pick(rng, phrases.DONE_BEFORE),
        "before": likely(rng, 0.2),
        "capacity": weighted(rng, {"1": 62, "2": 38}),
        "stay": weighted(rng, {"yes": 9, "I am not sure": 1}),
        "meet": True,
        "ref1": _referee(rng, 0),
        "ref2": _referee(rng, 1),
        "check_ok": True if adult else "",
        "conduct": True,
        "guardian": "" if adult else person.guardian.email,
    }


def _referee(rng: random.Random, at: int) -> str:
    who = pick(rng, phrases.REFEREES[at])
    return f"{who}, {who.split(' ')[1].lower()}{whole(rng, 2, 99)}@{pick(rng, ('lcs.example', 'clubs.example'))}"


def _mentee(rng: random.Random, person: Person, asked: dict[str, Question]) -> dict[str, Value]:
    return {
        "guardian_name": person.guardian.name.full,
        "guardian": person.guardian.email,
        "hopes": _options(rng, asked, "hopes", 1, 3),
        "help_with": _options(rng, asked, "help_with", 1, 3),
        "ready": pick(rng, (3, 4, 4, 5, 5)),
        "meet": True,
        "anything": pick(rng, phrases.ANYTHING) if likely(rng, 0.25) else "",
        "assent": True,
    }


def _groups(rng: random.Random, person: Person) -> dict[str, Value]:
    """The questions that are only counted; they may be left blank."""
    home = "English" if person.name.language == "English" else "English and another language"
    return {
        "gender": weighted(rng, {"girl or woman": 48, "boy or man": 44, "non-binary": 4, "Prefer not to say": 4}),
        "disability": weighted(rng, {"no": 80, "yes": 10, "Prefer not to say": 10}),
        "home_language": home if likely(rng, 0.9) else "",
        "first_in_family": weighted(rng, {"yes": 30, "no": 40, "I do not know": 25, "Prefer not to say": 5}),
    }


def _option(rng: random.Random, asked: dict[str, Question], name: str) -> str:
    options = asked[name].options if name in asked else ()
    return pick(rng, options) if options else ""


def _options(rng: random.Random, asked: dict[str, Question], name: str, least: int, most: int) -> tuple[str, ...]:
    question = asked.get(name)
    if question is None:
        return ()
    return some(rng, question.options, least, min(most, question.most or most))


def _with_own(rng: random.Random, picks: tuple[str, ...], words: tuple[str, ...], share: float) -> tuple[str, ...]:
    """The picks, now and then with an answer of one's own in place of the last."""
    own = pick(rng, words)
    return (*picks[:-1], own) if picks and likely(rng, share) else picks
