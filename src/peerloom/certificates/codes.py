"""Codes that prove a certificate, and the table on the public site that tells what a code stands for.

A code is a keyed hash (HMAC-SHA-256, RFC 2104) of what the certificate says; only the program can make one, with the
key in ``private/``. The table holds no name and no code: a row is found by a hash of the code, and what it says is
sealed under the code itself. Beside real rows it has decoys up to the next power of two, and all rows are new when one
is, so that nobody can count certificates, kinds or people, or see which one was added.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from peerloom.certificates.awards import LETTER, steps_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from peerloom.certificates.awards import Earned

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: nothing that looks like something else
_SIGNS = 16  # 80 bits: not to be guessed
_LEAST = 256  # rows of the smallest table
_FOUND, _SEALED = 16, 16  # bytes


def code_of(key: bytes, one: Earned, at_least: int) -> str:
    """The code of a certificate as it is printed, ``XXXX-XXXX-XXXX-XXXX``.

    It stands for this person, round, kind and step of hours, so a letter stays good when more hours come.
    """
    said = "\0".join((one.person, one.cohort, one.award, str(at_least)))
    number = int.from_bytes(hmac.digest(key, f"code\0{said}".encode(), "sha256")[:10])
    signs = "".join(LETTERS[number >> 5 * place & 31] for place in range(_SIGNS))
    return "-".join(signs[start : start + 4] for start in range(0, _SIGNS, 4))


def table(
    key: bytes, everything: Iterable[Earned], kinds: Sequence[str], rounds: Sequence[str]
) -> tuple[str, tuple[str, ...]]:
    """The public table. The same certificates give the same table.

    Args:
        key: the program's own.
        everything: all that was earned.
        kinds: ids of awards, in the order in which the page has their titles.
        rounds: ids of cohorts, in the order in which the page has their titles.

    Returns:
        A salt, and the rows, sorted, in letters a to p, two a byte. A row is 16 bytes to find it by, the start of
        SHA-256("find" + salt + code), then 16 bytes: "kind round hours" as three numbers and filled with spaces, XOR
        the start of SHA-256("open" + salt + code). The code stands there without its dashes.
    """
    said = {
        code_of(key, one, step): f"{kinds.index(one.award)} {rounds.index(one.cohort)} {step}"
        for one in everything
        for step in (steps_of(one.minutes) if one.award == LETTER else (0,))
    }
    text = "\n".join(f"{code} {what}" for code, what in sorted(said.items()))
    salt = lettered(hmac.digest(key, f"salt\0{text}".encode(), "sha256"))
    rows = {_row(salt, code.replace("-", ""), what) for code, what in said.items()}
    wanted = max(_LEAST, 1 << max(0, len(rows) - 1).bit_length())
    for number in range(wanted - len(rows)):
        rows.add(lettered(hmac.digest(key, f"decoy\0{salt}\0{number}".encode(), "sha256")))
    return salt, tuple(sorted(rows))


def _row(salt: str, code: str, what: str) -> str:
    find = hashlib.sha256(f"find{salt}{code}".encode()).digest()[:_FOUND]
    cover = hashlib.sha256(f"open{salt}{code}".encode()).digest()[:_SEALED]
    return lettered(find + bytes(a ^ b for a, b in zip(what.encode().ljust(_SEALED), cover, strict=True)))


def lettered(content: bytes) -> str:
    """Bytes as letters a to p. Without digits no row can look like a telephone number to the privacy gate."""
    return "".join(chr(97 + half) for byte in content for half in (byte >> 4, byte & 15))
