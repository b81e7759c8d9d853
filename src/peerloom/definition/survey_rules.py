"""What must hold for the survey, so that the same questions are compared with the same questions."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from peerloom.definition.findings import suggest
from peerloom.definition.standard_forms import SURVEY, forms_of, is_item

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from peerloom.definition.findings import Finding
    from peerloom.definition.forms import Question
    from peerloom.definition.organisation import Scale
    from peerloom.definition.program import Program
    from peerloom.definition.tree import Path

_LETTERS = 8


def survey_items(program: Program) -> Mapping[str, Question]:
    """The questions of the survey whose marks from 1 to 5 are compared over time, by id, as asked."""
    asked = (question for form in forms_of(program) if form.id == SURVEY for question in form.questions)
    return {question.id: question for question in asked if is_item(SURVEY, question)}


def wording(question: Question) -> str:
    """Eight letters and digits that other words would change: of the question and of its help, without line breaks."""
    words = "\n".join(" ".join(text.split()) for text in (question.ask, question.help))
    return hashlib.sha256(words.encode()).hexdigest()[:_LETTERS]


def survey_words_are_kept(program: Program) -> Iterator[Finding]:
    """Every question of the survey has the words that it was begun with; other words are another question."""
    items, kept = survey_items(program), program.evaluation.wording
    for name, given in kept.items():
        path: Path = ("evaluation", "wording", name)
        if name not in items:
            yield path, f'The survey has no question "{name}" with marks from 1 to 5.', suggest(name, list(items))
        elif given != wording(items[name]):
            message = f'The words of the survey question "{name}" are not those that it was begun with.'
            hint = (
                "A reworded question is a new one: put the old words back, or drop it and add a question with another "
                f"id. If nobody has answered yet, write {wording(items[name])} here."
            )
            yield path, message, hint
    for name, question in items.items():
        if question.also:
            message = f'Older words of the survey question "{name}" cannot count as the same question.'
            yield _of_question(program, name), message, "Remove `also:` from it. A reworded question is a new one."
    missing = [name for name in items if name not in kept]
    if missing:
        line = ", ".join(f"{name}: {wording(items[name])}" for name in missing)
        message = f"Nothing notices when the words of {len(missing)} survey questions change."
        yield ("evaluation",), message, f"Add to `evaluation:` a line `wording: {{{line}}}`.", "warning"


def _of_question(program: Program, name: str) -> Path:
    for i, form in enumerate(program.forms):
        for j, change in enumerate(form.questions):
            if form.id == SURVEY and change.id == name:
                return "forms", i, "questions", j
    return ("forms",)


def scales_are_whole(program: Program) -> Iterator[Finding]:
    """Every item of a scale is asked in the survey, stands once, and enough of them can be answered."""
    items = survey_items(program)
    for i, scale in enumerate(program.evaluation.scales):
        yield from _items(("evaluation", "scales", i), scale, items)


def _items(path: Path, scale: Scale, items: Mapping[str, Question]) -> Iterator[Finding]:
    for j, name in enumerate(scale.items):
        if name not in items:
            message = f'The survey has no question "{name}" with marks from 1 to 5.'
            yield (*path, "items", j), message, suggest(name, list(items))
        elif name in scale.items[:j]:
            yield (*path, "items", j), f'"{name}" stands twice in this scale.', "Remove one of the two."
        elif scale.side is not None and items[name].only not in (None, scale.side):
            yield (*path, "items", j), f'"{name}" is not asked of the {scale.side}s.', "Take out `side` or the item."
    for j, name in enumerate(scale.reverse):
        if name not in scale.items:
            message = f'"{name}" is no item of this scale, so it cannot be reversed.'
            yield (*path, "reverse", j), message, suggest(name, list(scale.items))
    if scale.answered_least is not None and not 1 <= scale.answered_least <= len(scale.items):
        message = f"This scale has {len(scale.items)} items, so {scale.answered_least} cannot be the least."
        yield (*path, "answered_least"), message, f"Write a number from 1 to {len(scale.items)}."
    if scale.source and scale.terms_checked is None:
        message = f'Nobody has checked under what terms the scale "{scale.id}" may be used.'
        yield path, message, "Read its terms, then add `terms_checked:` with the day.", "warning"
