"""The power fails: whatever the disk kept, nothing that was acknowledged is lost and nothing is doubled."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from peerloom.ledger import file as ledger_file
from peerloom.ledger.store import LedgerError
from tests.ledger import disk, story

if TYPE_CHECKING:
    import sqlite3

    from tests.ledger.disk import Event

pytestmark = pytest.mark.skipif(disk.LIBRARY is None, reason="this Python has an SQLite of its own inside")
STATES = 300 * story.TIMES


def recorded(path: Path) -> list[Event]:
    """Everything that the story does to the disk, with an event of our own after each acknowledged step."""
    events: list[Event] = []

    def watch(event: Event) -> int:
        events.append(event)
        return 0

    story.ready(path)
    with disk.disk(watch):
        story.lived(path, lambda number: events.append(disk.Event("acknowledged", "", number)))
    assert len(events) > 300
    return events


def lost(events: list[Event], expected: list[story.State], folder: Path, seed: int) -> str:
    """Cut the power at one place, start again, and say what is wrong with what is there then; "" when nothing is."""
    chance = story.seeded(seed)
    end = chance.randrange(1, len(events) + 1)
    done = sum(event.what == "acknowledged" for event in events[:end])
    shutil.rmtree(folder, ignore_errors=True)
    path = folder / "private" / "ledger.db"
    story.ready(path)
    path.with_name("ledger.key").write_bytes(KEY.read_bytes())
    for name, content in disk.after_power_loss(
        [event for event in events[:end] if event.what != "acknowledged"], chance
    ).items():
        (path.parent / Path(name).name).write_bytes(content)
    try:
        found = story.state(path)
    except (LedgerError, AssertionError) as error:
        return f"{type(error).__name__} after {done} steps: {error}"
    if found not in expected[done : done + 2]:
        return f"not what was acknowledged after {done} steps"
    if found.forgotten and list(story.holders(folder)):
        return f"not forgotten after {done} steps"
    return ""


KEY = Path()  # of the ledger whose life was recorded; set by the tests


def outcomes(ram: Path, states: int) -> list[str]:
    expected = story.states(ram / "calm")
    path = ram / "watched" / "private" / "ledger.db"
    events = recorded(path)
    globals()["KEY"] = path.with_name("ledger.key")
    return [said for seed in range(states) if (said := lost(events, expected, ram / "after", seed))]


def test_no_loss_of_power_loses_or_doubles_anything(ram: Path) -> None:
    assert outcomes(ram, STATES) == []


def test_in_a_folder_that_is_copied_elsewhere_it_is_as_safe(ram: Path) -> None:
    assert outcomes(ram / "Dropbox", STATES // 2) == []


@pytest.mark.parametrize("synchronous", ["OFF", "NORMAL"])
def test_weaker_settings_would_lose_something(synchronous: str, ram: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That the test above can fail at all."""
    strong = ledger_file._settings  # noqa: SLF001 - made weaker on purpose

    def weak(connection: sqlite3.Connection, path: Path) -> None:
        strong(connection, path)
        connection.execute(f"PRAGMA synchronous = {synchronous}")

    monkeypatch.setattr(ledger_file, "_settings", weak)
    assert len(outcomes(ram, 150)) > 3
