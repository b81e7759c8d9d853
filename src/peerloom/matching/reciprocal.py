"""A whole proposal for a round of peers: people without roles, in pairs or circles of three."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations, permutations
from typing import TYPE_CHECKING

import numpy as np

from peerloom.matching.circles import NODES, circle_score, in_threes, with_thirds
from peerloom.matching.criteria import criteria
from peerloom.matching.peers import paired_peers
from peerloom.matching.proof import kept_floor
from peerloom.matching.proposal import Pair, Points, Proposal, Waiting
from peerloom.matching.reasons import for_pair, parts, topic
from peerloom.matching.scores import Scored

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from peerloom.definition.organisation import Matching, Rule, Shape
    from peerloom.matching.circles import Circle
    from peerloom.matching.floor import Floor
    from peerloom.matching.pool import Pool

    Table = NDArray[np.int64]
    Bits = NDArray[np.uint64]

_THREE = 3
_ROLES = ("mentor", "mentee")


@dataclass(frozen=True, slots=True)
class Both:
    """What holds for every two people, the same both ways. ``table`` looks one way, ``fails`` and ``score`` both."""

    pool: Pool  # everybody stands on both sides
    table: Scored
    fails: Bits
    score: Table

    def broken(self, i: int, j: int) -> list[str]:
        """The names of the rules that two people break."""
        return [name for k, name in enumerate(self.table.criteria.rules) if int(self.fails[i, j]) >> k & 1]


def both_ways(pool: Pool, matching: Matching) -> Both:
    """Score every two people without regard to roles.

    A rule must hold both ways, and so must a ``gap``, which counts how far apart two people are: from ``least``, or 0,
    to ``most``. A wish gives the mean of what it gives both ways.
    """
    same = replace(pool, mentors=pool.mentees)
    apart = matching.model_copy(update={"require": tuple(_from_zero(rule) for rule in matching.require)})
    told = criteria(same, apart)
    i, j = np.arange(len(pool.mentees))[:, None], np.arange(len(pool.mentees))[None, :]
    there = told.fails(i, j)
    either = np.uint64(sum(1 << k for k, name in enumerate(told.rules) if name.startswith("gap:")))
    fails = (there & there.T & either) | ((there | there.T) & ~either)
    score = np.zeros(there.shape, dtype=np.int64)
    for points in told.points:
        given = np.broadcast_to(points(i, j), there.shape).astype(np.int64)
        score += (given + given.T) // 2
    score = np.where(fails, np.int64(-1), score)
    return Both(same, Scored(told, there, score), fails, score)


def _from_zero(rule: Rule) -> Rule:
    return rule.model_copy(update={"least": max(0, rule.least or 0)}) if rule.rule == "gap" else rule


def propose_peers(pool: Pool, shape: Shape, matching: Matching, nodes: int = NODES) -> Proposal:
    """Propose the best pairs of ``pool``, or the best circles of three.

    Pairs are exact: as many as possible, in the mode ``balanced`` the floor, then the fit. Then whoever is left over
    joins a pair if both fit. Circles of three are found by a search that says what it proved.

    Args:
        pool: the people of the round; all are mentees.
        shape: whether two or three meet.
        matching: rules and wishes.
        nodes: how long the search for threes may go on (``circles.in_threes``).
    """
    both = both_ways(pool, matching)
    codes = [one.code for one in pool.mentees]
    number = {code: i for i, code in enumerate(codes)}
    refused = {frozenset(number[c] for c in one) for one in pool.refused if one <= set(codes)}
    if shape.circle == _THREE:
        found = in_threes(both.score, refused, nodes)
        circles, said = found.circles, _of_threes(found.people, found.most, best=found.best)
    else:
        price = matching.fairness.price if matching.mode == "balanced" else 0
        peers = paired_peers(both.score, codes, price)
        circles = with_thirds(both.score, codes, peers.mate, refused)
        said = _of_pairs(peers.mate, circles, peers.floor, price)
    met = {person for circle in circles for person in circle}
    pairs = tuple(_pair(both, matching, circle) for circle in sorted(circles))
    many = f"{len(met)} of {len(codes)} people get a partner." if codes else "Nobody is ready to be matched."
    return Proposal(
        pairs=pairs,
        waiting=tuple(_waiting(both, j) for j in range(len(codes)) if j not in met),
        free_mentors=(),
        matched=len(met),
        total=sum(pair.score for pair in pairs),
        proof=f"{many} {said}" if codes else many,
    )


def _of_pairs(mate: Sequence[int], circles: Sequence[Circle], floor: Floor | None, price: int) -> str:
    said = "This was checked: no other pairs hold more people."
    if floor is not None:
        said += f" {kept_floor(floor, price, 'a partner')}"
    best = "that keep both " if floor is not None else "that hold as many "
    said += f" No pairs {best}fit better in all; the library that found them checked that with its own prices."
    joined = sum(len(circle) == _THREE for circle in circles)
    left = sum(other < 0 for other in mate)
    if not left:
        return said
    if not joined:
        return f"{said} Nobody who is left over fits both of a pair."
    who = "One who was left over joins" if joined == 1 else f"{joined} who were left over join"
    return f"{said} {who} a pair as a third, and three can fit less than the pair: no more could join these pairs."


def _of_threes(people: int, most: int, *, best: bool) -> str:
    checked = "That every two of a circle fit, and that nobody is in two, was checked."
    if best:
        return (
            "Proved best by the solver: no circles of three and pairs hold more people, none that hold as many have "
            f"more threes, and none of these fit better in all. {checked}"
        )
    if people == most:
        return f"No circles hold more people. Whether others have more threes or fit better is not proved. {checked}"
    return (
        f"This is within {most - people} of the best: no circles hold more than {most} people. "
        f"The search ended before it could say more. {checked}"
    )


def _pair(both: Both, matching: Matching, circle: Circle) -> Pair:
    people = [both.pool.mentees[i].code for i in circle]
    reasons, against = _said(both, matching, circle)
    return Pair(
        mentor=people[0],
        mentee=people[1],
        score=circle_score(both.score, circle),
        kept=False,
        parts=_parts(both, matching, circle),
        reasons=reasons,
        against=against,
        also=tuple(people[2:]),
    )


def _parts(both: Both, matching: Matching, circle: Circle) -> tuple[Points, ...]:
    """The mean of what each wish gave, both ways and over every two of a circle. They add up to the score."""
    found = [
        [parts(both.pool, matching, both.table, i, j), parts(both.pool, matching, both.table, j, i)]
        for i, j in combinations(circle, 2)
    ]
    made = []
    before = 0  # the sum over all wishes so far, of all pairs
    for wishes in zip(*(zip(*ways, strict=True) for ways in found), strict=True):
        after = before + sum(sum(way.points for way in ways) // 2 for ways in wishes)
        points = after // len(wishes) - before // len(wishes)
        shared = dict.fromkeys(what for ways in wishes for way in ways for what in way.shared)
        made.append(Points(wishes[0][0].wish, points, wishes[0][0].most, tuple(shared)))
        before = after
    return tuple(made)


def _said(both: Both, matching: Matching, circle: Circle) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sentences for and against, without roles; of three people, what holds for two of them at least."""
    for_it: list[str] = []
    against: list[str] = []
    for i, j in permutations(circle, 2):
        reasons, lacking = for_pair(both.pool, matching, both.table, i, j)
        for_it += [said.replace("The mentor can help", "One can help the other") for said in reasons]
        against += lacking
    kept = [said for said in dict.fromkeys(for_it) if not _has_a_role(said)]
    always = [said for said in dict.fromkeys(against) if not _has_a_role(said) and against.count(said) == _ways(circle)]
    return tuple(kept), tuple(always)


