"""What a round would be if one thing were different. Nothing is kept of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from peerloom.matching.advice import APART, NEVER_WAIVED
from peerloom.matching.described import described
from peerloom.matching.propose import propose
from peerloom.matching.reasons import number_said, topic
from peerloom.matching.recruiting import LOOSER
from peerloom.matching.scores import scored
from peerloom.people.codes import read_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from peerloom.definition.forms import Question
    from peerloom.definition.organisation import Matching, Rule
    from peerloom.matching.pool import Pool
    from peerloom.matching.proposal import Proposal

_PLACE = re.compile(r"one more place (?:with )?(\S+)", re.IGNORECASE)
_LOCK = re.compile(r"lock (m[-\s]?[a-z0-9]+)[-\s,+/&]+(?:(?:with|and) )?(e[-\s]?[a-z0-9]+)", re.IGNORECASE)
_WAIVE = re.compile(r"waive (.+)", re.IGNORECASE)
_RELAX = re.compile(r"relax (.+)", re.IGNORECASE)
_ADD = re.compile(r"add (?:an? |(\d{1,3}) )?mentors?(?: (.+))?", re.IGNORECASE)
WAYS = (
    '"lock M-AAAAAA E-BBBBBB", "waive languages", "relax year", "one more place M-AAAAAA", "add mentor spanish,sat-am"'
)
NEW = "M-NEW"  # how the code of an added mentor starts; nobody has such a code


@dataclass(frozen=True, slots=True)
class Difference:
    """A round as it is and as it would be. Pairs are (mentor, mentee), by the mentee's code."""

    mentees: int
    now: int  # people with a mentor
    then: int
    added: tuple[tuple[str, str], ...]
    gone: tuple[tuple[str, str], ...]
    said: tuple[str, ...] = ()  # how the changes were understood


@dataclass(frozen=True, slots=True)
class _Round:
    pool: Pool
    matching: Matching
    locked: tuple[tuple[str, str], ...] = ()
    said: tuple[str, ...] = ()


def what_if(
    pool: Pool, matching: Matching, asked: Sequence[str], questions: Sequence[Question] = ()
) -> Difference | str:
    """Pair anew with every change in ``asked``, and compare. Give a sentence when one cannot be made.

    People, places and rules are changed before pairs are locked, in whatever order they are asked for. A locked pair
    has to be possible, and it may be below the floor. ``questions`` are those of the mentors' sign-up: their options
    are the words that describe a mentor who is added.
    """
    changes = [" ".join(text.split()) for text in asked]
    after = _Round(pool, matching)
    for text in sorted(changes, key=lambda text: _LOCK.fullmatch(text) is not None):
        changed = _changed(after, text, questions)
        if isinstance(changed, str):
            return changed
        after = changed
    now, other = propose(pool, matching), propose(after.pool, after.matching)
    before, then = _pairs(now), _pairs(other) | set(after.locked)
    matched = other.matched + len(after.locked)
    added, gone = _sorted(then - before), _sorted(before - then)
    return Difference(len(pool.mentees), now.matched, matched, added, gone, after.said)


def _pairs(proposal: Proposal) -> set[tuple[str, str]]:
    return {(pair.mentor, pair.mentee) for pair in proposal.pairs}


def _sorted(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(pairs, key=lambda pair: pair[::-1]))


def _changed(round_: _Round, text: str, questions: Sequence[Question]) -> _Round | str:
    if found := _PLACE.fullmatch(text):
        return _placed(round_, read_code(found[1]))
    if found := _LOCK.fullmatch(text):
        return _locked(round_, read_code(found[1]), read_code(found[2]))
    if found := _WAIVE.fullmatch(text):
        return _waived(round_, found[1])
    if found := _RELAX.fullmatch(text):
        return _relaxed(round_, found[1])
    if found := _ADD.fullmatch(text):
        return _joined(round_, int(found[1] or 1), found[2] or "", questions)
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
    if not pool.one_by_one:
        return "Only one mentor with one mentee can be locked here. Write lock into the pairings file instead."
    wrong = _mentor(pool, mentor) or _locked_already(round_, mentor, mentee)
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


