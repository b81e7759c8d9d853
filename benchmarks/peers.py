"""Peerloom's pairing beside our peers on the same people and the same point rules, as Markdown tables.

python -m benchmarks.peers                     everything; about a quarter of an hour
python -m benchmarks.peers --without-peers     ours, SciPy alone and by hand; nothing is installed
python -m benchmarks.peers 100 500             how time grows, over these sizes alone
python -m benchmarks.peers --small             40 people, each run once: only to see that everything runs

Every peer is installed into an environment of its own below .test-tools/, and runs in a process of its own. It gets the
people, or the points of every pair, as a file, and gives pairs back, which are judged by the same points.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.peers_round import round_of
from benchmarks.peers_run import RUNS, Limits, Stopped, Way, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.peers_round import Round
    from benchmarks.peers_run import Judged, Needed

SIZE, SMALL = 500, 40
PLACES = (1, 3)
SIZES = (100, 500, 1000, 2000, 5000, 10_000)
GIGABYTES = 8
NUMPY = "numpy==2.4.6"
COMMAND, PROPOSE, SOLVE = "Peerloom, `peerloom pair`", "Peerloom, `propose`", "Peerloom, score and solve"
MENTOR_MATCH = "mentor-match 7.0.1"
OURS = (
    Way(COMMAND),
    Way(PROPOSE, "peerloom_propose"),
    Way(SOLVE, "peerloom_solve"),
    Way("SciPy alone", "scipy_alone"),
    Way("by hand, in sign-up order", "by_hand"),
)
PEERS = (
    Way(MENTOR_MATCH, "mentor_match", ("mentor-match==7.0.1", "munkres==3.0.0")),
    Way("the same, older munkres 1.1.4", "mentor_match", ("mentor-match==7.0.1", "munkres==1.1.4")),
    Way("matching 1.4.3, stable", "stable", ("matching==1.4.3", NUMPY)),
    Way("networkx 3.6.1, flow", "networkx_flow", ("networkx==3.6.1",)),
    Way("networkx 3.6.1, matching", "networkx_matching", ("networkx==3.6.1",)),
    Way("OR-tools 9.15, flow", "ortools_flow", ("ortools==9.15.6755", NUMPY)),
)
HEADS = ("", "matched", "total", "worst pair", "blocking pairs", "whole process", "score and solve", "peak MB")

Results = dict[str, tuple["Needed", "Judged"]]


def compared(made: Round, ways: Sequence[Way], limits: Limits, runs: int = RUNS) -> Iterator[str]:
    """One table over one round, and how often less we need than mentor-match, if it is there."""
    yield f"| {' | '.join(HEADS)} |"
    yield f"| --- | {' | '.join('---:' for _ in HEADS[1:])} |"
    found: Results = {}
    with tempfile.TemporaryDirectory(prefix="peerloom-bench-") as folder:
        for way in ways:
            try:
                found[way.name] = run(way, made, Path(folder), limits, runs)
            except Stopped as stopped:
                yield f"| {way.name} | | | | | {stopped} | | |"
            else:
                yield _row(way.name, *found[way.name])
    if MENTOR_MATCH in found:
        yield ""
        yield _ratios(found)


def _row(name: str, needed: Needed, judged: Judged) -> str:
    paired = "" if needed.paired is None else f"{needed.paired:.3f}"
    worth = f"{judged.matched} | {judged.total:,} | {judged.worst} | {judged.blocking:,}"
    return f"| {name} | {worth} | {needed.whole:.2f} | {paired} | {needed.megabytes:,.0f} |"


def _ratios(found: Results) -> str:
    """What mentor-match needs as a multiple of what we need, in the same run."""
    peer, _ = found[MENTOR_MATCH]
    command, propose, solve = (found[name][0] for name in (COMMAND, PROPOSE, SOLVE))
    return (
        f"{MENTOR_MATCH} needs {peer.whole / command.whole:.1f} times the CPU of the whole command, "
        f"{peer.whole / propose.whole:.1f} times that of a process with one call of `propose`, and "
        f"{(peer.paired or 0) / (solve.paired or 1):.0f} times for scoring and solving; "
        f"{peer.megabytes / command.megabytes:.1f} times the memory of the command."
    )


def growth(sizes: Sequence[int], ways: Sequence[Way], limits: Limits) -> Iterator[str]:
    """How the CPU time of the whole process grows with the round; after a limit nothing larger is run."""
    yield f"| CPU s, whole process | {' | '.join(f'{size:,}' for size in sizes)} |"
    yield f"| --- | {' | '.join('---:' for _ in sizes)} |"
    rounds = [round_of(size, 1) for size in sizes]
    for way in ways:
        yield f"| {way.name} | {' | '.join(_cells(way, rounds, limits))} |"


def _cells(way: Way, rounds: Sequence[Round], limits: Limits) -> Iterator[str]:
    stopped = ""
    for made in rounds:
        if stopped:
            yield "not run"
            continue
        with tempfile.TemporaryDirectory(prefix="peerloom-bench-") as folder:
            try:
                yield f"{run(way, made, Path(folder), limits, 1)[0].whole:.2f}"
            except Stopped as limit:
                stopped = str(limit)
                yield stopped


def main() -> int:
    """Measure and print the tables."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("sizes", nargs="*", type=int, help="sizes of the last table alone")
    words.add_argument("--without-peers", action="store_true")
    words.add_argument("--small", action="store_true")
    words.add_argument("--seconds", type=int, default=30, help="of CPU that one run may need")
    given = words.parse_args()
    ways = OURS if given.without_peers else (*OURS, *PEERS)
    limits = Limits(given.seconds, GIGABYTES)
    size, runs = (SMALL, 1) if given.small else (SIZE, RUNS)
    for places in () if given.sizes else PLACES:
        made = round_of(size, places)
        share = (made.points >= 0).mean()
        print(f"\n{size} mentees, {size} mentors with up to {places} each; {share:.0%} of the pairs can be\n")
        for line in compared(made, ways, limits, runs):
            print(line, flush=True)
    print()
    for line in growth(given.sizes or ([size] if given.small else SIZES), ways, limits):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
