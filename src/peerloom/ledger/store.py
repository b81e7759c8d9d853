"""Every answer ever seen: added once, never altered; what became of it is written beside it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from peerloom.ledger.file import LedgerError, connect, told
from peerloom.ledger.history import changes
from peerloom.ledger.law import FATES, LawBroken, tally
from peerloom.problems import Cell, Problem
from peerloom.sources.tables import Row

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = ["Decision", "LawBroken", "Ledger", "LedgerError", "Recorded", "content_hash", "open_ledger"]

_FEW = 3  # answers of a form that may vanish at once without a question; or 5 percent
_SHARE = 20
_ROWS = 8  # row numbers in one message
_UNFIT = "unfit "  # before the number of a row that cannot be used; it has no hash, for it is not kept
_PRESENT = """
SELECT a.form, s.tab, s.number, a.at, a.cells, a.unowned, a.copy, a.hash
FROM answer a JOIN standing s ON s.hash = a.hash
WHERE s.id = (SELECT max(id) FROM standing WHERE hash = a.hash AND run <= ?) AND s.state = 'present'
"""
_NEWEST_FATES = "SELECT hash, fate FROM fate WHERE id IN (SELECT max(id) FROM fate GROUP BY hash)"
_FIRST = """
SELECT a.form, s.tab, s.number, a.at, a.cells, a.unowned, a.copy, a.hash
FROM answer a JOIN standing s ON s.hash = a.hash
WHERE s.id = (SELECT min(id) FROM standing WHERE hash = a.hash) AND a.hash IN (SELECT value FROM json_each(?))
"""
_REPLACED = "SELECT DISTINCT successor, hash FROM standing WHERE state = 'changed' AND successor IS NOT NULL"
_NEVER_COUNTED = "SELECT hash FROM fate GROUP BY hash HAVING sum(fate IN ('used', 'duplicate')) = 0"
_STAND = "INSERT INTO standing (hash, run, state, tab, number, successor) VALUES (?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one reading added to the ledger, and what it no longer found."""

    run: int
    read: int  # rows that came in: those that can be used, those that cannot, and copies
    new: int  # answers that were never seen before
    known: int  # answers that were seen before
    gone: tuple[Problem, ...]
    changed: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that a person decided: about what, and in which words."""

    subject: str
    words: Mapping[str, str]


def content_hash(row: Row) -> str:
    """The identity of an answer: what it says, never where it stands.

    BLAKE2b of form, time and the filled cells in the order of their ids, joined by U+001F, and how many equal rows
    stand before it. Empty cells and columns that no question owns make no difference.
    """
    filled = sorted((key, text) for key, text in row.cells.items() if text)
    parts = [row.form, row.at.isoformat() if row.at else "", *(part for cell in filled for part in cell)]
    if row.copy:
        parts.append(str(row.copy))
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def numbered(rows: Iterable[Row]) -> tuple[dict[str, Row], Counter[str]]:
    """Give each row its hash, and count by form the rows that stand in two tabs.

    Equal rows of one tab are different answers and get different hashes; the same row in a second tab is a copy,
    as when a sheet was downloaded twice. The first tab by name keeps it. The order of ``rows`` makes no difference.
    """
    seen: Counter[tuple[str, str]] = Counter()
    found: dict[str, Row] = {}
    copies: Counter[str] = Counter()
    for row in sorted(rows, key=lambda row: (row.tab, row.number)):
        plain = content_hash(replace(row, copy=0))
        single = replace(row, copy=seen[row.tab, plain])
        seen[row.tab, plain] += 1
        key = content_hash(single)
        if key in found:
            copies[row.form] += 1
        else:
            found[key] = single
    return found, copies


@contextmanager
def open_ledger(path: Path, *, patience: float = 5.0) -> Iterator[Ledger]:
    """Open the ledger for this process alone, and make it when there is none.

    Args:
        path: the file; its folder is made private to this user.
        patience: seconds to wait for another run to end.

    Raises:
        LedgerError: it cannot be used; its problem says why and what to do.
    """
    connection = connect(path, patience)
    try:
        yield Ledger(connection, path)
    finally:
        connection.close()


class Ledger:
    """An open ledger. Every method is one transaction: all of it happens or nothing."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def record(
        self,
        rows: Sequence[Row],
        day: dt.date,
        *,
        forms: Collection[str] | None = None,
        rejected: Sequence[Row] = (),
        accept_deletions: int = 0,
        repeating: Collection[str] = (),
    ) -> Recorded:
        """Add every row that is new, and notice those that were changed or are gone. The old ones are kept.

        The same rows again add none, in whatever order they come.

        Args:
            rows: everything that was read and can be used.
            day: the day of this run.
            forms: ids of the forms that were read whole; rows of other forms are left as they are known.
                None: all that have rows, now or before.
            rejected: rows that were read and cannot be used; they count, and stand for what they were changed from.
            accept_deletions: how many answers of one form may vanish at once, if more than the usual few.
            repeating: ids of forms that one person answers again and again.

        Raises:
            LedgerError: more than 3 and more than 5 % of a form's known answers vanished; nothing was recorded.
            ValueError: a row belongs to none of ``forms``.
        """
        with self._transaction():
            present = self._present()
            came = Counter(row.form for row in (*rows, *rejected))
            read = set(forms) if forms is not None else {*came, *(row.form for row in present.values())}
            if not came.keys() <= read:
                raise ValueError("rows of a form that was not read")
            before = {key: row for key, row in present.items() if row.form in read}
            now, copies = numbered(rows)
            missing = {key: row for key, row in before.items() if key not in now}
            unfit = {f"{_UNFIT}{i}": row for i, row in enumerate(rejected)}
            fresh = {key: row for key, row in now.items() if key not in before}
            successors = changes(missing, fresh | unfit, repeating)
            gone = {key: row for key, row in missing.items() if key not in successors}
            _stop_if_many_vanished(before, gone, accept_deletions)
            run = self._new_run(day, {form: came[form] for form in read}, copies, Counter(r.form for r in rejected))
            new = self._add(run, fresh)
            moved = {key: row for key, row in now.items() if key in fresh or _place(row) != _place(before[key])}
            self._stand(run, "present", moved)
            self._stand(run, "changed", {key: missing[key] for key in successors}, successors)
            self._stand(run, "gone", gone)
        changed = [(missing[old], (fresh | unfit)[new]) for old, new in successors.items()]
        return Recorded(run, came.total(), new, len(now) - new, _gone(gone), _changed(changed))

    def current(self) -> tuple[Row, ...]:
        """Every answer that still stands, as it was last read, ordered by form, time and hash."""
        with told(self._path):
            present = self._present()
        return tuple(sorted(present.values(), key=lambda row: (row.form, str(row.at or ""), content_hash(row))))

    def first_versions(self) -> dict[str, Row]:
        """Content hash of each answer that stands now and was changed -> the answer as it was first seen.

        Of several that an answer has replaced, one after another or side by side, it is the one of the earliest run,
        then of the smaller hash. Versions that were only ever held or rejected are passed over. An answer that stands
        as it was first seen is left out.
        """
        with told(self._path):
            before: dict[str, set[str]] = {}
            for new, old in self._connection.execute(_REPLACED):
                before.setdefault(new, set()).add(old)
            if not before:
                return {}
            runs = dict(self._connection.execute("SELECT hash, first_run FROM answer").fetchall())
            passed = {key for (key,) in self._connection.execute(_NEVER_COUNTED)}
            first: dict[str, str] = {}
            for key in self._present().keys() & before.keys():
                versions = (_before(key, before) - passed) | {key}
                first[key] = min(versions, key=lambda version: (runs[version], version))
            found = self._connection.execute(_FIRST, (json.dumps(sorted(set(first.values()))),))
            rows = {columns[-1]: _row(*columns[:-1]) for columns in found}
        return {key: rows[old] for key, old in sorted(first.items()) if old != key}

    def settle(self, run: int, fates: Mapping[str, str]) -> dict[str, Counter[str]]:
        """Write down what became of each row of a run, after checking that none is missing and none too many.

        Args:
            run: as ``record`` gave it.
            fates: content hash -> used, held, rejected, duplicate or erased, for every row of the forms that the run
                read. Rows of other forms may have one too. A second time with the same fates changes nothing.

        Returns:
            Form -> fate -> rows, for every form that the run read; copies and rows too large are among them.

        Raises:
            LawBroken: read = used + held + rejected + duplicate + erased does not hold, or the run has ended otherwise.
            ValueError: there is no such run.
        """
        with self._transaction():
            counted = self._tallies(run)
            read = {form: counts["read"] for form, counts in counted.items()}
            before = {
                form: {"rejected": counts["unfit"], "duplicate": counts["copies"]} for form, counts in counted.items()
            }
            rows = {key: row.form for key, row in self._present(run).items()}
            mine = {key: form for key, form in rows.items() if form in read}
            ends = tally(read, before, mine, fates, rows.keys() - mine.keys())
            self._end(run, counted, ends)
            old = dict(self._connection.execute(_NEWEST_FATES).fetchall())
            news = sorted((key, run, fate) for key, fate in fates.items() if old.get(key) != fate)
            self._connection.executemany("INSERT INTO fate (hash, run, fate) VALUES (?, ?, ?)", news)
        return ends

    def decide(self, decisions: Iterable[Decision], day: dt.date) -> int:
        """Keep each decision that differs from the last one about its subject. Give how many were new."""
        new = 0
        with self._transaction():
            for decision in decisions:
                earlier = self._connection.execute(
                    "SELECT words FROM decision WHERE subject = ? ORDER BY id", (decision.subject,)
                ).fetchall()
                words = _json(decision.words)
                if earlier and earlier[-1][0] == words:
                    continue
                parts = ("decision", decision.subject, str(len(earlier)), words)
                operation = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
                self._connection.execute(
                    "INSERT INTO decision (operation, day, subject, words) VALUES (?, ?, ?, ?)",
                    (operation, day.isoformat(), decision.subject, words),
                )
                new += 1
        return new

    def decisions(self) -> tuple[Decision, ...]:
        """Every decision that was ever kept, oldest first."""
        with told(self._path):
            found = self._connection.execute("SELECT subject, words FROM decision ORDER BY id").fetchall()
        return tuple(Decision(subject, json.loads(words)) for subject, words in found)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with told(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _present(self, run: int = 2**62) -> dict[str, Row]:
        """Hash -> row, of everything that stood after ``run``."""
        return {found[-1]: _row(*found[:-1]) for found in self._connection.execute(_PRESENT, (run,))}

    def _new_run(
        self, day: dt.date, read: Mapping[str, int], copies: Mapping[str, int], unfit: Mapping[str, int]
    ) -> int:
        run = self._connection.execute("INSERT INTO run (day) VALUES (?)", (day.isoformat(),)).lastrowid
        counted = [(run, form, "read", count) for form, count in sorted(read.items())]
        counted += [(run, form, "copies", count) for form, count in sorted(copies.items())]
        counted += [(run, form, "unfit", count) for form, count in sorted(unfit.items())]
        self._connection.executemany("INSERT INTO tally VALUES (?, ?, ?, ?)", counted)
        return run or 0

    def _add(self, run: int, rows: Mapping[str, Row]) -> int:
        new = [
            (key, row.form, row.at.isoformat() if row.at else None, row.copy, _json(row.cells), _json(row.unowned), run)
            for key, row in sorted(rows.items())
        ]
        before = self._connection.total_changes
        self._connection.executemany("INSERT OR IGNORE INTO answer VALUES (?, ?, ?, ?, ?, ?, ?)", new)
        return self._connection.total_changes - before

    def _stand(
        self, run: int, state: str, rows: Mapping[str, Row], successors: Mapping[str, str] | None = None
    ) -> None:
        """Write where each row stands from now on. A row that cannot be used is no successor to point to."""
        after = {old: new for old, new in (successors or {}).items() if not new.startswith(_UNFIT)}
        places = [(key, run, state, row.tab, row.number, after.get(key)) for key, row in sorted(rows.items())]
        self._connection.executemany(_STAND, places)

    def _tallies(self, run: int) -> dict[str, Counter[str]]:
        if self._connection.execute("SELECT 1 FROM run WHERE id = ?", (run,)).fetchone() is None:
            raise ValueError("there is no such run")
        counted: dict[str, Counter[str]] = {}
        for form, what, count in self._connection.execute("SELECT form, what, count FROM tally WHERE run = ?", (run,)):
            counted.setdefault(form, Counter())[what] = count
        return counted

    def _end(self, run: int, counted: Mapping[str, Counter[str]], ends: Mapping[str, Counter[str]]) -> None:
        """Keep the sums of a run. Those that are there already must be the same."""
        if any("used" in counts for counts in counted.values()):
            if any(counts[fate] != ends[form][fate] for form, counts in counted.items() for fate in FATES):
                raise LawBroken("The run has ended before, and otherwise.")
            return
        sums = [(run, form, fate, end[fate]) for form, end in sorted(ends.items()) for fate in FATES]
        self._connection.executemany("INSERT INTO tally VALUES (?, ?, ?, ?)", sums)


def _row(form: str, tab: str, number: int, at: str | None, cells: str, unowned: str, copy: int) -> Row:
    time = dt.datetime.fromisoformat(at) if at else None
    return Row(form, tab, number, time, json.loads(cells), json.loads(unowned), copy)


def _before(key: str, before: Mapping[str, Collection[str]]) -> set[str]:
    """Everything that this answer has replaced, at once or through others."""
    found: set[str] = set()
    to_do = [key]
    while to_do:
        older = set(before.get(to_do.pop(), ())) - found
        found |= older
        to_do += older
    return found


def _json(texts: Mapping[str, str]) -> str:
    return json.dumps(dict(texts), ensure_ascii=False, sort_keys=True)


def _place(row: Row) -> tuple[str, int]:
    return row.tab, row.number


def _stop_if_many_vanished(before: Mapping[str, Row], gone: Mapping[str, Row], accept: int) -> None:
    known = Counter(row.form for row in before.values())
    lost = Counter(row.form for row in gone.values())
    problems = []
    for form, count in sorted(lost.items()):
        if count > max(_FEW, known[form] / _SHARE, accept):
            tab = min(row.tab for row in gone.values() if row.form == form)
            message = f"{count} of {known[form]} answers that were here are gone, so nothing was recorded."
            hint = f"Is it the right file? If they were deleted on purpose, add --accept-deletions {count}."
            problems.append(Problem(Cell(tab), message, hint))
    if problems:
        raise LedgerError(*problems)


def _gone(rows: Mapping[str, Row]) -> tuple[Problem, ...]:
    """One warning a tab."""
    problems = []
    for tab, count in sorted(Counter(row.tab for row in rows.values()).items()):
        many = "1 answer that was here is gone" if count == 1 else f"{count} answers that were here are gone"
        hint = "If it was a slip, bring it back with the sheet's version history."
        problems.append(
            Problem(Cell(tab), f"{many} since the last run. The ledger keeps what it said.", hint, "warning")
        )
    return tuple(problems)


def _changed(pairs: Iterable[tuple[Row, Row]]) -> tuple[Problem, ...]:
    """One warning a tab, with the rows as they stand now."""
    numbers: dict[str, list[int]] = {}
    for _, new in pairs:
        numbers.setdefault(new.tab, []).append(new.number)
    problems = []
    for tab, found in sorted(numbers.items()):
        found.sort()
        shown = [str(number) for number in found[:_ROWS]]
        if len(found) > _ROWS:
            shown.append(f"{len(found) - _ROWS} more")
        words = f"{', '.join(shown[:-1])} and {shown[-1]} were" if len(shown) > 1 else f"{shown[0]} was"
        message = f"{'Rows' if len(shown) > 1 else 'Row'} {words} changed since the last run. The newest words count."
        place = Cell(tab, found[0]) if len(found) == 1 else Cell(tab)
        problems.append(Problem(place, message, "The ledger keeps the older ones as well.", "warning"))
    return tuple(problems)
