"""The hard rules of the pairing, each as a test over pairs: True where it is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from peerloom.matching.pairwise import gap_of, going_with_any, meeting, nearness, of_codes, picks_in_common, same_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from peerloom.definition.organisation import Rule
    from peerloom.matching.pairwise import Broken, Index, Read, Test
    from peerloom.matching.pool import Pool


def lacking(pool: Pool, block: str) -> Test:
    """Mentors who lack what a rule of readiness asks for, whoever the mentee is."""
    lacks = np.array([block in mentor.blocks for mentor in pool.mentors], dtype=bool)
    return lambda i, j: np.broadcast_to(lacks[i], np.broadcast(i, j).shape)


def never_again(pool: Pool) -> Test:
    """Nobody with themselves in their other role, and no pair that must never be."""
    listed = of_codes(pool, pool.never)
    oneself = meeting([frozenset({p.person}) for p in pool.mentors], [frozenset({p.person}) for p in pool.mentees])
    return lambda i, j: listed(i, j) | oneself(i, j)


def _share(rule: Rule, read: Read) -> Test:
    common, least = picks_in_common(read.pool, rule.of_mentor, rule.of_mentee), rule.least or 1
    return lambda i, j: common(i, j) < least


def _overlap(rule: Rule, read: Read) -> Test:
    """Too few hours in some week, or too few times of the same name."""
    if rule.hours is None:
        return _share(rule, read)
    hours, least = read.hours[rule.of_mentor, rule.of_mentee], rule.hours * 60
    if rule.least is None:
        return lambda i, j: hours.least(i, j) < least
    few = _share(rule, read)
    return lambda i, j: (hours.least(i, j) < least) | few(i, j)


def _compatible(rule: Rule, read: Read) -> Test:
    """No pick in common, and neither has the one that goes with every other. A blank answer goes with nothing."""
    apart = _share(rule, read)
    if rule.any is None:
        return apart
    free, told = going_with_any(read.pool, rule)
    return lambda i, j: apart(i, j) & ~(free[0][i] & told[1][j]) & ~(told[0][i] & free[1][j])


def _far(rule: Rule, read: Read) -> Test:
    """No answer of one is near an answer of the other."""
    near = nearness(rule, read, rule.km)
    return lambda i, j: ~near(i, j)


def _gap(rule: Rule, read: Read) -> Test:
    ahead, unknown = gap_of(rule, read.pool)

    def outside(i: Index, j: Index) -> Broken:
        gap = ahead(i, j)
        found = unknown(i, j)
        if rule.least is not None:
            found = found | (gap < rule.least)
        if rule.most is not None:
            found = found | (gap > rule.most)
        return np.asarray(found)

    return outside


RULES: Mapping[str, Callable[[Rule, Read], Test]] = {
    "share": _share,
    "overlap": _overlap,
    "compatible": _compatible,
    "gap": _gap,
    "differ": same_answer,
    "near": _far,
}
