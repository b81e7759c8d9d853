"""``peerloom verify``: is the ledger as it was written, and do the figures still follow from it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from peerloom.commands.figures_kept import compared
from peerloom.commands.sync import LEDGER
from peerloom.ledger.file import is_synced, named
from peerloom.ledger.store import LedgerError
from peerloom.ledger.verify import verify
from peerloom.problems import Place, Problem, as_text

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path


def run(root: Path, out: TextIO, *, clock: dt.date, public_log: bool = False) -> int:
    """Check the ledger in every way and work out the last run's figures once more. Return 0, or 1 when one differs.

    Nothing is read from ``responses/`` and no row is changed.
    """
    path = root / LEDGER
    if not path.is_file():
        hint = "Run `peerloom run` first, or bring it back with `peerloom restore`."
        print(as_text([Problem(Place(LEDGER), "There is no ledger here.", hint)], {}), file=out)
        return 1
    try:
        found = verify(path)
        said, wrong = ("", ()) if found.problems else compared(root, clock)
    except LedgerError as error:
        print(as_text(error.problems, {}), file=out)
        return 1
    problems = (*found.problems, *wrong)
    if problems:
        print(as_text(problems, {}), file=out)
        return 1
    if public_log:
        print("The ledger is as it was written.", file=out)
        return 0
    print(f"The ledger is as it was written: {found.rows} rows, {found.runs} runs.", file=out)
    print("  Its tables are whole, and no row was altered, added or lost since it was recorded.", file=out)
    erased = f"; {found.erased} of them were erased on purpose" if found.erased else ""
    print(f"  Every answer that was read has one end{erased}.", file=out)
    if not found.bytes_compared:
        print("  The last command was stopped, so bytes of the file that hold no row could not be compared.", file=out)
    print(f"  {said}", file=out)
    if is_synced(path.resolve()):
        hint = "Move the program to a folder that stays on this computer."
        message = "The ledger lies in a folder that another program copies elsewhere. That can damage it."
        print(as_text([Problem(named(path), message, hint, "warning")], {}), file=out)
    return 0
