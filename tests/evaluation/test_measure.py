from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from peerloom.definition.figures import FIGURES
from peerloom.definition.learning import Training
from peerloom.definition.organisation import Publication, Support
from peerloom.definition.reader import read_program
from peerloom.disclosure.disclose import disclose
from peerloom.disclosure.public import Months, Share, Withheld
from peerloom.evaluation.figures import Part
from peerloom.evaluation.measure import measure, things
from peerloom.people.records import Answer, CheckIn, GoalNote, Match, Meeting, Participant, Records
from peerloom.problems import Cell

if TYPE_CHECKING:
    from peerloom.definition.program import Program
    from peerloom.evaluation.figures import Figure
    from peerloom.people.records import MatchStatus, Side, Status, Value

TODAY = dt.date(2026, 3, 1)
TEXT = """\
program: {id: north-star, name: North Star, tagline: A place., summary: We meet., with_minors: no}
cohorts:
  - {id: old, title: Old, sign_up_opens: 2024-08-01, sign_up_closes: 2024-09-01, matching: 2024-09-10, starts: 2024-10-01, ends: 2025-06-01}
  - {id: now, title: Now, sign_up_opens: 2025-08-01, sign_up_closes: 2025-09-01, matching: 2025-09-10, starts: 2025-10-01, ends: 2026-06-01}
  - {id: later, title: Later, sign_up_opens: 2026-03-02, sign_up_closes: 2026-09-01, matching: 2026-09-10, starts: 2026-10-01, ends: 2027-06-01}
training:
  modules:
    - {id: one, title: One, summary: x, for: [mentor], minutes: 30, before_match: yes, objectives: [x]}
    - {id: two, title: Two, summary: x, for: [mentee], minutes: 30, before_match: yes, objectives: [x]}
    - {id: three, title: Three, summary: x, for: [mentor], minutes: 30, objectives: [x]}
partners:
  - {id: library, name: Library, kind: library, summary: Books.}
events:
  - {id: a, title: A, on: 2026-01-01, starts: 10:00, ends: 11:00, place: x, summary: x}
  - {id: b, title: B, on: 2026-01-02, starts: 10:00, ends: 11:00, place: x, summary: x}
"""
_READ = read_program(TEXT).program
assert _READ is not None
PROGRAM = _READ


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def person(
    code: str, role: Side, cohort: str = "now", status: Status = "ready", applied: str = "2025-08-05", **more: Any
) -> Participant:
    given = {"capacity": 1, **more}
    return Participant(
        code,
        role,
        cohort,
        f"given-{code}",
        "",
        "",
        "",
        None,
        minor=False,
        guardian="",
        applied=day(applied),
        answers={},
        cell=Cell("x", 2),
        status=status,
        needs=(),
        **given,
    )


def match(code: str, mentee: str = "", status: MatchStatus = "active", cohort: str = "now", **more: Any) -> Match:
    days: dict[str, Any] = {key: day(value) for key, value in more.items() if key in {"approved", "started", "ended"}}
    return Match(
        code, cohort, f"M-{code}", mentee or f"E-{code}", status, "approve", **days, reason=more.get("reason", "")
    )


def met(code: str, on: str, minutes: int, row: int = 2) -> Meeting:
    return Meeting(code, day(on), minutes, "", "", Cell("Hours log", row))


def checked(code: str, side: Side, on: str) -> CheckIn:
    return CheckIn(code, side, day(on), 1, 4, "yes", "yes", Cell("Check-in", 2))


def goal(code: str, state: Any = "going on", by: str | None = None) -> GoalNote:
    return GoalNote(code, "x", "x", day("2025-10-10"), day(by) if by else None, 0, state)


def answer(form: str, at: str | None, row: int = 2, **values: Value) -> Answer:
    when = dt.datetime.fromisoformat(at) if at else None
    return Answer(form, Cell("Hours log" if form == "hours-log" else form, row), when, values, f"{form}{row}")


EMPTY = Records(TODAY, (), (), (), (), (), {}, {}, ())


