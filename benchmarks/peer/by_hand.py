"""By hand: in the order of sign-up, each mentee gets the best mentor who is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.peer.task import peer

if TYPE_CHECKING:
    from benchmarks.peer.task import Task


def pair(task: Task) -> list[int]:
    """Of equal mentors the first."""
    wishes: list[list[tuple[int, int]]] = [[] for _ in task.mentees]
    for i, j, points in task.edges():
        wishes[j].append((-points, i))
    left, mentor_of = list(task.places), [-1] * len(wishes)
    for j, row in enumerate(wishes):
        free = [wish for wish in row if left[wish[1]]]
        if free:
            mentor_of[j] = min(free)[1]
            left[mentor_of[j]] -= 1
    return mentor_of


if __name__ == "__main__":
    peer(pair)
