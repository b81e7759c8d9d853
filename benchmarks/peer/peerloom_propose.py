"""Peerloom's whole proposal: the pairing, a reason for each pair and each person waiting, next best mentors, advice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.peer.task import from_pairs, peer
from benchmarks.peers_round import MATCHING, people_of, pool_of
from peerloom.definition.organisation import Matching
from peerloom.matching.propose import propose

if TYPE_CHECKING:
    from benchmarks.peer.task import Task


def pair(task: Task) -> list[int]:
    """One call."""
    pool = pool_of(*people_of(task))
    proposal = propose(pool, Matching.model_validate(MATCHING))
    mentors = {one.code: i for i, one in enumerate(pool.mentors)}
    mentees = {one.code: j for j, one in enumerate(pool.mentees)}
    return from_pairs(task, ((mentors[one.mentor], mentees[one.mentee]) for one in proposal.pairs))


if __name__ == "__main__":
    peer(pair)
