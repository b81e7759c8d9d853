"""``peerloom forms --print`` and ``--docs``: every form as a page to print, and how to make them online."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from peerloom.desk.paper import FORM, GUIDE, forms_guide, paper_form
from peerloom.desk.render import DeskError
from peerloom.files import templates_folder
from peerloom.problems import as_text
from peerloom.site.write import replace_text, write_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from peerloom.definition.forms import Form
    from peerloom.definition.program import Program

FOLDER = "private/paper"
DOCS = "private/forms-guide.html"


def write_paper(root: Path, program: Program, forms: Sequence[Form], out: TextIO) -> int:
    """Make ``private/paper`` hold a page for each form, and nothing else. Return 0, or 1 for a wrong template."""
    templates = _templates(root)
    try:
        pages = {f"{form.id}.html": paper_form(program, form, templates) for form in forms}
    except DeskError as error:
        print(as_text([error.problem], {}), file=out)
        return 1
    write_folder(root / FOLDER, pages)
    many = "1 form" if len(pages) == 1 else f"{len(pages)} forms"
    print(f"{FOLDER} holds {many}. Open one in a browser and print it.", file=out)
    return 0


def write_guide(root: Path, program: Program, forms: Sequence[Form], out: TextIO) -> int:
    """Write how to make the forms, step by step. Return 0, or 1 for a wrong template."""
    try:
        replace_text(root / DOCS, forms_guide(program, forms, _templates(root)))
    except DeskError as error:
        print(as_text([error.problem], {}), file=out)
        return 1
    print(f"{DOCS} is written. Open it in a browser.", file=out)
    return 0


def _templates(root: Path) -> dict[str, str]:
    """The kit's templates, and in their place those of the program."""
    places = (templates_folder() / "paper", root / "templates" / "paper")
    files = [folder / name for folder in places for name in (FORM, GUIDE)]
    return {file.name: file.read_text(encoding="utf-8") for file in files if file.is_file()}
