from __future__ import annotations

import contextlib
import datetime as dt
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerloom.ledger.store import Decision, LawBroken, LedgerError, content_hash, numbered, open_ledger
from peerloom.problems import as_text
from peerloom.sources.tables import Row

if TYPE_CHECKING:
    from peerloom.ledger.store import Ledger

DAY = dt.date(2026, 6, 12)
START = dt.datetime(2025, 9, 1, 18, 3, 22)  # noqa: DTZ001 - the sheet's own zone


def row(number: int, form: str = "sign-up", tab: str = "Sign-up.csv", at: int | None = None, **cells: str) -> Row:
    """An answer that was sent ``at`` minutes after the start; as a rule that is its row number."""
    minutes = number if at is None else at
    return Row(form, tab, number, START + dt.timedelta(minutes=minutes), cells or {"name": f"given-{number:04x}"})


def silent(number: int, form: str = "survey", tab: str = "Survey.csv", **cells: str) -> Row:
    """An answer to a form without times."""
    return Row(form, tab, number, None, cells)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "private" / "ledger.db"


def record(path: Path, *rows: Row, accept: int = 0) -> tuple[int, int, int, str]:
    """Record, and give what was read, new and known, and what was told."""
    with open_ledger(path, patience=0) as ledger:
        done = ledger.record(rows, DAY, accept_deletions=accept, repeating=["log"])
    return done.read, done.new, done.known, as_text((*done.changed, *done.gone), {})


def current(path: Path) -> tuple[Row, ...]:
    with open_ledger(path, patience=0) as ledger:
        return ledger.current()


def count(path: Path, table: str) -> int:
    connection = sqlite3.connect(path)
    found: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - a table of ours
    connection.close()
    return found


def test_what_was_recorded_comes_back_whole_and_in_order(path: Path) -> None:
    rows = (
        Row("survey", "Survey.csv", 2, None, {"b": "1", "a": "ä\n\t👍"}),
        Row(
            "sign-up",
            "Sign-up.csv",
            3,
            START + dt.timedelta(minutes=1),
            {"name": "given-7f3b", "free[Monday]": "3 pm"},
            {"Notes": "kept"},
        ),
        Row("sign-up", "Sign-up.csv", 2, START + dt.timedelta(minutes=2), {"name": "given-7f3a"}),
    )
    assert record(path, *rows) == (3, 3, 0, "")
    assert current(path) == (rows[1], rows[2], rows[0])


def test_the_same_answers_again_add_nothing(path: Path) -> None:
    rows = [row(i) for i in range(2, 9)]
    assert record(path, *rows) == (7, 7, 0, "")
    before = {table: count(path, table) for table in ("answer", "standing", "fate", "decision")}
    assert record(path, *reversed(rows)) == (7, 0, 7, "")
    assert {table: count(path, table) for table in before} == before
    assert count(path, "run") == 2


def test_a_row_is_known_by_what_it_says_and_not_by_where_it_stands(path: Path) -> None:
    rows = [row(i) for i in range(2, 9)]
    record(path, *rows)
    moved = [replace(old, number=new, tab="Sign-up (1).csv") for old, new in zip(rows, range(12, 5, -1), strict=True)]
    assert record(path, *moved) == (7, 0, 7, "")
    assert [(r.tab, r.number) for r in current(path)] == [(r.tab, r.number) for r in moved]


def test_an_edit_is_told_with_its_row_and_the_old_words_are_kept(path: Path) -> None:
    record(path, row(2), row(3))
    assert record(path, row(2), row(3, name="given-9999")) == (
        2,
        1,
        1,
        '"Sign-up.csv", row 3: (to look at) Row 3 was changed since the last run. The newest words count.\n     The ledger keeps the older ones as well.',
    )
    assert [r.cells["name"] for r in current(path)] == ["given-0002", "given-9999"]
    assert count(path, "answer") == 3


