"""The letters there are, why one is due, and what a draft is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

Fact = str | tuple[str, ...]

LETTERS: Mapping[str, str] = {  # id -> what it is for; the order is that of importance where only one may be made
    "L-19": "After the first meeting",
    "L-32": "A match ends early",
    "L-39": "What you asked us for is done",
    "L-38": "For the coordinator",
    "L-37": "For the support team",
    "L-11": "A match for you",
    "L-17": "Plan the first meeting",
    "L-13": "We look again",
    "L-08": "Not this time",
    "L-03": "Permission of a parent or carer",
    "L-02": "Welcome",
    "L-33": "Thanks at the end",
    "L-30": "A pause",
    "L-31": "The end of the program comes near",
    "L-04": "The permission is missing",
    "L-27": "Something ends soon",
    "L-12": "Your answer about a match",
    "L-18": "No first meeting yet",
    "L-14": "No mentor in this round",
    "L-15": "No mentee in this round",
    "L-16": "We need a little more",
    "L-10": "Are your details right?",
    "L-07": "Your training",
    "L-06": "A talk with us",
    "L-05": "A reference",
    "L-09": "Training is still open",
    "L-29": "An event",
    "L-23": "You have not met for a while",
    "L-20": "Your check-in",
    "L-21": "How is it going at home?",
    "L-25": "Help that you asked for",
    "L-22": "Your goal",
    "L-26": "A goal is reached",
    "L-24": "How the goals are going",
    "L-28": "A short survey",
    "L-34": "A new match",
    "L-35": "Next year",
    "L-01": "Somebody suggested you",
    "L-36": "Thanks to partners",
}
SAFETY = frozenset({"L-19", "L-32"})  # they say whom to call; no limit holds them back
TEAM = frozenset({"L-37", "L-38"})  # work of the team, which is no reminder


@dataclass(frozen=True, slots=True)
class Reader:
    """To whom a letter goes. ``code`` is the person it is about; a guardian reads for that person."""

    code: str
    call: str  # how the letter greets
    email: str
    language: str
    guardian: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A day for the calendar, with or without hours."""

    title: str
    on: dt.date
    starts: dt.time | None = None
    ends: dt.time | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason to write to one person. Two of the same ``code`` are the same reason, in every run."""

    letter: str
    thing: str  # what it is about: at most two letters to one person are about it
    reader: Reader
    facts: Mapping[str, Fact] = field(default_factory=dict)
    step: int = 1  # the second reminder is 2
    match: str = ""
    day: Day | None = None

    @property
    def about(self) -> str:
        """A short name of the thing for this reader, without a word of it."""
        return _short(self.letter, self.thing, self.reader.code, str(self.reader.guardian), _outside(self.reader))

    @property
    def code(self) -> str:
        """Its stable name, for example ``L-20-3f9a1c2b7d-1``."""
        return f"{self.letter}-{self.about}-{self.step}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter as it was written: ready to be read, changed and sent by a human."""

    code: str
    letter: str
    reader: Reader
    subject: str
    body: str
    calendar: str = ""  # the .ics file, or nothing
    made: dt.date | None = None


def _outside(reader: Reader) -> str:
    """What tells people apart who have no code."""
    return "" if reader.code else reader.email


def _short(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:10]
