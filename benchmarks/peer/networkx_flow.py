"""networkx: a flow of least cost, by network simplex."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx

from benchmarks.peer.task import from_pairs, peer

if TYPE_CHECKING:
    from benchmarks.peer.task import Task


def pair(task: Task) -> list[int]:
    """Every mentee sends one person to a mentor or, at no cost, straight to the end; a pair costs what is below 0."""
    graph = nx.DiGraph()
    mentees = len(task.mentees)
    graph.add_node("end", demand=mentees)
    for j in range(mentees):
        graph.add_node(("mentee", j), demand=-1)
        graph.add_edge(("mentee", j), "end", weight=0, capacity=1)
    for i, places in enumerate(task.places):
        graph.add_edge(("mentor", i), "end", weight=0, capacity=places)
    for i, j, points in task.edges():
        graph.add_edge(("mentee", j), ("mentor", i), weight=-(task.beyond + points), capacity=1)
    _, flow = nx.network_simplex(graph)
    sent = ((to, j) for j in range(mentees) for to, amount in flow["mentee", j].items() if amount and to != "end")
    return from_pairs(task, ((to[1], j) for to, j in sent))


if __name__ == "__main__":
    peer(pair)
