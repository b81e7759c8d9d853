"""Computes every figure of the register for a cohort. All of them are private until `disclosure` has looked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from peerloom.definition.standard_forms import forms_of
from peerloom.evaluation.figures import Figure, Part
from peerloom.evaluation.lasting import Length, at_risk, median_days, share_at, survival
from peerloom.evaluation.surveys import followed
from peerloom.evaluation.waits import until_matched, until_met
from peerloom.people.setting import setting_of
from peerloom.people.values import text_of
from peerloom.support.due import check_ins

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from peerloom.definition.organisation import Cohort
    from peerloom.definition.program import Program
    from peerloom.evaluation.lasting import Point
    from peerloom.people.records import Answer, Match, Meeting, Participant, Records
    from peerloom.people.setting import Setting

_DAYS_A_MONTH = 30.4375
_STARTED = {"active", "paused", "closing", "suspended", "closed"}
_MADE = _STARTED | {"approved", "agreed"}
_FEEDBACK = ("halfway-feedback", "end-feedback")
_GRACE = dt.timedelta(days=30)  # feedback that comes within a month after the end still belongs to the cohort
_MONTHS_SHOWN = 12  # of the curve of lasting matches
_GOAL_AGE = 30  # days after which an active match should have a goal


@dataclass(frozen=True, slots=True)
class Scope:
    """One cohort's part of the records."""

    program: Program
    records: Records
    cohort: Cohort
    people: tuple[Participant, ...]
    matches: tuple[Match, ...]
    setting: Setting
    today: dt.date

    def side(self, role: str) -> list[Participant]:
        """The participants of one role."""
        return [person for person in self.people if person.role == role]

    def started(self) -> list[Match]:
        """Matches that had a first meeting."""
        return [match for match in self.matches if match.started is not None and match.status in _STARTED]

    def meetings(self) -> list[Meeting]:
        """Meetings of this cohort's matches."""
        codes = {match.code for match in self.matches}
        return [meeting for meeting in self.records.meetings if meeting.match in codes]


def measure(program: Program, records: Records, today: dt.date) -> tuple[Figure, ...]:
    """Every figure of every cohort whose sign-up has opened, then those of the whole program.

    A figure without data has the value None, never 0 percent.
    """
    figures = []
    setting = setting_of(program, forms_of(program), today)
    for cohort in program.cohorts:
        if cohort.sign_up_opens <= today:
            people = tuple(person for person in records.participants if person.cohort == cohort.id)
            matches = tuple(match for match in records.matches if match.cohort == cohort.id)
            scope = Scope(program, records, cohort, people, matches, setting, today)
            figures += [replace(figure, cohort=cohort.id) for make in _OF_COHORT for figure in make(scope)]
    return (*figures, *things(program, today))


def things(program: Program, today: dt.date) -> tuple[Figure, ...]:
    """Counts of things, which point at nobody."""
    counts = {
        "modules": len(program.training.modules),
        "partners": len(program.partners),
        "projects": len(program.projects),
        "events": len(program.events),
    }
    return tuple(Figure(name, "", count, count, today) for name, count in counts.items())


def _count(scope: Scope, name: str, people: Iterable[object]) -> Figure:
    number = sum(1 for _ in people)
    return Figure(name, "", number, number, scope.today)


def _share(scope: Scope, name: str, part: int, whole: int) -> Figure:
    return Figure(name, "", 100 * part / whole if whole else None, whole, scope.today, part=part if whole else None)


def sign_ups(scope: Scope) -> list[Figure]:
    """People who applied, each once."""
    return [
        replace(_count(scope, f"{role}s-applied", scope.side(role)), parts=_by_month(scope.side(role)))
        for role in ("mentor", "mentee")
    ]


def _by_month(people: Sequence[Participant]) -> tuple[Part, ...]:
    months = sorted(f"{person.applied:%Y-%m}" for person in people)
    return tuple(Part(month, months.count(month)) for month in dict.fromkeys(months))


def readiness(scope: Scope) -> list[Figure]:
    """Mentors who are checked, and mentors who finished what comes before a match."""
    mentors = scope.side("mentor")
    required = {m.id for m in scope.program.training.modules if m.before_match and "mentor" in m.for_}
    screened = [m for m in mentors if m.screened_until is not None and m.screened_until >= scope.today]
    trained = [m for m in mentors if required and required <= set(m.trained)]
    return [_count(scope, "mentors-screened", screened), _count(scope, "mentors-trained", trained)]


