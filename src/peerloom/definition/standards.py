"""What the standard asks for, in our own words, and what must hold in the block ``standards`` of program.yaml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, get_args

from peerloom.definition.findings import suggest
from peerloom.definition.learning import TOPICS, Policy
from peerloom.definition.standard_forms import forms_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peerloom.definition.findings import Finding
    from peerloom.definition.program import Program
    from peerloom.definition.standards_block import Standards
    from peerloom.definition.tree import Path

EDITIONS = {
    4: "Elements of Effective Practice for Mentoring, 4th edition (2015)",
    5: "Elements of Effective Practice for Mentoring, 5th edition (2025)",
}
NEEDS = {  # what a point of the program's own may need: first word -> how it is written
    "policy": "policy KIND",
    "topic": "topic TOPIC",
    "form": "form FORM",
    "question": "question FORM QUESTION",
    "said": "said",
}
KINDS = get_args(Policy.model_fields["kind"].annotation)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is asked for, in our own words, with the tests that must hold."""

    id: str
    title: str
    next: str
    tests: tuple[str, ...]
    least: int = 1  # so many tests make it "partly"
    na: str = ""  # a test that says that it is about nobody here
    checked: bool = True  # False: its number is from memory, so it must be looked up in the book


@dataclass(frozen=True, slots=True)
class Part:
    """Items that stand together."""

    id: str
    title: str
    items: tuple[Item, ...]


@cache
def _standard() -> dict[int, tuple[Part, ...]]:
    text = resources.files("peerloom.definition").joinpath("standard_items.toml").read_text(encoding="utf-8")
    found: dict[int, tuple[Part, ...]] = {}
    for part in tomllib.loads(text)["part"]:
        items = tuple(Item(**{**item, "tests": tuple(item["tests"])}) for item in part["item"])
        found[part["edition"]] = (*found.get(part["edition"], ()), Part(part["id"], part["title"], items))
    return found


def parts_of(standards: Standards) -> tuple[Part, ...]:
    """Everything that is looked at: the parts of the edition, then the program's own points by where they come from."""
    own: dict[str, list[Item]] = {}
    for item in standards.local:
        own.setdefault(item.of, []).append(Item(item.id, item.title, item.next, item.needs))
    local = (Part(f"own-{number}", of, tuple(items)) for number, (of, items) in enumerate(own.items(), start=1))
    return (*_standard()[standards.edition], *local)


def standards_are_known(program: Program) -> Iterator[Finding]:
    """Every item that ``standards`` speaks of exists, once, and what points of one's own need can be found."""
    standards = program.standards
    if standards is None:
        return
    known = [item.id for part in parts_of(standards) for item in part.items]
    for field in ("not_applicable", "evidence"):
        for name in getattr(standards, field):
            if name not in known:
                message = f'There is no item "{name}" in edition {standards.edition}.'
                yield ("standards", field, name), message, suggest(name, known)
    for name in standards.evidence:
        if name in standards.not_applicable:
            message = f'"{name}" stands under evidence and under not_applicable.'
            yield ("standards", "evidence", name), message, "Keep one of the two."
    seen: set[str] = set()
    for i, item in enumerate(standards.local):
        if item.id in seen:
            message = f'The id "{item.id}" is used twice in this list.'
            yield ("standards", "local", i, "id"), message, "Give one of them another id."
        seen.add(item.id)
        for j, need in enumerate(item.needs):
            yield from _need_is_known(("standards", "local", i, "needs", j), need, program)


def _need_is_known(at: Path, need: str, program: Program) -> Iterator[Finding]:
    word, *names = need.split()
    if word not in NEEDS or len(names) + 1 != len(NEEDS[word].split()):
        yield at, f'"{need}" is nothing that can be looked up.', f"Write one of: {', '.join(NEEDS.values())}."
        return
    forms = {form.id: [question.id for question in form.questions] for form in forms_of(program)}
    lists = {"policy": KINDS, "topic": tuple(TOPICS), "form": tuple(forms), "question": tuple(forms)}
    if word in lists and names[0] not in lists[word]:
        what = "form" if word == "question" else "kind of policy" if word == "policy" else word
        yield at, f'There is no {what} "{names[0]}".', suggest(names[0], lists[word])
    elif word == "question" and names[1] not in forms[names[0]]:
        yield at, f'There is no question "{names[1]}" in the form "{names[0]}".', suggest(names[1], forms[names[0]])
