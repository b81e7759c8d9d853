"""The Apps Script that makes a program's forms: one file of fixed code, and the questions as data in it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_CODE = Path(__file__).with_name("forms.gs")
_DATA = '"PEERLOOM_DATA"'


@dataclass(frozen=True, slots=True)
class Question:
    """One question, as Google Forms shows it. ``most`` is 0 where any number may be ticked."""

    key: str
    type: str
    ask: str
    help: str
    required: bool
    options: tuple[str, ...] = ()
    other: bool = False
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    most: int = 0
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One page of a form. With a ``side`` only people who picked that option of the question ``side`` see it."""

    key: str
    title: str
    questions: tuple[Question, ...]
    side: str = ""


@dataclass(frozen=True, slots=True)
class OneForm:
    """One form."""

    id: str
    title: str
    about: str
    anonymous: bool
    sections: tuple[Section, ...]


def forms_script(program: str, zone: str, forms: Sequence[OneForm]) -> str:
    """Write the script. The same forms give the same bytes; it holds no person's data.

    Args:
        program: the program's id.
        zone: the time zone of the answers, as IANA names it; "" leaves the spreadsheet's own.
        forms: in the order in which they shall be made.
    """
    data = {"program": program, "zone": zone, "forms": [asdict(form) for form in forms]}
    # ASCII alone, and no end of a script's tag: whatever a question says, it is data.
    text = json.dumps(data, ensure_ascii=True, indent=1).replace("</", "<\\/")
    return _CODE.read_text(encoding="utf-8").replace(_DATA, text)
