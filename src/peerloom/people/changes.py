"""What people ask for with "change or stop", and where it takes them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.people.links import person_of
from peerloom.people.records import Aside
from peerloom.people.statuses import PERSON_STEPS, Event, followed
from peerloom.people.values import sent_on
from peerloom.problems import Cell, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from peerloom.people.applications import Application, Roster
    from peerloom.people.records import Answer, Status
    from peerloom.people.screening import Screening
    from peerloom.people.setting import Setting
    from peerloom.people.statuses import PersonEvent

FORM = "change-or-stop"
PAUSE_DAYS = 61  # a pause lasts two months at most
_SAYS: Mapping[str, PersonEvent] = {"pause": "pause", "stop": "stop"}
_DECIDED: Mapping[str, PersonEvent] = {"accept": "accept", "not now": "not now", "decline": "decline"}
_STATE: Mapping[Status, str] = {"withdrawn": "has stopped", "declined": "was declined"}


@dataclass(frozen=True, slots=True)
class Wish:
    """One row of "change or stop": who, what in the words of the standard form, and when."""

    code: str
    what: str
    on: dt.date
    answer: Answer


@dataclass(frozen=True, slots=True)
class Course:
    """Where the events of one application have led, and since when."""

    status: Status
    since: dt.date


def wishes(answers: Iterable[Answer], setting: Setting) -> tuple[tuple[Wish, ...], tuple[Aside, ...]]:
    """Read every wish. One without a time is held: it cannot be told what came after it."""
    found: list[Wish] = []
    asides: list[Aside] = []
    for answer in answers:
        on = sent_on(answer)
        if on is None:
            hint = "Write the day into the column Timestamp, as YYYY-MM-DD."
            asides.append(Aside(answer, "held", Problem(answer.cell, "It is not known when this was sent.", hint)))
        else:
            found.append(Wish(person_of(answer), setting.meant(answer, "what"), on, answer))
    return tuple(found), tuple(asides)


def resumed_on(wish: Wish, met: Iterable[dt.date]) -> dt.date:
    """The day on which a pause ends: with the next meeting that somebody logs, or after two months."""
    after = [day for day in met if day > wish.on]
    return min([*after, wish.on + dt.timedelta(days=PAUSE_DAYS)])


def courses(
    people: Roster,
    asked: Iterable[Wish],
    screened: Mapping[str, tuple[Screening, Answer]],
    met: Mapping[str, Sequence[dt.date]],
    setting: Setting,
) -> tuple[Mapping[tuple[str, str], Course], tuple[Aside, ...]]:
    """Follow each application: what its person asked for, and what was decided about them.

    A new sign-up starts anew. What is no legal move (a pause of somebody who has stopped) is held and told.

    Args:
        people: applications by code.
        asked: what people asked for.
        screened: the newest screening by code, with its row.
        met: days of meetings by code of a person.
        setting: the run.

    Returns:
        (code, cohort) -> its course; and the rows that are held.
    """
    found: dict[tuple[str, str], Course] = {}
    asides: list[Aside] = []
    by_code: dict[str, list[Wish]] = {}
    for wish in asked:
        by_code.setdefault(wish.code, []).append(wish)
    for code, mine in people.items():
        events: list[Event[PersonEvent]] = [Event("apply", one.applied) for one in mine]
        events += _asked(by_code.get(code, ()), met.get(code, ()), setting.today)
        events += _decided(screened.get(code))
        whole = followed("nominated", events, PERSON_STEPS)
        asides += [Aside(e.answer, "held", _illegal(e.answer, at)) for at, e in whole.illegal if e.answer is not None]
        for application, later in zip(mine, [*mine[1:], None], strict=True):
            found[code, application.cohort] = _course(application, later, events)
    return found, tuple(asides)


def _asked(mine: Iterable[Wish], met: Sequence[dt.date], today: dt.date) -> Iterator[Event[PersonEvent]]:
    for wish in mine:
        if wish.what in _SAYS:
            yield Event(_SAYS[wish.what], wish.on, wish.answer)
        if wish.what == "pause" and (again := resumed_on(wish, met)) <= today:
            yield Event("resume", again)


def _decided(screened: tuple[Screening, Answer] | None) -> Iterator[Event[PersonEvent]]:
    if screened is not None and screened[0].decision in _DECIDED:
        yield Event(_DECIDED[screened[0].decision], screened[0].on, screened[1])


def _course(application: Application, later: Application | None, events: Iterable[Event[PersonEvent]]) -> Course:
    """Its status after all events before the person signed up for a later cohort."""
    own = [event for event in events if later is None or event.on < later.applied]
    took = followed("nominated", own, PERSON_STEPS)
    return Course(took.status, took.moves[-1][1].on if took.moves else application.applied)


def _illegal(answer: Answer, at: Status) -> Problem:
    what = "what" if answer.form == FORM else "decision"
    message = f"This person {_STATE.get(at, 'is not taking part')}, so this changes nothing. The row is kept."
    return Problem(
        Cell(answer.cell.tab, answer.cell.row, what), message, "If they take part again, ask them to sign up again."
    )
