"""Rules and wishes as functions over pairs, so that the same words score one pair, a block of them, or all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from peerloom.matching.hard_rules import RULES, lacking, never_again
from peerloom.matching.pairwise import Read, of_codes, shared_hours
from peerloom.matching.wishes import BEST, WISHES, in_points, must, shares

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from peerloom.definition.organisation import Matching
    from peerloom.matching.pairwise import Bits, Index, Points, Test, Whole
    from peerloom.matching.pool import Pool
    from peerloom.matching.together import Together

__all__ = ["BEST", "READINESS", "Criteria", "criteria", "in_points", "shares"]

READINESS = ("screened", "trained", "permission", "consent", "ready")


@dataclass(frozen=True, slots=True)
class Criteria:
    """What holds for every pair of a round: rules that must not be broken, and wishes that give points.

    Every method takes the numbers of mentors ``i`` and mentees ``j`` in the order of the pool: two numbers, two arrays
    of one length (pair by pair), or a column and a row (every one with every other). Nothing is kept of what it gives.
    """

    rules: tuple[str, ...]  # names, for reasons: the rule's kind and its question
    tests: tuple[Test, ...]  # one a rule
    points: tuple[Points, ...]  # one a wish that counts, in the order of the file
    most: tuple[int, ...]  # what each wish can give; they add up to ``BEST``, or to a little less in points
    hours: Mapping[tuple[str, str], Together] = field(default_factory=dict)  # by the mentor's and mentee's question

    def fails(self, i: Index, j: Index) -> Bits:
        """Which rules each pair breaks: bit k stands for ``rules[k]``; 0 if they can be a pair."""
        found = np.zeros(np.broadcast(i, j).shape, dtype=np.uint64)
        for k, test in enumerate(self.tests):
            found |= np.where(test(i, j), np.uint64(1 << k), np.uint64(0))
        return found

    def total(self, i: Index, j: Index) -> Whole:
        """The sum of the points, whatever rules are broken: 0 to ``BEST``."""
        found = np.zeros(np.broadcast(i, j).shape, dtype=np.int32)
        for points in self.points:
            found += points(i, j)
        return found

    def score(self, i: Index, j: Index) -> Whole:
        """The sum of the points, or -1 where a rule is broken."""
        broken = np.zeros(np.broadcast(i, j).shape, dtype=bool)
        for test in self.tests:
            broken |= test(i, j)
        return np.where(broken, np.int32(-1), self.total(i, j))

    def bits(self, names: Sequence[str] | frozenset[str]) -> int:
        """The bits of the rules with these names."""
        return sum(1 << k for k, name in enumerate(self.rules) if name in names)


def criteria(pool: Pool, matching: Matching) -> Criteria:
    """Read the answers once, so that pairs can be scored in any order and number."""
    lacked = [block for block in READINESS if any(block in mentor.blocks for mentor in pool.mentors)]
    required = [rule for rule in matching.require if rule.rule in RULES]
    read = Read(pool, matching, shared_hours(pool, matching))
    both_ways = pool.apart | {(other, one) for one, other in pool.apart}
    named = [
        *((block, lacking(pool, block)) for block in lacked),
        *((rule.name, RULES[rule.rule](rule, read)) for rule in required),
        *((f"must:{wish.of_mentee}", must(wish, read)) for wish in matching.prefer if wish.weight == "must"),
        ("never", never_again(pool)),
        *((("apart", of_codes(pool, both_ways)),) if both_ways else ()),
    ]
    wishes = matching.counted
    worth = [wish.worth for wish in wishes]
    most = in_points(worth) if matching.in_points else shares(worth)
    points = [WISHES[wish.wish](wish, read, top) for wish, top in zip(wishes, most, strict=True)]
    names, tests = tuple(name for name, _ in named), tuple(test for _, test in named)
    return Criteria(names, tests, tuple(points), tuple(most), read.hours)
