"""``peerloom simulate``: a year of invented answers, as Google Forms exports them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from peerloom.definition.reader import read_program
from peerloom.definition.standard_forms import forms_of
from peerloom.evaluation.wins import wins
from peerloom.people.people import read_records
from peerloom.people.setting import setting_of
from peerloom.problems import as_text, errors
from peerloom.simulate.releases import releases_file
from peerloom.simulate.year import year_files
from peerloom.site.write import replace_text
from peerloom.sources.columns import read_rows
from peerloom.sources.csv_folder import CsvFolder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from peerloom.definition.forms import Form
    from peerloom.definition.program import Program

RESPONSES, RELEASES = "responses", "Releases.csv"


def run(root: Path, out: TextIO, *, seed: int, mentors: int, mentees: int, weeks: int, into: Path | None = None) -> int:
    """Write a year into ``responses/`` of a demo, or into another folder. Return 0, 1 for you to fix, 2 wrong usage.

    A program that is no demo has people's real answers in ``responses/``; there nothing is ever written.
    """
    if min(mentors, mentees, weeks) < 0:
        print("The numbers of mentors, mentees and weeks cannot be below zero.", file=out)
        return 2
    program = _program(root, out)
    if program is None:
        return 1
    responses = root / RESPONSES
    folder = into if into is not None else responses
    if not program.program.demo and folder.resolve() == responses.resolve():
        print(f"This program is no demo, so nothing was written: {RESPONSES}/ is for real answers.", file=out)
        print("Name another folder, for example --into trial.", file=out)
        return 1
    forms = forms_of(program)
    files = year_files(program, forms, seed=seed, mentors=mentors, mentees=mentees, weeks=weeks)
    if files is None:
        print("This program has no cohort, so there is no year to tell. Add one under `cohorts:`.", file=out)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    changed = sum(replace_text(folder / name, text) for name, text in files.items())
    released = _released(folder, program, forms)
    if released is not None:
        changed += replace_text(folder / RELEASES, released)
    number = len(files) + (released is not None)
    print(f"{number} files of invented answers are in {folder.name}/; {changed} changed.", file=out)
    return 0


def _released(folder: Path, program: Program, forms: Sequence[Form]) -> str | None:
    """What is released of the sentences that were just written, read back as the kit reads them; None without any."""
    tables, _ = CsvFolder(folder).read_tables(forms)
    rows = read_rows(tables, forms).rows
    days = [row.at.date() for row in rows if row.at is not None]
    if not days:
        return None
    found = wins(read_records(program, forms, rows, (), max(days)), setting_of(program, forms, max(days)))
    return releases_file(found, max(days)) if found else None


def _program(root: Path, out: TextIO) -> Program | None:
    """The program, or None when it has a mistake; then it is told."""
    try:
        text = (root / "program.yaml").read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        print("There is no program.yaml here that can be read. Name its folder with --root.", file=out)
        return None
    read = read_program(text)
    if read.program is None:
        print(as_text(errors(read.problems), {"program.yaml": text}), file=out)
    return read.program
