"""Runs one way of pairing in a process of its own, from an environment of its own, and judges what it made."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.peer.task import PAIRS
from benchmarks.peers_round import DAY, write_program, write_task
from peerloom.matching.stable import blocking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.peers_round import Round

ROOT = Path(__file__).parents[1]
TOOLS = ROOT / ".test-tools" / "peers"
TOO_LONG = 5.0  # seconds of CPU, from which one run is enough
RUNS = 3


@dataclass(frozen=True, slots=True)
class Way:
    """One way of pairing. ``module`` is below benchmarks.peer; None is the command ``peerloom pair``."""

    name: str
    module: str | None = None
    packages: tuple[str, ...] = ()  # everything its environment holds, with versions; none: it runs in ours


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may need."""

    seconds: int  # of CPU
    gigabytes: int  # of address space


@dataclass(frozen=True, slots=True)
class Needed:
    """What a run needed. ``whole`` is the process from start to end, ``paired`` the scoring and solving in it."""

    whole: float  # CPU seconds
    paired: float | None  # not known of a command
    megabytes: float  # the peak


@dataclass(frozen=True, slots=True)
class Judged:
    """What a pairing is worth, in the points of the round."""

    matched: int
    total: int
    worst: int
    blocking: int  # pairs that would both rather have each other


class Stopped(Exception):  # noqa: N818 - it is no error: the table says it
    """A run came to a limit. The text is for the table."""


def python_of(way: Way) -> str:
    """The interpreter of the way's environment, which is made when it is not there yet."""
    if not way.packages:
        return sys.executable
    folder = TOOLS / hashlib.sha256("\n".join(way.packages).encode()).hexdigest()[:12]
    python, stamp = folder / "bin" / "python", folder / "installed"
    if not stamp.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", "--quiet", "--no-deps", *way.packages], check=True
        )
        stamp.write_text("\n".join(way.packages), encoding="utf-8")
    return str(python)


def run(way: Way, made: Round, folder: Path, limits: Limits, runs: int = RUNS) -> tuple[Needed, Judged]:
    """Pair a round several times; what was needed is the median. A run that is long counts alone.

    Raises:
        Stopped: it came to a limit.
    """
    taken = [_once(way, made, folder, limits)]
    if runs > 1 and taken[0][0].whole < TOO_LONG:  # the first read files for the first time and compiled them
        taken = [_once(way, made, folder, limits) for _ in range(runs)]
    needed = [one for one, _ in taken]
    middle = Needed(
        statistics.median(one.whole for one in needed),
        None if needed[0].paired is None else statistics.median(one.paired or 0 for one in needed),
        statistics.median(one.megabytes for one in needed),
    )
    return middle, judged(made, taken[-1][1])


def _once(way: Way, made: Round, folder: Path, limits: Limits) -> tuple[Needed, list[int]]:
    """A run on files that were written anew, and each mentee's mentor."""
    if way.module is None:
        return _command(made, folder / "program", limits)
    write_task(made, folder)
    (folder / PAIRS).unlink(missing_ok=True)
    needed = _launch([python_of(way), "-m", f"benchmarks.peer.{way.module}", str(folder)], limits)
    told = json.loads((folder / PAIRS).read_text(encoding="utf-8"))
    return Needed(needed["cpu"], told["cpu"], needed["megabytes"]), told["mentor_of"]


def _command(made: Round, root: Path, limits: Limits) -> tuple[Needed, list[int]]:
    """``peerloom pair`` as a coordinator runs it for the first time, in a folder with program.yaml and answers."""
    if root.exists():
        shutil.rmtree(root / "private", ignore_errors=True)
    else:
        write_program(made, root)
    words = [sys.executable, "-m", "peerloom", "pair", "--root", str(root), "--today", DAY]
    needed = _launch(words, limits)
    with (root / "private" / "pairings.csv").open(encoding="utf-8-sig", newline="") as lines:
        mentor_of = {row["Mentee"]: row["Mentor"] for row in csv.DictReader(lines)}
    number = {one.name: i for i, one in enumerate(made.mentors)}
    return (
        Needed(needed["cpu"], None, needed["megabytes"]),
        [number[mentor_of[one.name]] if one.name in mentor_of else -1 for one in made.mentees],
    )


def _launch(command: list[str], limits: Limits) -> dict[str, Any]:
    """Run a command within limits, and give what it needed."""
    words = [sys.executable, "-m", "benchmarks.peer.launch", str(limits.seconds), str(limits.gigabytes), *command]
    quiet = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(words, cwd=ROOT, env=quiet, capture_output=True, encoding="utf-8", check=True)
    needed: dict[str, Any] = json.loads(done.stdout)
    if needed["status"]:
        if needed["status"] == -signal.SIGXCPU:
            raise Stopped(f"over {limits.seconds} s")
        if "MemoryError" in done.stderr or "bad_alloc" in done.stderr:
            raise Stopped(f"over {limits.gigabytes} GB")
        raise SystemExit(f"{' '.join(command)}\n{done.stderr}ended with {needed['status']}")
    return needed


def judged(made: Round, mentor_of: Sequence[int]) -> Judged:
    """Judge a pairing by the points of the round. One that breaks a rule stops the benchmark."""
    pairs = [(i, j) for j, i in enumerate(mentor_of) if i >= 0]
    points = [int(made.points[i, j]) for i, j in pairs]
    places = [one.places for one in made.mentors]
    taken = Counter(i for i, _ in pairs)
    if min(points, default=0) < 0 or any(taken[i] > places[i] for i in taken):
        raise SystemExit("A pairing breaks a rule, so its figures mean nothing.")
    rather = blocking(made.points.astype(np.int64), places, mentor_of)
    return Judged(len(pairs), sum(points), min(points, default=0), rather)