def _locked_already(round_: _Round, mentor: str, mentee: str) -> str:
    """Why this lock contradicts another one, or nothing."""
    other = next((one for one, theirs in round_.locked if theirs == mentee), "")
    if not other:
        return ""
    if other == mentor:
        return f'"{mentor}" and "{mentee}" are locked twice. Ask for it once.'
    return f'The mentee "{mentee}" is locked with "{other}" already, and can have one mentor. Leave out one of the two.'


def _waived(round_: _Round, text: str) -> _Round | str:
    named = _named(round_, text, "waive")
    if isinstance(named, str):
        return named
    kept = tuple(rule for rule in round_.matching.require if rule not in named)
    return replace(round_, matching=round_.matching.model_copy(update={"require": kept}))


def _named(round_: _Round, text: str, verb: str) -> tuple[Rule, ...] | str:
    """The rules of this name that may be changed, or why there are none."""
    name, rules = text.casefold().replace(" ", "_"), round_.matching.require
    found = tuple(rule for rule in rules if name in {rule.of_mentor, rule.of_mentee, rule.rule})
    if name in NEVER_WAIVED or any(rule.rule == APART for rule in found):
        return f'The rule "{name}" keeps people safe, so it is never {verb.removesuffix("e")}ed. Choose another rule.'
    if not found:
        questions = (rule.of_mentee for rule in rules if rule.of_mentee and rule.rule != APART)
        known = ", ".join(dict.fromkeys(questions)) or "none"
        return f'There is no rule "{text}" to {verb}. Choose one of: {known}.'
    return found


def _relaxed(round_: _Round, text: str) -> _Round | str:
    """Make a rule looser by one step: a number by one; a rule that has no number to give does not hold at all."""
    named = _named(round_, text, "relax")
    if isinstance(named, str):
        return named
    rules: list[Rule] = []
    said = list(round_.said)
    peers = round_.pool.shape is not None and round_.pool.shape.reciprocal
    for rule in round_.matching.require:
        if rule not in named:
            rules.append(rule)
        elif (looser := _looser(rule, peers=peers)) is not None:
            rules.append(looser)
            said.append(f"The rule about {topic(text)} asks for {_numbers(looser)} instead of {_numbers(rule)}.")
        else:
            said.append(f"The rule about {topic(text)} has no smaller step, so it does not hold.")
    return replace(round_, matching=round_.matching.model_copy(update={"require": tuple(rules)}), said=tuple(said))


def _looser(rule: Rule, *, peers: bool) -> Rule | None:
    if rule.rule == "gap":
        least = None if rule.least is None else rule.least - 1
        if peers and least is not None:
            least = max(0, least)  # peers count how far apart two are
        most = None if rule.most is None else rule.most + 1
        looser = rule.model_copy(update={"least": least, "most": most})
        return looser if looser != rule else None
    for field, step in LOOSER.items():
        value = getattr(rule, field)
        if value is not None and value + step > 0:
            return rule.model_copy(update={field: value + step})
    return None


def _numbers(rule: Rule) -> str:
    parts = [number_said(field, n) for field in ("least", "most", *LOOSER) if (n := getattr(rule, field)) is not None]
    return " and ".join(dict.fromkeys(parts))


def _joined(round_: _Round, number: int, words: str, questions: Sequence[Question]) -> _Round | str:
    """Add mentors who are ready, with one place each."""
    if not round_.pool.one_by_one:
        return "Mentors can be added only where each mentee has a mentor of their own. Ask for another change."
    found = described(words, questions, round_.pool, round_.matching)
    if isinstance(found, str):
        return found
    pool = round_.pool
    known = sum(mentor.code.startswith(NEW) for mentor in pool.mentors)
    codes = [NEW if k == 1 else f"{NEW}{k}" for k in range(known + 1, known + number + 1)]
    new = [replace(found.mentor, code=code, person=code) for code in codes]
    mentors = tuple(sorted((*pool.mentors, *new), key=lambda mentor: mentor.code))
    said = f"{codes[0]}{f' to {codes[-1]}' if number > 1 else ''}: {found.said}"
    return replace(round_, pool=replace(pool, mentors=mentors), said=(*round_.said, said))
