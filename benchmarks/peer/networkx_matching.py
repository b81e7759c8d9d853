"""networkx: the greatest sum of weights in a general graph; a mentor stands in it once for each place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from benchmarks.peer.task import from_pairs, peer

if TYPE_CHECKING:
    from benchmarks.peer.task import Task


def pair(task: Task) -> list[int]:
    """Mentors are (i, place), mentees are numbers."""
    graph = nx.Graph()
    graph.add_weighted_edges_from(
        ((i, place), j, task.beyond + points) for i, j, points in task.edges() for place in range(task.places[i])
    )
    found = nx.max_weight_matching(graph)
    sides = ((a, b) if isinstance(a, tuple) else (b, a) for a, b in found)
    return from_pairs(task, ((mentor[0], mentee) for mentor, mentee in sides))


if __name__ == "__main__":
    peer(pair)
