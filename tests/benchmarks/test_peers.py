from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.peer import by_hand, scipy_alone
from benchmarks.peer.task import Task
from benchmarks.peers_round import round_of, write_task
from benchmarks.peers_run import judged

if TYPE_CHECKING:
    from benchmarks.peers_round import Round

ROOT = Path(__file__).parents[2]


def points_by_the_peers_words(made: Round, i: int, j: int) -> int:
    """The rules of mentor-match's application, read by hand."""
    mentor, mentee = made.mentors[i], made.mentees[j]
    gap = mentor.grade - mentee.grade
    if mentor.organisation == mentee.organisation or gap not in (1, 2):
        return -1
    same, group = mentor.profession == mentee.profession, mentee.group in mentor.groups
    return (12 if gap == 2 else 9) + (10 if same else 0) + (6 if group else 0)


@pytest.fixture
def made() -> Round:
    return round_of(60, 2)


@pytest.fixture
def task(made: Round, tmp_path: Path) -> Task:
    write_task(made, tmp_path)
    people = [[dataclasses.asdict(one) for one in side] for side in (made.mentors, made.mentees)]
    return Task(tmp_path, *people)


def test_our_scoring_gives_the_points_of_the_peers_rules(made: Round) -> None:
    expected = [[points_by_the_peers_words(made, i, j) for j in range(60)] for i in range(60)]
    assert made.points.tolist() == expected
    assert len(np.unique(made.points)) > 5  # or the round would show little


def test_a_peer_gets_every_pair_that_can_be_with_its_points(made: Round, task: Task) -> None:
    table = np.full((60, 60), -1, dtype=np.int16)
    for i, j, points in task.edges():
        table[i, j] = points
    assert (table == made.points).all()


def test_by_hand_takes_the_best_mentor_who_is_left(made: Round, task: Task) -> None:
    mentor_of = by_hand.pair(task)
    taken = [0] * 60
    for j, i in enumerate(mentor_of):
        free = [made.points[k, j] for k in range(60) if taken[k] < 2 and made.points[k, j] >= 0]
        assert (made.points[i, j] == max(free)) if i >= 0 else not free
        taken[i] += i >= 0


def test_a_pairing_is_judged_by_the_points_of_the_round(made: Round, task: Task) -> None:
    mentor_of = scipy_alone.pair(task)
    points = [int(made.points[i, j]) for j, i in enumerate(mentor_of) if i >= 0]
    found = judged(made, mentor_of)
    assert (found.matched, found.total, found.worst) == (len(points), sum(points), min(points))
    assert found.matched >= judged(made, by_hand.pair(task)).matched


@pytest.mark.parametrize("broken", ["a pair that cannot be", "too many with one mentor"])
def test_a_pairing_that_breaks_a_rule_stops_the_benchmark(made: Round, broken: str) -> None:
    if broken == "a pair that cannot be":
        mentor_of = [int(np.argmin(made.points[:, j])) if j == 0 else -1 for j in range(60)]
    else:
        mentor, mentees = next((i, js) for i, row in enumerate(made.points) if len(js := np.nonzero(row >= 0)[0]) > 2)
        mentor_of = [mentor if j in mentees[:3] else -1 for j in range(60)]
    with pytest.raises(SystemExit, match="breaks a rule"):
        judged(made, mentor_of)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the benchmark measures children as POSIX does")
def test_the_benchmark_runs() -> None:
    command = [sys.executable, "-m", "benchmarks.peers", "--small", "--without-peers"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    rows = [line.strip("| ").split(" | ") for line in done.stdout.splitlines() if line.startswith("| ")]
    tables = [rows[:7], rows[7:14]]
    for table in tables:
        matched = {row[0]: int(row[1]) for row in table[2:]}
        assert len(matched) == 5
        assert matched["Peerloom, `peerloom pair`"] == matched["Peerloom, `propose`"] == matched["SciPy alone"]
        assert max(matched.values()) == matched["SciPy alone"]
    assert [row[0] for row in rows[16:]] == [row[0] for row in tables[0][2:]]
