"""OR-tools: a flow of least cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from benchmarks.peer.task import POINTS, from_pairs, peer

if TYPE_CHECKING:
    from benchmarks.peer.task import Task


def pair(task: Task) -> list[int]:
    """Nodes: mentees, mentors, a start and an end. The greatest flow is the most people; then the cost counts."""
    n, m = len(task.mentees), len(task.mentors)
    points = np.fromfile(task.folder / POINTS, dtype=np.int16).reshape(m, n)
    i, j = np.nonzero(points >= 0)
    ones = np.ones(len(i), dtype=np.int64)
    flow = SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(j, n + i, ones, -points[i, j].astype(np.int64))
    start, end = n + m, n + m + 1
    for mentee in range(n):
        flow.add_arc_with_capacity_and_unit_cost(start, mentee, 1, 0)
    for mentor, places in enumerate(task.places):
        flow.add_arc_with_capacity_and_unit_cost(n + mentor, end, places, 0)
    flow.set_node_supply(start, n)
    flow.set_node_supply(end, -n)
    if flow.solve_max_flow_with_min_cost() != flow.OPTIMAL:
        raise SystemExit("not solved")
    used = np.asarray(flow.flows(arcs)) > 0
    return from_pairs(task, ((int(a), int(b)) for a, b in zip(i[used], j[used], strict=True)))


if __name__ == "__main__":
    peer(pair)
