"""``site/public.json`` and ``releases/``: what goes from private to public, as files that anyone can read and check."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
from contextlib import suppress
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from peerloom.definition.figures import FIGURES
from peerloom.disclosure import public
from peerloom.disclosure.public import ID, MONTH, MOST_WORDS, PublicFigures

_TYPES: dict[str, type] = {
    name.lower(): one for name, one in vars(public).items() if isinstance(one, type) and dataclasses.is_dataclass(one)
}
_PLAIN: dict[Any, dict[str, Any]] = {
    int: {"type": "integer", "minimum": 0},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
}
_PLAIN[dt.date] = {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_TEXTS: dict[str, dict[str, Any]] = {  # the only texts that there are
    "PublicFigure.id": {"enum": sorted(FIGURES)},
    "PublicFigure.cohort": {"type": "string", "pattern": f"^({ID})?$", "maxLength": 64},
    "PublicPart.label": {"type": "string", "pattern": f"^{MONTH}$"},
    "PublicWords.text": {"type": "string", "maxLength": MOST_WORDS},
    "PublicWords.named": {"type": "string", "maxLength": 64},
}


def public_json(figures: PublicFigures) -> str:
    """Write the figures as JSON: same figures, same bytes. Each shown value carries the name of its type."""
    return json.dumps(_plain(figures), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def read_public(text: str) -> PublicFigures:
    """Read what ``public_json`` wrote, and nothing else.

    Raises:
        ValueError: something is missing, is there that does not belong there, or is not of its type. What stands
            there is never said: it could be anything.
    """
    try:
        made = _made(json.loads(text))
    except (TypeError, KeyError, AttributeError, RecursionError, json.JSONDecodeError):
        raise ValueError("This is not a file of public figures.") from None
    if not isinstance(made, PublicFigures):
        raise ValueError("This is not a file of public figures.")  # noqa: TRY004 - a wrong file, not a wrong call
    return made


def public_schema() -> dict[str, Any]:
    """The JSON schema of ``public_json``, made from the types. No object may have a property that is not named here."""
    kinds = {one.__name__: _schema_of(one) for one in _TYPES.values()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Public figures",
        "$ref": "#/$defs/PublicFigures",
        "$defs": dict(sorted(kinds.items())),
    }


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        fields = {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {"is": type(value).__name__.lower(), **fields}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, int | str | None) else value.isoformat()


def _made(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_made(item) for item in value)
    if not isinstance(value, dict):
        return value
    kind = _TYPES[value["is"]]
    hints = _hints(kind)
    if value.keys() - {"is"} != hints.keys():
        raise ValueError("A property is missing, or one is there that does not belong there.")
    parts = {name: _day(_made(value[name]), hint) for name, hint in hints.items()}
    for name, hint in hints.items():
        if not _fits(parts[name], hint):
            raise ValueError(f'"{name}" is not of its type.')
    return kind(**parts)


def _day(value: Any, hint: Any) -> Any:
    if dt.date in (hint, *get_args(hint)) and isinstance(value, str):
        with suppress(ValueError):  # its message would repeat the text
            return dt.date.fromisoformat(value)
    return value


def _fits(value: Any, hint: Any) -> bool:
    if get_origin(hint) is UnionType:
        return any(_fits(value, one) for one in get_args(hint))
    if get_origin(hint) is Literal:
        return value in get_args(hint)
    if get_origin(hint) is tuple:
        return isinstance(value, tuple) and all(_fits(item, get_args(hint)[0]) for item in value)
    return type(value) is hint and (hint is not int or value >= 0)


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, localns={"dt": dt})


def _schema_of(kind: type) -> dict[str, Any]:
    hints = _hints(kind)
    properties = {name: _TEXTS.get(f"{kind.__name__}.{name}") or _schema(hint) for name, hint in hints.items()}
    return {
        "type": "object",
        "properties": {"is": {"const": kind.__name__.lower()}, **properties},
        "required": ["is", *hints],
        "additionalProperties": False,
    }


def _schema(hint: Any) -> dict[str, Any]:
    if get_origin(hint) is UnionType:
        return {"anyOf": [_schema(one) for one in get_args(hint)]}
    if get_origin(hint) is Literal:
        return {"enum": list(get_args(hint))}
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _schema(get_args(hint)[0])}
    return dict(_PLAIN[hint]) if hint in _PLAIN else {"$ref": f"#/$defs/{hint.__name__}"}
