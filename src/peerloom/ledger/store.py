"""Every answer ever seen: added once, never altered; what became of it is written beside it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from peerloom.ledger import seals, sums
from peerloom.ledger.erase import take_out
from peerloom.ledger.file import LedgerError, cleanse, connect, damaged, told, value
from peerloom.ledger.history import changes
from peerloom.ledger.keys import KeyLost, key_of, mac
from peerloom.ledger.law import FATES, LawBroken, tally
from peerloom.ledger.notices import changed_notices, gone_notices, stop_if_many_vanished
from peerloom.sources.tables import Row

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from peerloom.problems import Problem

__all__ = ["Decision", "KeptFigures", "LawBroken", "Ledger", "LedgerError", "Recorded", "content_hash", "open_ledger"]

_UNFIT = "unfit "  # before the number of a row that cannot be used; it has no hash, for it is not kept
_ROW = """
SELECT a.form, s.tab, s.number, a.at, a.cells, a.unowned, a.copy, a.hash
FROM answer a JOIN standing s ON s.answer = a.id WHERE s.id =
"""
_LAST = "(SELECT max(id) FROM standing WHERE answer = a.id AND run <= ?)"
_ONLY_FIRST = "(SELECT min(id) FROM standing WHERE answer = a.id)"
_PRESENT = f"{_ROW} {_LAST} AND s.state = 'present'"
_EVER = f"{_ROW} {_LAST}"
_FIRST = f"{_ROW} {_ONLY_FIRST} AND a.hash IN (SELECT value FROM json_each(?))"  # noqa: S608
_NEWEST_FATES = """
SELECT a.hash, f.fate FROM fate f JOIN answer a ON a.id = f.answer
WHERE f.id IN (SELECT max(id) FROM fate GROUP BY answer)
"""
_REPLACED = """
SELECT DISTINCT n.hash, o.hash FROM standing s JOIN answer n ON n.id = s.successor JOIN answer o ON o.id = s.answer
WHERE s.state = 'changed'
"""
_NEVER_COUNTED = """
SELECT a.hash FROM fate f JOIN answer a ON a.id = f.answer
GROUP BY a.id HAVING sum(f.fate IN ('used', 'duplicate')) = 0
"""
_STAND = """
INSERT INTO standing (answer, run, state, tab, number, successor)
VALUES ((SELECT id FROM answer WHERE hash = ?), ?, ?, ?, ?, (SELECT id FROM answer WHERE hash = ?))
"""
_END = "INSERT INTO fate (answer, run, fate) VALUES ((SELECT id FROM answer WHERE hash = ?), ?, ?)"
_COUNT = "INSERT INTO tally (run, form, what, count) VALUES (?, ?, ?, ?)"
_ADD = """
INSERT OR IGNORE INTO answer (hash, form, at, copy, cells, unowned, first_run) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_NO_END = 2**62  # later than any run
_SET_UP = "tombstones"  # what the first tombstone is of: it tells whether the key is the right one


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one reading added to the ledger, and what it no longer found."""

    run: int
    read: int  # rows that came in: those that can be used, those that cannot, and copies
    new: int  # answers that were never seen before
    known: int  # answers that were seen before
    gone: tuple[Problem, ...]
    changed: tuple[Problem, ...]
    forgotten: tuple[Row, ...] = ()  # rows of people who were forgotten; they came again and were not kept


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that a person decided: about what, and in which words."""

    subject: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class KeptFigures:
    """The figures that were kept last: of which run, from which definition, and whether somebody was erased since."""

    run: int
    made_from: str
    figures: Mapping[str, str]
    erased_since: bool


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


def _no_keys(_: Row) -> tuple[str, ...]:
    return ()


def _plain_hash(row: Row) -> str:
    """The hash of what an answer says, whichever of several equal ones it is."""
    return content_hash(replace(row, copy=0))


def _of_answer(plain: str) -> str:
    return f"answer {plain}"


def _of_subject(subject: str) -> str:
    return f"decision {subject}"


@contextmanager
def open_ledger(path: Path, *, patience: float = 5.0) -> Iterator[Ledger]:
    """Open the ledger for this process alone, and make it when there is none.

    Args:
        path: the file; its folder is made private to this user.
        patience: seconds to wait for another run to end.

    Raises:
        LedgerError: it cannot be used; its problem says why and what to do.
    """
    claim = sums.claim(path)
    connection = connect(path, patience)
    link = ""
    try:
        with told(path):
            if claim is not None and not claim.same and claim.link in {"", seals.last_link(connection).hex()}:
                if _is_broken(connection):
                    raise damaged(path)
                cleanse(connection)  # every row is as it was written, so it is written anew
        yield Ledger(connection, path)
        with told(path):
            link = seals.last_link(connection).hex()
    finally:
        connection.close()
        if link:
            sums.keep_sum(path, link)


