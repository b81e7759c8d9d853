"""A mistake of a user is a value: where it is, what is wrong, and one thing to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a text file. Lines and columns count from 1; 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Say ``file:line:column``, the way editors understand."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Cell:
    """A position in a table of answers: the tab, the sheet's row number, the question's id.

    Row 1 is the header, as in a spreadsheet; 0 means the tab as a whole.
    """

    tab: str
    row: int = 0
    question: str = ""

    def __str__(self) -> str:
        """Say tab, row and question in words. The answer itself is never part of it."""
        row = f", row {self.row}" if self.row else ""
        question = f', question "{self.question}"' if self.question else ""
        return f'"{self.tab}"{row}{question}'


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: its place, what is wrong, and one thing to do. A warning does not stop a run."""

    place: Place | Cell
    message: str
    hint: str = ""
    level: Level = "error"


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems as a reader meets them: files first, each by line, then tables by row. No doubles."""

    def key(problem: Problem) -> tuple[int, str, int, int, str, str]:
        at = problem.place
        if isinstance(at, Cell):
            return (1, at.tab, at.row, 0, at.question, problem.message)
        return (0, at.file, at.line, at.column, "", problem.message)

    return tuple(sorted(dict.fromkeys(problems), key=key))


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that stop a run."""
    return tuple(problem for problem in problems if problem.level == "error")


def as_text(problems: Iterable[Problem], texts: Mapping[str, str]) -> str:
    """Write problems for a person: place, sentence, the line with a caret, what to do.

    Args:
        problems: in the order in which they shall be read.
        texts: file name -> its text, to show the line. A file that is not here is shown without its line.
    """
    return "\n".join(_paragraph(problem, texts) for problem in problems)


def _paragraph(problem: Problem, texts: Mapping[str, str]) -> str:
    word = "" if problem.level == "error" else "(to look at) "
    lines = [f"{problem.place}: {word}{problem.message}"]
    if isinstance(problem.place, Place) and problem.place.line and problem.place.file in texts:
        lines += _shown(problem.place, texts[problem.place.file])
    if problem.hint:
        lines.append(f"     {problem.hint}")
    return "\n".join(lines)


def _shown(place: Place, text: str) -> list[str]:
    """Give the line and a caret below it; a long line is cut around the place."""
    rows = text.splitlines()
    if place.line > len(rows):
        return []
    row = rows[place.line - 1].replace("\t", " ")
    start = max(0, place.column - 60)
    shown = row[start : start + 100]
    return [f"{place.line:4d} | {shown}", " " * (7 + max(0, place.column - 1 - start)) + "^"]


def as_github(problems: Iterable[Problem]) -> str:
    """Write problems as notes that GitHub shows at their lines in a pull request.

    Source: GitHub's workflow commands, https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    return "\n".join(_annotation(problem) for problem in problems)


def _annotation(problem: Problem) -> str:
    said = f"{problem.message} {problem.hint}".strip()
    if isinstance(problem.place, Cell):
        return f"::{problem.level} title=answers::{_escaped(f'{problem.place}: {said}')}"
    place = problem.place
    at = f"file={_property(place.file)}" + (f",line={place.line},col={place.column}" if place.line else "")
    return f"::{problem.level} {at}::{_escaped(said)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
