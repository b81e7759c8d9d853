"""Lets one Peerloom at a time work in a program's folder."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, TextIO

from peerloom.ledger.file import LedgerError
from peerloom.ledger.lock import alone
from peerloom.problems import as_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PRIVATE = "private"
_HALF = (".new-*", ".sum-*", ".copy-*", ".ledger.key.new")


def run(root: Path, out: TextIO, work: Callable[[], int]) -> int:
    """Do ``work`` while nobody else may work in this folder. Give its status, or 1 when somebody else is at work.

    A folder without a program is left alone: then no private folder is made in it.
    """
    if not (root / "program.yaml").is_file():
        return work()
    try:
        with alone(root / PRIVATE):
            _clear(root / PRIVATE)
            return work()
    except LedgerError as error:  # of the lock: every command tells its own
        print(as_text(error.problems, {}), file=out)
        return 1


def _clear(folder: Path) -> None:
    """Take away what a run that was stopped has left half made. It holds answers like the rest."""
    for pattern in _HALF:
        for place in folder.glob(pattern):
            if place.is_dir() and not place.is_symlink():
                shutil.rmtree(place)
            else:
                place.unlink()
