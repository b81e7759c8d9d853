"""Looks whether a ledger is as it was written: its bytes, its tables, its chain, and the conservation law."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.ledger import schema, seals, sums
from peerloom.ledger.file import connect, named, told
from peerloom.ledger.law import FATES
from peerloom.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BACK = "Bring the ledger back from your newest backup with `peerloom restore`. Keep the damaged file."
_STOOD = """
SELECT a.form, count(*) FROM answer a JOIN standing s ON s.answer = a.id
WHERE s.id = (SELECT max(id) FROM standing WHERE answer = a.id AND run <= ?) AND s.state = 'present' GROUP BY a.form
"""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found. Without problems the ledger is as it was written."""

    problems: tuple[Problem, ...]
    rows: int  # whose seals were compared
    runs: int  # for which the law was worked out once more
    erased: int  # answers that were erased on purpose
    bytes_compared: bool  # False: the last run was stopped, so there is no sum of the file's bytes


def verify(path: Path) -> Verified:
    """Check a ledger in every way there is. Changes no row.

    Raises:
        LedgerError: it is in use, or it cannot be opened at all.
    """
    claim = sums.claim(path)
    with closing(connect(path, 5.0)) as connection, told(path):
        try:
            odd = not_whole(connection)
        except (TypeError, ValueError):  # a number where a text must be, or the other way round
            odd = ["file: what stands in it cannot be read"]
        same_end = claim is not None and claim.link in {"", seals.last_link(connection).hex()}
        if claim is not None and same_end and not claim.same and not odd:
            odd = ["bytes: some that hold no row are not as they were written"]
        rows = connection.execute("SELECT count(*) FROM seal WHERE salt IS NOT NULL").fetchone()[0]
        runs = connection.execute("SELECT count(*) FROM run").fetchone()[0]
        gone = connection.execute("SELECT coalesce(sum(answers), 0) FROM erasure").fetchone()[0]
    problems = tuple(Problem(named(path), f"The ledger is not as it was written. {said}.", _hint(said)) for said in odd)
    return Verified(problems, rows, runs, gone, same_end)


def _hint(said: str) -> str:
    if said.startswith("bytes"):
        return "No row is touched. The next run writes the file anew; look after the disk."
    return _BACK


def not_whole(connection: sqlite3.Connection) -> list[str]:
    """Everything about an open ledger that is not as it must be, in short; empty when all is well."""
    odd = [f"file: {said}" for (said,) in connection.execute("PRAGMA integrity_check(3)") if said != "ok"]
    if odd:
        return [" ".join(one.split()) for one in odd]
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        odd.append("file: a row points at one that is not there")
    with closing(sqlite3.connect(":memory:")) as fresh:
        schema.make(fresh)
        if schema.described(connection) != schema.described(fresh):
            odd.append("tables: they are not those of this version")
            return odd
    return [*odd, *seals.broken(connection), *_law(connection)]


def _law(connection: sqlite3.Connection) -> Iterator[str]:
    """For each run and form, read = used + held + rejected + duplicate + erased, and the rows are there."""
    counted: dict[tuple[int, str], Counter[str]] = {}
    for run, form, what, count in connection.execute("SELECT run, form, what, count FROM tally"):
        counted.setdefault((run, form), Counter())[what] = count
    erased: Counter[tuple[int, str]] = Counter()
    for run, form, count in connection.execute("SELECT run, form, sum(count) FROM erased GROUP BY run, form"):
        erased[run, form] = count
    stood = {run: dict(connection.execute(_STOOD, (run,))) for run in sorted({run for run, _ in counted})}
    sums_wrong = rows_wrong = 0
    for (run, form), counts in sorted(counted.items()):
        ended = {"used", "held"} & counts.keys()
        sums_wrong += bool(ended) and sum(counts[fate] for fate in FATES) != counts["read"]
        there = stood[run].get(form, 0) + erased[run, form] + counts["copies"] + counts["unfit"] + counts["forgotten"]
        rows_wrong += there != counts["read"]
    if sums_wrong:
        yield f"law: in {sums_wrong} sums a row has no end, or two"
    if rows_wrong:
        yield f"law: in {rows_wrong} sums a row is not there any more, or was never read"
    gone = connection.execute("SELECT coalesce(sum(answers), 0) FROM erasure").fetchone()[0]
    unsealed = connection.execute("SELECT count(*) FROM seal WHERE kind = 'answer' AND salt IS NULL").fetchone()[0]
    if gone != unsealed:
        yield "law: more answers are gone than were erased"
