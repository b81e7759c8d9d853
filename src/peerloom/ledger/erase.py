"""Takes rows out of an open ledger, so that no byte of them is left and everything else stays as it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from peerloom.ledger import schema, seals

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Collection, Iterable

_RELATED = ("fate", "standing")


def take_out(
    connection: sqlite3.Connection,
    hashes: Collection[str],
    subjects: Collection[str],
    macs: Iterable[str],
    day: dt.date,
) -> tuple[int, int]:
    """Erase answers and decisions, and put up tombstones. The caller has begun a transaction.

    How many rows each run loses by it is written down, so that the conservation law can still be checked.

    Args:
        connection: the ledger's.
        hashes: content hashes of the answers.
        subjects: of the decisions; every decision about them goes.
        macs: tombstones.
        day: of the erasing.

    Returns:
        How many answers and decisions went.
    """
    answers = [found for key in sorted(set(hashes)) if (found := _id(connection, key)) is not None]
    decisions = [
        number
        for subject in sorted(set(subjects))
        for (number,) in connection.execute("SELECT id FROM decision WHERE subject = ?", (subject,))
    ]
    connection.executemany(
        "INSERT INTO tombstone (mac, day) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(one, day.isoformat()) for one in sorted(set(macs))],
    )
    if not answers and not decisions:
        return 0, 0
    missing = _missing(connection, answers)
    erasure = connection.execute(
        "INSERT INTO erasure (day, answers, decisions) VALUES (?, ?, ?)",
        (day.isoformat(), len(answers), len(decisions)),
    ).lastrowid
    connection.executemany(
        "INSERT INTO erased (erasure, run, form, count) VALUES (?, ?, ?, ?)",
        [(erasure, run, form, count) for (run, form), count in sorted(missing.items())],
    )
    schema.unguard(connection)
    for table in _RELATED:
        of = f"SELECT id FROM {table} WHERE answer = ?"  # noqa: S608 - a table of ours
        _delete(connection, table, [row for one in answers for (row,) in connection.execute(of, (one,))])
    _delete(connection, "answer", answers)
    _delete(connection, "decision", decisions)
    schema.guard(connection)
    connection.execute("INSERT INTO unclean VALUES ('erased')")
    return len(answers), len(decisions)


def _id(connection: sqlite3.Connection, key: str) -> int | None:
    found = connection.execute("SELECT id FROM answer WHERE hash = ?", (key,)).fetchone()
    return found[0] if found else None


def _delete(connection: sqlite3.Connection, table: str, rows: Collection[int]) -> None:
    seals.unseal(connection, table, rows)
    connection.executemany(f"DELETE FROM {table} WHERE id = ?", [(row,) for row in rows])  # noqa: S608 - a table of ours


def _missing(connection: sqlite3.Connection, answers: Iterable[int]) -> Counter[tuple[int, str]]:
    """(Run, form) -> how many of these rows stood after that run, for each run that had read their form."""
    runs: defaultdict[str, list[int]] = defaultdict(list)
    for run, form in connection.execute("SELECT run, form FROM tally WHERE what = 'read' ORDER BY run"):
        runs[form].append(run)
    missing: Counter[tuple[int, str]] = Counter()
    for answer in answers:
        form = connection.execute("SELECT form FROM answer WHERE id = ?", (answer,)).fetchone()[0]
        states = connection.execute(
            "SELECT run, state FROM standing WHERE answer = ? ORDER BY id", (answer,)
        ).fetchall()
        for run in runs[form]:
            until = [state for since, state in states if since <= run]
            if until and until[-1] == "present":
                missing[run, form] += 1
    return missing
