"""The demo, run as a coordinator runs it: decide, run again, slip, mend."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from peerloom.cli import main
from peerloom.spreadsheet import csv_text, read_csv

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo after its first run, to be changed."""
    monkeypatch.delenv("CI", raising=False)
    root = tmp_path / "demo"
    shutil.copytree(demo, root, ignore=shutil.ignore_patterns("public", "pages", "cache"))
    return root


def rows(root: Path) -> list[list[str]]:
    return read_csv((root / "private/pairings.csv").read_text(encoding="utf-8"))


def decide(root: Path, row: int, word: str) -> list[str]:
    """Write a decision into an open row; give the row."""
    table = rows(root)
    at = table[0].index("Decision")
    assert table[row][at] == ""
    table[row][at] = word
    (root / "private/pairings.csv").write_text(csv_text(table), encoding="utf-8")
    return table[row]


def pairs(root: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """(mentor, mentee) -> state and decision."""
    header, *rest = rows(root)
    named = [dict(zip(header, row, strict=True)) for row in rest]
    return {(row["Mentor code"], row["Mentee code"]): (row["State"], row["Decision"]) for row in named}


def test_what_was_approved_stays_and_what_was_declined_never_comes_back(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = pairs(desk)
    proposed = {pair for pair, (state, _) in before.items() if state == "proposed"}
    assert len(proposed) > 10
    yes, no = decide(desk, 1, "approve"), decide(desk, 2, "decline")
    capsys.readouterr()
    assert main(["pair", "--root", str(desk)]) == 0
    told = capsys.readouterr().out
    after = pairs(desk)
    assert after[yes[2], yes[3]] == ("approved", "approve")
    assert after[no[2], no[3]] == ("declined", "decline")
    again = {pair for pair, (state, _) in after.items() if state == "proposed"}
    assert (no[2], no[3]) not in again
    for mentor, mentee in again - proposed:
        assert f"  + {mentor} with {mentee}\n" in told
    gone = proposed - again - {(yes[2], yes[3]), (no[2], no[3])}  # what was decided is not gone
    assert f"{len(again - proposed)} proposed anew, {len(gone)} no longer proposed." in told
    assert not {mentee for _, mentee in again} & {yes[3]}  # who has a mentor is not proposed
    (desk / "private/pairings.csv").unlink()
    assert main(["pair", "--root", str(desk)]) == 0
    assert pairs(desk) == after  # the ledger forgot nothing


def test_a_word_that_is_no_decision_is_told_first_and_nothing_in_the_file_is_lost(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(desk, 1, "perhaps")
    before = (desk / "private/pairings.csv").read_bytes()
    capsys.readouterr()
    assert main(["pair", "--root", str(desk)]) == 0
    told = capsys.readouterr().out
    assert told.startswith('"pairings.csv", row 2, question "Decision": This is not a decision.')
    assert "perhaps" not in told
    assert (desk / "private/pairings.csv").read_bytes() == before


def test_each_proposed_pair_has_a_reason_and_no_mentee_stands_twice(desk: Path) -> None:
    header, *rest = rows(desk)
    open_rows = [dict(zip(header, row, strict=True)) for row in rest if row[header.index("State")] == "proposed"]
    assert all(row["Why"] and 0 < int(row["Fit"]) <= 100 for row in open_rows)
    mentees = [row["Mentee code"] for row in open_rows]
    assert len(mentees) == len(set(mentees))


def test_a_what_if_shows_the_difference_and_changes_no_file(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing but the ledger, which may read new answers."""
    mentor, mentee = next(pair for pair, (state, _) in pairs(desk).items() if state == "proposed")
    before = {file: file.read_bytes() for file in desk.rglob("*") if file.is_file() and "ledger" not in file.name}
    assert len(before) > 20
    capsys.readouterr()
    for asked, status, part in (
        (f"one more place {mentor}", 0, " mentees get a mentor."),
        (f"lock {mentor} {mentee}", 0, "as many as now.\n  The pairs would be the same.\nNothing was changed."),
        (
            f"lock {mentor.replace('-', '')}-{mentee.replace('-', '')}",
            0,
            "as many as now.\n  The pairs would be the same.",
        ),
        ("waive languages", 0, "What if waive languages: "),
        ("add 2 mentors es,sat-am", 0, "the language Spanish; the school year "),
        ("add mentor klingon", 2, '"klingon" is no answer of the mentors\' sign-up. Write words of these: '),
        ("relax year", 0, "asks for at least 1 and at most 8 instead of at least 2 and at most 7."),
        ("waive screened", 2, "keeps people safe"),
        ("one more place M-222222", 2, 'There is no mentor "M-222222" in this round.'),
    ):
        assert main(["pair", "--what-if", asked, "--root", str(desk)]) == status
        assert part in capsys.readouterr().out
    assert {
        file: file.read_bytes() for file in desk.rglob("*") if file.is_file() and "ledger" not in file.name
    } == before


def test_speed_meetings_are_planned_written_and_printable(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["pair", "--speed-meetings", "--root", str(desk)]) == 1
    assert "This program has no speed meetings." in capsys.readouterr().out
    file = desk / "program.yaml"
    text = file.read_text(encoding="utf-8")
    for old, new in (
        ("\nmatching:", "\nmatching:\n  speed_meetings: {rounds: 3}\n  # "),
        ("\n  - id: match-answer", "\n  - id: speed-meeting\n    link: https://forms.example/1a\n  - id: match-answer"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    assert main(["pair", "--speed-meetings", "--root", str(desk)]) == 0
    assert " talks in 3 rounds, " in capsys.readouterr().out
    header, *talks = read_csv((desk / "private/speed-meetings.csv").read_text(encoding="utf-8"))
    assert header[:2] == ["Round", "Table"]
    assert len({(row[2], row[3]) for row in talks}) == len(talks) > 20
    page = (desk / "private/desk/speed.html").read_text(encoding="utf-8")
    assert page.count("<article") == len({code for row in talks for code in row[2:4]})


def test_a_what_if_says_nothing_about_people_in_a_public_log(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    capsys.readouterr()
    assert main(["pair", "--what-if", "waive languages", "--root", str(desk)]) == 2
    assert "mentees get" not in capsys.readouterr().out


def test_two_people_who_are_kept_apart_are_never_proposed_again_not_even_when_the_file_is_lost(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mentor, mentee = next(pair for pair, (state, _) in pairs(desk).items() if state == "proposed")
    apart = desk / "private/keep-apart.csv"
    for text in (f"Mentor code,Mentee code,Since,Note\n{mentor},{mentee},,told on the phone\n", None):
        if text is None:
            apart.unlink()
        else:
            apart.write_text(text, encoding="utf-8")
        capsys.readouterr()
        assert main(["pair", "--root", str(desk)]) == 0
        assert f"  + {mentor} with {mentee}" not in capsys.readouterr().out
        assert pairs(desk).get((mentor, mentee), ("", ""))[0] != "proposed"
        header, row = (
            line for line in read_csv(apart.read_text(encoding="utf-8")) if line[0] in {"Mentor code", mentor}
        )
        told = dict(zip(header, row, strict=True))
        assert (told["Mentee code"], told["Note"], told["Decision"]) == (mentee, "told on the phone", "")
        assert told["Mentor"]
        assert told["Since"]
    assert main(["pair", "--what-if", f"lock {mentor} {mentee}", "--root", str(desk)]) == 2
    assert "because of what was decided by the coordinator." in capsys.readouterr().out
    decide(desk, 1, "approve")
    yes = next(pair for pair, (state, decision) in pairs(desk).items() if decision == "approve" and state == "proposed")
    apart.write_text(f"Mentor code,Mentee code\n{yes[0]},{yes[1]}\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["pair", "--root", str(desk)]) == 0
    assert "These two are kept apart, and their pair is approved all the same." in capsys.readouterr().out
