"""The best pairing over a list of pairs: as many people as possible, then the greatest sum. Exact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow, min_weight_full_bipartite_matching

from peerloom.matching.auction import auction_prices, market
from peerloom.matching.edges import counted, edges_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from peerloom.matching.edges import Edges

    Table = NDArray[np.int64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Most:
    """A pairing of as many people as possible, and who is short.

    ``short`` are the mentees who wait, and all whom a chain of moves links to them; ``sought`` are the mentors who fit
    any of these. The sought mentors have no free place, and in every pairing of as many people they take short mentees
    alone.

    Source:
        Dulmage and Mendelsohn 1958, https://doi.org/10.4153/CJM-1958-052-0.
    """

    mentor_of: Table
    short: Flags
    sought: Flags

    @property
    def people(self) -> int:
        """How many have a mentor."""
        return int((self.mentor_of >= 0).sum())


def most_pairs(edges: Edges, capacity: Table, mentees: int) -> Most:
    """Pair as many mentees as possible, whatever the value.

    SciPy's ``maximum_bipartite_matching`` takes minutes where many people are alike, so this is a flow.

    Source:
        Dinitz 1970, in SciPy; on such networks as quick as Hopcroft and Karp 1973, https://doi.org/10.1137/0202019.
    """
    mentor_of = np.full(mentees, -1, dtype=np.int64)
    if len(edges.mentor):
        row, place, owner = _places(edges.mentee, edges.mentor, capacity)
        if len(owner):
            mentee, found = _flow(row, place, mentees, len(owner))
            mentor_of[mentee] = owner[found]
    return Most(mentor_of, *_short(edges, mentor_of, len(capacity)))


def _flow(row: Table, place: Table, mentees: int, places: int) -> tuple[Table, Table]:
    """As many pairs of a mentee and a place as there can be, no one twice."""
    source, sink = mentees + places, mentees + places + 1
    start = np.concatenate([np.full(mentees, source), row, mentees + np.arange(places)]).astype(np.int32)
    end = np.concatenate([np.arange(mentees), mentees + place, np.full(places, sink)]).astype(np.int32)
    network = csr_array((np.ones(len(start), dtype=np.int32), (start, end)), shape=(sink + 1, sink + 1))
    flow = maximum_flow(network, source, sink, method="dinic").flow.tocoo()
    used = (flow.data > 0) & (flow.row < mentees) & (flow.col >= mentees) & (flow.col < source)
    return flow.row[used].astype(np.int64), flow.col[used].astype(np.int64) - mentees


def _short(edges: Edges, mentor_of: Table, mentors: int) -> tuple[Flags, Flags]:
    short, sought = mentor_of < 0, np.zeros(mentors, dtype=bool)
    matched = np.flatnonzero(~short)
    while True:
        sought[edges.mentor[short[edges.mentee]]] = True
        before = int(short.sum())
        short[matched] = sought[mentor_of[matched]]
        if int(short.sum()) == before:
            return short, sought


def _places(buyer: Table, thing: Table, room: Table) -> tuple[Table, Table, Table]:
    """Each pair once for each place: the buyers, the places; and the thing of each place."""
    many = room[thing]
    place = np.repeat((np.cumsum(room) - room)[thing], many) + counted(many)
    return np.repeat(buyer, many), place, np.repeat(np.arange(len(room)), room)


def best_pairs(edges: Edges, capacity: Table, mentees: int, must: tuple[Flags, Flags] | None = None) -> Table:
    """Give for each mentee the mentor, or -1: as many people as possible, and among these the greatest sum of values.

    Args:
        edges: pairs with values from 0 to 2**40: what is solved in floats is exact then.
        capacity: places of each mentor.
        mentees: their number.
        must: mentors who must be full and mentees who must have a mentor, where some pairing of as many has it so.

    Source:
        The count splits the round (``Most``): sought mentors take short mentees and are all full; the others take the
        other mentees, who all get a mentor. So in both parts one side has nobody left, there is no trade between people
        and fit any more, and auctions soon find good prices. What they leave is solved exactly on what each pair lacks
        at these prices (Jonker and Volgenant 1987, https://doi.org/10.1007/BF02278710, in SciPy).
    """
    most = most_pairs(edges, capacity, mentees)
    if not most.people:
        return most.mentor_of
    mentors = len(capacity)
    waits, short = most.short[edges.mentee], edges.where(most.short[edges.mentee])
    rest = edges.where(~waits & ~most.sought[edges.mentor])
    sought = np.where(most.sought, capacity, 0)
    mentee, place, owner = _places(short.mentee, short.mentor, sought)
    # buyers: mentees who all get a mentor, then the places that all get a mentee; things: mentors, then mentees
    sure = np.flatnonzero(~most.short)
    number = np.zeros(mentees, dtype=np.int64)
    number[sure] = np.arange(len(sure))
    deals = edges_of(
        np.concatenate([rest.mentor, mentors + mentee]),
        np.concatenate([number[rest.mentee], len(sure) + place]),
        np.concatenate([rest.value, np.repeat(short.value, sought[short.mentor])]),
    )
    room = np.concatenate([capacity - sought, most.short.astype(np.int64)])
    needed = np.zeros(len(room), dtype=bool) if must is None else np.concatenate(must)
    bought = _bought(deals, len(sure) + len(owner), room, needed)
    mentor_of = np.full(mentees, -1, dtype=np.int64)
    mentor_of[sure] = bought[: len(sure)]
    mentor_of[bought[len(sure) :] - mentors] = owner
    return mentor_of


def _bought(deals: Edges, buyers: int, room: Table, needed: Flags) -> Table:
    """What each buyer gets, so that all get something, what is needed is used up, and the sum is the greatest.

    SciPy's solver wants everybody on both sides to be matched. So each deal stands there twice, the second time with
    the sides changed, and each place that nobody takes is matched with its own mirror, if it need not be taken.
    """
    buyer, thing, gain = deals.mentee, deals.mentor, deals.value
    price = auction_prices(market(buyer, thing, gain, buyers, room))
    content = np.full(buyers, np.iinfo(np.int64).min)
    np.maximum.at(content, buyer, gain - price[thing])
    lacks = content[buyer] + price[thing] - gain
    row, place, owner = _places(buyer, thing, room)
    spare = np.flatnonzero(~needed[owner])
    many = room[thing]
    cost = np.concatenate([np.repeat(lacks, many), np.repeat(lacks, many), 2 * price[owner[spare]]])
    at = np.concatenate([row, buyers + place, buyers + spare]), np.concatenate([place, len(owner) + row, spare])
    size = buyers + len(owner)
    table = csr_array(((cost + 1).astype(np.float64), at), shape=(size, size))  # a cost of 0 would be no pair
    _, column = min_weight_full_bipartite_matching(table)
    bought: Table = owner[column[:buyers]]
    return bought
