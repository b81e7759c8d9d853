from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from peerloom.ledger import schema
from peerloom.ledger.store import Decision, content_hash, open_ledger
from peerloom.ledger.verify import verify
from tests.ledger.story import HERE

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A ledger as version 1 wrote it."""
    path = tmp_path / "private" / "ledger.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as made:
        made.executescript((HERE / "ledger_v1.sql").read_text(encoding="utf-8"))
    return path


def test_a_ledger_of_version_1_becomes_one_of_this_version_with_all_that_it_knew(old: Path) -> None:
    with open_ledger(old, patience=0) as ledger:
        assert [(one.number, one.cells, one.unowned) for one in ledger.current()] == [
            (2, {"name": "given-0002"}, {}),
            (3, {"name": "given-changed"}, {}),
            (2, {"a": "ä'\n"}, {"Notes": "x"}),
        ]
        assert ledger.decisions() == (
            Decision("pair P-1", {"decision": "approve", "note": ""}),
            Decision("words W-1", {"verdict": "publish"}),
            Decision("pair P-1", {"decision": "decline", "note": "later"}),
        )
        assert [one.cells["name"] for one in ledger.first_versions().values()] == ["given-0003"]
        assert ledger.last_run() == (2, dt.date(2026, 6, 19))
        assert all(content_hash(one) == key for key, one in ledger.everything().items())
        again = ledger.record(ledger.current(), dt.date(2026, 6, 26))
        assert (again.new, again.known, again.gone, again.changed) == (0, 3, (), ())
    found = verify(old)
    assert (found.problems, found.runs, found.bytes_compared) == ((), 3, True)


def test_what_the_old_tables_leave_is_written_over(old: Path) -> None:
    """Names of rows that were moved would else stay in free pages."""
    with open_ledger(old):
        pass
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone()[0] == 0
        assert connection.execute("SELECT count(*) FROM unclean").fetchone()[0] == 0
    assert old.read_bytes().count(b"given-changed") == 1


def test_a_new_ledger_and_a_migrated_one_have_the_same_tables(old: Path, tmp_path: Path) -> None:
    new = tmp_path / "new" / "ledger.db"
    described = []
    for path in (old, new):
        with open_ledger(path):
            pass
        with closing(sqlite3.connect(path)) as connection:
            described.append(schema.described(connection))
    assert described[0] == described[1]
    assert len(described[0]) > 30
