"""``peerloom check``: everything that is wrong with the program, in one run."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from peerloom.commands.project import open_project
from peerloom.problems import as_github, as_text, errors

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from peerloom.commands.project import Project


def run(root: Path, out: TextIO, *, clock: dt.date, today: dt.date | None = None, github: bool = False) -> int:
    """Check the program in ``root``. Return 0 when it is fine and 1 when something must be fixed."""
    project = open_project(root, clock, today)
    tell(project, out, github=github)
    return 1 if errors(project.problems) else 0


def tell(project: Project, out: TextIO, *, github: bool = False) -> None:
    """Print the problems of a project, and what was checked."""
    if project.problems:
        told = as_github(project.problems) if github else as_text(project.problems, project.texts)
        print(told, file=out)
    wrong = len(errors(project.problems))
    look = len(project.problems) - wrong
    if wrong:
        print(f"\n{wrong} to fix{f', {look} to look at' if look else ''}.", file=out)
    else:
        pages = sum(path.endswith(".md") for path in project.content)
        print(f"program.yaml is fine, and so are {pages} texts in content/.", file=out)
