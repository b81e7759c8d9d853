"""Opens the ledger's file: only ours, only for us, one run at a time, and never half written."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from peerloom.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path, PurePath

APPLICATION = 0x50_4C_4F_4D  # "PLOM"
VERSION = 1
_SYNCED = {"dropbox", "onedrive", "google drive", "googledrive", "my drive", "icloud drive", "mobile documents", "box"}
SCHEMA = """
CREATE TABLE run (id INTEGER PRIMARY KEY, day TEXT NOT NULL) STRICT;
CREATE TABLE answer (
  hash TEXT PRIMARY KEY, form TEXT NOT NULL, at TEXT, copy INTEGER NOT NULL, cells TEXT NOT NULL,
  unowned TEXT NOT NULL, first_run INTEGER NOT NULL REFERENCES run
) STRICT;
CREATE TABLE standing (
  id INTEGER PRIMARY KEY, hash TEXT NOT NULL REFERENCES answer, run INTEGER NOT NULL REFERENCES run,
  state TEXT NOT NULL CHECK (state IN ('present', 'changed', 'gone')),
  tab TEXT NOT NULL, number INTEGER NOT NULL, successor TEXT REFERENCES answer
) STRICT;
CREATE INDEX standing_hash ON standing (hash, id);
CREATE TABLE fate (
  id INTEGER PRIMARY KEY, hash TEXT NOT NULL REFERENCES answer, run INTEGER NOT NULL REFERENCES run, fate TEXT NOT NULL
) STRICT;
CREATE INDEX fate_hash ON fate (hash, id);
CREATE TABLE tally (
  run INTEGER NOT NULL REFERENCES run, form TEXT NOT NULL, what TEXT NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY (run, form, what)
) STRICT;
CREATE TABLE decision (
  id INTEGER PRIMARY KEY, operation TEXT NOT NULL UNIQUE, day TEXT NOT NULL, subject TEXT NOT NULL, words TEXT NOT NULL
) STRICT;
"""
_TABLES = ("run", "answer", "standing", "fate", "tally", "decision")
_ONLY_GROWS = """
CREATE TRIGGER {table}_{what} BEFORE {what} ON {table} BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
"""


class LedgerError(Exception):
    """The ledger cannot be used, or a run was stopped before it changed anything. The problems say why."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = problems

    @property
    def problem(self) -> Problem:
        """The first of them."""
        return self.problems[0]


def named(path: Path) -> Place:
    """The file as people know it: ``private/ledger.db``."""
    return Place(f"{path.parent.name}/{path.name}")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what can go wrong with a file into a LedgerError. What only we can get wrong stays as it is."""
    try:
        yield
    except sqlite3.Error as error:
        said = _SAID.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if said is None:
            raise
        raise LedgerError(Problem(named(path), *said)) from error
    except OSError as error:
        raise LedgerError(Problem(named(path), *_DENIED)) from error


_BUSY = ("Another run is using the ledger.", "Wait until it is done, then run this again.")
_FULL = ("The disk is full or failed, so nothing was written.", "Make room, then run this again.")
_DENIED = ("The ledger cannot be opened or written.", "Check the permissions of the folder private/.")
_NOT_OURS = ("This file is not a ledger.", "Move it away. If it is the ledger, bring it back from your backup.")
_DAMAGED = ("The ledger is damaged.", "Bring it back from your backup. Keep the damaged file.")
_SAID = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: _FULL,
    sqlite3.SQLITE_PERM: _DENIED,
    sqlite3.SQLITE_READONLY: _DENIED,
    sqlite3.SQLITE_CANTOPEN: _DENIED,
    sqlite3.SQLITE_NOTADB: _NOT_OURS,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
}


def connect(path: Path, patience: float) -> sqlite3.Connection:
    """Open the file and hold it alone until the connection is closed or its process ends.

    The file is made when it is not there: 0600, in a folder that is 0700 and the ledger's own.

    Raises:
        LedgerError: it is another program's, a newer version's, damaged, or in use for longer than ``patience``.
    """
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.parent.chmod(0o700)
        path.touch(mode=0o600)
        path.chmod(0o600)
        connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
    try:
        with told(path):
            _assert(connection, "locking_mode", "EXCLUSIVE", "exclusive")
            connection.execute("BEGIN EXCLUSIVE")
            _make_or_refuse(connection, path)
            connection.execute("COMMIT")
            _settings(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _make_or_refuse(connection: sqlite3.Connection, path: Path) -> None:
    application = _value(connection, "PRAGMA application_id")
    version = _value(connection, "PRAGMA user_version")
    empty = not _value(connection, "SELECT count(*) FROM sqlite_schema")
    if empty and application == version == 0:
        for statement in SCHEMA.split(";\n"):
            connection.execute(statement)
        for table in _TABLES:
            for what in ("UPDATE", "DELETE"):
                connection.execute(_ONLY_GROWS.format(table=table, what=what))
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    elif application != APPLICATION:
        hint = "Move it away; Peerloom makes its own."
        raise LedgerError(Problem(named(path), "This file belongs to another program.", hint))
    elif version != VERSION:
        hint = "Install the newest Peerloom. This one would not understand what the other wrote."
        raise LedgerError(Problem(named(path), "This ledger was written by a newer Peerloom.", hint))
    elif _value(connection, "PRAGMA quick_check(1)") != "ok":
        raise LedgerError(Problem(named(path), *_DAMAGED))


def _settings(connection: sqlite3.Connection, path: Path) -> None:
    """What keeps an acknowledged row through a loss of power; each is read back.

    In folders that another program copies while we write, one file is safer than the three of WAL.
    Source: https://sqlite.org/wal.html and https://sqlite.org/pragma.html#pragma_synchronous
    """
    if is_synced(path):
        _assert(connection, "journal_mode", "DELETE", "delete")
        _assert(connection, "synchronous", "EXTRA", 3)
    else:
        _assert(connection, "journal_mode", "WAL", "wal")
        _assert(connection, "synchronous", "FULL", 2)
    _assert(connection, "foreign_keys", "ON", 1)
    _assert(connection, "secure_delete", "ON", 1)
    if sys.platform == "darwin":
        _assert(connection, "fullfsync", "ON", 1)
    _assert(connection, "application_id", None, APPLICATION)
    _assert(connection, "user_version", None, VERSION)


def is_synced(path: PurePath) -> bool:
    """Say whether a file lies in a folder that a program such as Dropbox copies elsewhere."""
    return any(part.casefold().split(" - ")[0] in _SYNCED for part in path.parts)


def _assert(connection: sqlite3.Connection, name: str, wanted: str | None, expected: str | int) -> None:
    if wanted is not None:
        connection.execute(f"PRAGMA {name} = {wanted}")
    found = _value(connection, f"PRAGMA {name}")
    if found != expected:
        raise RuntimeError(f"PRAGMA {name} is {found}, not {expected}")


def _value(connection: sqlite3.Connection, statement: str) -> str | int:
    value: str | int = connection.execute(statement).fetchone()[0]
    return value
