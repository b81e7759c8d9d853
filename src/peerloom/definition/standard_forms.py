"""The standard forms that ship with the kit, and a program's forms: the standard ones with its changes."""

from __future__ import annotations

import difflib
import functools
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import yaml

from peerloom.definition.as_asked import SIDE
from peerloom.definition.forms import Change, Form, Question

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from peerloom.definition.forms import FormEntry
    from peerloom.definition.program import Program
    from peerloom.problems import Level

    Finding = tuple[tuple[str | int, ...], str, str, Level]  # path, what is wrong, what to do, how bad

SURVEY = "survey"  # the form whose answers are compared over time
_FILE = Path(__file__).with_name("standard_forms.yaml")
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # texts only; the C parser is ten times as quick
_OWN_NEEDS = ("title", "who", "part", "purpose", "questions")
_OF_FORM = ("title", "who", "part", "purpose", "anonymous", "repeats", "link", "opens", "closes")
_WITH_OPTIONS = ("choice", "dropdown", "choices")


@functools.cache
def standard_forms() -> Mapping[str, Form]:
    """Every standard form by its id, in the order of the inventory. Read once; blocks are written out."""
    loader = _LOADER(_FILE.read_text(encoding="utf-8"))
    try:
        tree = loader.get_single_data()
    finally:
        loader.dispose()
    forms = (Form.model_validate(_expanded(form, tree["blocks"])) for form in tree["forms"])
    return MappingProxyType({form.id: form for form in forms})


def _expanded(form: Mapping[str, Any], blocks: Mapping[str, list[Any]]) -> dict[str, Any]:
    """``form`` with the questions of each block in the block's place."""
    questions = [q for entry in form["questions"] for q in (blocks[entry["block"]] if "block" in entry else [entry])]
    return {**form, "questions": questions}


def forms_of(program: Program) -> tuple[Form, ...]:
    """The forms that ``program`` names, in its order: standard ones with its changes, and its own.

    A reworded question keeps its place and what was not changed; a new one comes last. Lists of modules,
    events and projects are filled in from the program unless it writes options itself. What cannot be a
    form or a question yet is left out; ``form_findings`` tells it. None named: none given.
    """
    made = (_form(entry, program) for entry in program.forms)
    return tuple(form for form in made if form is not None)


def _form(entry: FormEntry, program: Program) -> Form | None:
    standard = standard_forms().get(entry.id)
    if standard is None:
        return _own_form(entry)
    questions = tuple(_filled(standard.id, question, program) for question in standard.questions)
    also = (*standard.also, *entry.also)
    if entry.title not in (None, standard.title):
        also = (*also, standard.title)  # files that were exported before the program gave it a name of its own
    merged = _merged(questions, entry)
    if not merged:
        return None
    return standard.model_copy(update={**_given(entry, _OF_FORM), "questions": merged, "also": also})


def _own_form(entry: FormEntry) -> Form | None:
    questions = _merged((), entry)
    if not questions or _missing(entry):
        return None
    return Form(id=entry.id, questions=questions, also=entry.also, **_given(entry, _OF_FORM))


def _given(block: FormEntry | Change, names: Sequence[str]) -> dict[str, Any]:
    """The fields of ``block`` that somebody wrote."""
    return {name: value for name in names if (value := getattr(block, name)) is not None}


def _missing(entry: FormEntry) -> list[str]:
    return [name for name in _OWN_NEEDS if not getattr(entry, name)]


def _merged(questions: Sequence[Question], entry: FormEntry) -> tuple[Question, ...]:
    """``questions`` without the dropped, with the changed in their place, and the new ones last."""
    kept = {question.id: question for question in questions if question.id not in entry.drop}
    for change in entry.questions:
        question = _question(kept.get(change.id), change, measures=is_item(entry.id, kept.get(change.id)))
        if question is not None and (change.id not in entry.drop or change.id in kept):
            kept[change.id] = question
    return tuple(kept.values())


def is_item(form: str, question: Question | None) -> bool:
    """Whether a question is asked again and again in the same words, so that other words make it another question."""
    return form == SURVEY and question is not None and question.type == "scale"


