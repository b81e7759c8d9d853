"""Whom to keep apart, from the sheet and the coordinator's file to the round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from peerloom.commands.project import open_project
from peerloom.matching.pool import applicants
from peerloom.matching.propose import propose
from tests.commands import test_corrections as town

if TYPE_CHECKING:
    from pathlib import Path

    from peerloom.commands.state import Answers


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> town.Folder:
    """A mentor and a mentee; the sign-ups ask whom to avoid."""
    monkeypatch.setattr(town, "ASKED", (*town.ASKED, "avoid"))
    return town.Folder(tmp_path)


def proposed(folder: town.Folder, answers: Answers) -> int:
    """How many pairs the round has."""
    project = open_project(folder.root, town.DAY)
    assert project.program is not None
    pool = applicants(answers.records, project.program, project.forms, "one")
    return propose(pool, project.program.matching).matched


@pytest.mark.parametrize("side", ["mentor", "mentee"])
@pytest.mark.parametrize(
    ("avoid", "pairs", "unclear"),
    [("", 1, False), ("{name}", 0, False), ("{code}", 0, False), ("token-77 who lives near", 1, True)],
)
def test_what_people_write_keeps_a_pair_apart_or_is_looked_at(
    folder: town.Folder, side: str, avoid: str, pairs: int, unclear: bool
) -> None:
    other = "mentee" if side == "mentor" else "mentor"
    codes, other_name = town.codes_of(folder.read()), town.PEOPLE[f"{other}-sign-up"]["name"]
    text = avoid.format(name=other_name.upper(), code=codes[other])
    folder.sheet(f"{side}-sign-up", {**town.PEOPLE[f"{side}-sign-up"], "avoid": text})
    answers = folder.read()
    assert proposed(folder, answers) == pairs
    assert answers.records.unclear == ((codes[side],) if unclear else ())
    assert not any("token-77" in f"{one.message} {one.hint}" for one in answers.problems)
    if unclear:  # the coordinator looks, and writes a line
        line = f"{codes['mentor']},{codes['mentee']}"
        (folder.root / "private/keep-apart.csv").write_text(f"Mentor code,Mentee code\n{line}\n", encoding="utf-8")
        answers = folder.read()
        assert (proposed(folder, answers), answers.records.unclear) == (0, ())
