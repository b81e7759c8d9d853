"""The intruder: integer programs that find how far each count can go, given everything that was ever published.

They are the last word before a release. ``known`` decides with shortest paths what is offered at all; this module knows
nothing of that and works from the published limits alone. What it cannot finish in time counts as not safe.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from peerloom.disclosure.audit import Narrowed, still_open

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from peerloom.disclosure.audit import Intruder, Need, Watch
    from peerloom.disclosure.counts import Count
    from peerloom.disclosure.known import Known

SECONDS = 60.0  # for one program
_NODES = 100_000
_MOST = 1_000_000  # people; more than any program has


class Unfinished(Exception):  # noqa: N818 - it is an answer of the solver, not an error
    """An integer program was not solved within its limits, so nothing is proved."""


@dataclass(frozen=True, slots=True)
class Row:
    """The sum of some unknowns, each times a whole number, lies between ``low`` and ``high``; None is no limit."""

    terms: tuple[tuple[int, int], ...]
    low: int | None
    high: int | None


@dataclass(slots=True)
class System:
    """Whole numbers from 0 on that fit ``rows``, and some of the ways to fit them that were found so far."""

    size: int
    rows: tuple[Row, ...]
    seconds: float = SECONDS
    found: list[NDArray[np.int64]] = field(default_factory=list)

    def reach(self, terms: Sequence[tuple[int, int]], beside: Sequence[Row] = ()) -> tuple[int, int]:
        """The least and the most that a sum can be, when the rows ``beside`` hold as well.

        Raises:
            Unfinished: a program was not solved within its limits, or nothing fits.
        """
        return self.end(terms, 1, beside), self.end(terms, -1, beside)

    def end(self, terms: Sequence[tuple[int, int]], sign: int, beside: Sequence[Row] = ()) -> int:
        """The least that a sum can be for ``sign`` 1, the most for -1.

        Source:
            Mixed integer programming by HiGHS, Huangfu and Hall (2018), https://doi.org/10.1007/s12532-017-0130-5.
        """
        import numpy as np  # noqa: PLC0415 - figures alone bring numpy and scipy
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415
        from scipy.sparse import coo_array  # noqa: PLC0415

        rows = [*self.rows, *beside]
        entries = [(number, at, times) for number, row in enumerate(rows) for at, times in row.terms]
        lines, columns, values = (list(part) for part in zip(*entries, strict=True)) if entries else ([], [], [])
        cost = np.zeros(self.size)
        for at, times in terms:
            cost[at] += sign * times
        table = coo_array((values, (lines, columns)), shape=(len(rows), self.size)).tocsr()
        low = [-np.inf if row.low is None else row.low for row in rows]
        high = [np.inf if row.high is None else row.high for row in rows]
        solved = milp(
            cost,
            integrality=np.ones(self.size),
            bounds=Bounds(0, _MOST),
            constraints=LinearConstraint(table, low, high),
            options={"time_limit": self.seconds, "node_limit": _NODES, "mip_rel_gap": 0},
        )
        if solved.status != 0 or solved.x is None:
            raise Unfinished
        whole = np.rint(solved.x).astype(np.int64)
        self.found.append(whole)
        return int(sum(times * whole[at] for at, times in terms))


def system_of(known: Known, seconds: float = SECONDS) -> System:
    """The published limits as a system. Unknown 0 is nobody."""
    rows = [Row(((0, 1),), 0, 0)]
    rows += [Row(((limit.larger, 1), (limit.smaller, -1)), None, limit.most) for limit in known.limits]
    return System(known.unknowns.size, tuple(rows), seconds)


def attack(system: System, known: Known, release: int, watch: Watch, wanted: Sequence[Need]) -> Narrowed | None:
    """The first count of a release that somebody would know too well; None where all is well.

    A way to fit everything that was found for one question answers others as well, so few programs are solved.

    Raises:
        Unfinished: a program was not solved within its limits.
    """
    import numpy as np  # noqa: PLC0415 - figures alone bring numpy and scipy

    places = _Places(known, release)
    _look_around(system, places, watch, wanted)
    around = [(watch.inside(need.count), watch.outside(need.count)) for need in wanted]
    for number, one in enumerate(watch.who):
        beside = [places.row(count, least) for count, least in one.knows]
        low, high = places.seen(system, wanted, one)
        for turn, need in enumerate(wanted):
            ends = np.array([low[turn]]), np.array([high[turn]])
            limits = around[turn][0][[number]], around[turn][1][[number]]
            for sign, end in ((1, ends[0]), (-1, ends[1])):
                if not still_open(need, *ends, *limits)[0]:
                    end[0] = system.end(places.terms(need.count), sign, beside)
            if not still_open(need, *ends, *limits)[0]:
                return Narrowed(need.count, one.who, int(ends[0][0]), int(ends[1][0]))
    return None


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the counts of one release stand among the unknowns."""

    known: Known
    release: int

    def terms(self, count: Count) -> tuple[tuple[int, int], ...]:
        """A count as a sum of unknowns."""
        at = self.known.unknowns.at
        return ((at(self.release, count.of), 1), (at(self.release, count.less), -1))

    def row(self, count: Count, least: int) -> Row:
        """That a count is at least so many."""
        return Row(self.terms(count), least, None)

    def seen(self, system: System, wanted: Sequence[Need], one: Intruder) -> tuple[NDArray[np.int64], ...]:
        """How far each count went in what was found so far and fits what an intruder knows."""
        import numpy as np  # noqa: PLC0415 - figures alone bring numpy and scipy

        pool = np.stack(system.found) if system.found else np.zeros((0, system.size), dtype=np.int64)
        for count, least in one.knows:
            (of, _), (less, _) = self.terms(count)
            pool = pool[pool[:, of] - pool[:, less] >= least]
        counts = [self.terms(need.count) for need in wanted]
        values = pool[:, [terms[0][0] for terms in counts]] - pool[:, [terms[1][0] for terms in counts]]
        return values.min(axis=0, initial=_MOST), values.max(axis=0, initial=-1)


def _look_around(system: System, places: _Places, watch: Watch, wanted: Sequence[Need]) -> None:
    """Find ways to fit everything that answer for many intruders at once: with people in every place that they know."""
    steps = [(number, one.knows[0][0]) for number, one in enumerate(watch.who) if one.who == "insider"]
    for need in wanted:
        inside = watch.inside(need.count)
        for sign in (-1, 1):
            beside = [
                places.row(step, min(2, watch.group.true(step)))
                for number, step in steps
                if sign < 0 or not inside[number]
            ]
            with suppress(Unfinished):  # then the questions are answered one by one
                system.end(places.terms(need.count), sign, beside)
