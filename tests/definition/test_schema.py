from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from peerloom.definition.program import Program
from peerloom.definition.reader import read_program
from peerloom.definition.schema import program_schema
from peerloom.definition.tree import read_tree

SMALL = Path(__file__).parents[1] / "programs" / "small" / "program.yaml"
SCHEMA = json.loads(program_schema())


def typed(node: Any, schema: Any) -> Any:
    """A tree of texts with numbers and yes/no as an editor's YAML reads them, where the schema wants them."""
    schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    for other in schema.get("anyOf", schema.get("allOf", ())):
        if "null" not in str(other.get("type")):
            return typed(node, other)
    if isinstance(node, dict):
        return {key: typed(value, schema.get("properties", {}).get(key, {})) for key, value in node.items()}
    if isinstance(node, list):
        return [typed(value, schema.get("items", {})) for value in node]
    if schema.get("type") == "integer":
        return int(node)
    return {"yes": True, "no": False}[node] if "enum" in schema and True in schema["enum"] else node


def errors(tree: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(typed(tree, SCHEMA))]


def tree() -> Any:
    return read_tree(SMALL.read_text(), "program.yaml").root


def test_it_is_a_schema_and_the_same_in_every_run() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert program_schema() == program_schema()
    assert SCHEMA["title"] == "program.yaml of Peerloom"
    assert list(SCHEMA) == sorted(SCHEMA)
    assert program_schema().endswith("}\n")


def test_it_knows_every_field_by_its_name_in_the_file() -> None:
    assert SCHEMA["properties"].keys() == Program.model_fields.keys()
    assert {"from", "to"} <= SCHEMA["$defs"]["Project"]["properties"].keys()
    assert "for" in SCHEMA["$defs"]["Module"]["properties"]


def test_a_good_program_fits() -> None:
    assert read_program(SMALL.read_text()).program is not None
    assert errors(tree()) == []


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda t: t.pop("program"), "'program' is a required property"),
        (lambda t: t.update(other="x"), "'other' was unexpected"),
        (lambda t: t["program"].update(other="x"), "'other' was unexpected"),
        (lambda t: t["program"].pop("name"), "'name' is a required property"),
        (lambda t: t["partners"][0].update(kind="pub"), "is not one of"),
        (lambda t: t["program"].update(id="North Star"), "does not match"),
        (lambda t: t["events"][0].update(on="soon"), "does not match"),
        (lambda t: t["organisation"].update(email="x"), "is not valid under any"),
        (lambda t: t["program"].update(site_url="http://a.example"), "is not valid under any"),
        (lambda t: t.update(goals="x"), "is not of type 'array'"),
    ],
)
def test_what_an_editor_should_mark_does_not_fit(change: Any, part: str) -> None:
    wrong = tree()
    change(wrong)
    found = errors(wrong)
    assert any(part in message for message in found), found
