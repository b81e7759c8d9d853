"""What the answers say about people: participants, matches and what happens in them. All of it is private."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from peerloom.problems import Cell, Problem

Value = str | int | bool | dt.date | tuple[str, ...]
Side = Literal["mentor", "mentee"]
Fate = Literal["used", "held", "rejected", "duplicate", "erased"]
Status = Literal[
    "nominated",
    "applied",
    "permission_wanted",
    "screening",
    "accepted",
    "ready",
    "waiting",
    "matched",
    "finished",
    "declined",
    "not_now",
    "withdrawn",
    "paused",
    "lapsed",
    "on_hold",
    "excluded",
    "alumni",
]
MatchStatus = Literal[
    "proposed",
    "approved",
    "agreed",
    "active",
    "paused",
    "closing",
    "suspended",
    "closed",
    "rejected",
    "never_started",
]
Decision = Literal["", "approve", "decline", "lock"]
Missing = Literal["screening", "training", "permission", "consent", "closure", "hold"]
GoalState = Literal["going on", "done", "changed", "dropped"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One row of a form, read. ``values`` holds what was answered, by question id; blanks are left out.

    Several choices are a tuple; a grid is a tuple of "row, column" texts; a tick or yes/no is a bool.
    Codes of people and matches are in their one spelling.
    """

    form: str
    cell: Cell
    at: dt.datetime | None
    values: Mapping[str, Value]
    key: str  # the ledger's content hash of the row
    unread: tuple[str, ...] = ()  # ids of questions whose cells hold something that cannot be read


@dataclass(frozen=True, slots=True)
class Aside:
    """An answer that is kept and not used, with the problem that says why."""

    answer: Answer
    fate: Literal["held", "duplicate"]
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """A person in one role in one cohort."""

    code: str  # M-7F3QXZ for a mentor, E-... for a mentee; the same in every run
    role: Side
    cohort: str
    name: str
    call: str
    email: str
    phone: str
    born: dt.date | None
    minor: bool
    guardian: str  # address of the guardian, or ""
    applied: dt.date
    answers: Mapping[str, Value]  # the newest sign-up
    cell: Cell  # where that sign-up stands
    status: Status
    needs: tuple[str, ...]  # what is missing before this person is ready, in words
    capacity: int  # mentees a mentor can take; 1 for a mentee
    screened_on: dt.date | None = None
    screened_until: dt.date | None = None
    trained: Mapping[str, dt.date] = field(default_factory=dict)  # module id -> day
    trained_minutes: int = 0
    permission: bool = False  # a guardian's, or not needed
    permission_until: dt.date | None = None  # the last day of a guardian's permission, also one that has run out
    rounds_waited: int = 0
    missing: tuple[Missing, ...] = ()  # of what kind each of ``needs`` is, in their order


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a match from one status to the next: when, and where it was said."""

    to: MatchStatus
    on: dt.date
    cell: Cell | None = None  # None: it follows from the calendar, a permission, or what a person asked for


@dataclass(frozen=True, slots=True)
class Match:
    """A mentor and a mentee, from the proposal to the closure.

    Everybody in a group has a match of their own with its mentors; the group's code holds them together. In a program
    of peers ``mentor`` and ``mentee`` are two people without roles, the one with the lower code first.
    """

    code: str  # P-..., from both codes and the cohort
    cohort: str
    mentor: str  # codes of participants
    mentee: str
    status: MatchStatus
    decision: Decision
    approved: dt.date | None = None
    started: dt.date | None = None  # the first meeting
    ended: dt.date | None = None
    reason: str = ""  # of the closure
    note: str = ""  # why a proposal was declined
    moves: tuple[Move, ...] = ()  # oldest first
    also: tuple[str, ...] = ()  # codes: the co-mentor, or the third of a circle
    group: str = ""  # G-..., of a group
    slot: str = ""  # when the group meets

    @property
    def people(self) -> tuple[str, ...]:
        """Codes of everybody in it, the mentee last."""
        return (self.mentor, *self.also, self.mentee)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One line of the hours log."""

    match: str
    on: dt.date
    minutes: int
    how: str
    what: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One check-in, by one side."""

    match: str
    side: Side
    on: dt.date
    met: int
    going: int  # 1 to 5, or 0 when the form does not ask
    go_on: str  # in the words of the standard form, like the next
    safe: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class GoalNote:
    """A goal of a match, with the newest review."""

    match: str
    goal: str
    theme: str
    set_on: dt.date
    by: dt.date | None
    progress: int  # percent
    state: GoalState


@dataclass(frozen=True, slots=True)
class Records:
    """Everything the answers say, and what could not be read."""

    today: dt.date
    participants: tuple[Participant, ...]
    matches: tuple[Match, ...]
    meetings: tuple[Meeting, ...]
    check_ins: tuple[CheckIn, ...]
    goals: tuple[GoalNote, ...]
    answers: Mapping[str, tuple[Answer, ...]]  # form id -> all used answers, oldest first
    fates: Mapping[str, Fate]  # content hash -> what became of the row
    problems: tuple[Problem, ...]
    held: tuple[Answer, ...] = ()  # read as far as they can be, and used for safety alone
    apart: frozenset[tuple[str, str]] = frozenset()  # (mentor, mentee) who must not be matched: somebody said so
    unclear: tuple[str, ...] = ()  # codes of people who wrote whom to avoid, in words that could not be read


@dataclass(frozen=True, slots=True)
class Decided:
    """What the coordinator decided about one proposed pair."""

    cohort: str
    mentor: str
    mentee: str
    decision: Decision
    on: dt.date | None
    note: str
    cell: Cell
    instead: str = ""  # code of the match of this mentee that ends when this pair is approved
    offer: str = ""  # "O-7F3QXZ, 1 of 2": rows that are taken together or not at all
    also: tuple[str, ...] = ()  # codes: the co-mentor, or the third of a circle
    slot: str = ""  # when the group meets
