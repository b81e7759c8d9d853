"""YAML read as text: a tree of blocks, lists and texts, and the place of each.

Nothing is guessed and nothing is obeyed: no value gets a type here, and tags, aliases, anchors,
merge keys, doubled keys and texts that are too deep or too large are problems.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from peerloom.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Path = tuple[str | int, ...]
Node = Any  # dict[str, Node] | list[Node] | str | None

MOST_BYTES = 524_288
MOST_EVENTS = 50_000
MOST_DEPTH = 20
MOST_FIELDS, MOST_ENTRIES = 500, 5_000  # of one block, of one list

# The C parser is ten times as quick; both give the same events and start marks.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Tree:
    """What stands in the file. ``root`` is None when nothing could be read.

    ``places`` gives where the value at a path starts, ``keys`` where its field's name stands.
    """

    root: Node
    places: Mapping[Path, Place]
    keys: Mapping[Path, Place]
    problems: tuple[Problem, ...]

    def nearest(self, path: Path) -> Place:
        """The place of the value at ``path``, or of the nearest block around it that is in the file."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(self._file))

    @property
    def _file(self) -> str:
        return next(iter(self.places.values())).file if self.places else ""


def read_tree(text: str, file: str, most_events: int = MOST_EVENTS) -> Tree:
    """Read ``text`` as text-only YAML. Never raises for a user's mistake; stops at the first that hides the rest.

    Args:
        text: the whole file.
        file: its name, for messages.
        most_events: of the parser: about two for each line `name: value`, one for each entry of a list.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        at = Place(file)
        return Tree(None, {}, {}, (Problem(at, "This file is too large.", "Move long texts into files in content/."),))
    builder = _Builder(file)
    try:
        for event in _guarded(text, file, most_events):
            builder.take(event)
    except _Refused as refused:
        return Tree(None, {}, {}, (*builder.problems, refused.problem))
    except yaml.MarkedYAMLError as error:
        return Tree(None, {}, {}, (*builder.problems, _unreadable(error, file)))
    except yaml.YAMLError:
        return Tree(None, {}, {}, (_odd_character(text, file),))
    return Tree(builder.root, builder.places, builder.keys, tuple(builder.problems))


class _Refused(Exception):  # noqa: N818 - not an error of ours: it carries a user's mistake out of the loop
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def _guarded(text: str, file: str, most: int) -> Iterator[Any]:
    """Give the events of the one document, and refuse what is never used here before anything is built."""
    depth = documents = 0
    events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
    for count, event in enumerate(events):
        if count > most:
            at = _at(event, file)
            raise _Refused(Problem(at, "This file has too many lines to read.", "Move long texts into content/."))
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                at = _at(event, file)
                raise _Refused(Problem(at, "A second document starts here.", "Remove this line of three dashes."))
        elif isinstance(event, yaml.AliasEvent):
            at = _at(event, file)
            raise _Refused(Problem(at, f"Aliases like *{event.anchor} are not used here.", "Write the value out."))
        elif isinstance(event, yaml.NodeEvent):
            if event.anchor is not None or getattr(event, "tag", None) is not None:
                _refuse_decoration(event, _at(event, file))
            depth += isinstance(event, yaml.CollectionStartEvent)
            if depth > MOST_DEPTH:
                at = _at(event, file)
                raise _Refused(Problem(at, "Blocks are nested too deeply here.", "Check the indentation and brackets."))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        yield event


def _at(event: Any, file: str) -> Place:
    return Place(file, event.start_mark.line + 1, event.start_mark.column + 1)


def _refuse_decoration(event: Any, at: Place) -> None:
    if event.anchor is not None:
        raise _Refused(Problem(at, f"Anchors like &{event.anchor} are not used here.", "Remove it."))
    raise _Refused(Problem(at, "Tags with ! are not used here.", "Remove it, or put the text in quotes."))


def _unreadable(error: yaml.MarkedYAMLError, file: str) -> Problem:
    """Turn the parser's complaint into our words; the commonest causes have their own hint."""
    mark = error.problem_mark or error.context_mark
    at = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    said = (error.problem or "").lower()
    for part, message, hint in _CAUSES:
        if part in said:
            return Problem(at, message, hint)
    return Problem(at, "This line cannot be read.", "Check the indentation, and put texts with : # ' or \" in quotes.")


