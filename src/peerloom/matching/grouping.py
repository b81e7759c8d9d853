"""The best groups of a round: who leads one, who is in it, and how far from the best they can be at most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp
from scipy.sparse import coo_array

from peerloom.matching.assign import most_matched
from peerloom.matching.certificate import NotProved
from peerloom.matching.objective import FIT, fit_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Table = NDArray[np.int64]
    Free = NDArray[np.bool_]
    Apart = frozenset[tuple[int, int]]  # two mentees who must not be in one group, the lower number first
    _Chosen = tuple[tuple[int, int], ...]  # (candidate, mentee)

NODES = 500  # of the search, in each of its two steps; a limit in seconds would give each computer its own answer
_USUAL = 1_500  # seats for which so many nodes take about half a minute; the time grows with their third power
_MOST = 8_000  # seats that are searched; of more, only those of each mentor's largest groups
_SMALL = 1_000  # fits are divided by it, so that the solver's tolerances do not bite
_HALF = 0.5
_ROUNDED = 0.01  # more than the tolerance of the solver, and much less than one person or one point of fit


@dataclass(frozen=True, slots=True)
class Lead:
    """Who could lead one group together, and how large it may be. ``times`` is empty if groups need no common time."""

    mentors: tuple[int, ...]  # rows of the mentors' table
    least: int
    most: int
    times: tuple[int, ...] = ()  # at which all of them are free


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a solution: the number of its lead, its mentees, and every time that suits all."""

    lead: int
    members: tuple[int, ...]
    times: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Grouping:
    """A solution, with what is known about better ones."""

    groups: tuple[Group, ...]
    matched: int
    most: int  # no grouping matches more than these; equal to ``matched``: this count is the best
    fit: int
    most_fit: int  # no grouping that matches as many fits better than this

    @property
    def best(self) -> bool:
        """Whether nothing better exists."""
        return self.matched == self.most and self.fit == self.most_fit


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A lead with the mentees who could all come at one time."""

    lead: int
    members: tuple[int, ...]


def grouped(
    score: Table,
    leads: Sequence[Lead],
    free: Free | None = None,
    nodes: int | None = None,
    apart: Apart = frozenset(),
) -> Grouping:
    """Form groups: first as many mentees as possible, then the best fit over all.

    Args:
        score: one row for each lead, one column for each of the n mentees: whole numbers from 0 to 10,000; below 0 the
            mentee cannot be in a group of this lead.
        leads: who could lead a group. A mentor leads one at most, also if named in several leads.
        free: n x t, at which times each mentee is free. None: groups need no common time.
        nodes: how long the search may go on, in each of its two steps. None: 500, and fewer for a large round in
            which groups need a common time, so that it ends in a minute or two.
        apart: who must not be in one group.

    Returns:
        Groups of legal sizes in which everybody is eligible and free at one time at least, sorted by lead, and bounds.
        When the search ends at ``nodes`` before it has proved the best, the bounds say how much is open; and so they do
        where so many groups are possible that only each mentor's largest are searched. The same
        input gives the same groups with the same versions of the solver; between equal ones it decides.

    Raises:
        NotProved: our fault; a group broke a rule. It is checked in whole numbers on every call.

    Source:
        Mixed integer program with one column for each mentee, lead and set of mentees who share a time; solved by
        HiGHS (Huangfu and Hall 2018, https://doi.org/10.1007/s12532-017-0130-5) in SciPy.
    """
    candidates = list(_candidates(score, leads, free))
    ceiling = _ceiling(score, leads, candidates)
    if not candidates:
        return Grouping((), 0, 0, 0, 0)
    possible, candidates = candidates, _largest(leads, candidates)
    program = _Program(score, leads, candidates, apart)
    if nodes is None:
        nodes = _nodes(_seats(leads, candidates)) if _is_hard(candidates, leads) else NODES
    found, bound = program.solve(program.ones, nodes)
    if len(candidates) < len(possible):
        bound = np.inf  # nothing is known of those that were left out
    start = _by_hand(score, leads, _peaceful(candidates, apart))
    chosen = max((found, start), key=lambda one: (len(one), _fit(score, candidates, one)))
    most = max(len(chosen), min(ceiling, _whole(bound, score.shape[1])))
    if len(chosen) == most and len(candidates) == len(possible):
        better, bound = program.solve(program.fits, nodes, least=most)
    else:  # the search for people has ended early; a search for fit would too, so only these groups are filled better
        better, bound = _refilled(score, leads, candidates, chosen, nodes, apart), np.inf
    chosen = max((better, chosen), key=lambda one: (len(one), _fit(score, candidates, one)))
    fit = _fit(score, candidates, chosen)
    most_fit = max(fit, _whole(bound * _SMALL, _fit_ceiling(score, possible, most)))
    solution = Grouping(_groups(leads, candidates, chosen, free), len(chosen), most, fit, most_fit)
    check_groups(solution, score, leads, free, apart)
    return solution


def _candidates(score: Table, leads: Sequence[Lead], free: Free | None) -> Iterator[_Candidate]:
    """Every set of mentees who could come at one time, but those that are too small or a part of another."""
    for i, lead in enumerate(leads):
        fits = score[i] >= 0
        if free is None:
            sets = [frozenset(np.flatnonzero(fits).tolist())]
        else:
            sets = [frozenset(np.flatnonzero(fits & free[:, time]).tolist()) for time in lead.times]
        large = sorted({one for one in sets if len(one) >= lead.least}, key=sorted)
        for one in large:
            if one and not any(one < other for other in large):
                yield _Candidate(i, tuple(sorted(one)))


def _ceiling(score: Table, leads: Sequence[Lead], candidates: Sequence[_Candidate]) -> int:
    """How many could be in a group if none had a least size and every lead led one."""
    pairs = np.zeros(score.shape, dtype=bool)
    for one in candidates:
        pairs[one.lead, list(one.members)] = True
    able = [leads[one.lead] for one in candidates]
    groups = min((len({m for lead in able for m in lead.mentors}) // len(lead.mentors) for lead in able), default=0)
    return min(
        most_matched(pairs, [lead.most for lead in leads]), groups * max((lead.most for lead in able), default=0)
    )


def _largest(leads: Sequence[Lead], candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """All, or of too many those that are among the largest of each of their mentors, so many for everybody."""
    if _seats(leads, candidates) <= _MOST:
        return list(candidates)
    seen: dict[int, int] = {}
    rank: dict[_Candidate, int] = {}
    for one in sorted(candidates, key=lambda one: (-len(one.members), one.lead, one.members)):
        for mentor in leads[one.lead].mentors:
            seen[mentor] = seen.get(mentor, 0) + 1
        rank[one] = max(seen[mentor] for mentor in leads[one.lead].mentors)
    kept: set[_Candidate] = set()
    seats = 0
    for one in sorted(candidates, key=lambda one: (rank[one], one.lead, one.members)):
        seats += _seats(leads, [one])
        if seats > _MOST and kept:
            break
        kept.add(one)
    return [one for one in candidates if one in kept]


def _nodes(seats: int) -> int:
    return max(1, min(NODES, NODES * _USUAL**3 // seats**3))


def _seats(leads: Sequence[Lead], candidates: Sequence[_Candidate]) -> int:
    """How large a search is: each mentee who could come to each mentor, for every group that could be."""
    return sum(len(one.members) * len(leads[one.lead].mentors) for one in candidates)


def _is_hard(candidates: Sequence[_Candidate], leads: Sequence[Lead]) -> bool:
    """Whether a mentor could lead several groups, of which one is formed: at other times, or with another mentor."""
    named = [mentor for one in candidates for mentor in leads[one.lead].mentors]
    return len(named) > len(set(named))


def _refilled(
    score: Table, leads: Sequence[Lead], candidates: Sequence[_Candidate], chosen: _Chosen, nodes: int, apart: Apart
) -> _Chosen:
    """As many people in the same groups, with the best fit."""
    formed = sorted({k for k, _ in chosen})
    program = _Program(score, leads, [candidates[k] for k in formed], apart)
    better, _ = program.solve(program.fits, nodes, least=len(chosen))
    return tuple((formed[k], j) for k, j in better)


def _fit_ceiling(score: Table, candidates: Sequence[_Candidate], most: int) -> int:
    """The fit of so many mentees if each could have the lead who fits best."""
    best = np.full(score.shape[1], -1, dtype=np.int64)
    for one in candidates:
        members = list(one.members)
        best[members] = np.maximum(best[members], score[one.lead, members])
    fits = np.sort(fit_of(best[best >= 0]))[::-1]
    return int(fits[:most].sum())


def _whole(bound: float, top: int) -> int:
    """The largest whole number that a bound of the solver allows, within its tolerance; at most ``top``."""
    return min(top, int(np.floor(bound + _ROUNDED))) if np.isfinite(bound) else top


class _Program:
    """The mixed integer program: a column for each mentee in each candidate, then one for each candidate."""

    def __init__(self, score: Table, leads: Sequence[Lead], candidates: Sequence[_Candidate], apart: Apart) -> None:
        self.columns = [(k, j) for k, one in enumerate(candidates) for j in one.members]
        fits = [int(fit_of(int(score[candidates[k].lead, j]))) for k, j in self.columns]
        closed = [0.0] * len(candidates)
        self.ones = np.array([1.0] * len(self.columns) + closed)
        self.fits = np.array([fit / _SMALL for fit in fits] + closed)
        self.limits = list(_limits(self.columns, leads, candidates, score.shape[1]))
        self.limits += _kept_apart(self.columns, apart, len(self.ones))

    def solve(self, worth: NDArray[np.float64], nodes: int, least: int = 0) -> tuple[_Chosen, float]:
        """The columns of the best solution that was found, and a bound on the worth of every solution.

        Nothing is chosen when none was found in so many nodes. ``least``: that many mentees at least.
        """
        limits = [*self.limits, LinearConstraint(self.ones[None, :], lb=least)] if least else self.limits
        found = milp(
            -worth,
            integrality=np.ones(len(worth)),
            bounds=Bounds(0, 1),
            constraints=limits,
            options={"node_limit": nodes, "mip_rel_gap": 0.0},
        )
        bound = -found.mip_dual_bound if found.mip_dual_bound is not None else np.inf
        if found.x is None:
            return (), bound
        return tuple(one for one, x in zip(self.columns, found.x, strict=False) if x > _HALF), bound


def _limits(
    columns: Sequence[tuple[int, int]], leads: Sequence[Lead], candidates: Sequence[_Candidate], mentees: int
) -> Iterator[LinearConstraint]:
    """Nobody twice, one group a mentor, and a group has its size or is not formed at all."""
    n, width = len(columns), len(columns) + len(candidates)
    k, j = (np.array(side, dtype=np.int64) for side in zip(*columns, strict=True))
    x, z = np.arange(n), np.arange(n, width)
    yield LinearConstraint(_rows(mentees, width, (j, x, 1)), ub=1)
    named = [(m, n + c) for c, one in enumerate(candidates) for m in leads[one.lead].mentors]
    rows, of = (np.array(side, dtype=np.int64) for side in zip(*named, strict=True))
    yield LinearConstraint(_rows(int(rows.max()) + 1, width, (rows, of, 1)), ub=1)
    most = np.array([min(leads[one.lead].most, len(one.members)) for one in candidates])
    least = np.array([leads[one.lead].least for one in candidates])
    yield LinearConstraint(_rows(len(candidates), width, (k, x, 1), (z - n, z, -most)), ub=0)
    yield LinearConstraint(_rows(len(candidates), width, (k, x, -1), (z - n, z, least)), ub=0)
    if _is_hard(candidates, leads):  # said for each mentee it proves small sets quicker
        yield LinearConstraint(_rows(n, width, (x, x, 1), (x, n + k, -1)), ub=0)


def _kept_apart(columns: Sequence[tuple[int, int]], apart: Apart, width: int) -> Iterator[LinearConstraint]:
    """Of two who must not be in one group each candidate has one at most."""
    at = {one: x for x, one in enumerate(columns)}
    both = [(x, at[k, j]) for (k, i), x in at.items() for one, j in sorted(apart) if one == i and (k, j) in at]
    if both:
        first, second = (np.array(side, dtype=np.int64) for side in zip(*both, strict=True))
        row = np.arange(len(both))
        yield LinearConstraint(_rows(len(both), width, (row, first, 1), (row, second, 1)), ub=1)


def _rows(rows: int, width: int, *parts: tuple[Any, Any, Any]) -> Any:
    """A sparse table from parts, each of rows, columns and values."""
    values = np.concatenate([np.broadcast_to(np.asarray(v, dtype=np.float64), r.shape) for r, _, v in parts])
    at = np.concatenate([r for r, _, _ in parts]), np.concatenate([c for _, c, _ in parts])
    return coo_array((values, at), shape=(rows, width)).tocsr()


def _peaceful(candidates: Sequence[_Candidate], apart: Apart) -> list[_Candidate]:
    """The candidates without those who must be kept apart from a mentee before them; only for a first solution."""
    made = []
    for one in candidates:
        kept: list[int] = []
        for j in one.members:
            if not any((i, j) in apart for i in kept):
                kept.append(j)
        made.append(_Candidate(one.lead, tuple(kept)))
    return made


def _by_hand(score: Table, leads: Sequence[Lead], candidates: Sequence[_Candidate]) -> _Chosen:
    """Legal groups without a search: form those that can be largest, then seat mentees anew, as many as can be.

    A group that stays below its least size is closed, the one with the fewest mentees first, and all are seated again.
    """
    left, busy = set(range(score.shape[1])), set[int]()
    formed: list[int] = []
    while True:
        sizes = {
            k: min(leads[one.lead].most, len(left & set(one.members)))
            for k, one in enumerate(candidates)
            if not busy & set(leads[one.lead].mentors)
        }
        k = max(sizes, key=lambda k: (sizes[k], -k), default=-1)
        if k < 0 or sizes[k] < max(1, leads[candidates[k].lead].least):
            break
        lead = leads[candidates[k].lead]
        here = sorted(left & set(candidates[k].members), key=lambda j: (-int(score[candidates[k].lead, j]), j))
        left -= set(here[: lead.most])
        busy |= set(lead.mentors)
        formed.append(k)
    return _seated(score, leads, candidates, formed)


def _seated(score: Table, leads: Sequence[Lead], candidates: Sequence[_Candidate], formed: Sequence[int]) -> _Chosen:
    formed = list(formed)
    while formed:
        places = [leads[candidates[k].lead].most for k in formed]
        rows = np.repeat(np.arange(len(formed)), places)
        worth = np.zeros((len(formed), score.shape[1]))
        for row, k in enumerate(formed):
            members = list(candidates[k].members)
            worth[row, members] = fit_of(score[candidates[k].lead, members]) + 2.0 * FIT * score.shape[1]
        pairs = zip(*linear_sum_assignment(worth[rows], maximize=True), strict=True)
        chosen = [(formed[rows[r]], int(j)) for r, j in pairs if worth[rows[r], j] > 0]
        sizes = {k: sum(one == k for one, _ in chosen) for k in formed}
        small = [k for k in formed if sizes[k] < leads[candidates[k].lead].least]
        if not small:
            return tuple(sorted(chosen))
        formed.remove(min(small, key=lambda k: (sizes[k], len(candidates[k].members), k)))
    return ()


def _fit(score: Table, candidates: Sequence[_Candidate], chosen: _Chosen) -> int:
    return sum(int(fit_of(int(score[candidates[k].lead, j]))) for k, j in chosen)


def _groups(
    leads: Sequence[Lead], candidates: Sequence[_Candidate], chosen: _Chosen, free: Free | None
) -> tuple[Group, ...]:
    members: dict[int, list[int]] = {}
    for k, j in chosen:
        members.setdefault(candidates[k].lead, []).append(j)
    made = []
    for i, of in sorted(members.items()):
        times = () if free is None else tuple(t for t in leads[i].times if free[sorted(of), t].all())
        made.append(Group(i, tuple(sorted(of)), times))
    return tuple(made)


def check_groups(
    solution: Grouping,
    score: Table,
    leads: Sequence[Lead],
    free: Free | None = None,
    apart: Apart = frozenset(),
) -> None:
    """Check every rule of the groups in whole numbers, and that no bound is below what was reached.

    Raises:
        NotProved: a rule is broken.
    """
    seated = [j for group in solution.groups for j in group.members]
    leading = [m for group in solution.groups for m in leads[group.lead].mentors]
    if len(seated) != len(set(seated)) or len(leading) != len(set(leading)):
        raise NotProved("somebody is in two groups")
    for group in solution.groups:
        lead = leads[group.lead]
        if not lead.least <= len(group.members) <= lead.most:
            raise NotProved("a group is too small or too large")
        if any(score[group.lead, j] < 0 for j in group.members):
            raise NotProved("somebody is in a group that cannot be theirs")
        if any(i in group.members and j in group.members for i, j in apart):
            raise NotProved("two who are kept apart are in one group")
        if free is not None and not (group.times and free[np.ix_(group.members, group.times)].all()):
            raise NotProved("a group has no common time")
        if not set(group.times) <= set(lead.times):
            raise NotProved("a group meets when its mentor is not free")
    fit = sum(int(fit_of(int(score[group.lead, j]))) for group in solution.groups for j in group.members)
    if solution.matched != len(seated) or solution.fit != fit:
        raise NotProved("the groups do not add up")
    if solution.most < solution.matched or solution.most_fit < solution.fit:
        raise NotProved("a bound is below what was reached")