def test_many_edits_are_one_line_a_tab(path: Path) -> None:
    record(path, *(row(i) for i in range(2, 22)), row(2, tab="B.csv", at=99), row(3, tab="B.csv", at=98))
    said = record(
        path,
        *(row(i, name="x") for i in range(2, 22)),
        row(2, tab="B.csv", at=99, name="x"),
        row(3, tab="B.csv", at=98, name="x"),
    )[3]
    assert said.split("\n")[::2] == [
        '"B.csv": (to look at) Rows 2 and 3 were changed since the last run. The newest words count.',
        '"Sign-up.csv": (to look at) Rows 2, 3, 4, 5, 6, 7, 8, 9 and 12 more were changed since the last run. The newest words count.',
    ]


def test_an_answer_that_is_gone_is_told_and_kept(path: Path) -> None:
    record(path, *(row(i) for i in range(2, 6)))
    assert record(path, row(2), row(3), row(4)) == (
        3,
        0,
        3,
        (
            '"Sign-up.csv": (to look at) 1 answer that was here is gone since the last run. The ledger keeps what it said.\n'
            "     If it was a slip, bring it back with the sheet's version history."
        ),
    )
    assert count(path, "answer") == 4
    assert len(current(path)) == 3
    assert "2 answers that were here are gone" in record(path, row(2))[3]
    assert record(path, *(row(i) for i in range(2, 6)))[1:] == (0, 4, "")  # all are back
    assert len(current(path)) == 4


def test_a_mass_disappearance_stops_with_nothing_changed(path: Path) -> None:
    rows = [row(i) for i in range(2, 102)]
    record(path, *rows, silent(2, a="1"))
    with pytest.raises(LedgerError) as caught:
        record(path, *rows[:94], row(200), silent(2, a="1"), silent(3, a="2"))
    assert as_text(caught.value.problems, {}) == (
        '"Sign-up.csv": 6 of 100 answers that were here are gone, so nothing was recorded.\n'
        "     Is it the right file? If they were deleted on purpose, add --accept-deletions 6."
    )
    assert len(current(path)) == 101
    assert (count(path, "run"), count(path, "answer")) == (1, 101)
    assert record(path, *rows[:94], silent(2, a="1"), accept=6)[:3] == (95, 0, 95)
    assert len(current(path)) == 95


@pytest.mark.parametrize(
    ("known", "gone", "stops"),
    [(100, 5, False), (100, 6, True), (10, 3, False), (10, 4, True), (3, 3, False), (61, 4, True), (80, 4, False)],
)
def test_three_or_five_percent_of_a_form_may_go(known: int, gone: int, stops: bool, path: Path) -> None:
    record(path, *(row(i) for i in range(2, 2 + known)), *(row(i, "other") for i in range(2, 999)))
    with pytest.raises(LedgerError) if stops else contextlib.nullcontext():
        record(path, *(row(i) for i in range(2 + gone, 2 + known)), *(row(i, "other") for i in range(2, 999)))


def test_edits_are_no_disappearance(path: Path) -> None:
    record(path, *(row(i) for i in range(2, 50)))
    assert record(path, *(row(i, name="new") for i in range(2, 50)))[:3] == (48, 48, 0)


def test_a_column_more_is_no_disappearance(path: Path) -> None:
    record(path, *(silent(i, a=str(i % 5), b="x") for i in range(2, 50)))
    assert record(path, *(silent(i, a=str(i % 5), b="x", new=str(i)) for i in range(2, 50)))[:3] == (48, 48, 0)
    assert len(current(path)) == 48


def test_forms_that_were_not_read_are_left_as_they_were(path: Path) -> None:
    record(path, *(row(i) for i in range(2, 50)), silent(2, a="1"))
    with open_ledger(path) as ledger:
        done = ledger.record([silent(2, a="1")], DAY, forms=["survey", "empty"])
        assert (done.read, done.gone, len(ledger.current())) == (1, (), 49)
        with pytest.raises(ValueError, match="a form that was not read"):
            ledger.record([row(2)], DAY, forms=["survey"])


