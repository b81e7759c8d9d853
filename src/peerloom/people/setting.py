"""What answers are read against: the program, its forms and the day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.people.values import text_of, texts_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from peerloom.definition.forms import Form, Question
    from peerloom.definition.organisation import Cohort
    from peerloom.definition.program import Program
    from peerloom.people.records import Answer, Side

Interval = tuple["dt.date", "dt.date"]  # first and last day


@dataclass(frozen=True, slots=True)
class Setting:
    """The program, its forms by id, and the day of the run."""

    program: Program
    forms: Mapping[str, Form]
    today: dt.date

    def question(self, form: str, name: str) -> Question | None:
        """The question of this id, if the form is used and asks it."""
        asked = self.forms[form].questions if form in self.forms else ()
        return next((question for question in asked if question.id == name), None)

    @property
    def reciprocal(self) -> bool:
        """Whether people are peers without roles. They all sign up as mentees do."""
        return self.program.model is not None and self.program.model.reciprocal

    @property
    def grouped(self) -> bool:
        """Whether mentors lead groups."""
        return self.program.model is not None and self.program.model.kind == "group"

    @property
    def leading(self) -> Side:
        """The role of whoever stands first in a match, and must be screened where the program asks for that."""
        return "mentee" if self.reciprocal else "mentor"

    def cohort(self, name: str) -> Cohort | None:
        """The cohort of this id."""
        return next((cohort for cohort in self.program.cohorts if cohort.id == name), None)

    def breaks(self, cohort: str) -> tuple[Interval, ...]:
        """The breaks of a cohort."""
        found = self.cohort(cohort)
        return tuple((pause.first, pause.last) for pause in found.breaks) if found else ()

    def requires(self, rule: str) -> bool:
        """Whether the pairing has this hard rule."""
        return any(entry.rule == rule for entry in self.program.matching.require)

    def required_modules(self, role: Side) -> tuple[str, ...]:
        """Ids of the modules that this role must finish before a match."""
        return tuple(m.id for m in self.program.training.modules if m.before_match and role in m.for_)

    def meant(self, answer: Answer, name: str) -> str:
        """What was picked, in the words of the standard form; "" when nothing was.

        A program may reword options or write them in another language; it says under ``means`` what each stands for.
        What stands for nothing is given as it is, and decides nothing.
        """
        return _meant(text_of(answer, name), self.question(answer.form, name))

    def all_meant(self, answer: Answer, name: str) -> tuple[str, ...]:
        """The same for several choices."""
        asked = self.question(answer.form, name)
        return tuple(_meant(value, asked) for value in texts_of(answer, name))


def setting_of(program: Program, forms: Iterable[Form], today: dt.date) -> Setting:
    """The setting of a run."""
    return Setting(program, {form.id: form for form in forms}, today)


def _meant(value: str, asked: Question | None) -> str:
    return value if asked is None else asked.means.get(value, value)
