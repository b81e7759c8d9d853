"""Sign-ups: who applied for which role in which cohort. The newest answer of a person counts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from peerloom.people.codes import folded, mentee_code, mentor_code
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


def applications(
    answers: Iterable[Answer], setting: Setting, first: Mapping[str, Answer] = {}
) -> tuple[tuple[Application, ...], tuple[Aside, ...]]:
    """Give every application, by code and day, and the sign-ups that do not count.

    Someone who signs up twice in a cohort counts once, with the newest answer (by time, then by row); the older rows
    are duplicates and a warning says so. The same person may be a mentor and a mentee. A sign-up without an address,
    or with a day of birth that cannot be one, is held; so are sign-ups of one code and cohort with different days of
    birth, for these are two people.

    Args:
        answers: those that can be used.
        setting: what they are read against.
        first: key of a sign-up that was corrected -> the sign-up as it was first seen; codes are made from that.
    """
    asides: list[Aside] = []
    known: list[Answer] = []
    for answer in answers:
        if answer.form in SIGN_UPS:
            wrong = _wrong(answer, setting)
            if wrong is not None:
                asides.append(Aside(answer, "held", wrong))
            else:
                known.append(answer)
    codes, taken = _codes(known, first, setting)
    asides += taken
    signed = [
        (codes[answer.key], cohort_of(sent_on(answer), setting), answer) for answer in known if answer.key in codes
    ]
    signed.sort(key=lambda entry: (entry[0], entry[1], by_time(entry[2])))
    found: list[Application] = []
    for (code, cohort), entries in groupby(signed, key=lambda entry: entry[:2]):
        same = [answer for _, _, answer in entries]
        if len({born for answer in same if (born := day_of(answer, "born")) is not None}) > 1:
            asides += [Aside(answer, "held", _two_people(answer)) for answer in same]
            continue
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


def _codes(
    answers: Iterable[Answer], first: Mapping[str, Answer], setting: Setting
) -> tuple[dict[str, str], list[Aside]]:
    """Give each sign-up its person's code, by key, and hold those whose code is another person's.

    The code comes from the first version of the person's first sign-up, so it stays when an address or a name is
    corrected, and when they sign up again with the corrected one. An older sign-up keeps its code: somebody else who
    now signs up with what was corrected there does not become that person.
    """
    owners: dict[str, Answer] = {}  # code -> the first sign-up that has it
    known: dict[str, str] = {}  # code of a sign-up as it stands now -> code of this person
    codes: dict[str, str] = {}
    asides: list[Aside] = []
    for answer in sorted(answers, key=by_time):
        now = _code(answer, setting)
        earlier = first.get(answer.key)
        then = _code(earlier, setting) if earlier is not None and _is_version(earlier, answer) else now
        if now not in known:
            free = [code for code in (then, now) if code not in owners or _is_same(owners[code], answer)]
            if not free:
                asides.append(Aside(answer, "held", _was_of_another(answer)))
                continue
            known[now] = free[0]
            owners.setdefault(free[0], answer)
        codes[answer.key] = known[now]
    return codes, asides


def _is_version(earlier: Answer, now: Answer) -> bool:
    """Whether a row that was changed is still about the same person, and not another one written over it.

    The name is the same, or the row has kept its time and the address or the day of birth. Without an address there
    was no code before.
    """
    mail, born = text_of(earlier, "email"), day_of(earlier, "born")
    if not mail or _is_named_alike(earlier, now):
        return bool(mail)
    return earlier.at == now.at and (
        mail == text_of(now, "email") or (born is not None and born == day_of(now, "born"))
    )


def _is_same(one: Answer, other: Answer) -> bool:
    """Whether two sign-ups that once had one code are those of one person: the name, and no other day of birth."""
    days = {day_of(one, "born"), day_of(other, "born")} - {None}
    return _is_named_alike(one, other) and len(days) <= 1


def _is_named_alike(one: Answer, other: Answer) -> bool:
    name = folded(text_of(one, "name"))
    return bool(name) and name == folded(text_of(other, "name"))


def _two_people(answer: Answer) -> Problem:
    if SIGN_UPS[answer.form] == "mentor":
        message = "Two people share this address, so they cannot be told apart."
        return Problem(answer.cell, message, "Give one of them another address in the sheet.")
    message = "Two people share this address and first name, so they cannot be told apart."
    hint = "Give one of them another address in the sheet, or write the given name first."
    return Problem(answer.cell, message, hint)


def _was_of_another(answer: Answer) -> Problem:
    message = "Somebody else was known by this address until it was corrected, so they cannot be told apart."
    return Problem(answer.cell, message, "Give this person another address in the sheet.")


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
