"""One speed meeting, as a value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Talk:
    """One meeting. Each mentor keeps a table; mentees walk."""

    round: int  # from 1 on
    table: int
    mentor: str  # codes
    mentee: str
