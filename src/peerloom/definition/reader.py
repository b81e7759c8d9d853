"""Reads the text of program.yaml: tree, types, rules; every mistake in one run."""

from __future__ import annotations

import copy
import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from peerloom.definition.program import Program
from peerloom.definition.rules import RULES
from peerloom.definition.tree import read_tree
from peerloom.definition.words import WORDS
from peerloom.problems import Place, Problem, errors, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from peerloom.definition.findings import Finding
    from peerloom.definition.tree import Node, Path, Tree

_MOST_SHOWN = 40  # characters of a wrong value in a message
_MOST_ROUNDS = 24  # each round takes out what an error named; a tree is only so deep


@dataclass(frozen=True, slots=True)
class Partly:
    """The program without the blocks that could not be read, so that all rules still run over the rest.

    ``moved`` gives, for each list that lost entries, the places in the file's list of those that are left.
    """

    program: Program | None
    dropped: frozenset[str] = frozenset()  # ids that stand in what was left out
    cut: frozenset[Path] = frozenset()  # blocks that lost a field: rules about them would guess
    moved: Mapping[Path, Sequence[int]] = field(default_factory=dict)

    def in_file(self, path: Path) -> Path:
        """The path in the file of what stands at ``path`` in the program."""
        found: Path = ()
        for step in path:
            kept = self.moved.get(found)
            found = (*found, kept[step] if kept is not None and isinstance(step, int) else step)
        return found


@dataclass(frozen=True, slots=True)
class Read:
    """``program`` is None when there is an error; warnings alone leave it whole."""

    program: Program | None
    problems: tuple[Problem, ...]
    tree: Tree
    partly: Partly

    @property
    def places(self) -> Mapping[Path, Place]:
        """Where the value at each path starts."""
        return self.tree.places

    def located(self, findings: Iterable[Finding]) -> Iterator[Problem]:
        """Give findings of rules their places. What follows from a value that was left out is told already."""
        for path, message, hint, *level in findings:
            at = self.partly.in_file(path)
            guessed = any(at[: len(block)] == block for block in self.partly.cut)
            if not guessed and not any(f'"{name}"' in message for name in self.partly.dropped):
                yield Problem(self.tree.nearest(at), message, hint, *level)


def read_program(text: str, file: str = "program.yaml") -> Read:
    """Read ``text`` as a Program. Opens nothing and never raises for a user's mistake.

    Problems come in the order of the file, one per cause: a misspelled field is not reported
    missing as well, and a block that cannot be read is not reported as unknown elsewhere.
    """
    tree = read_tree(text.removeprefix("\ufeff"), file)
    if tree.root is None:
        return Read(None, tree.problems or (_empty(file),), tree, Partly(None))
    if not isinstance(tree.root, dict):
        hint = "Start with `program:` and indent its lines below it."
        wrong = Problem(Place(file, 1, 1), "This file must be a block of lines `name: value`.", hint)
        return Read(None, (wrong,), tree, Partly(None))
    partly, wrong_values = _validated(tree)
    first = Read(None, (), tree, partly)
    found = first.located(f for rule in RULES for f in rule(partly.program)) if partly.program else ()
    problems = in_order((*tree.problems, *wrong_values, *found))
    whole = None if errors(problems) else partly.program
    return Read(whole, problems, tree, partly)


def _empty(file: str) -> Problem:
    return Problem(Place(file), "This file is empty.", "Start with `program:` and its `id` and `name`.")


def _validated(tree: Tree) -> tuple[Partly, list[Problem]]:
    """Validate; take out what is wrong and validate the rest, until a Program stands or nothing is left."""
    root = tree.root
    problems: list[Problem] = []
    cuts = _Cuts()
    for round_ in range(_MOST_ROUNDS):
        try:
            return cuts.partly(Program.model_validate(root)), problems
        except ValidationError as error:
            wrong = error.errors(include_url=False)
        if round_ == 0:
            problems = _told(wrong, tree)
            root = copy.deepcopy(root)
        for path in sorted({_step_path(e["loc"], root) for e in wrong}, key=_deepest_last, reverse=True):
            cuts.take_out(root, path)
    return Partly(None), problems


def _deepest_last(path: Path) -> tuple[int, tuple[tuple[int, str], ...]]:
    return len(path), tuple((step, "") if isinstance(step, int) else (-1, step) for step in path)


def _step_path(loc: Sequence[str | int], root: Node) -> Path:
    """The part of an error's path that is in the file; what is missing or a union's tag is not a step."""
    path: list[str | int] = []
    node = root
    for step in loc:
        inside = (isinstance(node, dict) and step in node) or (
            isinstance(node, list) and isinstance(step, int) and step < len(node)
        )
        if inside:
            node = node[step]
            path.append(step)
    return tuple(path)


