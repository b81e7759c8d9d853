"""A text about a person that does not print itself: a slip in a message, a log or a traceback shows a bar."""

from __future__ import annotations

_MASK = "\u25ae"


class Private(str):
    """A name, an address, a number or somebody's own words, as a text that is masked wherever it is shown.

    ``str``, ``repr``, ``format``, ``print``, f-strings, logging and exceptions give a bar. It compares, sorts and
    hashes as the text that it is, so that it can be looked up. Its methods give plain texts: to clean, fold or join it
    is a step on purpose, and so is ``revealed``.
    """

    __slots__ = ()

    def __str__(self) -> str:
        """Give the mask."""
        return _MASK

    def __repr__(self) -> str:
        """Give the mask."""
        return _MASK

    def __format__(self, spec: str) -> str:
        """Give the mask, whatever its width."""
        return _MASK


def revealed(text: str) -> str:
    """Give a text as it is, also a private one. Only for what stays private: the desk, letters, the ledger."""
    return str.__getitem__(text, slice(None))