def _question(old: Question | None, change: Change, *, measures: bool = False) -> Question | None:
    """``old`` with its changes. Answers under older words still count, but not where a change over time is measured."""
    given = _given(change, tuple(Change.model_fields))
    if old is None:
        return Question(**given) if change.ask and change.type else None
    if change.ask is not None and change.ask != old.ask and not measures:
        given["also"] = (*old.also, *(change.also or ()), old.ask)  # answers under the standard words are still read
    return old.model_copy(update=given)


def _filled(form: str, question: Question, program: Program) -> Question:
    """``question`` with the program's own list as options, where it asks about something of the program."""
    match form, question.id:
        case "training-done", "module":
            options = [module.title for module in program.training.modules]
        case "event-sign-up", "event":
            options = [event.title for event in program.events]
        case "hours-log", "project" if program.projects:
            options = ["no", *(project.title for project in program.projects)]
        case _:
            options = []
    return question.model_copy(update={"options": tuple(options)}) if options else question


def form_findings(program: Program) -> Iterator[Finding]:
    """Everything that is wrong with the program's ``forms``: path, what is wrong, what to do, and how bad it is.

    One finding per cause. An error stops a run; a warning is something to look at.
    """
    for i, entry in enumerate(program.forms):
        standard = standard_forms().get(entry.id)
        if standard is None and _missing(entry):
            yield _not_standard(i, entry)
            continue
        yield from _drops(i, entry, standard)
        for j, change in enumerate(entry.questions):
            yield from _change(("forms", i, "questions", j), change, standard)
        form = _form(entry, program)
        if form is not None:
            yield from _same_words(i, entry, form)
            yield from _one_side(i, entry, form)


def _not_standard(i: int, entry: FormEntry) -> Finding:
    near = difflib.get_close_matches(entry.id, standard_forms(), n=1, cutoff=0.75)
    needs = _listed(_missing(entry))
    message = f'"{entry.id}" is not a standard form, so it needs {needs}.'
    hint = f'Did you mean "{near[0]}"?' if near else "Add them, or use the id of a standard form."
    return ("forms", i, "id"), message, hint, "error"


def _drops(i: int, entry: FormEntry, standard: Form | None) -> Iterator[Finding]:
    """Every dropped question is one of the standard form, and is not changed as well."""
    known = [question.id for question in standard.questions] if standard else []
    changed = {change.id for change in entry.questions}
    for j, name in enumerate(entry.drop):
        path = ("forms", i, "drop", j)
        if name not in known:
            yield path, f'The standard form has no question "{name}" to drop.', _near(name, known), "error"
        elif name in changed:
            yield path, f'"{name}" is dropped and changed.', "Remove one of the two.", "error"
    if standard is not None and not set(known) - set(entry.drop) | changed:
        yield ("forms", i, "drop"), "No question of this form is left.", "Remove the whole form instead.", "error"


def _change(path: tuple[str | int, ...], change: Change, standard: Form | None) -> Iterator[Finding]:
    """A new question has its words and its type, and one with a list to choose from has that list."""
    old = next((q for q in standard.questions if q.id == change.id), None) if standard else None
    question = _question(old, change)
    if question is None:
        known = [q.id for q in standard.questions] if standard else []
        missing = [name for name in ("ask", "type") if not getattr(change, name)]
        message = f'"{change.id}" is a new question, so it needs {_listed(missing)}.'
        near = difflib.get_close_matches(change.id, known, n=1, cutoff=0.75)
        hint = f'Did you mean "{near[0]}"?' if near else "Add a line for each."
        yield (*path, missing[0]), message, hint, "error"
        return
    if question.type in _WITH_OPTIONS and not question.options:
        yield (*path, "options"), f'"{question.id}" has nothing to choose from.', "Add `options: [..., ...]`.", "error"
    if question.type == "grid" and not (question.rows and question.columns):
        missing = [name for name in ("rows", "columns") if not getattr(question, name)]
        yield (*path, missing[0]), f'The grid "{question.id}" needs {_listed(missing)}.', "Add a list.", "error"
    yield from _meanings(path, change, old)
    for name in ("options", "rows", "columns"):
        yield from _doubles((*path, name), getattr(change, name) or (), name.removesuffix("s"))
    if question.type == "choices":
        yield from _commas((*path, "options"), change.options or ())


