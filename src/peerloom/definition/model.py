"""What must hold for the model: groups and circles can be formed, and every setting has a use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerloom.definition.findings import suggest
from peerloom.definition.standard_forms import forms_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peerloom.definition.findings import Finding
    from peerloom.definition.forms import Form, Question
    from peerloom.definition.organisation import Shape
    from peerloom.definition.program import Program

_PAIR = 2
_KIND_OF = {  # settings of the model -> the kind in which they do something
    "group_least": "group",
    "group_most": "group",
    "group_slot": "group",
    "co_mentors": "group",
    "circle": "reciprocal",
}


def model_can_be_formed(program: Program) -> Iterator[Finding]:
    """Groups and circles of the sizes that the model asks for can be formed, and every setting of it has a use."""
    model = program.model
    if model is None:
        return
    forms = {form.id: form for form in forms_of(program)}
    yield from _useless(program, model)
    if model.kind == "group":
        yield from _sizes(model, _asked(forms.get("mentor-sign-up")).get("capacity"))
        yield from _times(model, forms)
    if (model.reciprocal or model.kind == "group") and program.matching.mode in {"leximin", "stable"}:
        message = f'The kind "{model.kind}" knows no mode "{program.matching.mode}".'
        yield ("matching", "mode"), message, "Write `mode: total`, or remove this line."
    if not model.one_by_one and program.matching.speed_meetings is not None:
        message = f'The kind "{model.kind}" knows no speed meetings: they are for one mentor with one mentee.'
        yield ("matching", "speed_meetings"), message, "Remove it, and every wish `met`."
    for i, form in enumerate(program.forms):
        if model.reciprocal and form.id == "mentor-sign-up":
            message = "Peers all sign up with one form, so nobody would be paired from this one."
            yield ("forms", i, "id"), message, "Remove it. Give mentee-sign-up a `title` of your own for everybody."


def _useless(program: Program, model: Shape) -> Iterator[Finding]:
    """Settings that do nothing in this kind of model."""
    for name in sorted(model.model_fields_set):
        if _KIND_OF.get(name, model.kind) != model.kind or (name == "mentors_most" and model.reciprocal):
            yield ("model", name), f'"{name}" does nothing in the kind "{model.kind}".', "Remove this line.", "warning"
    matching = program.matching
    if model.kind == "group" or (model.reciprocal and model.circle > _PAIR):
        what = "groups" if model.kind == "group" else "circles of three"
        for name in ("mode", "fairness") if matching.mode == "balanced" else ():
            if name in matching.model_fields_set:
                message = f'"{name}" does nothing for {what}: people count first, then the fit over all.'
                yield ("matching", name), message, "Remove this line, or write `mode: total`.", "warning"


def _times(model: Shape, forms: dict[str, Form]) -> Iterator[Finding]:
    """Both sides are asked for the times at which a group could meet."""
    for side in ("mentee", "mentor") if model.group_slot else ():
        asked = _asked(forms.get(f"{side}-sign-up"))
        question = asked.get(model.group_slot or "")
        if question is None:
            message = f'There is no question "{model.group_slot}" in the {side} sign-up.'
            yield ("model", "group_slot"), message, suggest(model.group_slot or "", asked)
            return
        if question.type not in {"grid", "choices"}:
            message = f'"{question.id}" has no times to tick, so no common time can be found.'
            yield ("model", "group_slot"), message, "Name a question of the type grid or choices."
            return


def _sizes(model: Shape, capacity: Question | None) -> Iterator[Finding]:
    """The least size of a group is not above its most, nor above what any mentor may take."""
    name = "group_least" if "group_least" in model.model_fields_set else "group_most"
    if model.group_least > model.group_most:
        message = f"A group needs {model.group_least} people at least, but may have {model.group_most} at most."
        yield ("model", name), message, "Write a lower `group_least`, or a higher `group_most`."
    elif model.takes_most < model.group_least:
        message = f"A group needs {model.group_least} people, but a mentor may take {model.mentors_most} at most."
        yield ("model", "mentors_most"), message, "Remove this line: the size of a group says it already."
    elif capacity is not None:
        offered = [int(option) for option in capacity.options if option.isdecimal()]
        if offered and max(offered) < model.group_least:
            message = f"A group needs {model.group_least} people, but the mentor sign-up offers {max(offered)} at most."
            hint = 'Drop its question "capacity", or give it larger options.'
            yield ("model", name) if name in model.model_fields_set else ("model",), message, hint


def _asked(form: Form | None) -> dict[str, Question]:
    return {question.id: question for question in form.questions} if form is not None else {}
