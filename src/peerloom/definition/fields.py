"""The kinds of value that program.yaml can hold. Each is a plain Python type behind a pattern.

YAML is read as text, so ``no``, ``18:30`` and ``0123`` arrive as people wrote them, and only
the types here decide what they mean.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from collections.abc import Callable


class Model(BaseModel):
    """A block of program.yaml: frozen, and nothing unknown gets in."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def written(kind: str, pattern: str, read: Callable[[str], Any]) -> BeforeValidator:
    """Accept only text that matches the whole ``pattern``, then read it; else raise an error of ``kind``.

    A value that is not text (a default of ours) passes unchanged.
    """
    compiled = re.compile(pattern)

    def validate(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if compiled.fullmatch(value) is None:
            raise PydanticCustomError(kind, kind)  # the sentence is in `words`, by kind
        try:
            return read(value)
        except ValueError:
            raise PydanticCustomError(f"{kind}_none", kind) from None

    return BeforeValidator(validate)


def _none_is_missing(value: Any) -> Any:
    """A field that stands there without a value is told as empty, not as a wrong type."""
    if value is None:
        raise PydanticCustomError("empty", "empty")
    return value


def _read_steps(value: Any) -> Any:
    """A block ``gap: points`` as numbers."""
    if not isinstance(value, dict):
        raise PydanticCustomError("steps", "steps")
    if not all(_STEP.fullmatch(str(gap)) and _POINTS.fullmatch(str(points)) for gap, points in value.items()):
        raise PydanticCustomError("steps", "steps")
    return {int(gap): int(points) for gap, points in value.items()}


_STEP, _POINTS = re.compile(r"-?\d{1,3}"), re.compile(r"\d{1,3}")


def _read_hours(text: str) -> tuple[int, int]:
    """``15:00-17:00`` as minutes after midnight."""
    starts, ends = (dt.time.fromisoformat(part.strip()) for part in re.split("[-\u2013]", text))
    first, last = (time.hour * 60 + time.minute for time in (starts, ends))
    if first >= last:
        raise ValueError
    return first, last


def _read_spot(text: str) -> tuple[int, int]:
    """``52.521, 13.405`` as whole hundred-thousandths of a degree, north and east."""
    north, east = (_whole_degrees(part.strip()) for part in text.split(","))
    if abs(north) > 90 * DEGREE or abs(east) > 180 * DEGREE:
        raise ValueError
    return north, east


def _whole_degrees(text: str) -> int:
    whole, _, part = text.removeprefix("-").partition(".")
    size = int(whole) * DEGREE + int(f"{part:0<5}"[:5])
    return -size if text.startswith("-") else size


DEGREE = 100_000  # steps of about one metre

_YES = {"yes": True, "true": True, "no": False, "false": False}

Whole = Annotated[
    int,
    BeforeValidator(_none_is_missing),
    written("whole", r"-?\d{1,9}", int),
    Field(strict=True),
]
Day = Annotated[
    dt.date,
    BeforeValidator(_none_is_missing),
    written("day", r"\d{4}-\d{2}-\d{2}", dt.date.fromisoformat),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "examples": ["2026-10-05"]}),
]
TimeOfDay = Annotated[
    dt.time,
    BeforeValidator(_none_is_missing),
    written("time", r"\d{2}:\d{2}", dt.time.fromisoformat),
    WithJsonSchema({"type": "string", "pattern": r"^\d{2}:\d{2}$", "examples": ["18:30"]}),
]
YesNo = Annotated[
    bool,
    BeforeValidator(_none_is_missing),
    written("yes_no", "yes|no|true|false", _YES.__getitem__),
    WithJsonSchema({"enum": [True, False, "yes", "no"]}),
]
Steps = Annotated[
    dict[int, int],
    BeforeValidator(_read_steps),
    WithJsonSchema(
        {
            "type": "object",
            "patternProperties": {"^-?[0-9]{1,3}$": {"type": "integer", "minimum": 0, "maximum": 999}},
            "additionalProperties": False,
            "examples": [{"1": 9, "2": 12}],
        }
    ),
]
Hours = Annotated[
    tuple[int, int],  # minutes after midnight: from, to
    BeforeValidator(_none_is_missing),
    written("hours", r"\d{2}:\d{2} *[-\u2013] *\d{2}:\d{2}", _read_hours),
    WithJsonSchema(
        {"type": "string", "pattern": r"^\d{2}:\d{2} *[-\u2013] *\d{2}:\d{2}$", "examples": ["15:00-17:00"]}
    ),
]
Spot = Annotated[
    tuple[int, int],  # north and east of 0, in hundred-thousandths of a degree
    BeforeValidator(_none_is_missing),
    written("spot", r"-?\d{1,2}(\.\d{1,9})? *, *-?\d{1,3}(\.\d{1,9})?", _read_spot),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^-?\d{1,2}(\.\d{1,9})? *, *-?\d{1,3}(\.\d{1,9})?$",
            "examples": ["52.521, 13.405"],
        }
    ),
]
Text = Annotated[
    str,
    BeforeValidator(_none_is_missing),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2000),
]
Slug = Annotated[
    str,
    BeforeValidator(_none_is_missing),
    written("slug", r"[a-z0-9]+(-[a-z0-9]+)*", str),
    StringConstraints(max_length=64),
    WithJsonSchema({"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 64}),
]
QuestionId = Annotated[
    str,
    BeforeValidator(_none_is_missing),
    written("question_id", r"[a-z][a-z0-9_]*", str),
    StringConstraints(max_length=40),
    WithJsonSchema({"type": "string", "pattern": "^[a-z][a-z0-9_]*$", "maxLength": 40}),
]
Link = Annotated[
    str,
    BeforeValidator(_none_is_missing),
    # A host of plain letters, no user name before it: what people see is where they go.
    written("link", r"https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{2,5})?(/[^\s<>\"'`\\{}|^]*)?", str),
    StringConstraints(max_length=500),
    WithJsonSchema({"type": "string", "pattern": "^https://", "maxLength": 500}),
]
Mail = Annotated[
    str,
    BeforeValidator(_none_is_missing),
    written("mail", r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", str),
    StringConstraints(max_length=200),
    WithJsonSchema({"type": "string", "pattern": "^[^@ ]+@[^@ ]+$"}),
]
Phone = Annotated[
    str,
    BeforeValidator(_none_is_missing),
    written("phone", r"\+?[0-9][0-9 ()/.-]{1,24}", str),
    WithJsonSchema({"type": "string", "pattern": r"^\+?[0-9][0-9 ()/.-]{1,24}$"}),
]
