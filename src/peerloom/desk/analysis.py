"""The private analysis below the figures: change, closures, reach, hours, cohorts side by side, own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.definition.figures import FIGURES
from peerloom.evaluation.surveys import ANONYMOUS_LEAST, anonymous_marks, by_chance, in_words, surveys
from peerloom.evaluation.tables import beside, closures, project_hours, reach
from peerloom.evaluation.voices import voices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from peerloom.desk.seen import Seen
    from peerloom.evaluation.figures import Figure
    from peerloom.evaluation.intervals import Interval
    from peerloom.evaluation.surveys import Change, Survey
    from peerloom.evaluation.tables import Beside

_NONE = "\N{EN DASH}"
_MOST = 40  # answers that one theme shows; the sheet has all
_SIDES = {"mentor": "Mentors", "mentee": "Mentees"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as a page shows it: a title, the heads of its columns, rows of texts, and what to know before reading."""

    id: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """Answers that share a word."""

    word: str
    answers: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Heard:
    """The answers to one question in people's own words."""

    title: str
    count: int
    held: bool
    themes: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Tables that belong together."""

    id: str
    title: str
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """All of it. What has no data is not there."""

    parts: tuple[Part, ...]
    heard: tuple[Heard, ...]
    least: int  # answers of a form without names, at least


def analysis(seen: Seen, exact: Callable[[Figure], str]) -> Analysis:
    """What the page Figures shows below the figures. ``exact`` writes the value of a figure."""
    made = (
        ("side-by-side", "Cohorts and targets", _beside(seen, exact)),
        ("change", "What changed among those who answered twice", _changes(seen)),
        ("anonymous", "Marks without names", _marks(seen)),
        ("closures", "Why matches ended", _closures(seen)),
        ("projects", "Hours by project and partner", _projects(seen)),
        ("reach", "Whom we reach", _reach(seen)),
    )
    parts = tuple(Part(name, title, found) for name, title, sheets in made if (found := tuple(sheets)))
    return Analysis(parts, tuple(_heard(seen)), ANONYMOUS_LEAST)


def _beside(seen: Seen, exact: Callable[[Figure], str]) -> Iterator[Sheet]:
    rows = beside(seen.program, seen.figures)
    if not rows:
        return
    alone = rows[0].older.cohort == rows[0].newer.cohort
    names = [] if alone else [seen.round_title(rows[0].older.cohort)]
    heads = ("Figure", *names, seen.round_title(rows[0].newer.cohort), "Target", "Difference, 95 % interval")
    notes = (
        "The targets are those of your goals; in brackets, what programs usually aim at.",
        "An interval that holds 0 can be chance. Two years differ in more than the program.",
    )
    yield Sheet("cohorts", "Side by side", heads, tuple(_of_beside(row, exact, alone=alone) for row in rows), notes)


def _of_beside(row: Beside, exact: Callable[[Figure], str], *, alone: bool) -> tuple[str, ...]:
    def value(figure: Figure) -> str:
        return f"{exact(figure)}, n = {figure.n}"

    usual = FIGURES[row.id].usual
    target = f"({usual})" if usual else _NONE
    if row.target is not None:
        how = {True: "reached", False: "not reached", None: "no data"}[row.met]
        target = f"{row.target}: {how}"
    older = () if alone else (value(row.older),)
    return FIGURES[row.id].title, *older, value(row.newer), target, _interval(row.difference)


def _interval(found: Interval | None) -> str:
    return _NONE if found is None else f"{found.low:+.2f} to {found.high:+.2f}"


def _changes(seen: Seen) -> Iterator[Sheet]:
    for number, survey in enumerate(surveys(seen.program, seen.records, seen.today)):
        title = f"{_SIDES[survey.side]}, {seen.round_title(survey.cohort)}"
        rows = tuple((wave.name, str(wave.answered), str(wave.both), str(wave.lost)) for wave in survey.waves)
        heads = ("When", "Answered", "Of them also at the start", "Lost since the start")
        yield Sheet(f"waves-{number}", f"{title}: who answered", heads, rows, tuple(_waves_noted(survey)))
        if survey.changes:
            yield Sheet(
                f"change-{number}",
                f"{title}: change",
                (
                    "Question or scale",
                    "When",
                    "n",
                    "Before",
                    "After",
                    "Change",
                    "95 % interval",
                    "Effect",
                    "Up, same, down",
                    "What it says",
                ),
                tuple(_of_change(change) for change in survey.changes),
                tuple(_noted(survey)),
            )


def _waves_noted(survey: Survey) -> Iterator[str]:
    yield "People are linked by their program code, in every year the same."
    if survey.refused:
        left = "1 answer is" if survey.refused == 1 else f"{survey.refused} answers are"
        yield f"{left} left out, because a guardian said no to surveys."


def _noted(survey: Survey) -> Iterator[str]:
    tried = sum(change.interval is not None for change in survey.changes)
    yield f"Of {tried} intervals about {by_chance(survey.changes)} would miss 0 by chance alone."
    yield (
        "Effect is the average change in units of how much people differ in their change (d, corrected for few): about "
        "0.2 is small, 0.5 middling, 0.8 large. p is the signed-rank test."
    )
    if not all(change.tested for change in survey.changes):
        yield "Lines without a star are our own questions, not a tested scale."


def _of_change(change: Change) -> tuple[str, ...]:
    title = f"{change.title} *" if change.tested else change.title
    unit = "" if change.paired is not None else " points"
    found = change.paired
    before, after, effect, moved = _NONE, _NONE, _NONE, _NONE
    if found is not None:
        before, after, moved = f"{found.before:.2f}", f"{found.after:.2f}", f"{found.up}, {found.same}, {found.down}"
        chance = "" if found.chance is None else f", p = {found.chance:.2f}" if found.chance >= 0.01 else ", p < 0.01"  # noqa: PLR2004
        effect = _NONE if found.effect is None else f"{found.effect:+.2f}{chance}"
    made = _NONE if change.change is None else f"{change.change:+.2f}{unit}"
    return (
        title,
        change.wave,
        str(change.n),
        before,
        after,
        made,
        _interval(change.interval),
        effect,
        moved,
        in_words(change),
    )


def _marks(seen: Seen) -> Iterator[Sheet]:
    found = anonymous_marks(seen.program, seen.records, seen.today)
    if found:
        rows = tuple(
            (
                mark.form,
                mark.side,
                mark.title,
                str(mark.n) if mark.mean is not None else f"fewer than {ANONYMOUS_LEAST}",
                _NONE if mark.mean is None else f"{mark.mean:.1f} of 5",
            )
            for mark in found
        )
        note = "These forms carry no names and no days, so all rounds count together."
        yield Sheet("marks", "Averages", ("Form", "Who", "Question", "n", "Average"), rows, (note,))


def _closures(seen: Seen) -> Iterator[Sheet]:
    for number, table in enumerate(closures(seen.program, seen.records)):
        rows = tuple((line.label, str(line.count), _share(line.count, line.of, line.interval)) for line in table.lines)
        yield Sheet(f"closures-{number}", seen.round_title(table.cohort), ("Reason", "Matches", "Share"), rows)


def _reach(seen: Seen) -> Iterator[Sheet]:
    for number, table in enumerate(reach(seen.program, seen.records, seen.today)):
        rows = tuple((line.label, str(line.count), _share(line.count, line.of, line.interval)) for line in table.lines)
        title = f"{table.title} {seen.round_title(table.cohort)}"
        notes = (table.note, "Shares are of those who answered.")
        yield Sheet(f"reach-{number}", title, ("Answer", "People", "Share"), rows, notes)


def _share(count: int, of: int, interval: Interval | None) -> str:
    if interval is None:
        return _NONE
    return f"{100 * count / of:.0f} % ({interval.low:.0f} to {interval.high:.0f})"


def _projects(seen: Seen) -> Iterator[Sheet]:
    given = project_hours(seen.program, seen.records)
    if given:
        rows = tuple(
            (
                one.project,
                one.partner or _NONE,
                seen.round_title(one.cohort),
                f"{one.hours:.1f}",
                str(one.matches),
                _NONE if one.goal is None else f"{one.goal}",
            )
            for one in given
        )
        yield Sheet("hours", "Hours", ("Project", "Partner", "Cohort", "Hours", "Matches", "Goal in hours"), rows)


def _heard(seen: Seen) -> Iterator[Heard]:
    for one in voices(seen.program, seen.records):
        themes = tuple(
            Said(theme.word, theme.answers[:_MOST], max(0, len(theme.answers) - _MOST)) for theme in one.themes
        )
        yield Heard(f"{one.form}: {one.question}", one.count if not one.held else 0, bool(one.held), themes)
