"""What stays between runs about certificates: the key of their codes, and with it the public page that checks them."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from peerloom.certificates.awards import earned, kinds_of
from peerloom.certificates.codes import table
from peerloom.pages.checking import Sealed
from peerloom.site.write import replace_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from peerloom.definition.program import Program
    from peerloom.people.records import Records

KEY = "private/certificates.key"
_BYTES = 32


def key_of(root: Path, *, make: bool) -> bytes | None:
    """The key of the codes. None when there is no whole one and none is to be made.

    Raises:
        ValueError: there is a file, and it is no key. It is left alone: with a new one, old codes would fail.
    """
    file = root / KEY
    if file.is_file():
        key = bytes.fromhex(file.read_text(encoding="ascii").strip())
        if len(key) != _BYTES:
            raise ValueError("this is not a key")
        return key
    if not make:
        return None
    key = secrets.token_bytes(_BYTES)
    replace_bytes(file, key.hex().encode(), private=True)
    return key


def sealed(root: Path, program: Program, records: Records) -> Sealed | None:
    """What the public page knows: nothing that can be read without a code. None before the first certificates."""
    try:
        key = key_of(root, make=False)
    except ValueError:
        return None
    if key is None:
        return None
    kinds = kinds_of(program)
    salt, rows = table(key, earned(program, records), tuple(kinds), tuple(cohort.id for cohort in program.cohorts))
    return Sealed(salt, rows, tuple(kinds.values()))
