"""What a round would be if one thing were different. Nothing is kept of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from peerloom.matching.advice import APART, NEVER_WAIVED
from peerloom.matching.propose import propose
from peerloom.matching.reasons import topic
from peerloom.matching.scores import scored
from peerloom.people.codes import read_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from peerloom.definition.organisation import Matching
    from peerloom.matching.pool import Pool
    from peerloom.matching.proposal import Proposal

_PLACE = re.compile(r"one more place (?:with )?(\S+)", re.IGNORECASE)
_LOCK = re.compile(r"lock (\S+) (?:with )?(\S+)", re.IGNORECASE)
_WAIVE = re.compile(r"waive (.+)", re.IGNORECASE)
WAYS = '"lock M-AAAAAA E-BBBBBB", "waive languages", "one more place M-AAAAAA"'


@dataclass(frozen=True, slots=True)
class Difference:
    """A round as it is and as it would be. Pairs are (mentor, mentee), by the mentee's code."""

    mentees: int
    now: int  # people with a mentor
    then: int
    added: tuple[tuple[str, str], ...]
    gone: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Round:
    pool: Pool
    matching: Matching
    locked: tuple[tuple[str, str], ...] = ()


def what_if(pool: Pool, matching: Matching, asked: Sequence[str]) -> Difference | str:
    """Pair anew with every change in ``asked``, and compare. Give a sentence when one cannot be made.

    Places and rules are changed before pairs are locked, in whatever order they are asked for. A locked pair has to be
    possible, and it may be below the floor.
    """
    changes = [" ".join(text.split()) for text in asked]
    after = _Round(pool, matching)
    for text in sorted(changes, key=lambda text: _LOCK.fullmatch(text) is not None):
        changed = _changed(after, text)
        if isinstance(changed, str):
            return changed
        after = changed
    now, other = propose(pool, matching), propose(after.pool, after.matching)
    before, then = _pairs(now), _pairs(other) | set(after.locked)
    matched = other.matched + len(after.locked)
    return Difference(len(pool.mentees), now.matched, matched, _sorted(then - before), _sorted(before - then))


def _pairs(proposal: Proposal) -> set[tuple[str, str]]:
    return {(pair.mentor, pair.mentee) for pair in proposal.pairs}


def _sorted(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(pairs, key=lambda pair: pair[::-1]))


def _changed(round_: _Round, text: str) -> _Round | str:
    if found := _PLACE.fullmatch(text):
        return _placed(round_, read_code(found[1]))
    if found := _LOCK.fullmatch(text):
        return _locked(round_, read_code(found[1]), read_code(found[2]))
    if found := _WAIVE.fullmatch(text):
        return _waived(round_, found[1])
    return f'"{text}" is not understood. Write one of: {WAYS}.'


def _placed(round_: _Round, code: str) -> _Round | str:
    if round_.pool.shape is not None and round_.pool.shape.reciprocal:
        return "Peers have no places. Ask what would be without a rule."
    return _mentor(round_.pool, code) or _with_places(round_, code, 1)


def _with_places(round_: _Round, code: str, more: int) -> _Round:
    pool = round_.pool
    mentors = tuple(replace(m, capacity=m.capacity + more) if m.code == code else m for m in pool.mentors)
    return replace(round_, pool=replace(pool, mentors=mentors))


def _mentor(pool: Pool, code: str) -> str:
    """Why there can be no pair with this mentor, or nothing."""
    found = next((mentor for mentor in pool.mentors if mentor.code == code), None)
    if found is None:
        return f'There is no mentor "{code}" in this round. Look the code up on the page People.'
    if found.blocks:
        return f'The mentor "{code}" is not ready. Finish what is missing first; the page People says what it is.'
    return ""


def _locked(round_: _Round, mentor: str, mentee: str) -> _Round | str:
    pool = round_.pool
    if pool.shape is not None and pool.shape.kind in {"group", "reciprocal"}:
        return "Only one mentor with one mentee can be locked here. Write lock into the pairings file instead."
    wrong = _mentor(pool, mentor)
    if wrong:
        return wrong
    rows, columns = [one.code for one in pool.mentors], [one.code for one in pool.mentees]
    if mentee not in columns:
        return f'The mentee "{mentee}" is not one who can be paired in this round. Look the code up on the page People.'
    i, j = rows.index(mentor), columns.index(mentee)
    if pool.mentors[i].capacity < 1:
        return f'The mentor "{mentor}" has no free place. Ask for "one more place {mentor}" as well.'
    table = scored(pool, round_.matching)
    broken = table.broken(i, j)
    if broken:
        return f'"{mentor}" and "{mentee}" cannot be a pair because of {topic(broken[0])}. Choose two who fit.'
    fewer = _with_places(round_, mentor, -1)
    rest = replace(fewer.pool, mentees=tuple(one for one in pool.mentees if one.code != mentee))
    return replace(fewer, pool=rest, locked=(*round_.locked, (mentor, mentee)))


def _waived(round_: _Round, text: str) -> _Round | str:
    name = text.casefold().replace(" ", "_")
    if name in NEVER_WAIVED:
        return f'The rule "{name}" keeps people safe, so it is never waived. Choose another rule.'
    rules = round_.matching.require
    if any(rule.rule == APART and name in {rule.question, rule.rule} for rule in rules):
        return f'The rule "{name}" keeps people safe, so it is never waived. Choose another rule.'
    kept = tuple(rule for rule in rules if name not in {rule.question, rule.rule})
    if len(kept) == len(rules):
        named = (rule.question for rule in rules if rule.question and rule.rule != APART)
        known = ", ".join(dict.fromkeys(named)) or "none"
        return f'There is no rule "{text}" to waive. Choose one of: {known}.'
    return replace(round_, matching=round_.matching.model_copy(update={"require": kept}))
