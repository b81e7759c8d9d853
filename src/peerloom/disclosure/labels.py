"""Decides how each count of a group is said in a release, so that nobody can work out more than the labels say."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from peerloom.disclosure.audit import Narrowed, needs, past_is_clearer, watch
from peerloom.disclosure.counts import Count
from peerloom.disclosure.known import Fact, Unknowns, work_out

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from peerloom.disclosure.audit import Need, Watch
    from peerloom.disclosure.bands import Band, Grid
    from peerloom.disclosure.counts import Group
    from peerloom.disclosure.known import Known
    from peerloom.disclosure.public import Label

    Came = Literal["", "kept", "older", "back"]


@dataclass(frozen=True, slots=True)
class Said:
    """What one release says of a group, in which bands, and which old labels stay there though the count is far away.

    Nobody outside can tell those from labels that stay because the count has moved little.
    """

    labels: Mapping[Count, Label]
    grid: Grid
    older: frozenset[Count] = frozenset()


@dataclass(slots=True)
class Labels:
    """The labels of one group of one cohort in the release that is being made.

    ``offer`` is called for figure after figure; what it let through is part of what an intruder knows at the next.
    """

    group: Group
    grid: Grid
    watch: Watch
    before: Mapping[Count, Label]  # of the release before, in the same bands
    past: Known  # from the earlier releases alone
    known: Known
    said: dict[Count, Label] = field(default_factory=dict)
    fresh: dict[Count, Band] = field(default_factory=dict)
    older: set[Count] = field(default_factory=set)
    last: tuple[Came, Narrowed | None] = ("", None)  # what the last offer came to, and why

    @classmethod
    def of(cls, group: Group, history: Sequence[Said], grid: Grid) -> Labels:
        """Begin a release: ``history`` is what the earlier ones said, oldest first."""
        unknowns = _unknowns(group, history)
        facts = facts_of(history)
        known = work_out(unknowns, facts)
        fell = {name for name in unknowns.grows if group.people[name] < known.range(len(history), Count(name))[0]}
        if fell:  # people were deleted
            unknowns = replace(unknowns, fell=frozenset(fell))
            known = work_out(unknowns, facts)
        before = dict(history[-1].labels) if history and history[-1].grid == grid else {}
        return cls(group, grid, watch(group, unknowns), before, known, known)

    def offer(self, rows: Sequence[Count]) -> tuple[Label, ...] | None:
        """Say these counts if that is safe, else as they were said before if that is, else not at all."""
        if any(name and name not in self.group.people for row in rows for name in (row.of, row.less)):
            self.last = ("back", None)  # it was not measured
            return None
        usual = {row: self.said.get(row) or self._usual(row) for row in rows}
        older = {row: self.said.get(row) or self.before.get(row) for row in rows}
        why = self._try(usual)
        if why is None:
            stays = [row for row in rows if row in self.before and not self._fresh(row, usual[row])]
            moved = [row for row in stays if self.grid.label(self.group.true(row)) != usual[row]]
            self.last = ("kept" if moved else "", None)
            return tuple(usual.values())
        labels = [label for label in older.values() if label is not None]
        if len(labels) == len(rows) and older != usual and self._try(dict(zip(rows, labels, strict=True))) is None:
            self.last = ("older", why)
            return tuple(labels)
        self.last = ("back", why)
        return None

    def wanted(self, fresh: Mapping[Count, Band]) -> list[Need]:
        """What must stay possible when the counts of ``fresh`` are said anew."""
        return needs(self.group, fresh, self.grid)

    def _usual(self, row: Count) -> Label:
        """The label by the calendar's rule: the old one stays while the count is in its band or in one beside it."""
        people, old = self.group.true(row), self.before.get(row)
        return old if old is not None and people in self.grid.reach(old) else self.grid.label(people)

    def _fresh(self, row: Count, label: Label) -> bool:
        return self.before.get(row) != label

    def _try(self, labels: Mapping[Count, Label]) -> Narrowed | None:
        """Say these if that is safe; else give what would be known too well."""
        new = {row: label for row, label in labels.items() if row not in self.said}
        fresh = {row: self.grid.band(label) for row, label in new.items() if self._fresh(row, label)}
        after = self.known.told(self._facts(new))
        first = next(iter(labels))
        if after is None or past_is_clearer(self.past, after, self.grid):
            return Narrowed(first, "outsider", 0, -1)
        why = self.watch.narrowed(after, self.wanted({**self.fresh, **fresh}))
        if why is None:
            self.known = after
            self.said |= new
            self.fresh |= fresh
            self.older |= {
                row for row in new.keys() - fresh.keys() if self.group.true(row) not in self._band(row, new[row])
            }
        return why

    def _band(self, row: Count, label: Label) -> Band:
        """What a label tells: a new one its band, one that stays also the bands beside it."""
        return self.grid.band(label) if self._fresh(row, label) else self.grid.reach(label)

    def _facts(self, labels: Mapping[Count, Label]) -> list[Fact]:
        """What these labels tell. An old one that stays although the count has left its reach tells nothing new."""
        release, found = self.known.unknowns.releases - 1, []
        for row, label in labels.items():
            band = self._band(row, label)
            if self.group.true(row) in band:
                found.append(Fact(release, row, band.low, band.high))
        return found


def facts_of(history: Sequence[Said]) -> list[Fact]:
    """What the earlier releases tell: a label that is new its band, one that stayed also the bands beside it."""
    found = []
    for number, said in enumerate(history):
        before = history[number - 1].labels if number and history[number - 1].grid == said.grid else {}
        for count, label in said.labels.items():
            if count not in said.older:
                band = said.grid.reach(label) if before.get(count) == label else said.grid.band(label)
                found.append(Fact(number, count, band.low, band.high))
    return found


def _unknowns(group: Group, history: Sequence[Said]) -> Unknowns:
    names = set(group.people)
    for said in history:
        names |= {name for count in said.labels for name in (count.of, count.less) if name}
    return Unknowns(tuple(sorted(names)), len(history) + 1, group.inside, group.grows)
