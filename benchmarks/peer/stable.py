"""PyPI matching: a stable pairing, mentees ask; both sides wish by the points, equal ones by number."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from matching.games import HospitalResident

from benchmarks.peer.task import from_pairs, peer

if TYPE_CHECKING:
    from benchmarks.peer.task import Task


def pair(task: Task) -> list[int]:
    """Its mentees are residents, its mentors hospitals; whoever has nobody to wish for is left out."""
    sys.setrecursionlimit(1_000_000)
    wishes: dict[int, list[tuple[int, int]]] = {}
    marks: dict[int, list[tuple[int, int]]] = {}
    for i, j, points in task.edges():
        wishes.setdefault(j, []).append((-points, i))
        marks.setdefault(i, []).append((-points, j))
    game = HospitalResident.create_from_dictionaries(
        {j: [i for _, i in sorted(row)] for j, row in wishes.items()},
        {i: [j for _, j in sorted(row)] for i, row in marks.items()},
        {i: task.places[i] for i in marks},
    )
    solution = game.solve(optimal="resident")
    return from_pairs(task, ((mentor.name, mentee.name) for mentor, held in solution.items() for mentee in held))


if __name__ == "__main__":
    peer(pair)
