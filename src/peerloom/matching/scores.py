"""Rules and wishes over all pairs at once, as tables of whole numbers: mentors are rows, mentees columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from peerloom.definition.organisation import Matching, Rule, Wish
    from peerloom.matching.pool import Pool
    from peerloom.matching.proposal import Applicant

    Table = NDArray[np.int64]
    Broken = NDArray[np.bool_]

BEST = 10_000  # the score of a pair that meets every wish
_LEVELS = {"high": 4, "medium": 2, "low": 1, "off": 0}
_ENOUGH = 3  # shared picks that count as full agreement; more ticks give nothing more
_SCALE = 4  # from 1 to 5
_BITS = 64  # of a number
READINESS = ("screened", "trained", "permission", "consent", "ready")


@dataclass(frozen=True, slots=True)
class Scored:
    """What holds for every pair.

    ``fails`` has one table a rule, in the order of ``rules``; ``points`` one a wish. ``score`` is the sum of
    the points, -1 where a rule fails or the pair must never be.
    """

    rules: tuple[str, ...]  # names, for reasons: the rule's kind and its question
    fails: tuple[Broken, ...]
    points: tuple[Table, ...]
    most: tuple[int, ...]
    score: Table


def scored(pool: Pool, matching: Matching) -> Scored:
    """Score every pair. Parts are whole numbers and add up to the score."""
    shape = (len(pool.mentors), len(pool.mentees))
    names, fails = [], []
    for block in READINESS:
        lacks = np.array([block in mentor.blocks for mentor in pool.mentors], dtype=bool).reshape(-1, 1)
        if lacks.any():
            names.append(block)
            fails.append(np.broadcast_to(lacks, shape))
    for rule in matching.require:
        if rule.rule in _RULES:
            names.append(f"{rule.rule}:{rule.question}")
            fails.append(_RULES[rule.rule](rule, pool))
    names.append("never")
    fails.append(_never(pool))
    wishes = [wish for wish in matching.prefer if _LEVELS[wish.weight]]
    most = shares([_LEVELS[wish.weight] for wish in wishes])
    points = [_WISHES[wish.wish](wish, pool, top) for wish, top in zip(wishes, most, strict=True)]
    total = np.zeros(shape, dtype=np.int64)
    for part in points:
        total += part
    broken = np.zeros(shape, dtype=bool)
    for table in fails:
        broken |= table
    return Scored(tuple(names), tuple(fails), tuple(points), tuple(most), np.where(broken, -1, total))


def shares(levels: Sequence[int]) -> list[int]:
    """Divide the best score by level, in whole numbers that add up; what is left over goes to the first."""
    total = sum(levels)
    if not total:
        return [0] * len(levels)
    parts = [BEST * level // total for level in levels]
    parts[0] += BEST - sum(parts)
    return parts


def _common(pool: Pool, mentor: str, mentee: str) -> Table:
    """How many picks each pair shares: the mentor's answer to one question, the mentee's to another."""
    options = sorted({o for p in pool.mentors for o in p.answers.get(mentor, ())})
    table = np.zeros((len(pool.mentors), len(pool.mentees)), dtype=np.int64)
    for first in range(0, len(options), _BITS):
        some = options[first : first + _BITS]
        table += np.bitwise_count(_ticks(pool.mentors, mentor, some)[:, None] & _ticks(pool.mentees, mentee, some))
    return table


def _ticks(people: Sequence[Applicant], question: str, options: Sequence[str]) -> NDArray[np.uint64]:
    """A number a person with a bit for each picked option."""
    bit = {option: 1 << i for i, option in enumerate(options)}
    ticked = [sum(bit.get(pick, 0) for pick in person.answers.get(question, ())) for person in people]
    return np.array(ticked, dtype=np.uint64)


def _numbers(people: Sequence[Applicant], question: str) -> tuple[Table, Broken]:
    values = [person.numbers.get(question) for person in people]
    return np.array([v or 0 for v in values], dtype=np.int64), np.array([v is None for v in values], dtype=bool)


def _wanted(pool: Pool, question: str) -> Table:
    """How many picks make full agreement with each mentee: at most three, at least one."""
    picks = [min(_ENOUGH, max(1, len(mentee.answers.get(question, ())))) for mentee in pool.mentees]
    return np.array(picks, dtype=np.int64)


def _share(rule: Rule, pool: Pool) -> Broken:
    return _common(pool, rule.question or "", rule.question or "") < (rule.least or 1)


def _gap(rule: Rule, pool: Pool) -> Broken:
    mentors, unknown_m = _numbers(pool.mentors, rule.question or "")
    mentees, unknown_e = _numbers(pool.mentees, rule.question or "")
    gap = mentors[:, None] - mentees[None, :]
    outside = np.zeros(gap.shape, dtype=bool)
    if rule.least is not None:
        outside |= gap < rule.least
    if rule.most is not None:
        outside |= gap > rule.most
    return outside | unknown_m[:, None] | unknown_e[None, :]


def _differ(rule: Rule, pool: Pool) -> Broken:
    """Nobody with themselves, and nobody with an answer in common. Blank answers do not clash."""
    question = rule.question or ""
    said = _meeting([_said(one, question) for one in pool.mentors], [_said(one, question) for one in pool.mentees])
    return said | _oneself(pool)


def _oneself(pool: Pool) -> Broken:
    """Pairs of a person with themselves, in both roles."""
    mentors, mentees = ([frozenset({one.person}) for one in side] for side in (pool.mentors, pool.mentees))
    return _meeting(mentors, mentees)


def _meeting(mentors: Sequence[frozenset[str]], mentees: Sequence[frozenset[str]]) -> Broken:
    """Which pairs have something in common; for many texts of which few are shared."""
    rows: dict[str, list[int]] = {}
    for i, texts in enumerate(mentors):
        for text in texts:
            rows.setdefault(text, []).append(i)
    table = np.zeros((len(mentors), len(mentees)), dtype=bool)
    for j, texts in enumerate(mentees):
        for text in texts & rows.keys():
            table[rows[text], j] = True
    return table


def _said(person: Applicant, question: str) -> frozenset[str]:
    """What must not be the same: the marks of a home, or the picks of another question."""
    if question == "household":
        return person.home
    return frozenset(text.casefold() for text in person.answers.get(question, ()))


def _never(pool: Pool) -> Broken:
    mentors = {mentor.code: i for i, mentor in enumerate(pool.mentors)}
    mentees = {mentee.code: j for j, mentee in enumerate(pool.mentees)}
    table = _oneself(pool)
    for mentor, mentee in pool.never:
        if mentor in mentors and mentee in mentees:
            table[mentors[mentor], mentees[mentee]] = True
    return table


def _similar(wish: Wish, pool: Pool, most: int) -> Table:
    question = wish.question or ""
    wanted = _wanted(pool, question)[None, :]
    return most * np.minimum(_common(pool, question, question), wanted) // wanted


def _covers(wish: Wish, pool: Pool, most: int) -> Table:
    wanted = _wanted(pool, wish.mentee or "")[None, :]
    return most * np.minimum(_common(pool, wish.mentor or "", wish.mentee or ""), wanted) // wanted


def _spare(wish: Wish, pool: Pool, most: int) -> Table:
    """Shared times beyond the first: three more are as good as it gets."""
    question = wish.question or ""
    spare = np.maximum(0, _common(pool, question, question) - 1)
    return most * np.minimum(spare, _ENOUGH) // _ENOUGH


def _near(wish: Wish, pool: Pool, most: int) -> Table:
    question = wish.question or ""
    return most * np.minimum(_common(pool, question, question), 1)


def _close(wish: Wish, pool: Pool, most: int) -> Table:
    question = wish.question or ""
    mentors, unknown_m = _numbers(pool.mentors, question)
    mentees, unknown_e = _numbers(pool.mentees, question)
    apart = np.minimum(_SCALE, np.abs(mentors[:, None] - mentees[None, :]))
    points = most * (_SCALE - apart) // _SCALE
    return np.where(unknown_m[:, None] | unknown_e[None, :], 0, points)


_RULES: Mapping[str, Callable[[Rule, Pool], Broken]] = {
    "share": _share,
    "overlap": _share,
    "compatible": _share,
    "gap": _gap,
    "differ": _differ,
}
_WISHES: Mapping[str, Callable[[Wish, Pool, int], Table]] = {
    "similar": _similar,
    "covers": _covers,
    "overlap": _spare,
    "near": _near,
    "close": _close,
}
