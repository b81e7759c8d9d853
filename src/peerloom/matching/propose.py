"""A whole proposal for one round: pairs with reasons, who waits and why, and the proof."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from peerloom.matching.advice import advise, next_costs, prices_of
from peerloom.matching.proof import proof
from peerloom.matching.proposal import Pair, Proposal, Waiting
from peerloom.matching.reasons import for_pair, for_waiting, parts
from peerloom.matching.recruiting import looser, plan
from peerloom.matching.scores import MOST_AT_ONCE, scored
from peerloom.matching.solve import solved
from peerloom.matching.waits import kind_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from peerloom.definition.organisation import Matching
    from peerloom.matching.advice import Prices
    from peerloom.matching.pool import Pool
    from peerloom.matching.proposal import Advice
    from peerloom.matching.scores import Scored
    from peerloom.matching.solve import Solution


def propose(pool: Pool, matching: Matching) -> Proposal:
    """Propose the best pairing of ``pool``. Running and approved matches are not in it, so they stay as they are.

    No pair breaks a hard rule. The same people in any order give the same proposal. Groups and pairs of peers have
    modules of their own.
    """
    shape = pool.shape
    if shape is not None and shape.kind == "group":
        from peerloom.matching.groups import propose_groups  # noqa: PLC0415 - brings the solver of groups

        return propose_groups(pool, shape, matching)
    if shape is not None and shape.reciprocal:
        from peerloom.matching.reciprocal import propose_peers  # noqa: PLC0415 - brings the solver of peers

        return propose_peers(pool, shape, matching)
    if max(len(pool.mentors), len(pool.mentees)) > MOST_AT_ONCE:
        from peerloom.matching.large_round import propose_large  # noqa: PLC0415 - a small round needs none of it

        return propose_large(pool, matching)
    table = scored(pool, matching)
    mentors = [mentor.code for mentor in pool.mentors]
    mentees = [mentee.code for mentee in pool.mentees]
    capacity = [0 if mentor.blocks else mentor.capacity for mentor in pool.mentors]
    price = matching.fairness.price
    solution = solved(table.score, capacity, mentors, mentees, matching.mode, price)
    mentor_of = solution.mentor_of
    others = _next_best(table, capacity, mentor_of)
    prices = prices_of(table, capacity, solution)
    costs = next_costs(table, solution, prices, others)
    pairs = [
        replace(_pair(pool, matching, table, i, j), next_best=mentors[others[j]], next_cost=costs.get(j))
        if j in others
        else _pair(pool, matching, table, i, j)
        for j, i in enumerate(mentor_of)
        if i >= 0
    ]
    waiting = [_waiting(pool, table, mentor_of, j) for j, i in enumerate(mentor_of) if i < 0]
    taken = Counter(mentor_of)
    return Proposal(
        pairs=tuple(pairs),
        waiting=tuple(waiting),
        free_mentors=tuple(code for i, code in enumerate(mentors) if capacity[i] > taken[i]),
        matched=len(pairs),
        total=sum(pair.score for pair in pairs),
        proof=proof(solution, price),
        advice=_advice(pool, matching, table, capacity, solution, prices),
    )


def _advice(
    pool: Pool,
    matching: Matching,
    table: Scored,
    capacity: Sequence[int],
    solution: Solution,
    prices: Prices | None,
) -> Advice:
    """What would help; a stable pairing does not match as many as possible, so nothing is said about it."""
    advice = advise(pool, table, capacity, solution, prices)
    if solution.mode == "stable":
        return advice
    matched = sum(i >= 0 for i in solution.mentor_of)
    return replace(
        advice,
        looser=looser(pool, matching, table, capacity, matched),
        plan=plan(pool, matching, table, capacity, solution.mentor_of),
    )


def _next_best(table: Scored, capacity: Sequence[int], mentor_of: Sequence[int]) -> dict[int, int]:
    """For each matched mentee the mentor with a place who fits best but for their own, by code if equal."""
    score = np.where(np.array(capacity, dtype=np.int64)[:, None] > 0, table.score, -1)
    for j, i in enumerate(mentor_of):
        if i >= 0:
            score[i, j] = -1
    best = score.argmax(axis=0) if score.size else []  # of equals the first
    return {j: int(i) for j, i in enumerate(best) if mentor_of[j] >= 0 and score[i, j] >= 0}


def _pair(pool: Pool, matching: Matching, table: Scored, i: int, j: int) -> Pair:
    reasons, against = for_pair(pool, matching, table, i, j)
    return Pair(
        mentor=pool.mentors[i].code,
        mentee=pool.mentees[j].code,
        score=int(table.score[i, j]),
        kept=False,
        parts=parts(pool, matching, table, i, j),
        reasons=reasons,
        against=against,
    )


def _waiting(pool: Pool, table: Scored, mentor_of: Sequence[int], j: int) -> Waiting:
    reason, helps = for_waiting(pool, table, mentor_of, j)
    return Waiting(pool.mentees[j].code, reason, helps, kind_of(pool, table, j))
