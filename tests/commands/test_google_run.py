"""The whole year of the demo against a Google at home: the same results as from CSV files, and decisions come back."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from loopgoogle import Fault, Google, serve
from loopgoogle.cells import Cell
from peerloom.commands import doctor, run
from peerloom.commands.demo import connect, copy_program, fill
from peerloom.commands.online import KEY_FILE, find_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loopgoogle import Book

ROOT = Path(__file__).parents[2]
CLOCK = dt.date(2026, 6, 12)
NEVER_SAME = {"ledger.db", "ledger.db.sum", "google-key.json", "lock"}


@dataclass
class Year:
    """The demo, whose answers are in a spreadsheet."""

    folder: Path
    google: Google
    book: Book

    def run(self) -> tuple[int, str]:
        out = io.StringIO()
        self.google.calls.clear()
        return run.run(self.folder, out, clock=CLOCK), out.getvalue()

    def pair(self, *, dry_run: bool) -> tuple[int, str]:
        out = io.StringIO()
        self.google.calls.clear()
        return run.pair(self.folder, out, clock=CLOCK, dry_run=dry_run), out.getvalue()

    def calls(self) -> list[str]:
        return [call.path.rpartition(":")[2] if ":" in call.path else call.verb for call in self.google.calls]

    def tabs(self) -> list[str]:
        return [sheet.title for sheet in self.book.sheets if not sheet.title.endswith(".csv")]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    google = Google()
    account = google.new_account()
    book = google.new_book("Answers", writers=[account.email])
    folder = tmp_path_factory.mktemp("google") / "year"
    copy_program(ROOT, folder)
    fill(book, ROOT / "responses")
    with serve(google) as base:
        connect(folder, book.id, json.dumps(account.key_file(base)))
        yield Year(folder, google, book)
    assert google.problems == []


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in NEVER_SAME and "responses" not in path.relative_to(folder).parts
    }


def test_the_results_are_those_of_the_csv_files_byte_for_byte(year: Year, tmp_path: Path) -> None:
    copy_program(ROOT, tmp_path / "csv")
    shutil.copytree(ROOT / "responses", tmp_path / "csv" / "responses", dirs_exist_ok=True)
    assert run.run(tmp_path / "csv", io.StringIO(), clock=CLOCK) == 0
    status, said = year.run()
    assert status == 0
    assert year.calls() == ["GET", "batchUpdate"]  # one read, one write
    mine, theirs = files(year.folder), files(tmp_path / "csv")
    del mine["program.yaml"], theirs["program.yaml"]
    assert len(mine) > 150
    assert {name for name in mine | theirs if mine.get(name) != theirs.get(name)} == set()
    assert year.tabs() == ["Pairings 2026-27 (1)", "Waiting 2026-27 (1)", "_peerloom"]
    assert 'in the tab "Pairings 2026-27 (1)"' in said


def test_the_tab_holds_what_the_file_holds(year: Year) -> None:
    from peerloom.spreadsheet import read_csv  # noqa: PLC0415

    file = read_csv((year.folder / "private" / "pairings.csv").read_text(encoding="utf-8"))
    open_ = [row for row in file if not row[file[0].index("Decision")] or row is file[0]]
    tab = [[str(cell.value) if cell else "" for cell in row] for row in year.book.tab("Pairings 2026-27 (1)").rows]
    assert [row + [""] * (len(file[0]) - len(row)) for row in tab] == open_


def test_the_same_answers_again_write_nothing(year: Year) -> None:
    assert year.run()[0] == 0
    assert year.calls() == ["GET"]


def test_a_dry_run_says_what_would_be_written_and_writes_nothing(year: Year) -> None:
    before = (year.tabs(), files(year.folder))
    status, said = year.pair(dry_run=True)
    assert status == 0
    assert "Nothing would be written to Google" in said
    assert (year.tabs(), files(year.folder)) == before


def test_a_decision_in_the_tab_counts_wherever_its_row_went(year: Year) -> None:
    tab = year.book.tab("Pairings 2026-27 (1)")
    column = next(n for n, cell in enumerate(tab.rows[0]) if cell and cell.value == "Decision")
    tab.rows[1:] = tab.rows[:0:-1]  # somebody sorted it
    tab.put(1, column, Cell(" Approve "))
    pair = tab.rows[1][0]
    tab.put(2, column, Cell("maybe"))
    status, said = year.run()
    assert (status, "This is not a decision." in said) == (0, True)
    tab.put(2, column, None)
    assert year.run()[0] == 0
    text = (year.folder / "private" / "pairings.csv").read_text(encoding="utf-8")
    assert pair is not None
    (row,) = [line for line in text.splitlines() if line.startswith(str(pair.value))]
    assert ",approve," in row


def test_a_machine_that_forgets_learns_every_decision_from_the_spreadsheet(year: Year, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    copy_program(ROOT, fresh)
    for file in (fresh / "responses").glob("*.csv"):
        file.unlink()  # a build machine has no files of its own
    shutil.copyfile(year.folder / "program.yaml", fresh / "program.yaml")
    (fresh / "private").mkdir()
    shutil.copyfile(year.folder / KEY_FILE, fresh / KEY_FILE)
    # Which letters were made is remembered where they are made. A build machine makes none.
    shutil.copyfile(year.folder / "private" / "letters.csv", fresh / "private" / "letters.csv")
    year.google.calls.clear()
    assert run.run(fresh, io.StringIO(), clock=CLOCK) == 0
    assert year.calls() == ["GET"]
    mine, theirs = files(fresh), files(year.folder)
    assert {name for name in mine | theirs if mine.get(name) != theirs.get(name)} == set()


@pytest.mark.parametrize("kind", ["403", "404", "redirect"])
def test_a_spreadsheet_that_cannot_be_read_changes_nothing(year: Year, kind: str) -> None:
    before = files(year.folder)
    year.google.faults = [Fault(kind, times=99)]
    status, said = year.run()
    year.google.faults = []
    assert status == 1
    assert files(year.folder) == before
    assert "Nothing was recorded" in said


def test_without_a_key_the_files_are_read_and_that_is_said(year: Year, tmp_path: Path) -> None:
    copy_program(ROOT, tmp_path / "x")
    shutil.copyfile(year.folder / "program.yaml", tmp_path / "x" / "program.yaml")
    out = io.StringIO()
    run.pair(tmp_path / "x", out, clock=CLOCK)
    assert "there is no key to open it" in out.getvalue()


def test_the_doctor_says_what_is_right_and_what_to_do(year: Year, tmp_path: Path) -> None:
    out = io.StringIO()
    assert doctor.run(year.folder, out, clock=CLOCK, environ={}) == 0
    assert "Google opens" in out.getvalue()
    year.book.writers.clear()
    out = io.StringIO()
    assert doctor.run(year.folder, out, clock=CLOCK, environ={}) == 1
    assert "Share it with kit@at-home.iam.gserviceaccount.com as Editor." in out.getvalue()
    workflows = tmp_path / ".github" / "workflows"
    workflows.mkdir(parents=True)
    (workflows / "run.yml").write_text("run: peerloom run\nuses: google-github-actions/auth@v3\n", encoding="utf-8")
    shutil.copyfile(year.folder / "program.yaml", tmp_path / "program.yaml")
    out = io.StringIO()
    assert doctor.run(tmp_path, out, clock=CLOCK, environ={}) == 1
    assert "id-token: write" in out.getvalue()
    assert "There is no key" in out.getvalue()


def test_a_key_is_found_in_three_places_and_never_shown(tmp_path: Path) -> None:
    (tmp_path / "k.json").write_text("three", encoding="utf-8")
    environ = {"GOOGLE_APPLICATION_CREDENTIALS": str(tmp_path / "k.json")}
    assert find_key(tmp_path, {}) is None
    found = find_key(tmp_path, environ)
    assert found is not None
    assert found.text == "three"
    (tmp_path / "private").mkdir()
    (tmp_path / KEY_FILE).write_text("two", encoding="utf-8")
    found = find_key(tmp_path, environ)
    assert found is not None
    assert found.text == "two"
    found = find_key(tmp_path, {**environ, "PEERLOOM_GOOGLE_KEY": "one"})
    assert found is not None
    assert (found.text, "one" in repr(found)) == ("one", False)
