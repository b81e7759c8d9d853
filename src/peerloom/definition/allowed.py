"""``allowed.yaml``: names, addresses and numbers that stand in the program's own texts on purpose.

The privacy gate stops a site that holds the name of somebody who signed up, also a first name alone. A staff member's
address or the people of an invented story are allowed here, each by who it is, why, until when and in which text.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.definition.tree import read_tree
from peerloom.problems import Place, Problem, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peerloom.definition.tree import Node, Path, Tree

FIELDS = ("text", "page", "who", "why", "until")
_HEAD = "Each entry needs text, page, who, why and until."
_MOST_TEXT = 200
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Allowed:
    """One text that may stand in one file of the program until a day, that day included."""

    text: str
    page: str  # the file as problems name it: content/stories/one.md, program.yaml, mkdocs.yml, templates/...
    who: str
    why: str
    until: dt.date


def read_allowed(
    text: str, today: dt.date, file: str = "allowed.yaml"
) -> tuple[tuple[Allowed, ...], tuple[Problem, ...]]:
    """Read ``text``: the entries that count on the day ``today``, and what is wrong. Never raises for a user's mistake.

    There are no wildcards: a text is allowed in the one file that is named. An entry that has run out is a warning.
    """
    tree = read_tree(text, file)
    if tree.root is None:
        return (), tree.problems
    problems = list(tree.problems)
    if not isinstance(tree.root, list):
        problems.append(Problem(Place(file, 1, 1), "This file must be a list.", f"Start each with a dash. {_HEAD}"))
        return (), in_order(problems)
    found = []
    for i, node in enumerate(tree.root):
        wrong = list(_wrong((i,), node, tree))
        problems += wrong
        if not wrong:
            text_, page, who, why = (node[name].strip() for name in FIELDS[:-1])
            entry = Allowed(text_, page, who, why, dt.date.fromisoformat(node["until"]))
            if entry.until >= today:
                found.append(entry)
            else:
                hint = "Write a later day if it is still so, or delete the entry and the text."
                at = tree.places[i, "until"]
                problems.append(Problem(at, f"This was allowed until {entry.until}.", hint, "warning"))
    return tuple(found), in_order(problems)


def _wrong(path: Path, node: Node, tree: Tree) -> Iterator[Problem]:
    if not isinstance(node, dict):
        yield Problem(tree.nearest(path), "This line cannot be read.", _HEAD)
        return
    for name in node:
        if name not in FIELDS:
            near = difflib.get_close_matches(name, FIELDS, n=1)
            hint = f'Did you mean "{near[0]}"?' if near else f"Remove it. {_HEAD}"
            yield Problem(tree.keys[*path, name], f'"{name}" is not used here.', hint)
    for name in FIELDS:
        value = node.get(name)
        here = (*path, name)
        if name not in node:
            yield Problem(tree.nearest(path), f'"{name}" is missing.', _HEAD)
        elif not isinstance(value, str) or not value.strip() or len(value) > _MOST_TEXT:
            yield Problem(tree.nearest(here), f'"{name}" must be a short text.', "Write it on one line.")
        elif name == "until" and not _is_day(value):
            yield Problem(tree.nearest(here), '"until" must be a day.', "Write it as YYYY-MM-DD.")
        elif name == "page" and ("*" in value or value.endswith("/")):
            yield Problem(tree.nearest(here), '"page" must be one file.', "Write it like content/pages/about.md.")


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text)) and bool(dt.date.fromisoformat(text))
    except ValueError:
        return False
