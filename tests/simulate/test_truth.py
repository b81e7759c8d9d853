"""The figures of an invented year are those of the story that it was told from."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from peerloom.commands.project import open_project
from peerloom.commands.state import read_state
from peerloom.definition.reader import read_program
from peerloom.definition.standard_forms import forms_of
from peerloom.evaluation.measure import measure
from peerloom.evaluation.tables import closures
from peerloom.simulate.days import year_of
from peerloom.simulate.setting import Setting
from peerloom.simulate.story import tell

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


def test_the_figures_are_those_of_the_story(demo: Path) -> None:
    """The demo's answers are ``simulate --seed 7`` with 60 and 90 people. Rounding: two matches, and 3 points of a hundred: a few rows cannot be read on purpose."""
    program = read_program((ROOT / "program.yaml").read_text(encoding="utf-8")).program
    assert program is not None
    year = year_of(program, 40)
    assert year is not None
    forms = forms_of(program)
    story = tell(Setting(program, {form.id: form for form in forms}, year, 7), 60, 90)
    day = program.program.demo_day
    assert day is not None
    project = open_project(demo, day, None)
    records = read_state(demo, program, project.forms, day, 0).records
    found = {figure.id: figure for figure in measure(program, records, day) if figure.cohort == year.cohort.id}
    truth = [one for one in story.courses if one.started is not None and one.started <= day]
    ended = [one for one in truth if one.end is not None and one.end.on <= day]
    assert found["mentors-applied"].value == 60
    assert found["mentees-applied"].value == 90
    matched = len({one.pairing.mentee.code for one in story.courses})
    assert found["matches-made"].value == pytest.approx(matched, abs=2)
    assert abs(found["match-length"].n - len(truth)) <= 2
    hours = sum(meeting.minutes for one in truth for meeting in one.met if meeting.on <= day) / 60
    assert found["hours"].value == pytest.approx(hours, rel=0.12)  # not every meeting is written down
    early = sum(one.end is not None and one.end.reason != "completed" for one in ended)
    assert abs((found["closed-early"].part or 0) - early) <= 2
    stayed = [one for one in truth if (day - one.started).days >= 91]  # type: ignore[operator]
    reached = [one for one in stayed if one.end is None or (one.end.on - one.started).days >= 91]  # type: ignore[operator]
    assert found["stayed-3"].value == pytest.approx(100 * len(reached) / len(stayed), abs=3)
    reasons = Counter(one.end.reason for one in ended if one.end is not None)
    (table,) = [table for table in closures(program, records) if table.cohort == year.cohort.id]
    told = Counter({line.label: line.count for line in table.lines})
    assert sum(((told - reasons) + (reasons - told)).values()) <= 3
