"""Texts that people typed, compared as a reader would: case, accents, signs and spaces do not count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerloom.people.codes import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NOTHING = frozenset(
    {"", "no", "none", "nobody", "noone", "na", "nein", "non", "nie", "0", "x"}
)  # said in place of nothing


def plain(text: str) -> str:
    """The letters and digits of a text alone: ``St. Mary's School`` and ``st marys school`` are one."""
    words = folded(text.replace("&", " and ")).removeprefix("the ")
    return "".join(c for c in words if c.isalnum())


def one_spelling(texts: Iterable[str]) -> Mapping[str, str]:
    """Each text -> the spelling that stands for all that are read alike: of these the first by alphabet."""
    first: dict[str, str] = {}
    ordered = sorted(set(texts))
    for text in ordered:
        first.setdefault(plain(text) or text, text)
    return {text: first[plain(text) or text] for text in ordered}
