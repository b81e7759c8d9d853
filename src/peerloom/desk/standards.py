"""The page Standards: each item with its status, what shows it, and the next step; the same to print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.readable import day

if TYPE_CHECKING:
    from peerloom.desk.seen import Seen
    from peerloom.standards.assessment import Assessed, AssessedPart, Assessment
    from peerloom.standards.findings import Finding

_TONES = {"met": "good", "partly": "look", "not": "act", "not applicable": "still", "not yet": "still"}
_HOLDS = {"yes": "holds", "part": "in part", "no": "missing", "not yet": "not yet", "said": "only people can say"}
LOOK_UP = "Its number is from memory: look it up in the book."


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that was looked at."""

    holds: str
    what: str
    where: str


@dataclass(frozen=True, slots=True)
class Row:
    """One item."""

    id: str
    title: str
    status: str
    tone: str
    stated: str  # what the team says, with role and day
    lifted: bool  # stated, and not seen
    shown: tuple[Shown, ...]
    next: str
    reason: str
    look_up: str


@dataclass(frozen=True, slots=True)
class Group:
    """Items that stand together."""

    id: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class StandardsPage:
    """The whole page; no groups when program.yaml has no block ``standards``."""

    program: str
    edition: str
    day: str
    counts: tuple[tuple[str, int], ...]
    groups: tuple[Group, ...]
    open: int  # items that are missing or met in part, and not stated


def standards(seen: Seen) -> StandardsPage:
    """The page of a run."""
    if seen.standards is None:
        return StandardsPage(seen.program.program.name, "", "", (), (), 0)
    return page_of(seen.standards, seen.program.program.name)


def page_of(assessment: Assessment, program: str) -> StandardsPage:
    """The page of an assessment."""
    groups = tuple(_group(part) for part in assessment.parts)
    rows = [row for group in groups for row in group.rows]
    return StandardsPage(
        program,
        assessment.edition,
        day(assessment.today),
        tuple(assessment.counts().items()),
        groups,
        sum(row.status in {"partly", "not"} for row in rows),
    )


def _group(part: AssessedPart) -> Group:
    return Group(f"part-{part.id}", part.title, tuple(_row(item) for item in part.items))


def _row(item: Assessed) -> Row:
    stated = item.stated
    return Row(
        item.id,
        item.title,
        "stated by the program" if item.lifted else item.status,
        "still" if item.lifted else _TONES[item.status],
        f"{stated.note} ({stated.by}, {day(stated.on)})" if stated is not None else "",
        item.lifted,
        tuple(_shown(finding) for finding in item.findings),
        item.next,
        item.reason,
        "" if item.checked else LOOK_UP,
    )


def _shown(finding: Finding) -> Shown:
    return Shown(_HOLDS[finding.level], finding.what, finding.where)
