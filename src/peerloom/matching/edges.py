"""Some pairs of a round as a list, for rounds that are too large for a table of all pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Table = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs by mentee, then mentor, none twice. ``value`` is a score, or what a pair is worth."""

    mentor: Table
    mentee: Table
    value: Table

    def where(self, which: NDArray[np.bool_]) -> Edges:
        """Some of them."""
        return Edges(self.mentor[which], self.mentee[which], self.value[which])

    def valued(self, value: Table) -> Edges:
        """The same pairs with another value each."""
        return Edges(self.mentor, self.mentee, value)

    def held(self, mentor_of: Table) -> NDArray[np.bool_]:
        """Which of them are pairs of a pairing."""
        which: NDArray[np.bool_] = mentor_of[self.mentee] == self.mentor
        return which


def edges_of(mentor: Table, mentee: Table, value: Table) -> Edges:
    """Put pairs in order. One that stands there twice is kept once."""
    order = np.lexsort((mentor, mentee))
    mentor, mentee, value = mentor[order], mentee[order], value[order]
    new = np.ones(len(mentor), dtype=bool)
    new[1:] = (mentor[1:] != mentor[:-1]) | (mentee[1:] != mentee[:-1])
    return Edges(mentor[new], mentee[new], value[new])


def joined(*some: Edges) -> Edges:
    """All pairs of several lists."""
    parts = ([one.mentor for one in some], [one.mentee for one in some], [one.value for one in some])
    return edges_of(*(np.concatenate(part) if part else np.zeros(0, dtype=np.int64) for part in parts))


def most_of_each(edges: Edges, most: int) -> NDArray[np.bool_]:
    """Which pairs are among the ``most`` of the greatest value of their mentee; of equals the first mentor."""
    order = np.lexsort((edges.mentor, -edges.value, edges.mentee))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = ranks(edges.mentee[order])
    return rank < most


def ranks(groups: Table) -> Table:
    """0, 1, 2 ... within each run of equal numbers."""
    start = np.flatnonzero(np.diff(groups, prepend=groups[:1] - 1))
    size = np.diff(start, append=len(groups))
    found: Table = np.arange(len(groups)) - np.repeat(start, size)
    return found


def counted(sizes: Table) -> Table:
    """0, 1, 2 ... up to each size, one after the other."""
    found: Table = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return found
