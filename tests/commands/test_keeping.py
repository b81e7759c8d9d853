"""Backups, bringing them back, looking whether all is well, and letting go of what is too old."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import sqlite3
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from peerloom.commands.backups import read_backup
from peerloom.commands.whose import match_of
from peerloom.ledger.lock import alone
from peerloom.ledger.store import open_ledger
from peerloom.ledger.sums import sum_file
from peerloom.problems import Problem
from tests.commands.conftest import ANSWER, PROGRAM

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Told = Callable[..., tuple[int, str]]

GOOD = "The backup is back, and every row of it was checked. Now run `peerloom run`.\n"


def hashes(root: Path) -> set[str]:
    with open_ledger(root / "private" / "ledger.db") as ledger:
        return set(ledger.everything())


def backup(root: Path) -> Path:
    return max((root / "private" / "backups").glob("peerloom-*.zip"))


@pytest.fixture
def kept(program: Path, told: Told) -> Path:
    """A small program after a run, a decision and a backup."""
    assert told("run", program)[0] == 0
    (program / "private" / "releases.csv").write_text("Win,Decision\r\n", encoding="utf-8")
    assert told("backup", program)[0] == 0
    return program


def test_a_backup_is_one_file_with_what_no_run_makes_anew(kept: Path, told: Told) -> None:
    with zipfile.ZipFile(backup(kept)) as archive:
        assert sorted(archive.namelist()) == ["backup.json", "ledger.db", "letters.csv", "releases.csv"]
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
    assert (kept / "private" / "backups.txt").read_text(encoding="utf-8") == f"backups/{backup(kept).name}\n"
    status, text = told("backup", kept, "--to", str(kept.parent / "stick"))
    assert status == 0
    assert "It lies on the same disk" not in text
    assert len(list((kept.parent / "stick").glob("*.zip"))) == 1
    status, text = told("backup", kept, "--to", str(kept.parent / "stick"))
    assert len(list((kept.parent / "stick").glob("*.zip"))) == 2  # nothing is written over
    shutil.rmtree(kept / "private")
    status, text = told("backup", kept)
    assert status == 1
    assert "There is no ledger here.\n     Run `peerloom run` first; then there is something to keep.\n" in text


def test_into_a_fresh_folder(kept: Path, told: Told) -> None:
    before, file = hashes(kept), kept.parent / "safe.zip"
    shutil.copy(backup(kept), file)
    shutil.rmtree(kept / "private")
    status, text = told("restore", kept, str(file))
    assert (status, text) == (
        0,
        (
            "The backup is whole. This is what it brings:\n"
            "  + private/ledger.db: new\n"
            "  + private/letters.csv: new\n"
            "  + private/releases.csv: new\n"
            "It holds 1 answers and 0 decisions.\n"
            "\nNothing was changed. To do it, run this again with --apply.\n"
        ),
    )
    assert not (kept / "private" / "ledger.db").exists()
    status, text = told("restore", kept, str(file), "--apply")
    assert (status, text.endswith(GOOD)) == (0, True)
    assert hashes(kept) == before
    status, text = told("run", kept)
    assert status == 0
    assert "1 row, 0 new, 1 known." in text
    assert told("verify", kept)[0] == 0


def test_into_a_folder_with_newer_answers_nothing_is_lost(kept: Path, told: Told) -> None:
    with (kept / "responses" / "Wishes.csv").open("a", encoding="utf-8") as answers:
        answers.write(ANSWER.replace("7f3a", "8e4b").replace("9:00", "9:30"))
    assert told("run", kept)[0] == 0
    newer = hashes(kept)
    status, text = told("restore", kept, str(backup(kept)), "--apply")
    assert status == 0
    assert "  - private/ledger.db: replaced\n" in text
    assert "Here are 1 answers and 0 decisions that it does not hold.\n" in text
    first = re.search(r"What was here is kept in (.*)\n", text)
    assert first is not None
    assert hashes(kept) < newer
    status, text = told("restore", kept, first[1], "--apply")
    assert (status, hashes(kept)) == (0, newer)


def test_whoever_was_forgotten_since_stays_forgotten(kept: Path, told: Told) -> None:
    old = kept.parent / "on-a-stick.zip"
    shutil.copy(backup(kept), old)
    with open_ledger(kept / "private" / "ledger.db") as ledger:
        ledger.forget(list(ledger.everything()), [], [], dt.date(2026, 6, 12))
    status, text = told("restore", kept, str(old), "--apply")
    assert status == 0, text
    assert "Somebody was forgotten since this backup was made. They stay forgotten.\n" in text
    assert hashes(kept) == set()
    assert b"given-7f3a" not in (kept / "private" / "ledger.db").read_bytes()
    assert told("verify", kept)[0] == 0
    status, text = told("run", kept)
    assert "1 = 0 used + 0 held + 0 rejected + 0 duplicate + 1 erased" in text


def test_over_a_damaged_ledger(kept: Path, told: Told) -> None:
    before = hashes(kept)
    ledger = kept / "private" / "ledger.db"
    ledger.write_bytes(ledger.read_bytes()[:5000])
    status, text = told("restore", kept, str(backup(kept)), "--apply")
    assert (status, text.endswith(GOOD)) == (0, True)
    assert "The ledger is damaged." in text
    assert (kept / "private" / "damaged-1-ledger.db").stat().st_size == 5000
    assert hashes(kept) == before


def zipped(file: Path, **files: bytes) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)


@pytest.mark.parametrize("harm", ["cut", "flipped", "none", "text", "other zip", "path"])
def test_a_backup_that_is_not_as_it_was_written_is_refused(harm: str, kept: Path, told: Told) -> None:
    file = backup(kept)
    content = file.read_bytes()
    before = (kept / "private" / "ledger.db").read_bytes()
    match harm:
        case "cut":
            file.write_bytes(content[:-100])
        case "flipped":
            file.write_bytes(content.replace(b"given-7f3a", b"given-7f3b"))
        case "none":
            file = kept / "nothing.zip"
        case "text":
            file.write_text("Timestamp", encoding="utf-8")
        case "path":
            zipped(file, backup_json=json.dumps({"files": {}}).encode(), **{"..__ledger_db": b""})
        case _:
            zipped(file, other=b"x")
    assert isinstance(read_backup(file), Problem)
    status, text = told("restore", kept, str(file), "--apply")
    assert status == 1
    assert "backup" in text
    assert (kept / "private" / "ledger.db").read_bytes() == before


def test_verify_says_what_it_looked_at_and_works_the_figures_out_again(kept: Path, told: Told) -> None:
    status, text = told("verify", kept)
    assert (status, re.sub(r"\d+ rows", "N rows", text)) == (
        0,
        (
            "The ledger is as it was written: N rows, 1 runs.\n"
            "  Its tables are whole, and no row was altered, added or lost since it was recorded.\n"
            "  Every answer that was read has one end.\n"
            "  The 4 figures of the last run follow from these rows, each the same.\n"
        ),
    )


def test_verify_finds_a_figure_that_does_not_follow(kept: Path, told: Told) -> None:
    """As if a run had shown something else: the row is sealed, and wrong all the same."""
    with open_ledger(kept / "private" / "ledger.db") as ledger:
        good = ledger.kept_figures()
        assert good is not None
        name = min(good.figures)
        ledger.keep_figures(good.run, good.made_from, {**good.figures, name: "[99]"})
    status, text = told("verify", kept)
    assert status == 1
    assert f"These figures do not follow from the ledger: {name}." in text


def test_verify_does_not_compare_what_cannot_be_compared(kept: Path, told: Told) -> None:
    (kept / "program.yaml").write_text(f"{PROGRAM}# changed\n", encoding="utf-8")
    status, text = told("verify", kept)
    assert (status, "Something has changed since the figures were made" in text) == (0, True)
    sum_file(kept / "private" / "ledger.db").unlink()
    assert "The last command was stopped" in told("verify", kept)[1]
    (kept / "program.yaml").write_text(PROGRAM.replace("tagline", "tagine"), encoding="utf-8")
    assert "There is a mistake in program.yaml" in told("verify", kept)[1]


def test_verify_finds_harm_and_a_run_refuses_it(kept: Path, told: Told) -> None:
    ledger = kept / "private" / "ledger.db"
    ledger.write_bytes(ledger.read_bytes().replace(b"given-7f3a", b"given-0000"))
    status, text = told("verify", kept)
    assert status == 1
    assert "answer: 1 altered" in text
    site = (kept / "site" / "public" / "index.html").read_bytes()
    status, text = told("run", kept)
    assert status == 1
    assert "The ledger is damaged." in text
    assert (kept / "site" / "public" / "index.html").read_bytes() == site
    assert told("restore", kept, str(backup(kept)), "--apply")[0] == 0
    assert told("run", kept)[0] == 0


def test_a_second_one_is_told_and_changes_nothing(kept: Path, told: Told) -> None:
    with alone(kept / "private"):
        status, text = told("run", kept)
        assert status == 1
        assert text.startswith("private/: Another Peerloom is at work in this folder.\n")
    assert told("sync", kept)[0] == 0


def test_what_a_stopped_run_left_half_made_is_taken_away(kept: Path, told: Told) -> None:
    (kept / "private" / ".new-1234").write_text("given-7f3a", encoding="utf-8")
    (kept / "private" / ".copy-1").mkdir()
    (kept / "private" / ".copy-1" / "ledger.db").write_text("given-7f3a", encoding="utf-8")
    told("sync", kept)
    assert [file.name for file in (kept / "private").iterdir() if file.name.startswith(".")] == []


def test_a_clock_that_was_set_back_is_told_and_loses_nothing(kept: Path, told: Told) -> None:
    before = hashes(kept)
    status, text = told("run", kept, "--today", "2020-01-01")
    assert status == 0
    assert (
        "private/ledger.db: (to look at) The day of this run, 2020-01-01, is before that of the last one, 2026-06-12."
        in text
    )
    assert hashes(kept) == before
    status, text = told("run", kept)
    assert (status, "The day of this run" in text) == (0, False)
    assert told("verify", kept)[0] == 0


def test_purge_lets_go_of_a_year_that_is_over_and_of_nothing_else(mine: Path, told: Told) -> None:
    file = mine / "program.yaml"
    text = file.read_text(encoding="utf-8")
    status, said = told("purge", mine)
    assert (status, said.endswith("and now too old:\n  nothing\n")) == (0, True)
    file.write_text(text.replace("keep_months: 12", "keep_months: 0"), encoding="utf-8")
    before = hashes(mine)
    with open_ledger(mine / "private" / "ledger.db") as ledger:
        matches = {one.subject.removeprefix("pair ") for one in ledger.decisions()}
    status, said = told("purge", mine, "--today", "2026-06-26")
    assert "  nothing\n" in said  # the last day of the year
    status, said = told("purge", mine, "--today", "2026-06-30")
    assert status == 0, said
    assert re.search(r"^  - Mentee check-in: \d+$", said, re.MULTILINE)
    assert re.search(r"^  - decisions: \d+$", said, re.MULTILINE)
    assert "Old safety reports stay: " in said
    assert hashes(mine) == before
    status, said = told("purge", mine, "--today", "2026-06-30", "--apply")
    assert status == 0
    left = hashes(mine)
    assert 0 < len(left) < len(before) / 4
    with open_ledger(mine / "private" / "ledger.db") as ledger:
        rows = list(ledger.everything().values())
    assert "concern" in {row.form for row in rows}
    assert [row.form for row in rows if match_of(row) in matches and row.form != "concern"] == []
    assert told("verify", mine)[0] == 0
    status, said = told("run", mine, "--today", "2026-06-30")  # the old files are still in responses/
    assert status == 0, said
    assert hashes(mine) == left
    status, said = told("purge", mine, "--today", "2026-06-30", "--concerns", "--apply")
    assert status == 0
    with closing(sqlite3.connect(mine / "private" / "ledger.db")) as connection:
        assert connection.execute("SELECT count(*) FROM answer WHERE form = 'concern'").fetchone()[0] == 0
