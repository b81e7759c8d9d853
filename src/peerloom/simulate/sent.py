"""An answer as somebody sends it: values by question, before they become cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.simulate.chance import likely, pick, some, whole
from peerloom.simulate.phrases import NOTHING, OWN_WORDS

if TYPE_CHECKING:
    import random

    from peerloom.definition.forms import Form, Question

Value = str | int | bool | dt.date | tuple[str, ...] | Mapping[str, tuple[str, ...]]
Values = Mapping[str, Value]
_ONE = ("choice", "dropdown")
_ALONE = ("Prefer not", "I do not know", "none of")  # picked alone or not at all
_MANY = 2  # picks at most, where the question does not say


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer to one form. ``email`` is the address that Google collects; anonymous forms leave it out."""

    at: dt.datetime
    email: str
    values: Values


def complete(rng: random.Random, form: Form, told: Values) -> dict[str, Value]:
    """An answer to every question that must be answered, and to some of the others.

    What is ``told`` is kept where it fits the question as the program asks it: an option that is not there becomes
    one that is. "" leaves a question blank that may be blank. What the story knows nothing of is made up by type.
    """
    values: dict[str, Value] = {}
    for question in form.questions:
        value = told.get(question.id)
        fitted = None if value is None else _fitted(rng, question, value)
        if fitted in ("", ()) and question.required:
            fitted = None
        if fitted is None and (question.required or (value is None and question.type not in ("short", "long"))):
            fitted = _made_up(rng, question)
        if fitted is not None:
            values[question.id] = fitted
    return values


def _fitted(rng: random.Random, question: Question, value: Value) -> Value | None:
    """``value`` as an answer that the form can take; None when it cannot."""
    if question.type in _ONE and isinstance(value, str):
        return value if not value or value in question.options or question.other else pick(rng, question.options)
    if question.type == "choices" and isinstance(value, tuple):
        kept = tuple(v for v in question.options if v in value)
        own = tuple(v for v in value if v not in question.options)[:1] if question.other else ()
        return (*kept, *own)[: question.most] if kept or own else None
    if question.type == "number" and isinstance(value, int):
        low = value if question.least_value is None else max(value, question.least_value)
        return low if question.most_value is None else min(low, question.most_value)
    return value


def _made_up(rng: random.Random, question: Question) -> Value | None:
    """An answer to a question that the story knows nothing of. None where a blank is likelier."""
    match question.type:
        case "choice" | "dropdown":
            return pick(rng, question.options) if question.options else None
        case "choices":
            own = question.other and likely(rng, 0.1)
            options = tuple(option for option in question.options if not option.startswith(_ALONE))
            picks = some(rng, options or question.options, 1, question.most or _MANY)
            return (*picks[: (question.most or _MANY) - own], pick(rng, OWN_WORDS)) if own else picks
        case "scale":
            return pick(rng, (3, 4, 4, 4, 5, 5))
        case "yes-no":
            return likely(rng, 0.8)
        case "agree":
            return True
        case "number":
            least = question.least_value or 0
            return least + whole(rng, 0, min(2, (question.most_value or least + 2) - least))
        case "grid":
            return {row: (pick(rng, question.columns),) for row in question.rows if question.columns}
        case _:
            return _written(rng, question)


def _written(rng: random.Random, question: Question) -> Value | None:
    if not question.required:
        return None
    made: dict[str, Value] = {
        "email": "somebody@post.example",
        "phone": "07700 900000",
        "date": dt.date(2020, 1, 1),
    }
    return made.get(question.type, pick(rng, NOTHING))
