from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from peerloom.definition import tree
from peerloom.definition.tree import read_tree
from peerloom.problems import Place


def told(text: str) -> list[str]:
    return [
        f"{p.place.line}:{p.place.column} {p.message}"
        for p in read_tree(text, "x.yaml").problems
        if isinstance(p.place, Place)
    ]


@pytest.mark.parametrize("text", ["no", "18:30", "0123", "1.10", "1_000", "2026-02-30", "nan", "~", "null", "0x1F"])
def test_a_value_stays_what_people_wrote(text: str) -> None:
    assert read_tree(f"a: {text}", "x.yaml").root == {"a": text}


def test_only_a_field_without_anything_is_empty() -> None:
    assert read_tree("a:\nb: ''\nc: x", "x.yaml").root == {"a": None, "b": "", "c": "x"}


def test_every_value_and_every_field_has_its_place() -> None:
    read = read_tree("a: x\nb:\n  - c: y\n  - z\n", "x.yaml")
    assert read.root == {"a": "x", "b": [{"c": "y"}, "z"]}
    assert read.places[("a",)] == Place("x.yaml", 1, 4)
    assert read.keys[("b", 0, "c")] == Place("x.yaml", 3, 5)
    assert read.places[("b", 0, "c")] == Place("x.yaml", 3, 8)
    assert read.places[("b", 1)] == Place("x.yaml", 4, 5)


def test_a_path_that_is_not_there_has_the_place_of_the_block_around_it() -> None:
    read = read_tree("a:\n  b: x\n", "x.yaml")
    assert read.nearest(("a", "missing", 3)) == read.places[("a",)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: !!python/name:os.system x", "1:4 Tags with ! are not used here."),
        ("a: !ENV x", "1:4 Tags with ! are not used here."),
        ("a: &x 1", "1:4 Anchors like &x are not used here."),
        ("a: 1\nb: *x", "2:4 Aliases like *x are not used here."),
        ("a:\n  <<: {b: 1}", "2:3 Merge keys (<<) are not used here."),
        ("a: 1\nb: 2\na: 3", '3:1 "a" stands twice in this block.'),
        ("a: 1\n---\nb: 2", "2:1 A second document starts here."),
        ("? [a, b]\n: c", "1:3 A field's name must be a text."),
        ("a: b: c", "1:5 A colon is not expected here."),
        ("a: 'x\nb: y", "2:5 A quote is opened and never closed."),
        ("a: [1, 2\nb: 3", "2:2 A bracket is not closed."),
        ("a:\n\t- b", "2:1 This character cannot start a text."),
        ("a:\n  b: 1\n c: 2", "3:2 This line does not fit the lines above it."),
        ("a: @x", "1:4 This character cannot start a text."),
        ("".join(f"k{i}: v\n" for i in range(501)), "501:1 This block has too many lines."),
        (f"a: [{'b,' * 5001}]", "1:10005 This list is too long."),
    ],
)
def test_what_is_never_used_is_refused_at_its_place(text: str, expected: str) -> None:
    assert told(text) == [expected]


def test_an_unreadable_character_is_found() -> None:
    assert told("a: 1\nb: x\x07y") == ["2:5 A character here cannot be read."]


def test_a_doubled_field_keeps_the_first_and_what_is_inside_the_second_is_not_kept() -> None:
    read = read_tree("a: {b: 1}\na: {b: 2, c: 3}\nd: 4", "x.yaml")
    assert read.root == {"a": {"b": "1"}, "d": "4"}
    assert ("a", "c") not in read.places


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[" * 5000, "Blocks are nested too deeply here."),
        ("a: " + "{a: " * 3000, "Blocks are nested too deeply here."),
        ("- [x, x, x, x, x, x, x, x, x, x]\n" * 4_900, "This file has too many lines to read."),
        ("x" * 600_000, "This file is too large."),
        ("a: &a [x]\n" + "".join(f"b{i}: &b{i} [*a, *a]\n" for i in range(20)), "Anchors like &a are not used here."),
    ],
)
def test_too_deep_or_too_large_is_one_problem(text: str, message: str) -> None:
    read = read_tree(text, "x.yaml")
    assert [problem.message for problem in read.problems] == [message]
    assert read.root is None


texts = st.text(st.characters(codec="utf-8"), max_size=60) | st.text("ab:-[]{}\"'#&*!|> \n\t,?%@`<", max_size=80)


@given(texts)
def test_no_text_makes_it_fail(text: str) -> None:
    read = read_tree(text, "x.yaml")

    assert all(isinstance(problem.message, str) for problem in read.problems)


@given(texts)
def test_what_it_reads_without_a_problem_is_what_the_library_reads(text: str) -> None:
    read = read_tree(text, "x.yaml")
    if not read.problems and read.root is not None:
        assert _none_is_empty(read.root) == yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: TID251, S506 - the peer


def _none_is_empty(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _none_is_empty(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_none_is_empty(value) for value in node]
    return "" if node is None else node


def test_both_parsers_give_the_same_tree_and_places(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: x\nb:\n  - c: 'y: z'\n    d: [1, {e: 2}]\n  - >-\n    long\n    text\n"
    quick = read_tree(text, "x.yaml")
    monkeypatch.setattr(tree, "_LOADER", yaml.BaseLoader)
    slow = read_tree(text, "x.yaml")
    assert (quick.root, quick.places, quick.keys) == (slow.root, slow.places, slow.keys)
