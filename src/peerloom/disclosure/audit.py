"""What has to stay open about a group of people, whatever is published, and whoever looks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from peerloom.disclosure.counts import Count
from peerloom.disclosure.known import ENDLESS, Unknowns, work_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from peerloom.disclosure.bands import Band, Grid
    from peerloom.disclosure.counts import Group
    from peerloom.disclosure.known import Known

_FRIENDS = 2
Who = Literal["outsider", "insider", "two insiders", "knows a site"]


@dataclass(frozen=True, slots=True)
class Intruder:
    """Somebody who tries to work out a count: who they are, and how many people of which counts they know."""

    who: Who
    knows: tuple[tuple[Count, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """What must stay possible for a count.

    It covers ``low`` to ``high``, less what the intruder knows anyway; or it takes ``width`` different values.
    """

    count: Count
    low: int = 0
    high: int = -1
    width: int = 0


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A count that would be known too well, by whom, and how well.

    ``high`` below ``low`` says that an earlier release would have become clearer than it was.
    """

    count: Count
    who: Who
    low: int
    high: int


def intruders(group: Group) -> Iterator[Intruder]:
    """Everybody whom a release must withstand.

    An outsider; each who knows their own place among the counts; every two of them together; and somebody who knows
    one site, taken as half of the people of every count.
    """
    steps = [count for count in _steps(group) if group.true(count) > 0]
    yield Intruder("outsider")
    yield from (Intruder("insider", ((step, 1),)) for step in steps)
    yield from (Intruder("two insiders", ((one, 1), (other, 1))) for one, other in combinations(steps, 2))
    yield from (Intruder("two insiders", ((step, 2),)) for step in steps if group.true(step) > 1)
    yield Intruder("knows a site", tuple((step, group.true(step) // 2) for step in steps))
    for one in steps if len(steps) > 1 else ():
        yield Intruder("knows a site", ((one, group.true(one)),))
        yield Intruder("knows a site", tuple((step, group.true(step)) for step in steps if step != one))


def _steps(group: Group) -> list[Count]:
    """The places where a person can stand: in an innermost count, or between one and the next inside it."""
    outers = {outer for _, outer in group.inside}
    leaves = [Count(name) for name in sorted(group.people) if name not in outers]
    return [*leaves, *(Count(outer, inner) for inner, outer in group.inside)]


def needs(group: Group, fresh: Mapping[Count, Band], grid: Grid) -> list[Need]:
    """What must stay possible for each count of the group and each difference of two that lie inside each other.

    Args:
        group: the true counts.
        fresh: the counts that are said anew in this release, with their bands. They may be anything in their band.
        grid: a count below its threshold may be anything below it. All others have as many values as it has steps.
    """
    found = []
    for count in _all(group):
        if count in fresh:
            found.append(Need(count, fresh[count].low, fresh[count].high))
        elif group.true(count) < grid.least:
            found.append(Need(count, 0, grid.least - 1))
        else:
            found.append(Need(count, width=grid.step))
    return found


def _all(group: Group) -> list[Count]:
    """Every count, and for each those who are not in one that lies inside it, at any depth."""
    return [
        Count(outer, inner)
        for outer in sorted(group.people)
        for inner in ("", *sorted(group.people))
        if not inner or (inner != outer and _lies_in(group, inner, outer))
    ]


def _lies_in(group: Group, inner: str, outer: str) -> bool:
    return any(one == inner and (two == outer or _lies_in(group, two, outer)) for one, two in group.inside)


@dataclass(frozen=True, slots=True)
class Watch:
    """Everybody who looks at a group, and what each of them knows without any release."""

    group: Group
    who: tuple[Intruder, ...]
    alone: Unknowns  # the counts of one release
    nested: NDArray[np.bool_]  # [outer, inner]: the one lies inside the other, or they are the same
    own: NDArray[np.int64]  # for each intruder a table as in Known

    def narrowed(self, known: Known, wanted: Iterable[Need]) -> Narrowed | None:
        """The first count of the newest release that somebody would know too well; None where all is well."""
        import numpy as np  # noqa: PLC0415 - figures alone bring numpy

        newest = known.unknowns.of(known.unknowns.releases - 1)
        ranges = _tables(known.table[np.ix_(newest, newest)], self.who, self.alone)
        for need in wanted:
            of, less = self.alone.at(0, need.count.of), self.alone.at(0, need.count.less)
            low, high = -ranges[:, of, less], ranges[:, less, of]
            bad = ~still_open(need, low, high, self.inside(need.count), self.outside(need.count))
            if bad.any():
                first = int(bad.argmax())
                return Narrowed(need.count, self.who[first].who, int(low[first]), int(high[first]))
        return None

    def inside(self, count: Count) -> NDArray[np.int64]:
        """How many people of a count each intruder knows anyway."""
        return -self.own[:, self.alone.at(0, count.of), self.alone.at(0, count.less)]

    def outside(self, count: Count) -> NDArray[np.int64]:
        """How many people each intruder knows who are near a count, but not of it."""
        of, less = self.alone.at(0, count.of), self.alone.at(0, count.less)
        known: NDArray[np.int64] = -self.own[:, self.nested[:, of], of].min(axis=1) - self.own[:, less, 0]
        return known


def still_open(
    need: Need, low: NDArray[np.int64], high: NDArray[np.int64], inside: NDArray[np.int64], outside: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """For each intruder whether a need is met by what they found: people whom they know anyway are not counted.

    Who knows more than two people is left with the narrowest band that there is, half of the values and one.
    """
    import numpy as np  # noqa: PLC0415 - figures alone bring numpy

    width = np.where(inside + outside > _FRIENDS, need.width // 2 + 1, need.width)
    wide: NDArray[np.bool_] = (high - low + 1 >= width) | (low <= inside)
    covered: NDArray[np.bool_] = (low <= np.maximum(need.low, inside)) & (high >= need.high - outside)
    return wide if need.width else covered


def watch(group: Group, unknowns: Unknowns) -> Watch:
    """Everybody who looks at ``group``, whose counts are among ``unknowns``."""
    alone = Unknowns(unknowns.names, 1, unknowns.inside)
    start, who = work_out(alone, ()).table, tuple(intruders(group))
    return Watch(group, who, alone, start <= 0, _tables(start, who, alone))


def _tables(table: NDArray[np.int64], who: Sequence[Intruder], alone: Unknowns) -> NDArray[np.int64]:
    """For each intruder the table of what they can work out from ``table`` and what they know beside it."""
    import numpy as np  # noqa: PLC0415 - figures alone bring numpy

    found = np.repeat(table[None], len(who), axis=0)
    for number, one in enumerate(who):
        for count, least in one.knows:
            of, less = alone.at(0, count.of), alone.at(0, count.less)
            path = found[number][:, of, None] - least + found[number][None, less, :]
            path[path > ENDLESS // 2] = ENDLESS
            np.minimum(found[number], path, out=found[number])
    return found


def past_is_clearer(before: Known, after: Known, grid: Grid) -> bool:
    """Whether a count of an earlier release has become better known than it may be.

    What it was in truth is not known any more. So what could be a small count must still be able to be anything below
    the threshold that it could be before, and what became clearer at all keeps as many values as the grid has steps.
    """
    unknowns = before.unknowns
    return any(
        bool(_clearer(before.table[part][:, part], after.table[part][:, part], grid).any())
        for part in (unknowns.of(release) for release in range(unknowns.releases - 1))
    )


def _clearer(before: NDArray[np.int64], after: NDArray[np.int64], grid: Grid) -> NDArray[np.bool_]:
    """For each pair of counts of one release that lie inside each other, whether their difference is too clear now."""
    nested = before <= 0  # [outer, inner]; also each with itself, where nothing can change
    low, high = -after, after.T
    raised, lowered = low > -before, high < before.T
    small = (raised & (low < grid.least)) | (lowered & (high < grid.least - 1))
    result: NDArray[np.bool_] = nested & (small | ((raised | lowered) & (high - low + 1 < grid.step)))
    return result
