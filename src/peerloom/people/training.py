"""Training: which modules a person has finished, when, and in how many minutes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from peerloom.people.codes import folded
from peerloom.people.days import months_later
from peerloom.people.links import person_of
from peerloom.people.records import Aside
from peerloom.people.values import day_of, number_of, sent_on, text_of
from peerloom.problems import Cell, Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from peerloom.people.records import Answer, Side
    from peerloom.people.setting import Setting

FORM = "training-done"


@dataclass(frozen=True, slots=True)
class Training:
    """What one person has finished."""

    days: Mapping[str, dt.date] = field(default_factory=dict)  # module id -> the last time
    minutes: Mapping[str, int] = field(default_factory=dict)  # module id -> as they said


def trainings(answers: Iterable[Answer], setting: Setting) -> tuple[Mapping[str, Training], tuple[Aside, ...]]:
    """The training of each person, by code. Done again, a module counts from the later day.

    A row with a module that the program does not have, or with a day that is still to come, is held.
    """
    done: dict[str, dict[str, tuple[dt.date, int]]] = {}
    asides: list[Aside] = []
    titles = {folded(module.title): module.id for module in setting.program.training.modules}
    known = {**{module.id: module.id for module in setting.program.training.modules}, **titles}
    for answer in answers:
        on = day_of(answer, "on") or sent_on(answer)
        module = known.get(folded(text_of(answer, "module")))
        if module is None:
            hint = "Bring the options of the form in line with the titles under `training: modules`."
            asides.append(
                Aside(answer, "held", Problem(_at(answer, "module"), "There is no module of this name.", hint))
            )
        elif on is None or on > setting.today:
            wrong = Problem(
                _at(answer, "on"), "This day is not known, or still to come.", "Correct the day in the sheet."
            )
            asides.append(Aside(answer, "held", wrong))
        else:
            mine = done.setdefault(person_of(answer), {})
            mine[module] = max((on, number_of(answer, "minutes") or 0), mine.get(module, (on, 0)))
    return {code: _training(mine) for code, mine in done.items()}, tuple(asides)


def _at(answer: Answer, question: str) -> Cell:
    return Cell(answer.cell.tab, answer.cell.row, question)


def _training(done: Mapping[str, tuple[dt.date, int]]) -> Training:
    return Training({name: on for name, (on, _) in done.items()}, {name: spent for name, (_, spent) in done.items()})


def lapsed_modules(training: Training, role: Side, setting: Setting) -> tuple[str, ...]:
    """Ids of required modules that were finished and must be refreshed by now."""
    required = setting.required_modules(role)
    months = {module.id: module.refresh_months for module in setting.program.training.modules if module.id in required}
    return tuple(
        name
        for name, every in months.items()
        if every and name in training.days and months_later(training.days[name], every) < setting.today
    )


def minutes_missing(training: Training, role: Side, setting: Setting) -> int:
    """How many minutes of training a mentor lacks before the first match.

    A module counts with the minutes that it should take, or with more if it took longer. No more is asked than
    all modules for mentors take together.
    """
    modules = [module for module in setting.program.training.modules if role in module.for_]
    if role != "mentor":
        return 0
    needed = min(setting.program.training.minutes_before_match, sum(module.minutes for module in modules))
    done = sum(max(m.minutes, training.minutes.get(m.id, 0)) for m in modules if m.id in training.days)
    return max(0, needed - done)
