"""Knows whether the bytes of the ledger's file are those that were written last, free space and all.

Beside the ledger lies its sum, with the link at which the chain ended then. Where a run was killed before it wrote the
sum, the chain has gone on and the sum claims nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Claim:
    """What the sum says of the file: whether its bytes are those that were there when the chain ended at ``link``."""

    link: str
    same: bool


def sum_file(ledger: Path) -> Path:
    """Where the sum of a ledger lies."""
    return ledger.with_name(f"{ledger.name}.sum")


def claim(ledger: Path) -> Claim | None:
    """Compare file and sum. None when there is nothing to compare: no sum, or writes that still wait beside the file.

    A sum that cannot be read is one that is not the same.
    """
    wal = ledger.with_name(f"{ledger.name}-wal")
    try:
        if not sum_file(ledger).is_file() or (wal.is_file() and wal.stat().st_size):
            return None
        kept = json.loads(sum_file(ledger).read_bytes())
        return Claim(str(kept["link"]), kept["sha256"] == _sum(ledger))
    except (ValueError, KeyError, TypeError):
        return Claim("", same=False)
    except OSError:
        return None


def keep_sum(ledger: Path, link: str) -> None:
    """Write the sum of a ledger that was closed. Where that fails, the old sum stays, which then claims nothing."""
    with contextlib.suppress(OSError):
        text = json.dumps({"link": link, "sha256": _sum(ledger)})
        if sum_file(ledger).is_file() and sum_file(ledger).read_bytes() == text.encode():
            return
        handle, name = tempfile.mkstemp(dir=ledger.parent, prefix=".sum-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).replace(sum_file(ledger))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _sum(ledger: Path) -> str:
    with ledger.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
