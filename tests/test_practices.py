"""docs/practices.md is whole and true: every practice has a row, and everything that a row names is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main

from peerloom.cli import app
from peerloom.definition.figures import FIGURES
from peerloom.definition.learning import TOPICS
from peerloom.definition.program import Program
from peerloom.definition.standard_forms import standard_forms

ROOT = Path(__file__).parents[1]
TABLE = (ROOT / "docs" / "practices.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip().strip("|").split(" | ")]
    for line in TABLE.splitlines()
    if line.startswith("| P-")
]
NAMED = re.compile(r"(page|desk page|form|question|figure|verb|setting|topic) `([^`]+)`")


def named(kind: str) -> list[tuple[str, str]]:
    """Practice and name of everything of one kind that the table names."""
    return [(row[0], name) for row in ROWS for what, name in NAMED.findall(row[2]) if what == kind]


def missing(kind: str, known: set[str]) -> list[tuple[str, str]]:
    found = named(kind)
    assert found, f"the table names nothing of the kind {kind}"
    return [(practice, name) for practice, name in found if name not in known]


def test_every_practice_has_one_row() -> None:
    assert sorted(row[0] for row in ROWS) == [f"P-{number:02}" for number in range(1, 78)]
    assert all(len(row) == 5 and all(row) for row in ROWS)


def test_every_row_names_something_that_is_there_and_says_what_people_do() -> None:
    assert [row[0] for row in ROWS if not NAMED.search(row[2])] == []
    assert [row[0] for row in ROWS if row[3] != "\N{EN DASH}" and not row[3].endswith(".")] == []


def test_pages_and_desk_pages_have_their_template() -> None:
    folder = ROOT / "templates"
    assert missing("page", {file.name.removesuffix(".md.j2") for file in (folder / "pages").glob("*.j2")}) == []
    assert missing("desk page", {file.name.removesuffix(".html.j2") for file in (folder / "desk").glob("*.j2")}) == []


def test_forms_and_questions_are_asked() -> None:
    forms = standard_forms()
    assert missing("form", set(forms)) == []
    assert missing("question", {f"{form.id}.{q.id}" for form in forms.values() for q in form.questions}) == []


def test_figures_topics_and_verbs_exist() -> None:
    group: Any = typer.main.get_command(app)
    assert missing("figure", set(FIGURES)) == []
    assert missing("topic", set(TOPICS)) == []
    assert missing("verb", set(group.commands)) == []


@cache
def settings() -> frozenset[str]:
    """Every path of program.yaml, without numbers of lists: ``goals.measure``."""
    schema = Program.model_json_schema(by_alias=True)
    found: set[str] = set()

    def walk(node: Any, path: tuple[str, ...]) -> None:
        if "$ref" in node:
            return walk(schema["$defs"][node["$ref"].rpartition("/")[2]], path)
        for other in (*node.get("anyOf", ()), *node.get("allOf", ())):
            walk(other, path)
        if isinstance(node.get("items"), dict):
            walk(node["items"], path)
        for name, below in node.get("properties", {}).items():
            found.add(".".join((*path, name)))
            walk(below, (*path, name))
        return None

    walk(schema, ())
    return frozenset(found)


def test_settings_are_fields_of_program_yaml() -> None:
    assert {"goals.measure", "training.modules.topics"} <= settings()
    assert missing("setting", set(settings())) == []


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_test_that_shows_it_exists(row: list[str]) -> None:
    tests = re.findall(r"`([^`]+)`", row[4])
    assert tests
    for test in tests:
        file, _, name = test.partition("::")
        tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, test
