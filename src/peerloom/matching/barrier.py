"""The proof that no more people can be put into pairs: a few people whom all the others would need."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from peerloom.matching.certificate import NotProved

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    Partners = Sequence[Sequence[int]]  # for each of n people those with whom they could be a pair


def barrier(partners: Partners, mate: Sequence[int]) -> frozenset[int]:
    """Give people without whom the rest falls apart into so many odd parts that nobody more can be in a pair.

    Args:
        partners: n lists, each pair in both.
        mate: n numbers: who is paired with whom, or -1.

    Raises:
        NotProved: more people could be in a pair, or ``mate`` is no pairing.

    Source:
        Edmonds 1965 (https://doi.org/10.4153/CJM-1965-045-4): grow alternating trees from everybody without a partner
        and shrink odd circles; what is left on odd places is the set of Berge 1958
        (https://doi.org/10.1073/pnas.43.9.842).
    """
    forest = _Forest(partners, mate)
    forest.grow()
    return frozenset(v for v, label in enumerate(forest.label) if label == _ODD)


def check_barrier(partners: Partners, mate: Sequence[int], people: Collection[int]) -> None:
    """Prove that no pairing has more people in it. It knows nothing of how ``people`` were found.

    Without ``people`` the others fall apart into parts in which all pairs of theirs are. In each odd part somebody
    waits, or is paired with one of ``people``; so at least as many wait as there are odd parts more than ``people``.

    Raises:
        NotProved: ``mate`` is no pairing, or somebody waits without need.
    """
    for v, w in enumerate(mate):
        if w >= 0 and (mate[w] != v or w not in partners[v]):
            raise NotProved("a pair that cannot be")
    waiting = sum(w < 0 for w in mate)
    if waiting != _odd_parts(partners, people) - len(people):
        raise NotProved("more people could be in a pair")


def _odd_parts(partners: Partners, without: Collection[int]) -> int:
    seen = set(without)
    odd = 0
    for start in range(len(partners)):
        if start in seen:
            continue
        seen.add(start)
        part = [start]
        for v in part:  # it grows while it is read
            fresh = [w for w in partners[v] if w not in seen]
            seen.update(fresh)
            part += fresh
        odd += len(part) % 2
    return odd


_FREE, _EVEN, _ODD = 0, 1, 2


class _Forest:
    """Alternating trees: an even person waits, or would if those on the way to the root changed their partners."""

    def __init__(self, partners: Partners, mate: Sequence[int]) -> None:
        self.partners, self.mate = partners, mate
        self.label = [_EVEN if w < 0 else _FREE for w in mate]
        self.parent = [-1] * len(mate)
        self.base = list(range(len(mate)))  # of the circle that somebody was shrunk into
        self.root = [v if w < 0 else -1 for v, w in enumerate(mate)]
        self.ahead = deque(v for v, w in enumerate(mate) if w < 0)

    def grow(self) -> None:
        while self.ahead:
            v = self.ahead.popleft()
            for w in self.partners[v]:
                if self.label[w] == _FREE:
                    self._add(v, w)
                elif self.label[w] == _EVEN and self.base[v] != self.base[w]:
                    if self.root[v] != self.root[w]:
                        raise NotProved("more people could be in a pair")
                    self._shrink(v, w)

    def _add(self, v: int, w: int) -> None:
        partner = self.mate[w]
        self.label[w], self.parent[w], self.root[w] = _ODD, v, self.root[v]
        self.label[partner], self.root[partner] = _EVEN, self.root[v]
        self.ahead.append(partner)

    def _shrink(self, v: int, w: int) -> None:
        """Everybody on the circle through ``v`` and ``w`` can wait in place of the others."""
        top = self._meeting(v, w)
        circle = self._way(v, top) | self._way(w, top)
        for one in range(len(self.base)):
            if self.base[one] in circle:
                self.base[one] = top
                if self.label[one] == _ODD:
                    self.label[one] = _EVEN
                    self.ahead.append(one)

    def _meeting(self, v: int, w: int) -> int:
        mine = set()
        while True:
            v = self.base[v]
            mine.add(v)
            if self.mate[v] < 0:
                break
            v = self.parent[self.mate[v]]
        w = self.base[w]
        while w not in mine:
            w = self.base[self.parent[self.mate[w]]]
        return w

    def _way(self, v: int, top: int) -> set[int]:
        """Everybody, or the circle for those who were shrunk into one, on the way from ``v`` up to ``top``."""
        found = set()
        v = self.base[v]
        while v != top:
            partner = self.mate[v]
            found |= {v, partner}
            v = self.base[self.parent[partner]]
        return found