def test_a_row_that_can_no_longer_be_used_is_changed_and_not_gone(path: Path) -> None:
    record(path, *(row(i) for i in range(2, 12)))
    with open_ledger(path) as ledger:
        done = ledger.record([row(i) for i in range(2, 7)], DAY, rejected=[row(i, name="x" * 9) for i in range(7, 12)])
        assert (done.read, done.new, done.gone) == (10, 0, ())
        assert [p.message for p in done.changed] == [
            "Rows 7, 8, 9, 10 and 11 were changed since the last run. The newest words count."
        ]
        assert len(ledger.current()) == 5


def test_a_sheet_that_was_downloaded_twice_counts_once(path: Path) -> None:
    rows = [row(i) for i in range(2, 6)]
    again = [replace(r, tab="Sign-up (1).csv") for r in rows]
    assert record(path, *rows, *again, row(9, tab="Sign-up (1).csv"))[:3] == (9, 5, 0)
    assert len(current(path)) == 5
    assert record(path, *again, row(9, tab="Sign-up (1).csv"))[3] == ""


def test_equal_answers_in_one_tab_are_different_people(path: Path) -> None:
    same = [silent(i, a="5") for i in (2, 3, 4)]
    assert record(path, *same, *(replace(r, tab="Survey (1).csv") for r in same))[:3] == (6, 3, 0)
    found = current(path)
    assert [r.copy for r in sorted(found, key=lambda r: r.copy)] == [0, 1, 2]
    assert len({content_hash(r) for r in found}) == 3
    assert "1 answer that was here is gone" in record(path, *same[:2])[3]


def test_the_hash_is_about_form_time_and_words_alone() -> None:
    one = row(2, a="1", b="2")
    assert len(content_hash(one)) == 32
    same = [replace(one, number=9, tab="x", unowned={"n": "1"}), replace(one, cells={"b": "2", "a": "1", "c": ""})]
    other = [
        replace(one, form="x"),
        replace(one, at=None),
        replace(one, cells={"a": "1"}),
        replace(one, cells={"a": "12", "b": ""}),
        replace(one, copy=1),
    ]
    assert {content_hash(r) for r in same} == {content_hash(one)}
    assert len({content_hash(r) for r in (one, *other)}) == 6


texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=4)
answers = st.builds(
    lambda form, at, cells: Row(form, "t", 2, START + dt.timedelta(minutes=at) if at else None, cells),
    st.sampled_from(["a", "ab"]),
    st.integers(0, 3),
    st.dictionaries(st.text("abc_", min_size=1, max_size=2), texts, max_size=3),
)


@given(answers, answers)
def test_answers_that_differ_have_different_hashes(one: Row, other: Row) -> None:
    alike = (one.form, one.at, one.cells) == (other.form, other.at, other.cells)
    assert (content_hash(one) == content_hash(other)) == alike


placed = st.lists(
    st.builds(replace, answers, tab=st.sampled_from("xyz"), number=st.integers(2, 99)),
    max_size=8,
    unique_by=lambda r: (r.tab, r.number),
)


