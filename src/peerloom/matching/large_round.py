"""A whole proposal for a round of more people than a table of all pairs can hold."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from peerloom.matching.advice import hundredths, ranked
from peerloom.matching.blocks import AllPairs, quick_score
from peerloom.matching.criteria import criteria
from peerloom.matching.crowds import crowds
from peerloom.matching.large import solved_large
from peerloom.matching.objective import fit_of, one_person
from peerloom.matching.proof import proof
from peerloom.matching.proposal import Advice, Change, Gain, Pair, Proposal, Waiting
from peerloom.matching.reasons import crowded, for_pair, nobody_fits, parts
from peerloom.matching.scores import MOST_AT_ONCE, Scored
from peerloom.matching.waits import kind_among

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from peerloom.definition.organisation import Matching
    from peerloom.matching.criteria import Criteria
    from peerloom.matching.crowds import Crowds
    from peerloom.matching.large import Large
    from peerloom.matching.pool import Pool

    Table = NDArray[np.int64]

_MODES = ("balanced", "total")
_LEFT_OUT = (
    f"In a round of more than {MOST_AT_ONCE:,} mentors or mentees it is not worked out what the next best mentor of a "
    "pair would cost, or what clearing a mentor, waiving or loosening a rule, recruiting, or moving matches would "
    "bring."
)


def propose_large(pool: Pool, matching: Matching) -> Proposal:
    """Propose what ``propose`` would, without a table of all pairs.

    The pairs are the same. What would need many looks at all pairs is left out, and the proof says so; whoever waits in
    a crowd is told the whole crowd's numbers.
    """
    if matching.mode not in _MODES:
        return _refused(pool, matching)
    told = criteria(pool, matching)
    codes = [mentor.code for mentor in pool.mentors], [mentee.code for mentee in pool.mentees]
    capacity = [0 if mentor.blocks else mentor.capacity for mentor in pool.mentors]
    pairs = AllPairs(quick_score(told), np.flatnonzero(np.array(capacity, dtype=np.int64) > 0), len(pool.mentees))
    price = matching.fairness.price
    large = solved_large(pairs, capacity, *codes, matching.mode, price)
    mentor_of = large.solution.mentor_of
    crowd = crowds(pairs, np.array(capacity, dtype=np.int64), np.array(mentor_of, dtype=np.int64))
    made = tuple(_pairs(pool, matching, told, large))
    taken = Counter(mentor_of)
    return Proposal(
        pairs=made,
        waiting=tuple(_waiting(pool, told, mentor_of, crowd)),
        free_mentors=tuple(code for i, code in enumerate(codes[0]) if capacity[i] > taken[i]),
        matched=len(made),
        total=sum(pair.score for pair in made),
        proof=f"{proof(large.solution, price)} {_LEFT_OUT}",
        advice=Advice(places=ranked(_places(pool, pairs, large, crowd))),
    )


def _refused(pool: Pool, matching: Matching) -> Proposal:
    ways = " or ".join(f'"{mode}"' for mode in _MODES)
    said = (
        f'The mode "{matching.mode}" works for up to {MOST_AT_ONCE:,} mentors and as many mentees; this round has '
        f"{len(pool.mentors):,} and {len(pool.mentees):,}. Nobody was paired."
    )
    helps = (f"Write mode: {' or '.join(_MODES)} under matching in program.yaml.",)
    waiting = tuple(Waiting(mentee.code, "Nobody was paired in this round.", helps) for mentee in pool.mentees)
    free = tuple(mentor.code for mentor in pool.mentors if mentor.capacity and not mentor.blocks)
    return Proposal((), waiting, free, 0, 0, f"{said} Choose {ways} under matching in program.yaml.")


def _pairs(pool: Pool, matching: Matching, told: Criteria, large: Large) -> Iterator[Pair]:
    """Every pair with its reasons, by mentee, and the mentor who would come next."""
    matched = np.flatnonzero(large.best.mentor_of >= 0)
    own = large.best.mentor_of[matched]
    scores = told.score(own, matched)
    best, second = large.first.best[matched], large.first.second[matched]
    others = np.where(best == own, second, best)
    none = Scored(told, np.zeros((0, 0), dtype=np.uint64), np.zeros((0, 0), dtype=np.int64))  # only its criteria serve
    for j, i, score, other in zip(matched.tolist(), own.tolist(), scores.tolist(), others.tolist(), strict=True):
        reasons, against = for_pair(pool, matching, none, i, j)
        yield Pair(
            mentor=pool.mentors[i].code,
            mentee=pool.mentees[j].code,
            score=score,
            kept=False,
            parts=parts(pool, matching, none, i, j),
            reasons=reasons,
            against=against,
            next_best=pool.mentors[other].code if other >= 0 else "",
        )


def _waiting(pool: Pool, told: Criteria, mentor_of: tuple[int, ...], crowd: Crowds) -> Iterator[Waiting]:
    with_place = np.array([i for i, mentor in enumerate(pool.mentors) if mentor.capacity > 0], dtype=np.int64)
    for j, i in enumerate(mentor_of):
        if i >= 0:
            continue
        if j in crowd.of:
            yield Waiting(pool.mentees[j].code, *crowded(*crowd.of[j]), "crowd")
            continue
        found, number = np.unique(told.fails(with_place, np.full(1, j)), return_counts=True)
        fails = {_named(told, bits): many for bits, many in zip(found.tolist(), number.tolist(), strict=True)}
        yield Waiting(pool.mentees[j].code, *nobody_fits(fails), kind_among(fails))


def _named(told: Criteria, bits: int) -> tuple[str, ...]:
    return tuple(name for k, name in enumerate(told.rules) if bits >> k & 1)


def _places(pool: Pool, pairs: AllPairs, large: Large, crowd: Crowds) -> Iterator[Gain]:
    """One more place with each mentor who is ready: people without regard to the floor, fit at this round's floor.

    It brings somebody a mentor if the mentor fits anybody in a crowd. Else it brings better fit: its price for a mentor
    with a place; what the best pair would bring over the mentee's price for one who is full already.
    """
    best = large.best
    if best.missing:
        return  # prices that do not prove the pairing tell nothing
    people, fit = crowd.sought.copy(), best.u.copy()
    full = np.array([i for i, m in enumerate(pool.mentors) if not m.blocks and not m.capacity], dtype=np.int64)
    for j, scores in AllPairs(pairs.score, full, pairs.mentees).blocks():
        worth = fit_of(scores.astype(np.int64)) + one_person(pairs.mentees) - best.v[j][:, None]
        gain = np.where(scores >= best.floor, worth, 0).max(axis=0, initial=0)
        fit[full] = np.maximum(fit[full], gain)
        people[full] |= ((scores >= 0) & crowd.short[j][:, None]).any(axis=0)
    for i, mentor in enumerate(pool.mentors):
        if not mentor.blocks:
            change = Change(1, None) if people[i] else Change(0, hundredths(int(fit[i]), best.worth.fit))
            yield Gain(mentor.code, change)
