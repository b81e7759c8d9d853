"""Whom to recruit: mentors who mirror those who wait, and rules that could be a little looser. Each gain is exact."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from peerloom.definition.organisation import Rule, Wish
from peerloom.matching.assign import most_matched
from peerloom.matching.certificate import NotProved
from peerloom.matching.criteria import criteria
from peerloom.matching.objective import possible
from peerloom.matching.priced import more_people
from peerloom.matching.proposal import Applicant, Kind, Looser, Plan, Recruit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from peerloom.definition.organisation import Matching
    from peerloom.matching.pool import Pool
    from peerloom.matching.scores import Scored

    Pairs = NDArray[np.bool_]

_SETS = {"share", "overlap", "compatible", "near", "similar", "covers"}
_GAPS = {"close", "steps"}
_YEAR = 10_000  # a day as 20260131
LOOSER = {"least": -1, "hours": -1, "km": 5}  # one step of a number that is not a gap
_MOST_KINDS = 60  # kinds of mentors that are tried; those that mirror the most people come first
_MOST_LINES = 10
_MOST_STEPS = 2  # by which a rule is made looser


def plan(
    pool: Pool, matching: Matching, table: Scored, capacity: Sequence[int], mentor_of: Sequence[int]
) -> Plan | None:
    """Say which new mentors, ready and with one place each, would match how many more. None when nobody waits.

    Each kind mirrors somebody who waits: what hard rules read is answered as they did, but for what makes no
    difference. The kind of which most would help is taken first, as many of it as help; then the pairing is solved
    anew, and so on. Mentors stand in for each other, so a gain only shrinks by what was taken before.

    Args:
        pool: the round.
        matching: its rules.
        table: its pairs.
        capacity: places of each mentor.
        mentor_of: a pairing that matches as many as possible.

    Raises:
        NotProved: our fault; solving anew gives another gain than was promised.
    """
    kinds = _kinds(pool, matching, [j for j, i in enumerate(mentor_of) if i < 0])
    if not kinds:
        return None
    fits = _fits(pool, matching, kinds)
    pairs, places, now = possible(table.score, capacity), list(capacity), list(mentor_of)
    found: list[Recruit] = []
    at_most = [(-now.count(-1), k) for k in range(len(kinds))]  # a gain never grows, so an old one is a bound
    while at_most and len(found) < _MOST_LINES:
        _, k = heapq.heappop(at_most)
        then = list(now)
        gain = more_people(pairs, now, fits[k], now.count(-1), into=then)
        if at_most and (-gain, k) > at_most[0]:
            heapq.heappush(at_most, (-gain, k))
        elif gain:
            kind, row = _in_few_words(pool, matching, kinds[k], pairs, now, gain)
            more_people(pairs, now, row, gain, into=then)
            pairs, places, now = np.vstack([pairs, row]), [*places, gain], then
            found.append(Recruit(kind, gain))
            if most_matched(pairs, places) != sum(i >= 0 for i in now):
                raise NotProved("recruits bring something else than was said")
    return Plan(tuple(found), found[0].mentors) if found else None


def _fits(pool: Pool, matching: Matching, kinds: Sequence[Kind]) -> Pairs:
    """Whom each kind of mentor fits."""
    newcomers = replace(pool, mentors=tuple(_mentor(kind, k) for k, kind in enumerate(kinds)))
    rows, columns = np.arange(len(kinds))[:, None], np.arange(len(pool.mentees))[None, :]
    return np.asarray(criteria(newcomers, matching).score(rows, columns) >= 0)


def _in_few_words(
    pool: Pool, matching: Matching, kind: Kind, pairs: Pairs, now: Sequence[int], gain: int
) -> tuple[Kind, Pairs]:
    """Leave out of a kind every option without which as many are matched, those first that few who wait have."""
    waiting = [mentee for mentee, i in zip(pool.mentees, now, strict=True) if i < 0]
    row = _fits(pool, matching, [kind])[0]
    for name, options in kind.picks:
        usual = Counter(option for mentee in waiting for option in mentee.answers.get(name, ()))
        for option in sorted(options, key=lambda one: (usual[one], one)):
            rest = tuple((n, tuple(o for o in of if (n, o) != (name, option))) for n, of in kind.picks)
            fewer = replace(kind, picks=rest)
            if all(of for _, of in rest):
                fits = _fits(pool, matching, [fewer])[0]
                if more_people(pairs, now, fits, gain) == gain:
                    kind, row = fewer, fits
    return kind, row


def _kinds(pool: Pool, matching: Matching, waiting: Sequence[int]) -> list[Kind]:
    """One kind for each mentee who waits, the usual ones first, each once."""
    counts = Counter(mirror(pool.mentees[j], matching, pool.hidden, pool.dates) for j in waiting)
    ranked = sorted(counts, key=lambda kind: (-counts[kind], kind.picks, kind.numbers))
    return ranked[:_MOST_KINDS]


def mirror(mentee: Applicant, matching: Matching, hidden: frozenset[str], dates: frozenset[str] = frozenset()) -> Kind:
    """A mentor who answers like ``mentee`` what hard rules read, and is as far ahead as they want at least.

    What a wish must have is answered in the same way. ``dates`` are questions whose numbers are days.
    """
    picks: dict[str, tuple[str, ...]] = {}
    numbers: dict[str, int] = {}
    musts = (wish for wish in matching.prefer if wish.weight == "must")
    asked: list[Rule | Wish] = [*matching.require, *musts]
    for one in asked:
        mine, theirs = one.of_mentor, one.of_mentee
        gap = isinstance(one, Rule) and one.rule == "gap"
        if gap or (isinstance(one, Wish) and one.wish in _GAPS):
            if theirs in mentee.numbers:
                ahead = _ahead(one) if isinstance(one, Rule) else 0
                numbers.setdefault(mine, mentee.numbers[theirs] + (-ahead * _YEAR if mine in dates else ahead))
        elif (one.wish if isinstance(one, Wish) else one.rule) in _SETS and mentee.answers.get(theirs):
            picks[mine] = tuple(sorted({*picks.get(mine, ()), *mentee.answers[theirs]}))
    return Kind(tuple(sorted(picks.items())), tuple(sorted(numbers.items())), frozenset({*picks, *numbers}) & hidden)


def _ahead(rule: Rule) -> int:
    """The smallest step that the rule allows, 0 if it allows that."""
    least = rule.least if rule.least is not None else min(0, rule.most or 0)
    return max(0, least) if rule.most is None else min(max(0, least), rule.most)


def _mentor(kind: Kind, number: int) -> Applicant:
    code = f"new mentor {number}"
    return Applicant(code, code, 1, {q: frozenset(picks) for q, picks in kind.picks}, dict(kind.numbers))


def looser(pool: Pool, matching: Matching, table: Scored, capacity: Sequence[int], matched: int) -> tuple[Looser, ...]:
    """Rules with a number, a step or two looser for everybody, and how many more would be matched; the most first.

    A second step stands here only if it brings more than the first. Rules that keep people safe have no number.
    """
    if matched == len(pool.mentees):
        return ()
    found = []
    for at, rule in enumerate(matching.require):
        others = table.without([rule.name]) >= 0
        for field, values in _steps(rule):
            before = 0
            for value in values:
                changed = rule.model_copy(update={field: value})
                more = _with(pool, matching, at, changed, others, capacity) - matched
                if more > before:
                    found.append(Looser(rule.name, field, getattr(rule, field), value, more))
                before = max(before, more)
    return tuple(sorted(found, key=lambda one: (-one.people, one.rule, one.field, abs(one.to - one.now))))


def _steps(rule: Rule) -> Iterator[tuple[str, list[int]]]:
    """The number of a rule that can be looser, and to what."""
    if rule.rule == "gap":
        if rule.least is not None:
            yield "least", [rule.least - step for step in range(1, _MOST_STEPS + 1) if rule.least >= step]
        if rule.most is not None:
            yield "most", [rule.most + step for step in range(1, _MOST_STEPS + 1)]
        return
    for field, step in LOOSER.items():
        value = getattr(rule, field)
        if value is not None:
            yield field, [value + step * n for n in range(1, _MOST_STEPS + 1) if value + step * n > 0]


def _with(pool: Pool, matching: Matching, at: int, changed: Rule, others: Pairs, capacity: Sequence[int]) -> int:
    """How many can be matched when one rule is another; ``others`` says which pairs break no rule but that kind's."""
    same = matching.require[at].name
    rules = tuple(changed if k == at else rule for k, rule in enumerate(matching.require) if rule.name == same)
    told = criteria(pool, matching.model_copy(update={"require": rules, "prefer": ()}))
    rows, columns = np.arange(len(pool.mentors))[:, None], np.arange(len(pool.mentees))[None, :]
    return most_matched(others & (told.score(rows, columns) >= 0) & (np.array(capacity) > 0)[:, None], capacity)
