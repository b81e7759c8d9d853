"""Rules and wishes as functions over pairs, so that the same words score one pair, a block of them, or all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from peerloom.definition.organisation import Matching, Rule, Wish
    from peerloom.matching.pool import Pool
    from peerloom.matching.proposal import Applicant

Index = Any  # mentors' or mentees' numbers: one, or arrays that broadcast against each other
Whole = NDArray[np.int32]
Broken = NDArray[np.bool_]
Bits = NDArray[np.uint64]
Points = Callable[[Index, Index], Whole]  # (mentors, mentees) -> what a wish gives
Test = Callable[[Index, Index], Broken]  # (mentors, mentees) -> True where a rule is broken

BEST = 10_000  # the score of a pair that meets every wish
_LEVELS = {"high": 4, "medium": 2, "low": 1, "off": 0}
_ENOUGH = 3  # shared picks that count as full agreement; more ticks give nothing more
_SCALE = 4  # from 1 to 5
_BITS = 64  # of a number
READINESS = ("screened", "trained", "permission", "consent", "ready")


@dataclass(frozen=True, slots=True)
class Criteria:
    """What holds for every pair of a round: rules that must not be broken, and wishes that give points.

    Every method takes the numbers of mentors ``i`` and mentees ``j`` in the order of the pool: two numbers, two arrays
    of one length (pair by pair), or a column and a row (every one with every other). Nothing is kept of what it gives.
    """

    rules: tuple[str, ...]  # names, for reasons: the rule's kind and its question
    tests: tuple[Test, ...]  # one a rule
    points: tuple[Points, ...]  # one a wish that counts, in the order of the file
    most: tuple[int, ...]  # what each wish can give; they add up to ``BEST``

    def fails(self, i: Index, j: Index) -> Bits:
        """Which rules each pair breaks: bit k stands for ``rules[k]``; 0 if they can be a pair."""
        found = np.zeros(np.broadcast(i, j).shape, dtype=np.uint64)
        for k, test in enumerate(self.tests):
            found |= np.where(test(i, j), np.uint64(1 << k), np.uint64(0))
        return found

    def total(self, i: Index, j: Index) -> Whole:
        """The sum of the points, whatever rules are broken: 0 to ``BEST``."""
        found = np.zeros(np.broadcast(i, j).shape, dtype=np.int32)
        for points in self.points:
            found += points(i, j)
        return found

    def score(self, i: Index, j: Index) -> Whole:
        """The sum of the points, or -1 where a rule is broken."""
        broken = np.zeros(np.broadcast(i, j).shape, dtype=bool)
        for test in self.tests:
            broken |= test(i, j)
        return np.where(broken, np.int32(-1), self.total(i, j))

    def bits(self, names: Sequence[str] | frozenset[str]) -> int:
        """The bits of the rules with these names."""
        return sum(1 << k for k, name in enumerate(self.rules) if name in names)


def criteria(pool: Pool, matching: Matching) -> Criteria:
    """Read the answers once, so that pairs can be scored in any order and number."""
    lacked = [block for block in READINESS if any(block in mentor.blocks for mentor in pool.mentors)]
    required = [rule for rule in matching.require if rule.rule in _RULES]
    named = [
        *((block, _lacks(pool, block)) for block in lacked),
        *((f"{rule.rule}:{rule.question}", _RULES[rule.rule](rule, pool)) for rule in required),
        ("never", _never(pool)),
    ]
    wishes = [wish for wish in matching.prefer if _LEVELS[wish.weight]]
    most = shares([_LEVELS[wish.weight] for wish in wishes])
    points = [_WISHES[wish.wish](wish, pool, top) for wish, top in zip(wishes, most, strict=True)]
    return Criteria(tuple(name for name, _ in named), tuple(test for _, test in named), tuple(points), tuple(most))


def shares(levels: Sequence[int]) -> list[int]:
    """Divide the best score by level, in whole numbers that add up; what is left over goes to the first."""
    total = sum(levels)
    if not total:
        return [0] * len(levels)
    parts = [BEST * level // total for level in levels]
    parts[0] += BEST - sum(parts)
    return parts


def _common(pool: Pool, mentor: str, mentee: str) -> Points:
    """How many picks each pair shares: the mentor's answer to one question, the mentee's to another."""
    options = sorted({o for p in pool.mentors for o in p.answers.get(mentor, ())})
    some = [options[first : first + _BITS] for first in range(0, len(options), _BITS)]
    ticks = [(_ticks(pool.mentors, mentor, part), _ticks(pool.mentees, mentee, part)) for part in some]

    def count(i: Index, j: Index) -> Whole:
        found = np.zeros(np.broadcast(i, j).shape, dtype=np.int32)
        for mine, theirs in ticks:
            found += np.bitwise_count(mine[i] & theirs[j])
        return found

    return count


def _ticks(people: Sequence[Applicant], question: str, options: Sequence[str]) -> Bits:
    """A number a person with a bit for each picked option."""
    bit = {option: 1 << i for i, option in enumerate(options)}
    ticked = [sum(bit.get(pick, 0) for pick in person.answers.get(question, ())) for person in people]
    return np.array(ticked, dtype=np.uint64)


def _numbers(people: Sequence[Applicant], question: str) -> tuple[Whole, Broken]:
    values = [person.numbers.get(question) for person in people]
    return np.array([v or 0 for v in values], dtype=np.int32), np.array([v is None for v in values], dtype=bool)


def _wanted(pool: Pool, question: str) -> Whole:
    """How many picks make full agreement with each mentee: at most three, at least one."""
    picks = [min(_ENOUGH, max(1, len(mentee.answers.get(question, ())))) for mentee in pool.mentees]
    return np.array(picks, dtype=np.int32)


def _lacks(pool: Pool, block: str) -> Test:
    lacks = np.array([block in mentor.blocks for mentor in pool.mentors], dtype=bool)
    return lambda i, j: np.broadcast_to(lacks[i], np.broadcast(i, j).shape)


def _share(rule: Rule, pool: Pool) -> Test:
    common, least = _common(pool, rule.question or "", rule.question or ""), rule.least or 1
    return lambda i, j: common(i, j) < least


def _gap(rule: Rule, pool: Pool) -> Test:
    mentors, unknown_m = _numbers(pool.mentors, rule.question or "")
    mentees, unknown_e = _numbers(pool.mentees, rule.question or "")

    def outside(i: Index, j: Index) -> Broken:
        gap = mentors[i] - mentees[j]
        found = unknown_m[i] | unknown_e[j]
        if rule.least is not None:
            found = found | (gap < rule.least)
        if rule.most is not None:
            found = found | (gap > rule.most)
        return np.asarray(found)

    return outside


def _differ(rule: Rule, pool: Pool) -> Test:
    """Nobody with an answer in common. Blank answers do not clash."""
    question = rule.question or ""
    return _meeting([_said(one, question) for one in pool.mentors], [_said(one, question) for one in pool.mentees])


def _said(person: Applicant, question: str) -> frozenset[str]:
    """What must not be the same: the marks of a home, or the picks of another question."""
    if question == "household":
        return person.home
    return frozenset(text.casefold() for text in person.answers.get(question, ()))


def _meeting(mentors: Sequence[frozenset[str]], mentees: Sequence[frozenset[str]]) -> Test:
    """Which pairs have something in common; for many texts of which a person has few."""
    both = sorted({text for texts in mentors for text in texts} & {text for texts in mentees for text in texts})
    number = {text: k for k, text in enumerate(both)}
    mine, theirs = _filled(mentors, number, -1), _filled(mentees, number, -2)

    def meet(i: Index, j: Index) -> Broken:
        found = np.zeros(np.broadcast(i, j).shape, dtype=bool)
        for one in mine:
            for other in theirs:
                found |= one[i] == other[j]
        return found

    return meet


def _filled(people: Sequence[frozenset[str]], number: Mapping[str, int], none: int) -> list[Whole]:
    """The numbers of each person's texts, one list for everybody's first, one for the second, and so on."""
    numbers = [sorted(number[text] for text in texts if text in number) for texts in people]
    longest = max((len(one) for one in numbers), default=0)
    return [np.array([one[k] if k < len(one) else none for one in numbers], dtype=np.int32) for k in range(longest)]


def _never(pool: Pool) -> Test:
    """Nobody with themselves in their other role, and no pair that must never be."""
    mentors = {mentor.code: i for i, mentor in enumerate(pool.mentors)}
    mentees = {mentee.code: j for j, mentee in enumerate(pool.mentees)}
    known = [(mentors[m], mentees[e]) for m, e in pool.never if m in mentors and e in mentees]
    listed = _listed(known, len(mentors), len(mentees))
    oneself = _meeting([frozenset({p.person}) for p in pool.mentors], [frozenset({p.person}) for p in pool.mentees])
    return lambda i, j: listed(i, j) | oneself(i, j)


def _listed(pairs: Sequence[tuple[int, int]], m: int, n: int) -> Test:
    """Which pairs stand in a list. Only people who stand there at all are looked up."""
    keys = np.array(sorted(i * n + j for i, j in pairs), dtype=np.int64)
    some_m, some_e = np.zeros(m, dtype=bool), np.zeros(n, dtype=bool)
    some_m[[i for i, _ in pairs]] = True
    some_e[[j for _, j in pairs]] = True

    def test(i: Index, j: Index) -> Broken:
        found = np.array(some_m[i] & some_e[j])
        mine, theirs = (np.broadcast_to(one, found.shape)[found] for one in (i, j))
        found[found] = np.isin(mine * n + theirs, keys)
        return found

    return test


def _similar(wish: Wish, pool: Pool, most: int) -> Points:
    return _agreed(pool, wish.question or "", wish.question or "", most)


def _covers(wish: Wish, pool: Pool, most: int) -> Points:
    return _agreed(pool, wish.mentor or "", wish.mentee or "", most)


def _agreed(pool: Pool, mentor: str, mentee: str, most: int) -> Points:
    """Shared picks, as a part of what the mentee picked."""
    wanted, common = _wanted(pool, mentee), _common(pool, mentor, mentee)
    return lambda i, j: most * np.minimum(common(i, j), wanted[j]) // wanted[j]


def _spare(wish: Wish, pool: Pool, most: int) -> Points:
    """Shared times beyond the first: three more are as good as it gets."""
    common = _common(pool, wish.question or "", wish.question or "")
    return lambda i, j: most * np.clip(common(i, j) - 1, 0, _ENOUGH) // _ENOUGH


def _near(wish: Wish, pool: Pool, most: int) -> Points:
    common = _common(pool, wish.question or "", wish.question or "")
    return lambda i, j: most * np.minimum(common(i, j), 1)


def _close(wish: Wish, pool: Pool, most: int) -> Points:
    mentors, unknown_m = _numbers(pool.mentors, wish.question or "")
    mentees, unknown_e = _numbers(pool.mentees, wish.question or "")

    def points(i: Index, j: Index) -> Whole:
        apart = np.minimum(_SCALE, np.abs(mentors[i] - mentees[j]))
        return np.where(unknown_m[i] | unknown_e[j], 0, most * (_SCALE - apart) // _SCALE)

    return points


_RULES: Mapping[str, Callable[[Rule, Pool], Test]] = {
    "share": _share,
    "overlap": _share,
    "compatible": _share,
    "gap": _gap,
    "differ": _differ,
}
_WISHES: Mapping[str, Callable[[Wish, Pool, int], Points]] = {
    "similar": _similar,
    "covers": _covers,
    "overlap": _spare,
    "near": _near,
    "close": _close,
}
