"""Writes a letter from its template. The same cause gives the same words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import DictLoader, StrictUndefined, TemplateError, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from peerloom.messages.calendar import calendar
from peerloom.messages.letter import Draft
from peerloom.private import revealed
from peerloom.problems import Place, Problem
from peerloom.readable import cleaned

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from peerloom.definition.forms import Form
    from peerloom.definition.program import Program
    from peerloom.messages.letter import Cause, Fact

FOLDER = "templates/messages"
_END = ".txt.j2"
_SUBJECT = "Subject: "
_BLANKS = re.compile(r"\n{3,}")


class LetterError(Exception):
    """A template cannot be used. ``problem`` names it; nothing was made."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Letters(ImmutableSandboxedEnvironment):
    """A sandbox in which templates cannot call methods of values."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """No attribute that can be called: values are there to be read."""
        return not callable(value) and super().is_safe_attribute(obj, attr, value)


def written(
    causes: Iterable[Cause], program: Program, forms: Iterable[Form], templates: Mapping[str, str]
) -> tuple[Draft, ...]:
    """Write every letter, in the order of the causes.

    A letter is in its reader's language where there is a template ``<id>.<language>.txt.j2``, else in the kit's.

    Raises:
        LetterError: a template has a mistake, or its first line is no subject. Its words are not repeated.
    """
    made = _Letters(
        loader=DictLoader(dict(templates)),
        undefined=StrictUndefined,
        finalize=_shown,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    used = {form.id: form for form in forms}
    return tuple(_written(cause, program, used, made, templates) for cause in causes)


def _written(
    cause: Cause, program: Program, forms: Mapping[str, Form], made: _Letters, templates: Mapping[str, str]
) -> Draft:
    name = f"{cause.letter}.{cause.reader.language}{_END}"
    name = name if name in templates else f"{cause.letter}{_END}"
    try:
        text = made.get_template(name).render(_values(cause, program, forms))
    except TemplateError as error:
        raise LetterError(_mistake(getattr(error, "name", None) or name, error)) from None
    subject, _, body = text.lstrip().partition("\n")
    if not subject.startswith(_SUBJECT) or not body.strip():
        hint = f'Start the letter with a line "{_SUBJECT.strip()} ...".'
        raise LetterError(Problem(Place(f"{FOLDER}/{name}"), "This letter has no subject or no text.", hint))
    day = calendar(cause.day, cause.code) if cause.day is not None else ""
    body = _BLANKS.sub("\n\n", body).strip() + "\n"
    return Draft(cause.code, cause.letter, cause.reader, cleaned(subject.removeprefix(_SUBJECT)), body, day)


def _values(cause: Cause, program: Program, forms: Mapping[str, Form]) -> dict[str, Any]:
    """What a template may use: nothing about a person but what the cause holds."""
    reader, safe, about = cause.reader, program.safeguarding, program.program
    organisation = program.organisation
    return {
        "letter": cause.letter,
        "call": reader.call,
        "guardian": reader.guardian,
        "code": reader.code,
        "program": about.name,
        "tagline": about.tagline,
        "site": about.site_url or "",
        "from": organisation.name if organisation else about.name,
        "email": organisation.email if organisation else "",
        "phone": (organisation.phone or "") if organisation else "",
        "safe_role": safe.role if safe else "",
        "safe_phone": safe.phone if safe else "",
        "emergency": safe.emergency if safe else "",
        "step": cause.step,
        "forms": {form.id: {"title": form.title, "link": _link(form, cause)} for form in forms.values()},
        "facts": {"match": "", "other": "", "goals": (), **cause.facts},
    }


def _link(form: Form, cause: Cause) -> str:
    """The form's link, with CODE and MATCH in it replaced, so that nobody has to type them."""
    link = form.link or ""
    for word, code in (("CODE", cause.reader.code), ("MATCH", cause.match)):
        link = re.sub(rf"(?<=[=]){word}(?=&|#|$)", quote(code), link)
    return link


def _shown(value: Fact | int | Undefined) -> str:
    """A value in a letter: one line, without signs that nobody sees."""
    if isinstance(value, Undefined):
        return str(value)  # raises, with the reason why it is not there
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TemplateError("A letter shows texts and numbers alone.")
    return cleaned(revealed(value)) if isinstance(value, str) and "\n" not in value else str(value)


def _mistake(name: str, error: TemplateError) -> Problem:
    """Name the place only: the words of the error could hold a value."""
    hint = "Delete the file to use the kit's own, or compare it with that."
    place = Place(f"{FOLDER}/{name}", getattr(error, "lineno", None) or 0)
    return Problem(place, f"This letter cannot be used ({type(error).__name__}).", hint)
