"""Answers of mentors and mentees as arrays: what a pair has in common, pair by pair, block by block, or all at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from peerloom.definition.places import within
from peerloom.matching.spelling import NOTHING, plain
from peerloom.matching.together import together

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from peerloom.definition.organisation import Matching, Rule, Wish
    from peerloom.matching.pool import Pool
    from peerloom.matching.proposal import Applicant
    from peerloom.matching.together import Together

Index = Any  # mentors' or mentees' numbers: one, or arrays that broadcast against each other
Whole = NDArray[np.int32]
Broken = NDArray[np.bool_]
Bits = NDArray[np.uint64]
Points = Callable[[Index, Index], Whole]  # (mentors, mentees) -> what a wish gives
Test = Callable[[Index, Index], Broken]  # (mentors, mentees) -> True where a rule is broken

_BITS = 64  # of a number
_DATE = 10_000  # a day is the number 20260131: what two of them differ by has the whole years in front


@dataclass(frozen=True, slots=True)
class Read:
    """What every rule and wish may look at."""

    pool: Pool
    matching: Matching
    hours: Mapping[tuple[str, str], Together]


def picks_in_common(pool: Pool, mentor: str, mentee: str) -> Points:
    """How many picks each pair shares: the mentor's answer to one question, the mentee's to another."""
    sides = (pool.mentors, mentor), (pool.mentees, mentee)
    mentors, mentees = ([p.answers.get(name, frozenset()) for p in people] for people, name in sides)
    return in_common(mentors, mentees)


def in_common(mentors: Sequence[frozenset[str]], mentees: Sequence[frozenset[str]]) -> Points:
    """How many texts each pair shares; for few texts of which a person may have many."""
    options = sorted(frozenset[str]().union(*mentors) & frozenset[str]().union(*mentees))
    some = [options[first : first + _BITS] for first in range(0, len(options), _BITS)]
    ticks = [(_ticks(mentors, part), _ticks(mentees, part)) for part in some]

    def count(i: Index, j: Index) -> Whole:
        found = np.zeros(np.broadcast(i, j).shape, dtype=np.int32)
        for mine, theirs in ticks:
            found += np.bitwise_count(mine[i] & theirs[j])
        return found

    return count


def _ticks(people: Sequence[frozenset[str]], options: Sequence[str]) -> Bits:
    """A number a person with a bit for each picked option."""
    bit = {option: 1 << i for i, option in enumerate(options)}
    return np.array([sum(bit.get(pick, 0) for pick in picks) for picks in people], dtype=np.uint64)


def _numbers(people: Sequence[Applicant], question: str) -> tuple[Whole, Broken]:
    values = [person.numbers.get(question) for person in people]
    return np.array([v or 0 for v in values], dtype=np.int32), np.array([v is None for v in values], dtype=bool)


def answered(people: Sequence[Applicant], question: str) -> Broken:
    """Who gave an answer at all."""
    return np.array([bool(person.answers.get(question)) for person in people], dtype=bool)


def meeting(mentors: Sequence[frozenset[str]], mentees: Sequence[frozenset[str]]) -> Test:
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


def of_codes(pool: Pool, pairs: frozenset[tuple[str, str]]) -> Test:
    """Which pairs stand in a list of codes."""
    mentors = {mentor.code: i for i, mentor in enumerate(pool.mentors)}
    mentees = {mentee.code: j for j, mentee in enumerate(pool.mentees)}
    known = [(mentors[m], mentees[e]) for m, e in pairs if m in mentors and e in mentees]
    return _listed(known, len(mentors), len(mentees))


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


def gap_of(one: Rule | Wish, pool: Pool) -> tuple[Points, Test]:
    """How far each mentor is ahead of each mentee, and where that is not known. Of days of birth in whole years."""
    mentors, unknown_m = _numbers(pool.mentors, one.of_mentor)
    mentees, unknown_e = _numbers(pool.mentees, one.of_mentee)
    if one.of_mentor not in pool.dates:
        return (lambda i, j: mentors[i] - mentees[j]), (lambda i, j: unknown_m[i] | unknown_e[j])

    return (lambda i, j: years_ahead(mentors[i], mentees[j])), (lambda i, j: unknown_m[i] | unknown_e[j])


def years_ahead(mentor: Whole | int, mentee: Whole | int) -> Whole:
    """The whole years between two days, as numbers like 20260131; above 0 where the mentor's day comes first."""
    days = np.asarray(mentee, dtype=np.int32) - np.asarray(mentor, dtype=np.int32)
    return np.asarray(np.sign(days) * (np.abs(days) // _DATE), dtype=np.int32)


def going_with_any(pool: Pool, one: Rule | Wish) -> tuple[tuple[Broken, Broken], tuple[Broken, Broken]]:
    """Who picked the option that goes with every other, and who answered at all: mentors and mentees of each."""
    sides = (pool.mentors, one.of_mentor), (pool.mentees, one.of_mentee)
    free = [np.array([one.any in p.answers.get(name, ()) for p in people], dtype=bool) for people, name in sides]
    told = [answered(people, name) for people, name in sides]
    return (free[0], free[1]), (told[0], told[1])


def nearness(one: Rule | Wish, read: Read, km: int | None) -> Test:
    """Where two answers are near: the same, or two places at most ``km`` apart, or one that goes with every other.

    An answer without a place is near the same answer alone; a blank one is near nothing.
    """
    pool, areas = read.pool, read.matching.areas
    options = sorted({pick for person in pool.mentors for pick in person.answers.get(one.of_mentor, ())})
    reach = [pick for person in pool.mentees for pick in person.answers.get(one.of_mentee, ())]
    near = {
        pick: frozenset(o for o in options if o == pick or (km is not None and within(areas, o, pick, km)))
        for pick in set(reach)
    }
    around = [
        frozenset(o for pick in person.answers.get(one.of_mentee, ()) for o in near[pick]) for person in pool.mentees
    ]
    common = in_common([p.answers.get(one.of_mentor, frozenset()) for p in pool.mentors], around)
    if one.any is None:
        return lambda i, j: common(i, j) > 0
    free, told = going_with_any(pool, one)
    return lambda i, j: (common(i, j) > 0) | (free[0][i] & told[1][j]) | (told[0][i] & free[1][j])


def same_answer(rule: Rule | Wish, read: Read) -> Test:
    """Where two answers have something in common. Blank answers do not clash."""
    sides = (read.pool.mentors, rule.of_mentor), (read.pool.mentees, rule.of_mentee)
    mentors, mentees = ([_marks(one, question) for one in people] for people, question in sides)
    return meeting(mentors, mentees)


def _marks(person: Applicant, question: str) -> frozenset[str]:
    """What must not be the same: the marks of a home, or the answer however it is spelled."""
    if question == "household":
        return person.home
    return frozenset(plain(text) for text in person.answers.get(question, ())) - NOTHING


def shared_hours(pool: Pool, matching: Matching) -> dict[tuple[str, str], Together]:
    """The shared hours of all pairs, once for each two questions that some rule or wish counts them of."""
    counting: tuple[Rule | Wish, ...] = (*matching.require, *matching.prefer)
    asked = dict.fromkeys((one.of_mentor, one.of_mentee) for one in counting if one.hours is not None)
    return {names: together(pool, matching, *names) for names in asked}
