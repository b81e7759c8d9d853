"""``peerloom backup``: one file with everything private that cannot be made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from peerloom.commands.alone import PRIVATE
from peerloom.commands.backups import FOLDER, make_backup
from peerloom.commands.sync import LEDGER
from peerloom.ledger.store import LedgerError
from peerloom.problems import Place, Problem, as_text

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path


def run(root: Path, out: TextIO, *, clock: dt.date, to: Path | None = None) -> int:
    """Write a backup and check it. Return 0, or 1 when there is nothing to copy or it cannot be written."""
    private = root / PRIVATE
    if not (root / LEDGER).is_file():
        hint = "Run `peerloom run` first; then there is something to keep."
        print(as_text([Problem(Place(LEDGER), "There is no ledger here.", hint)], {}), file=out)
        return 1
    try:
        file = make_backup(private, to or private / FOLDER, f"peerloom-{clock.isoformat()}")
    except LedgerError as error:
        print(as_text(error.problems, {}), file=out)
        return 1
    print(f"The backup is made and was checked: {file}", file=out)
    print("It holds everything that people told you. Keep it like a key, and never in a public place.", file=out)
    if to is None:
        print("It lies on the same disk. Copy it to another one, or name that with --to.", file=out)
    print(f"To bring it back: peerloom restore {file}", file=out)
    return 0
