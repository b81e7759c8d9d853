"""Opens the ledger's file: only ours, only for us, one run at a time, and never half written."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from peerloom.ledger import schema, seals
from peerloom.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path, PurePath

_SYNCED = {
    "dropbox",
    "onedrive",
    "google drive",
    "googledrive",
    "my drive",
    "icloud drive",
    "mobile documents",
    "com~apple~clouddocs",
    "cloudstorage",
    "box",
    "nextcloud",
    "owncloud",
    "syncthing",
    "pcloud drive",
}


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
        if said is None and "decode to UTF-8" in str(error):  # Python's own words: it gives no code
            said = _DAMAGED
        if said is None:
            raise
        raise LedgerError(Problem(named(path), *said)) from error
    except UnicodeDecodeError as error:  # SQLite quotes what is damaged, and that is no text any more
        raise damaged(path) from error
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


def private_folder(folder: Path) -> None:
    """Make a folder that only this user may look into, or make it so."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)


def connect(path: Path, patience: float) -> sqlite3.Connection:
    """Open the file and hold it alone until the connection is closed or its process ends.

    The file is made when it is not there: 0600, in a folder that is 0700 and the ledger's own. A ledger of an older
    version becomes one of this version. An erasing or a change of version that was stopped on its way is finished.

    Raises:
        LedgerError: it is another program's, a newer version's, damaged, in use for longer than ``patience``, or on a
            disk that does not keep what it is given.
    """
    with told(path):
        private_folder(path.parent)
        path.touch(mode=0o600)
        path.chmod(0o600)
        connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
    try:
        with told(path):
            _set(connection, path, "locking_mode", "EXCLUSIVE", "exclusive")
            connection.execute("BEGIN EXCLUSIVE")
            version = _version_or_refuse(connection, path)
            connection.execute("COMMIT")
            _settings(connection, path)
            if version != schema.VERSION:
                connection.execute("BEGIN EXCLUSIVE")
                (schema.make if version == 0 else schema.migrate)(connection)
                seals.seal(connection)
                connection.execute("COMMIT")
            _expect(connection, path, "application_id", schema.APPLICATION)
            _expect(connection, path, "user_version", schema.VERSION)
            if value(connection, "SELECT count(*) FROM unclean"):
                cleanse(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def cleanse(connection: sqlite3.Connection) -> None:
    """Write the whole file anew from its rows, so that nothing of what was erased is left in it or beside it.

    Both steps are needed: the first leaves the old pages in the file beside it, the second empties that file.
    """
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("DELETE FROM unclean")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _version_or_refuse(connection: sqlite3.Connection, path: Path) -> int:
    """The version of the ledger, 0 for an empty file."""
    application = value(connection, "PRAGMA application_id")
    version = int(value(connection, "PRAGMA user_version"))
    if application == version == 0 and not value(connection, "SELECT count(*) FROM sqlite_schema"):
        return 0
    if application != schema.APPLICATION:
        hint = "Move it away; Peerloom makes its own."
        raise LedgerError(Problem(named(path), "This file belongs to another program.", hint))
    if version > schema.VERSION:
        hint = "Install the newest Peerloom. This one would not understand what the other wrote."
        raise LedgerError(Problem(named(path), "This ledger was written by a newer Peerloom.", hint))
    if version < 1 or value(connection, "PRAGMA quick_check(1)") != "ok":
        raise damaged(path)
    return version


def damaged(path: Path) -> LedgerError:
    """What to raise when the ledger is not as it was written."""
    return LedgerError(Problem(named(path), *_DAMAGED))


def _settings(connection: sqlite3.Connection, path: Path) -> None:
    """What keeps an acknowledged row through a loss of power; each is read back.

    In folders that another program copies while we write, and on disks that cannot do it, one file is safer than the
    two of WAL. Nothing is put into files elsewhere, where words of people could stay.
    Source: https://sqlite.org/wal.html and https://sqlite.org/pragma.html#pragma_synchronous
    """
    _set(connection, path, "synchronous", "EXTRA", 3)  # before anything is written: a journal must be gone for good
    if is_synced(path) or value(connection, "PRAGMA journal_mode = WAL") != "wal":
        _set(connection, path, "journal_mode", "DELETE", "delete")
    _set(connection, path, "foreign_keys", "ON", 1)
    _set(connection, path, "secure_delete", "ON", 1)
    _set(connection, path, "temp_store", "MEMORY", 2)
    if sys.platform == "darwin":
        _set(connection, path, "fullfsync", "ON", 1)
        _set(connection, path, "checkpoint_fullfsync", "ON", 1)


def is_synced(path: PurePath) -> bool:
    """Say whether a file lies in a folder that a program such as Dropbox copies elsewhere."""
    return any(part.casefold().split(" - ")[0] in _SYNCED for part in path.parts)


def _set(connection: sqlite3.Connection, path: Path, name: str, wanted: str, expected: str | int) -> None:
    connection.execute(f"PRAGMA {name} = {wanted}")
    _expect(connection, path, name, expected)


def _expect(connection: sqlite3.Connection, path: Path, name: str, expected: str | int) -> None:
    found = value(connection, f"PRAGMA {name}")
    if found != expected:
        message = f"This computer does not keep the ledger safely: {name} is {found}, not {expected}."
        hint = (
            "Move the program to a disk of this computer. If it is on one, this Python is too unusual; install another."
        )
        raise LedgerError(Problem(named(path), message, hint))


def value(connection: sqlite3.Connection, statement: str) -> str | int:
    """The one value that a statement gives."""
    found: str | int = connection.execute(statement).fetchone()[0]
    return found
