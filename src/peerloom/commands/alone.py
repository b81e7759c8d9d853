"""Lets one Peerloom at a time work in a program's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from peerloom.ledger.file import LedgerError
from peerloom.ledger.lock import alone
from peerloom.problems import as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PRIVATE = "private"
_HALF = (".new-*", ".sum-*", ".copy-*")  # what a run that was stopped leaves of files it was about to write


def run(root: Path, out: TextIO, work: Callable[[], int]) -> int:
    """Do ``work`` while nobody else may work in this folder. Give its status, or 1 when somebody else is at work.

    A folder without a program is left alone: then no private folder is made in it.
    """
    if not (root / "program.yaml").is_file():
        return work()
    try:
        with alone(root / PRIVATE):
            for file in halves(root / PRIVATE):
                file.unlink(missing_ok=True)
            return work()
    except LedgerError as error:
        print(as_text(error.problems, {}), file=out)
        return 1


def halves(folder: Path) -> Iterator[Path]:
    """Files that a run did not finish. They hold answers like the others."""
    for pattern in _HALF:
        yield from (file for file in folder.glob(pattern) if file.is_file() and not file.is_symlink())
