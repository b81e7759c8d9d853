"""What people wrote in their own words, grouped for reading. It is for the desk alone and never published from here."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.definition.standard_forms import forms_of
from peerloom.evaluation.surveys import ANONYMOUS_LEAST
from peerloom.people.values import text_of
from peerloom.support.safety import CONCERN, alarms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from peerloom.definition.program import Program
    from peerloom.people.records import Records

_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON = """
    about after again also always another because been before being could does doing done each even every from good
    great have having help helped here into just know like liked made make many more most much need never nothing often
    only other others over people really same should some sometimes still such than that their them then there these
    they thing things think this those through time times very want wanted well were what when where which while will
    with would your yours
"""
_THEMES = 8
_PARTS = frozenset({"evaluate", "close", "renew"})
_TYPES = frozenset({"short", "long"})
_USES = frozenset({"figures", "support", "running"})


@dataclass(frozen=True, slots=True)
class Theme:
    """Answers that share a word; ``word`` is "" for those that share none."""

    word: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Voices:
    """The answers to one question, by theme. ``held`` of them are not shown: they are too few to be nameless."""

    form: str  # title
    question: str
    count: int
    themes: tuple[Theme, ...]
    held: int = 0


def voices(program: Program, records: Records) -> tuple[Voices, ...]:
    """Free text of the forms that look back and of those without names, by question.

    An answer stands once, under the most frequent of its words that others wrote as well. Answers are sorted by their
    words, so that their order tells nothing. Answers that need a look for safety, and what may be shown in public by
    consent, have their own pages and are not here. Of a form without names fewer than five answers are held back.
    """
    unsafe = {alarm.answer.cell for alarm in alarms(records, program)}
    found = []
    for form in forms_of(program):
        if form.restricted or form.id == CONCERN or not (form.part in _PARTS or form.anonymous):
            continue
        for question in form.questions:
            fits = question.type in _TYPES and question.use in _USES and question.share == "coordinator"
            if not fits or question.id in {"code", "match"}:
                continue
            answers = [a for a in records.answers.get(form.id, ()) if a.cell not in unsafe]
            texts = [text for answer in answers if (text := " ".join(text_of(answer, question.id).split()))]
            if texts and form.anonymous and len(texts) < ANONYMOUS_LEAST:
                found.append(Voices(form.title, question.ask, len(texts), (), len(texts)))
            elif texts:
                found.append(Voices(form.title, question.ask, len(texts), themes(texts, question.ask)))
    return tuple(found)


def themes(texts: Sequence[str], ask: str = "") -> tuple[Theme, ...]:
    """Group texts by the words that two or more of them share, the most shared first; those that share none come last.

    Short and common words and those of the question itself make no theme.
    """
    plain = set(_words(_COMMON)) | set(_words(ask))
    own = [frozenset(_words(text)) - plain for text in texts]
    shared = Counter(word for words in own for word in words)
    top = [word for word, count in sorted(shared.items(), key=lambda item: (-item[1], item[0])) if count > 1][:_THEMES]
    by: dict[str, list[str]] = {}
    for text, words in zip(texts, own, strict=True):
        by.setdefault(next((word for word in top if word in words), ""), []).append(text)
    return tuple(Theme(word, tuple(sorted(by[word], key=str.casefold))) for word in (*top, "") if word in by)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
