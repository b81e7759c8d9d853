"""Copies a ledger whole, while it may be in use, and looks whether the copy is good."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from peerloom.ledger.file import LedgerError, connect, told
from peerloom.ledger.keys import KeyLost, key_file
from peerloom.ledger.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

_PAGES = -1  # all at once: the copy is of one moment


def copy_ledger(ledger: Path, to: Path) -> None:
    """Write a copy of a ledger to a file that is not there yet, by SQLite's own backup, and check it in every way.

    Raises:
        LedgerError: the ledger is in use or damaged, or the copy is not good.
    """
    with told(to):
        to.touch(mode=0o600, exist_ok=False)
        with closing(connect(ledger, 5.0)) as source, closing(sqlite3.connect(to)) as target:
            source.backup(target, pages=_PAGES)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, whatever the ledger is
    problems = verify(to).problems
    if problems:
        raise LedgerError(*problems)


def same_key(one: Path, other: Path) -> None:
    """See that two ledgers have one key, or that one of them has none and gets the other's.

    Raises:
        LedgerError: they have different keys, so they are ledgers of different programs.
    """
    with told(one):
        mine, theirs = (key_file(path).read_bytes() if key_file(path).is_file() else b"" for path in (one, other))
        if mine and theirs and mine != theirs:
            raise LedgerError(KeyLost.problem)
        for path, lacks in ((one, not mine), (other, not theirs)):
            if lacks and (mine or theirs):
                key_file(path).touch(mode=0o600)
                key_file(path).write_bytes(mine or theirs)