def records(**parts: Any) -> Records:
    whole: dict[str, Any] = {name: tuple(part) if isinstance(part, list) else part for name, part in parts.items()}
    return replace(EMPTY, **whole)


def figure(name: str, cohort: str = "now", today: dt.date = TODAY, program: Program = PROGRAM, **parts: Any) -> Figure:
    """One figure of one cohort."""
    found = measure(program, replace(records(**parts), today=today), today)
    (one,) = [one for one in found if (one.id, one.cohort) == (name, cohort)]
    return one


def told(one: Figure) -> tuple[Any, ...]:
    return one.value, one.n, one.part


def test_every_figure_of_the_register_is_measured_and_no_other() -> None:
    found = measure(PROGRAM, EMPTY, TODAY)
    of_things = {name for name, spec in FIGURES.items() if spec.kind == "things"}
    for cohort in ("old", "now"):
        assert {one.id for one in found if one.cohort == cohort} == FIGURES.keys() - of_things
    assert {one.id for one in found if not one.cohort} == of_things
    assert len(found) == len({(one.id, one.cohort) for one in found})
    assert all(one.as_of == TODAY for one in found)


def test_a_cohort_is_measured_from_the_day_its_sign_up_opens() -> None:
    def cohorts(today: dt.date) -> set[str]:
        return {one.cohort for one in measure(PROGRAM, replace(EMPTY, today=today), today)}

    assert cohorts(TODAY) == {"old", "now", ""}
    assert cohorts(TODAY + dt.timedelta(days=1)) == {"old", "now", "later", ""}


def test_without_data_there_is_no_value_and_never_zero_percent() -> None:
    for one in measure(PROGRAM, EMPTY, TODAY):
        kind = FIGURES[one.id].kind
        assert one.n == 0 or kind == "things", one
        assert (one.value is None) == (kind not in {"people", "things"}), one


def test_things_are_counted_as_they_are() -> None:
    assert {one.id: one.value for one in things(PROGRAM, TODAY)} == {
        "modules": 3,
        "partners": 1,
        "projects": 0,
        "events": 2,
    }


PEOPLE = [
    person("M-1", "mentor", screened_until=day("2026-03-01"), trained={"one": TODAY}, capacity=2),
    person(
        "M-2", "mentor", screened_until=day("2026-02-28"), trained={"one": TODAY, "three": TODAY}, applied="2025-09-30"
    ),
    person("M-3", "mentor", "now", "screening", trained={"three": TODAY}, applied="2025-08-30"),
    person("M-4", "mentor", "old", screened_until=day("2027-01-01"), trained={"one": TODAY}),
    person("E-1", "mentee", "now", "matched"),
    person("E-2", "mentee", "now", "waiting"),
    person("E-3", "mentee", "now", "ready"),
    person("E-4", "mentee", "now", "withdrawn"),
    person("E-5", "mentee", "old", "waiting"),
]


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("mentors-applied", 3),
        ("mentees-applied", 4),
        ("mentors-screened", 1),  # valid on this day
        ("mentors-trained", 2),  # all that mentors must do before a match
        ("mentees-waiting", 2),
        ("matches-made", 0),
    ],
)
def test_people_are_counted(name: str, count: int) -> None:
    one = figure(name, participants=PEOPLE)
    assert (one.value, one.n) == (count, count)


def test_sign_ups_are_counted_by_month() -> None:
    assert figure("mentors-applied", participants=PEOPLE).parts == (Part("2025-08", 2), Part("2025-09", 1))


MATCHES = [
    match("P-1", "E-1", "active", approved="2025-09-12", started="2025-10-02"),
    match("P-2", "E-2", "closed", approved="2025-09-12", started="2025-10-02", ended="2025-11-01", reason="moved away"),
    match("P-3", "E-2", "approved", approved="2025-12-01"),
    match("P-4", "E-3", "proposed"),
    match("P-5", "E-4", "rejected", approved="2025-09-12"),
    match("P-6", "E-4", "never_started", approved="2025-09-12"),
    match(
        "P-7",
        "E-5",
        "closed",
        "old",
        approved="2024-09-12",
        started="2024-10-02",
        ended="2025-06-01",
        reason="completed",
    ),
]


