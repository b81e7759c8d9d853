"""Offers to move people: which matches would have to change so that more have a mentor. Nothing is moved here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from peerloom.matching.assign import most_matched
from peerloom.matching.certificate import NotProved
from peerloom.matching.exact import exact_pairs
from peerloom.matching.objective import FIT, fit_of
from peerloom.matching.pool import applicants
from peerloom.matching.scores import MOST_AT_ONCE, scored
from peerloom.people.codes import match_code, offer_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from peerloom.definition.forms import Form
    from peerloom.definition.organisation import Matching
    from peerloom.definition.program import Program
    from peerloom.matching.pool import Pool
    from peerloom.people.records import Match, Records

    Table = NDArray[np.int64]
    Edges = list[list[tuple[int, int]]]

_MOVABLE = {"approved", "agreed", "active"}
_HASH = 2**32
MOST_PAIRS = 3_000_000  # possible pairs of a round in which offers are still looked for


@dataclass(frozen=True, slots=True)
class Running:
    """A match that may be moved."""

    code: str
    mentor: str
    mentee: str
    met: bool  # they have had their first meeting


@dataclass(frozen=True, slots=True)
class Moved:
    """One pair of an offer."""

    mentor: str
    mentee: str
    score: int  # 0 to 10,000
    instead: Running | None  # the match that it would end; None for a mentee who has none


@dataclass(frozen=True, slots=True)
class Offer:
    """Pairs that belong together: approved as a whole they give ``more`` people a mentor, and nobody loses one."""

    code: str
    pairs: tuple[Moved, ...]  # moves first, then the pairs that they make possible
    more: tuple[str, ...]  # mentees who would have a mentor in addition
    gone: tuple[tuple[str, str], ...]  # proposals (mentor, mentee) that it stands in for

    @property
    def moves(self) -> tuple[Moved, ...]:
        """The pairs that end a match."""
        return tuple(pair for pair in self.pairs if pair.instead is not None)


@dataclass(frozen=True, slots=True)
class Whole:
    """A round with its matches that may be moved: their people and places are in the pool again."""

    pool: Pool
    running: tuple[Running, ...]


def whole_round(
    records: Records, program: Program, forms: Sequence[Form], cohort: str, *, unmet: bool = False
) -> Whole:
    """Give the round of ``cohort`` as it would be if the matches that may be moved were not there.

    A match may be moved when it is approved, agreed or running, its mentee has no other one, and both sides would be
    ready for a new one. Locked, paused and closing ones stay. ``unmet``: only those who have not met yet.
    """
    wanted = [match for match in records.matches if _may_move(match, records.matches, cohort, unmet=unmet)]
    pool = applicants(records, program, forms, cohort, frozenset(match.code for match in wanted))
    ready = {one.code for one in (*pool.mentors, *pool.mentees) if not one.blocks}
    kept = [match for match in wanted if {match.mentor, match.mentee} <= ready]
    if len(kept) < len(wanted):
        pool = applicants(records, program, forms, cohort, frozenset(match.code for match in kept))
    return Whole(pool, tuple(Running(m.code, m.mentor, m.mentee, m.started is not None) for m in kept))


def _may_move(match: Match, matches: Iterable[Match], cohort: str, *, unmet: bool) -> bool:
    if match.cohort != cohort or match.status not in _MOVABLE or match.decision == "lock":
        return False
    if unmet and match.started is not None:
        return False
    others = _MOVABLE | {"paused", "closing", "suspended"}
    return sum(one.mentee == match.mentee and one.cohort == cohort and one.status in others for one in matches) == 1


def offers(whole: Whole, matching: Matching, proposed: Iterable[tuple[str, str]]) -> tuple[Offer, ...]:
    """Find the fewest moves that match as many more people as moves can, as offers that do not touch each other.

    The order of what counts: people matched; few moves of pairs that have met; few other moves; proposals that stay as
    they are; fit. Nobody who has a mentor loses it: a part of the changes that takes one away for another person can be
    undone, and then as many are matched with fewer moves. Pairs that exist or are proposed are exempt from the round's
    lowest fit; new ones keep it, if that costs none of the former.

    Args:
        whole: the round with the people and places of the matches that may be moved.
        matching: the program's rules. In the mode ``stable`` the number does not come first, so nothing is offered.
        proposed: (mentor, mentee) of this round's proposals. They match as many as can be without a move.

    Returns:
        The offers, those first that end the fewest matches of people who have met. None when no move would bring
        anybody a mentor.

    Raises:
        NotProved: a fault of ours: the prices do not prove the pairing, or somebody would lose a mentor.

    Source:
        Successive shortest paths from the pairing as it is (``exact_pairs``); that a larger pairing can keep everybody
        matched: Mendelsohn and Dulmage 1958, https://doi.org/10.4153/CJM-1958-027-8.
    """
    proposals = list(proposed)
    if matching.mode == "stable" or not whole.running or len(whole.pool.mentees) == len(whole.running) + len(proposals):
        return ()
    if max(len(whole.pool.mentors), len(whole.pool.mentees)) > MOST_AT_ONCE:
        return ()  # such a round is not held in tables, and its proof says so
    table = scored(whole.pool, matching).score
    now = _Now.of(whole, proposals, table)
    possible = (table >= 0) & (np.array(now.places) > 0)[:, None]
    for j, i in now.mentor_of.items():
        possible[i, j] = True
    if possible.sum() > MOST_PAIRS or most_matched(possible, now.places) == len(now.mentor_of):
        return ()
    then = _best(now, possible)
    lowest = min((int(table[now.mentor_of[j], j]) for j in now.proposed), default=0)
    if matching.mode == "balanced" and matching.fairness.price and lowest > 0:
        fair = _best(now, possible & ((table >= lowest) | now.exists()))
        then = fair if now.levels(fair) == now.levels(then) else then
    return _apart(whole, now, then)


@dataclass(frozen=True, slots=True)
class _Now:
    """The round as it stands: rows of mentors and columns of mentees, by number."""

    score: Table
    mentors: tuple[str, ...]
    mentees: tuple[str, ...]
    places: list[int]
    mentor_of: dict[int, int]  # running and proposed
    running: dict[int, Running]  # by mentee
    proposed: frozenset[int]  # mentees

    @classmethod
    def of(cls, whole: Whole, proposals: Sequence[tuple[str, str]], score: Table) -> _Now:
        """Number everybody. A mentor who has more mentees than places keeps them."""
        mentors, mentees = ([one.code for one in side] for side in (whole.pool.mentors, whole.pool.mentees))
        row, column = ({code: k for k, code in enumerate(side)} for side in (mentors, mentees))
        running = {column[one.mentee]: one for one in whole.running}
        mentor_of = {j: row[one.mentor] for j, one in running.items()}
        mentor_of |= {column[mentee]: row[mentor] for mentor, mentee in proposals}
        places = [0 if one.blocks else one.capacity for one in whole.pool.mentors]
        for i in range(len(places)):
            places[i] = max(places[i], sum(held == i for held in mentor_of.values()))
        proposed = frozenset(column[mentee] for _, mentee in proposals)
        return cls(score, tuple(mentors), tuple(mentees), places, mentor_of, running, proposed)

    def exists(self) -> NDArray[np.bool_]:
        """Where a pair exists or is proposed."""
        found = np.zeros(self.score.shape, dtype=bool)
        for j, i in self.mentor_of.items():
            found[i, j] = True
        return found

    def levels(self, mentor_of: Sequence[int]) -> tuple[int, ...]:
        """What counts before the fit: matched, kept that have met, other kept, proposals kept."""
        same = [j for j, i in enumerate(mentor_of) if i >= 0 and self.mentor_of.get(j) == i]
        return (
            sum(i >= 0 for i in mentor_of),
            sum(j in self.running and self.running[j].met for j in same),
            sum(j in self.running and not self.running[j].met for j in same),
            sum(j in self.proposed for j in same),
        )

    def weight(self, i: int, j: int) -> int:
        """The pair's part of ``levels``, of the fit, and of a tie-break that favours nobody, as one whole number."""
        n = len(self.mentees) + 1
        kept, one = self.mentor_of.get(j) == i, self.running.get(j)
        met = one is not None and one.met
        number = 1
        for level in (kept and met, kept and one is not None and not met, kept and one is None):
            number = number * n + level
        name = f"{self.mentors[i]}\0{self.mentees[j]}".encode()
        tie = int.from_bytes(hashlib.sha256(name).digest()[:4], "big")
        return (number * n * FIT + int(fit_of(max(0, int(self.score[i, j]))))) * n * _HASH + tie


