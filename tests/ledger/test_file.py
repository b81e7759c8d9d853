from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

import pytest

from peerloom.ledger.file import LedgerError, connect, is_synced
from peerloom.ledger.schema import APPLICATION, SEALED, VERSION
from peerloom.problems import as_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def made(tmp_path: Path) -> Path:
    path = tmp_path / "private" / "ledger.db"
    connect(path, 0).close()
    return path


def told(path: Path) -> str:
    with pytest.raises(LedgerError) as caught:
        connect(path, 0)
    assert caught.value.problem == caught.value.problems[0]
    assert str(caught.value) == caught.value.problem.message
    return as_text(caught.value.problems, {})


def test_only_this_user_can_read_it(tmp_path: Path) -> None:
    if os.name != "posix":
        pytest.skip("permissions of this kind are POSIX")
    folder = tmp_path / "private"
    folder.mkdir(mode=0o755)
    path = made(tmp_path)
    path.chmod(0o644)
    connection = connect(path, 0)
    connection.execute("INSERT INTO run (day) VALUES ('2026-06-12')")
    assert {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {
        "ledger.db": 0o600,
        "ledger.db-wal": 0o600,
    }
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    connection.close()
    assert [file.name for file in folder.iterdir()] == ["ledger.db"]


def test_what_keeps_an_acknowledged_row_is_switched_on(tmp_path: Path) -> None:
    connection = connect(made(tmp_path), 0)
    names = (
        "journal_mode",
        "synchronous",
        "foreign_keys",
        "secure_delete",
        "locking_mode",
        "application_id",
        "user_version",
    )
    found = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]
    connection.close()
    assert found == ["wal", 3, 1, 1, "exclusive", APPLICATION, VERSION]


def test_in_a_folder_that_is_copied_elsewhere_it_is_one_file(tmp_path: Path) -> None:
    connection = connect(made(tmp_path / "Dropbox"), 0)
    found = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    connection.close()
    assert found == ["delete", 3]


@pytest.mark.parametrize(
    ("path", "synced"),
    [
        (PurePosixPath("/home/x/Dropbox/program/private/ledger.db"), True),
        (PurePosixPath("/Users/x/Library/Mobile Documents/program/ledger.db"), True),
        (PureWindowsPath(r"C:\Users\x\OneDrive - School\program\ledger.db"), True),
        (PureWindowsPath(r"C:\Users\x\Documents\ledger.db"), False),
        (PurePosixPath("/home/dropboxes/ledger.db"), False),
    ],
)
def test_folders_that_are_copied_elsewhere_are_known(path: Path, synced: bool) -> None:
    assert is_synced(path) == synced


def test_it_only_grows(tmp_path: Path) -> None:
    connection = connect(made(tmp_path), 0)
    for statement in (
        "INSERT INTO run (day) VALUES ('2026-06-12')",
        "INSERT INTO answer VALUES (1, 'h', 'f', NULL, 0, '{}', '{}', 1)",
        "INSERT INTO standing (answer, run, state, tab, number) VALUES (1, 1, 'present', 't', 2)",
        "INSERT INTO fate (answer, run, fate) VALUES (1, 1, 'used')",
        "INSERT INTO tally (run, form, what, count) VALUES (1, 'f', 'read', 1)",
        "INSERT INTO decision (operation, day, subject, words) VALUES ('o', '2026-06-12', 's', '{}')",
        "INSERT INTO figures (run, made_from, figures) VALUES (1, 'x', '{}')",
        "INSERT INTO tombstone (mac, day) VALUES ('m', '2026-06-12')",
        "INSERT INTO erasure (day, answers, decisions) VALUES ('2026-06-12', 1, 0)",
        "INSERT INTO erased (erasure, run, form, count) VALUES (1, 1, 'f', 1)",
        "INSERT INTO seal (kind, row, salt, leaf, link) VALUES ('run', 1, x'00', x'00', x'00')",
    ):
        connection.execute(statement)
    for table in (*SEALED, "seal"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = 9"):  # noqa: S608 - names of our own tables
            with pytest.raises(sqlite3.IntegrityError, match="the ledger only grows"):
                connection.execute(statement)
    connection.close()


def test_another_run_is_waited_for_and_then_told(tmp_path: Path) -> None:
    path = made(tmp_path)
    connection = connect(path, 0)
    assert (
        told(path)
        == "private/ledger.db: Another run is using the ledger.\n     Wait until it is done, then run this again."
    )
    connection.close()
    connect(path, 0).close()


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()


def newer(path: Path) -> None:
    connect(path, 0).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()


def text(path: Path) -> None:
    path.write_text("Timestamp,Name\n" * 100)


def damaged(path: Path) -> None:
    connection = connect(path, 0)
    for i in range(400):
        connection.execute(
            "INSERT INTO answer (hash, form, copy, cells, unowned, first_run) VALUES (?, 'f', 0, ?, '{}', 1)"
            if i
            else "INSERT INTO run (day) VALUES ('2026-06-12')",
            (f"{i:032}", "x" * 200) if i else (),
        )
    connection.close()
    data = bytearray(path.read_bytes())
    data[60_000:64_000] = bytes(4_000)
    path.write_bytes(data)


def cut(path: Path) -> None:
    damaged(path)
    path.write_bytes(path.read_bytes()[:50_000])


def folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        (foreign, ("This file belongs to another program.", "Move it away; Peerloom makes its own.")),
        (
            newer,
            (
                "This ledger was written by a newer Peerloom.",
                "Install the newest Peerloom. This one would not understand what the other wrote.",
            ),
        ),
        (text, ("This file is not a ledger.", "Move it away. If it is the ledger, bring it back from your backup.")),
        (damaged, ("The ledger is damaged.", "Bring it back from your backup. Keep the damaged file.")),
        (cut, ("The ledger is damaged.", "Bring it back from your backup. Keep the damaged file.")),
        (folder, ("The ledger cannot be opened or written.", "Check the permissions of the folder private/.")),
    ],
)
def test_a_file_that_is_not_a_good_ledger_of_ours_is_refused_and_left_alone(
    harm: Callable[[Path], None], expected: tuple[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "private" / "ledger.db"
    path.parent.mkdir()
    harm(path)
    before = path.read_bytes() if path.is_file() else b""
    assert told(path) == f"private/ledger.db: {expected[0]}\n     {expected[1]}"
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "private").write_text("")
    assert told(tmp_path / "private" / "ledger.db").startswith(
        "private/ledger.db: The ledger cannot be opened or written."
    )


def test_an_empty_file_becomes_a_ledger(tmp_path: Path) -> None:
    path = tmp_path / "private" / "ledger.db"
    path.parent.mkdir()
    path.touch()
    connect(path, 0).close()
    assert path.stat().st_size > 0
