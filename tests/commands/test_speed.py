"""Speed meetings, from the plan to the pairing that uses the answers."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from peerloom.commands.pair import pair_people
from peerloom.commands.speed import SPEED, plan_talks, read_plan
from tests.people.conftest import Town

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2025, 9, 18)
MATCHING = {
    "require": [{"rule": "share", "question": "languages"}],
    "prefer": [{"wish": "similar", "question": "interests"}, {"wish": "met"}],
    "speed_meetings": {"rounds": 2},
}


class Fair(Town):
    """A town that holds speed meetings."""

    def __init__(self) -> None:
        super().__init__(matching=MATCHING)
        self.mentors = [self.ready_mentor(f"{n}a", capacity="1") for n in range(3)]
        self.mentees = [self.ready_mentee(f"{n}b") for n in range(3)]

    def plan(self, root: Path, *, public_log: bool = False) -> str:
        out = StringIO()
        records = self.records(DAY.isoformat())
        assert plan_talks(root, self.program, self.forms, records, DAY, out, public_log=public_log) == 0
        return out.getvalue()


@pytest.fixture
def fair() -> Fair:
    return Fair()


def test_a_plan_is_written_told_and_read_again(fair: Fair, tmp_path: Path) -> None:
    told = fair.plan(tmp_path)
    assert "6 talks in 2 rounds, 2 for each person." in told
    assert "is new" not in told
    cohort, talks, problems = read_plan(tmp_path)
    assert (cohort, len(talks), problems) == ("2025", 6, ())
    text = (tmp_path / SPEED).read_bytes()
    assert "is new" not in fair.plan(tmp_path)
    assert (tmp_path / SPEED).read_bytes() == text


def test_a_public_log_tells_nothing_of_people(fair: Fair, tmp_path: Path) -> None:
    assert fair.plan(tmp_path, public_log=True) == "The speed meetings of 2025 are planned.\n"


def test_those_who_fit_nobody_are_named(fair: Fair, tmp_path: Path) -> None:
    alone = fair.ready_mentee("9b", languages="Polish")
    assert f"Nobody fits {alone};" in fair.plan(tmp_path)


def test_the_next_plan_has_nobody_who_has_talked(fair: Fair, tmp_path: Path) -> None:
    fair.plan(tmp_path)
    _, talks, _ = read_plan(tmp_path)
    for talk in talks:
        fair.row("speed-meeting", "2025-09-17T17:00", code=talk.mentor, met=talk.mentee, how="maybe")
    told = fair.plan(tmp_path)
    assert "3 talks in 2 rounds, 1 for each person." in told
    assert f"{SPEED} is new." in told
    _, again, _ = read_plan(tmp_path)
    assert not {(t.mentor, t.mentee) for t in talks} & {(t.mentor, t.mentee) for t in again}
    for talk in again:
        fair.row("speed-meeting", "2025-09-17T18:00", code=talk.mentor, met=talk.mentee, how="maybe")
    assert "nobody left who could talk with somebody new" in fair.plan(tmp_path)


def test_the_pairing_uses_the_answers_and_shows_nobody_what_the_other_said(fair: Fair) -> None:
    one, other = fair.mentors[0], fair.mentees[2]
    fair.row("speed-meeting", "2025-09-17T17:00", code=one, met=other, how="yes")
    fair.row("speed-meeting", "2025-09-17T17:01", code=other, met=one, how="yes")
    fair.row("speed-meeting", "2025-09-17T17:02", code=fair.mentors[1], met=fair.mentees[0], how="yes")
    fair.row("speed-meeting", "2025-09-17T17:03", code=fair.mentees[0], met=fair.mentors[1], how="no")
    paired = pair_people(fair.program, fair.forms, fair.records(DAY.isoformat()), [], DAY)
    assert paired is not None
    pairs = {(pair.mentor, pair.mentee) for pair in paired.proposal.pairs}
    assert (one, other) in pairs
    assert (fair.mentors[1], fair.mentees[0]) not in pairs
    assert len(pairs) == 3


def test_a_program_that_wants_none_is_told_how(tmp_path: Path) -> None:
    town = Town()
    out = StringIO()
    records = town.records(DAY.isoformat())
    assert plan_talks(tmp_path, town.program, town.forms, records, DAY, out, public_log=False) == 1
    assert "Add `speed_meetings: {rounds: 4}` under `matching:`" in out.getvalue()
    fair = Fair()
    early = dt.date(2025, 1, 1)
    assert plan_talks(tmp_path, fair.program, fair.forms, records, early, out, public_log=False) == 0
    assert "No sign-up has opened yet" in out.getvalue()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", None])
def test_a_plan_that_cannot_be_read_is_a_problem(tmp_path: Path, content: bytes | None) -> None:
    if content is None:
        assert read_plan(tmp_path) == ("", (), ())
        return
    (tmp_path / "private").mkdir()
    (tmp_path / SPEED).write_bytes(content)
    _, talks, (problem,) = read_plan(tmp_path)
    assert (talks, problem.message) == ((), "This file cannot be read.")
