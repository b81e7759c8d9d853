"""The best pairing of a large round: only some pairs are solved, and prices prove it for all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from peerloom.matching.blocks import first_look, left_out, missed
from peerloom.matching.certificate import NotProved, edge_prices
from peerloom.matching.criteria import BEST
from peerloom.matching.edges import edges_of, joined, most_of_each
from peerloom.matching.floor import Floor
from peerloom.matching.objective import Worth, fit_of, one_person
from peerloom.matching.solve import AtMost, Solution
from peerloom.matching.sparse import best_pairs, most_pairs
from peerloom.matching.ties import keys, tie_bonus, tie_numbers, tie_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from peerloom.matching.blocks import AllPairs, First
    from peerloom.matching.edges import Edges
    from peerloom.matching.solve import Mode

    Table = NDArray[np.int64]

CANDIDATES = 32  # pairs of each mentee that are solved at first
TIED = 64  # equally good pairs of each mentee that the tie-break looks at first
MOST_WORK = 12_000_000_000  # pairs that may be scored before it stops at what it has


@dataclass(frozen=True, slots=True)
class Best:
    """A best pairing at a floor with its prices; ``missing`` is what they lack to prove it, 0 if they do."""

    mentor_of: Table
    floor: int
    u: Table
    v: Table
    worth: Worth
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Large:
    """A large round that was solved: the pairing, its prices (least ``u``, greatest ``v``), and the first look."""

    solution: Solution
    best: Best
    first: First


@dataclass(slots=True)
class _Search:
    """A round, and the pairs that are solved; they become more."""

    pairs: AllPairs
    capacity: Table
    first: First
    edges: Edges
    most_work: int

    @property
    def spent(self) -> bool:
        return self.pairs.work > self.most_work

    def worth(self, score: Table) -> Table:
        weight: Table = fit_of(score) + one_person(self.pairs.mentees)
        return weight

    def above(self, floor: int) -> Edges:
        return self.edges.where(self.edges.value >= floor)

    def add(self, more: Edges) -> None:
        before = len(self.edges.mentor)
        self.edges = joined(self.edges, more)
        if len(self.edges.mentor) == before:
            raise NotProved("the prices do not cover a pair that was solved")

    def among(self, floor: int) -> Best:
        """The best of the pairs that are solved."""
        edges = self.above(floor)
        mentor_of = best_pairs(edges.valued(fit_of(edges.value)), self.capacity, self.pairs.mentees)
        u, v = edge_prices(edges.valued(self.worth(edges.value)), self.capacity, mentor_of)
        scores = edges.value[edges.held(mentor_of)]
        return Best(mentor_of, floor, u, v, Worth(len(scores), int(fit_of(scores).sum())))

    def best(self, floor: int) -> Best:
        """The best of all pairs: add what the prices leave out until there is nothing, or the work is spent."""
        while True:
            found = self.among(floor)
            left = missed(self.pairs, self.first.least, self.worth, found.u, found.v, floor)
            if not len(left.edges.mentor):
                return found
            self.add(left.edges)
            if self.spent:
                return replace(found, missing=int(left.short_of.sum()))


def solved_large(
    pairs: AllPairs,
    capacity: Sequence[int],
    mentors: Sequence[str],
    mentees: Sequence[str],
    mode: Mode = "total",
    price: int = 0,
    candidates: int = CANDIDATES,
    tied: int = TIED,
    most_work: int = MOST_WORK,
) -> Large:
    """Pair as ``solve.solved`` does, without a table of all pairs.

    Args:
        pairs: all pairs of the mentors with a place.
        capacity: m numbers of free places.
        mentors: m codes, sorted.
        mentees: n codes, sorted.
        mode: ``balanced`` or ``total``.
        price: percent of the fit over all that ``balanced`` may give up.
        candidates: pairs of each mentee that are solved at first. It changes the time, not the pairing.
        tied: the same for the tie-break.
        most_work: pairs that may be scored.

    Returns:
        The very pairing that ``solved`` gives. If the work was not enough, a good pairing without a floor, and
        ``at_most`` says how much better another could be.

    Raises:
        NotProved: our fault; the prices do not prove it.

    Source:
        Column generation (Gilmore and Gomory 1961, https://doi.org/10.1287/opre.9.6.849): what is not worth its prices
        cannot help.
    """
    first = first_look(pairs, candidates)
    search = _Search(pairs, np.array(capacity, dtype=np.int64), first, first.edges, most_work)
    best, floor = search.best(0), None
    if mode == "balanced" and price > 0 and best.worth.people and not best.missing:
        floor, best = _floored(search, best, price)
    if best.missing:
        return Large(Solution(tuple(best.mentor_of.tolist()), mode, None, _at_most(best, pairs.mentees)), best, first)
    chosen = _canonical(search, best, keys(mentors), keys(mentees), tied)
    return Large(Solution(tuple(chosen.tolist()), mode, floor), replace(best, mentor_of=chosen), first)


def _at_most(best: Best, mentees: int) -> AtMost:
    people, fit = divmod(best.missing, one_person(mentees))
    return AtMost(people, -(-fit * 10_000 // max(1, best.worth.fit)))


def _floored(search: _Search, free: Best, price: int) -> tuple[Floor | None, Best]:
    """The highest floor that keeps the count at the price, as ``floor.highest_floor``, and the best pairing with it."""
    lowest = int(_scores(search, free).min())
    ceiling = _ceiling(search, free.worth.people, lowest)

    def cheap(best: Best) -> bool:
        lost = free.worth.fit - best.worth.fit
        return best.worth.people == free.worth.people and lost * 100 <= price * free.worth.fit

    low, high, found = lowest, ceiling + 1, free
    while high - low > 1 and not search.spent:
        tried = _last(low, high, lambda level: cheap(search.among(level))) if high <= ceiling else ceiling - 1
        sure = search.best(tried + 1) if tried + 1 < high else None
        if sure is None:  # the solved pairs say so, and what is above was ruled out over all
            low, found = tried, search.best(tried)
            break
        if cheap(sure) and not sure.missing:
            low, found = tried + 1, sure
        else:
            high = tried + 1
    if search.spent:
        return None, free
    return Floor(low, ceiling, free.worth.fit - found.worth.fit, free.worth.fit), found


def _scores(search: _Search, best: Best) -> Table:
    return search.edges.value[search.edges.held(best.mentor_of)]


def _last(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The last number for which it holds, between ``low``, for which it does, and ``high``, for which it does not."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _ceiling(search: _Search, people: int, lowest: int) -> int:
    """The highest floor at which as many can have a mentor."""
    low = lowest
    while True:
        low = _last(low, BEST + 1, lambda level: _most(search, level) == people)
        if low == BEST or not _found_above(search, low + 1):
            return low


def _most(search: _Search, floor: int) -> int:
    return most_pairs(search.above(floor), search.capacity, search.pairs.mentees).people


def _found_above(search: _Search, floor: int) -> bool:
    """Add pairs that could let more people have a mentor at this floor. False: there is none, so no more can.

    Source:
        Hall 1935, https://doi.org/10.1112/jlms/s1-10.37.26: short mentees who fit nobody but the sought mentors are
        too many for them.
    """
    pairs = search.pairs
    most = most_pairs(search.above(floor), search.capacity, pairs.mentees)
    others = pairs.mentors[~most.sought[pairs.mentors]]
    short = np.flatnonzero(most.short & (search.first.least >= floor))
    if not len(others):
        return False
    for i, j, score in pairs.listed(others, short, np.full(len(short), len(others))):
        found = edges_of(i[score >= floor], j[score >= floor], score[score >= floor])
        if len(found.mentor):
            search.add(found.where(most_of_each(found, 1)))
            return True
    return False


def _canonical(
    search: _Search, best: Best, mentors: NDArray[np.uint64], mentees: NDArray[np.uint64], tied: int
) -> Table:
    """The one of all best pairings that the tie-break chooses.

    It is taken over all pairs that are worth just their prices, also those that were never solved: they are in other
    pairings that are as good.
    """
    n = search.pairs.mentees

    def value(i: Table, j: Table) -> Table:
        return tie_values(tie_numbers(mentors[i], mentees[j]), best.u[i], best.v[j], n)

    some, left = [], False
    for i, j in _tight(search, best):
        edges = edges_of(i, j, value(i, j))
        kept = most_of_each(edges, tied) | edges.held(best.mentor_of)
        left = left or not kept.all()
        some.append(edges.where(kept))
    ties = joined(*some)
    kept = most_of_each(ties, tied) | ties.held(best.mentor_of)  # these have all who must be matched
    left, ties = left or not kept.all(), ties.where(kept)
    must = best.u > 0, best.v > 0  # what these are worth to the tie-break is left out: they must be matched anyhow
    while True:
        chosen = best_pairs(ties.valued(ties.value % tie_bonus(n)), search.capacity, n, must)
        u, v = edge_prices(ties, search.capacity, chosen)
        more = _untied(search, best, value, u, v) if left else []
        if not more:
            break
        ties = joined(ties, *more)
    scores = search.pairs.score(chosen[chosen >= 0], np.flatnonzero(chosen >= 0)).astype(np.int64)
    if Worth(len(scores), int(fit_of(scores).sum())) != best.worth or (scores < best.floor).any():
        raise NotProved("the tie-break made it worse")
    return chosen


def _untied(search: _Search, best: Best, value: Callable[[Table, Table], Table], u: Table, v: Table) -> list[Edges]:
    """Equally good pairs that the prices of the tie-break do not cover."""
    more = []
    for i, j in _tight(search, best):
        edges = edges_of(i, j, value(i, j))
        edges = edges.where(edges.value > u[edges.mentor] + v[edges.mentee])
        if len(edges.mentor):
            more.append(edges.where(most_of_each(edges, 1)))
    return more


def _tight(search: _Search, best: Best) -> Iterator[tuple[Table, Table]]:
    """All pairs that are worth just their prices: those that were solved, then those that were left out."""
    edges = search.above(best.floor)
    tight = edges.where(search.worth(edges.value) == best.u[edges.mentor] + best.v[edges.mentee])
    yield tight.mentor, tight.mentee
    for i, j, _, excess in left_out(search.pairs, search.first.least, search.worth, best.u, best.v, best.floor):
        yield i[excess == 0], j[excess == 0]
