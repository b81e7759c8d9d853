"""A chain over everything that was ever recorded: a row that is lost, added or altered breaks it.

Each row has a seal: a random salt, ``leaf = SHA-256(salt, row)`` and ``link = SHA-256(link before, leaf)``. Erasing a
row erases its salt as well. The leaf then stays for the chain and says nothing, because without the salt nobody can try
out what it was made from.

Source: the linked hashes of Haber and Stornetta (1991), https://doi.org/10.1007/BF00196791, over salted leaves.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import TYPE_CHECKING

from peerloom.ledger.schema import SEALED

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

_START = bytes(32)
_SALT = 16


def seal(connection: sqlite3.Connection) -> None:
    """Seal every row that has no seal yet. The caller has begun a transaction."""
    link = last_link(connection)
    for kind in SEALED:
        last = connection.execute("SELECT coalesce(max(row), 0) FROM seal WHERE kind = ?", (kind,)).fetchone()[0]
        made = []
        for row in connection.execute(f"SELECT * FROM {kind} WHERE id > ? ORDER BY id", (last,)):  # noqa: S608 - a table of ours
            salt = secrets.token_bytes(_SALT)
            leaf = _leaf(kind, salt, row)
            link = _link(link, leaf)
            made.append((kind, row[0], salt, leaf, link))
        connection.executemany("INSERT INTO seal (kind, row, salt, leaf, link) VALUES (?, ?, ?, ?, ?)", made)


def unseal(connection: sqlite3.Connection, kind: str, rows: Iterable[int]) -> None:
    """Forget the salts of rows that are erased in this transaction."""
    connection.executemany("UPDATE seal SET salt = NULL WHERE kind = ? AND row = ?", [(kind, row) for row in rows])


def last_link(connection: sqlite3.Connection) -> bytes:
    """The end of the chain: two ledgers with the same one hold the same history."""
    found = connection.execute("SELECT link FROM seal ORDER BY id DESC LIMIT 1").fetchone()
    return bytes(found[0]) if found else _START


def broken(connection: sqlite3.Connection) -> Iterator[str]:
    """Say in which table something is not as it was recorded, once for each kind of break. Nothing when all is well."""
    seals: dict[str, dict[int, tuple[bytes | None, bytes]]] = {kind: {} for kind in SEALED}
    link, told = _START, False
    for kind, row, salt, leaf, kept in connection.execute("SELECT kind, row, salt, leaf, link FROM seal ORDER BY id"):
        link = _link(link, leaf)
        if not told and (link != kept or kind not in seals):
            told = True
            yield "seal: the chain is broken"
        seals.setdefault(kind, {})[row] = (salt, leaf)
    for kind in SEALED:
        yield from _wrong(connection, kind, seals[kind])


def _wrong(connection: sqlite3.Connection, kind: str, seals: dict[int, tuple[bytes | None, bytes]]) -> Iterator[str]:
    altered = added = 0
    rest = {row for row, (salt, _) in seals.items() if salt is not None}
    for row in connection.execute(f"SELECT * FROM {kind} ORDER BY id"):  # noqa: S608 - a table of ours
        salt, leaf = seals.get(row[0], (None, b""))
        rest.discard(row[0])
        if salt is None:
            added += 1
        elif _leaf(kind, salt, row) != leaf:
            altered += 1
    for count, what in ((altered, "altered"), (added, "added"), (len(rest), "lost")):
        if count:
            yield f"{kind}: {count} {what}"


def _leaf(kind: str, salt: bytes, row: Iterable[object]) -> bytes:
    return hashlib.sha256(salt + json.dumps([kind, *row], default=repr).encode()).digest()


def _link(before: bytes, leaf: bytes) -> bytes:
    return hashlib.sha256(before + leaf).digest()
