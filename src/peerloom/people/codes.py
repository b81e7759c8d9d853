"""Program codes: short names for people and matches that are the same in every run.

A code is made from the sign-up itself, as it was first seen: it can stand in a pre-filled link, and a correction keeps
it. It survives a lost ledger too, unless the address or the first name was corrected before.
It is private like the name that it stands for: whoever can guess an address can compute it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that looks like something else


def folded(text: str) -> str:
    """Text without case, marks and doubled spaces, for comparing what people typed."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def mentor_code(program: str, email: str) -> str:
    """A mentor's code: an address is one mentor."""
    return "M-" + _short(program, "mentor", folded(email))


def mentee_code(program: str, email: str, name: str) -> str:
    """A mentee's code. Brothers and sisters may share a parent's address, so the first name counts as well."""
    first = folded(name).split(" ")[0]
    return "E-" + _short(program, "mentee", folded(email), first)


def match_code(mentor: str, mentee: str, cohort: str, also: Iterable[str] = ()) -> str:
    """A match's code. The same people in a new cohort are a new match, and so are two with a third beside them."""
    return "P-" + _short(mentor, mentee, cohort, *sorted(also))


def group_code(mentors: Iterable[str], cohort: str) -> str:
    """A group's code: it is known by who leads it, because nobody leads two in one cohort."""
    return "G-" + _short("group", cohort, *sorted(mentors))


def offer_code(matches: Iterable[str]) -> str:
    """The code of an offer to move people, from the codes of all matches that it would make."""
    return "O-" + _short(*sorted(matches))


def read_code(text: str) -> str:
    """What somebody typed as a code, in its one spelling: `` m 7f3qxz`` is ``M-7F3QXZ``."""
    kept = "".join(c for c in text.upper() if c.isalnum())
    return f"{kept[0]}-{kept[1:]}" if len(kept) > 1 else kept


def named_codes(text: str, letter: str) -> tuple[str, ...]:
    """Every code of a kind of person in a text, in its one spelling: ``m 7f3qxz, please`` names M-7F3QXZ."""
    return tuple(dict.fromkeys(read_code(found[0]) for found in _CODE.finditer(text) if found[1].upper() == letter))


_CODE = re.compile(rf"(?<![A-Za-z0-9])([A-Za-z])[ _\u2010-\u2015-]?[{_LETTERS}{_LETTERS.lower()}]{{6}}(?![A-Za-z0-9])")


def _short(*parts: str) -> str:
    number = int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[:8], "big")
    letters = ""
    for _ in range(6):
        number, digit = divmod(number, len(_LETTERS))
        letters += _LETTERS[digit]
    return letters
