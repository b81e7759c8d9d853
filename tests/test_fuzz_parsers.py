"""Whatever a file holds, each parser gives values or problems: it never breaks, and never takes long over little.

Files are good ones with parts changed, cut, doubled and swapped, which gets deeper than random bytes do. A hundred or so
of each in every run, thousands with PEERLOOM_LONG=1.
"""

from __future__ import annotations

import datetime as dt
import io
import random
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from peerloom.definition.allowed import read_allowed
from peerloom.definition.mkdocs import read_mkdocs
from peerloom.definition.reader import read_program
from peerloom.definition.standard_forms import forms_of
from peerloom.evaluation.releases import read_releases
from peerloom.ledger.store import content_hash
from peerloom.matching.apart import read_apart
from peerloom.matching.pairings import read_pairings
from peerloom.people.answers import read_answers
from peerloom.problems import as_github, as_text
from peerloom.sources.columns import read_rows
from peerloom.sources.csv_folder import CsvFolder
from peerloom.sources.workbooks import read_workbook
from tests.fuzz import BITS, LONG

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from peerloom.problems import Problem

ROOT = Path(__file__).parents[1]
TODAY = dt.date(2026, 6, 12)
PIECES = (
    *BITS,
    ": ",
    "- ",
    "  ",
    "\n  ",
    "[",
    "]",
    "{",
    "}",
    "&a",
    "*a",
    "!!x",
    "<<: ",
    "? ",
    "|\n",
    "%",
    "---",
    "...",
    "no",
    "1e9",
    "0x1",
)


def mutated(text: str, chance: random.Random) -> str:
    """A text with one to six changes."""
    for _ in range(chance.randint(1, 6)):
        at, end = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
        end = min(end, at + chance.choice((0, 1, 3, 20, 200)))
        part = text[at:end]
        middle = chance.choice(("", chance.choice(PIECES), part * 2, part[::-1], part.swapcase()))
        text = text[:at] + middle + text[end:]
    return text


def mutated_bytes(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(max(1, len(changed)))
        match chance.randint(0, 3):
            case 0:
                del changed[at : at + chance.randint(1, 50)]
            case 1:
                changed[at:at] = chance.randbytes(chance.randint(1, 20))
            case 2:
                changed[at : at + 1] = bytes([chance.randint(0, 255)])
            case _:
                changed[at:at] = changed[at : at + chance.randint(1, 100)]
    return bytes(changed)


def told(problems: Iterable[Problem]) -> None:
    """Every problem can be said, in both ways."""
    every: Sequence[Problem] = tuple(problems)
    assert all(problem.message for problem in every)
    assert isinstance(as_text(every, {}) + as_github(every), str)


SMALL = (ROOT / "tests" / "programs" / "small" / "program.yaml").read_text(encoding="utf-8")
PROGRAM = read_program((ROOT / "program.yaml").read_text(encoding="utf-8")).program
assert PROGRAM is not None
FORMS = forms_of(PROGRAM)
PAIRINGS = next((ROOT / "responses").glob("Pairings*.csv")).read_text(encoding="utf-8-sig")
RELEASES = (ROOT / "responses" / "Releases.csv").read_text(encoding="utf-8-sig")
APART = "Mentor code,Mentee code,Mentor,Mentee,Since,Note,Decision\n" + "".join(
    f"M-{i}2345A,E-{i}2345B,given-{i},given-{i}b,2026-01-0{i},they asked,apart\n" for i in range(2, 9)
)

TEXTS: dict[str, tuple[str, Callable[[str], Iterable[Problem]], int]] = {
    "program.yaml": (SMALL, lambda text: read_program(text).problems, 100),
    "mkdocs.yml": ((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), lambda text: read_mkdocs(text)[1], 200),
    "allowed.yaml": (
        (ROOT / "allowed.yaml").read_text(encoding="utf-8"),
        lambda text: read_allowed(text, TODAY)[1],
        200,
    ),
    "pairings": (PAIRINGS[:4_000], lambda text: read_pairings(text, "pairings.csv")[1], 200),
    "apart": (APART, lambda text: read_apart(text, "apart.csv")[1], 200),
    "releases": (RELEASES[:4_000], lambda text: read_releases(text, "releases.csv")[1], 200),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_no_text_breaks_its_parser(kind: str) -> None:
    good, read, count = TEXTS[kind]
    chance = random.Random(kind)  # noqa: S311 - the same files in every run
    assert len(good) > 300
    for _ in range(count * 50 if LONG else count):
        told(read(mutated(good, chance)))


def sheet(form: str, content: bytes, ending: str, root: Path) -> None:
    """All the way from a file of answers to values, as a run does it."""
    folder = root / "responses"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    (folder / f"{form}{ending}").write_bytes(content)
    tables, problems = CsvFolder(folder).read_tables(FORMS)
    told(problems)
    read = read_rows(tables, FORMS)
    told(read.problems)
    told(read_answers(read.rows, {one.id: one for one in FORMS}).problems)
    assert all(len(content_hash(row)) > 8 for row in read.rows)


TITLES = ("Mentee sign-up", "Concern", "Hours log", "Survey")


@pytest.mark.parametrize("title", TITLES)
def test_no_csv_breaks_the_reader_of_answers(title: str, tmp_path: Path) -> None:
    lines = (ROOT / "responses" / f"{title}.csv").read_text(encoding="utf-8").splitlines(keepends=True)[:6]
    chance = random.Random(title)  # noqa: S311 - the same files in every run
    for i in range(2_000 if LONG else 40):
        text = mutated("".join(lines), chance)
        kind = chance.choice(("utf-8", "utf-8-sig", "utf-16", "cp1252"))
        content = text.encode(kind, "replace")
        sheet(title, mutated_bytes(content, chance) if i % 3 == 0 else content, ".csv", tmp_path)


def test_no_workbook_breaks_the_reader_of_answers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for line in (ROOT / "responses" / "Concern.csv").read_text(encoding="utf-8").splitlines()[:5]:
        page.append([cell.strip('"') for cell in line.split('","')])
    out = io.BytesIO()
    book.save(out)
    chance = random.Random(7)  # noqa: S311 - the same files in every run
    for _ in range(2_000 if LONG else 60):
        content = mutated_bytes(out.getvalue(), chance)
        told(read_workbook("Concern.xlsx", content)[1])
        sheet("Concern", content, ".xlsx", tmp_path)
