"""What was made and what was sent, so that nobody gets two letters for one cause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.problems import Cell, Problem
from peerloom.spreadsheet import csv_text, read_day, read_decisions

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

_TITLES = ("Draft", "Letter", "For", "Reader", "Made on", "Sent on")
_FAMILY = "parent or carer"
_YES = {"yes", "y", "x", "sent"}


@dataclass(frozen=True, slots=True)
class Made:
    """One letter that was made. ``code`` is its cause; ``who`` a program code, a guardian's with a plus sign."""

    code: str
    letter: str
    who: str
    on: dt.date
    sent: dt.date | None = None

    @property
    def about(self) -> str:
        """The thing it is about, as ``Cause.about`` says it."""
        return self.code.split("-")[2]


def write_memory(made: Iterable[Made]) -> str:
    """The whole file, the newest last."""
    rows = sorted(made, key=lambda one: (one.on, one.code))
    return csv_text(
        [
            _TITLES,
            *((m.code, m.letter, *_reader(m), m.on.isoformat(), m.sent.isoformat() if m.sent else "") for m in rows),
        ]
    )


def _reader(made: Made) -> tuple[str, str]:
    """The code alone in its cell, so that ``forget`` finds it."""
    return made.who.removesuffix("+"), _FAMILY if made.who.endswith("+") else ""


def read_memory(text: str, tab: str, today: dt.date) -> tuple[tuple[Made, ...], tuple[Problem, ...]]:
    """Read the file, also as a spreadsheet saved it. "yes" under "Sent on" is today.

    A row that cannot be read is an error: without it a letter could be made twice.
    """
    rows, problems = read_decisions(text, tab, _TITLES)
    found: dict[str, Made] = {}
    odd = list(problems)
    for cell, row in rows:
        on, said = read_day(row["made on"]), row["sent on"].casefold()
        sent = today if said in _YES else read_day(said)
        if on is None or row["draft"].count("-") != 3:  # noqa: PLR2004 - L, number, thing, step
            odd.append(Problem(Cell(tab, cell.row, "Made on"), "This row cannot be read.", "Write days as YYYY-MM-DD."))
        elif said and sent is None:
            hint = "Write yes, or the day as YYYY-MM-DD."
            odd.append(Problem(Cell(tab, cell.row, "Sent on"), "This does not say when it was sent.", hint))
        else:
            found[row["draft"]] = Made(
                row["draft"], row["letter"], row["for"] + ("+" if row["reader"] else ""), on, sent
            )
    return tuple(found.values()), tuple(odd)
