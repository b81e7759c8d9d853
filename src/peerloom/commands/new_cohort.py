"""``peerloom new-cohort``: the next round, planned and shown, then written into program.yaml as one block."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TextIO

from peerloom.commands import run as main_job
from peerloom.definition.next_cohort import block_of, next_cohort, with_block
from peerloom.definition.reader import read_program
from peerloom.private import revealed
from peerloom.problems import Place, Problem, as_text, errors
from peerloom.site.write import replace_bytes
from peerloom.support.carry_over import carried_over

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from peerloom.definition.organisation import Cohort
    from peerloom.definition.program import Program
    from peerloom.support.carry_over import Carried

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def run(
    root: Path,
    out: TextIO,
    *,
    clock: dt.date,
    today: dt.date | None = None,
    name: str = "",
    starts: dt.date | None = None,
    apply: bool = False,
    public_log: bool = False,
) -> int:
    """Show the next round and who goes on; with ``apply`` write its block. Return 0, or 1 to mend something first.

    In a public log nothing is said about people.
    """
    have = main_job.ready(root, out, clock=clock, today=today, public_log=public_log)
    if have is None:
        return 1
    program = have.program
    if not program.cohorts:
        hint = "Write the first one by hand; the reference example shows how."
        return _stopped(
            Problem(Place("program.yaml"), "There is no cohort yet that a next one could follow.", hint), out
        )
    last = max(program.cohorts, key=lambda one: (one.starts, one.id))
    cohort = next_cohort(last, name, starts)
    if _SLUG.fullmatch(cohort.id) is None or cohort.id in {one.id for one in program.cohorts}:
        message = (
            f'"{cohort.id}" cannot be the id of the new cohort: it is taken, or has other signs than a-z, 0-9 and -.'
        )
        return _stopped(Problem(Place("program.yaml"), message, "Name one with --id, such as 2027-28."), out)
    file = root / "program.yaml"
    before = file.read_bytes()
    text = before.decode("utf-8")
    found = with_block(text, cohort, have.project.read.places)
    if isinstance(found, Problem):
        return _stopped(found, out)
    wrong = _checked(found, program, cohort)
    if wrong:
        print(f"{as_text(wrong, {'program.yaml': found})}\nprogram.yaml was not changed.", file=out)
        return 1
    print(f"This comes into program.yaml, behind the cohort {last.id}:\n", file=out)
    print("\n".join(f"  + {line}" for line in block_of(cohort, "  ", "\n").splitlines()), file=out)
    if not public_log:
        _tell_people(carried_over(have.answers.records, program, cohort.ends), out)
    if not apply:
        print("\nNothing was changed. Look at the days; then run this again with --apply.", file=out)
        return 0
    replace_bytes(file, found.encode())
    print("\nprogram.yaml has the new cohort. Every other line is as it was. Check its breaks.", file=out)
    return 0


def _stopped(problem: Problem, out: TextIO) -> int:
    print(f"{as_text([problem], {})}\nprogram.yaml was not changed.", file=out)
    return 1


def _checked(text: str, program: Program, cohort: Cohort) -> tuple[Problem, ...]:
    """What would be wrong with the new file: mistakes, or anything but one cohort more."""
    read = read_program(text.removeprefix("\ufeff"))
    if read.program is None or errors(read.problems):
        return tuple(errors(read.problems))
    if read.program != program.model_copy(update={"cohorts": (*program.cohorts, cohort)}):
        hint = "Add the cohort by hand, and report this: it is our fault."
        return (Problem(Place("program.yaml"), "The new file would say something else as well.", hint),)
    return ()


def _tell_people(people: Sequence[Carried], out: TextIO) -> None:
    if not people:
        print("\nNobody waits, and nobody said yet that they want to go on.", file=out)
        return
    print("\nThese can go on. Their answers were for the old round, so each is asked again:", file=out)
    for one in people:
        print(f"  {one.code}  {revealed(one.name)}, as {one.role}: {one.why}. Ask for {_listed(one.ask)}.", file=out)
    print(f"{len(people)} in all. Nobody is in the new round before they have signed up for it.", file=out)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else "".join(words)
