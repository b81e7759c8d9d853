"""What somebody can work out about the counts of one group, from everything that was ever published about it.

Every statement here is a difference of two counts with a least and a most. For such statements shortest paths give the
exact range of every count and every difference in whole numbers. ``intruder`` finds the same with integer programs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from peerloom.disclosure.counts import Count

    Table = NDArray[np.int64]

ENDLESS = 10**9  # more people than any program has
_FAR = ENDLESS // 2


@dataclass(frozen=True, slots=True)
class Fact:
    """At one release, counted from 0, a count lies between ``low`` and ``high``."""

    release: int
    count: Count
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Limit:
    """Unknown ``larger`` exceeds unknown ``smaller`` by ``most`` at most."""

    smaller: int
    larger: int
    most: int


@dataclass(frozen=True, slots=True)
class Unknowns:
    """The counts that are looked for: each name at each release. Number 0 is nobody, which is always 0."""

    names: tuple[str, ...]
    releases: int
    inside: tuple[tuple[str, str], ...] = ()
    grows: frozenset[str] = frozenset()
    fell: frozenset[str] = frozenset()  # did fall before the newest release: people were deleted

    @property
    def size(self) -> int:
        """How many unknowns there are, nobody included."""
        return 1 + self.releases * len(self.names)

    def at(self, release: int, name: str) -> int:
        """The number of an unknown; that of nobody where ``name`` is empty."""
        return 1 + release * len(self.names) + self.names.index(name) if name else 0

    def of(self, release: int) -> list[int]:
        """The numbers of nobody and of all counts of one release."""
        start = 1 + release * len(self.names)
        return [0, *range(start, start + len(self.names))]

    def relations(self, release: int) -> Iterator[Limit]:
        """No count is below nobody, and none is above one that it lies inside."""
        yield from (Limit(self.at(release, name), 0, 0) for name in self.names)
        yield from (Limit(self.at(release, outer), self.at(release, inner), 0) for inner, outer in self.inside)

    def growth(self, release: int) -> Iterator[Limit]:
        """Counts that never fall are at least what they were at the release before."""
        if release:
            yield from (
                Limit(self.at(release, name), self.at(release - 1, name), 0)
                for name in self.names
                if name in self.grows and not (name in self.fell and release == self.releases - 1)
            )

    def limits(self, fact: Fact) -> tuple[Limit, Limit]:
        """A fact as two limits."""
        of, less = self.at(fact.release, fact.count.of), self.at(fact.release, fact.count.less)
        return Limit(less, of, fact.high), Limit(of, less, -fact.low)


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that follows from ``limits``. ``table[i, j]`` is how much unknown j exceeds unknown i at most."""

    unknowns: Unknowns
    limits: tuple[Limit, ...]
    table: Table

    def range(self, release: int, count: Count) -> tuple[int, int]:
        """The least and the most that a count can be; ENDLESS where nothing stands against it."""
        of, less = self.unknowns.at(release, count.of), self.unknowns.at(release, count.less)
        return -int(self.table[of, less]), int(self.table[less, of])

    def told(self, facts: Iterable[Fact]) -> Known | None:
        """What is known when these facts are told as well; None where they contradict what is known."""
        return self._with(limit for fact in facts for limit in self.unknowns.limits(fact))

    def _with(self, limits: Iterable[Limit]) -> Known | None:
        table, added = self.table, []
        for limit in limits:
            narrower = tightened(table, limit)
            if narrower is None:
                return None
            table = narrower
            added.append(limit)
        return Known(self.unknowns, (*self.limits, *added), table)


def work_out(unknowns: Unknowns, facts: Sequence[Fact]) -> Known:
    """Give what follows from ``facts``, from what lies inside what, and from what never falls.

    A fact or a growth that contradicts those of earlier releases is left out: people were deleted, or an old figure
    was kept for longer than anybody outside can know.

    Source:
        Systems of difference constraints: Bellman (1958), https://doi.org/10.1090/qam/102435. The table of all pairs
        is kept closed, one limit after the other; each costs the square of the number of unknowns.
    """
    known = _beginning(unknowns)
    for release in range(unknowns.releases):
        for fact in facts:
            if fact.release == release:
                known = known.told([fact]) or known
        for limit in unknowns.growth(release):
            known = known._with([limit]) or known  # noqa: SLF001 - a method of the same class, in its own module
    return known


def tightened(table: Table, limit: Limit) -> Table | None:
    """The table with one more limit; None where nothing fits it any more."""
    import numpy as np  # noqa: PLC0415 - figures alone bring numpy

    i, j, most = limit.smaller, limit.larger, limit.most
    if table[i, j] <= most:
        return table
    if table[j, i] + most < 0:
        return None
    path = table[:, i, None] + most + table[None, j, :]
    path[path > _FAR] = ENDLESS
    narrower: Table = np.minimum(table, path)
    return narrower


def _beginning(unknowns: Unknowns) -> Known:
    """What is known before anything is published. Releases have nothing to do with each other then."""
    import numpy as np  # noqa: PLC0415 - figures alone bring numpy

    one = Unknowns(unknowns.names, 1, unknowns.inside)
    small = np.full((one.size, one.size), ENDLESS, dtype=np.int64)
    np.fill_diagonal(small, 0)
    for limit in one.relations(0):
        small = tightened(small, limit)  # type: ignore[assignment] # nothing can contradict at the beginning
    whole = np.full((unknowns.size, unknowns.size), ENDLESS, dtype=np.int64)
    np.fill_diagonal(whole, 0)
    for release in range(unknowns.releases):
        whole[np.ix_(unknowns.of(release), unknowns.of(release))] = small
    whole[:, 0] = 0  # no count is below nobody
    limits = (limit for release in range(unknowns.releases) for limit in unknowns.relations(release))
    return Known(unknowns, tuple(limits), whole)
