"""``peerloom pair --speed-meetings``: plan short first talks before the pairing."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from peerloom.matching.pool import applicants, open_cohort
from peerloom.matching.speed_sheet import read_talks, write_talks
from peerloom.problems import Cell, Problem
from peerloom.site.write import replace_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from peerloom.definition.forms import Form
    from peerloom.definition.program import Program
    from peerloom.matching.speed import Schedule
    from peerloom.matching.talk import Talk
    from peerloom.people.records import Records

SPEED = "private/speed-meetings.csv"


def plan_talks(
    root: Path,
    program: Program,
    forms: Sequence[Form],
    records: Records,
    today: dt.date,
    out: TextIO,
    *,
    public_log: bool,
) -> int:
    """Plan the meetings of the open round and write their file. Return 0, or 1 when the program wants none."""
    from peerloom.matching.speed import schedule  # noqa: PLC0415 - brings numpy and scipy

    wanted, cohort = program.matching.speed_meetings, open_cohort(program, today)
    if program.model is not None and not program.model.one_by_one:
        print("Speed meetings are only for programs in which each mentee has a mentor of their own.", file=out)
        return 1
    if wanted is None:
        hint = "Add `speed_meetings: {rounds: 4}` under `matching:` in program.yaml."
        print(f"This program has no speed meetings. {hint}", file=out)
        return 1
    if cohort is None:
        print("No sign-up has opened yet, so there is nobody to meet.", file=out)
        return 0
    made = schedule(applicants(records, program, forms, cohort.id), program.matching, wanted.rounds)
    names = {person.code: person.name for person in records.participants}
    file = root / SPEED
    known = file.is_file()
    changed = bool(made.talks) and replace_text(file, write_talks(cohort.id, made.talks, names), private=True)
    _tell(made, wanted.rounds, cohort.id, out, public_log=public_log, replaced=known and changed)
    return 0


def _tell(made: Schedule, rounds: int, cohort: str, out: TextIO, *, public_log: bool, replaced: bool) -> None:
    if public_log:
        print(f"The speed meetings of {cohort} are planned.", file=out)
        return
    if not made.talks:
        print(f"Speed meetings of {cohort}: there is nobody left who could talk with somebody new.", file=out)
        return
    many = f"{made.least}" if made.least == made.most else f"{made.least} to {made.most}"
    print(
        f"Speed meetings of {cohort}: {len(made.talks)} talks in {rounds} rounds, {many} for each person. This was "
        "checked: more are not possible, nobody meets twice, and nobody is in two places.",
        file=out,
    )
    if made.nobody:
        print(f"  Nobody fits {', '.join(made.nobody)}; the desk says why, page Waiting.", file=out)
    if replaced:
        print(f"  {SPEED} is new. If you told people an earlier plan, tell them this one.", file=out)
    print("  Next: open private/desk/speed.html, print it, and hand out the sheets.", file=out)


def read_plan(root: Path) -> tuple[str, tuple[Talk, ...], tuple[Problem, ...]]:
    """The plan as it stands in its file: its cohort and meetings, and what cannot be read."""
    file = root / SPEED
    if not file.is_file():
        return "", (), ()
    try:
        return read_talks(file.read_text(encoding="utf-8-sig"), file.name)
    except (OSError, UnicodeDecodeError):
        return "", (), (Problem(Cell(file.name), "This file cannot be read.", "Save it as CSV UTF-8."),)