def _best(now: _Now, possible: NDArray[np.bool_]) -> list[int]:
    """For each mentee the mentor or -1, so that nothing better exists; proved."""
    order = sorted(range(len(now.mentees)), key=lambda j: (j not in now.mentor_of, j))  # who has a mentor comes first
    edges: Edges = []
    for j in order:
        mine = ((now.weight(i, j), i) for i in np.flatnonzero(possible[:, j]).tolist())
        edges.append(sorted(mine, key=lambda edge: (-edge[0], edge[1])))
    chosen, u, v = exact_pairs(edges, now.places)
    _prove(edges, now.places, chosen, u, v)
    mentor_of = [-1] * len(order)
    for k, j in enumerate(order):
        mentor_of[j] = chosen[k]
    if any(mentor_of[j] < 0 for j in now.mentor_of):
        raise NotProved("somebody would lose a mentor")
    return mentor_of


def _prove(edges: Edges, places: Sequence[int], mentor_of: Sequence[int], u: Sequence[int], v: Sequence[int]) -> None:
    """Prove that no pairing weighs more: prices cover every pair, and their sum is what this pairing weighs."""
    taken = [0] * len(places)
    worth = 0
    for j, i in enumerate(mentor_of):
        if i >= 0:
            taken[i] += 1
            worth += next(weight for weight, mentor in edges[j] if mentor == i)
    covered = all(u[i] + v[j] >= weight for j, mine in enumerate(edges) for weight, i in mine)
    paid = sum(price * number for price, number in zip(u, places, strict=True)) + sum(v)
    if not covered or min((*u, *v), default=0) < 0 or paid != worth or any(map(int.__gt__, taken, places)):
        raise NotProved("the prices do not prove the moves")


