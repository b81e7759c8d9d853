"""One Peerloom at a time in one program's folder. The lock dies with its process, on every system."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from peerloom.ledger.file import LedgerError, private_folder, told
from peerloom.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BUSY = Problem(
    Place("private/"),
    "Another Peerloom is at work in this folder.",
    "Wait until it is done, then run this again.",
)


@contextmanager
def alone(folder: Path, patience: float = 5.0) -> Iterator[None]:
    """Hold a program's private folder, so that no two runs write its files at once.

    SQLite's exclusive lock on an empty file is used, because it is an operating system's lock that ends with the
    process, on Linux, macOS and Windows alike. The ledger has one of its own besides.

    Raises:
        LedgerError: another process holds it for longer than ``patience`` seconds, or the folder cannot be written.
    """
    path = folder / "lock"
    with told(path):
        private_folder(folder)
        path.touch(mode=0o600)
        connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
    try:
        try:
            connection.execute("PRAGMA journal_mode = OFF")  # nothing is ever written
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise LedgerError(_BUSY) from error
            with told(path):
                raise
        yield
    finally:
        connection.close()