def _is_broken(connection: sqlite3.Connection) -> bool:
    try:
        return any(seals.broken(connection))
    except (TypeError, ValueError):  # a number where a text must be, or the other way round
        return True


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
        keys: Callable[[Row], Iterable[str]] = _no_keys,
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
            keys: the people whom a row is about. A row of somebody who was forgotten is counted and not kept, unless
                it was sent on a later day.

        Raises:
            LedgerError: more than 3 and more than 5 % of a form's known answers vanished, or the key of the
                tombstones is lost; nothing was recorded.
            ValueError: a row belongs to none of ``forms``.
        """
        with self._transaction():
            present = self._present()
            came = Counter(row.form for row in (*rows, *rejected))
            is_forgotten = self._is_forgotten(keys)
            forgotten = tuple(row for row in (*rows, *rejected) if is_forgotten(row))
            rows = [row for row in rows if not is_forgotten(row)]
            rejected = [row for row in rejected if not is_forgotten(row)]
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
            stop_if_many_vanished(before, gone, accept_deletions)
            counted = {
                "read": {form: came[form] for form in read},
                "copies": copies,
                "unfit": Counter(row.form for row in rejected),
                "forgotten": Counter(row.form for row in forgotten),
            }
            run = self._new_run(day, counted)
            new = self._add(run, fresh)
            moved = {key: row for key, row in now.items() if key in fresh or _place(row) != _place(before[key])}
            self._stand(run, "present", moved)
            self._stand(run, "changed", {key: missing[key] for key in successors}, successors)
            self._stand(run, "gone", gone)
        changed = [(missing[old], (fresh | unfit)[new]) for old, new in successors.items()]
        return Recorded(run, came.total(), new, len(now) - new, gone_notices(gone), changed_notices(changed), forgotten)

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
            before = self._replaced()
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
                form: {"rejected": counts["unfit"], "duplicate": counts["copies"], "erased": counts["forgotten"]}
                for form, counts in counted.items()
            }
            rows = {key: row.form for key, row in self._present(run).items()}
            mine = {key: form for key, form in rows.items() if form in read}
            ends = tally(read, before, mine, fates, rows.keys() - mine.keys())
            self._end(run, counted, ends)
            old = dict(self._connection.execute(_NEWEST_FATES).fetchall())
            news = sorted((key, run, fate) for key, fate in fates.items() if old.get(key) != fate)
            self._connection.executemany(_END, news)
        return ends

    def decide(self, decisions: Iterable[Decision], day: dt.date) -> int:
        """Keep each decision that differs from the last one about its subject. Give how many were new.

        A decision about somebody who was forgotten is not kept.
        """
        new = 0
        decisions = tuple(decisions)
        with self._transaction():
            out = self.forgotten_subjects(decision.subject for decision in decisions)
            for decision in decisions:
                if decision.subject in out:
                    continue
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

    def everything(self) -> dict[str, Row]:
        """Content hash -> answer, of every answer that is kept, also those that were changed or are gone."""
        with told(self._path):
            return {found[-1]: _row(*found[:-1]) for found in self._connection.execute(_EVER, (_NO_END,))}

    def replaced(self) -> dict[str, frozenset[str]]:
        """Content hash of an answer -> those of all the answers that it has replaced, at once or through others."""
        with told(self._path):
            before = self._replaced()
        return {key: frozenset(_before(key, before)) for key in before}

    def last_run(self) -> tuple[int, dt.date] | None:
        """The number and the day of the last run; None before the first."""
        with told(self._path):
            found = self._connection.execute("SELECT id, day FROM run ORDER BY id DESC LIMIT 1").fetchone()
        return (found[0], dt.date.fromisoformat(found[1])) if found else None

    def forgotten(self, keys: Iterable[str]) -> dict[str, dt.date]:
        """Which of these have a tombstone, and since which day.

        Raises:
            LedgerError: there are tombstones, but the key under which they were written is lost.
        """
        with told(self._path):
            stones = self._stones()
            key = self._key() if stones else b""
        return {text: stones[of] for text in keys if (of := mac(key, text)) in stones} if stones else {}

    def forget(
        self, hashes: Collection[str], subjects: Collection[str], keys: Collection[str], day: dt.date
    ) -> tuple[int, int]:
        """Erase answers and decisions for ever, and see to it that they do not come back.

        No byte of them is left in the file or beside it when this is done. If it is stopped on its way, either nothing
        has happened, or the next who opens the ledger finishes it. The other rows keep their bytes.

        Args:
            hashes: content hashes of the answers.
            subjects: of the decisions.
            keys: of people and matches, as ``record`` is given them. Each gets a tombstone; so do the answers and the
                decisions themselves.
            day: what these people send later is a new beginning, and is kept.

        Returns:
            How many answers and how many decisions were erased.
        """
        with told(self._path):
            key = self._key(make=True)
        with self._transaction():
            plain = [_plain_hash(row) for content, row in self.everything().items() if content in hashes]
            texts = {_SET_UP, *keys, *map(_of_answer, plain), *map(_of_subject, subjects)}
            done = take_out(self._connection, hashes, subjects, [mac(key, text) for text in texts], day)
        with told(self._path):
            if value(self._connection, "SELECT count(*) FROM unclean"):
                cleanse(self._connection)
        return done

    def make_key(self) -> None:
        """Make the key of the tombstones, if there is none yet, so that copies of this ledger can have the same."""
        with told(self._path):
            self._key(make=True)

    def bury(
        self, stones: Mapping[str, dt.date], keys: Callable[[Row], Iterable[str]], day: dt.date
    ) -> tuple[int, int]:
        """Take over the tombstones of another copy of this ledger, with the same key, and erase what they stand for.

        Returns:
            How many answers and how many decisions were erased.
        """
        with self._transaction():
            for since in sorted(set(stones.values())):
                take_out(self._connection, (), (), [one for one, of in stones.items() if of == since], since)
        is_forgotten = self._is_forgotten(keys)
        hashes = [content for content, row in self.everything().items() if is_forgotten(row)]
        subjects = {decision.subject for decision in self.decisions()}
        return self.forget(hashes, self.forgotten_subjects(subjects), (), day)

    def stones(self) -> dict[str, dt.date]:
        """Every tombstone, and since when it stands."""
        with told(self._path):
            return self._stones()

    def keep_figures(self, run: int, made_from: str, figures: Mapping[str, str]) -> None:
        """Keep the figures that a run has shown, so that ``verify`` can work them out once more and compare."""
        with self._transaction():
            self._connection.execute(
                "INSERT INTO figures (run, made_from, figures) VALUES (?, ?, ?)", (run, made_from, _json(figures))
            )

    def kept_figures(self) -> KeptFigures | None:
        """The figures that were kept last, if there are any."""
        erased = "EXISTS (SELECT 1 FROM seal e WHERE e.kind = 'erasure' AND e.id > s.id)"
        with told(self._path):
            found = self._connection.execute(
                f"SELECT f.run, f.made_from, f.figures, {erased} FROM figures f "  # noqa: S608 - fixed words
                "JOIN seal s ON s.kind = 'figures' AND s.row = f.id ORDER BY f.id DESC LIMIT 1"
            ).fetchone()
        return KeptFigures(found[0], found[1], json.loads(found[2]), bool(found[3])) if found else None

    def _replaced(self) -> dict[str, set[str]]:
        before: dict[str, set[str]] = {}
        for new, old in self._connection.execute(_REPLACED):
            before.setdefault(new, set()).add(old)
        return before

    def _stones(self) -> dict[str, dt.date]:
        found = self._connection.execute("SELECT mac, max(day) FROM tombstone GROUP BY mac")
        return {stone: dt.date.fromisoformat(day) for stone, day in found}

    def _key(self, *, make: bool = False) -> bytes:
        """The key of the tombstones, which is the right one."""
        stones = self._stones()
        key = key_of(self._path, make=make and not stones)
        if key is None or (stones and mac(key, _SET_UP) not in stones):
            raise LedgerError(KeyLost.problem)
        return key

    def _is_forgotten(self, keys: Callable[[Row], Iterable[str]]) -> Callable[[Row], bool]:
        """Tell rows of people who were forgotten, by their own words or by whom they are about."""
        stones = self._stones()
        if not stones:
            return lambda _: False
        key = self._key()

        def is_forgotten(row: Row) -> bool:
            if mac(key, _of_answer(_plain_hash(row))) in stones:
                return True
            since = [stones[stone] for text in keys(row) if (stone := mac(key, text)) in stones]
            return bool(since) and (row.at is None or row.at.date() <= max(since))

        return is_forgotten

    def forgotten_subjects(self, subjects: Iterable[str]) -> frozenset[str]:
        """Those of these subjects of decisions that were erased."""
        with told(self._path):
            stones = self._stones()
            key = self._key() if stones else b""
        return frozenset(subject for subject in subjects if stones and mac(key, _of_subject(subject)) in stones)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with told(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                seals.seal(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _present(self, run: int = _NO_END) -> dict[str, Row]:
        """Hash -> row, of everything that stood after ``run``."""
        return {found[-1]: _row(*found[:-1]) for found in self._connection.execute(_PRESENT, (run,))}

    def _new_run(self, day: dt.date, counted: Mapping[str, Mapping[str, int]]) -> int:
        run = self._connection.execute("INSERT INTO run (day) VALUES (?)", (day.isoformat(),)).lastrowid or 0
        counts = [(run, form, what, n) for what, of in counted.items() for form, n in sorted(of.items())]
        self._connection.executemany(_COUNT, counts)
        return run

    def _add(self, run: int, rows: Mapping[str, Row]) -> int:
        new = [
            (key, row.form, row.at.isoformat() if row.at else None, row.copy, _json(row.cells), _json(row.unowned), run)
            for key, row in sorted(rows.items())
        ]
        before = self._connection.total_changes
        self._connection.executemany(_ADD, new)
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
        totals = [(run, form, fate, end[fate]) for form, end in sorted(ends.items()) for fate in FATES]
        self._connection.executemany(_COUNT, totals)


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
