from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from peerloom.ledger.keys import key_file
from peerloom.ledger.schema import SEALED
from peerloom.ledger.store import Decision, LedgerError, content_hash, open_ledger
from peerloom.ledger.verify import verify
from peerloom.problems import as_text
from peerloom.sources.tables import Row
from tests.ledger import story

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable
    from pathlib import Path

DAY = story.DAY
HISTORIES = 40 * story.TIMES


def answer(person: str, number: int, chance: random.Random) -> Row:
    """An answer whose every cell is made of tokens of this person."""
    cells = {"name": person, **{key: f"{person}-{chance.randrange(16**8):08x}" * chance.randint(1, 9) for key in "ab"}}
    at = story.START + dt.timedelta(minutes=number) if chance.random() < 0.8 else None
    notes = {"Notes": f"{person} {chance.randrange(16**8):08x}"} if chance.random() < 0.3 else {}
    return Row(chance.choice(["sign-up", "log"]), "T.csv", number, at, cells, notes)


def edited(rows: list[Row], chance: random.Random) -> list[Row]:
    """A sheet a week later: rows are new, changed, gone and sorted otherwise."""
    after = [row for row in rows if chance.random() > 0.1]
    after = [
        replace(row, cells={**row.cells, "a": f"{row.cells['name']}-{chance.randrange(16**8):08x}"})
        if chance.random() < 0.2
        else row
        for row in after
    ]
    numbers = range(100, 100 + chance.randint(0, 5))
    after += [answer(f"person-{chance.randrange(8):02d}", number + len(rows), chance) for number in numbers]
    chance.shuffle(after)
    return [replace(row, number=number) for number, row in enumerate(after, start=2)]


