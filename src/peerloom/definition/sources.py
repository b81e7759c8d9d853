"""Where the answers come from, when it is not the folder ``responses/``."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field, StringConstraints, WithJsonSchema

from peerloom.definition.fields import Model, Slug, Text, YesNo, written

_ID = r"[A-Za-z0-9_-]{25,80}"
_LINK = rf"https://docs\.google\.com/(?:spreadsheets|forms)/d/({_ID})(?:[/?#].*)?"


def _id(text: str) -> str:
    found = re.fullmatch(_LINK, text)
    return found[1] if found else text


GoogleId = Annotated[
    str,
    written("google_id", rf"{_ID}|{_LINK}", _id),
    StringConstraints(max_length=300),
    WithJsonSchema({"type": "string", "examples": ["https://docs.google.com/spreadsheets/d/1AbC.../edit"]}),
]


class Sources(Model):
    """Where answers are read, and where proposals are written. Without it: the files in ``responses/``."""

    spreadsheet: GoogleId | None = None  # the link of the Google Sheet into which the forms write
    forms: dict[Slug, GoogleId] = Field(default_factory=dict)  # forms that are read directly: id -> link to edit it
    write_back: YesNo = False  # proposals go to a new tab of the sheet, and decisions are read from there
    zone: Text | None = None  # the time zone of the sheet, such as Europe/London
