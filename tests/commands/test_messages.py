"""The outbox on the disk: made by a run, once, marked as sent, erased with a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerloom.cli import main
from peerloom.spreadsheet import read_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    Told = Callable[..., tuple[int, str]]


def outbox(root: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted((root / "private/outbox").iterdir())}


def test_a_second_run_makes_nothing_new_and_what_was_sent_never_comes_back(mine: Path, told: Told) -> None:
    first = outbox(mine)
    assert len([name for name in first if name.endswith(".eml")]) > 5
    assert "Nothing is sent by itself." in (mine / "private/desk/letters.html").read_text(encoding="utf-8")
    status, text = told("messages", mine)
    assert (status, ", 0 of them new." in text) == (0, True)
    again = outbox(mine)
    assert sorted(again) == sorted(first)  # the counts of the coordinator's own letter are those of now
    told("messages", mine)
    assert outbox(mine) == again
    status, text = told("messages", mine, "--sent", "all")
    assert (status, "Letters: 0 drafts" in text) == (0, True)
    assert sorted(outbox(mine)) == ["gmail-drafts.csv", "mail-merge.csv"]
    rows = read_csv((mine / "private/letters.csv").read_text(encoding="utf-8"))
    assert {row[5] for row in rows[1:]} == {"2026-06-12"}


def test_a_draft_that_is_not_there_and_a_file_that_cannot_be_read_are_told(mine: Path, told: Told) -> None:
    first = outbox(mine)
    status, text = told("messages", mine, "--sent", "L-99")
    assert (status, 'There is no draft "L-99".' in text) == (1, True)
    memory = mine / "private/letters.csv"
    memory.write_text(memory.read_text(encoding="utf-8").replace("Made on", "When"), encoding="utf-8")
    status, text = told("messages", mine)
    assert (status, "The letters stay as they were." in text) == (1, True)
    assert outbox(mine) == first


def test_a_letter_of_ones_own_that_cannot_be_used_is_told_and_changes_nothing(mine: Path, told: Told) -> None:
    first = outbox(mine)
    folder = mine / "templates/messages"
    folder.mkdir(parents=True)
    (folder / "L-38.txt.j2").write_text("no subject", encoding="utf-8")
    status, text = told("messages", mine)
    assert (status, "templates/messages/L-38.txt.j2" in text) == (1, True)
    assert outbox(mine) == first


def test_on_a_build_machine_no_letter_is_made(
    mine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = outbox(mine)
    monkeypatch.setenv("CI", "1")
    capsys.readouterr()
    assert main(["messages", "--today", "2026-06-20", "--root", str(mine)]) == 0
    assert capsys.readouterr().out == "Letters are made at home, because anybody can read this log.\n"
    assert outbox(mine) == first


def test_whoever_is_forgotten_is_in_no_letter_and_not_in_its_memory(mine: Path, told: Told) -> None:
    rows = read_csv((mine / "private/letters.csv").read_text(encoding="utf-8"))
    code = next(row[2] for row in rows if row[2].startswith("E-"))
    others = {row[2] for row in rows[1:] if row[2] != code}
    status, _ = told("forget", mine, code, "--apply")
    assert status == 0
    kept = read_csv((mine / "private/letters.csv").read_text(encoding="utf-8"))
    assert {row[2] for row in kept[1:]} == others
    assert told("messages", mine)[0] == 0
    assert not [name for name, content in outbox(mine).items() if code.encode() in content]
