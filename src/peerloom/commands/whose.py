"""Whom a row is about, before anything is read into it: by codes and addresses. This is what tombstones are of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerloom.people.applications import SIGN_UPS
from peerloom.people.codes import folded, mentee_code, mentor_code, read_code
from peerloom.people.links import PERSON

if TYPE_CHECKING:
    from peerloom.sources.tables import Row

_ADDRESSES = ("_address", "email")


def keys_of(program: str, row: Row) -> frozenset[str]:
    """The codes and the addresses of the people whom a row is about. Most rows have one code and one address."""
    code = code_of(program, row)
    return frozenset({*addresses_of(row), *((code,) if code else ())})


def code_of(program: str, row: Row) -> str:
    """The code of the person that a row is about: made from a sign-up, written in another form; "" where none is."""
    mail = row.cells.get("email", "") or row.cells.get("_address", "")
    if SIGN_UPS.get(row.form) == "mentor":
        return mentor_code(program, mail) if mail else ""
    if row.form in SIGN_UPS:
        return mentee_code(program, mail, row.cells.get("name", "")) if mail else ""
    return read_code(row.cells.get(PERSON.get(row.form, "code"), ""))


def addresses_of(row: Row) -> frozenset[str]:
    """Under which addresses a row was sent, in one spelling."""
    return frozenset(address(text) for name in _ADDRESSES if (text := row.cells.get(name, "")))


def address(text: str) -> str:
    """An address in the spelling of tombstones."""
    return f"mail {folded(text)}"


def match_of(row: Row) -> str:
    """The code of the match that a row is about, or ""."""
    return read_code(row.cells.get("match", ""))
