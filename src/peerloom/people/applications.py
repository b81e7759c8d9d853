"""Sign-ups: who applied for which role in which cohort. The newest answer of a person counts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from peerloom.people.codes import mentee_code, mentor_code
from peerloom.people.days import age_on
from peerloom.people.records import Aside
from peerloom.people.values import by_time, day_of, sent_on, text_of
from peerloom.problems import Cell, Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from peerloom.definition.organisation import Cohort
    from peerloom.people.records import Answer, Side
    from peerloom.people.setting import Setting

    Roster = Mapping[str, tuple["Application", ...]]  # code -> applications, oldest first

SIGN_UPS: dict[str, Side] = {"mentor-sign-up": "mentor", "mentee-sign-up": "mentee"}
_AGES = (4, 110)  # outside of these somebody picked the wrong year


@dataclass(frozen=True, slots=True)
class Application:
    """One person in one role in one cohort, as they signed up."""

    code: str
    role: Side
    cohort: str
    answer: Answer  # the newest
    applied: dt.date  # the day of the first
    born: dt.date | None
    minor: bool


def applications(answers: Iterable[Answer], setting: Setting) -> tuple[tuple[Application, ...], tuple[Aside, ...]]:
    """Give every application, by code and day, and the sign-ups that do not count.

    Someone who signs up twice in a cohort counts once, with the newest answer (by time, then by row); the older rows
    are duplicates and a warning says so. The same person may be a mentor and a mentee. A sign-up without an address,
    or with a day of birth that cannot be one, is held.
    """
    asides: list[Aside] = []
    signed: list[tuple[str, str, Answer]] = []
    for answer in answers:
        if answer.form in SIGN_UPS:
            wrong = _wrong(answer, setting)
            if wrong is not None:
                asides.append(Aside(answer, "held", wrong))
            else:
                signed.append((_code(answer, setting), cohort_of(sent_on(answer), setting), answer))
    signed.sort(key=lambda entry: (entry[0], entry[1], by_time(entry[2])))
    found: list[Application] = []
    for (code, cohort), entries in groupby(signed, key=lambda entry: entry[:2]):
        same = [answer for _, _, answer in entries]
        asides += [Aside(older, "duplicate", _again(older, same[-1])) for older in same[:-1]]
        found.append(_application(code, cohort, same, setting))
    return tuple(sorted(found, key=lambda one: (one.code, one.applied, one.cohort))), tuple(asides)


def cohort_of(day: dt.date | None, setting: Setting) -> str:
    """The cohort that a sign-up of this day belongs to; "" when the program has none.

    It is the latest whose sign-up was open; else the latest whose sign-up had opened; else the first. A sign-up
    without a time counts as sent on the day of the run.
    """
    day = day or setting.today
    cohorts = sorted(setting.program.cohorts, key=lambda cohort: (cohort.sign_up_opens, cohort.id))
    opened = [cohort for cohort in cohorts if cohort.sign_up_opens <= day]
    inside = [cohort for cohort in opened if day <= cohort.sign_up_closes]
    best: Sequence[Cohort] = inside[-1:] or opened[-1:] or cohorts[:1]
    return best[0].id if best else ""


def _wrong(answer: Answer, setting: Setting) -> Problem | None:
    if not text_of(answer, "email"):
        hint = "Ask for it, and write it into this cell."
        return Problem(_at(answer, "email"), "Without an address it cannot be told who this is.", hint)
    born = day_of(answer, "born")
    if born is not None and not _AGES[0] <= age_on(born, setting.today) <= _AGES[1]:
        hint = "Ask for it again, and correct the cell in the sheet."
        return Problem(_at(answer, "born"), "This cannot be a day of birth.", hint)
    return None


def _at(answer: Answer, question: str) -> Cell:
    return Cell(answer.cell.tab, answer.cell.row, question)


def _code(answer: Answer, setting: Setting) -> str:
    program, mail = setting.program.program.id, text_of(answer, "email")
    if SIGN_UPS[answer.form] == "mentor":
        return mentor_code(program, mail)
    return mentee_code(program, mail, text_of(answer, "name"))


def _again(older: Answer, newest: Answer) -> Problem:
    other = "" if older.cell.tab == newest.cell.tab else f' of "{newest.cell.tab}"'
    message = f"This person signed up again in row {newest.cell.row}{other}; the newer answer counts."
    hint = "If these are two people, each needs an address of their own."
    return Problem(older.cell, message, hint, "warning")


def _application(code: str, cohort: str, same: Sequence[Answer], setting: Setting) -> Application:
    newest = same[-1]
    days = [day for answer in same if (day := sent_on(answer)) is not None]
    entry = setting.cohort(cohort)
    applied = min(days) if days else entry.sign_up_opens if entry else setting.today
    born = day_of(newest, "born")
    return Application(code, SIGN_UPS[newest.form], cohort, newest, applied, born, _is_minor(born, setting))


def _is_minor(born: dt.date | None, setting: Setting) -> bool:
    """Under the program's age of adults on the day of the run. Where nothing is known: minor, if minors take part."""
    about = setting.program.program
    return about.with_minors if born is None else age_on(born, setting.today) < about.adult_age


def roster(found: Iterable[Application]) -> Roster:
    """All applications of each code, oldest first."""
    people: dict[str, tuple[Application, ...]] = {}
    for application in found:
        people[application.code] = (*people.get(application.code, ()), application)
    return people


def seat(people: Roster, code: str, cohort: str) -> Application:
    """The application that a match of ``cohort`` belongs to: the one of that cohort, else the newest.

    Mentees who waited may be matched in a later round without a new sign-up.
    """
    mine = people[code]
    return next((one for one in mine if one.cohort == cohort), mine[-1])
