"""``peerloom restore``: bring a backup back. First it shows what would change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from peerloom.commands.alone import PRIVATE
from peerloom.commands.backups import FOLDER, make_backup, read_backup, unpacked
from peerloom.commands.decided import PAIR_SUBJECT, WORDS_SUBJECT
from peerloom.commands.lines import NotLines, changed_lines
from peerloom.commands.project import open_project
from peerloom.commands.sync import LEDGER
from peerloom.commands.whose import keys_of
from peerloom.ledger.copies import same_key
from peerloom.ledger.store import LedgerError, open_ledger
from peerloom.ledger.sums import sum_file
from peerloom.ledger.verify import verify
from peerloom.problems import Problem, as_text
from peerloom.site.write import replace_bytes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from peerloom.ledger.store import Ledger

_NAME = "ledger.db"
_CODE = re.compile(r"[A-Z]-[0-9A-Z]{6,8}")  # of a person, a match, or words
_BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Held:
    """What a ledger holds, as far as a plan needs it."""

    answers: frozenset[str]
    decisions: frozenset[tuple[str, str]]
    stones: Mapping[str, dt.date]


def run(
    root: Path,
    out: TextIO,
    file: Path,
    *,
    clock: dt.date,
    apply: bool = False,
) -> int:
    """Show what a backup would change in ``private/``; with ``apply`` put it there. Return 0, or 1 with the reason.

    What is there now is kept in a backup of its own first. Whoever was forgotten since stays forgotten.
    """
    files = read_backup(file)
    if isinstance(files, Problem):
        print(as_text([files], {}), file=out)
        return 1
    private = root / PRIVATE
    private.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with unpacked(private, files) as place:
            wrong = verify(place / _NAME).problems
            if wrong:
                print(as_text(wrong, {}), file=out)
                return 1
            theirs = _held(place / _NAME)
            mine, trouble = _mine(root)
            _tell(files, private, theirs, mine, trouble, out)
            if not apply:
                print("\nNothing was changed. To do it, run this again with --apply.", file=out)
                return 0
            return _applied(root, place, files, mine, out, clock=clock, damaged=trouble is not None)
    except LedgerError as error:
        print(as_text(error.problems, {}), file=out)
        return 1


def _held(ledger: Path) -> Held:
    with open_ledger(ledger) as known:
        decisions = frozenset((one.subject, repr(sorted(one.words.items()))) for one in known.decisions())
        return Held(frozenset(known.everything()), decisions, known.stones())


def _mine(root: Path) -> tuple[Held | None, LedgerError | None]:
    """What the ledger that is there holds; None where there is none, or where it cannot be read."""
    if not (root / LEDGER).is_file():
        return None, None
    try:
        return _held(root / LEDGER), None
    except LedgerError as error:
        return None, error


def _tell(
    files: Mapping[str, bytes],
    private: Path,
    theirs: Held,
    mine: Held | None,
    trouble: LedgerError | None,
    out: TextIO,
) -> None:
    print("The backup is whole. This is what it brings:", file=out)
    for path in sorted(files):
        there = private / path
        same = there.is_file() and there.read_bytes() == files[path]
        sign, how = ("=", "the same") if same else ("-", "replaced") if there.exists() else ("+", "new")
        print(f"  {sign} private/{path}: {how}", file=out)
    print(f"It holds {len(theirs.answers)} answers and {len(theirs.decisions)} decisions.", file=out)
    if mine is not None:
        answers, decisions = mine.answers - theirs.answers, mine.decisions - theirs.decisions
        print(f"Here are {len(answers)} answers and {len(decisions)} decisions that it does not hold.", file=out)
        if answers or decisions:
            print("The answers come back from responses/ with the next run, if they are there. Look before.", file=out)
        gone = len(mine.stones.keys() - theirs.stones.keys())
        if gone:
            print("Somebody was forgotten since this backup was made. They stay forgotten.", file=out)
    if trouble is not None:
        print(as_text(trouble.problems, {}), file=out)
        print("The damaged file is kept beside it.", file=out)


def _applied(
    root: Path,
    place: Path,
    files: Mapping[str, bytes],
    mine: Held | None,
    out: TextIO,
    *,
    clock: dt.date,
    damaged: bool,
) -> int:
    private = root / PRIVATE
    if mine is not None:
        same_key(private / _NAME, place / _NAME)
        kept = make_backup(private, private / FOLDER, f"before-restore-{clock.isoformat()}")
        print(f"\nWhat was here is kept in {kept}", file=out)
        if mine.stones:
            program = open_project(root, clock).program
            name = program.program.id if program is not None else ""
            with open_ledger(place / _NAME) as ledger:
                ledger.bury(mine.stones, lambda row: keys_of(name, row), clock)
                for csv in place.rglob("*.csv"):
                    _clear(csv, ledger)
    elif damaged:
        number = next(n for n in range(1, 10_000) if not (private / f"damaged-{n}-{_NAME}").exists())
        (private / _NAME).rename(private / f"damaged-{number}-{_NAME}")
    for path in {*files, "ledger.key"} - {_NAME}:
        if (place / path).is_file():
            replace_bytes(private / path, (place / path).read_bytes(), private=True)
    for ending in _BESIDE:  # of the file that goes; they must never meet the new one
        (private / f"{_NAME}{ending}").unlink(missing_ok=True)
    sum_file(private / _NAME).unlink(missing_ok=True)
    replace_bytes(private / _NAME, (place / _NAME).read_bytes(), private=True)
    with open_ledger(private / _NAME):
        pass  # its bytes are summed up when it is closed
    wrong = verify(private / _NAME).problems
    if wrong:
        print(as_text(wrong, {}), file=out)
        return 1
    print("The backup is back, and every row of it was checked. Now run `peerloom run`.", file=out)
    return 0


def _clear(csv: Path, ledger: Ledger) -> None:
    """Take lines about people who were forgotten out of a file of decisions, and their codes out of other lines."""
    found = set(_CODE.findall(csv.read_text(encoding="utf-8-sig", errors="replace")))
    keys = set(ledger.forgotten(found))
    keys |= {one for one in found if ledger.forgotten_subjects([PAIR_SUBJECT + one, WORDS_SUBJECT + one])}

    def change(cells: list[str]) -> list[str] | None:
        if keys & {cell.strip() for cell in cells}:
            return None
        return ["" if keys & set(_CODE.findall(cell)) else cell for cell in cells]

    try:
        csv.write_bytes(changed_lines(csv.read_bytes(), change))
    except NotLines:
        csv.unlink()  # its decisions are in the ledger
