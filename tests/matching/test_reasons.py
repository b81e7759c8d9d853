"""What is said of each rule and wish: for a pair, against it, and to whoever waits."""

from __future__ import annotations

from typing import Any

import pytest

from peerloom.definition.organisation import Matching
from peerloom.matching.pool import Pool
from peerloom.matching.proposal import Applicant
from peerloom.matching.propose import propose
from peerloom.matching.reasons import for_pair, time_said
from peerloom.matching.scores import scored

AREAS = {"Old Town": "52.5200, 13.4050", "Hill": "52.5300, 13.4050", "Far": "53.5, 10.0"}
ROWS = {"free": ("Monday", "Tuesday")}
SHARED = frozenset({"Monday, lunch"})


def one(code: str, answers: dict[str, str], numbers: dict[str, int], **rest: Any) -> Applicant:
    return Applicant(code, code, 1, {k: frozenset({v}) for k, v in answers.items()}, numbers, **rest)


def proposal(entry: dict[str, Any], mentor: Applicant, mentee: Applicant, hidden: tuple[str, ...] = ()) -> Any:
    part = "require" if "rule" in entry else "prefer"
    matching = Matching.model_validate({"areas": AREAS, "week": {"lunch": "12:00-13:30"}, part: [entry]})
    dates = frozenset({"born"})
    return propose(
        Pool("c", (mentor,), (mentee,), frozenset(), {}, frozenset(hidden), dates=dates, rows=ROWS), matching
    )


BOTH = (
    {"area": "Hill", "place": "any", "free": "Monday, lunch", "gives": "tea", "words": "Tea"},
    {"area": "Old Town", "place": "school", "free": "Monday, lunch", "wants": "tea", "words": "Maps"},
)
NUMBERS = ({"year": 10, "born": 20050301, "style": 5}, {"year": 8, "born": 20080228, "style": 4})


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"rule": "overlap", "question": "free", "hours": "1"}, "Both are free 1 hour 30 minutes a week: Monday, lunch."),
        ({"wish": "overlap", "question": "free", "hours": "1"}, "Both are free 1 hour 30 minutes a week: Monday, lunch."),
        ({"rule": "compatible", "question": "place", "any": "any"}, "What they said about place goes together."),
        ({"rule": "near", "question": "area", "km": "5"}, "At most 2 km apart by area."),
        ({"wish": "near", "question": "area"}, "At most 2 km apart by area."),
        ({"wish": "near", "question": "free"}, "The same free: Monday, lunch."),
        ({"rule": "gap", "question": "born", "least": "2"}, "The mentor is 2 years older."),
        ({"rule": "gap", "question": "style"}, "The mentor is 1 step ahead in style."),
        ({"rule": "gap", "question": "year"}, "The mentor is 2 years ahead."),
        ({"wish": "steps", "question": "year", "steps": {"2": "9"}}, "The mentor is 2 years ahead."),
        ({"wish": "differ", "question": "words"}, "Different words."),
        ({"wish": "asked", "mentor": "gives", "mentee": "wants"}, "The mentor is whom the mentee asked for: tea."),
        ({"wish": "waited"}, "The mentee has waited for 2 rounds."),
        ({"rule": "differ", "question": "words"}, ""),
        ({"rule": "new", "months": "3"}, ""),
    ],
)  # fmt: skip
def test_what_is_said_for_a_pair(entry: dict[str, Any], said: str) -> None:
    mentor, mentee = one("M-0", BOTH[0], NUMBERS[0]), one("E-0", BOTH[1], NUMBERS[1], waited=2)
    (pair,) = proposal(entry, mentor, mentee).pairs
    assert pair.reasons == ((said,) if said else ())
    assert pair.against == ()


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"wish": "overlap", "question": "free", "hours": "1"}, "They are free together for less than an hour a week."),
        ({"wish": "near", "question": "area"}, "They are not near each other by area."),
        ({"wish": "near", "question": "place"}, "They would like to meet in different places."),
        ({"wish": "steps", "question": "year", "steps": {"2": "9"}}, "Not a wished distance in year."),
        ({"wish": "differ", "question": "words"}, "The same words, or one of them did not say."),
        ({"wish": "asked", "mentor": "gives", "mentee": "wants"}, "The mentor is not whom the mentee asked for."),
        ({"wish": "waited"}, ""),
    ],
)
def test_what_is_said_against_a_pair(entry: dict[str, Any], said: str) -> None:
    mentor = one("M-0", {"area": "Far", "place": "home", "free": "Monday, lunch", "gives": "maps"}, {"year": 9})
    mentee = one("E-0", {"area": "Hill", "place": "school", "free": "Tuesday, lunch", "wants": "tea"}, {"year": 8})
    (pair,) = proposal(entry, mentor, mentee).pairs
    assert pair.reasons == ()
    assert pair.against == ((said,) if said else ())


