"""What stands in the way of those who wait, in one word each, so that it can be counted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from peerloom.matching.reasons import topic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from peerloom.matching.pool import Pool
    from peerloom.matching.scores import Scored

_SAID = {
    "places": "No mentor has a free place",
    "crowd": "Mentors fit, but others have their places",
    "several": "Every mentor fails on several rules",
}


def kind_of(pool: Pool, table: Scored, j: int) -> str:
    """Why mentee ``j`` waits: no place anywhere, a crowd, one rule alone with the most mentors, or several rules."""
    with_place = [i for i, mentor in enumerate(pool.mentors) if mentor.capacity > 0]
    return kind_among(Counter(tuple(table.broken(i, j)) for i in with_place))


def kind_among(fails: Mapping[tuple[str, ...], int]) -> str:
    """The same from the rules that mentors with a place break -> how many mentors break just these."""
    if not fails:
        return "places"
    if () in fails:
        return "crowd"
    alone = {names[0]: number for names, number in fails.items() if len(names) == 1}
    return min(alone, key=lambda name: (-alone[name], name)) if alone else "several"


def kind_said(kind: str) -> str:
    """The kind as a heading."""
    return _SAID.get(kind) or f"Mentors fit, but for {topic(kind)}"
