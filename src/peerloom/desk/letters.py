"""The page Letters: every draft of the outbox, to read before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.messages.letter import LETTERS
from peerloom.private import revealed

if TYPE_CHECKING:
    import datetime as dt

    from peerloom.desk.seen import Seen


@dataclass(frozen=True, slots=True)
class Preview:
    """One draft."""

    code: str  # the name of its file, without the ending
    title: str
    to: str
    email: str
    made: dt.date
    subject: str
    lines: tuple[str, ...]
    has_day: bool  # a calendar file is attached


@dataclass(frozen=True, slots=True)
class LettersPage:
    """The whole page."""

    drafts: tuple[Preview, ...]


def _to(call: str, *, guardian: bool) -> str:
    name = revealed(call)
    return f"Parent or carer of {name}" if guardian else name or "Referee"


def letters(seen: Seen) -> LettersPage:
    """The drafts, the most important kind first."""
    order = {letter: place for place, letter in enumerate(LETTERS)}
    drafts = sorted(seen.letters, key=lambda draft: (order[draft.letter], draft.code))
    return LettersPage(
        tuple(
            Preview(
                draft.code,
                LETTERS[draft.letter],
                _to(draft.reader.call, guardian=draft.reader.guardian),
                draft.reader.email,
                draft.made or seen.today,
                draft.subject,
                tuple(draft.body.splitlines()),
                bool(draft.calendar),
            )
            for draft in drafts
        )
    )
