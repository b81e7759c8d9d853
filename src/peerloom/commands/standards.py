"""``peerloom standards``: the program beside the standard, item by item, and the same to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from peerloom.desk.paper import STANDARDS, self_assessment
from peerloom.desk.render import DeskError
from peerloom.desk.standards import page_of
from peerloom.files import templates_folder
from peerloom.pages.render import page_paths
from peerloom.problems import as_text
from peerloom.site.write import write_folder
from peerloom.standards.assessment import assessed
from peerloom.standards.written import Written

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from peerloom.commands.project import Project
    from peerloom.definition.program import Program
    from peerloom.desk.standards import Row
    from peerloom.disclosure.public import PublicFigures
    from peerloom.people.records import Records
    from peerloom.standards.assessment import Assessment

FOLDER = "private/standards"
FILE = "self-assessment.html"
_NONE = """program.yaml names no standard.
     Add a block `standards:` with `edition: 5`, or 4. docs/coordinator.md says what else can stand in it."""


def assessment(
    project: Project, program: Program, records: Records, public: PublicFigures, today: dt.date
) -> Assessment | None:
    """Every item with its status on this day. None when program.yaml names no standard."""
    if program.standards is None:
        return None
    pages = page_paths(program, project.forms, project.content, public, today)
    forms = {form.id: form for form in project.forms}
    return assessed(Written(program, forms, project.read.places, pages), records)


def show(root: Path, program: Program, found: Assessment | None, out: TextIO, *, public_log: bool) -> int:
    """Say what is missing, and write the self-assessment to print. Return 0, or 1 when something must be mended first.

    In a public log only the edition and the place are said: what is missing can be about people.
    """
    if found is None:
        print(_NONE, file=out)
        return 1
    page = page_of(found, program.program.name)
    try:
        text = self_assessment(page, _templates(root))
    except DeskError as error:
        print(as_text([error.problem], {}), file=out)
        return 1
    write_folder(root / FOLDER, {FILE: text})
    (root / FOLDER).chmod(0o700)  # nobody else on this computer looks in
    if public_log:
        print(f"The program was looked at beside the {found.edition}.", file=out)
    else:
        _tell(page.edition, [(group.title, group.rows) for group in page.groups], page.counts, out)
    print(f"\n{FOLDER}/{FILE} says all of it, to print. The desk shows it on the page Standards.", file=out)
    return 0


def _tell(
    edition: str, groups: list[tuple[str, tuple[Row, ...]]], counts: tuple[tuple[str, int], ...], out: TextIO
) -> None:
    print(edition, file=out)
    for title, rows in groups:
        print(f"\n{title}", file=out)
        for row in rows:
            print(f"  {row.id:<8} {row.status:<22} {row.title}", file=out)
            for one in row.shown if row.next else ():
                if one.holds != "holds":
                    print(f"           {one.holds}: {one.what}", file=out)
            if row.next:
                print(f"           Next: {row.next}", file=out)
    print(f"\n{', '.join(f'{count} {name}' for name, count in counts if count)}.", file=out)


def _templates(root: Path) -> dict[str, str]:
    """The kit's template, and in its place that of the program."""
    files = [place / STANDARDS for place in (templates_folder() / "paper", root / "templates" / "paper")]
    return {file.name: file.read_text(encoding="utf-8") for file in files if file.is_file() and not file.is_symlink()}
