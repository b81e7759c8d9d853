"""The wishes of the pairing, each as points over pairs, and how the best score is divided among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from peerloom.matching.pairwise import answered, gap_of, meeting, nearness, picks_in_common, same_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from peerloom.definition.organisation import Wish
    from peerloom.matching.pairwise import Index, Points, Read, Test, Whole
    from peerloom.matching.pool import Pool

BEST = 10_000  # the score of a pair that meets every wish
_ENOUGH = 3  # shared picks that count as full agreement; more ticks give nothing more
_SCALE = 4  # from 1 to 5
_LONG = 3  # rounds of waiting; more give nothing more
_BANDS = {2: 4, 5: 3, 10: 2, 20: 1}  # kilometres -> quarters of the points, where a wish for nearness says no steps


def shares(levels: Sequence[int]) -> list[int]:
    """Divide the best score by level, in whole numbers that add up; what is left over goes to the first."""
    total = sum(levels)
    if not total:
        return [0] * len(levels)
    parts = [BEST * level // total for level in levels]
    parts[0] += BEST - sum(parts)
    return parts


def in_points(worth: Sequence[int]) -> list[int]:
    """Divide the best score so that each point is worth the same whole number; a rest is given to nobody.

    Pairs with as many points then have the same score, and more points are always a higher one.
    """
    return [BEST // sum(worth) * points for points in worth]


def must(wish: Wish, read: Read) -> Test:
    """Broken where nothing of a wish is met, however little it counts."""
    points = WISHES[wish.wish](wish, read, BEST)
    return lambda i, j: points(i, j) == 0


def _wanted(pool: Pool, question: str) -> Whole:
    """How many picks make full agreement with each mentee: at most three, at least one."""
    picks = [min(_ENOUGH, max(1, len(mentee.answers.get(question, ())))) for mentee in pool.mentees]
    return np.array(picks, dtype=np.int32)


def _agreed(wish: Wish, read: Read, most: int) -> Points:
    """Shared picks, as a part of what the mentee picked."""
    wanted, common = _wanted(read.pool, wish.of_mentee), picks_in_common(read.pool, wish.of_mentor, wish.of_mentee)
    return lambda i, j: most * np.minimum(common(i, j), wanted[j]) // wanted[j]


def _spare(wish: Wish, read: Read, most: int) -> Points:
    """Shared hours, up to those that are wished for; without hours shared times beyond the first, up to three more."""
    if wish.hours is None:
        common = picks_in_common(read.pool, wish.of_mentor, wish.of_mentee)
        return lambda i, j: most * np.clip(common(i, j) - 1, 0, _ENOUGH) // _ENOUGH
    hours, full = read.hours[wish.of_mentor, wish.of_mentee], wish.hours
    return lambda i, j: most * np.minimum(hours.least(i, j) // 60, full) // full


def _near(wish: Wish, read: Read, most: int) -> Points:
    """Full points for the same answer; where answers have places on the map, by how near they are."""
    if not wish.steps and not _has_places(wish, read):
        near = nearness(wish, read, None)
        return lambda i, j: np.where(near(i, j), np.int32(most), np.int32(0))
    steps = wish.steps or _BANDS
    best = max(steps.values()) or 1
    bands = [(nearness(wish, read, km), most * points // best) for km, points in sorted(steps.items())]

    def points(i: Index, j: Index) -> Whole:
        found = np.zeros(np.broadcast(i, j).shape, dtype=np.int32)
        for near, given in bands:
            found = np.maximum(found, np.where(near(i, j), np.int32(given), np.int32(0)))
        return found

    return points


def _has_places(wish: Wish, read: Read) -> bool:
    told = (
        p.answers.get(name, ())
        for people, name in ((read.pool.mentors, wish.of_mentor), (read.pool.mentees, wish.of_mentee))
        for p in people
    )
    return any(pick in read.matching.areas for picks in told for pick in picks)


def _close(wish: Wish, read: Read, most: int) -> Points:
    ahead, unknown = gap_of(wish, read.pool)

    def points(i: Index, j: Index) -> Whole:
        apart = np.minimum(_SCALE, np.abs(ahead(i, j)))
        return np.where(unknown(i, j), np.int32(0), np.int32(most) * (_SCALE - apart) // _SCALE)

    return points


def _steps(wish: Wish, read: Read, most: int) -> Points:
    """The points of the gap, mentor minus mentee; a gap without a step, or an unknown one, gives none."""
    ahead, unknown = gap_of(wish, read.pool)
    first, last, top = min(wish.steps), max(wish.steps), max(wish.steps.values()) or 1
    given = [most * wish.steps.get(gap, 0) // top for gap in range(first, last + 1)]
    table = np.array([0, *given, 0], dtype=np.int32)  # with a step before the first and one after the last

    def points(i: Index, j: Index) -> Whole:
        step = np.clip(ahead(i, j) - first + 1, 0, len(table) - 1)
        return np.where(unknown(i, j), np.int32(0), table[step])

    return points


def _other(wish: Wish, read: Read, most: int) -> Points:
    """Full points where two answers have nothing in common; a blank answer gives none."""
    same = same_answer(wish, read)
    told_m, told_e = answered(read.pool.mentors, wish.of_mentor), answered(read.pool.mentees, wish.of_mentee)
    return lambda i, j: np.where(~same(i, j) & told_m[i] & told_e[j], np.int32(most), np.int32(0))


def _asked(wish: Wish, read: Read, most: int) -> Points:
    """Full points for what the mentee asked for: an option of the mentor's, or a mentor by code.

    Whoever asks for nothing, or for nobody who is here, is content with everybody: all mentors give the same then.
    """
    pool = read.pool
    if wish.mentor is None:
        here = frozenset(mentor.code for mentor in pool.mentors)
        mentors = [frozenset({mentor.code}) for mentor in pool.mentors]
        wanted = [mentee.named.get(wish.of_mentee, frozenset()) & here for mentee in pool.mentees]
    else:
        mentors = [mentor.answers.get(wish.mentor, frozenset()) for mentor in pool.mentors]
        picked = [mentee.answers.get(wish.of_mentee, frozenset()) for mentee in pool.mentees]
        wanted = [frozenset() if wish.any in picks else picks for picks in picked]
    found = meeting(mentors, wanted)
    content = np.array([not picks for picks in wanted], dtype=bool)
    return lambda i, j: np.where(found(i, j) | content[j], np.int32(most), np.int32(0))


def _waited(_wish: Wish, read: Read, most: int) -> Points:
    """Points for rounds in which a mentee waited, whoever the mentor is: three give all."""
    rounds = np.array([min(_LONG, mentee.waited) for mentee in read.pool.mentees], dtype=np.int32)
    return lambda i, j: np.broadcast_to(most * rounds[j] // _LONG, np.broadcast(i, j).shape).astype(np.int32)


def _met(_wish: Wish, read: Read, most: int) -> Points:
    """What both said after their speed meeting: a yes counts two, a maybe one, of four."""
    mentors = {mentor.code: i for i, mentor in enumerate(read.pool.mentors)}
    mentees = {mentee.code: j for j, mentee in enumerate(read.pool.mentees)}
    known = sorted(
        (mentors[m] * len(mentees) + mentees[e], said)
        for (m, e), said in read.pool.met.items()
        if m in mentors and e in mentees
    )
    keys, values = (np.array(column, dtype=np.int64) for column in zip(*(known or [(-1, 0)]), strict=True))

    def points(i: Index, j: Index) -> Whole:
        key = np.asarray(i) * len(mentees) + j
        at = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
        return np.asarray(most * np.where(keys[at] == key, values[at], 0) // 4, dtype=np.int32)

    return points


WISHES: Mapping[str, Callable[[Wish, Read, int], Points]] = {
    "similar": _agreed,
    "covers": _agreed,
    "overlap": _spare,
    "near": _near,
    "close": _close,
    "steps": _steps,
    "differ": _other,
    "asked": _asked,
    "waited": _waited,
    "met": _met,
}
