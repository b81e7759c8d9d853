"""How long people wait, with those who still wait counted for the time so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerloom.evaluation.lasting import Length

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from peerloom.people.records import Match, Participant

_WAIT = {"ready", "waiting"}


def until_matched(people: Iterable[Participant], made: Iterable[Match], today: dt.date) -> tuple[Length, ...]:
    """From the sign-up to the first approved match; of people without one, only those who are ready and wait."""
    approved: dict[str, dt.date] = {}
    matched = set()
    for match in made:
        for code in match.people:
            matched.add(code)
            if match.approved is not None:
                approved[code] = min(match.approved, approved.get(code, match.approved))
    found = []
    for person in people:
        if person.code in approved:
            found.append(Length(max(0, (approved[person.code] - person.applied).days), ended=True))
        elif person.code not in matched and person.status in _WAIT:
            found.append(Length(max(0, (today - person.applied).days), ended=False))
    return tuple(found)


def until_met(made: Iterable[Match], today: dt.date) -> tuple[Length, ...]:
    """From the approval to the first meeting; a match that ended before it met was looked at until then."""
    return tuple(
        Length(
            max(0, ((match.started or min(match.ended or today, today)) - match.approved).days),
            match.started is not None,
        )
        for match in made
        if match.approved is not None
    )
