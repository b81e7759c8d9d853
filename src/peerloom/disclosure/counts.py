"""Which counts of people stand behind the figures, and which of them lie inside which.

Everybody can know this: the page "What the figures mean" says it. So somebody who looks for a person knows it too.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from peerloom.definition.figures import FIGURES
from peerloom.disclosure.public import About, Fewer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from peerloom.disclosure.public import Label, PublicFigure
    from peerloom.evaluation.figures import Figure


@dataclass(frozen=True, slots=True)
class Count:
    """The people who are in ``of`` but not in ``less``."""

    of: str
    less: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Counts about the same people. ``inside`` are pairs (inner, outer): who is in the inner one is in the outer one.

    ``grows`` names those that never fall, as the number of all who ever signed up.
    """

    people: Mapping[str, int]
    inside: tuple[tuple[str, str], ...] = ()
    grows: frozenset[str] = field(default_factory=frozenset)

    def true(self, count: Count) -> int:
        """How many people it is in truth. Private."""
        return self.people[count.of] - (self.people[count.less] if count.less else 0)


@dataclass(frozen=True, slots=True)
class _Behind:
    """What stands behind a figure: its group, all of whom it is about, and those who are counted in a share."""

    group: str
    of: str
    part: str = ""


_BEHIND = {
    "mentors-applied": _Behind("mentors", "applied"),
    "mentors-trained": _Behind("mentors", "trained"),
    "mentees-applied": _Behind("mentees", "applied"),
    "matches-made": _Behind("mentees", "matched"),
    "mentees-waiting": _Behind("mentees", "asked", "matched"),
    "match-rate": _Behind("mentees", "asked", "matched"),
    "match-length": _Behind("matches", "started", "still 3"),  # a list of two, as no total may stand beside the shares
    "stayed-3": _Behind("matches", "started", "still 3"),
    "stayed-6": _Behind("matches", "started", "still 6"),
    "stayed-12": _Behind("matches", "started", "still 12"),
    "closed-early": _Behind("matches", "started", "early"),
    "goals-set": _Behind("matches", "a month old", "with a goal"),
    "check-ins-done": _Behind("check-ins", "due", "done"),
    "goals-reached": _Behind("goals", "over", "reached"),
    "hours": _Behind("meetings", "met"),
    "meetings": _Behind("meetings", "met"),
    "service-hours": _Behind("meetings", "served"),
    "mentee-satisfaction": _Behind("mentees' marks", "given"),
    "mentor-satisfaction": _Behind("mentors' marks", "given"),
}
_INSIDE = {
    "mentors": (("trained", "applied"),),
    "mentees": (("matched", "asked"), ("asked", "applied")),
    "matches": (
        ("early", "started"),
        ("with a goal", "a month old"),
        ("a month old", "started"),
    ),
    "check-ins": (("done", "due"),),
    "goals": (("reached", "over"),),
    "meetings": (("served", "met"),),
}
_MONTHS = 24  # no curve is longer
_GROWS = frozenset({"applied", "trained", "matched", "started", "early", "done", "due", "reached", "met", "served"})
_GROWS |= {"given"}


def group_of(figure: str) -> str:
    """The group that a figure belongs to; empty for things, which point at nobody."""
    behind = _BEHIND.get(figure)
    return behind.group if behind else ""


def rows(figure: str) -> tuple[Count, ...]:
    """The counts that a figure says: one, or for a share those in it and the others."""
    behind = _BEHIND[figure]
    if figure == "mentees-waiting":
        return (Count(behind.of, behind.part),)
    return (Count(behind.part), Count(behind.of, behind.part)) if behind.part else (Count(behind.of),)


def part_row(figure: str, month: str) -> Count:
    """The count behind one slice of a chart."""
    return Count(f"{_BEHIND[figure].of} {month}")


def step_rows(month: int) -> tuple[Count, ...]:
    """The counts behind one point of the curve of lasting matches."""
    return (Count(f"still {month}"), Count("started", f"still {month}"))


def group(figures: Iterable[Figure], name: str) -> Group:
    """The true counts of one group of one cohort, from its private figures.

    Where they contradict each other, as more people trained than there are, it is empty: nothing of it can be shown.
    """
    people: dict[str, int] = {}
    months: list[tuple[str, str]] = []
    for figure in figures:
        behind = _BEHIND.get(figure.id)
        if behind is None or behind.group != name:
            continue
        if figure.id == "mentees-waiting":
            continue  # the share beside it says both of its counts
        people[behind.of] = figure.n
        if FIGURES[figure.id].kind == "share":
            people[behind.part] = people.get(behind.part, figure.n) if figure.part is None else figure.part
        if FIGURES[figure.id].kind == "hours":
            for part in figure.parts:
                people[f"{behind.of} {part.label}"] = part.count
                months.append((f"{behind.of} {part.label}", behind.of))
        for month, share, _ in figure.steps:
            people[f"still {month}"] = round(share * figure.n)
    served = [(one, one.replace("served", "met", 1)) for one, _ in months if one.startswith("served ")]
    known = (*_INSIDE.get(name, ()), *months, *served, *_curve(people))
    inside = tuple((inner, outer) for inner, outer in known if inner in people and outer in people)
    if any(people[inner] > people[outer] for inner, outer in inside):
        return Group({})
    return Group(people, inside, _GROWS & people.keys())


def _curve(people: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Matches that last longer lie inside those that last shorter, and the first of them inside all that started."""
    still = [f"still {month}" for month in range(1, _MONTHS + 1)]
    chain = ["started", *(name for name in still if name in people)]
    return ((inner, outer) for outer, inner in itertools.pairwise(chain))


def said(figure: PublicFigure) -> Iterator[tuple[Count, Label]]:
    """Every count of people that a published figure says, with its label."""
    if not group_of(figure.id):
        return
    if figure.sides is not None:
        yield from zip(rows(figure.id), (figure.sides.part, figure.sides.rest), strict=True)
    elif isinstance(figure.n, Fewer | About):
        yield rows(figure.id)[0], figure.n
    for part in figure.parts:
        yield part_row(figure.id, part.label), part.shown
    for step in figure.curve:
        if step.sides is not None:
            yield from zip(step_rows(step.month), (step.sides.part, step.sides.rest), strict=True)


def said_of(figures: Sequence[PublicFigure], cohort: str, name: str) -> dict[Count, Label]:
    """What a release says about one group of one cohort."""
    mine = (figure for figure in figures if figure.cohort == cohort and group_of(figure.id) == name)
    return {count: label for figure in mine for count, label in said(figure)}
