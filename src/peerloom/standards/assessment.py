"""The private self-assessment: every item with its status by rule, what shows it, and the next step."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.definition.standards import EDITIONS, parts_of
from peerloom.standards.findings import status_of
from peerloom.standards.seen import SEEN, seen_of
from peerloom.standards.written import WRITTEN

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from peerloom.definition.standards import Item
    from peerloom.definition.standards_block import Standards, Stated
    from peerloom.people.records import Records
    from peerloom.standards.findings import Finding, Status
    from peerloom.standards.seen import Seen
    from peerloom.standards.written import Written

STATUSES: tuple[Status, ...] = ("met", "partly", "not", "not applicable", "not yet")


@dataclass(frozen=True, slots=True)
class Assessed:
    """One item. ``stated`` is what the team says; it never changes the status, and is shown beside it."""

    id: str
    title: str
    status: Status
    findings: tuple[Finding, ...]
    next: str  # what to do; "" when it is met or about nobody here
    reason: str = ""  # why it is not applicable
    stated: Stated | None = None
    checked: bool = True  # False: look the number up in the book

    @property
    def lifted(self) -> bool:
        """Whether it is not met by what was seen, and stated by the program."""
        return self.stated is not None and self.status in {"partly", "not", "not yet"}


@dataclass(frozen=True, slots=True)
class AssessedPart:
    """Items that stand together."""

    id: str
    title: str
    items: tuple[Assessed, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole of it on one day."""

    edition: str
    today: dt.date
    parts: tuple[AssessedPart, ...]

    @property
    def items(self) -> tuple[Assessed, ...]:
        """All items, in order."""
        return tuple(item for part in self.parts for item in part.items)

    def counts(self) -> Mapping[str, int]:
        """How many items have each status; those that the program states stand apart."""
        found = Counter("stated by the program" if item.lifted else item.status for item in self.items)
        return {name: found[name] for name in (*STATUSES[:1], "stated by the program", *STATUSES[1:])}


def assessed(written: Written, records: Records) -> Assessment | None:
    """Look at every item of the program's edition and its own points. None when there is no block ``standards``."""
    standards = written.program.standards
    if standards is None:
        return None
    seen = seen_of(written, records)
    parts = tuple(
        AssessedPart(part.id, part.title, tuple(_assessed(item, standards, seen) for item in part.items))
        for part in parts_of(standards)
    )
    return Assessment(EDITIONS[standards.edition], records.today, parts)


def _assessed(item: Item, standards: Standards, seen: Seen) -> Assessed:
    reason = standards.not_applicable.get(item.id, "") or _nobody(item.na, seen)
    if reason:
        return Assessed(item.id, item.title, "not applicable", (), "", reason, checked=item.checked)
    findings = tuple(_found(test, seen) for test in item.tests)
    status = status_of(tuple(finding.level for finding in findings), item.least)
    stated = standards.evidence.get(item.id)
    done = status == "met" or stated is not None
    return Assessed(item.id, item.title, status, findings, "" if done else item.next, "", stated, item.checked)


def _found(test: str, seen: Seen) -> Finding:
    word, *names = test.split()
    return WRITTEN[word](seen.written, *names) if word in WRITTEN else SEEN[word](seen, *names)


def _nobody(na: str, seen: Seen) -> str:
    if na == "no-minors" and not seen.written.program.program.with_minors:
        return "No minor takes part."
    mentors = seen.side(seen.setting.leading)
    if na == "no-adult-mentors" and mentors and all(one.minor for one in mentors):
        return "All matched mentors are minors. Say under evidence what stands in for a record check."
    return ""
