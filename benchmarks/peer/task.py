"""What every peer is given, and what it gives back. Standard library alone: a peer's environment has nothing of ours.

A folder holds ``people.json`` and ``points.bin``: the points of every pair, mentor by mentor, as 16-bit numbers, -1
where the two cannot be a pair. A peer pairs, and writes ``pairs.json`` there.
"""

from __future__ import annotations

import json
import sys
import time
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PEOPLE, POINTS, PAIRS = "people.json", "points.bin", "pairs.json"


@dataclass(frozen=True, slots=True)
class Task:
    """One round: people as they answered, and the points of each pair."""

    folder: Path
    mentors: list[dict[str, Any]]  # name, grade, organisation, profession, groups, places
    mentees: list[dict[str, Any]]  # name, grade, organisation, profession, group

    @property
    def places(self) -> list[int]:
        """How many mentees each mentor takes."""
        return [mentor["places"] for mentor in self.mentors]

    @property
    def beyond(self) -> int:
        """More than all points of a round together: added to each pair's, more people always count for more."""
        return 32 * (len(self.mentees) + 1)

    def edges(self) -> Iterator[tuple[int, int, int]]:
        """Every pair that can be, as mentor, mentee, points."""
        points = array("h")
        points.frombytes((self.folder / POINTS).read_bytes())
        width = len(self.mentees)
        for i in range(len(self.mentors)):
            for j, one in enumerate(points[i * width : (i + 1) * width]):
                if one >= 0:
                    yield i, j, one


def peer(pair: Callable[[Task], Sequence[int]]) -> None:
    """Run one peer on the folder that the command line names, and write what it made and the CPU seconds it took.

    Args:
        pair: from a task to each mentee's mentor, by number, -1 for nobody. Only this is measured here; reading the
            file of points is in it for those who use it.
    """
    folder = Path(sys.argv[1])
    people = json.loads((folder / PEOPLE).read_text(encoding="utf-8"))
    task = Task(folder, people["mentors"], people["mentees"])
    start = time.process_time()
    mentor_of = [int(i) for i in pair(task)]
    cpu = time.process_time() - start
    (folder / PAIRS).write_text(json.dumps({"mentor_of": mentor_of, "cpu": cpu}), encoding="utf-8")


def from_pairs(task: Task, pairs: Iterator[tuple[int, int]]) -> list[int]:
    """Each mentee's mentor, from pairs of a mentor and a mentee."""
    mentor_of = [-1] * len(task.mentees)
    for i, j in pairs:
        mentor_of[j] = i
    return mentor_of
