"""``peerloom gate``: look through the site that is there once more, or through what git keeps or is about to keep."""

from __future__ import annotations

import secrets
from collections import defaultdict
from typing import TYPE_CHECKING, TextIO

from peerloom.commands.build import site_needles, site_parts, tell_findings
from peerloom.commands.project import git
from peerloom.people.needles import own_values
from peerloom.problems import Problem, as_text
from peerloom.site.audit import read_folder
from peerloom.site.build import trusted
from peerloom.site.gate import Gate
from peerloom.site.patterns import Patterns
from peerloom.site.sources import allowances, parts_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from peerloom.commands.project import Project
    from peerloom.commands.run import Ready
    from peerloom.definition.program import Program
    from peerloom.disclosure.public import PublicFigures
    from peerloom.site.gate import Finding


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


def files_of_git(root: Path, *, staged: bool, only: Sequence[str] = ()) -> dict[str, bytes] | None:
    """The tracked files below ``root`` as they are on the disk, or the staged ones as they would be committed.

    None where there is no checkout. With ``only``, those below these paths. A file that is tracked and deleted is left
    out; a link is not followed.
    """
    listed = ("diff", "--cached", "--relative", "--name-only", "--diff-filter=d") if staged else ("ls-files",)
    names = git(root, *listed, "-z", "--", *only)
    if names is None:
        return None
    files: dict[str, bytes] = {}
    for name in filter(None, names.decode("utf-8", "replace").split("\0")):
        if staged:
            files[name] = git(root, "show", f":./{name}") or b""
        elif (root / name).is_symlink():
            files[name] = b"\0link"
        elif (root / name).is_file():
            files[name] = (root / name).read_bytes()
    return files


def look_at_git(project: Project, have: Ready | None, out: TextIO, *, staged: bool, only: Sequence[str] = ()) -> int:
    """Look for private values in what git keeps. Return 1 when there are any, or when there is no checkout.

    Args:
        project: its own addresses and numbers may stand anywhere, and a demo's ``responses/`` are invented.
        have: the answers, if they are at hand; without them it looks for patterns alone.
        out: where to say it.
        staged: only what is about to be committed.
        only: only what is below these paths.
    """
    files = files_of_git(project.root, staged=staged, only=only)
    if files is None:
        print("This folder is not a git checkout. Run this where you cloned the program.", file=out)
        return 1
    program = project.read.partly.program
    if program is not None and program.program.demo:
        files = {file: content for file, content in files.items() if not file.startswith("responses/")}
    own = [needle.text for needle in own_values(program)] if program is not None else []
    may: dict[str, set[str]] = defaultdict(set)
    for entry in project.allowed:
        may[entry.page].update(parts_of(entry.text))
        may["allowed.yaml"].update(parts_of(entry.text))
    patterns = Patterns(own, secrets.token_bytes(16), may)
    findings = {finding for file, content in files.items() for finding in patterns.look(file, content)}
    if have is not None:
        findings.update(_private(have, files))
    if findings:
        tell_findings(sorted(findings), out)
        return 1
    how = "private values and patterns" if have is not None else "patterns alone, because no answers are here"
    print(
        f"Looked through {len(files)} {'staged' if staged else 'tracked'} files for {how}. Nothing was found.", file=out
    )
    return 0


def _private(have: Ready, files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """What of the answers stands in the texts among the files."""
    looked_for = site_needles(have.project, have.program, have.answers, ())
    texts = {file: content.decode("utf-8", "replace") for file, content in files.items() if b"\0" not in content}
    texts.pop("allowed.yaml", None)
    gate = Gate(looked_for, secrets.token_bytes(16), allowances(looked_for, texts, have.project.allowed))
    return gate.in_texts(texts)
