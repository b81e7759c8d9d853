"""One day as an .ics file.

Source: RFC 5545, https://www.rfc-editor.org/rfc/rfc5545. Times are local times of the place (section 3.3.5).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from peerloom.readable import cleaned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peerloom.messages.letter import Day

_WIDEST = 75  # bytes of a line


def calendar(day: Day, code: str) -> str:
    """Give ``day`` as a calendar file. ``code`` names it: a second import changes it and adds nothing."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Peerloom//Letters//EN", "CALSCALE:GREGORIAN", "BEGIN:VEVENT"]
    lines += [f"UID:{code}@peerloom", f"DTSTAMP:{day.on:%Y%m%d}T000000Z", *_times(day), f"SUMMARY:{_text(day.title)}"]
    lines += [f"LOCATION:{_text(day.place)}"] if day.place else []
    return "".join(_folded(line) for line in (*lines, "END:VEVENT", "END:VCALENDAR"))


def _times(day: Day) -> Iterator[str]:
    if day.starts is None:
        yield f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}"
        return
    yield f"DTSTART:{dt.datetime.combine(day.on, day.starts):%Y%m%dT%H%M%S}"
    if day.ends is not None and day.ends > day.starts:
        yield f"DTEND:{dt.datetime.combine(day.on, day.ends):%Y%m%dT%H%M%S}"


def _text(value: str) -> str:
    return cleaned(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """Fold at 75 bytes, never inside a character (section 3.1)."""
    pieces: list[str] = []
    piece, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > _WIDEST - (1 if pieces else 0):
            pieces.append(piece)
            piece, size = "", 0
        piece, size = piece + character, size + width
    return "\r\n ".join((*pieces, piece)) + "\r\n"
