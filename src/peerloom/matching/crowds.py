"""Who shares too few places with whom, for a large round: everybody whom chains of moves link to someone who waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from peerloom.matching.blocks import AllPairs

    Table = NDArray[np.int64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Crowds:
    """The crowds of a round.

    ``of`` gives for each mentee who waits though somebody fits the people and the places of the crowd; people less
    places is the number of those who wait in it. ``short`` are the mentees who wait, or whose place could go to one who
    waits; ``sought`` are the mentors who fit any of them, and have a place: one more would match one more person.
    """

    of: Mapping[int, tuple[int, int]]
    short: Flags
    sought: Flags


def crowds(pairs: AllPairs, capacity: Table, mentor_of: Table) -> Crowds:
    """Look from those who wait over the mentors who fit to those whom they have, and so on. Each mentee once.

    Args:
        pairs: all pairs of the round.
        capacity: places of each mentor.
        mentor_of: a pairing that matches as many as possible.
    """
    short, sought = mentor_of < 0, np.zeros(len(capacity), dtype=bool)
    crowd_of = np.arange(len(capacity))  # a number for all mentors who are in one crowd
    through = np.full(len(mentor_of), -1, dtype=np.int64)  # a mentor of each mentee's crowd
    now, matched = np.flatnonzero(short), np.flatnonzero(~short)
    while len(now):
        for rows, scores in pairs.blocks(now):
            row, at = np.nonzero(scores >= 0)
            mentor = pairs.mentors[at]
            sought[mentor] = True
            through[rows[row]] = mentor
            crowd_of = _linked(crowd_of, row, mentor)
        now = matched[sought[mentor_of[matched]] & ~short[matched]]
        short[now] = True
    inside = np.flatnonzero(through >= 0)
    people = np.bincount(crowd_of[through[inside]], minlength=len(capacity))
    places = np.bincount(crowd_of[sought], weights=capacity[sought], minlength=len(capacity))
    waits = inside[mentor_of[inside] < 0]
    which = crowd_of[through[waits]]
    of = {int(j): (int(people[k]), int(places[k])) for j, k in zip(waits, which, strict=True)}
    return Crowds(of, short, sought)


def _linked(crowd_of: Table, row: Table, mentor: Table) -> Table:
    """Put mentors who fit one mentee (``row``, sorted) into one crowd."""
    same = row[1:] == row[:-1]
    one, other = crowd_of[mentor[1:][same]], crowd_of[mentor[:-1][same]]
    links = csr_array((np.ones(len(one), dtype=bool), (one, other)), shape=(len(crowd_of),) * 2)
    found = connected_components(links, directed=False)[1]
    crowd: Table = found[crowd_of].astype(np.int64)
    return crowd
