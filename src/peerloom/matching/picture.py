"""How well pairs fit: as somebody would pair by hand, and as the round is proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from peerloom.matching.criteria import criteria

if TYPE_CHECKING:
    from collections.abc import Sequence

    from peerloom.definition.organisation import Matching
    from peerloom.matching.pool import Pool
    from peerloom.matching.proposal import Proposal


@dataclass(frozen=True, slots=True)
class Picture:
    """The scores of two ways to pair the same people, and of matches that run, each 0 to 10,000, the lowest first."""

    by_hand: tuple[int, ...]
    proposed: tuple[int, ...]
    mentees: int  # who could be paired
    running: tuple[int, ...] = ()


def picture(
    pool: Pool,
    matching: Matching,
    proposal: Proposal,
    order: Sequence[str],
    everyone: Pool,
    running: Sequence[tuple[str, str]],
) -> Picture:
    """Compare the proposal with pairing by hand in ``order``, the codes of the mentees as they signed up.

    ``running`` are pairs (mentor, mentee) of matches, in the pool of ``everyone``, which is the round as if no match
    were there. Whoever of them is no longer in it is left out; a rule that they break now is not looked at.
    """
    told = criteria(everyone, matching)
    row, column = ({one.code: k for k, one in enumerate(side)} for side in (everyone.mentors, everyone.mentees))
    known = [(row[mentor], column[mentee]) for mentor, mentee in running if mentor in row and mentee in column]
    return Picture(
        tuple(sorted(by_hand(pool, matching, order))),
        tuple(sorted(pair.score for pair in proposal.pairs)),
        len(pool.mentees),
        tuple(sorted(int(told.total(i, j)) for i, j in known)),
    )


def by_hand(pool: Pool, matching: Matching, order: Sequence[str]) -> list[int]:
    """Pair as people do by hand: one mentee after the other gets the mentor with a free place who fits best.

    No rule is broken. Of mentors who fit equally well the first by code is taken. Only the scores are given.
    """
    told = criteria(pool, matching)
    column = {mentee.code: j for j, mentee in enumerate(pool.mentees)}
    free = np.array([0 if mentor.blocks else mentor.capacity for mentor in pool.mentors], dtype=np.int64)
    scores = []
    for code in order:
        rows = np.flatnonzero(free > 0)
        if not rows.size:
            break
        score = told.score(rows, np.full(rows.shape, column[code]))
        best = int(score.argmax())
        if score[best] >= 0:
            free[rows[best]] -= 1
            scores.append(int(score[best]))
    return scores