def matching(scope: Scope) -> list[Figure]:
    """Who has a match, who waits, and how full the mentors are."""
    made = [match for match in scope.matches if match.status in _MADE]
    matched = {code for match in made for code in (match.people if scope.setting.reciprocal else (match.mentee,))}
    waiting = [p for p in scope.side("mentee") if p.status in {"ready", "waiting"} and p.code not in matched]
    ready = {"ready", "matched", "finished"}
    places = sum(mentor.capacity for mentor in scope.side("mentor") if mentor.status in ready)
    places //= scope.program.model.co_mentors if scope.program.model else 1  # two share the places of a group
    filled = sum(match.status != "closed" for match in made)
    return [
        Figure("matches-made", "", len(matched), len(matched), scope.today, parts=_pairs_by_month(made)),
        _count(scope, "mentees-waiting", waiting),
        _share(scope, "match-rate", len(matched), len(matched) + len(waiting)),
        _share(scope, "seats-used", min(filled, places), places),
    ]


def _pairs_by_month(matches: Sequence[Match]) -> tuple[Part, ...]:
    months = sorted(f"{match.approved:%Y-%m}" for match in matches if match.approved is not None)
    return tuple(Part(month, months.count(month)) for month in dict.fromkeys(months))


def waits(scope: Scope) -> list[Figure]:
    """How long it takes until there is a match, and then until the two meet."""
    made = [match for match in scope.matches if match.status in _MADE]
    asked = [p for p in scope.people if p.role == "mentee" or scope.setting.reciprocal]
    return [
        _median(scope, "time-to-match", until_matched(asked, made, scope.today)),
        _median(scope, "time-to-first-meeting", until_met(made, scope.today)),
    ]


def _median(scope: Scope, name: str, lengths: Sequence[Length]) -> Figure:
    return Figure(name, "", median_days(survival(lengths)), len(lengths), scope.today)


def survey(scope: Scope) -> list[Figure]:
    """Who answered the survey at the end, of those who answered it at the start."""
    first, both, ended = followed(scope.program, scope.records, scope.today).get(scope.cohort.id, (0, 0, False))
    found = _share(scope, "survey-answered", both, first)
    return [found if ended else replace(found, value=None, part=None)]


def contact(scope: Scope) -> list[Figure]:
    """Check-ins that fell due, and those that came in time."""
    codes = {match.code for match in scope.matches}
    due = [item for item in check_ins(scope.records, scope.program) if item.match in codes and item.due <= scope.today]
    done = sum(item.done is not None and not item.late for item in due)
    return [_count(scope, "check-ins-due", due), _share(scope, "check-ins-done", done, len(due))]


def time_together(scope: Scope) -> list[Figure]:
    """Hours and meetings, from the log."""
    meetings = scope.meetings()
    months = sum(_days_run(match, scope.today) for match in scope.started()) / _DAYS_A_MONTH
    met = len({meeting.match for meeting in meetings})
    service = _service(scope)
    per_month = Figure("meetings", "", len(meetings) / months if months >= 1 else None, met, scope.today)
    return [_hours(scope, "hours", meetings), _hours(scope, "service-hours", service), per_month]


def _service(scope: Scope) -> list[Meeting]:
    """Meetings that were part of a service project; the log's answer stands at the same cell."""
    titles = {project.title for project in scope.program.projects}
    log = scope.records.answers.get("hours-log", ())
    served = {a.cell for a in log if text_of(a, "project") in titles or scope.setting.meant(a, "project") == "yes"}
    return [meeting for meeting in scope.meetings() if meeting.cell in served]


def _hours(scope: Scope, name: str, meetings: Sequence[Meeting]) -> Figure:
    minutes: dict[str, int] = {}
    for meeting in meetings:
        minutes[meeting.match] = minutes.get(meeting.match, 0) + meeting.minutes
    total = sum(minutes.values())
    largest = 100 * sum(sorted(minutes.values())[-2:]) / total if total else 0.0
    value = total / 60 if minutes else None
    return Figure(name, "", value, len(minutes), scope.today, largest=largest, parts=_months(meetings))


