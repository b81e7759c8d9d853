"""A whole proposal for one round: pairs with reasons, who waits and why, and the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerloom.matching.proof import proof
from peerloom.matching.proposal import Pair, Proposal, Waiting
from peerloom.matching.reasons import for_pair, for_waiting, parts
from peerloom.matching.scores import scored
from peerloom.matching.solve import solved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from peerloom.definition.organisation import Matching
    from peerloom.matching.pool import Pool
    from peerloom.matching.scores import Scored


def propose(pool: Pool, matching: Matching) -> Proposal:
    """Propose the best pairing of ``pool``. Running and approved matches are not in it, so they stay as they are.

    No pair breaks a hard rule. The same people in any order give the same proposal.
    """
    table = scored(pool, matching)
    mentors = [mentor.code for mentor in pool.mentors]
    mentees = [mentee.code for mentee in pool.mentees]
    capacity = [0 if mentor.blocks else mentor.capacity for mentor in pool.mentors]
    price = matching.fairness.price
    solution = solved(table.score, capacity, mentors, mentees, matching.mode, price)
    mentor_of = solution.mentor_of
    pairs = [_pair(pool, matching, table, i, j) for j, i in enumerate(mentor_of) if i >= 0]
    waiting = [_waiting(pool, table, mentor_of, j) for j, i in enumerate(mentor_of) if i < 0]
    taken = [mentor_of.count(i) for i in range(len(mentors))]
    free = tuple(code for i, code in enumerate(mentors) if capacity[i] > taken[i])
    total = sum(pair.score for pair in pairs)
    return Proposal(tuple(pairs), tuple(waiting), free, len(pairs), total, proof(solution, price))


def _pair(pool: Pool, matching: Matching, table: Scored, i: int, j: int) -> Pair:
    reasons, against = for_pair(pool, matching, table, i, j)
    ranked = sorted(range(len(pool.mentors)), key=lambda k: (-int(table.score[k, j]), pool.mentors[k].code))
    others = [k for k in ranked if k != i and table.score[k, j] >= 0]
    return Pair(
        mentor=pool.mentors[i].code,
        mentee=pool.mentees[j].code,
        score=int(table.score[i, j]),
        kept=False,
        parts=parts(pool, matching, table, i, j),
        reasons=reasons,
        against=against,
        next_best=pool.mentors[others[0]].code if others else "",
    )


def _waiting(pool: Pool, table: Scored, mentor_of: Sequence[int], j: int) -> Waiting:
    reason, helps = for_waiting(pool, table, mentor_of, j)
    return Waiting(pool.mentees[j].code, reason, helps)