@dataclass(slots=True)
class _Cuts:
    """What was taken out of the tree so far."""

    dropped: set[str] = field(default_factory=set)
    blocks: set[Path] = field(default_factory=set)
    moved: dict[Path, list[int]] = field(default_factory=dict)

    def partly(self, program: Program) -> Partly:
        """The program that is left, with what is known of the rest."""
        return Partly(program, frozenset(self.dropped), frozenset(self.blocks - {()}), self.moved)

    def take_out(self, root: Node, path: Path) -> None:
        """Remove the value at ``path``; remember its ids, and how the entries after it move up."""
        if not path:
            return
        holder = root
        at: Path = ()
        for step in path[:-1]:
            try:
                holder = holder[step]
            except (KeyError, IndexError):
                return  # a wider cut came first
            kept = self.moved.get(at)
            at = (*at, kept[step] if kept is not None and isinstance(step, int) else step)
        last: Any = path[-1]
        if isinstance(holder, list):
            self.moved.setdefault(at, list(range(len(holder)))).pop(last)
        else:
            self.blocks.add(at)
        self._remember(holder.pop(last))

    def _remember(self, node: Node) -> None:
        """Keep the ids inside, and a single word: an id that could not be read is known elsewhere."""
        if isinstance(node, str) and " " not in node:
            self.dropped.add(node)
        elif isinstance(node, dict):
            if isinstance(node.get("id"), str):
                self.dropped.add(node["id"])
            for child in node.values():
                if not isinstance(child, str):
                    self._remember(child)
        elif isinstance(node, list):
            for child in node:
                if not isinstance(child, str):
                    self._remember(child)


def _told(wrong: Sequence[Any], tree: Tree) -> list[Problem]:
    """Say each error in our words. A field that looks like a misspelling of a missing one is told once."""
    missing: dict[Path, list[str]] = {}
    for error in wrong:
        if error["type"] == "missing":
            missing.setdefault(_step_path(error["loc"], tree.root), []).append(str(error["loc"][-1]))
    problems, explained = [], set()
    for error in wrong:
        if error["type"] == "extra_forbidden":
            path = tuple(error["loc"])
            meant = _meant(str(path[-1]), missing.get(path[:-1], []), _fields_at(path[:-1]))
            if meant in missing.get(path[:-1], []):
                explained.add((path[:-1], meant))
            problems.append(_unknown(path, meant, tree))
    inner = {error["loc"][:n] for error in wrong for n in range(len(error["loc"]))}
    for error in wrong:
        at = _step_path(error["loc"], tree.root)
        if error["type"] == "extra_forbidden" or (error["type"] == "too_short" and error["loc"] in inner):
            continue  # told above; or a list that is short only because of an entry that is told itself
        if error["type"] == "missing" and (at, str(error["loc"][-1])) in explained:
            continue
        problems.append(_mistake(error, at, tree))
    return problems


def _meant(given: str, missing: Sequence[str], fields: Sequence[str]) -> str | None:
    """The field that was probably meant: first among those that are missing, then among all of the block."""
    for names in (missing, fields):
        close = difflib.get_close_matches(given, names, n=1, cutoff=0.6)
        if close:
            return close[0]
    return None


def _unknown(path: Path, meant: str | None, tree: Tree) -> Problem:
    message, hint = WORDS["extra_forbidden"]
    place = tree.keys.get(path) or tree.nearest(path)
    return Problem(place, message.format(field=path[-1]), f'Did you mean "{meant}"?' if meant else hint)


def _mistake(error: Mapping[str, Any], at: Path, tree: Tree) -> Problem:
    message, hint = WORDS.get(error["type"], ('"{field}" is not right.', "Look at the docs for this field."))
    facts = {
        "expected": "one of the values in the docs",
        **error.get("ctx", {}),
        "field": _name(error["loc"]),
        "given": _short(error.get("input")),
    }
    if error["type"] == "literal_error":
        facts["expected"] = facts["expected"].replace("'", "").replace(" or ", ", ")
        close = difflib.get_close_matches(str(error.get("input")), facts["expected"].split(", "), n=1)
        if close:
            hint = f'Did you mean "{close[0]}"?'
    return Problem(tree.nearest(at), message.format_map(facts), hint.format_map(facts))


def _name(loc: Sequence[str | int]) -> str:
    """The field's name; an entry of a list has the list's name."""
    return next((str(step) for step in reversed(loc) if isinstance(step, str)), "program.yaml")


def _short(value: Any) -> str:
    text = " ".join(str(value).split()) if isinstance(value, str) else ""
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"


def _fields_at(path: Path) -> list[str]:
    """The names of the fields that the block at ``path`` can have."""
    model: Any = Program
    for step in path:
        if isinstance(step, int):
            continue
        found = {(f.alias or name): f for name, f in model.model_fields.items()}.get(step)
        model = _model_in(found.annotation) if found is not None else None
        if model is None:
            return []
    return [f.alias or name for name, f in model.model_fields.items()]


def _model_in(annotation: Any) -> Any:
    """The model inside ``tuple[Model, ...]``, ``Model | None`` or ``Model`` itself."""
    if hasattr(annotation, "model_fields"):
        return annotation
    for inner in getattr(annotation, "__args__", ()):
        found = _model_in(inner)
        if found is not None:
            return found
    return None
