"""The state machines of matches and people, as tables: what each event makes of each status.

An event that the table does not name for a status is no legal move: it changes nothing and is told, never a crash.
What is computed from the calendar, from gates or from a match (ready, waiting, matched, lapsed, ...) is in
``standing``; nobody types it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar, get_args

from peerloom.people.records import MatchStatus, Status

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from peerloom.people.records import Answer

MatchEvent = Literal[
    "approve",  # the coordinator's decision
    "decline",  # the coordinator's decision
    "answer",  # one side answered a proposal
    "refuse",  # the newest answer of a side is that they would like another match
    "sign",  # one side filled in the agreement
    "agree",  # both sides did
    "meet",  # a first meeting, or a meeting of the log
    "pause",
    "suspend",  # a pause for safety
    "go on",
    "leave",  # a person stops taking part
    "wind up",  # the coordinator decides to close, or a closure is announced for a later day
    "end",  # a closure whose day has come
]
PersonEvent = Literal["apply", "accept", "not now", "decline", "pause", "resume", "stop"]

_RUNNING: tuple[MatchStatus, ...] = ("active", "paused", "closing", "suspended")
_OPEN: tuple[MatchStatus, ...] = ("approved", "agreed", *_RUNNING)


def _same(*statuses: MatchStatus) -> dict[MatchStatus, MatchStatus]:
    return {status: status for status in statuses}


def _to(status: MatchStatus, *before: MatchStatus) -> dict[MatchStatus, MatchStatus]:
    return dict.fromkeys(before, status)


# In the order in which events of one day are taken.
MATCH_STEPS: Mapping[MatchEvent, Mapping[MatchStatus, MatchStatus]] = {
    "approve": _to("approved", "proposed"),
    "decline": _to("rejected", "proposed"),
    "answer": _same(*_OPEN, "rejected", "never_started", "closed"),
    "refuse": _to("rejected", "approved", "agreed", "rejected") | _same("never_started"),
    "sign": _same(*_OPEN),
    "agree": _to("agreed", "approved", "agreed") | _same(*_RUNNING),
    "meet": _to("active", "approved", "agreed", "active", "paused") | _same("closing"),
    "pause": _to("paused", "active", "paused") | _same("closing", "suspended"),
    "suspend": _to("suspended", *_RUNNING),
    "go on": _to("active", "active", "paused", "suspended") | _same("approved", "agreed", "closing"),
    "leave": _to("rejected", "approved", "agreed") | _to("closing", *_RUNNING),
    "wind up": _to("rejected", "approved", "agreed") | _to("closing", *_RUNNING),
    "end": _to("never_started", "approved", "agreed", "never_started") | _to("closed", *_RUNNING, "closed"),
}

PERSON_STEPS: Mapping[PersonEvent, Mapping[Status, Status]] = {
    "apply": {status: "applied" for status in get_args(Status) if status != "excluded"},
    "accept": {
        "nominated": "nominated",
        "applied": "accepted",
        "accepted": "accepted",
        "not_now": "accepted",
        "declined": "accepted",
        "paused": "paused",
    },
    "not now": dict.fromkeys(("nominated", "applied", "accepted", "not_now", "declined", "paused"), "not_now"),
    "decline": dict.fromkeys(("nominated", "applied", "accepted", "not_now", "declined", "paused"), "declined"),
    "pause": {"nominated": "nominated", **dict.fromkeys(("applied", "accepted", "not_now", "paused"), "paused")},
    "resume": {status: "accepted" if status == "paused" else status for status in get_args(Status)},
    "stop": dict.fromkeys(("nominated", "applied", "accepted", "not_now", "paused", "withdrawn"), "withdrawn"),
}

S = TypeVar("S", MatchStatus, Status)
E = TypeVar("E", MatchEvent, PersonEvent)


@dataclass(frozen=True, slots=True)
class Event(Generic[E]):
    """Something that happened on a day. Without an answer it follows from something else and is never told."""

    kind: E
    on: dt.date
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Followed(Generic[S, E]):
    """Where events lead: the last status, each change of it with its event, and what was no legal move."""

    status: S
    moves: tuple[tuple[S, Event[E]], ...]
    illegal: tuple[tuple[S, Event[E]], ...]  # with the status that the event met


def followed(start: S, events: Iterable[Event[E]], steps: Mapping[E, Mapping[S, S]]) -> Followed[S, E]:
    """Take the events one after the other, by day, then in the order of ``steps``, then by tab and row."""
    rank = {kind: i for i, kind in enumerate(steps)}

    def key(event: Event[E]) -> tuple[dt.date, int, str, int]:
        cell = event.answer.cell if event.answer is not None else None
        return event.on, rank[event.kind], cell.tab if cell else "", cell.row if cell else 0

    status = start
    moves: list[tuple[S, Event[E]]] = []
    illegal: list[tuple[S, Event[E]]] = []
    for event in sorted(events, key=key):
        after = steps[event.kind].get(status)
        if after is None:
            illegal.append((status, event))
        elif after != status:
            moves.append((after, event))
            status = after
    return Followed(status, tuple(moves), tuple(illegal))
