"""Tables for the coordinator: reasons of closures, whom the program reaches, whose hours, one cohort beside another.

They hold small numbers, so they stay on the desk. Answers about groups are counted and never stand beside a person.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.definition.figures import FIGURES
from peerloom.definition.standard_forms import forms_of
from peerloom.evaluation.intervals import Interval, difference_of_shares, wilson
from peerloom.people.setting import setting_of
from peerloom.people.values import text_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from peerloom.definition.program import Program
    from peerloom.evaluation.figures import Figure
    from peerloom.people.records import Records

UNSAID = "Prefer not to say"
_LESS_IS_BETTER = frozenset({"closed-early", "mentees-waiting", "time-to-match", "time-to-first-meeting"})
_LASTING = frozenset({"stayed-3", "stayed-6", "stayed-12"})  # their shares are no plain part of n


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: what is counted, how many, of how many, and the 95 percent interval in percent."""

    label: str
    count: int
    of: int
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Counts of one cohort. ``note`` says what is not in it."""

    cohort: str
    title: str
    lines: tuple[Line, ...]
    note: str = ""


def closures(program: Program, records: Records) -> tuple[Table, ...]:
    """Why matches ended, by cohort, the most frequent reason first. Matches that never started are left out."""
    found = []
    for cohort in program.cohorts:
        ended = [m for m in records.matches if m.cohort == cohort.id and m.ended is not None and m.started is not None]
        reasons = Counter(match.reason or "no reason given" for match in ended)
        if reasons:
            found.append(Table(cohort.id, "Why matches ended", _lines(reasons, len(ended))))
    return tuple(found)


def _lines(counts: Counter[str], of: int) -> tuple[Line, ...]:
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Line(label, count, of, _percent(wilson(count, of))) for label, count in order)


def _percent(interval: Interval | None) -> Interval | None:
    return None if interval is None else Interval(100 * interval.low, 100 * interval.high)


def reach(program: Program, records: Records, today: dt.date) -> tuple[Table, ...]:
    """Whom each cohort reaches: answers of the sign-ups that are asked for statistics alone, by role.

    Shares are of those who answered; how many did not say stands in the note. Where several answers may be picked
    the shares add up to more than a hundred.
    """
    setting = setting_of(program, forms_of(program), today)
    found = []
    for cohort in program.cohorts:
        for role in ("mentee", "mentor"):
            people = [one for one in records.participants if (one.cohort, one.role) == (cohort.id, role)]
            form = setting.forms.get(f"{role}-sign-up")
            for question in form.questions if form is not None and people else ():
                if question.share == "statistics" and question.options:
                    said = [_picked(one.answers.get(question.id)) for one in people]
                    known = [picked for picked in said if picked]
                    counts = Counter(answer for picked in known for answer in picked)
                    note = f"{len(people) - len(known)} of {len(people)} did not say."
                    title = f"{role.capitalize()}s: {question.ask}"
                    found.append(Table(cohort.id, title, _lines(counts, len(known)), note))
    return tuple(found)


def _picked(value: object) -> tuple[str, ...]:
    picked = value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
    return tuple(one for one in picked if one and one != UNSAID)


@dataclass(frozen=True, slots=True)
class Given:
    """Hours for one service project, with its partner and its goal. ``matches`` is how many gave them."""

    cohort: str
    project: str  # title
    partner: str  # name, or ""
    hours: float
    matches: int
    goal: int | None


def project_hours(program: Program, records: Records) -> tuple[Given, ...]:
    """The hours of each project in the order of program.yaml; a project without hours has none."""
    partners = {partner.id: partner.name for partner in program.partners}
    minutes = {meeting.cell: (meeting.match, meeting.minutes) for meeting in records.meetings}
    cohorts = {match.code: match.cohort for match in records.matches}
    given: dict[tuple[str, str], Counter[str]] = {}
    for answer in records.answers.get("hours-log", ()):
        title = text_of(answer, "project")
        if answer.cell in minutes:
            match, length = minutes[answer.cell]
            given.setdefault((cohorts.get(match, ""), title), Counter())[match] += length
    return tuple(
        Given(
            cohort.id,
            project.title,
            partners.get(project.partner or "", ""),
            by.total() / 60,
            len(by),
            project.hours_goal,
        )
        for cohort in program.cohorts
        for project in program.projects
        if (by := given.get((cohort.id, project.title), Counter())) or project.hours_goal
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """One figure of two cohorts, with the target that a goal of the program sets.

    For a plain share ``difference`` is the 95 percent interval of newer less older, in points of a hundred.
    """

    id: str
    older: Figure
    newer: Figure
    difference: Interval | None
    target: int | None

    @property
    def met(self) -> bool | None:
        """Whether the newer one reaches the target; None without a target or a value."""
        if self.target is None or self.newer.value is None:
            return None
        if self.id in _LESS_IS_BETTER:
            return self.newer.value <= self.target
        return self.newer.value >= self.target


def beside(program: Program, figures: Sequence[Figure]) -> tuple[Beside, ...]:
    """The two newest cohorts that have started by the day of the figures, figure by figure.

    With one cohort it stands beside its targets alone: ``older`` is the same figure then.
    """
    order = [cohort.id for cohort in sorted(program.cohorts, key=lambda one: one.starts)]
    day = max((figure.as_of for figure in figures), default=None)
    begun = [one.id for one in program.cohorts if day is not None and one.starts <= day]
    known = [name for name in order if name in begun]
    if not known:
        return ()
    newer, older = known[-1], known[-2] if len(known) > 1 else known[-1]
    return tuple(_beside(program, figures, older, newer))


def _beside(program: Program, figures: Sequence[Figure], older: str, newer: str) -> Iterator[Beside]:
    by = {(figure.id, figure.cohort): figure for figure in figures}
    targets = {goal.measure: goal.target for goal in program.goals}
    for name in FIGURES:
        if (name, older) in by and (name, newer) in by:
            old, new = by[name, older], by[name, newer]
            gap = None
            if older != newer and old.part is not None and new.part is not None and FIGURES[name].kind == "share":
                plain = name not in _LASTING
                gap = _percent(difference_of_shares(new.part, new.n, old.part, old.n)) if plain else None
            yield Beside(name, old, new, gap, targets.get(name))