@given(placed, st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_difference(rows: list[Row], chance: random.Random) -> None:
    mixed = chance.sample(rows, len(rows))
    found, copies = numbered(rows)
    assert (found, copies) == numbered(mixed)
    assert len(found) + copies.total() == len(rows)


@settings(deadline=None, max_examples=25)
@given(placed, placed)
def test_recording_twice_is_recording_once_and_the_law_holds(one: list[Row], other: list[Row]) -> None:
    with tempfile.TemporaryDirectory() as folder, open_ledger(Path(folder) / "private" / "ledger.db") as ledger:
        for rows in (one, other, one, one):
            known = {content_hash(r) for r in ledger.current()}
            done = ledger.record(rows, DAY, accept_deletions=99)
            now = {content_hash(r) for r in ledger.current()}
            assert now == set(numbered(rows)[0])
            assert done.read == len(rows)
            assert (done.changed, done.gone) == ((), ()) or known - now
            ledger.settle(done.run, dict.fromkeys(now, "used"))
        again = ledger.record(one, DAY)
        assert again.new == 0
        assert (again.changed, again.gone) == ((), ())


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_exactly_what_was_edited_deleted_and_added_is_told(data: st.DataObject) -> None:
    count_ = data.draw(st.integers(1, 12))
    rows = [row(i) for i in range(2, 2 + count_)]
    what = [data.draw(st.sampled_from(["same", "edited", "deleted"])) for _ in rows]
    added = [row(100 + i) for i in range(data.draw(st.integers(0, 3)))]
    later = [
        replace(r, cells={"name": "new"}) if w == "edited" else r
        for r, w in zip(rows, what, strict=True)
        if w != "deleted"
    ] + added
    numbers = sorted(r.number for r, w in zip(rows, what, strict=True) if w == "edited")
    with tempfile.TemporaryDirectory() as folder, open_ledger(Path(folder) / "private" / "ledger.db") as ledger:
        ledger.record(rows, DAY)
        done = ledger.record(data.draw(st.permutations(later)), DAY, accept_deletions=99)
        assert ledger.current() == tuple(sorted(later, key=lambda r: str(r.at)))
    assert done.new == len(numbers) + len(added)
    gone = what.count("deleted")
    assert [p.message.split(" answer")[0] for p in done.gone] == ([str(gone)] if gone else [])
    assert bool(done.changed) == bool(numbers)
    if 1 < len(numbers) < 9:
        assert done.changed[0].message.startswith(f"Rows {', '.join(map(str, numbers[:-1]))} and {numbers[-1]} were")


def settled(path: Path, fates: dict[str, str] | None = None) -> Counter[tuple[str, str]]:
    """Settle the last run with these fates, or all used, and give the sums that were kept."""
    with open_ledger(path, patience=0) as ledger:
        run = last(ledger)
        every = {content_hash(r): "used" for r in ledger.current()}
        ledger.settle(run, {**every, **(fates or {})})
        rows = ledger._connection.execute("SELECT form, what, count FROM tally WHERE run = ?", (run,))  # noqa: SLF001 - looks at what was kept
        return Counter({(form, what): number for form, what, number in rows if number})


def last(ledger: Ledger) -> int:
    found: int = ledger._connection.execute("SELECT max(id) FROM run").fetchone()[0]  # noqa: SLF001 - looks at what was kept
    return found


def test_the_end_of_each_row_is_kept(path: Path) -> None:
    rows = [row(i) for i in range(2, 6)]
    with open_ledger(path) as ledger:
        ledger.record([*rows, replace(rows[0], tab="again")], DAY, rejected=[row(9), silent(2, a="1")])
    assert settled(path, {content_hash(rows[0]): "held", content_hash(rows[1]): "duplicate"}) == {
        ("sign-up", "read"): 6,
        ("sign-up", "copies"): 1,
        ("sign-up", "unfit"): 1,
        ("sign-up", "used"): 2,
        ("sign-up", "held"): 1,
        ("sign-up", "rejected"): 1,
        ("sign-up", "duplicate"): 2,
        ("survey", "read"): 1,
        ("survey", "unfit"): 1,
        ("survey", "rejected"): 1,
    }


def test_a_run_ends_once(path: Path) -> None:
    record(path, row(2), row(3))
    assert settled(path) == settled(path)
    assert count(path, "fate") == 2
    with pytest.raises(LawBroken, match="otherwise"):
        settled(path, {content_hash(row(2)): "held"})
    record(path, row(2), row(3))
    settled(path, {content_hash(row(2)): "held"})
    assert count(path, "fate") == 3  # only what is new


def test_a_run_ends_by_what_stood_then(path: Path) -> None:
    with open_ledger(path) as ledger:
        first = ledger.record([row(2), row(3)], DAY)
        ledger.record([row(2), row(4)], DAY)
        ledger.settle(first.run, {content_hash(r): "used" for r in (row(2), row(3))})
        with pytest.raises(ValueError, match="no such run"):
            ledger.settle(99, {})


@pytest.mark.parametrize("fake", ["missing", "unknown row", "unknown fate"])
def test_a_faked_fate_breaks_the_law_and_nothing_is_kept(fake: str, path: Path) -> None:
    record(path, row(2), row(3))
    fates = {content_hash(r): "used" for r in current(path)}
    match fake:
        case "missing":
            fates.popitem()
        case "unknown row":
            fates["0" * 32] = "used"
        case _:
            fates[content_hash(row(2))] = "lost"
    with open_ledger(path) as ledger, pytest.raises(LawBroken):
        ledger.settle(last(ledger), fates)
    assert count(path, "fate") == 0


def first_names(path: Path) -> dict[str, str]:
    """Name in an answer that stands -> name in it as it was first seen."""
    with open_ledger(path, patience=0) as ledger:
        names = {content_hash(one): one.cells["name"] for one in ledger.current()}
        return {names[key]: one.cells["name"] for key, one in ledger.first_versions().items()}


def test_the_first_version_of_what_was_changed_is_known(path: Path) -> None:
    record(path, row(2), row(3))
    assert first_names(path) == {}
    record(path, row(2), row(3, name="b"))
    record(path, row(2), row(9, at=3, name="c"))
    assert first_names(path) == {"c": "given-0003"}
    with open_ledger(path, patience=0) as ledger:
        assert list(ledger.first_versions().values()) == [row(3)]


def test_what_was_changed_back_stands_as_it_was_first_seen(path: Path) -> None:
    for name in ("a", "b", "a"):
        record(path, row(2, name=name))
    assert first_names(path) == {}
    record(path, row(2, name="c"))
    assert first_names(path) == {"c": "a"}


def test_of_several_versions_the_one_of_the_earliest_run_is_the_first(path: Path) -> None:
    """One answer takes the place of two, in two runs."""
    record(path, row(2, name="a"))
    record(path, row(2, name="a"), row(3, at=2, name="b"))
    record(path, row(2, name="a"), row(3, at=2, name="c"))
    record(path, row(2, name="a"))
    record(path, row(2, name="c"))
    assert first_names(path) == {"c": "a"}


def test_versions_that_never_counted_are_passed_over(path: Path) -> None:
    for name, fate in (("a", "held"), ("b", "used"), ("c", "held")):
        with open_ledger(path, patience=0) as ledger:
            done = ledger.record([row(2, name=name)], DAY)
            ledger.settle(done.run, {content_hash(row(2, name=name)): fate})
        assert first_names(path) == ({"c": "b"} if name == "c" else {})


def test_a_decision_is_kept_for_ever_and_only_when_it_is_new(path: Path) -> None:
    yes, no = Decision("P-1", {"decision": "approve"}), Decision("P-1", {"decision": "decline", "note": "ä"})
    with open_ledger(path) as ledger:
        assert [ledger.decide([d], DAY) for d in (yes, yes, no, no, yes)] == [1, 0, 1, 0, 1]
        assert ledger.decide([yes, Decision("P-2", {}), Decision("P-2", {})], DAY) == 1
        assert ledger.decisions() == (yes, no, yes, Decision("P-2", {}))


WRITER = """
import datetime as dt, sys
from pathlib import Path
from peerloom.ledger.store import open_ledger
from peerloom.sources.tables import Row
with open_ledger(Path(sys.argv[1])) as ledger:
    rows = []
    for batch in range(10_000):
        rows += [Row("f", "t", len(rows) + i, None, {"a": f"{batch} {i}"}) for i in range(20)]
        ledger.record(rows, dt.date(2026, 6, 12))
        print(batch, flush=True)
"""


@pytest.mark.parametrize("seed", range(4))
def test_a_run_that_is_killed_leaves_the_ledger_whole(seed: int, path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    told = [process.stdout.readline() for _ in range(3)]
    with pytest.raises(LedgerError, match="Another run"), open_ledger(path, patience=0):
        pass  # the lock lives as long as its process
    time.sleep(random.Random(seed).uniform(0.001, 0.03))  # noqa: S311 - when to kill
    process.kill()
    told += process.stdout.read().splitlines(keepends=True)
    process.wait()
    acknowledged = sum(line.endswith("\n") for line in told)
    with open_ledger(path, patience=0) as ledger:
        rows = ledger.current()
        assert ledger._connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"  # noqa: SLF001 - looks at what was kept
    batches = Counter(r.cells["a"].split()[0] for r in rows)
    assert set(batches.values()) == {20}
    assert acknowledged <= len(batches) <= acknowledged + 1
    process.stdout.close()
