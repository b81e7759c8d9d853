"""The best pairing in whole numbers of any size, with the standard library alone. Slower, and never rounds."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    Edges = Sequence[Sequence[tuple[int, int]]]


def exact_pairs(edges: Edges, places: Sequence[int]) -> tuple[list[int], list[int], list[int]]:
    """Pair mentees with mentors so that the sum of the weights is the greatest.

    Args:
        edges: for each of the n mentees (weight, mentor) of every possible pair, weights above 0, the heaviest first.
        places: m numbers.

    Returns:
        For each mentee the mentor or -1; the m prices of places; the n prices of mentees. The prices prove the pairing
        (``certificate.check``).

    Source:
        Successive shortest paths with prices (Edmonds and Karp 1972, https://doi.org/10.1145/321694.321699). Mentees
        come in one by one; each brings at most one chain of moves.
    """
    state = _State(edges, places, [0] * len(places), [0] * len(edges), [-1] * len(edges), [[] for _ in places])
    for newcomer in range(len(edges)):
        state.enter(newcomer)
    return state.mentor_of, state.u, state.v


@dataclass(slots=True)
class _State:
    """A best pairing of the mentees who came in so far, with its prices."""

    edges: Edges
    places: Sequence[int]
    u: list[int]
    v: list[int]
    mentor_of: list[int]
    held: list[list[int]]

    def enter(self, newcomer: int) -> None:
        offers = [(weight - self.u[i], i) for weight, i in self.edges[newcomer] if self.places[i] > 0]
        gain, mentor = max(offers, key=lambda offer: offer[0], default=(0, -1))
        if gain <= 0:
            return
        self.v[newcomer] = gain
        if len(self.held[mentor]) < self.places[mentor]:
            self._put(newcomer, mentor)
            return
        tree = _Tree(newcomer, bound=gain)
        self._grow(tree)
        for i, distance in tree.mentors.items():
            self.u[i] += tree.bound - distance
        for j, distance in tree.mentees.items():
            self.v[j] -= tree.bound - distance
        self._move(tree)

    def _grow(self, tree: _Tree) -> None:
        """Find the cheapest end: a free place, or somebody who goes without a mentor."""
        self._reach(tree, tree.newcomer, 0)
        while tree.heap:
            distance, i = heapq.heappop(tree.heap)
            if distance >= tree.bound:
                return
            if i in tree.mentors:
                continue
            tree.mentors[i] = distance
            if len(self.held[i]) < self.places[i]:
                tree.bound, tree.free, tree.dropped = distance, i, -1
                return
            for j in self.held[i]:
                self._reach(tree, j, distance)

    def _reach(self, tree: _Tree, j: int, distance: int) -> None:
        tree.mentees[j] = distance
        if distance + self.v[j] < tree.bound:
            tree.bound, tree.dropped = distance + self.v[j], j
        start = distance + self.v[j]
        for weight, i in self.edges[j]:
            if weight <= start - tree.bound:
                return  # all that follow weigh less
            there = start + self.u[i] - weight
            if self.places[i] > 0 and there < min(tree.seen.get(i, tree.bound), tree.bound):
                tree.seen[i], tree.through[i] = there, j
                heapq.heappush(tree.heap, (there, i))

    def _move(self, tree: _Tree) -> None:
        """Move everybody on the way to the end by one."""
        target = tree.free
        if target < 0:
            if tree.dropped == tree.newcomer:
                return
            target = self._take(tree.dropped)
        while target >= 0:
            j = tree.through[target]
            before = self._take(j)
            self._put(j, target)
            target = before

    def _put(self, j: int, mentor: int) -> None:
        self.mentor_of[j] = mentor
        self.held[mentor].append(j)

    def _take(self, j: int) -> int:
        before, self.mentor_of[j] = self.mentor_of[j], -1
        if before >= 0:
            self.held[before].remove(j)
        return before


@dataclass(slots=True)
class _Tree:
    """The ways that a newcomer can make room, with what each costs."""

    newcomer: int
    bound: int  # what the cheapest end costs that was found so far
    free: int = -1  # the end is this mentor's free place
    dropped: int = -1  # or that this mentee goes without
    heap: list[tuple[int, int]] = field(default_factory=list)
    seen: dict[int, int] = field(default_factory=dict)
    through: dict[int, int] = field(default_factory=dict)  # mentor -> the mentee who would come
    mentors: dict[int, int] = field(default_factory=dict)
    mentees: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.dropped = self.newcomer