def _ways(circle: Circle) -> int:
    return len(circle) * (len(circle) - 1)


def _has_a_role(said: str) -> bool:
    return any(role in said.casefold() for role in _ROLES)


def _waiting(both: Both, j: int) -> Waiting:
    code = both.pool.mentees[j].code
    fitting = int((both.score[j] >= 0).sum())
    if fitting:
        said = "One person fits, who is" if fitting == 1 else f"{fitting} people fit, who are all"
        helps = "One more person who fits would help."
        return Waiting(code, f"{said} needed for others, so that as many as possible have a partner.", (helps,))
    broken = [both.broken(i, j) for i in range(len(both.score)) if i != j]
    if not broken:
        return Waiting(code, "Nobody else is ready.", ("One more person would help.",))
    return Waiting(code, *_nobody_fits(broken))


def _nobody_fits(broken: Sequence[Sequence[str]]) -> tuple[str, tuple[str, ...]]:
    """Which rule alone keeps how many away; if none does, the commonest rules."""
    only = _ranked(rules[0] for rules in broken if len(rules) == 1)
    if only:
        fit = {name: "person fits" if count == 1 else "people fit" for name, count in only}
        said = "; ".join(f"{count} {fit[name]} but for {topic(name)}" for name, count in only)
        return f"{said}.", (f"Somebody with another answer about {topic(only[0][0])} would help.",)
    worst = [name for name, _ in _ranked(name for rules in broken for name in rules)[:2]]
    said = " and ".join(topic(name) for name in worst)
    return f"Nobody fits; most often it fails on {said}.", ("Somebody who fits would help.",)


def _ranked(names: Iterator[str]) -> list[tuple[str, int]]:
    found = list(names)
    return sorted({name: found.count(name) for name in found}.items(), key=lambda item: (-item[1], item[0]))
