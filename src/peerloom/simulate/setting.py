"""What a story is told about: the program, its forms, the year, and the seed of all chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.simulate.applications import application
from peerloom.simulate.chance import stream

if TYPE_CHECKING:
    import datetime as dt
    import random
    from collections.abc import Mapping

    from peerloom.definition.forms import Form
    from peerloom.definition.organisation import Cohort
    from peerloom.definition.program import Program
    from peerloom.simulate.applications import Application
    from peerloom.simulate.days import Year
    from peerloom.simulate.people import Person


@dataclass(frozen=True, slots=True)
class Setting:
    """The ground of a story."""

    program: Program
    forms: Mapping[str, Form]
    year: Year
    seed: int

    @property
    def adult_age(self) -> int:
        """From which age on somebody is an adult."""
        return self.program.program.adult_age

    def stream(self, *names: str) -> random.Random:
        """A stream of chance of its own."""
        return stream(self.seed, *names)

    def applied(self, person: Person, cohort: Cohort, first: dt.date, last: dt.date) -> list[Application]:
        """The sign-up of a person on a day between two. None when the program has no such form."""
        form = self.forms.get(f"{person.role}-sign-up")
        if form is None:
            return []
        rng = self.stream("sign-up", cohort.id, person.code)
        on = self.year.between(rng, first, min(last, self.year.until))
        return [application(rng, person, form, cohort, on, self.adult_age)]
