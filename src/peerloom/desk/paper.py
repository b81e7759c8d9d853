"""Forms on paper, for people who cannot fill one in online, and how to make them in Google. No answers in either."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import TemplateError

from peerloom.definition.as_asked import options_of, pages_of
from peerloom.desk.render import DeskError
from peerloom.desk.templating import environment
from peerloom.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from peerloom.definition.forms import Form, Question
    from peerloom.definition.program import Program
    from peerloom.desk.standards import StandardsPage

FORM, GUIDE, STANDARDS = "form.html.j2", "guide.html.j2", "standards.html.j2"
_LINES: Mapping[str, int] = {"long": 5}  # lines to write on; one for everything else


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it stands on paper."""

    ask: str
    help: str
    required: bool
    options: tuple[str, ...]
    one: bool  # only one of the options
    other: bool
    most: int
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the paper."""

    title: str
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One form."""

    title: str
    about: str
    anonymous: bool
    pages: tuple[Part, ...]


def paper_form(program: Program, form: Form, templates: Mapping[str, str]) -> str:
    """The whole page, ready to print.

    Raises:
        DeskError: a replaced template has a mistake.
    """
    pages = pages_of(form)
    parts = tuple(
        Part(page.title if len(pages) > 1 else "", tuple(_asked(question) for question in page.questions))
        for page in pages
    )
    paper = Paper(form.title, form.purpose, form.anonymous, parts)
    return _made(templates, FORM, form=paper, program=program.program.name, lang=program.program.language)


def forms_guide(program: Program, forms: Sequence[Form], templates: Mapping[str, str]) -> str:
    """How to make the forms in Google, step by step, and what it asks.

    Raises:
        DeskError: a replaced template has a mistake.
    """
    return _made(templates, GUIDE, program=program.program.name, forms=tuple(forms))


def self_assessment(page: StandardsPage, templates: Mapping[str, str]) -> str:
    """The program beside the standard, ready to print and sign. It holds exact counts, so it is private.

    Raises:
        DeskError: a replaced template has a mistake.
    """
    return _made(templates, STANDARDS, page=page)


def _made(templates: Mapping[str, str], name: str, **values: object) -> str:
    try:
        return environment(templates).get_template(name).render(**values)
    except TemplateError as error:
        place = Place(f"templates/paper/{name}", getattr(error, "lineno", None) or 0)
        wrong = Problem(place, "This template cannot be used.", "Compare it with the kit's, or delete it.")
        raise DeskError(wrong) from None


def _asked(question: Question) -> Asked:
    scale = question.type == "scale"
    grid = question.type == "grid"
    return Asked(
        ask=question.ask,
        help=question.help,
        required=question.required,
        options=tuple("12345") if scale else options_of(question),
        one=question.type in {"choice", "dropdown", "yes-no", "scale"},
        other=question.other,
        most=question.most or 0,
        rows=question.rows if grid else (),
        columns=question.columns if grid else (),
        lines=tuple(range(_LINES.get(question.type, 1))),
    )