@pytest.mark.parametrize(
    ("name", "value", "n", "part"),
    [
        ("matches-made", 2, 2, None),  # E-1, and E-2 who had two
        ("mentees-waiting", 1, 1, None),  # E-3; E-2 waits again, but had one
        ("match-rate", 100 * 2 / 3, 3, 2),
        ("seats-used", 100 * 2 / 3, 3, 2),  # P-1 and P-3, of two places and one
    ],
)
def test_matching_is_counted(name: str, value: float, n: int, part: int | None) -> None:
    one = figure(name, participants=PEOPLE, matches=MATCHES)
    assert told(one) == (pytest.approx(value), n, part)


def test_matches_are_counted_by_the_month_of_their_approval() -> None:
    assert figure("matches-made", matches=MATCHES).parts == (Part("2025-09", 2), Part("2025-12", 1))
    assert figure("matches-made", "old", matches=MATCHES).value == 1


def test_more_matches_than_places_are_no_more_than_all() -> None:
    full = [match(f"P-{n}", f"E-{n}", approved="2025-09-12") for n in range(5)]
    one = figure("seats-used", participants=PEOPLE, matches=full)
    assert told(one) == (100, 3, 3)


def test_check_ins_are_those_that_fell_due_and_those_that_came_in_time() -> None:
    """Started on 1 December: due after 14, 28 ... 84 days, six times for each side; two came in time, one late."""
    running = [match("P-1", started="2025-12-01")]
    came = [
        checked("P-1", "mentor", "2025-12-15"),
        checked("P-1", "mentee", "2026-01-05"),
        checked("P-1", "mentor", "2026-02-20"),
    ]
    other = checked("P-9", "mentor", "2025-12-15")
    due = figure("check-ins-due", matches=running, check_ins=[*came, other])
    done = figure("check-ins-done", matches=running, check_ins=[*came, other])
    assert (due.value, due.n) == (12, 12)
    assert (done.n, done.part) == (12, 2 + 1)
    assert figure("check-ins-done", "old", matches=running, check_ins=came).value is None


def test_a_check_in_that_comes_late_is_not_in_time() -> None:
    strict = PROGRAM.model_copy(update={"support": Support(check_in_late_days=2)})
    running = [match("P-1", started="2026-02-05")]  # due once, on 19 February
    for on, part in (("2026-02-21", 1), ("2026-02-22", 0)):
        one = figure("check-ins-done", program=strict, matches=running, check_ins=[checked("P-1", "mentor", on)])
        assert told(one) == (50 * part, 2, part)


def test_where_nothing_comes_before_a_match_nobody_is_counted_as_trained() -> None:
    free = PROGRAM.model_copy(update={"training": Training()})
    assert figure("mentors-trained", program=free, participants=PEOPLE).value == 0


LOG = [
    met("P-1", "2025-10-02", 60, 2),
    met("P-1", "2025-10-09", 90, 3),
    met("P-2", "2025-10-02", 30, 4),
    met("P-1", "2025-11-01", 45, 5),
    met("P-7", "2024-10-02", 600, 6),  # of the other cohort
    met("P-0", "2025-10-02", 600, 7),  # of no match
]


def test_hours_are_the_minutes_of_the_log() -> None:
    one = figure("hours", matches=MATCHES, meetings=LOG)
    assert (one.value, one.n) == ((60 + 90 + 30 + 45) / 60, 2)
    assert one.parts == (Part("2025-10", 2), Part("2025-11", 1))
    assert one.largest == 100
    assert figure("hours", "old", matches=MATCHES, meetings=LOG).value == 10


def test_the_share_of_the_two_largest_givers_is_known() -> None:
    three = [match(f"P-{n}") for n in range(3)]
    log = [
        met("P-0", "2025-10-02", 50),
        met("P-1", "2025-10-02", 30),
        met("P-2", "2025-10-02", 10),
        met("P-2", "2025-10-03", 10),
    ]
    assert figure("hours", matches=three, meetings=log).largest == pytest.approx(80)


