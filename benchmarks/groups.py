"""What groups and pairs of peers cost on invented rounds, beside forming them by hand.

python -m benchmarks.groups
python -m benchmarks.groups 200
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.matching import RULES, round_of
from peerloom.definition.organisation import Shape
from peerloom.matching.circles import in_threes
from peerloom.matching.grouping import Lead, grouped
from peerloom.matching.objective import fit_of
from peerloom.matching.peers import fit_of_pairs, paired_peers
from peerloom.matching.propose import propose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Table = NDArray[np.int64]
    Free = NDArray[np.bool_]

GROUPS = ((60, False), (200, False), (500, False), (60, True), (100, True), (200, True), (300, True), (500, True))
TOGETHER = (60, 120, 200)  # mentees, with two mentors for each group
PEERS = ((100, 0.15), (500, 0.15), (500, 0.6))
THREES = ((30, 0.3), (60, 0.3), (100, 0.15))
TIMES = 20


def table(mentees: int, mentors: int, share: float, rng: np.random.Generator) -> Table:
    """Scores of a round: so large a share of the pairs can be."""
    return np.where(rng.random((mentors, mentees)) < share, rng.integers(500, 10_000, (mentors, mentees)), -1)


def round_(mentees: int, *, timed: bool, seed: int = 0) -> tuple[Table, list[Lead], Free | None]:
    """One mentor for six mentees, groups of three to six; a time suits a fifth of the mentees, a third of mentors."""
    rng, mentors = np.random.default_rng(seed), mentees // 6
    free, theirs = rng.random((mentees, TIMES)) < 0.2, rng.random((mentors, TIMES)) < 0.3
    leads = [Lead((i,), 3, 6, tuple(np.flatnonzero(theirs[i]).tolist()) if timed else ()) for i in range(mentors)]
    return table(mentees, mentors, 0.15, rng), leads, free if timed else None


def together(mentees: int, seed: int = 0) -> tuple[Table, list[Lead], Free | None]:
    """Two mentors for six mentees lead together if they share a time; half of all pairs can be."""
    rng, mentors = np.random.default_rng(seed), mentees // 3
    free, theirs = rng.random((mentees, TIMES)) < 0.2, rng.random((mentors, TIMES)) < 0.3
    score = table(mentees, mentors, 0.5, rng)
    leads, rows = [], []
    for i in range(mentors):
        for k in range(i + 1, mentors):
            times = tuple(np.flatnonzero(theirs[i] & theirs[k]).tolist())
            if times:
                leads.append(Lead((i, k), 3, 6, times))
                rows.append(np.where((score[i] >= 0) & (score[k] >= 0), (score[i] + score[k]) // 2, -1))
    return np.array(rows), leads, free


def groups_by_hand(score: Table, leads: Sequence[Lead], free: Free | None) -> int:
    """In the order of sign-up everybody joins the best group that has room and still a common time; small ones end."""
    members: dict[int, list[int]] = {}
    busy: dict[int, int] = {}  # mentor -> lead
    for j in range(score.shape[1]):
        for k in np.argsort(-score[:, j], kind="stable"):
            mine = members.get(int(k), [])
            fits = score[k, j] >= 0 and len(mine) < leads[k].most
            fits = fits and all(busy.get(m, k) == k for m in leads[k].mentors)
            if fits and (free is None or any(free[[*mine, j], t].all() for t in leads[k].times)):
                members[int(k)] = [*mine, j]
                busy |= dict.fromkeys(leads[k].mentors, int(k))
                break
    return sum(len(of) for k, of in members.items() if len(of) >= leads[k].least)


def cpu(start: float) -> str:
    return f"{time.process_time() - start:.2f}"


def of_groups(most: int) -> None:
    print("| mentees | mentors | common time | by hand | in groups | at most | fit at most | CPU s |")
    print("| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |")
    rounds = [(n, "yes" if timed else "no", round_(n, timed=timed)) for n, timed in GROUPS if n <= most]
    rounds += [(n, "yes, two mentors", together(n)) for n in TOGETHER if n <= most]
    for mentees, what, case in rounds:
        start = time.process_time()
        found = grouped(*case)
        spent = cpu(start)
        more = 100 * (found.most_fit - found.fit) / max(1, found.most_fit)
        bound = "proved" if found.matched == found.most else str(found.most)
        fit = "proved" if found.best else f"+{more:.1f}%" if found.matched == found.most else ""
        mentors = 1 + max(m for lead in case[1] for m in lead.mentors)
        hand = groups_by_hand(*case)
        print(f"| {mentees} | {mentors} | {what} | {hand} | {found.matched} | {bound} | {fit} | {spent} |", flush=True)


def whole(most: int) -> None:
    shape = Shape.model_validate({"kind": "group", "how": "h", "group_least": "3", "group_most": "6"})
    for size in (size for size in (100, 500) if size <= most):
        pool = round_of(size)
        mentors = tuple(replace(one, capacity=6) for one in pool.mentors[: size // 5])
        start = time.process_time()
        made = propose(replace(pool, mentors=mentors, shape=shape), RULES)
        print(f"\nThe whole proposal for {size} mentees without a common time: {cpu(start)} s. {made.proof}")


def symmetric(people: int, share: float) -> Table:
    score = np.triu(table(people, people, share, np.random.default_rng(people)), k=1)
    score = np.where(np.triu(np.ones_like(score), k=1) > 0, score, -1)
    return np.maximum(score, score.T)


def peers_by_hand(score: Table) -> int:
    left = set(range(len(score)))
    paired = 0
    for i in range(len(score)):
        able = [j for j in left - {i} if score[i, j] >= 0] if i in left else []
        if able:
            left -= {i, max(able, key=lambda j: (score[i, j], -j))}
            paired += 2
    return paired


def networkx_alone(score: Table) -> tuple[int, str]:
    """The same pairs by networkx, where it is installed: no floor, no tie-break, no proof of the count."""
    try:
        import networkx as nx  # noqa: PLC0415 - a peer, not a dependency
    except ImportError:
        return -1, "-"
    graph = nx.Graph()
    graph.add_weighted_edges_from(
        (int(i), int(j), int(fit_of(int(score[i, j])))) for i, j in np.argwhere(np.triu(score >= 0, k=1))
    )
    start = time.process_time()
    found = nx.max_weight_matching(graph, maxcardinality=True)
    return sum(int(fit_of(int(score[i, j]))) for i, j in found), cpu(start)


def of_peers(most: int) -> None:
    print("\n| people | can be | by hand | paired | CPU s | networkx CPU s | the same fit |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | --- |")
    for people, share in ((n, share) for n, share in PEERS if n <= most):
        score = symmetric(people, share)
        codes = [f"E-{i:04}" for i in range(people)]
        start = time.process_time()
        mate = paired_peers(score, codes, 1).mate
        spent = cpu(start)
        paired, hand = sum(other >= 0 for other in mate), peers_by_hand(score)
        fit, theirs = networkx_alone(score) if share < 0.5 else (-1, "-")
        same = "-" if fit < 0 else "yes" if fit == fit_of_pairs(score, paired_peers(score, codes).mate) else "no"
        print(f"| {people} | {share:.0%} | {hand} | {paired} | {spent} | {theirs} | {same} |", flush=True)
    print("\n| people | can be | in circles | at most | in threes | proved best | CPU s |")
    print("| ---: | ---: | ---: | ---: | ---: | --- | ---: |")
    for people, share in ((n, share) for n, share in THREES if n <= most):
        score = symmetric(people, share)
        start = time.process_time()
        found = in_threes(score)
        threes = sum(len(one) for one in found.circles if len(one) > 2)
        said = "yes" if found.best else "no"
        print(
            f"| {people} | {share:.0%} | {found.people} | {found.most} | {threes} | {said} | {cpu(start)} |", flush=True
        )


if __name__ == "__main__":
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    of_groups(largest)
    whole(largest)
    of_peers(largest)
