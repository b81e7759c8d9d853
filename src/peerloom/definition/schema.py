"""program.schema.json: lets an editor complete and check program.yaml while people type."""

from __future__ import annotations

import json

from peerloom.definition.program import Program


def program_schema() -> str:
    """The JSON Schema (draft 2020-12) of program.yaml, as text that is the same in every run."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "program.yaml of Peerloom",
        **Program.model_json_schema(by_alias=True),
    }
    schema["title"] = "program.yaml of Peerloom"
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