def _apart(whole: Whole, now: _Now, then: Sequence[int]) -> tuple[Offer, ...]:
    """Divide the changes into chains that share nobody, so that each can be taken without the others."""
    changed = [j for j, i in enumerate(then) if i != now.mentor_of.get(j, -1)]
    chains: list[tuple[set[int], list[int]]] = []  # mentors, mentees
    for j in changed:
        mentors = {then[j], now.mentor_of.get(j, -1)} - {-1}
        touched = [chain for chain in chains if chain[0] & mentors]
        chains = [chain for chain in chains if chain not in touched]
        chains.append((mentors.union(*(c[0] for c in touched)), [j, *(k for c in touched for k in c[1])]))
    found = [_offer(whole, now, then, sorted(mentees)) for _, mentees in chains]
    return tuple(sorted(found, key=lambda o: (sum(_met(move) for move in o.moves), len(o.moves), o.code)))


def _met(move: Moved) -> bool:
    return move.instead is not None and move.instead.met


def _offer(whole: Whole, now: _Now, then: Sequence[int], mentees: Sequence[int]) -> Offer:
    pairs = [
        Moved(now.mentors[then[j]], now.mentees[j], int(now.score[then[j], j]), now.running.get(j)) for j in mentees
    ]
    pairs.sort(key=lambda pair: (pair.instead is None, pair.mentee))
    return Offer(
        code=offer_code(match_code(pair.mentor, pair.mentee, whole.pool.cohort) for pair in pairs),
        pairs=tuple(pairs),
        more=tuple(now.mentees[j] for j in mentees if j not in now.mentor_of),
        gone=tuple((now.mentors[now.mentor_of[j]], now.mentees[j]) for j in mentees if j in now.proposed),
    )


def moves_said(found: Sequence[Offer]) -> str:
    """Say what all offers together would bring, without its full stop."""
    moves, more = sum(len(offer.moves) for offer in found), sum(len(offer.more) for offer in found)
    pairs = "1 pair" if moves == 1 else f"{moves} pairs"
    people = "1 more person" if more == 1 else f"{more} more people"
    return f"Moving {pairs} would match {people}"
