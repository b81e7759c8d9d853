"""Prices that are nearly right, by auctions in ever smaller steps. Where the exact solver starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from peerloom.matching.edges import counted, ranks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Table = NDArray[np.int64]
    Floats = NDArray[np.float64]

_STEP = 5  # each auction's step is this much smaller than the one before
_FINEST = 10  # the last step: what is left is done exactly
_SHARE = 5  # the first step is this part of the greatest gain
_BACK = 5  # steps that prices go back before the next auction, so that they are not too high for anybody
_ROUNDS = 300  # of one auction
_LATE = 1000  # one in so many may be left when an auction ends
_NEVER = -1e18  # below every offer


@dataclass(frozen=True, slots=True)
class Market:
    """Buyers who all want one thing each, and things with room for several buyers.

    The possible purchases ``things`` and their ``gains`` stand one buyer after the other; each has ``many`` of them,
    one at least.
    """

    things: Table
    gains: Floats
    many: Table
    room: Table


def market(buyer: Table, thing: Table, gain: Table, buyers: int, room: Table) -> Market:
    """Arrange a list of possible purchases, sorted by buyer."""
    return Market(thing, gain.astype(np.float64), np.bincount(buyer, minlength=buyers), room)


def auction_prices(of: Market) -> Table:
    """Prices of the things at which nearly every buyer is content; things with room left cost nearly nothing.

    Whole numbers, 0 or more. They are a good start and no proof.

    Source:
        Auctions in which all bid at once, with steps that get smaller (Bertsekas 1988,
        https://doi.org/10.1007/BF02186476), for things of which there are more than buyers (Bertsekas and Castanon
        1992, https://doi.org/10.1007/BF00247653).
    """
    prices = np.zeros(len(of.room))
    step = max(float(of.gains.max(initial=0)) / _SHARE, _FINEST)
    while True:
        taken = _auction(of, prices, step)
        if step <= _FINEST:
            return np.floor(prices).astype(np.int64)
        prices[taken < of.room] = 0
        np.maximum(prices - _BACK * step, 0, out=prices)
        step = max(step / _STEP, _FINEST)


def _auction(of: Market, prices: Floats, step: float) -> Table:
    """Hold one auction; it changes ``prices``. Returns how many places of each thing are taken."""
    buyers = len(of.many)
    first = np.cumsum(of.room) - of.room
    holder = np.full(int(of.room.sum()), -1, dtype=np.int64)
    bids = np.zeros(buyers)
    last = 4 * float(of.gains.max(initial=0)) + step  # what somebody with one choice alone bids above the price
    active = np.arange(buyers)
    for _ in range(_ROUNDS):
        if len(active) <= buyers // _LATE:
            break
        wanted = _bid(of, prices, active, bids, step, last)
        things = np.unique(wanted)
        room = of.room[things]
        slots = np.repeat(first[things], room) + counted(room)
        before = holder[slots]
        there = before >= 0
        people = np.concatenate([before[there], active])
        at = np.concatenate([np.repeat(things, room)[there], wanted])
        order = np.lexsort((people, -bids[people], at))
        people, at = people[order], at[order]
        rank = ranks(at)
        kept = rank < of.room[at]
        holder[slots] = -1
        holder[first[at[kept]] + rank[kept]] = people[kept]
        lowest = rank == of.room[at] - 1
        prices[at[lowest]] = bids[people[lowest]]
        active = np.sort(people[~kept])
    return np.bincount(np.repeat(np.arange(len(of.room)), of.room)[holder >= 0], minlength=len(of.room))


def _bid(of: Market, prices: Floats, active: Table, bids: Floats, step: float, last: float) -> Table:
    """What each active buyer wants most; their bids leave them as content as the second best would, less a step."""
    many = of.many[active]
    start = np.cumsum(many) - many
    at = np.repeat((np.cumsum(of.many) - of.many)[active], many) + counted(many)
    things = of.things[at]
    worth = of.gains[at] - prices[things]
    top = np.maximum.reduceat(worth, start)
    ties = np.flatnonzero(worth == np.repeat(top, many))
    best = ties[np.searchsorted(ties, start)]  # of equals the first
    worth[best] = _NEVER
    second = np.maximum(np.maximum.reduceat(worth, start), top - last)
    wanted: Table = things[best]
    bids[active] = prices[wanted] + top - second + step
    return wanted
