"""The calendar of events as an .ics file.

Source: RFC 5545, https://www.rfc-editor.org/rfc/rfc5545. Times are local times of the place ("floating",
section 3.3.5), so that no list of time zones is needed.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from peerloom.readable import cleaned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from peerloom.definition.community import Event
    from peerloom.definition.program import Program

_WIDEST = 75  # bytes of a line, without its end


def calendar(program: Program) -> str:
    """Give the events of ``program`` as a calendar file. The same events give the same bytes on every day.

    An event that is not public is there without its place.
    """
    about = program.program
    lines = [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Peerloom//Events//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("X-WR-CALNAME", _text(about.name)),
        *(line for event in program.events for line in _event(event, about.id)),
        ("END", "VCALENDAR"),
    ]
    return "".join(_folded(f"{name}:{value}") for name, value in lines)


def _event(event: Event, program: str) -> Iterator[tuple[str, str]]:
    yield "BEGIN", "VEVENT"
    yield "UID", f"{event.id}@{program}.peerloom"
    yield "DTSTAMP", f"{event.on:%Y%m%d}T000000Z"  # the event's own day: a clock would change the file every day
    yield "DTSTART", _moment(event.on, event.starts)
    if event.ends > event.starts:  # the standard knows no event that ends when it starts; without an end it may
        yield "DTEND", _moment(event.on, event.ends)
    yield "SUMMARY", _text(event.title)
    yield "DESCRIPTION", _text(event.summary)
    if event.public:
        yield "LOCATION", _text(event.place)
    yield "END", "VEVENT"


def _moment(day: dt.date, time: dt.time) -> str:
    return f"{dt.datetime.combine(day, time):%Y%m%dT%H%M%S}"


def _text(value: str) -> str:
    """Escape a text value (section 3.3.11)."""
    return cleaned(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """Fold ``line`` at 75 bytes, never inside a character (section 3.1)."""
    return "\r\n ".join(_pieces(line)) + "\r\n"


def _pieces(characters: Iterable[str]) -> Iterator[str]:
    piece, size, room = "", 0, _WIDEST
    for character in characters:
        width = len(character.encode())
        if size + width > room:
            yield piece
            piece, size, room = "", 0, _WIDEST - 1  # a continued line starts with a space
        piece, size = piece + character, size + width
    yield piece
