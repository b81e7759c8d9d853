"""Speed meetings: who talks with whom in which round, so that nobody meets twice or is in two places at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from peerloom.matching.certificate import NotProved
from peerloom.matching.objective import fit_of
from peerloom.matching.scores import scored
from peerloom.matching.talk import Talk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from peerloom.definition.organisation import Matching
    from peerloom.matching.pool import Pool

    Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Schedule:
    """All meetings, by round and table; and who fits nobody, by code."""

    talks: tuple[Talk, ...]
    nobody: tuple[str, ...]
    least: int  # meetings of whoever has the fewest, of those who have any
    most: int


def schedule(pool: Pool, matching: Matching, rounds: int) -> Schedule:
    """Plan as many meetings as there can be in this number of rounds, shared out as evenly as can be.

    Only pairs that break no hard rule and have not talked yet. What counts, in this order: the number of meetings; few
    people without one, then few with one only, and so on; the fit. Mentors who are not ready or have no free place
    take no part.

    Raises:
        NotProved: our fault; the plan is not what was asked for.

    Source:
        A matching with several partners each has whole numbers at every corner of its linear program (Hoffman and
        Kruskal 1956, https://doi.org/10.1515/9781400881987-014), solved by HiGHS in SciPy; it falls apart into as many
        rounds as one person has meetings at most (König 1916, https://doi.org/10.1007/BF01456961).
    """
    table = scored(pool, matching).score
    able = np.array([not one.blocks and one.capacity > 0 for one in pool.mentors], dtype=bool)
    can = (table >= 0) & able[:, None] if table.size else np.zeros(table.shape, dtype=bool)
    for i, mentor in enumerate(pool.mentors):
        for j, mentee in enumerate(pool.mentees):
            can[i, j] &= (mentor.code, mentee.code) not in pool.met
    edges = np.argwhere(can)
    chosen = _chosen(edges, table.shape, rounds, fit_of(table[can])) if edges.size else edges
    colours = rounds_of(chosen.tolist(), rounds)
    tables = {i: k for k, i in enumerate(dict.fromkeys(sorted(chosen[:, 0].tolist())), start=1)} if edges.size else {}
    talks = [
        Talk(colour + 1, tables[i], pool.mentors[i].code, pool.mentees[j].code)
        for (i, j), colour in zip(chosen.tolist(), colours, strict=True)
    ]
    check_talks(talks, rounds)
    counts = Counter(code for talk in talks for code in (talk.mentor, talk.mentee))
    people = [*(m.code for m, ok in zip(pool.mentors, able, strict=True) if ok), *(e.code for e in pool.mentees)]
    return Schedule(
        tuple(sorted(talks, key=lambda talk: (talk.round, talk.table))),
        tuple(code for code in people if code not in counts),
        min(counts.values(), default=0),
        max(counts.values(), default=0),
    )


def _chosen(edges: Numbers, shape: tuple[int, ...], rounds: int, fit: Numbers) -> Numbers:
    """The pairs that meet. One variable a pair, and one for each person's first, second, ... meeting."""
    pairs, people = len(edges), sum(shape)
    ends = np.concatenate([edges[:, 0], edges[:, 1] + shape[0]])
    at = csr_array((np.ones(2 * pairs), (ends, np.tile(np.arange(pairs), 2))), shape=(people, pairs))
    steps = csr_array(np.repeat(-np.eye(people), rounds, axis=1)) if people else csr_array((0, 0))
    rows, low = [hstack([at, steps], format="csr")], [np.zeros(people)]
    goals = [np.concatenate([np.ones(pairs), np.zeros(people * rounds)])]
    for step in range(rounds - 1):
        goal = np.zeros(pairs + people * rounds)
        goal[pairs + step :: rounds] = 1
        goals.append(goal)
    goals.append(np.concatenate([fit.astype(float) / 100, np.zeros(people * rounds)]))
    found = None
    for goal in goals:
        found = milp(
            -goal,
            integrality=np.ones(len(goal)),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(vstack(rows, format="csr"), np.concatenate(low), np.concatenate(low)),
            options={"mip_rel_gap": 0.0},
        )
        if found.x is None or found.status != 0:
            raise NotProved("the plan of the meetings was not solved")
        rows.append(csr_array(goal[None, :]))
        low.append(np.array([float(np.round(goal @ np.round(found.x)))]))
    assert found is not None  # noqa: S101 - there is a goal always
    meeting: Numbers = edges[np.round(found.x[:pairs]) == 1]
    return meeting


def rounds_of(edges: Sequence[Sequence[int]], rounds: int) -> list[int]:
    """Give each pair (i, j) a round from 0 on, so that nobody is in two pairs of one round.

    Nobody may stand in more than ``rounds`` pairs. A pair whose two people have no common free round gets one by
    changing over the chain of pairs that alternate between a round free here and one free there.

    Source:
        König 1916, https://doi.org/10.1007/BF01456961.
    """
    at: dict[tuple[int, int], dict[int, int]] = {}  # (side, person) -> round -> number of the pair
    colour = [-1] * len(edges)
    for k, (i, j) in enumerate(edges):
        one, other = at.setdefault((0, i), {}), at.setdefault((1, j), {})
        here = next(c for c in range(rounds) if c not in one)
        there = next(c for c in range(rounds) if c not in other)
        if here in other:
            _change_over(edges, at, colour, other, here, there)
        colour[k] = here
        one[here] = other[here] = k
    return colour


def _change_over(
    edges: Sequence[Sequence[int]],
    at: dict[tuple[int, int], dict[int, int]],
    colour: list[int],
    start: dict[int, int],
    here: int,
    there: int,
) -> None:
    """Change over the chain that begins with ``start``'s pair of round ``here``, so that this round is free there."""
    chain: list[int] = []
    person, side, wanted = start, 1, here
    while wanted in person:
        k = person[wanted]
        chain.append(k)
        side = 1 - side
        person = at[side, edges[k][side]]
        wanted = here + there - wanted
    for k in chain:
        for side, person_of in enumerate(edges[k]):
            del at[side, person_of][colour[k]]
    for k in chain:
        colour[k] = here + there - colour[k]
        for side, person_of in enumerate(edges[k]):
            at[side, person_of][colour[k]] = k


def check_talks(talks: Sequence[Talk], rounds: int) -> None:
    """Prove in a few lines what a schedule promises."""
    for side in ("mentor", "mentee"):
        seats = [(talk.round, getattr(talk, side)) for talk in talks]
        if len(set(seats)) != len(seats):
            raise NotProved("somebody is in two places")
    pairs = [(talk.mentor, talk.mentee) for talk in talks]
    if len(set(pairs)) != len(pairs) or any(not 1 <= talk.round <= rounds for talk in talks):
        raise NotProved("two meet twice")
