from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.people.records import Status
from peerloom.people.statuses import MATCH_STEPS, PERSON_STEPS, Event, MatchEvent, PersonEvent, followed

if TYPE_CHECKING:
    import random

    from peerloom.people.records import MatchStatus

# The side moves and the way of a match, as the program's facts name them; offered and accepted are told by answers.
LEGAL_MOVES = {
    ("proposed", "approved"),
    ("proposed", "rejected"),
    ("approved", "agreed"),
    ("approved", "active"),  # the agreement may be filled in at the first meeting
    ("agreed", "active"),
    ("approved", "rejected"),  # one side declined, or stopped
    ("agreed", "rejected"),
    ("approved", "never_started"),
    ("agreed", "never_started"),
    ("active", "paused"),
    ("paused", "active"),
    ("active", "suspended"),
    ("paused", "suspended"),
    ("closing", "suspended"),
    ("suspended", "active"),
    ("suspended", "closing"),
    ("active", "closing"),
    ("paused", "closing"),
    ("closing", "closed"),
    ("active", "closed"),  # a closure of a day that has come is closing and closed at once
    ("paused", "closed"),
    ("suspended", "closed"),
}
FINAL = ("closed", "rejected", "never_started")
D = dt.date(2026, 1, 1)


def test_every_event_has_its_row_in_the_table() -> None:
    assert list(MATCH_STEPS) == list(get_args(MatchEvent))
    assert list(PERSON_STEPS) == list(get_args(PersonEvent))


def test_the_table_makes_legal_moves_alone() -> None:
    made = {(before, after) for steps in MATCH_STEPS.values() for before, after in steps.items() if before != after}
    assert made == LEGAL_MOVES


@pytest.mark.parametrize("status", FINAL)
def test_nothing_leaves_a_final_status(status: MatchStatus) -> None:
    assert {steps.get(status, status) for steps in MATCH_STEPS.values()} == {status}


@pytest.mark.parametrize("status", get_args(Status))
def test_whoever_is_excluded_stays_so_and_whoever_stopped_comes_back_by_signing_up(status: Status) -> None:
    after = PERSON_STEPS["apply"].get(status)
    assert after == (None if status == "excluded" else "applied")
    left = {kind: steps["withdrawn"] for kind, steps in PERSON_STEPS.items() if "withdrawn" in steps}
    assert left == {"apply": "applied", "resume": "withdrawn", "stop": "withdrawn"}


kinds = st.lists(st.sampled_from(get_args(MatchEvent)), max_size=8)


@given(kinds)
def test_every_event_is_a_move_or_changes_nothing_or_is_told(made: list[MatchEvent]) -> None:
    events = [Event(kind, D + dt.timedelta(days=i)) for i, kind in enumerate(made)]
    took = followed("proposed", events, MATCH_STEPS)
    assert len(took.moves) + len(took.illegal) <= len(events)
    path: list[MatchStatus] = ["proposed", *(status for status, _ in took.moves)]
    assert all(step in LEGAL_MOVES for step in itertools.pairwise(path))
    assert took.status == path[-1]


@given(kinds, st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_given_makes_no_difference(made: list[MatchEvent], rng: random.Random) -> None:
    events = [Event(kind, D + dt.timedelta(days=i % 3)) for i, kind in enumerate(made)]
    mixed = list(events)
    rng.shuffle(mixed)
    assert followed("proposed", mixed, MATCH_STEPS).status == followed("proposed", events, MATCH_STEPS).status
