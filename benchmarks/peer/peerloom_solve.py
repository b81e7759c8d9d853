"""Peerloom's scoring and solving: every pair, then the best pairing with its floor, its proof and the tie-break."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.peer.task import peer
from benchmarks.peers_round import MATCHING, people_of, pool_of
from peerloom.definition.organisation import Matching
from peerloom.matching.scores import scored
from peerloom.matching.solve import solved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.peer.task import Task


def pair(task: Task) -> Sequence[int]:
    """The mode of a new program: balanced, at a price of one percent."""
    pool, matching = pool_of(*people_of(task)), Matching.model_validate(MATCHING)
    table = scored(pool, matching)
    names = [one.code for one in pool.mentors], [one.code for one in pool.mentees]
    return solved(table.score, task.places, *names, matching.mode, matching.fairness.price).mentor_of


if __name__ == "__main__":
    peer(pair)