def rows_of(path: Path, kinds: Iterable[str] = SEALED) -> dict[tuple[str, int], tuple[object, ...]]:
    """Every row as it lies in the file."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            (kind, row[0]): row
            for kind in kinds
            for row in connection.execute(f"SELECT * FROM {kind}")  # noqa: S608 - a table of ours
        }


def traces(folder: Path, person: str) -> dict[str, int]:
    found = {file.name: file.read_bytes().count(person.encode()) for file in folder.rglob("*") if file.is_file()}
    assert found
    return {name: count for name, count in found.items() if count}


@pytest.mark.parametrize("place", ["disk", "Dropbox"])
def test_after_any_history_no_byte_is_left_and_the_others_keep_theirs(place: str, ram: Path) -> None:
    """In both ways in which a ledger is written."""
    for seed in range(HISTORIES // 2):
        chance = story.seeded(seed)
        shutil.rmtree(ram / place, ignore_errors=True)
        path = ram / place / "private" / "ledger.db"
        rows: list[Row] = [answer(f"person-{i % 8:02d}", i + 2, chance) for i in range(chance.randint(8, 40))]
        person = f"person-{chance.randrange(8):02d}"
        for week in range(chance.randint(1, 4)):
            with open_ledger(path) as ledger:
                done = ledger.record(rows, DAY + dt.timedelta(days=7 * week), accept_deletions=99)
                ledger.settle(done.run, {content_hash(one): "used" for one in ledger.current()})
                ledger.decide([Decision(f"pair {one.cells['name']}", {"note": one.cells["a"]}) for one in rows], DAY)
            rows = edited(rows, chance)
        last = rows
        with open_ledger(path) as ledger:
            mine = {key for key, one in ledger.everything().items() if one.cells["name"] == person}
            subjects = [one.subject for one in ledger.decisions() if one.subject == f"pair {person}"]
        before = rows_of(path)
        with open_ledger(path) as ledger:
            assert ledger.forget(mine, subjects, [person], dt.date(2026, 12, 31)) == (len(mine), len(subjects))
        assert traces(ram / place, person) == {}, seed
        with closing(sqlite3.connect(path)) as connection:  # written anew: SQLite's zeroing alone is not relied on
            assert connection.execute("PRAGMA freelist_count").fetchone()[0] == 0
        after = rows_of(path)
        gone = {key for key in before if key not in after}
        assert {key: row for key, row in before.items() if key not in gone} == {
            key: row for key, row in after.items() if key in before
        }
        assert all(person.encode() in repr(before[key]).encode() for key in gone if key[0] in {"answer", "decision"})
        assert verify(path).problems == ()
        with open_ledger(path) as ledger:
            again = ledger.record(last, DAY, accept_deletions=99, keys=story.keys)
            assert len(again.forgotten) == sum(one.cells["name"] == person for one in last)
            ledger.settle(again.run, {content_hash(one): "used" for one in ledger.current()})
        assert traces(ram / place, person) == {}
        assert verify(path).problems == ()


def forgotten(path: Path, *names: str) -> None:
    with open_ledger(path) as ledger:
        mine = [key for key, one in ledger.everything().items() if one.cells["name"] in names]
        ledger.forget(mine, [], names, DAY)


def test_the_same_answers_come_again_and_are_counted_as_erased(tmp_path: Path) -> None:
    path = tmp_path / "private" / "ledger.db"
    rows = [story.row(number) for number in range(2, 8)]
    with open_ledger(path) as ledger:
        ledger.record(rows, DAY)
    forgotten(path, "given-0003")
    corrected = replace(rows[1], cells={**rows[1].cells, "text": "a correction of the same day"})
    later = replace(rows[1], at=dt.datetime(2026, 6, 13))  # noqa: DTZ001 - the sheet's own zone
    with open_ledger(path) as ledger:
        done = ledger.record([*rows, corrected, later], DAY, rejected=[replace(rows[1], number=99)], keys=story.keys)
        assert [one.number for one in done.forgotten] == [3, 3, 99]
        ends = ledger.settle(done.run, {content_hash(one): "used" for one in ledger.current()})
        assert ends == {"sign-up": {"used": 6, "rejected": 0, "duplicate": 0, "erased": 3}}
        later = replace(later, cells={**later.cells, "text": "a new beginning"})
        done = ledger.record([*rows, later], DAY, keys=story.keys)
        assert [one.number for one in done.forgotten] == [3]
        assert len(ledger.current()) == 6
    assert verify(path).problems == ()


def test_somebody_can_be_forgotten_twice(tmp_path: Path) -> None:
    """They came back, and went again: what they sent in between stays away as well."""
    path = tmp_path / "private" / "ledger.db"
    first, second, third = (replace(story.row(2), at=dt.datetime(2026, 6, day)) for day in (12, 13, 15))  # noqa: DTZ001 - the sheet's own zone
    for day, rows in ((12, [first]), (14, [first, second])):
        with open_ledger(path) as ledger:
            ledger.record(rows, DAY, keys=story.keys)
            assert len(ledger.current()) == 1
            ledger.forget(list(ledger.everything()), [], ["given-0002"], dt.date(2026, 6, day))
    corrected = replace(second, cells={**second.cells, "text": "another text"})
    with open_ledger(path) as ledger:
        done = ledger.record([first, second, corrected, third], DAY, keys=story.keys)
        assert len(done.forgotten) == 3
        assert list(ledger.current()) == [third]
    assert verify(path).problems == ()


def test_without_the_key_nothing_is_read_and_with_it_all_is_well(tmp_path: Path) -> None:
    path = tmp_path / "private" / "ledger.db"
    rows = [story.row(number) for number in range(2, 8)]
    with open_ledger(path) as ledger:
        ledger.record(rows, DAY)
    assert not key_file(path).exists()
    forgotten(path, "given-0003")
    kept = key_file(path).read_text(encoding="ascii")
    for wrong in (None, "", kept[:40], "00" * 32, "no key"):
        if wrong is None:
            key_file(path).unlink()
        else:
            key_file(path).write_text(wrong, encoding="ascii")
        with open_ledger(path) as ledger, pytest.raises(LedgerError) as caught:
            ledger.record(rows, DAY, keys=story.keys)
        assert as_text(caught.value.problems, {}) == (
            "private/ledger.key: This file is missing or is not the right one, so nobody can tell who was forgotten.\n"
            "     Bring it back from your backup. Until then nothing is read, so that nobody comes back by mistake."
        )
        with open_ledger(path) as ledger:
            some = [next(iter(ledger.everything()))]
            with pytest.raises(LedgerError):
                ledger.forget(some, [], [], DAY)
    key_file(path).write_text(kept, encoding="ascii")
    with open_ledger(path) as ledger:
        assert len(ledger.record(rows, DAY, keys=story.keys).forgotten) == 1


def test_a_tombstone_says_nothing_without_the_key(tmp_path: Path) -> None:
    paths = [tmp_path / name / "private" / "ledger.db" for name in ("one", "other")]
    stones = []
    for path in paths:
        with open_ledger(path) as ledger:
            ledger.record([story.row(2)], DAY)
        forgotten(path, "given-0002")
        with open_ledger(path) as ledger:
            stones.append(set(ledger.stones()))
            assert list(ledger.forgotten(["given-0002", "given-0003"])) == ["given-0002"]
    assert len(stones[0]) == 3  # the key's own, the person's, the answer's
    assert not stones[0] & stones[1]


def test_a_decision_about_somebody_who_was_forgotten_is_not_kept_again(tmp_path: Path) -> None:
    path = tmp_path / "private" / "ledger.db"
    about = [Decision("pair P-1", {"decision": "approve"}), Decision("pair P-2", {"decision": "approve"})]
    with open_ledger(path) as ledger:
        assert ledger.decide(about, DAY) == 2
        assert ledger.forget([], ["pair P-1"], [], DAY) == (0, 1)
        assert ledger.decide(about, DAY) == 0
        assert ledger.decisions() == (about[1],)
        assert ledger.forgotten_subjects(["pair P-1", "pair P-2"]) == {"pair P-1"}


def test_an_older_copy_forgets_as_well(tmp_path: Path) -> None:
    path, copy = tmp_path / "private" / "ledger.db", tmp_path / "copy" / "ledger.db"
    with open_ledger(path) as ledger:
        ledger.record([story.row(number) for number in range(2, 8)], DAY)
        ledger.decide([Decision("pair P-1", {"note": "given-0003"})], DAY)
        ledger.make_key()
    shutil.copytree(path.parent, copy.parent)
    with open_ledger(path) as ledger:
        mine = [key for key, one in ledger.everything().items() if one.cells["name"] == "given-0003"]
        ledger.forget(mine, ["pair P-1"], ["given-0003"], DAY)
        stones = ledger.stones()
    assert traces(copy.parent, "given-0003")
    with open_ledger(copy) as ledger:
        assert ledger.bury(stones, story.keys, DAY) == (1, 1)
        assert ledger.stones() == stones
    assert traces(copy.parent, "given-0003") == {}
    assert verify(copy).problems == ()


def test_a_row_that_was_changed_into_one_that_is_erased_points_at_nothing(tmp_path: Path) -> None:
    """Somebody else was written over a row; the first stays, the second is forgotten."""
    path = tmp_path / "private" / "ledger.db"
    with open_ledger(path) as ledger:
        ledger.record([story.row(2)], DAY)
        ledger.record([story.row(2, name="given-other")], DAY)
        assert len(ledger.replaced()) == 1
    forgotten(path, "given-other")
    with open_ledger(path) as ledger:
        assert ledger.replaced() == {}
        assert ledger.first_versions() == {}
        assert [one.cells["name"] for one in ledger.everything().values()] == ["given-0002"]
    assert verify(path).problems == ()


def test_the_file_is_written_anew_and_gets_smaller(tmp_path: Path) -> None:
    """That SQLite writes zeros over what it deletes is not relied on."""
    path = tmp_path / "private" / "ledger.db"
    with open_ledger(path) as ledger:
        ledger.record([story.row(number, text=f"given-{number:04x} " * 150) for number in range(2, 202)], DAY)
    before = path.stat().st_size
    forgotten(path, *(f"given-{number:04x}" for number in range(2, 152)))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone()[0] == 0
    assert path.stat().st_size < before * 0.6


def test_an_answer_that_was_erased_is_known_by_its_own_words_alone(tmp_path: Path) -> None:
    """As after a purge, which is about nobody in particular."""
    path = tmp_path / "private" / "ledger.db"
    rows = [story.row(number) for number in range(2, 6)]
    with open_ledger(path) as ledger:
        ledger.record(rows, DAY)
        ledger.forget([content_hash(rows[0]), content_hash(rows[2])], [], [], DAY)
        assert [one.number for one in ledger.record(rows, DAY).forgotten] == [2, 4]
        moved = [replace(one, number=one.number + 7, tab="again.csv") for one in rows]
        assert [one.number for one in ledger.record(moved, DAY).forgotten] == [9, 11]