def test_service_is_what_the_log_says_it_was() -> None:
    answers = {
        "hours-log": (
            answer("hours-log", None, 2, project="yes"),
            answer("hours-log", None, 3, project="no"),
            answer("hours-log", None, 4),
        )
    }
    one = figure("service-hours", matches=MATCHES, meetings=LOG, answers=answers)
    assert (one.value, one.n) == (1, 1)
    assert figure("service-hours", matches=MATCHES, meetings=LOG).value is None


def test_meetings_are_counted_for_each_month_that_matches_ran() -> None:
    """P-1 ran 150 days and P-2 30 days: 180 days with four meetings."""
    one = figure("meetings", matches=MATCHES, meetings=LOG)
    assert one.value == pytest.approx(4 / (180 / 30.4375))
    assert one.n == 2
    young = [match("P-1", started="2026-02-10")]
    assert figure("meetings", matches=young, meetings=[met("P-1", "2026-02-10", 60)]).value is None


def test_a_match_older_than_a_month_should_have_a_goal() -> None:
    matches = [
        match("P-1", started="2025-10-02"),
        match("P-2", started="2026-01-30"),  # 30 days
        match("P-3", started="2026-01-31"),  # 29 days
        match("P-4", status="paused", started="2025-10-02"),
        match("P-5", started="2025-10-02"),
    ]
    one = figure(
        "goals-set", matches=matches, goals=[goal("P-1"), goal("P-1"), goal("P-3"), goal("P-5", "dropped"), goal("P-9")]
    )
    assert told(one) == (pytest.approx(100 * 2 / 3), 3, 2)


def test_goals_reached_are_of_those_that_are_over() -> None:
    notes = [
        goal("P-1", "done", "2026-12-01"),
        goal("P-1", "done"),
        goal("P-1", "dropped"),
        goal("P-1", "going on", "2026-02-28"),  # its day has passed
        goal("P-1", "going on", "2026-03-01"),
        goal("P-1", "going on"),
        goal("P-1", "changed"),
        goal("P-9", "done"),
    ]
    one = figure("goals-reached", matches=[match("P-1")], goals=notes)
    assert told(one) == (50, 4, 2)


def test_satisfaction_is_the_average_of_each_side() -> None:
    answers = {
        "halfway-feedback": (
            answer("halfway-feedback", "2026-02-05T10:00", side="mentee", satisfied=5),
            answer("halfway-feedback", "2025-09-30T10:00", side="mentee", satisfied=1),  # before the cohort began
            answer("halfway-feedback", "2026-02-05T10:00", side="mentee"),
            answer("halfway-feedback", "2026-02-05T10:00", side="mentor", satisfied=2),
        ),
        "end-feedback": (
            answer("end-feedback", None, side="mentee", satisfied=2),  # without a day: of either cohort, so of none
            answer("end-feedback", "2025-07-01T10:00", side="mentee", satisfied=3),  # thirty days after the one before
            answer("end-feedback", "2025-07-02T10:00", side="mentee", satisfied=1),
        ),
        "survey": (answer("survey", None, side="mentee", satisfied=1),),
    }
    assert [
        (f.value, f.n)
        for f in (figure("mentee-satisfaction", answers=answers), figure("mentor-satisfaction", answers=answers))
    ] == [(5, 1), (2, 1)]
    assert figure("mentee-satisfaction", "old", answers=answers).value == 3


RUNS = [
    match("P-1", status="closed", started="2025-10-01", ended="2025-10-31", reason="moved"),  # 30 days
    match("P-2", status="closed", started="2025-10-01", ended="2026-01-09", reason="completed"),  # 100 days
    match("P-3", started="2025-10-01"),  # runs since 151 days
    match("P-4", status="suspended", started="2025-12-01"),  # runs since 90 days
    match("P-5", status="approved", approved="2026-02-01"),  # has not started
    match("P-6", status="never_started", started="2025-10-01"),
]


