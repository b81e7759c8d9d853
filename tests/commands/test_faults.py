"""A whole run is killed, starved and misled: no answer is lost or doubled, the site is whole, the next run completes."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import sys
import time
from typing import TYPE_CHECKING

import pytest

from peerloom.cli import main
from peerloom.ledger.store import content_hash, open_ledger
from peerloom.ledger.verify import verify
from tests.commands.conftest import ANSWER, HEADER

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Told = Callable[..., tuple[int, str]]

TIMES = max(1, int(os.environ.get("PEERLOOM_FAULTS", "1")))
_WRITES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "shutil.rmtree"}
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


def more(root: Path, count: int) -> None:
    """New answers, all different."""
    lines = [ANSWER.replace("7f3a", f"{n:04x}").replace("9:00:00", f"9:{n // 60:02}:{n % 60:02}") for n in range(count)]
    (root / "responses" / "Wishes.csv").write_text(HEADER + "".join(lines), encoding="utf-8")


def files(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def run_in_child(root: Path, dies_at: int | None) -> int:
    """Do a whole run in a process of its own, and let it be killed before its ``dies_at``-th touch of the disk.

    Give how many touches there were; or the number of the signal, negative.
    """
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        count = 0

        def watch(event: str, args: tuple[object, ...]) -> None:
            nonlocal count
            writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if writes or event in _WRITES or event == "sqlite3.connect":
                count += 1
                if count == dies_at:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            os.close(ours)
            sys.addaudithook(watch)
            with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - a device
                sys.stdout = sys.stderr = nowhere
                main(["run", "--root", str(root)])
            os.write(theirs, str(count).encode())
        finally:
            os._exit(0)
    os.close(theirs)
    told = os.read(ours, 64)
    os.close(ours)
    _, status = os.waitpid(child, 0)
    return int(told) if told else -os.WTERMSIG(status)


def is_well(root: Path, whole: dict[str, bytes], older: dict[str, bytes], known: set[str]) -> None:
    """After a run was killed: the ledger is whole and holds what it held; each page is one of the two; a run mends all."""
    path = root / "private" / "ledger.db"
    assert verify(path).problems == ()
    with open_ledger(path) as ledger:
        assert known <= set(ledger.everything())
    for name, content in files(root / "site" / "public").items():
        assert content in (whole.get(name), older.get(name)) or name.rpartition("/")[2].startswith(".new-"), name
    assert main(["run", "--root", str(root)]) == 0
    with open_ledger(path) as ledger:
        now = [content_hash(row) for row in ledger.current()]
    assert len(now) == len(set(now)) == 40
    assert files(root / "site" / "public") == whole
    assert [file.name for file in (root / "private").iterdir() if file.name.startswith(".new-")] == []
    assert main(["verify", "--root", str(root)]) == 0


@forks
@pytest.mark.slow
def test_kill_9_at_any_write_of_a_whole_run(
    program: Path, told: Told, tmp_path_factory: pytest.TempPathFactory
) -> None:
    more(program, 25)
    assert told("run", program)[0] == 0
    older = files(program / "site" / "public")
    with open_ledger(program / "private" / "ledger.db") as ledger:
        known = set(ledger.everything())
    more(program, 40)
    page = program / "content" / "guides" / "first.md"
    page.write_text("## Start\n\nRead [the second](second.md). Something is new.\n", encoding="utf-8")
    place = tmp_path_factory.mktemp("killed")
    shutil.copytree(program, place / "calm")
    total = run_in_child(place / "calm", None)
    assert total > 30
    whole = files(place / "calm" / "site" / "public")
    assert whole != older
    chance = random.Random(9)  # noqa: S311 - a test that can be repeated
    for dies_at in sorted(chance.sample(range(1, total + 1), min(total, 6 * TIMES))):
        root = place / str(dies_at)
        shutil.copytree(program, root)
        assert run_in_child(root, dies_at) == -signal.SIGKILL
        is_well(root, whole, older, known)
        shutil.rmtree(root)


@pytest.fixture
def settled(program: Path, told: Told) -> Path:
    more(program, 25)
    assert told("sync", program)[0] == 0
    return program


def answers(root: Path) -> set[str]:
    with open_ledger(root / "private" / "ledger.db") as ledger:
        return {content_hash(row) for row in ledger.current()}


def test_a_mass_deletion_stops_and_asks(settled: Path, told: Told) -> None:
    before = answers(settled)
    more(settled, 5)
    status, text = told("sync", settled)
    assert status == 1
    assert "20 of 25 answers that were here are gone, so nothing was recorded." in text
    assert answers(settled) == before
    assert told("sync", settled, "--accept-deletions", "20")[0] == 0
    assert len(answers(settled)) == 5


def test_a_half_written_file_loses_nothing(settled: Path, told: Told) -> None:
    before = answers(settled)
    file = settled / "responses" / "Wishes.csv"
    whole = file.read_bytes()
    for length in (len(whole) - 40, len(whole) // 2 + 3, 0):
        file.write_bytes(whole[:length])
        told("sync", settled)
        with open_ledger(settled / "private" / "ledger.db") as ledger:
            assert before <= set(ledger.everything())  # a cut in the last cell looks like a correction
        assert verify(settled / "private" / "ledger.db").problems == ()
    file.write_bytes(whole)
    status, text = told("sync", settled)
    assert (status, "25 rows, 0 new, 25 known." in text) == (0, True)
    assert answers(settled) == before


def test_headers_that_moved_in_mid_year_change_nothing(settled: Path, told: Told) -> None:
    before = answers(settled)
    file = settled / "responses" / "Wishes.csv"
    lines = [line.split(",") for line in file.read_text(encoding="utf-8").splitlines()]
    file.write_text("".join(",".join([r[0], *r[:0:-1]]) + "\n" for r in lines), encoding="utf-8")
    status, text = told("sync", settled)
    assert (status, "25 rows, 0 new, 25 known." in text) == (0, True)
    assert answers(settled) == before


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="here a process has one time zone")
def test_another_time_zone_changes_nothing(settled: Path, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    before = answers(settled)
    try:
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns", "UTC0"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            status, text = told("sync", settled)
            assert (status, "25 rows, 0 new, 25 known." in text) == (0, True)
        assert answers(settled) == before
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_ledger_in_a_synced_folder_is_told(program: Path, told: Told) -> None:
    root = program / "Dropbox" / "program"
    root.mkdir(parents=True)
    for name in ("program.yaml", "content", "responses", ".gitignore"):
        shutil.move(program / name, root / name)
    status, text = told("sync", root)
    assert status == 0
    assert "The ledger lies in a folder that another program copies elsewhere" in re.sub(r"\s+", " ", text)
    assert "The ledger lies in a folder that another program copies elsewhere." in told("verify", root)[1]
