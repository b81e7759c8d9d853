from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.definition.organisation import Matching
from peerloom.matching.criteria import BEST, criteria
from peerloom.matching.pool import Pool
from peerloom.matching.proposal import Applicant
from peerloom.matching.propose import propose
from peerloom.matching.together import together, weekday

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEK = {"early": "06:10-07:00", "lunch": "12:00-13:00", "late": "20:30-23:55", "evening": "18:00-21:00"}
ZONES = {
    "UTC+0 (London)": "Europe/London",
    "UTC+1 (Berlin)": "Europe/Berlin",
    "UTC-5 (New York)": "America/New_York",
    "UTC+5:30 (Delhi)": "Asia/Kolkata",
    "UTC+10 (Sydney)": "Australia/Sydney",
}
YEAR = (dt.date(2026, 10, 1), dt.date(2027, 6, 30))


def rules(**entry: Any) -> Matching:
    part = {"require": [{"rule": "overlap", "question": "free", **{k: str(v) for k, v in entry.items()}}]}
    return Matching.model_validate({"zone": "Europe/Berlin", "week": WEEK, **part})


def person(code: str, ticks: frozenset[str], zone: str = "") -> Applicant:
    answers = {"free": ticks, **({"zone": frozenset({zone})} if zone else {})}
    return Applicant(code, code, 1, answers, {})


def round_of(mentors: list[Applicant], mentees: list[Applicant], span: tuple[dt.date, dt.date] | None = YEAR) -> Pool:
    return Pool("c", tuple(mentors), tuple(mentees), frozenset(), {}, frozenset(), rows={"free": DAYS}, span=span)


ticks = st.frozensets(st.sampled_from([f"{day}, {column}" for day in DAYS for column in WEEK]), max_size=6)
zones = st.sampled_from(["", *ZONES])


@st.composite
def rounds(draw: st.DrawFn) -> Pool:
    mentors, mentees = (
        [person(f"{letter}-{i}", draw(ticks), draw(zones)) for i in range(draw(st.integers(0, 3)))] for letter in "ME"
    )
    return round_of(mentors, mentees)


