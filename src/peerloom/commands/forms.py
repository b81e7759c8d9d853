"""``peerloom forms``: the script that makes the program's forms in Google, or the forms on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from peerloom.commands import check
from peerloom.commands.project import open_project
from peerloom.definition.as_asked import one_a_row, options_of, pages_of
from peerloom.google.script import OneForm, Question, Section, forms_script
from peerloom.problems import errors
from peerloom.site.write import replace_text

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from peerloom.definition.as_asked import Page
    from peerloom.definition.forms import Form
    from peerloom.definition.forms import Question as Asked

SCRIPT = "private/forms.gs"
_NEXT = """\
Next:
  1. Make a new Google Sheet. It will hold the answers. Choose Extensions, Apps Script.
  2. Delete what stands there, paste the whole file, save, choose buildForms and press Run.
  3. Google asks for your permission once. `peerloom forms --docs` says what you see and what you allow.
  4. Copy the links that the script prints into program.yaml."""


def run(root: Path, out: TextIO, *, clock: dt.date, paper: bool = False, docs: bool = False) -> int:
    """Write the script; or the forms on paper, or how to make them. Return 0, or 1 when something must be fixed."""
    project = open_project(root, clock)
    program = project.program
    if program is None or errors(project.problems):
        check.tell(project, out)
        return 1
    if not project.forms:
        print("program.yaml names no form. Add some under `forms:`.", file=out)
        return 1
    if paper or docs:
        from peerloom.commands.paper import write_guide, write_paper  # noqa: PLC0415 - brings the templates

        return (write_paper if paper else write_guide)(root, program, project.forms, out)
    changed = replace_text(
        root / SCRIPT,
        forms_script(
            program.program.id, program.sources.zone or program.matching.zone or "", [told(f) for f in project.forms]
        ),
    )
    many = "1 form" if len(project.forms) == 1 else f"{len(project.forms)} forms"
    print(f"{SCRIPT} {'is written' if changed else 'is as it was'}: {many}.", file=out)
    print(_NEXT, file=out)
    return 0


def told(form: Form) -> OneForm:
    """A form as the script makes it."""
    sections = tuple(_section(n, page) for n, page in enumerate(pages_of(form), start=1))
    return OneForm(form.id, form.title, form.purpose, form.anonymous, sections)


def _section(number: int, page: Page) -> Section:
    key = f"page-{page.side or number}"
    return Section(key, page.title, tuple(_question(question) for question in page.questions), page.side)


def _question(asked: Asked) -> Question:
    """A drop-down has no "Other" in Google Forms, so a list with one is a list of choices.

    Nobody ticks every row of a grid of times, so none of its rows must be answered.
    """
    single = one_a_row(asked)
    kind = "choice" if asked.type == "dropdown" and asked.other else asked.type
    return Question(
        key=asked.id,
        type=kind,
        ask=asked.ask,
        help=asked.help,
        required=asked.required and (asked.type != "grid" or single),
        options=options_of(asked),
        other=asked.other and kind in {"choice", "choices"},
        rows=asked.rows if asked.type == "grid" else (),
        columns=asked.columns if asked.type == "grid" else (),
        most=1 if single else (asked.most or 0),
        low=asked.least_value,
        high=asked.most_value,
    )
