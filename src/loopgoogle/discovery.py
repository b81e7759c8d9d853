"""What Google's own discovery documents say a request and an answer may hold."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_FOLDER = Path(__file__).with_name("documents")
_TEXTS = {"int64", "uint64", "byte", "google-duration", "google-fieldmask", "google-datetime"}  # numbers as texts, too
_SHARED = {"fields", "alt", "key", "prettyPrint", "quotaUser", "access_token"}  # allowed with every method


@dataclass(frozen=True, slots=True)
class Method:
    """One call of an interface."""

    id: str
    verb: str
    path: re.Pattern[str]
    query: Mapping[str, Mapping[str, Any]]
    request: str | None  # name of the schema of its body
    answer: str | None
    document: str

    def problems_of_request(self, query: Mapping[str, Sequence[str]], body: Any) -> list[str]:
        """Everything in a request that Google does not document."""
        found = [f"{self.id}: there is no parameter {name}" for name in query if name not in {*self.query, *_SHARED}]
        for name, values in query.items():
            allowed = self.query.get(name, {}).get("enum")
            found += [f"{self.id}: {name} cannot be {value}" for value in values if allowed and value not in allowed]
            if len(values) > 1 and not self.query.get(name, {}).get("repeated"):
                found.append(f"{self.id}: {name} stands twice")
        if self.request is None:
            return found + ([f"{self.id}: it takes no body"] if body is not None else [])
        return found + problems(self.document, self.request, without_null(body if body is not None else {}))

    def problems_of_answer(self, body: Any) -> list[str]:
        """Everything in an answer that Google does not document."""
        return problems(self.document, self.answer, body) if self.answer else []


def find_method(verb: str, path: str) -> Method | None:
    """The documented call behind a verb and a path, without the query."""
    return next((method for method in methods() if method.verb == verb and method.path.fullmatch(path)), None)


@functools.cache
def methods() -> tuple[Method, ...]:
    """Every documented call of Sheets and of Forms."""
    return tuple(found for name in ("sheets.v4", "forms.v1") for found in _methods(name, _document(name)))


def _methods(document: str, resource: Mapping[str, Any]) -> Iterator[Method]:
    for told in resource.get("methods", {}).values():
        flat = told.get("flatPath", told["path"])
        pattern = "".join(_segment(part) for part in re.split(r"(\{[^}]*\})", "/" + flat))
        yield Method(
            told["id"],
            told["httpMethod"],
            re.compile(pattern),
            {name: one for name, one in told.get("parameters", {}).items() if one["location"] == "query"},
            told.get("request", {}).get("$ref"),
            told.get("response", {}).get("$ref"),
            document,
        )
    for inner in resource.get("resources", {}).values():
        yield from _methods(document, inner)


def _segment(part: str) -> str:
    return r"[^/]+?" if part.startswith("{") else re.escape(part)


def problems(document: str, schema: str, value: Any) -> list[str]:
    """Where ``value`` is not what the document says of this schema."""
    errors = _validator(document, schema).iter_errors(value)
    return [f"{schema} at {'/'.join(map(str, error.absolute_path)) or 'the top'}: {error.message}" for error in errors]


@functools.cache
def _validator(document: str, schema: str) -> jsonschema.Draft202012Validator:
    told = {name: _schema(one) for name, one in _document(document)["schemas"].items()}
    return jsonschema.Draft202012Validator({"$ref": f"#/$defs/{schema}", "$defs": told})


def _schema(told: Mapping[str, Any]) -> dict[str, Any]:
    """A schema of a discovery document as JSON Schema."""
    if "$ref" in told:
        return {"$ref": f"#/$defs/{told['$ref']}"}
    kind = told.get("type", "any")
    if kind == "any":
        return {}
    if told.get("format") in _TEXTS:
        kind = "string"
    made: dict[str, Any] = {"type": kind}
    if "enum" in told:
        made["enum"] = told["enum"]
    if kind == "array":
        made["items"] = _schema(told.get("items", {}))
    if kind == "object" and "properties" in told:
        made["properties"] = {name: _schema(one) for name, one in told["properties"].items()}
        made["additionalProperties"] = False
    elif kind == "object" and "additionalProperties" in told:
        made["additionalProperties"] = _schema(told["additionalProperties"])
    return made


def without_null(value: Any) -> Any:
    """The same without members that are null: for Google they are not there."""
    if isinstance(value, dict):
        return {name: without_null(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [without_null(one) for one in value]
    return value


@functools.cache
def _document(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found