def _meanings(path: tuple[str | int, ...], change: Change, old: Question | None) -> Iterator[Finding]:
    """Where the kit acts on an answer, each option is one of the standard form, or says for which it stands."""
    means, standard = change.means or {}, old.options if old is not None else ()
    if means and (old is None or not old.decides):
        yield (
            (*path, "means"),
            f'The kit does not act on "{change.id}", so `means` does nothing.',
            "Remove it.",
            "error",
        )
        return
    options = change.options or standard
    for option, meaning in means.items():
        if option not in options:
            yield (*path, "means"), f'"{option}" is not an option of "{change.id}".', _near(option, options), "error"
        elif meaning not in standard:
            message = f'"{meaning}" is not an option of the standard form.'
            yield (*path, "means"), message, f"Write one of: {'; '.join(standard)}.", "error"
    for k, option in enumerate(change.options or ()):
        if old is not None and old.decides and option not in standard and option not in means:
            message = f'The kit acts on "{change.id}", and cannot know what "{option}" means.'
            hint = f"Add `means: {{{option}: ...}}` with one of: {'; '.join(standard)}."
            yield (*path, "options", k), message, hint, "error"


def _commas(path: tuple[str | int, ...], options: Sequence[str]) -> Iterator[Finding]:
    """Google joins several choices by a comma and a space: no option reads like several of the others."""
    known = {_plain(option) for option in options}
    for k, option in enumerate(options):
        if _is_joined(_plain(option).split(", "), known - {_plain(option)}):
            message = f'The option "{option}" reads like several of the others, because Google joins choices by commas.'
            yield (*path, k), message, "Reword it without the comma, or its answers cannot be told apart.", "warning"


def _is_joined(parts: Sequence[str], known: Collection[str]) -> bool:
    """Whether the parts of a text can be put together to known options, all of them."""
    return not parts or any(
        ", ".join(parts[:n]) in known and _is_joined(parts[n:], known) for n in range(1, len(parts) + 1)
    )


def _doubles(path: tuple[str | int, ...], texts: Sequence[str], word: str) -> Iterator[Finding]:
    """No text stands twice in one list; capitals and spaces do not make a difference."""
    seen: set[str] = set()
    for k, text in enumerate(texts):
        if _plain(text) in seen:
            yield (*path, k), f'The {word} "{text}" stands twice.', "Remove one of the two.", "error"
        seen.add(_plain(text))


def _same_words(i: int, entry: FormEntry, form: Form) -> Iterator[Finding]:
    """No two questions of a form have the same words, old ones included: their columns could not be told apart."""
    words = {question.id: {_plain(text) for text in (question.ask, *question.also)} for question in form.questions}
    for j, change in enumerate(entry.questions):
        mine = words.get(change.id, set())
        other = next((name for name, theirs in words.items() if name != change.id and mine & theirs), None)
        if other is not None:
            message = f'"{change.id}" and "{other}" ask in the same words.'
            yield ("forms", i, "questions", j), message, "Reword one of them, or take the words out of `also`.", "error"


def _one_side(i: int, entry: FormEntry, form: Form) -> Iterator[Finding]:
    """A question for one side stands in a form that asks who is answering, with that side as an option."""
    sides = next((question.options for question in form.questions if question.id == SIDE), ())
    for j, change in enumerate(entry.questions):
        if change.only is not None and change.only not in sides:
            message = f'This form does not ask who is answering, so "{change.id}" cannot be for one side alone.'
            hint = f"Add a question `{SIDE}` of the type choice with the options [mentor, mentee], or remove `only`."
            yield ("forms", i, "questions", j, "only"), message, hint, "error"


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _near(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f'Did you mean "{near[0]}"?' if near else "Remove it."


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
