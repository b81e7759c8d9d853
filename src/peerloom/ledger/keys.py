"""The key under which tombstones are written. Without it nobody can tell of whom they are, not even we."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from typing import TYPE_CHECKING

from peerloom.problems import Place, Problem

if TYPE_CHECKING:
    from pathlib import Path

_BYTES = 32


class KeyLost(Exception):  # noqa: N818 - not an error of ours: a file of the user's is gone
    """The key is not the one under which the tombstones were written."""

    problem = Problem(
        Place("private/ledger.key"),
        "This file is missing or is not the right one, so nobody can tell who was forgotten.",
        "Bring it back from your backup. Until then nothing is read, so that nobody comes back by mistake.",
    )


def key_file(ledger: Path) -> Path:
    """Where the key of a ledger lies."""
    return ledger.with_name("ledger.key")


def key_of(ledger: Path, *, make: bool) -> bytes | None:
    """The key of a ledger; None when there is no whole one and none is to be made. A new one is on the disk then.

    Raises:
        OSError: it cannot be read or written.
    """
    path = key_file(ledger)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        key = b""
    if len(key) == _BYTES or not make:
        return key if len(key) == _BYTES else None
    key = secrets.token_bytes(_BYTES)
    new = path.with_name(".ledger.key.new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as stream:
        stream.write(key.hex())
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(path)
    if os.name == "posix":  # elsewhere a folder cannot be synced, and need not be
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return key


def mac(key: bytes, text: str) -> str:
    """The tombstone of a text: HMAC-SHA256, 32 hex digits of it."""
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]
