"""A mentor in a few words: "es,sat-am" is somebody who speaks Spanish and is free on Saturday mornings."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.matching.pool import number_of
from peerloom.matching.proposal import Applicant
from peerloom.matching.reasons import topic
from peerloom.people.codes import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from peerloom.definition.forms import Question
    from peerloom.definition.organisation import Matching, Rule
    from peerloom.matching.pool import Pool

_CHOSEN = {"choice", "dropdown", "choices"}
_EXACT, _SHORT, _START, _INSIDE = range(4)  # how well a word fits an option, the best first
_SAME_AS: Mapping[str, tuple[str, ...]] = {  # short words that people use -> how options start
    "am": ("morning", "before school", "forenoon"),
    "pm": ("afternoon", "after school", "evening"),
    "noon": ("lunch", "midday"),
    "eve": ("evening",),
    "online": ("video", "by video"),
    "ar": ("arabic",),
    "bg": ("bulgarian",),
    "cs": ("czech",),
    "de": ("german",),
    "el": ("greek",),
    "en": ("english",),
    "es": ("spanish",),
    "fa": ("farsi", "persian"),
    "fr": ("french",),
    "hi": ("hindi",),
    "it": ("italian",),
    "ja": ("japanese",),
    "ko": ("korean",),
    "nl": ("dutch",),
    "pl": ("polish",),
    "ps": ("pashto",),
    "pt": ("portuguese",),
    "ro": ("romanian",),
    "ru": ("russian",),
    "so": ("somali",),
    "ti": ("tigrinya",),
    "tr": ("turkish",),
    "uk": ("ukrainian",),
    "ur": ("urdu",),
    "vi": ("vietnamese",),
    "zh": ("chinese", "mandarin"),
}


@dataclass(frozen=True, slots=True)
class Described:
    """A mentor as the words describe one, ready, with one place; and what was taken of it, in a sentence."""

    mentor: Applicant
    said: str


def described(words: str, questions: Sequence[Question], pool: Pool, matching: Matching) -> Described | str:
    """Make a mentor of ``words``, which commas divide; or say which word is not understood, and which there are.

    Args:
        words: parts of options of the sign-up: the start of one, a short form such as "es" or "am", or row and column
            of a list of times as in "sat-am". A row alone stands for all its times.
        questions: of the mentors' sign-up.
        pool: the round. What hard rules read and the words do not name is taken to fit: every option, or the number
            that most mentors of the round have.
        matching: its rules.
    """
    asked = [question for question in questions if question.id not in pool.hidden]
    picks: dict[str, set[str]] = defaultdict(set)
    for word in filter(None, (part.strip() for part in words.split(","))):
        found = _meant(folded(word), asked, {rule.of_mentor for rule in matching.require})
        if isinstance(found, str):
            return f'"{word}" {found}'
        for name, options in found.items():
            picks[name] |= options
    answers = {name: frozenset(options) for name, options in picks.items()}
    by_id = {question.id: question for question in asked}
    numbers = {
        name: number
        for name, options in picks.items()
        if len(options) == 1 and (number := number_of(by_id[name], next(iter(options)))) is not None
    }
    told = [f"{topic(name)} {', '.join(sorted(options))}" for name, options in sorted(picks.items())]
    for rule in matching.require:
        told += _filled(rule, by_id.get(rule.of_mentor), pool, answers, numbers)
    mentor = Applicant("", "", 1, answers, numbers)
    return Described(mentor, f"ready, one place; {'; '.join(dict.fromkeys(told))}." if told else "ready, one place.")


def _filled(
    rule: Rule,
    question: Question | None,
    pool: Pool,
    answers: dict[str, frozenset[str]],
    numbers: dict[str, int],
) -> Iterator[str]:
    """Answer what a hard rule reads and nobody named, so that this rule keeps few away; say how."""
    name, theirs_is = rule.of_mentor, rule.of_mentee
    if rule.rule == "gap" and name not in numbers:
        usual = Counter(one.numbers[name] for one in pool.mentors if name in one.numbers and not one.blocks)
        ahead = [one.numbers[theirs_is] + (rule.least or 0) for one in pool.mentees if theirs_is in one.numbers]
        number = min(usual, key=lambda n: (-usual[n], n), default=max(ahead, default=0))
        numbers[name] = number
        yield f"{topic(name)} {option_of(question, number)}{', as most mentors' if usual else ''}"
    elif rule.rule in {"share", "overlap", "compatible", "near"} and name not in answers:
        mentees = (one.answers.get(theirs_is, frozenset()) for one in pool.mentees)
        theirs = (*mentees, *(one.answers.get(name, frozenset()) for one in pool.mentors))
        every = frozenset(_cells(question) if question else ()).union(*theirs)
        answers[name] = every
        yield f"{topic(name)} as anybody needs"


def _meant(word: str, questions: Sequence[Question], required: set[str | None]) -> dict[str, set[str]] | str:
    """Which options of which questions a word means; or what is wrong with it."""
    ranked = [(rank, question.id, option) for question in questions for rank, option in _fits(word, question)]
    if not ranked:
        return f"is no answer of the mentors' sign-up. {_known(questions, required)}"
    best = min(rank for rank, _, _ in ranked)
    found: dict[str, set[str]] = defaultdict(set)
    for rank, name, option in ranked:
        if rank == best:
            found[name].add(option)
    if set(found) & required:
        found = {name: options for name, options in found.items() if name in required}
    grids = {question.id for question in questions if question.type == "grid"}
    for name, options in found.items():
        if best >= _START and len(options) > 1 and name not in grids:
            return f"can mean {' or '.join(sorted(options))}. Write more of the word."
    return dict(found)


def _fits(word: str, question: Question) -> Iterator[tuple[int, str]]:
    """How well the word fits each option of a question."""
    if question.type in _CHOSEN:
        for option in question.options:
            rank = _rank(word, folded(option))
            if rank is not None:
                yield rank, option
    elif question.type == "grid":
        first, _, second = word.replace(" ", "-").replace("/", "-").partition("-")
        for row in question.rows:
            for column in question.columns:
                rank = _rank_of_cell(first, second, folded(row), folded(column))
                if rank is not None:
                    yield rank, f"{row}, {column}"


def _rank_of_cell(first: str, second: str, row: str, column: str) -> int | None:
    """How well "sat-am", or "sat" or "am" alone, fits a row and a column: as well as its worse part."""
    ranks = [_rank(first, row), _rank(second or first, column)]
    known = [rank for rank in ranks if rank is not None]
    if second:
        return max(known) if len(known) == len(ranks) else None
    return min(known, default=None)


def _rank(word: str, option: str) -> int | None:
    if word == option:
        return _EXACT
    if any(option.startswith(start) for start in _SAME_AS.get(word, ())):
        return _SHORT
    if option.startswith(word):
        return _START
    return _INSIDE if any(part.startswith(word) for part in re.split(r"\W+", option)) else None


def _cells(question: Question) -> list[str]:
    if question.type == "grid":
        return [f"{row}, {column}" for row in question.rows for column in question.columns]
    return list(question.options)


def _known(questions: Sequence[Question], required: set[str | None]) -> str:
    """The words there are, of the questions that hard rules read."""
    lists = []
    for question in questions:
        if question.id in required and question.type in _CHOSEN:
            lists.append(f"{topic(question.id)}: {', '.join(question.options)}")
        elif question.id in required and question.type == "grid":
            rows, columns = ", ".join(question.rows), ", ".join(question.columns)
            lists.append(f"{topic(question.id)}: {rows}; with {columns}")
    return f"Write words of these: {' | '.join(lists)}." if lists else "No rule reads a list, so write no words."


def option_of(question: Question | None, number: int) -> str:
    """The option of a list that stands for a number in the pool, or the number itself."""
    if question is None:
        return str(number)
    return next((option for option in question.options if number_of(question, option) == number), str(number))
