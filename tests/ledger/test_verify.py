from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from peerloom.ledger.schema import SEALED
from peerloom.ledger.store import LedgerError, open_ledger
from peerloom.ledger.sums import sum_file
from peerloom.ledger.verify import verify
from peerloom.problems import as_text
from tests.ledger import story

if TYPE_CHECKING:
    from pathlib import Path

FLIPS = 150 * story.TIMES
_BACK = "     Bring the ledger back from your newest backup with `peerloom restore`. Keep the damaged file."


@pytest.fixture
def path(ram: Path) -> Path:
    """A ledger with a whole life behind it."""
    found = ram / "private" / "ledger.db"
    story.ready(found)
    story.lived(found, lambda _: None)
    with open_ledger(found) as ledger:
        run = ledger.last_run()
        assert run is not None
        ledger.keep_figures(run[0], "x", {"a": "1"})
    return found


def said(path: Path) -> str:
    try:
        return as_text(verify(path).problems, {})
    except LedgerError as error:
        return as_text(error.problems, {})


def test_a_good_ledger_is_good(path: Path) -> None:
    found = verify(path)
    assert (found.problems, found.runs, found.erased, found.bytes_compared) == ((), 3, 2, True)
    assert found.rows == 100


def test_a_flipped_bit_anywhere_is_found(path: Path) -> None:
    whole = path.read_bytes()
    chance = story.seeded(7)
    known = path.with_name("kept.sum")
    shutil.copy(sum_file(path), known)
    for _ in range(FLIPS):
        at, bit = chance.randrange(len(whole)), chance.randrange(8)
        content = bytearray(whole)
        content[at] ^= 1 << bit
        path.write_bytes(content)
        shutil.copy(known, sum_file(path))
        for beside in ("-wal", "-journal", "-shm"):
            path.with_name(f"ledger.db{beside}").unlink(missing_ok=True)
        assert said(path), f"bit {bit} of byte {at}"


def test_the_next_run_refuses_a_ledger_in_which_a_row_was_altered(path: Path) -> None:
    content = path.read_bytes()
    assert content.count(b"given-0005") == 1
    path.write_bytes(content.replace(b"given-0005", b"given-0006"))
    assert said(path) == f"private/ledger.db: The ledger is not as it was written. answer: 1 altered.\n{_BACK}"
    with pytest.raises(LedgerError, match="The ledger is damaged"), open_ledger(path):
        pass


def test_letters_that_are_no_letters_any_more_are_damage_and_no_fault_of_ours(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content.replace(b'{"name": "given-0005', b'{\xa2name": "given-0005'))
    damage = "private/ledger.db: The ledger is damaged.\n     Bring it back from your backup. Keep the damaged file."
    assert said(path) == damage
    with pytest.raises(LedgerError) as caught, open_ledger(path):
        pass
    assert as_text(caught.value.problems, {}) == damage


def test_bytes_that_hold_no_row_are_mended_by_the_next_run(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[72:76] = b"\1\2\3\4"  # room that SQLite keeps for later
    path.write_bytes(content)
    assert said(path) == (
        "private/ledger.db: The ledger is not as it was written. bytes: some that hold no row are not as they were"
        " written.\n     No row is touched. The next run writes the file anew; look after the disk."
    )
    with open_ledger(path) as ledger:
        assert len(ledger.everything()) == 22
    assert said(path) == ""
    assert path.read_bytes()[72:76] == bytes(4)


HARMS = {
    "UPDATE answer SET cells = '{}' WHERE id = 3": "answer: 1 altered",
    "UPDATE decision SET words = '{}'": "decision: 2 altered",
    "UPDATE tombstone SET day = '2027-01-01' WHERE id = 1": "tombstone: 1 altered",
    "INSERT INTO decision (operation, day, subject, words) VALUES ('o', 'd', 's', '{}')": "decision: 1 added",
    "DELETE FROM fate WHERE id = 4": "fate: 1 lost",
    "DELETE FROM fate WHERE answer = 4; DELETE FROM standing WHERE answer = 4; DELETE FROM answer WHERE id = 4;"
    "UPDATE seal SET salt = NULL WHERE kind = 'answer' AND row = 4": "answers are gone than were erased",
    "UPDATE tally SET count = 19 WHERE run = 1 AND what = 'used'": "law: in 1 sums a row has no end, or two",
    "DELETE FROM erased WHERE id = 1": "a row is not there any more, or was never read",
    "UPDATE seal SET link = zeroblob(32) WHERE id = 5": "seal: the chain is broken",
    "UPDATE seal SET salt = zeroblob(16) WHERE kind = 'run' AND row = 1": "run: 1 altered",
    "DELETE FROM seal WHERE id = (SELECT max(id) FROM seal)": "figures: 1 added",
    "DROP INDEX fate_answer": "tables: they are not those of this version",
    "DROP TRIGGER answer_DELETE": "tables: they are not those of this version",
}


@pytest.mark.parametrize("harm", HARMS)
def test_what_somebody_changes_with_another_program_is_found(harm: str, path: Path) -> None:
    """Without the sum of the bytes, as after a run that was stopped."""
    with closing(sqlite3.connect(path)) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        if "TRIGGER" not in harm:
            connection.executescript(";".join(f"DROP TRIGGER {name}" for name, _ in guards))
        connection.executescript(harm)
        if "TRIGGER" not in harm:
            connection.executescript(";".join(sql for _, sql in guards))
        connection.commit()
    sum_file(path).unlink()
    assert HARMS[harm] in said(path)


def test_every_table_is_in_the_chain(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        kinds = {kind for (kind,) in connection.execute("SELECT DISTINCT kind FROM seal")}
    assert tables - {"sqlite_sequence", "seal", "unclean"} == set(SEALED) == kinds
