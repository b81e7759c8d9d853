"""A short life of a ledger, step by step, for tests that stop it anywhere. Each step is acknowledged when it is done."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from peerloom.ledger.keys import key_of
from peerloom.ledger.store import Decision, content_hash, open_ledger
from peerloom.ledger.verify import verify
from peerloom.sources.tables import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from peerloom.ledger.store import Ledger

# How much of the long tests is done: 1 for every day, more for a night. CONTRIBUTING.md says which numbers are meant.
TIMES = max(1, int(os.environ.get("PEERLOOM_FAULTS", "1")))

HERE = Path(__file__).parent
DAY = dt.date(2026, 6, 12)
START = dt.datetime(2025, 9, 1, 18, 3, 22)  # noqa: DTZ001 - the sheet's own zone
FORGOTTEN = "given-secret-7f3a"  # the name of the person who is forgotten


def seeded(number: int) -> random.Random:
    """Chance that comes out the same each time."""
    return random.Random(number)  # noqa: S311 - a test, not a secret


def row(number: int, **cells: str) -> Row:
    """One answer. Its words are its own."""
    return Row(
        "sign-up",
        "Sign-up.csv",
        number,
        START + dt.timedelta(minutes=number),
        {"name": f"given-{number:04x}", "text": f"tok-{number:04x} " * 9, **cells},
    )


THEIRS = (row(40, name=FORGOTTEN), row(41, name=f"{FORGOTTEN} again"))


def keys(one: Row) -> tuple[str, ...]:
    """Whom a row is about: in these tests a person is a first name."""
    return (one.cells["name"].split(" ")[0],)


@dataclass(frozen=True)
class State:
    """Everything that a ledger has acknowledged, in a form that can be compared."""

    runs: int
    present: frozenset[str]
    ever: frozenset[str]
    decisions: tuple[Decision, ...]
    ends: tuple[tuple[int, str, int], ...]
    forgotten: bool


def state(path: Path) -> State:
    """What a ledger holds. Fails when it is not whole."""
    wrong = verify(path).problems
    assert wrong == ()
    with open_ledger(path, patience=0) as ledger:
        ends = ledger._connection.execute(  # noqa: SLF001 - looks at what was kept
            "SELECT run, what, sum(count) FROM tally WHERE what IN ('read', 'used', 'erased') GROUP BY run, what"
        ).fetchall()
        run = ledger.last_run()
        return State(
            run[0] if run else 0,
            frozenset(map(content_hash, ledger.current())),
            frozenset(ledger.everything()),
            ledger.decisions(),
            tuple(sorted(ends)),
            bool(ledger.forgotten([FORGOTTEN])),
        )


def _read(*rows: Row) -> Callable[[Ledger], None]:
    def step(ledger: Ledger) -> None:
        ledger.record(rows, DAY, accept_deletions=99, keys=keys)

    return step


def _settle(ledger: Ledger) -> None:
    run = ledger.last_run()
    assert run is not None
    ledger.settle(run[0], dict.fromkeys(map(content_hash, ledger.current()), "used"))


def _decide(word: str) -> Callable[[Ledger], None]:
    def step(ledger: Ledger) -> None:
        ledger.decide(
            [Decision("pair P-1", {"decision": word}), Decision(f"pair {FORGOTTEN}", {"note": FORGOTTEN})], DAY
        )

    return step


def _forget(ledger: Ledger) -> None:
    mine = [key for key, one in ledger.everything().items() if FORGOTTEN in one.cells["name"]]
    ledger.forget(mine, [f"pair {FORGOTTEN}"], [FORGOTTEN], DAY)


_FIRST = tuple(row(number) for number in range(2, 22))
_EDITED = (*_FIRST[:10], replace(_FIRST[10], cells={**_FIRST[10].cells, "text": "changed"}), *_FIRST[12:], *THEIRS)
SESSIONS: tuple[tuple[Callable[[Ledger], None], ...], ...] = (
    (_read(*_FIRST), _settle, _decide("approve")),
    (_read(*_EDITED), _settle),
    (_forget,),
    (_read(*_EDITED, row(60)), _settle, _decide("decline")),  # the forgotten ones come again
)


def lived(path: Path, acknowledged: Callable[[int], None]) -> None:
    """Do every step, with the ledger closed and opened between some of them. Nothing is done twice."""
    number = 0
    for session in SESSIONS:
        with open_ledger(path, patience=0) as ledger:
            for step in session:
                step(ledger)
                number += 1
                acknowledged(number)


def states(folder: Path) -> list[State]:
    """The state before the first step and after each one, undisturbed."""
    path = folder / "private" / "ledger.db"
    found: list[State] = []
    with open_ledger(path):
        pass
    found.append(state(path))
    for session in SESSIONS:
        for step in session:
            with open_ledger(path) as ledger:
                step(ledger)
            found.append(state(path))
    assert len({repr(one) for one in found}) == len(found)
    return found


def holders(folder: Path) -> Iterator[str]:
    """Files in which the forgotten person still stands."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and FORGOTTEN.encode() in file.read_bytes():
            yield file.name


def ready(path: Path) -> None:
    """Make the key beforehand: it is no file of SQLite's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    key_of(path, make=True)


def kill_after(child: int, delay: float) -> None:
    """Kill a process of ours after so many seconds, and wait until it is gone."""
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
