"""The page Speed meetings: the plan by round, and a sheet for each person to print and hand out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.people.codes import match_code
from peerloom.people.values import text_of
from peerloom.private import revealed

if TYPE_CHECKING:
    from peerloom.desk.seen import Seen, Who
    from peerloom.matching.talk import Talk


@dataclass(frozen=True, slots=True)
class Meeting:
    """One talk, for the coordinator."""

    table: int
    mentor: Who
    mentee: Who
    code: str
    answers: int  # how many of the two have said how it went


@dataclass(frozen=True, slots=True)
class Round:
    """All talks of one round."""

    number: int
    meetings: tuple[Meeting, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One talk, as it stands on the sheet of one person: no code and no whole name of the other."""

    round: int
    table: int
    call: str  # what the other wants to be called
    code: str  # of the meeting


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one person gets."""

    code: str
    call: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class SpeedPage:
    """The whole page."""

    round: str
    rounds: tuple[Round, ...]
    sheets: tuple[Sheet, ...]
    talks: int
    answered: int  # talks about which both have said something


def speed(seen: Seen) -> SpeedPage:
    """The page: rounds in their order, sheets by the name that people are called."""
    said = {
        (revealed(text_of(a, "code")), revealed(text_of(a, "met")))
        for a in seen.records.answers.get("speed-meeting", ())
    }
    by_round: dict[int, list[Meeting]] = defaultdict(list)
    by_person: dict[str, list[Step]] = defaultdict(list)
    call = {person.code: person.call for person in sorted(seen.records.participants, key=lambda one: one.applied)}
    for talk in sorted(seen.talks, key=lambda talk: (talk.round, talk.table)):
        code = match_code(talk.mentor, talk.mentee, seen.talks_of)
        by_round[talk.round].append(_meeting(seen, talk, code, said))
        for one, other, role in ((talk.mentor, talk.mentee, "a mentee"), (talk.mentee, talk.mentor, "a mentor")):
            by_person[one].append(Step(talk.round, talk.table, call.get(other, "") or role, code))
    sheets = [Sheet(code, call.get(code, "") or code, tuple(steps)) for code, steps in by_person.items()]
    meetings = [meeting for of_round in by_round.values() for meeting in of_round]
    return SpeedPage(
        seen.round_title(seen.talks_of),
        tuple(Round(number, tuple(of_round)) for number, of_round in sorted(by_round.items())),
        tuple(sorted(sheets, key=lambda sheet: (sheet.call.casefold(), sheet.code))),
        len(meetings),
        sum(meeting.answers == 2 for meeting in meetings),  # noqa: PLR2004 - both
    )


def _meeting(seen: Seen, talk: Talk, code: str, said: set[tuple[str, str]]) -> Meeting:
    both = ((talk.mentor, talk.mentee), (talk.mentee, talk.mentor))
    answers = sum(pair in said for pair in both)
    return Meeting(talk.table, seen.who(talk.mentor), seen.who(talk.mentee), code, answers)
