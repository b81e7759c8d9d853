"""SciPy alone on the ready table: one solve, and nothing but the pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.peer.task import POINTS, from_pairs, peer

if TYPE_CHECKING:
    from benchmarks.peer.task import Task


def pair(task: Task) -> list[int]:
    """A mentor is a row for each place; a pair that cannot be is worth nothing and is dropped afterwards."""
    points = np.fromfile(task.folder / POINTS, dtype=np.int16).reshape(len(task.mentors), len(task.mentees))
    places = np.array(task.places)
    mentor = np.repeat(np.arange(len(places)), places)
    worth = np.where(points >= 0, task.beyond + points.astype(np.float64), 0)[mentor]
    rows, columns = linear_sum_assignment(worth, maximize=True)
    kept = worth[rows, columns] > 0
    return from_pairs(task, zip(mentor[rows[kept]].tolist(), columns[kept].tolist(), strict=True))


if __name__ == "__main__":
    peer(pair)
