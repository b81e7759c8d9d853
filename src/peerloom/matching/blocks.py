"""All pairs of a large round, scored by blocks and never kept: the best of each mentee, and what prices leave out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from peerloom.matching.edges import counted, edges_of, joined, most_of_each

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from peerloom.matching.criteria import Criteria
    from peerloom.matching.edges import Edges

    Table = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Score = Callable[[Any, Any], NDArray[np.int16]]

BLOCK = 1_000_000  # pairs that are scored at once: some tens of MB
_WORST = 4  # of a mentee's pairs that come back at once
_LISTED = 3  # a pair of a list costs as much as three of a block


@dataclass(slots=True)
class AllPairs:
    """Every pair of a round of mentors with a place (``mentors``, their rows) and ``mentees`` (their number).

    ``score`` gives the scores of pairs, below 0 where there can be none, for arrays of mentors and mentees that
    broadcast against each other. ``work`` counts the pairs that were scored: it says when to stop, as a clock would,
    but on every computer at the same place.
    """

    score: Score
    mentors: Table
    mentees: int
    work: int = field(default=0)

    def blocks(self, mentees: Table | None = None) -> Iterator[tuple[Table, NDArray[np.int16]]]:
        """Some mentees (default: all) and their scores with ``mentors``, a row a mentee."""
        some = np.arange(self.mentees) if mentees is None else mentees
        many = max(1, BLOCK // max(1, len(self.mentors)))
        for first in range(0, len(some), many):
            rows = some[first : first + many]
            self.work += len(rows) * len(self.mentors)
            yield rows, self.score(self.mentors[None, :], rows[:, None])

    def listed(self, mentors: Table, mentee: Table, many: Table) -> Iterator[tuple[Table, Table, Table]]:
        """Score each ``mentee`` with the first ``many`` of ``mentors``; gives mentors, mentees and scores."""
        ends = np.cumsum(many)
        first = 0
        while first < len(mentee):
            before = ends[first - 1] if first else 0
            last = max(first + 1, int(np.searchsorted(ends, before + BLOCK, side="right")))
            i, j = mentors[counted(many[first:last])], np.repeat(mentee[first:last], many[first:last])
            self.work += _LISTED * len(i)
            yield i, j, self.score(i, j).astype(np.int64)
            first = last


def quick_score(criteria: Criteria) -> Score:
    """Score pairs, and count points only where no rule is broken."""

    def score(i: Any, j: Any) -> NDArray[np.int16]:
        shape = np.broadcast(i, j).shape
        broken = np.zeros(shape, dtype=bool)
        for test in criteria.tests:
            broken |= test(i, j)
        found = np.full(shape, -1, dtype=np.int16)
        whole = ~broken
        mentor, mentee = np.broadcast_to(i, shape)[whole], np.broadcast_to(j, shape)[whole]
        found[whole] = criteria.total(mentor, mentee)
        return found

    return score


@dataclass(frozen=True, slots=True)
class First:
    """What one look at all pairs gives.

    ``edges`` are the best pairs of each mentee with their scores; ``least`` is for each mentee the score that no other
    pair is above, -1 if there is no other; ``best`` and ``second`` are the two mentors who fit best, by row if equal,
    -1 for nobody.
    """

    edges: Edges
    least: Table
    best: Table
    second: Table


def first_look(pairs: AllPairs, most: int) -> First:
    """Score every pair once, and keep ``most`` of each mentee.

    Of equals any will do: what is left out here comes back when the prices ask for it. They are taken from different
    places for different mentees, so that not all get the same few mentors.
    """
    least = np.full(pairs.mentees, -1, dtype=np.int64)
    best, second = least.copy(), least.copy()
    some = []
    for rows, scores in pairs.blocks():
        if not scores.shape[1]:
            break
        best[rows], second[rows] = _two(scores, pairs.mentors)
        fits = (scores >= 0).sum(axis=1)
        place = _kept_places(scores, rows, most)
        value = np.take_along_axis(scores, place, axis=1).astype(np.int64)
        least[rows] = np.where(fits > most, value.min(axis=1), -1)
        row, at = np.nonzero(value >= 0)
        some.append(edges_of(pairs.mentors[place[row, at]], rows[row], value[row, at]))
    return First(joined(*some), least, best, second)


def _kept_places(scores: NDArray[np.int16], rows: Table, most: int) -> Table:
    number = np.arange(scores.shape[1])
    spread = (number[None, :] * 40_503 + rows[:, None] * 30_011) & 0xFFFF
    key = (scores.astype(np.int64) << 40) + (spread << 24) + number[None, :]
    kept = min(most, scores.shape[1])
    places: Table = np.argpartition(key, scores.shape[1] - kept, axis=1)[:, scores.shape[1] - kept :]
    return places


def _two(scores: NDArray[np.int16], mentors: Table) -> tuple[Table, Table]:
    """The best and the second best mentor of each row; of equals the first."""
    row, found = np.arange(len(scores)), []
    left = scores.copy()
    for _ in range(2):
        at = left.argmax(axis=1)
        found.append(np.where(left[row, at] >= 0, mentors[at], -1))
        left[row, at] = -1
    return found[0], found[1]


def left_out(
    pairs: AllPairs, least: Table, worth: Callable[[Table], Table], u: Table, v: Table, floor: int = 0
) -> Iterator[tuple[Table, Table, Table, Table]]:
    """Of the pairs that were left out those that are worth their prices or more: mentors, mentees, scores, excess.

    A floor of 0 or more leaves out those who score less.

    A pair of mentee j that was left out scores ``least[j]`` at most. So only mentors who are cheap enough for that
    score are looked at; a search among the sorted prices finds them.
    """
    cheap = pairs.mentors[np.argsort(u[pairs.mentors], kind="stable")]
    some = np.flatnonzero(least >= floor)
    many = np.searchsorted(u[cheap], worth(least[some]) - v[some], side="right")
    some, many = some[many > 0], many[many > 0]
    for i, j, score in pairs.listed(cheap, some, many):
        excess = worth(score) - u[i] - v[j]
        kept = (score >= floor) & (excess >= 0)
        yield i[kept], j[kept], score[kept], excess[kept]


@dataclass(frozen=True, slots=True)
class Missed:
    """Pairs worth more than their prices: the worst few of each mentee, and how far each mentee's price is too low."""

    edges: Edges
    short_of: Table


def missed(
    pairs: AllPairs, least: Table, worth: Callable[[Table], Table], u: Table, v: Table, floor: int = 0
) -> Missed:
    """Look at all pairs that were left out, and find those that the prices do not cover. None: the prices prove it."""
    short_of = np.zeros(pairs.mentees, dtype=np.int64)
    some = []
    for i, j, score, excess in left_out(pairs, least, worth, u, v, floor):
        above = excess > 0
        np.maximum.at(short_of, j[above], excess[above])
        found, size = edges_of(i[above], j[above], score[above]), edges_of(i[above], j[above], excess[above])
        some.append(found.where(most_of_each(size, _WORST)))
    return Missed(joined(*some), short_of)
