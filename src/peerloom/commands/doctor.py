"""``peerloom doctor``: what is set up, what is missing, and the next step for each. It changes nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TextIO

from peerloom.commands import online
from peerloom.commands.project import open_project
from peerloom.problems import errors

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from peerloom.commands.project import Project
    from peerloom.definition.program import Program

State = Literal["good", "look", "wrong"]
_SIGNS: dict[State, str] = {"good": "  ok   ", "look": "  look ", "wrong": "  WRONG"}
_PUBLISHED = re.compile(r"docs\.google\.com/spreadsheets/d/e/")
_WORKFLOWS = ".github/workflows"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    state: State
    what: str
    do: str = ""


def run(root: Path, out: TextIO, *, clock: dt.date, environ: Mapping[str, str] | None = None) -> int:
    """Look at everything and say it. Return 0, or 1 when something is wrong."""
    project = open_project(root, clock)
    found = list(_all(project, root, environ))
    for one in found:
        print(f"{_SIGNS[one.state]}  {one.what}", file=out)
        if one.do:
            print(f"           {one.do}", file=out)
    wrong = sum(one.state == "wrong" for one in found)
    print("\nNothing is wrong." if not wrong else f"\n{wrong} to mend. Nothing was changed.", file=out)
    return 1 if wrong else 0


def _all(project: Project, root: Path, environ: Mapping[str, str] | None) -> Iterator[Finding]:
    many = len(errors(project.problems))
    if many or project.program is None:
        yield Finding("wrong", f"program.yaml and content/ have {many} mistakes.", "Run `peerloom check`.")
    else:
        yield Finding("good", "program.yaml and content/ have no mistakes.")
    program = project.read.partly.program
    if program is None:
        return
    yield from _links(program)
    yield from _google(project, program, root, environ)
    yield from _github(program, root)


def _links(program: Program) -> Iterator[Finding]:
    missing = [form.id for form in program.forms if form.link is None]
    if missing:
        few = ", ".join(missing[:3]) + (f" and {len(missing) - 3} more" if len(missing) > 3 else "")  # noqa: PLR2004
        do = "Run `peerloom forms --docs`. It says how to make them and where their links go."
        yield Finding("look", f"These forms have no link yet: {few}.", do)
    elif program.forms:
        yield Finding("good", "Every form has a link.")


def _google(project: Project, program: Program, root: Path, environ: Mapping[str, str] | None) -> Iterator[Finding]:
    if program.sources.spreadsheet is None and not program.sources.forms:
        yield Finding("good", "Answers come from the CSV files in responses/. No Google account is needed.")
        return
    key = online.find_key(root, environ)
    if key is None:
        do = f"Save the key as {online.KEY_FILE}. docs/google.md says how to get one. Until then responses/ is read."
        yield Finding("wrong", "There is no key to open what program.yaml names at Google.", do)
        return
    yield Finding("good", f"A key was found in {key.place}.")
    yield from _of_key(key)
    opened, problems = online.open_with(program.sources, key)
    for problem in problems:
        yield Finding("wrong", problem.message, problem.hint)
    if opened is not None:
        calls = bool(program.sources.spreadsheet) + 2 * len(program.sources.forms)
        many = "one call" if calls == 1 else f"{calls} calls"
        yield Finding("good", f"Google opens: {len(opened.tabs)} tabs in {many}. Google allows 60 a minute.")
        yield from _tabs(project, opened)


def _of_key(key: online.Key) -> Iterator[Finding]:
    if "\\\\n" in key.text:
        do = "It was repaired for this run. To mend it, paste the whole JSON file into the secret again."
        yield Finding("look", "The line ends of the key were escaped twice.", do)


def _tabs(project: Project, opened: online.Online) -> Iterator[Finding]:
    from peerloom.sources.columns import read_rows  # noqa: PLC0415 - only with a spreadsheet
    from peerloom.sources.sheets import SCHEMA, Spreadsheet  # noqa: PLC0415

    tables, odd = Spreadsheet(opened.tabs).read_tables(project.forms)
    there = {table.form for table in tables}
    missing = [form.title for form in project.forms if form.id not in there]
    if missing:
        do = "Run the script of `peerloom forms` again, or name the tab like the form."
        yield Finding("look", f"{len(missing)} forms have no tab, for example {missing[0]}.", do)
    else:
        yield Finding("good", "Every form has a tab.")
    if all(tab.title != SCHEMA for tab in opened.tabs):
        do = "Run the script of `peerloom forms`: then questions are known even when somebody rewords them."
        yield Finding("look", f"There is no tab {SCHEMA}.", do)
    rows = read_rows(tables, project.forms)
    columns = [problem for problem in (*odd, *rows.problems) if getattr(problem.place, "row", 0) <= 1]
    for problem in columns:
        state: State = "wrong" if problem.level == "error" else "look"
        yield Finding(state, f"{problem.place}: {problem.message}", problem.hint)
    if not columns:
        yield Finding("good", "Every column is known.")


def _github(program: Program, root: Path) -> Iterator[Finding]:
    """What a nightly run on GitHub would need. Silent where there is no workflow."""
    files = sorted((root / _WORKFLOWS).glob("*.y*ml")) if (root / _WORKFLOWS).is_dir() else []
    texts = {file.name: file.read_text(encoding="utf-8", errors="replace") for file in files}
    for name, text in texts.items():
        if _PUBLISHED.search(text):
            do = "Stop it in the sheet: File, Share, Publish to web. Then read docs/accident.md."
            yield Finding("wrong", f"{name} uses a sheet that is published to the web: anyone can read it.", do)
        if "google-github-actions/auth" in text and "id-token: write" not in text:
            do = "Add `permissions: id-token: write` to the job, or Google cannot know who asks."
            yield Finding("wrong", f"{name} signs in to Google, but may not ask GitHub for its token.", do)
    ours = [text for text in texts.values() if "peerloom" in text]
    if program.sources.spreadsheet is not None and ours:
        signs = any("PEERLOOM_GOOGLE_KEY" in text or "google-github-actions/auth" in text for text in ours)
        if not signs:
            do = "Give it the secret PEERLOOM_GOOGLE_KEY, or sign in with google-github-actions/auth (docs/google.md)."
            yield Finding("look", "The workflow has no way to open the spreadsheet.", do)
        else:
            yield Finding("good", "The workflow has a way to sign in to Google.")