def test_how_long_matches_last() -> None:
    """Kaplan-Meier by hand: 3 of 4 pass day 30, then 1 of the 2 still looked at passes day 100."""
    length = figure("match-length", matches=RUNS)
    assert told(length) == (pytest.approx(100 / 30.4375), 4, 2)
    three = figure("stayed-3", matches=RUNS)
    assert told(three) == (75, 4, 3)
    six = figure("stayed-6", matches=RUNS)
    assert (six.value, six.n) == (None, 4)  # nobody could have reached it
    early = figure("closed-early", matches=RUNS)
    assert told(early) == (25, 4, 1)


def test_the_curve_says_how_many_were_looked_at() -> None:
    steps = figure("match-length", matches=RUNS).steps
    assert [month for month, _, _ in steps] == list(range(1, 13))
    assert [(round(share, 4), looked_at) for _, share, looked_at in steps[:5]] == [
        (0.75, 4),
        (0.75, 3),
        (0.75, 2),
        (0.375, 1),
        (0.375, 0),
    ]


def test_when_all_have_ended_before_it_nobody_reached_it() -> None:
    """That is known, and is no missing answer."""
    ended = [
        match(f"P-{n}", status="closed", started="2025-10-01", ended="2025-11-01", reason="moved") for n in range(3)
    ]
    six = figure("stayed-6", matches=ended)
    assert told(six) == (0, 3, 0)


def test_a_match_that_still_runs_counts_up_to_now() -> None:
    running = [match("P-1", started="2025-10-01"), match("P-2", started="2025-10-01")]
    one = figure("match-length", matches=running)
    assert told(one) == (None, 2, None)
    assert figure("stayed-3", matches=running).value == 100
    assert figure("closed-early", matches=running).value == 0


def test_an_end_to_come_is_no_time_that_has_passed() -> None:
    one = figure("match-length", matches=[match("P-1", status="closing", started="2026-02-01", ended="2026-05-01")])
    assert one.steps[0][2] == 0  # nobody was looked at for a month


def test_what_comes_after_the_agreed_day_is_not_early() -> None:
    ended = [match("P-1", status="closed", cohort="old", started="2024-10-01", ended="2025-06-01", reason="moved")]
    assert figure("closed-early", "old", matches=ended).value == 0


@pytest.mark.parametrize(
    ("name", "parts", "shown"),
    [
        ("stayed-6", {"matches": [match(f"P-{n}", started="2025-12-01") for n in range(40)]}, Withheld("not-yet")),
        ("stayed-6", {"matches": [match(f"P-{n}", started="2025-12-01") for n in range(5)]}, Withheld("too-few")),
        (
            "stayed-6",
            {
                "matches": [
                    match(f"P-{n}", status="closed", started="2025-10-01", ended="2025-11-01") for n in range(40)
                ]
            },
            Share(0, 20),
        ),
        ("stayed-6", {}, Withheld("too-few")),
        ("match-length", {"matches": [match(f"P-{n}", started="2025-12-01") for n in range(40)]}, Months(None)),
        (
            "meetings",
            {
                "matches": [match(f"P-{n}", started="2026-02-28") for n in range(12)],
                "meetings": [met(f"P-{n}", "2026-02-28", 60) for n in range(12)],
            },
            Withheld("not-yet"),
        ),
    ],
)
def test_what_cannot_be_measured_yet_is_told_from_what_is_too_few(
    name: str, parts: dict[str, Any], shown: object
) -> None:
    (public,) = disclose([figure(name, **parts)], Publication(), TODAY).public.figures
    assert public.shown == shown


def test_the_order_of_the_records_makes_no_difference() -> None:
    parts: dict[str, list[Any]] = {
        "participants": PEOPLE,
        "matches": [*MATCHES, *RUNS[1:]],
        "meetings": LOG,
        "goals": [goal("P-1", "done")],
    }
    turned = {name: list(reversed(part)) for name, part in parts.items()}
    assert measure(PROGRAM, records(**parts), TODAY) == measure(PROGRAM, records(**turned), TODAY)
