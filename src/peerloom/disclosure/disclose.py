"""Turns private figures into the figures of a release. What no rule allows is withheld."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from peerloom.definition.figures import FIGURES
from peerloom.disclosure import counts
from peerloom.disclosure.bands import Grid
from peerloom.disclosure.labels import Labels, Said
from peerloom.disclosure.public import (
    About,
    Exact,
    Fewer,
    Hours,
    Mean,
    Months,
    PublicFigure,
    PublicFigures,
    PublicPart,
    PublicStep,
    Share,
    Sides,
    Withheld,
)
from peerloom.disclosure.shares import share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from peerloom.definition.organisation import Publication
    from peerloom.disclosure.audit import Narrowed
    from peerloom.disclosure.public import Shown
    from peerloom.evaluation.figures import Figure

Older = tuple[str, str, counts.Count]  # cohort, group, count
EVERY = dt.timedelta(days=28)  # between two releases, whatever happens
_YEAR = dt.timedelta(days=365)  # for so long a figure stays back
_TWO_GIVERS = 90.0  # percent of the hours; above it the total tells what two people gave
_SCALE_ENDS = (12, 48)  # tenths: "1.2 or less" and "4.8 or more" are as far as an average of marks goes
_STEP_OF_HOURS = 10
_MOVED = 5  # tenths of meetings a month; less is no news


@dataclass(frozen=True, slots=True)
class Note:
    """What the audit did to one figure, for the coordinator: private, since it can tell how few people it was."""

    figure: str
    cohort: str
    done: Literal["kept", "older", "back", "taken back"]  # kept: it moved too little; older: a newer one tells too much
    because: Narrowed | None = None
    part: str = ""  # the month of a slice


@dataclass(frozen=True, slots=True)
class Disclosed:
    """A release as it would be published, what the audit did, and the labels with all that stands behind them."""

    public: PublicFigures
    notes: tuple[Note, ...]
    labels: tuple[Labels, ...]
    older: frozenset[Older] = frozenset()  # private: labels that stayed although the count is far away


def grid_of(publication: Publication) -> Grid:
    """The bands that a program puts its counts in."""
    return Grid(publication.least, publication.round_to)


def disclose(
    figures: Sequence[Figure],
    publication: Publication,
    as_of: dt.date,
    history: Sequence[PublicFigures] = (),
    first: Sequence[str] = (),
    older: Sequence[frozenset[Older]] = (),
) -> Disclosed:
    """Make the next release of ``figures``, in their order. Figures for the coordinator only are left out.

    Args:
        figures: as they were measured.
        publication: how careful the program is.
        as_of: the day of the release.
        history: every earlier release, oldest first. All of them bind this one.
        first: ids in the order in which figures are let through, and no others; none: all, as in ``figures``. Of two
            that would tell too much together the later one stays back.
        older: for each earlier release what `Disclosed.older` was. Where it is not known any more, an intruder is taken
            to be right about every label that stayed.

    Source:
        Suppression, rounding to base 5 and bands as in the statistics of schools and hospitals; an intruder who has
        everything ever published, as in docs/decisions/0011-disclosure.md.
    """
    unknown: tuple[frozenset[Older], ...] = (frozenset(),) * (len(history) - len(older))
    maker = _Maker(tuple(figures), publication, as_of, tuple(history), (*older, *unknown), {}, [])
    wanted = [figure for figure in figures if FIGURES[figure.id].public and (not first or figure.id in first)]
    order = sorted(wanted, key=lambda figure: first.index(figure.id) if first else 0)
    made = {(figure.id, figure.cohort): maker.figure(figure) for figure in order}
    for figure in order:  # charts come last: no figure stays back for them
        made[figure.id, figure.cohort] = maker.with_charts(figure, made[figure.id, figure.cohort])
    shown = tuple(made[figure.id, figure.cohort] for figure in wanted)
    public = PublicFigures(
        as_of,
        publication.least,
        shown,
        step=publication.round_to,
        looser=publication.looser,
        release=len(history) + 1,
    )
    stayed = frozenset((*key, count) for key, labels in maker.labels.items() for count in labels.older)
    return Disclosed(public, tuple(maker.notes), tuple(maker.labels.values()), stayed)


def due(history: Sequence[PublicFigures], today: dt.date) -> bool:
    """Whether the calendar asks for a release."""
    return not history or today - history[-1].as_of >= EVERY


@dataclass(slots=True)
class _Maker:
    """Makes one release, figure after figure; what was let through stays before the next is looked at."""

    figures: tuple[Figure, ...]
    publication: Publication
    as_of: dt.date
    history: tuple[PublicFigures, ...]
    older: tuple[frozenset[Older], ...]
    labels: dict[tuple[str, str], Labels]  # by cohort and group
    notes: list[Note]

    def figure(self, figure: Figure) -> PublicFigure:
        """One figure as it may be shown."""
        if FIGURES[figure.id].kind == "things":
            return PublicFigure(figure.id, figure.cohort, Exact(figure.n), Exact(figure.n))
        before = self._before(figure)
        if self._stays_back(figure):
            self.notes.append(Note(figure.id, figure.cohort, "taken back"))
            return PublicFigure(figure.id, figure.cohort, Withheld("together"), None)
        said = self._labels(figure).offer(counts.rows(figure.id))
        self._note(figure)
        if said is None:
            return PublicFigure(figure.id, figure.cohort, Withheld("together"), None)
        made = self._shown(figure, said, before)
        since = before.since or self.history[-1].as_of if before is not None and before.shown == made.shown else None
        return replace(made, since=None if since == self.as_of else since)

    def _shown(self, figure: Figure, said: Sequence[Fewer | About], before: PublicFigure | None) -> PublicFigure:
        kind, grid = FIGURES[figure.id].kind, grid_of(self.publication)
        if kind == "people":
            return PublicFigure(figure.id, figure.cohort, said[0], said[0])
        if kind == "share":
            sides = Sides(*said)
            band = share(sides, grid, self.publication.percent_least)
            shown: Shown = Withheld("not-yet") if figure.value is None and isinstance(band, Share) else band
            return PublicFigure(figure.id, figure.cohort, shown, _together(sides), sides=sides)
        listed = Sides(*said) if len(said) > 1 else None
        n = _together(listed) if listed is not None else said[0]
        return PublicFigure(
            figure.id, figure.cohort, _value(figure, n, before, self._n_then(before), grid), n, sides=listed
        )

    def with_charts(self, figure: Figure, made: PublicFigure) -> PublicFigure:
        """The figure with its slices and its curve, as far as they may stand beside all figures."""
        if isinstance(made.shown, Withheld):
            return made
        parts = self._parts(figure) if FIGURES[figure.id].kind == "hours" else ()
        return replace(made, parts=parts, curve=self._curve(figure))

    def _parts(self, figure: Figure) -> tuple[PublicPart, ...]:
        """The slices that may stand beside the others. One that was not there before does not come later."""
        before = self._before(figure)
        known = {part.label for part in before.parts} if before is not None else set()
        month = f"{self.history[-1].as_of:%Y-%m}" if before is not None and known else ""
        found = []
        for part in figure.parts:
            if part.label >= month or part.label in known:
                said = self._labels(figure).offer((counts.part_row(figure.id, part.label),))
                self._note(figure, part.label)
                found += [PublicPart(part.label, said[0])] if said is not None else []
        return tuple(found)

    def _curve(self, figure: Figure) -> tuple[PublicStep, ...]:
        """The share of matches that still run, in the months that may be told; it ends where too few are left."""
        steps = []
        for month, _, looked_at in figure.steps:
            if looked_at < self.publication.least:
                break
            said = self._labels(figure).offer(counts.step_rows(month))
            self._note(figure, f"{month}")
            if said is not None:
                sides = Sides(*said)
                shown = share(sides, grid_of(self.publication), self.publication.percent_least)
                steps.append(PublicStep(month, shown, sides))
        return tuple(steps)

    def _labels(self, figure: Figure) -> Labels:
        key = (figure.cohort, counts.group_of(figure.id))
        if key not in self.labels:
            mine = [one for one in self.figures if one.cohort == figure.cohort]
            group = counts.group(mine, key[1])
            before = [
                Said(counts.said_of(one.figures, *key), Grid(one.least, one.step), self._older(number, key))
                for number, one in enumerate(self.history)
            ]
            self.labels[key] = Labels.of(group, before, grid_of(self.publication))
        return self.labels[key]

    def _older(self, release: int, key: tuple[str, str]) -> frozenset[counts.Count]:
        return frozenset(count for cohort, group, count in self.older[release] if (cohort, group) == key)

    def _note(self, figure: Figure, part: str = "") -> None:
        done, because = self._labels(figure).last
        if done:
            self.notes.append(Note(figure.id, figure.cohort, done, because, part))

    def _before(self, figure: Figure) -> PublicFigure | None:
        """The figure in the release before, where it was shown."""
        last = self.history[-1].figures if self.history else ()
        return next((one for one in last if (one.id, one.cohort) == (figure.id, figure.cohort)), None)

    def _n_then(self, before: PublicFigure | None) -> Fewer | About | None:
        """How many people the shown value rested on in the release that changed it last."""
        if before is None:
            return None
        then = next((one for one in self.history if one.as_of == before.since), self.history[-1])
        same = (one.n for one in then.figures if (one.id, one.cohort) == (before.id, before.cohort))
        n = next(same, None)
        return n if isinstance(n, Fewer | About) else None

    def _stays_back(self, figure: Figure) -> bool:
        """Whether the figure was taken back in the last year: that it comes again would tell something as well."""
        return any(
            self.as_of - release.as_of < _YEAR and _was_taken_back(figure, earlier.figures, release.figures)
            for earlier, release in zip(self.history, self.history[1:], strict=False)
        )


def _was_taken_back(figure: Figure, before: Sequence[PublicFigure], after: Sequence[PublicFigure]) -> bool:
    back = Withheld("together")
    shown = {(one.id, one.cohort): one.shown for one in before}.get((figure.id, figure.cohort), back)
    return shown != back and {(one.id, one.cohort): one.shown for one in after}.get((figure.id, figure.cohort)) == back


def _together(sides: Sides) -> Fewer | About:
    """How many people a share rests on: the sum of the two counts that are shown, and no other total."""
    shown = sum(side.value for side in (sides.part, sides.rest) if isinstance(side, About))
    return About(shown) if shown else sides.part


def _value(
    figure: Figure, n: Fewer | About, before: PublicFigure | None, then: Fewer | About | None, grid: Grid
) -> Shown:
    """A value that is no count. The old one, which rested on ``then`` people, stays until it is clearly another."""
    kind = FIGURES[figure.id].kind
    if isinstance(n, Fewer):
        return Withheld("too-few")
    if figure.value is None:
        return Months(None) if kind == "months" else Withheld("not-yet")
    if kind == "months" and (figure.part or 0) < grid.least:
        return Withheld("too-few")
    if kind == "hours" and figure.largest >= _TWO_GIVERS:
        return Withheld("uneven")
    old = before.shown if before is not None else None
    if kind == "hours":
        hours = Hours(_STEP_OF_HOURS * round(figure.value / _STEP_OF_HOURS))
        return old if isinstance(old, Hours) and abs(old.value - hours.value) <= _STEP_OF_HOURS else hours
    if kind == "months":
        months = round(figure.value)
        near = isinstance(old, Months) and old.value is not None and abs(old.value - months) <= 1
        return old if near and old is not None else Months(months)
    mean = _mean(figure)
    if not isinstance(old, Mean):
        return mean
    if figure.id == "meetings":
        return mean if abs(mean.tenths - old.tenths) >= _MOVED else old
    # The difference of two averages is an average of those who came between them: they must be enough as well.
    enough = then is not None and grid.band(n).low - grid.band(then).high >= grid.least
    return mean if enough else old


def _mean(figure: Figure) -> Mean:
    """An average with one decimal. Near the end of a scale it would tell everybody's answer, so it stops before."""
    tenths = round(10 * (figure.value or 0))
    if figure.id.endswith("satisfaction"):
        tenths = min(max(tenths, _SCALE_ENDS[0]), _SCALE_ENDS[1])
    return Mean(tenths)
