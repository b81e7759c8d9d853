"""The process is killed, the disk is full or fails, at any moment: nothing acknowledged is lost, nothing is doubled."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from peerloom.ledger.lock import alone
from peerloom.ledger.store import Decision, LedgerError, open_ledger
from peerloom.problems import as_text
from tests.ledger import disk, story

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from peerloom.ledger.store import Ledger
    from tests.ledger.disk import Event

watched = pytest.mark.skipif(disk.LIBRARY is None, reason="this Python has an SQLite of its own inside")
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
FULL = "private/ledger.db: The disk is full or failed, so nothing was written.\n     Make room, then run this again."
TRIES = 60 * story.TIMES


def fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    path = folder / "private" / "ledger.db"
    story.ready(path)
    return path


def events_of(folder: Path) -> int:
    """How many times the story touches the disk."""
    count = 0

    def watch(_: Event) -> int:
        nonlocal count
        count += 1
        return 0

    with disk.disk(watch):
        story.lived(fresh(folder), lambda _: None)
    return count


def is_well(path: Path, expected: list[story.State], done: int) -> None:
    """What was acknowledged is there, at most one step more, each once; and the next command does its work."""
    found = story.state(path)
    assert found in expected[done : done + 2], f"after {done} steps"
    if found.forgotten:
        assert list(story.holders(path.parent)) == []
    with open_ledger(path, patience=0) as ledger:
        for step in story.SESSIONS[-1]:
            step(ledger)
    assert story.state(path).runs == found.runs + 1


@watched
@pytest.mark.parametrize("error", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC])
@pytest.mark.parametrize("stays", [False, True])
def test_a_disk_that_is_full_or_fails_at_any_write(error: int, stays: bool, ram: Path) -> None:
    expected = story.states(ram / "calm")
    total = events_of(ram / "counted")
    told: list[str] = []
    for fails_at in story.seeded(error).sample(range(total), min(total, TRIES // 3)):
        count = done = 0

        def watch(_: Event, fails_at: int = fails_at) -> int:
            nonlocal count
            count += 1
            return error if count - 1 == fails_at or (stays and count > fails_at) else 0

        def acknowledged(number: int) -> None:
            nonlocal done
            done = number

        path = fresh(ram / "failed")
        with disk.disk(watch):
            try:
                story.lived(path, acknowledged)
            except LedgerError as caught:
                told.append(as_text(caught.problems, {}))
        is_well(path, expected, done)
    assert len(told) > TRIES // 10
    assert set(told) == {FULL}


def killed(path: Path, die: Callable[[int], None]) -> int:
    """Live the story in a process of its own, until ``die``, which is given its number, kills it. Give what was told."""
    ours, theirs = os.pipe()

    def tell(number: int) -> None:
        os.write(theirs, bytes([number]))

    child = os.fork()
    if child == 0:
        try:
            os.close(ours)
            story.lived(path, tell)
        finally:
            os._exit(0)
    os.close(theirs)
    die(child)
    told = b""
    while part := os.read(ours, 64):
        told += part
    os.close(ours)
    os.waitpid(child, 0)
    return told[-1] if told else 0


@forks
@watched
def test_kill_9_at_any_write(ram: Path) -> None:
    expected = story.states(ram / "calm")
    total = events_of(ram / "counted")
    ends = set()
    for dies_at in story.seeded(9).sample(range(total), min(total, TRIES)):
        count = 0

        def watch(_: Event, dies_at: int = dies_at) -> int:
            nonlocal count
            count += 1
            if count > dies_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return 0

        path = fresh(ram / "killed")
        with disk.disk(watch):
            done = killed(path, lambda _: None)
        is_well(path, expected, done)
        ends.add(done)
    assert len(ends) > 4


@forks
def test_kill_9_at_any_moment(ram: Path) -> None:
    expected = story.states(ram / "calm")
    start = time.perf_counter()
    story.lived(fresh(ram / "timed"), lambda _: None)
    taken = time.perf_counter() - start
    chance = story.seeded(9)
    for _ in range(TRIES):

        def die(child: int) -> None:
            time.sleep(chance.random() * taken * 1.1)
            os.kill(child, signal.SIGKILL)

        path = fresh(ram / "killed")
        is_well(path, expected, killed(path, die))


def test_a_full_file_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    """The same on every system, without a watched disk."""
    path = fresh(tmp_path)
    kept: list[Decision] = []

    def fill(ledger: Ledger) -> None:
        for number in range(1000):
            decision = Decision(f"pair {number}", {"note": "x" * 5000})
            ledger.decide([decision], story.DAY)
            kept.append(decision)

    with open_ledger(path) as ledger:
        ledger._connection.execute("PRAGMA max_page_count = 60")  # noqa: SLF001 - no room from there on
        with pytest.raises(LedgerError) as caught:
            fill(ledger)
        assert ledger.decisions() == tuple(kept)
    assert as_text(caught.value.problems, {}) == FULL
    assert story.state(path).decisions == tuple(kept)
    assert 3 < len(kept) < 60


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    if os.name != "posix" or os.geteuid() == 0:
        pytest.skip("for this user every folder can be written")
    path = fresh(tmp_path)
    path.parent.chmod(0o500)
    tmp_path.chmod(0o500)
    with pytest.raises(LedgerError, match="cannot be opened or written"), open_ledger(path):
        pass


HOLDER = """
import sys, pathlib
from peerloom.ledger.lock import alone
with alone(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_two_at_once_and_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "private")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LedgerError) as caught, alone(tmp_path / "private", patience=0):
            pass
        assert as_text(caught.value.problems, {}) == (
            "private/: Another Peerloom is at work in this folder.\n     Wait until it is done, then run this again."
        )
        holder.kill()
        holder.wait()
        with alone(tmp_path / "private", patience=5):
            pass
    assert (tmp_path / "private" / "lock").read_bytes() == b""


def test_the_lock_is_given_back_when_work_ends_badly(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="ours"), alone(tmp_path / "private"):
        raise ValueError("ours")
    with alone(tmp_path / "private", patience=0), pytest.raises(LedgerError), alone(tmp_path / "private", patience=0):
        pass


def test_a_migration_that_is_killed_happens_whole_or_not(tmp_path: Path) -> None:
    """Stopped in the middle, the old ledger is still the old one, and the next start does it."""
    path = tmp_path / "private" / "ledger.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as made:
        made.executescript((story.HERE / "ledger_v1.sql").read_text(encoding="utf-8"))
    code = (
        "import os, sys, pathlib; from peerloom.ledger import file, seals\n"
        "seals.seal = lambda _: os._exit(9)\n"
        "file.connect(pathlib.Path(sys.argv[1]), 0)"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code, str(path)], env=env, check=False)
    assert done.returncode == 9
    with closing(sqlite3.connect(path)) as old:
        assert old.execute("PRAGMA user_version").fetchone()[0] == 1
        assert old.execute("SELECT count(*) FROM answer").fetchone()[0] == 5
    with open_ledger(path) as ledger:
        assert (len(ledger.everything()), len(ledger.current()), len(ledger.decisions())) == (5, 3, 3)