_START = "Put the text in quotes. If it is a tab, use spaces."
_ABOVE = "Check the indentation and the quotes, here and in the lines above."
_COLON = "Write `name: value`, with a space after the colon."
_CAUSES = (
    ("nesting depth", "Blocks are nested too deeply here.", "Check the indentation and brackets."),
    ("mapping values are not allowed", "A colon is not expected here.", "Put the text in quotes, or check the spaces."),
    ("found character '\\t'", "A tab stands where spaces must be.", "Use spaces to indent."),
    ("that cannot start any token", "This character cannot start a text.", _START),
    ("unexpected end of stream", "A quote is opened and never closed.", "Close it with \" or '."),
    ("did not find expected key", "This line does not fit the lines above it.", _ABOVE),
    ("expected <block end>", "This line does not fit the lines above it.", _ABOVE),
    ("did not find expected '-'", "This line does not fit the list above it.", "Start it with a dash, or indent it."),
    ("could not find expected ':'", "A colon is missing, here or in the line above.", _COLON),
    ("simple key", "A colon is missing, here or in the line above.", _COLON),
    ("did not find expected ',' or", "A bracket is not closed.", "Close it, or put a comma between the values."),
    ("expected ',' or", "A bracket is not closed.", "Close it, or put a comma between the values."),
)


def _odd_character(text: str, file: str) -> Problem:
    for number, row in enumerate(text.split("\n"), start=1):
        for column, sign in enumerate(row, start=1):
            if not (sign.isprintable() or sign in "\t\r\u00a0\u2028\u2029\ufeff"):
                hint = "Delete it and type the text again."
                return Problem(Place(file, number, column), "A character here cannot be read.", hint)
    return Problem(Place(file), "This file cannot be read as text.", "Save it as UTF-8.")


@dataclass(slots=True)
class _Open:
    """A block or list that is being read."""

    path: Path
    node: Any
    key: str | None = None  # block: the field whose value comes next
    skip: bool = False  # inside the value of a doubled field: read, but not kept


@dataclass(slots=True)
class _Builder:
    file: str
    root: Node = None
    places: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)

    def take(self, event: Any) -> None:
        """Add one event to the tree."""
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._start(event, {} if isinstance(event, yaml.MappingStartEvent) else [])
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()

    def _scalar(self, event: Any) -> None:
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.node, dict) and top.key is None:
            self._field(top, event)
        else:
            empty = event.value == "" and not event.style
            self._put(None if empty else event.value, _at(event, self.file))

    def _field(self, top: _Open, event: Any) -> None:
        at = _at(event, self.file)
        name = event.value
        if name == "<<" and not event.style:
            raise _Refused(Problem(at, "Merge keys (<<) are not used here.", "Write the lines out."))
        if len(top.node) >= MOST_FIELDS:
            raise _Refused(Problem(at, "This block has too many lines.", "Check the indentation, here and above."))
        top.key = name
        if name in top.node and not top.skip:
            hint = "Remove one of the two lines; the first one counts."
            self.problems.append(Problem(at, f'"{name}" stands twice in this block.', hint))
            top.key = f"{name}\0"  # read on, but under a name that is dropped
        else:
            self.keys[(*top.path, name)] = at

    def _start(self, event: Any, node: Any) -> None:
        at = _at(event, self.file)
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.node, dict) and top.key is None:
            raise _Refused(Problem(at, "A field's name must be a text.", "Write `name: value`."))
        path, skip = self._put(node, at)
        self._open.append(_Open(path, node, skip=skip))

    def _put(self, node: Node, at: Place) -> tuple[Path, bool]:
        """Hang ``node`` where it belongs and remember its place. Say whether it is inside a doubled field."""
        if not self._open:
            self.root = node
            self.places[()] = at
            return (), False
        top = self._open[-1]
        if isinstance(top.node, list):
            if len(top.node) >= MOST_ENTRIES:
                raise _Refused(Problem(at, "This list is too long.", "Check the brackets, here and above."))
            step: str | int = len(top.node)
            top.node.append(node)
            skip = top.skip
        else:
            step = top.key or ""
            top.key = None
            skip = top.skip or str(step).endswith("\0")
            if not skip:
                top.node[step] = node
        path = (*top.path, step)
        if not skip:
            self.places[path] = at
        return path, skip
