"""The ledger's tables, and how a ledger of an older version becomes one of this version."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

APPLICATION = 0x50_4C_4F_4D  # "PLOM"
VERSION = 2

# Whatever can be erased is known to other rows by a number alone, never by its words or a hash of them; and
# AUTOINCREMENT never gives a number twice. So what is left when somebody is forgotten points at nothing.
_TABLES = """
CREATE TABLE run (id INTEGER PRIMARY KEY, day TEXT NOT NULL) STRICT;
CREATE TABLE answer (
  id INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL UNIQUE, form TEXT NOT NULL, at TEXT, copy INTEGER NOT NULL,
  cells TEXT NOT NULL, unowned TEXT NOT NULL, first_run INTEGER NOT NULL REFERENCES run
) STRICT;
CREATE TABLE standing (
  id INTEGER PRIMARY KEY AUTOINCREMENT, answer INTEGER NOT NULL REFERENCES answer, run INTEGER NOT NULL REFERENCES run,
  state TEXT NOT NULL CHECK (state IN ('present', 'changed', 'gone')),
  tab TEXT NOT NULL, number INTEGER NOT NULL, successor INTEGER
) STRICT;
CREATE INDEX standing_answer ON standing (answer, id);
CREATE TABLE fate (
  id INTEGER PRIMARY KEY AUTOINCREMENT, answer INTEGER NOT NULL REFERENCES answer, run INTEGER NOT NULL REFERENCES run,
  fate TEXT NOT NULL
) STRICT;
CREATE INDEX fate_answer ON fate (answer, id);
CREATE TABLE tally (
  id INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL REFERENCES run, form TEXT NOT NULL, what TEXT NOT NULL,
  count INTEGER NOT NULL, UNIQUE (run, form, what)
) STRICT;
CREATE TABLE decision (
  id INTEGER PRIMARY KEY AUTOINCREMENT, operation TEXT NOT NULL UNIQUE, day TEXT NOT NULL, subject TEXT NOT NULL,
  words TEXT NOT NULL
) STRICT;
CREATE TABLE figures (
  id INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL REFERENCES run, made_from TEXT NOT NULL,
  figures TEXT NOT NULL
) STRICT;
CREATE TABLE tombstone (
  id INTEGER PRIMARY KEY AUTOINCREMENT, mac TEXT NOT NULL, day TEXT NOT NULL, UNIQUE (mac, day)
) STRICT;
CREATE TABLE erasure (
  id INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT NOT NULL, answers INTEGER NOT NULL, decisions INTEGER NOT NULL
) STRICT;
CREATE TABLE erased (
  id INTEGER PRIMARY KEY AUTOINCREMENT, erasure INTEGER NOT NULL REFERENCES erasure,
  run INTEGER NOT NULL REFERENCES run, form TEXT NOT NULL, count INTEGER NOT NULL
) STRICT;
CREATE TABLE seal (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, row INTEGER NOT NULL, salt BLOB, leaf BLOB NOT NULL, link BLOB NOT NULL,
  UNIQUE (kind, row)
) STRICT;
CREATE TABLE unclean (why TEXT NOT NULL) STRICT;
"""
SEALED = ("run", "answer", "standing", "fate", "tally", "decision", "figures", "tombstone", "erasure", "erased")
ERASABLE = ("answer", "standing", "fate", "decision")
_GUARD = "BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END"
_OF_SEAL = (
    f"CREATE TRIGGER seal_DELETE BEFORE DELETE ON seal {_GUARD}",
    f"CREATE TRIGGER seal_UPDATE BEFORE UPDATE OF id, kind, row, leaf, link ON seal {_GUARD}",
)
_COPIES = (  # version 1 knew answers by their hash alone
    "INSERT INTO answer (hash, form, at, copy, cells, unowned, first_run) SELECT * FROM old_answer ORDER BY rowid",
    """INSERT INTO standing SELECT s.id, a.id, s.run, s.state, s.tab, s.number, n.id FROM old_standing s
    JOIN answer a ON a.hash = s.hash LEFT JOIN answer n ON n.hash = s.successor ORDER BY s.id""",
    "INSERT INTO fate SELECT f.id, a.id, f.run, f.fate FROM old_fate f JOIN answer a ON a.hash = f.hash ORDER BY f.id",
    "INSERT INTO tally (run, form, what, count) SELECT run, form, what, count FROM old_tally ORDER BY rowid",
    "INSERT INTO decision SELECT * FROM old_decision ORDER BY id",
)
_OLD = ("standing", "fate", "tally", "decision", "answer")  # those that refer to another one first


def make(connection: sqlite3.Connection) -> None:
    """Make the tables of a new ledger. The caller has begun a transaction."""
    for statement in (*_statements(), *_guards()):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def migrate(connection: sqlite3.Connection) -> None:
    """Make a ledger of version 1 one of this version. The caller has begun a transaction, so it happens whole or not.

    What the old tables leave in free pages is somebody's words: ``unclean`` asks for a file without them.
    """
    for kind, name in connection.execute("SELECT type, name FROM sqlite_schema WHERE sql IS NOT NULL").fetchall():
        if kind in {"trigger", "index"}:
            connection.execute(f"DROP {kind} {name}")
    for table in _OLD:
        connection.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    for statement in _statements():
        if not statement.startswith("CREATE TABLE run "):
            connection.execute(statement)
    for statement in _COPIES:
        connection.execute(statement)
    for table in _OLD:
        connection.execute(f"DROP TABLE old_{table}")
    for statement in _guards():
        connection.execute(statement)
    connection.execute("INSERT INTO unclean VALUES ('migrated')")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def unguard(connection: sqlite3.Connection) -> None:
    """Let rows be erased, until ``guard`` is called in the same transaction."""
    for table in ERASABLE:
        connection.execute(f"DROP TRIGGER {table}_DELETE")


def guard(connection: sqlite3.Connection) -> None:
    """Let no row be erased any more."""
    for table in ERASABLE:
        connection.execute(_of(table, "DELETE"))


def described(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Everything that a ledger's file says about its tables; the same for each good one of this version."""
    found = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")
    return sorted((kind, name, sql) for kind, name, sql in found)


def _statements() -> list[str]:
    return [statement.strip() for statement in _TABLES.split(";\n") if statement.strip()]


def _guards() -> list[str]:
    return [*(_of(table, what) for table in SEALED for what in ("UPDATE", "DELETE")), *_OF_SEAL]


def _of(table: str, what: str) -> str:
    return f"CREATE TRIGGER {table}_{what} BEFORE {what} ON {table} {_GUARD}"
