"""Surveys that the same people answer again: who answered when, and what changed among them.

People are linked by their program code. It stays the same in every year and says no name, so it is the pseudonym.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.definition.standard_forms import SURVEY, forms_of
from peerloom.definition.survey_rules import survey_items
from peerloom.evaluation.intervals import Interval, change_of_yes, paired
from peerloom.people.links import person_of
from peerloom.people.permissions import FORM as PERMISSION
from peerloom.people.setting import setting_of
from peerloom.people.values import by_time, number_of, sent

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from peerloom.definition.organisation import Scale
    from peerloom.definition.program import Program
    from peerloom.evaluation.intervals import Paired
    from peerloom.people.records import Answer, Records, Side
    from peerloom.people.setting import Setting

WAVES = ("at the start", "half-way", "at the end", "later")  # the options of the standard form
FIRST, LAST = WAVES[0], WAVES[2]
ANONYMOUS_LEAST = 5  # fewer answers without a name are shown to nobody, not even on the desk
_TOP = 6  # a mark from 1 to 5 is turned round by taking it from this
_ENOUGH = 0.8  # of the items of a scale
_FEW = 20
_CHANCE = 0.05

Sheets = dict[str, "Answer"]  # wave -> the newest answer of one person


@dataclass(frozen=True, slots=True)
class Wave:
    """One time of asking. ``both`` answered at the start as well; ``lost`` answered then and not any more."""

    name: str
    answered: int
    both: int
    lost: int


@dataclass(frozen=True, slots=True)
class Change:
    """The change of one question or scale between the start and a later wave, among those who answered both.

    For yes and no ``change`` and its interval are in points of a hundred, and ``paired`` is None.
    """

    id: str  # of a question or a scale
    title: str
    wave: str
    tested: bool  # a scale with a source; else our own question
    n: int
    before_only: int  # answered this at the start and not again
    paired: Paired | None
    change: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Survey:
    """What one side of one cohort answered. ``refused``: answers left out because a guardian said no to surveys."""

    cohort: str
    side: Side
    waves: tuple[Wave, ...]
    changes: tuple[Change, ...]
    refused: int = 0


def surveys(program: Program, records: Records, today: dt.date) -> tuple[Survey, ...]:
    """Every side of every cohort that has answered, in the order of the cohorts; mentees before mentors.

    Of one wave the newest answer of a person counts. An answer at the start belongs to the newest cohort of the person
    whose sign-up had opened then; later ones belong with the last start before them.
    """
    setting = setting_of(program, forms_of(program), today)
    barred = _barred(records)
    sheets, refused = _sheets(program, records, setting, barred)
    found = []
    for cohort in program.cohorts:
        for side in ("mentee", "mentor"):
            mine = [of for (code, one, role), of in sorted(sheets.items()) if (one, role) == (cohort.id, side)]
            left_out = refused.get((cohort.id, side), 0)
            if mine or left_out:
                found.append(_survey(program, cohort.id, side, mine, left_out))
    return tuple(found)


def followed(program: Program, records: Records, today: dt.date) -> dict[str, tuple[int, int, bool]]:
    """For each cohort: who answered at the start, how many of them at the end, and whether anybody did at the end."""
    sheets, _ = _sheets(program, records, setting_of(program, forms_of(program), today), _barred(records))
    found: dict[str, tuple[int, int, bool]] = {}
    for (_, cohort, _), of in sheets.items():
        first, both, any_ = found.get(cohort, (0, 0, False))
        found[cohort] = (first + (FIRST in of), both + (FIRST in of and LAST in of), any_ or LAST in of)
    return found


def _barred(records: Records) -> frozenset[str]:
    """Young people whose guardian said no to surveys."""
    said = {person_of(answer): answer for answer in records.answers.get(PERMISSION, ())}
    return frozenset(code for code, answer in said.items() if answer.values.get("allow_survey") is False)


def _sheets(
    program: Program, records: Records, setting: Setting, barred: frozenset[str]
) -> tuple[dict[tuple[str, str, str], Sheets], dict[tuple[str, str], int]]:
    """The answers of each person, cohort and side by wave; and how many were left out."""
    opens = {cohort.id: cohort.sign_up_opens for cohort in program.cohorts}
    belongs: dict[str, list[tuple[dt.date, str, str]]] = {}
    for person in records.participants:
        if person.cohort in opens:
            belongs.setdefault(person.code, []).append((opens[person.cohort], person.cohort, person.role))
    found: dict[tuple[str, str, str], Sheets] = {}
    refused: dict[tuple[str, str], int] = {}
    started: dict[str, str] = {}  # code -> the cohort of the last start
    for answer in sorted(records.answers.get(SURVEY, ()), key=by_time):
        code, wave = person_of(answer), setting.meant(answer, "wave")
        if code not in belongs or wave not in WAVES:
            continue
        cohort, role = _cohort(sorted(belongs[code]), answer)
        if wave != FIRST:
            cohort = started.get(code, cohort)
        else:
            started[code] = cohort
        if code in barred:
            refused[cohort, role] = refused.get((cohort, role), 0) + 1
        else:
            found.setdefault((code, cohort, role), {})[wave] = answer
    return found, refused


def _cohort(rounds: Sequence[tuple[dt.date, str, str]], answer: Answer) -> tuple[str, str]:
    """The newest cohort of a person whose sign-up had opened when they answered; else their first."""
    had = [one for one in rounds if answer.at is None or one[0] <= sent(answer)]
    _, cohort, role = (had or rounds[:1])[-1]
    return cohort, role


def _survey(program: Program, cohort: str, side: Side, people: Sequence[Sheets], refused: int) -> Survey:
    first = sum(FIRST in of for of in people)
    waves, changes = [], []
    for name in WAVES:
        answered = sum(name in of for of in people)
        both = sum(name in of and FIRST in of for of in people)
        if answered:
            waves.append(Wave(name, answered, both, first - both))
        if answered and name != FIRST:
            changes += list(_changes(program, side, people, name))
    return Survey(cohort, side, tuple(waves), tuple(changes), refused)


def _changes(program: Program, side: Side, people: Sequence[Sheets], wave: str) -> Iterator[Change]:
    """Scales first, then single questions in the order of the form."""
    items = survey_items(program)
    for scale in program.evaluation.scales:
        if scale.side in (None, side):
            marks = [(_score(scale, of.get(FIRST)), _score(scale, of.get(wave))) for of in people]
            yield _change(scale.id, scale.title, wave, marks, tested=bool(scale.source))
    asked = next((form.questions for form in forms_of(program) if form.id == SURVEY), ())
    for question in asked:
        if question.only not in (None, side):
            continue
        if question.id in items or question.type == "number":
            marks = [(_number(of.get(FIRST), question.id), _number(of.get(wave), question.id)) for of in people]
            yield _change(question.id, question.ask, wave, marks, tested=False)
        elif question.type == "yes-no":
            yield _yes(question.id, question.ask, wave, people)


def _number(answer: Answer | None, name: str) -> float | None:
    return None if answer is None else number_of(answer, name)


def _score(scale: Scale, answer: Answer | None) -> float | None:
    """The score of one person: reversed items turned round; None where too few items were answered.

    A sum is the mean of the answered items times the number of all, so that a missing item does not lower it.
    """
    if answer is None:
        return None
    marks = [(name, number_of(answer, name)) for name in scale.items]
    given = [_TOP - mark if name in scale.reverse else mark for name, mark in marks if mark is not None]
    least = scale.answered_least or math.ceil(_ENOUGH * len(scale.items))
    if len(given) < least:
        return None
    mean = math.fsum(given) / len(given)
    return mean * len(scale.items) if scale.score == "sum" else mean


def _change(
    name: str, title: str, wave: str, marks: Sequence[tuple[float | None, float | None]], *, tested: bool
) -> Change:
    both = [(before, after) for before, after in marks if before is not None and after is not None]
    lost = sum(before is not None and after is None for before, after in marks)
    found = paired(both)
    change, interval = (None, None) if found is None else (found.change, found.interval)
    return Change(name, title, wave, tested, len(both), lost, found, change, interval)


def _yes(name: str, title: str, wave: str, people: Sequence[Sheets]) -> Change:
    said = [(_tick(of.get(FIRST), name), _tick(of.get(wave), name)) for of in people]
    both = [(before, after) for before, after in said if before is not None and after is not None]
    lost = sum(before is not None and after is None for before, after in said)
    found = change_of_yes(both.count((False, True)), both.count((True, False)), len(both))
    if found is None:
        return Change(name, title, wave, False, 0, lost, None, None, None)  # noqa: FBT003 - our own question
    change = 100 * sum(after - before for before, after in both) / len(both)
    interval = Interval(100 * found[1].low, 100 * found[1].high)
    return Change(name, title, wave, False, len(both), lost, None, change, interval)  # noqa: FBT003


def _tick(answer: Answer | None, name: str) -> bool | None:
    value = None if answer is None else answer.values.get(name)
    return value if isinstance(value, bool) else None


def in_words(change: Change) -> str:
    """What a change can show, and what it cannot, in plain words. It never says that the program did it."""
    if change.change is None or change.n == 0:
        return "Nobody answered this both times, so there is nothing to compare."
    parts = [f"Among the {change.n} who answered both times"]
    unit = "" if change.paired is not None else " points of a hundred"
    if change.interval is None:
        parts.append(f"the change is {change.change:+.1f}{unit}. One person says nothing about others.")
    elif change.interval.holds(0):
        parts.append(
            f"the change is {change.change:+.1f}{unit}. It can be chance: no change at all lies in its interval."
        )
    else:
        way = "up" if change.change > 0 else "down"
        parts.append(
            f"it went {way} by {abs(change.change):.1f}{unit} on average, more than chance alone explains well."
        )
    text = ", ".join(parts)
    text += " There was no comparison group, so other causes are possible."
    if change.n < _FEW:
        text += " They are few: one person can move it."
    if change.before_only:
        text += f" {change.before_only} answered at the start and not again; they may have fared otherwise."
    return text


def by_chance(changes: Sequence[Change]) -> int:
    """How many of so many intervals would miss "no change" by chance alone, rounded: one in twenty."""
    return round(_CHANCE * sum(change.interval is not None for change in changes))


@dataclass(frozen=True, slots=True)
class Mark:
    """The average mark of one question of an anonymous form. ``mean`` is None for fewer than five answers."""

    form: str  # title
    side: str
    title: str
    n: int
    mean: float | None


def anonymous_marks(program: Program, records: Records, today: dt.date) -> tuple[Mark, ...]:
    """The marks of every anonymous form, by side. All rounds count together, because such answers carry no day."""
    setting = setting_of(program, forms_of(program), today)
    found = []
    for form in setting.forms.values():
        if form.anonymous:
            answers = records.answers.get(form.id, ())
            sides = sorted({setting.meant(answer, "side") for answer in answers})
            for question in (question for question in form.questions if question.type == "scale"):
                for side in sides:
                    given = [number_of(a, question.id) for a in answers if setting.meant(a, "side") == side]
                    found.append(_mark(form.title, side, question.ask, [mark for mark in given if mark is not None]))
    return tuple(found)


def _mark(form: str, side: str, title: str, marks: Sequence[int]) -> Mark:
    enough = len(marks) >= ANONYMOUS_LEAST
    return Mark(form, side, title, len(marks) if enough else 0, sum(marks) / len(marks) if enough else None)