@pytest.mark.parametrize(
    ("entry", "reason", "helps"),
    [
        ({"rule": "overlap", "question": "free", "hours": "2"}, "1 mentor fits but for the times.", "Ask this person, or those mentors, for one more free time."),
        ({"rule": "near", "question": "area", "km": "1"}, "1 mentor fits but for area.", "A mentor who is nearer by area would help."),
        ({"rule": "compatible", "question": "area"}, "1 mentor fits but for area.", "Ask whether another area is possible."),
        ({"rule": "gap", "question": "born", "least": "3"}, "1 mentor fits but for born.", "A mentor with another born would help."),
        ({"rule": "gap", "question": "year", "least": "3"}, "1 mentor fits but for the school year.", "A mentor of another school year would help."),
        ({"rule": "differ", "question": "free"}, "1 mentor fits but for the times.", "A mentor with another free would help."),
        ({"wish": "similar", "question": "area", "weight": "must"}, "1 mentor fits but for area.", "A mentor who fits in area would help. It is a must in program.yaml."),
    ],
)  # fmt: skip
def test_whoever_waits_is_told_the_rule_and_what_would_help(entry: dict[str, Any], reason: str, helps: str) -> None:
    mentor, mentee = one("M-0", BOTH[0], NUMBERS[0]), one("E-0", BOTH[1], NUMBERS[1])
    (waiting,) = proposal(entry, mentor, mentee).waiting
    assert (waiting.reason, waiting.helps) == (reason, (helps,))


HIDDEN = ("area", "free", "gives", "wants", "year", "born", "words", "place", "wish_is")


@pytest.mark.parametrize(
    "entry",
    [
        {"rule": "overlap", "question": "free", "hours": "1"},
        {"rule": "near", "question": "area", "km": "5"},
        {"wish": "near", "question": "area"},
        {"wish": "steps", "question": "year", "steps": {"2": "9"}},
        {"rule": "gap", "question": "born"},
        {"wish": "asked", "mentor": "gives", "mentee": "wants"},
        {"rule": "compatible", "question": "place", "any": "any"},
    ],
)
def test_answers_that_are_never_repeated_are_not(entry: dict[str, Any]) -> None:
    mentor, mentee = one("M-0", BOTH[0], NUMBERS[0]), one("E-0", BOTH[1], NUMBERS[1])
    (pair,) = proposal(entry, mentor, mentee, HIDDEN).pairs
    text = " ".join(pair.reasons + pair.against)
    words = ("Hill", "Old Town", "Monday", "tea", "km", "years", "school", "2 ")
    assert [word for word in words if word in text] == []
    assert all(part.shared == () for part in pair.parts)


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "no time"), (45, "45 minutes"), (60, "1 hour"), (121, "2 hours 1 minute")]
)
def test_time_is_said_in_hours_and_minutes(minutes: int, said: str) -> None:
    assert time_said(minutes) == said


def test_nothing_is_said_of_hours_that_two_people_do_not_share_or_of_a_wish_for_anybody() -> None:
    mentor = one("M-0", {"free": "Monday, lunch", "gives": "tea"}, {})
    mentee = one("E-0", {"free": "Tuesday, lunch", "wants": "anything"}, {})
    pool = Pool("c", (mentor,), (mentee,), frozenset(), {}, frozenset(), rows=ROWS)
    entries = {
        "week": {"lunch": "12:00-13:30"},
        "require": [{"rule": "overlap", "question": "free", "hours": "1"}],
        "prefer": [{"wish": "asked", "mentor": "gives", "mentee": "wants", "any": "anything"}],
    }
    matching = Matching.model_validate(entries)
    assert for_pair(pool, matching, scored(pool, matching), 0, 0) == ((), ())
