"""The tables of docs/writing.md have every rule and wish, and each example is one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from peerloom.definition.organisation import Rule, Wish
from peerloom.definition.tree import read_tree

DOCS = (Path(__file__).parents[2] / "docs" / "writing.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"`(\{(rule|wish): .*?\})`", DOCS)


def test_every_rule_and_every_wish_has_an_example() -> None:
    found = {(kind, read_tree(text, "x").root[kind]) for text, kind in EXAMPLES}
    rules = {("rule", name) for name in get_args(Rule.model_fields["rule"].annotation)}
    wishes = {("wish", name) for name in get_args(Wish.model_fields["wish"].annotation)}
    assert found == (rules - {("rule", name) for name in ("trained", "permission", "consent")}) | wishes
    assert all(f"`{name}`" in DOCS for _, name in rules | wishes)


@pytest.mark.parametrize(("text", "kind"), EXAMPLES)
def test_each_example_can_be_written(text: str, kind: str) -> None:
    (Rule if kind == "rule" else Wish).model_validate(read_tree(text, "x").root)
