"""What a program may say in public that it follows: from what is written, and from what its team states. No people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.definition.standards import parts_of
from peerloom.standards.findings import status_of
from peerloom.standards.written import WRITTEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peerloom.definition.standards import Item
    from peerloom.definition.standards_block import Standards, Stated
    from peerloom.standards.written import Written


@dataclass(frozen=True, slots=True)
class Followed:
    """One item that the page may name. What only answers of people can show is not among them."""

    id: str
    title: str
    how: str  # seen, in part, stated
    stated: Stated | None = None


@dataclass(frozen=True, slots=True)
class FollowedPart:
    """Items that stand together."""

    title: str
    items: tuple[Followed, ...]


def followed(written: Written, standards: Standards) -> tuple[FollowedPart, ...]:
    """The items that can be seen in what the program publishes, and those that its team states, by part.

    An item that needs one answer of a person is left out unless the team states it: its status could tell about them.
    What is not followed is left out as well, and what is about nobody here.
    """
    parts = (FollowedPart(part.title, tuple(_items(part.items, written, standards))) for part in parts_of(standards))
    return tuple(part for part in parts if part.items)


def _items(items: tuple[Item, ...], written: Written, standards: Standards) -> Iterator[Followed]:
    for item in items:
        stated = standards.evidence.get(item.id)
        if item.id in standards.not_applicable or (item.na == "no-minors" and not written.program.program.with_minors):
            continue
        if stated is not None:
            yield Followed(item.id, item.title, "stated", stated)
        elif all(test.split()[0] in WRITTEN for test in item.tests):
            tests = [test.split() for test in item.tests]
            levels = tuple(WRITTEN[word](written, *names).level for word, *names in tests)
            status = status_of(levels, item.least)
            if status in {"met", "partly"}:
                yield Followed(item.id, item.title, "seen" if status == "met" else "in part")
