"""How a form stands in Google Forms or on paper: its pages, and what each kind of question offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from peerloom.definition.forms import Form, Question, Use

YES_NO, AGREE = ("Yes", "No"), ("I agree",)  # what people.answers reads as true and false, and as a tick
_TWO = 2
_SHORT = 10  # questions of a form that needs no pages
_FEW = 3  # questions of a page, at least
_TITLES: Mapping[Use, str] = {
    "contact": "How to reach you",
    "joining": "Taking part",
    "matching": "For a good match",
    "safety": "Staying safe",
    "training": "Training",
    "support": "How it goes",
    "figures": "Looking back",
    "thanks": "Good news",
    "running": "To finish",
}
SIDE = "side"  # the question that says who fills a form in


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a form. With a ``side`` it is for people who picked that option alone."""

    title: str
    questions: tuple[Question, ...]
    side: str = ""


def options_of(question: Question) -> tuple[str, ...]:
    """What can be picked. A question of yes or no has the program's own two words, or ours."""
    if question.type == "yes-no":
        return question.options if len(question.options) == _TWO else YES_NO
    if question.type == "agree":
        return AGREE
    return question.options if question.type in {"choice", "dropdown", "choices"} else ()


def one_a_row(question: Question) -> bool:
    """Whether a grid takes one mark in each row: its columns are marks from 1 to 5 then, or other numbers."""
    return question.type == "grid" and all(column.isdecimal() for column in question.columns)


def pages_of(form: Form) -> tuple[Page, ...]:
    """The pages of a form, with its questions in their order: a short form has one.

    A new page begins where questions serve something else, if the page before has a few. Questions for one side alone
    have pages of their own, one a side, right after the page on which people say who they are.
    """
    common = [question for question in form.questions if question.only is None]
    own = [question for question in form.questions if question.only is not None]
    if not own:
        return tuple(_pages(common))
    at = next(n for n, question in enumerate(common) if question.id == SIDE) + 1
    sides = dict.fromkeys(question.only for question in own if question.only)
    return (
        *_pages(common[:at]),
        *(Page(f"For {side}s", tuple(q for q in own if q.only == side), side) for side in sides),
        *(_pages(common[at:]) if common[at:] else ()),
    )


def _pages(questions: Sequence[Question]) -> Iterator[Page]:
    if len(questions) <= _SHORT:
        yield Page(_title(questions), tuple(questions))
        return
    page: list[Question] = []
    for n, question in enumerate(questions):
        if len(page) >= _FEW and question.use != page[-1].use and len(questions) - n >= _FEW:
            yield Page(_title(page), tuple(page))
            page = []
        page.append(question)
    yield Page(_title(page), tuple(page))


def _title(questions: Sequence[Question]) -> str:
    uses = [question.use for question in questions]
    return _TITLES[max(uses, key=uses.count)] if uses else ""
