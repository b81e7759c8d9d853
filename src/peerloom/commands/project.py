"""Opens a program's folder: its definition, its texts, and everything that is wrong with them."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.definition.allowed import read_allowed
from peerloom.definition.checks import check_content
from peerloom.definition.mkdocs import read_mkdocs
from peerloom.definition.reader import read_program
from peerloom.definition.standard_forms import forms_of
from peerloom.pages.authored import content_problems
from peerloom.problems import Place, Problem, in_order

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from peerloom.definition.allowed import Allowed
    from peerloom.definition.forms import Form
    from peerloom.definition.program import Program
    from peerloom.definition.reader import Read

_TEXT_ENDINGS = {".md"}
_IGNORED = ("responses", "private", "site/public")


@dataclass(frozen=True, slots=True)
class Project:
    """A program's folder as it was found. ``program`` is None when there is an error in it."""

    root: Path
    read: Read
    program: Program | None
    forms: tuple[Form, ...]
    content: Mapping[str, str]  # path below content/ -> text; other files have an empty text
    texts: Mapping[str, str]  # file as named in problems -> text, to show lines
    problems: tuple[Problem, ...]
    allowed: tuple[Allowed, ...] = ()  # what may stand in the texts although it is somebody's, from allowed.yaml


def today_of(project: Project, clock: dt.date, given: dt.date | None = None) -> dt.date:
    """The day that a run is about: the one that was asked for, a demo's own day, or the clock's."""
    program = project.read.partly.program
    if given is not None:
        return given
    if program is not None and program.program.demo and program.program.demo_day is not None:
        return program.program.demo_day
    return clock


def open_project(root: Path, clock: dt.date, given: dt.date | None = None, before: Project | None = None) -> Project:
    """Read program.yaml, mkdocs.yml, allowed.yaml and content/ below ``root``. A mistake is a value in ``problems``.

    Args:
        root: the program's folder.
        clock: the day of the computer.
        given: the day that was asked for.
        before: the same folder as it was opened before; a program.yaml with the same text is not read again.
    """
    file = root / "program.yaml"
    text, trouble = _text(file, "program.yaml")
    texts = {"program.yaml": text}
    read = before.read if before is not None and before.texts.get("program.yaml") == text else read_program(text)
    problems = [trouble] if trouble else list(read.problems)
    content, unreadable = _content(root / "content")
    texts |= {f"content/{path}": body for path, body in content.items()}
    project = Project(root, read, read.program, (), content, texts, ())
    today = today_of(project, clock, given)
    problems += unreadable
    problems += check_content(read, content, today)
    problems += content_problems(content)
    if (root / "mkdocs.yml").exists():
        texts["mkdocs.yml"], trouble = _text(root / "mkdocs.yml", "mkdocs.yml")
        problems += [trouble] if trouble else read_mkdocs(texts["mkdocs.yml"], "mkdocs.yml", content)[1]
    allowed: tuple[Allowed, ...] = ()
    if (root / "allowed.yaml").exists():
        texts["allowed.yaml"], trouble = _text(root / "allowed.yaml", "allowed.yaml")
        allowed, wrong = read_allowed(texts["allowed.yaml"], today)
        problems += [trouble] if trouble else wrong
    if read.partly.program is not None:  # else it is not known whether the people are invented
        problems += git_problems(root, demo=read.partly.program.program.demo)
    forms = forms_of(read.partly.program) if read.partly.program else ()
    return Project(root, read, read.program, forms, content, texts, in_order(problems), allowed)


def _text(file: Path, name: str) -> tuple[str, Problem | None]:
    try:
        return file.read_text(encoding="utf-8-sig"), None
    except FileNotFoundError:
        hint = "Run this in the folder of your program, or name the folder with --root."
        return "", Problem(Place(name), f"There is no {name} here.", hint)
    except UnicodeDecodeError:
        return "", Problem(Place(name), "This file cannot be read as text.", "Save it as UTF-8.")
    except OSError:
        return "", Problem(Place(name), "This file cannot be opened.", "Check its permissions.")


def _content(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    content: dict[str, str] = {}
    problems: list[Problem] = []
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if file.is_symlink():
            problems.append(Problem(Place(f"content/{path}"), "This is a link to another file.", "Copy the file here."))
        elif file.is_file() and file.suffix.lower() in _TEXT_ENDINGS:
            content[path], trouble = _text(file, f"content/{path}")
            problems += [trouble] if trouble else []
        elif file.is_file() and not file.name.startswith("."):
            content[path] = ""
    return content, problems


def git_problems(root: Path, *, demo: bool) -> Iterator[Problem]:
    """Say when private folders are tracked by git, or could be. Silent outside a git checkout.

    Only a demo, whose people are invented, may track its answers.
    """
    private = [folder for folder in _IGNORED if not (demo and folder == "responses")]
    tracked = _git(root, "ls-files", "--", *private)
    if tracked is None:
        return
    for folder in private:
        if any(file.startswith(f"{folder}/") for file in tracked):
            hint = (
                f"Run `git rm -r --cached {folder}`. If it was pushed, tell your Safeguarding lead: copies may exist."
            )
            yield Problem(Place(f"{folder}/"), "People's answers are tracked by git, so they can become public.", hint)
        if not _git(root, "check-ignore", "--", f"{folder}/x"):
            hint = f"Add a line `{folder}/` to .gitignore."
            yield Problem(Place(".gitignore"), f"The folder {folder}/ is not kept out of git.", hint)


def _git(root: Path, *words: str) -> list[str] | None:
    """The lines that git prints, or None where there is no git or no checkout."""
    said = git(root, *words)
    return None if said is None else said.decode("utf-8", "replace").splitlines()


def git(root: Path, *words: str) -> bytes | None:
    """What git prints in ``root``, or None where there is no git or no checkout."""
    try:
        done = subprocess.run(  # noqa: S603 - fixed words and names of files, no shell
            ["git", "-C", str(root), *words],  # noqa: S607 - git is found on the path, on every system
            capture_output=True,
            check=False,
            timeout=20,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return None if done.returncode > 1 else done.stdout
