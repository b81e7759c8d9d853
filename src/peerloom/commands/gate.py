"""``peerloom gate``: look through the site that is there once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from peerloom.commands.build import site_parts, tell_findings
from peerloom.problems import Problem, as_text
from peerloom.site.audit import read_folder
from peerloom.site.build import trusted

if TYPE_CHECKING:
    import datetime as dt

    from peerloom.commands.project import Project
    from peerloom.definition.program import Program
    from peerloom.disclosure.public import PublicFigures
    from peerloom.site.gate import Gate


def look(project: Project, program: Program, figures: PublicFigures, gate: Gate, today: dt.date, out: TextIO) -> int:
    """Look for private values in ``site/public`` and ``site/public.json``. Return 1 when there are any, or no site."""
    site = project.root / "site"
    made = read_folder(site / "public")
    if not made:
        print("There is no site yet. Make it with `peerloom build`.", file=out)
        return 1
    if (site / "public.json").is_file():
        made["public.json"] = (site / "public.json").read_bytes()
    parts = site_parts(project, program, figures, today)
    if isinstance(parts, Problem):
        print(as_text([parts], {}), file=out)
        return 1
    findings = gate.look(made, trusted(made, parts))
    if findings:
        tell_findings(findings, out)
        return 1
    print(f"The privacy gate looked through {len(made)} files and found nothing private.", file=out)
    return 0
