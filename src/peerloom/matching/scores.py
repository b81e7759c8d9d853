"""Every pair of a small round at once, as tables of whole numbers: mentors are rows, mentees columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from peerloom.matching.criteria import criteria

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from peerloom.definition.organisation import Matching
    from peerloom.matching.criteria import Criteria
    from peerloom.matching.pool import Pool

    Table = NDArray[np.int64]


MOST_AT_ONCE = 2_000  # mentors, or mentees: a round of more is not held in tables


@dataclass(frozen=True, slots=True)
class Scored:
    """What holds for every pair of a round.

    ``score`` is the sum of the points, -1 where a rule is broken; ``fails`` has a bit for each broken rule, in the
    order of ``criteria.rules``.
    """

    criteria: Criteria
    fails: NDArray[np.uint64]
    score: Table

    def broken(self, i: int, j: int) -> list[str]:
        """The names of the rules that a pair breaks."""
        return [name for k, name in enumerate(self.criteria.rules) if int(self.fails[i, j]) >> k & 1]

    def without(self, names: Sequence[str] | frozenset[str]) -> Table:
        """0 where a pair would break no rule if those with these names did not hold, else -1."""
        other = ~np.uint64(self.criteria.bits(names))
        return np.where(self.fails & other, np.int64(-1), np.int64(0))


def scored(pool: Pool, matching: Matching) -> Scored:
    """Score every pair. The points are whole numbers and add up to the score."""
    told = criteria(pool, matching)
    i, j = np.arange(len(pool.mentors))[:, None], np.arange(len(pool.mentees))[None, :]
    fails = told.fails(i, j)
    return Scored(told, fails, np.where(fails, np.int64(-1), told.total(i, j).astype(np.int64)))