def blocks(one: Applicant, day: dt.date) -> set[int]:
    """The five minutes of a week in UTC in which somebody is free, with the clocks as they stand on this day."""
    name = ZONES.get(next(iter(one.answers.get("zone", ())), ""), "Europe/Berlin")
    ahead = dt.datetime.combine(day, dt.time(12), ZoneInfo(name)).utcoffset()
    assert ahead is not None
    found = set()
    for tick in one.answers["free"]:
        row, column = tick.split(", ")
        first, last = (int(t[:2]) * 60 + int(t[3:]) for t in WEEK[column].split("-"))
        for minute in range(first, last, 5):
            found.add((DAYS.index(row) * 1440 + minute - int(ahead.total_seconds()) // 60) % (7 * 1440))
    return found


def by_day(mentor: Applicant, mentee: Applicant) -> list[tuple[dt.date, int]]:
    """Shared minutes a week on a Wednesday of every week of the year."""
    days = [YEAR[0] + dt.timedelta(days=k) for k in range(6, (YEAR[1] - YEAR[0]).days, 7)]
    return [(day, 5 * len(blocks(mentor, day) & blocks(mentee, day))) for day in days]


@given(rounds())
def test_shared_time_is_the_least_of_all_weeks_of_the_year(made: Pool) -> None:
    found = together(made, rules(hours=1), "free", "free")
    whole = found.least(np.arange(len(made.mentors))[:, None], np.arange(len(made.mentees))[None, :])
    for i, mentor in enumerate(made.mentors):
        for j, mentee in enumerate(made.mentees):
            told = by_day(mentor, mentee)
            assert whole[i, j] == found.least(i, j) == min(minutes for _, minutes in told)
            for day, minutes in told:
                way = next(way for (first, last), way in found.spans if first <= day <= last)
                assert found.minutes(way, i, j) == minutes


@given(rounds(), st.integers(1, 4))
def test_the_rule_wants_so_many_hours_in_every_week_and_the_wish_counts_whole_ones(made: Pool, hours: int) -> None:
    wish = {"wish": "overlap", "question": "free", "hours": str(hours)}
    told = criteria(
        made, rules(hours=hours).model_copy(update={"prefer": Matching.model_validate({"prefer": [wish]}).prefer})
    )
    for i, mentor in enumerate(made.mentors):
        for j, mentee in enumerate(made.mentees):
            least = min(minutes for _, minutes in by_day(mentor, mentee))
            assert bool(told.fails(i, j) == 0) is (least >= hours * 60)
            assert told.points[0](i, j) == BEST * min(hours, least // 60) // hours


@given(rounds())
def test_hours_and_times_by_name_can_be_wanted_both(made: Pool) -> None:
    told = criteria(made, rules(hours=1, least=2))
    for i, mentor in enumerate(made.mentors):
        for j, mentee in enumerate(made.mentees):
            enough = min(minutes for _, minutes in by_day(mentor, mentee)) >= 60
            both = len(mentor.answers["free"] & mentee.answers["free"]) >= 2
            assert bool(told.fails(i, j) == 0) is (enough and both)


def test_a_change_of_the_clocks_breaks_no_pair_and_is_told() -> None:
    """London and New York change on different days: for some weeks they are four hours apart and not five."""
    mentor = person("M-0", frozenset({"Monday, evening", "Tuesday, late"}), "UTC+0 (London)")
    early = person("E-0", frozenset({"Monday, lunch", "Tuesday, evening"}), "UTC-5 (New York)")
    mine = round_of([mentor], [early])
    wide = rules(hours=1).model_copy(update={"week": {**rules(hours=1).week, "evening": (16 * 60, 21 * 60)}})
    assert [span for span, _ in together(mine, wide, "free", "free").weeks(0, 0)] == [
        (dt.date(2026, 10, 25), dt.date(2026, 10, 31)),
        (dt.date(2027, 3, 14), dt.date(2027, 3, 27)),
    ]
    said = (
        "Both are free 3 hours 55 minutes a week. Their clocks change on different days, so the shared time moves"
        " from 25 October 2026 to 31 October 2026 (then 4 hours 25 minutes)"
        " and from 14 March 2027 to 27 March 2027 (then 4 hours 25 minutes)."
    )
    assert propose(mine, wide).pairs[0].reasons == (said,)


def test_a_pair_that_fits_for_most_of_the_year_only_is_no_pair() -> None:
    mentor = person("M-0", frozenset({"Monday, evening"}), "UTC+0 (London)")
    mentee = person("E-0", frozenset({"Monday, lunch"}), "UTC-5 (New York)")
    usual = round_of([mentor], [mentee], (dt.date(2026, 11, 2), dt.date(2027, 3, 1)))  # 12:00 there is 17:00 here
    assert propose(usual, rules(hours=1)).pairs == ()
    later = person("E-0", frozenset({"Monday, lunch"}), "UTC+0 (London)")
    assert propose(round_of([mentor], [later]), rules(hours=1)).waiting[0].reason == "1 mentor fits but for the times."


def test_one_clock_names_the_times() -> None:
    both = frozenset({"Monday, lunch", "Friday, evening"})
    (pair,) = propose(round_of([person("M-0", both)], [person("E-0", both)]), rules(hours=4)).pairs
    assert pair.reasons == ("Both are free 4 hours a week: Friday, evening and Monday, lunch.",)


def test_an_unknown_zone_is_free_at_no_time_and_times_that_overlap_count_once() -> None:
    odd = person("M-0", frozenset({"Monday, lunch"}), "UTC+1 (Nowhere)")
    here = person("M-1", frozenset({"Monday, late", "Monday, evening"}))
    mentee = person("E-0", frozenset({"Monday, lunch", "Monday, late", "Monday, evening"}))
    made = round_of([odd, here], [mentee])
    found = together(made, rules(hours=1), "free", "free")
    assert found.least(np.array([0, 1]), 0).tolist() == [0, 355]
    assert found.weeks(0, 0) == ()


def test_the_week_goes_round() -> None:
    sunday = person("M-0", frozenset({"Sunday, late"}), "UTC-5 (New York)")  # Monday from 01:30 in London
    monday = person("E-0", frozenset({"Monday, early"}), "UTC+1 (Berlin)")
    week = {**WEEK, "early": "02:30-06:00"}
    made = round_of([sunday], [monday])
    told = together(made, Matching.model_validate({"week": week, "zone": "UTC"}), "free", "free")
    assert told.least(0, 0) == 145  # while Berlin has changed its clock and New York has not: 02:30 is 21:30


@pytest.mark.parametrize(
    ("row", "place", "expected"), [("Friday", 0, 4), (" sunday ", 2, 6), ("Freitag", 4, 4), ("lunes", 0, 0)]
)
def test_a_day_is_known_by_its_name_or_its_place(row: str, place: int, expected: int) -> None:
    assert weekday(row, place) == expected


def test_a_time_that_goes_over_the_end_of_the_week_counts_on_both_sides() -> None:
    sunday = person("M-0", frozenset({"Sunday, evening"}), "UTC-5 (New York)")  # 23:00 on Sunday to 02:00 in London
    monday = person("E-0", frozenset({"Monday, early", "Sunday, late"}), "UTC+0 (London)")
    week = {**WEEK, "early": "00:00-01:00"}
    made = round_of([sunday], [monday], (dt.date(2026, 12, 1), dt.date(2027, 2, 1)))
    told = together(made, Matching.model_validate({"week": week, "zone": "UTC"}), "free", "free")
    assert told.least(0, 0) == 55 + 60


def test_a_change_of_somebody_elses_clock_is_not_told() -> None:
    """Jerusalem changes its clock in the weeks in which those of London and New York stand otherwise than usual."""
    week = {**WEEK, "evening": "16:00-21:00"}
    mentor = person("M-0", frozenset({"Monday, evening"}), "UTC+0 (London)")
    mentees = [
        person("E-0", frozenset({"Monday, lunch"}), "UTC-5 (New York)"),
        person("E-1", frozenset({"Monday, lunch"}), "there"),
    ]
    rules_ = Matching.model_validate({"week": week, "zone": "UTC", "zones": {"there": "Asia/Jerusalem"}})
    found = together(round_of([mentor], mentees), rules_, "free", "free")
    assert len(found.spans) > 4
    assert [span for span, _ in found.weeks(0, 0)] == [
        (dt.date(2026, 10, 25), dt.date(2026, 10, 31)),
        (dt.date(2027, 3, 14), dt.date(2027, 3, 27)),
    ]
