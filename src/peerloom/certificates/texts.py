"""The words of certificates and letters, from templates that a program can replace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import DictLoader, StrictUndefined, TemplateError, TemplateRuntimeError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from peerloom.certificates.awards import LETTER
from peerloom.private import revealed
from peerloom.problems import Place, Problem
from peerloom.readable import cleaned, day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from peerloom.certificates.awards import Earned
    from peerloom.definition.program import Program

CERTIFICATE, SERVICE = "certificate.txt.j2", "letter.txt.j2"
_HOUR = 60


class TextError(Exception):
    """A template cannot be used. ``problem`` names it, without any value."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Paper(ImmutableSandboxedEnvironment):
    """A sandbox in which templates cannot call methods of values."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """No attribute that can be called: values are there to be shown."""
        return not callable(value) and super().is_safe_attribute(obj, attr, value)


def text_of(one: Earned, code: str, program: Program, today: dt.date, templates: Mapping[str, str]) -> str:
    """What a certificate or letter says. A line that starts with ``#`` is a title, ``##`` a name, ``>`` small print.

    Raises:
        TextError: a template of the program cannot be used.
    """
    name = SERVICE if one.award == LETTER else CERTIFICATE
    rule = next((rule for rule in program.recognition.awards if rule.id == one.award), None)
    cohort = next(cohort for cohort in program.cohorts if cohort.id == one.cohort)
    site = program.program.site_url
    shows = {
        "title": one.title,
        "name": one.name,
        "role": one.role,
        "text": rule.text if rule else "",
        "round": cohort.title,
        "hours": f"{one.minutes / _HOUR:.1f}".removesuffix(".0"),
        "training_hours": f"{one.training / _HOUR:.1f}".removesuffix(".0"),
        "meetings": one.meetings,
        "goals": one.goals,
        "program": program.program.name,
        "organisation": program.organisation.name if program.organisation else program.program.name,
        "place": program.program.place,
        "first": day(cohort.starts),
        "last": day(min(today, cohort.ends)),
        "day": day(today),
        "code": code,
        "check": f"{site.rstrip('/')}/certificates/" if site else "",
    }
    made = _Paper(
        loader=DictLoader(templates),
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # it becomes a PDF, where nothing is run
    )
    made.globals.clear()
    try:
        return made.get_template(name).render(shows)
    except TemplateError as error:
        place = Place(f"templates/certificates/{name}", getattr(error, "lineno", None) or 0)
        hint = "Delete the file to use the kit's own, or compare it with that."
        raise TextError(Problem(place, f"This template cannot be used ({type(error).__name__}).", hint)) from None


def _shown(value: object) -> str:
    """A value on one line. A name cannot start a line of its own, so it cannot become a title."""
    if not isinstance(value, str | int):
        raise TemplateRuntimeError(f"A letter cannot show a {type(value).__name__}.")
    return cleaned(revealed(value) if isinstance(value, str) else str(value))