def _months(meetings: Sequence[Meeting]) -> tuple[Part, ...]:
    """For each month, how many matches met in it."""
    met: dict[str, set[str]] = {}
    for meeting in meetings:
        met.setdefault(f"{meeting.on:%Y-%m}", set()).add(meeting.match)
    return tuple(Part(month, len(met[month])) for month in sorted(met))


def goals(scope: Scope) -> list[Figure]:
    """Matches that set a goal, and goals that were reached."""
    codes = {match.code for match in scope.matches}
    notes = [goal for goal in scope.records.goals if goal.match in codes]
    old = [m for m in scope.started() if m.status == "active" and _days_run(m, scope.today) >= _GOAL_AGE]
    with_goal = {goal.match for goal in notes}
    over = [g for g in notes if g.state in {"done", "dropped"} or (g.by is not None and g.by < scope.today)]
    return [
        _share(scope, "goals-set", sum(match.code in with_goal for match in old), len(old)),
        _share(scope, "goals-reached", sum(goal.state == "done" for goal in over), len(over)),
    ]


def satisfaction(scope: Scope) -> list[Figure]:
    """How happy each side is, from the half-way and end feedback.

    Anonymous answers carry no day. As soon as a second cohort has started it is not known whose they are; then
    none counts.
    """
    answers = [a for form in _FEEDBACK for a in scope.records.answers.get(form, ()) if _belongs(a, scope)]
    figures = []
    for side in ("mentee", "mentor"):
        given = [answer.values.get("satisfied") for answer in answers if scope.setting.meant(answer, "side") == side]
        marks = [mark for mark in given if isinstance(mark, int)]
        mean = sum(marks) / len(marks) if marks else None
        figures.append(Figure(f"{side}-satisfaction", "", mean, len(marks), scope.today))
    return figures


def _belongs(answer: Answer, scope: Scope) -> bool:
    if answer.at is not None:
        return scope.cohort.starts <= answer.at.date() <= scope.cohort.ends + _GRACE
    started = [cohort.id for cohort in scope.program.cohorts if cohort.starts <= scope.today]
    return started == [scope.cohort.id]


def lasting(scope: Scope) -> list[Figure]:
    """How long matches last, and how many ended before the agreed day."""
    matches = scope.started()
    lengths = [Length(_days_run(match, scope.today), match.ended is not None) for match in matches]
    points = survival(lengths)
    median = median_days(points)
    value = median / _DAYS_A_MONTH if median is not None else None
    looked_at = at_risk(lengths, median) if median is not None else None
    steps = tuple(_step(month, points, lengths) for month in range(1, _MONTHS_SHOWN + 1))
    early = [m for m in matches if m.ended is not None and m.ended < scope.cohort.ends and m.reason != "completed"]
    return [
        Figure("match-length", "", value, len(lengths), scope.today, part=looked_at, steps=steps),
        _reach(scope, "stayed-3", 91, points, lengths),
        _reach(scope, "stayed-6", 183, points, lengths),
        _reach(scope, "stayed-12", 365, points, lengths),
        _share(scope, "closed-early", len(early), len(matches)),
    ]


def _step(month: int, points: Sequence[Point], lengths: Sequence[Length]) -> tuple[int, float, int]:
    day = round(month * _DAYS_A_MONTH)
    return month, share_at(points, day), at_risk(lengths, day)


def _reach(scope: Scope, name: str, day: int, points: Sequence[Point], lengths: Sequence[Length]) -> Figure:
    """The share that reaches ``day``. While some still run and none could have reached it, there is no data."""
    share = share_at(points, day)
    if share and not at_risk(lengths, day):
        return Figure(name, "", None, len(lengths), scope.today)
    return Figure(name, "", 100 * share, len(lengths), scope.today, part=round(share * len(lengths)))


def _days_run(match: Match, today: dt.date) -> int:
    if match.started is None:
        return 0
    return max(0, (min(match.ended or today, today) - match.started).days)


_OF_COHORT: tuple[Callable[[Scope], list[Figure]], ...] = (
    sign_ups,
    readiness,
    matching,
    contact,
    time_together,
    goals,
    satisfaction,
    lasting,
    waits,
    survey,
)
