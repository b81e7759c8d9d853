from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from peerloom.commands.decided import Decisions, keep_apart, keep_releases, read_decided
from peerloom.evaluation.releases import Release, write_releases
from peerloom.evaluation.wins import Win
from peerloom.matching.pairings import Line, write_pairings
from peerloom.people.records import Records

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2026, 6, 12)
LATER = dt.date(2026, 6, 20)
WIN = Win("W-22222222", "win", "token-51", "", DAY)


def line(decision: str = "", on: dt.date | None = None, mentee: str = "E-BBBBBB") -> Line:
    return Line("2026-27", "M-AAAAAA", mentee, "given-1a", "given-2b", "80", "", "", "", "proposed", decision, on)  # type: ignore[arg-type] # a word of the table


def put(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


def read(root: Path, today: dt.date = DAY) -> Decisions:
    return read_decided(root, root / "private" / "ledger.db", today)


def test_without_files_nothing_is_decided(tmp_path: Path) -> None:
    assert read(tmp_path) == Decisions((), (), ())


def test_the_ledger_remembers_what_a_lost_file_said(tmp_path: Path) -> None:
    put(tmp_path, "private/pairings.csv", write_pairings([line("approve")]))
    put(tmp_path, "private/releases.csv", write_releases([WIN], [Release(WIN.key, "publish")], DAY))
    first = read(tmp_path)
    (tmp_path / "private/pairings.csv").unlink()
    (tmp_path / "private/releases.csv").unlink()
    again = read(tmp_path, LATER)
    assert [(d.mentor, d.mentee, d.decision, d.on) for d in again.pairs] == [("M-AAAAAA", "E-BBBBBB", "approve", DAY)]
    assert again.releases == first.releases == (Release(WIN.key, "publish", DAY),)


def test_the_ledger_remembers_which_match_a_moved_pair_stands_in_for(tmp_path: Path) -> None:
    rows = [
        replace(line("approve", mentee=f"E-{k * 6}"), offer=f"O-AAAAAA, {n} of 2", instead=instead)
        for n, (k, instead) in enumerate((("B", "P-2222PP"), ("C", "")), start=1)
    ]
    put(tmp_path, "private/pairings.csv", write_pairings(rows))
    assert [(d.mentee, d.instead) for d in read(tmp_path).pairs] == [("E-BBBBBB", "P-2222PP"), ("E-CCCCCC", "")]
    (tmp_path / "private/pairings.csv").unlink()
    again = read(tmp_path, LATER)
    assert [(d.mentee, d.instead, d.decision) for d in again.pairs] == [
        ("E-BBBBBB", "P-2222PP", "approve"),
        ("E-CCCCCC", "", "approve"),
    ]
    assert again.new == 0


def test_of_an_offer_that_is_taken_in_part_the_ledger_learns_nothing(tmp_path: Path) -> None:
    rows = [
        replace(line(word, mentee=f"E-{k * 6}"), offer=f"O-AAAAAA, {n} of 2", instead="P-2222PP")
        for n, (k, word) in enumerate((("B", "approve"), ("C", "")), start=1)
    ]
    put(tmp_path, "private/pairings.csv", write_pairings(rows))
    found = read(tmp_path)
    assert ([d.decision for d in found.pairs], found.new, len(found.problems)) == (["", ""], 0, 1)
    put(tmp_path, "private/pairings.csv", write_pairings(rows[:1]))  # the other row was deleted
    assert [d.decision for d in read(tmp_path).pairs] == [""]


def test_a_blank_undoes_nothing_and_another_word_does(tmp_path: Path) -> None:
    for word, expected in (("approve", "approve"), ("", "approve"), ("decline", "decline"), ("lock", "lock")):
        put(tmp_path, "private/pairings.csv", write_pairings([line(word)]))
        assert [d.decision for d in read(tmp_path).pairs] == [expected]


def test_a_decision_gets_the_day_of_its_first_run_and_keeps_it(tmp_path: Path) -> None:
    text = write_pairings([line("approve")])
    put(tmp_path, "private/pairings.csv", text)
    assert [d.on for d in read(tmp_path, DAY).pairs] == [DAY]
    assert text.count("approve,,") == 1
    put(tmp_path, "private/pairings.csv", text.replace("approve,,", "approve,12/06/2026,"))  # as a spreadsheet saves it
    later = read(tmp_path, LATER)
    assert [d.on for d in later.pairs] == [DAY]
    assert [p.level for p in later.problems] == ["warning"]


def test_a_changed_mind_has_a_new_day(tmp_path: Path) -> None:
    put(tmp_path, "private/pairings.csv", write_pairings([line("approve")]))
    read(tmp_path, DAY)
    put(tmp_path, "private/pairings.csv", write_pairings([line("decline")]))
    assert [(d.decision, d.on) for d in read(tmp_path, LATER).pairs] == [("decline", LATER)]


def test_earlier_rounds_are_read_and_the_private_file_wins(tmp_path: Path) -> None:
    put(tmp_path, "responses/Pairings 2025-26.csv", write_pairings([line("approve"), line("lock", mentee="E-CCCCCC")]))
    put(tmp_path, "private/pairings.csv", write_pairings([line("decline")]))
    assert {d.mentee: d.decision for d in read(tmp_path).pairs} == {"E-BBBBBB": "decline", "E-CCCCCC": "lock"}


def test_what_was_taken_back_stays_so_when_its_file_is_lost_or_broken(tmp_path: Path) -> None:
    put(tmp_path, "responses/Pairings 2025-26.csv", write_pairings([line("approve", DAY)]))
    put(tmp_path, "responses/Releases.csv", write_releases([WIN], [Release(WIN.key, "publish", DAY)], DAY))
    read(tmp_path)
    put(tmp_path, "private/pairings.csv", write_pairings([line("decline")]))
    put(tmp_path, "private/releases.csv", write_releases([WIN], [Release(WIN.key, "keep private")], DAY))
    read(tmp_path)
    for spoil in (b"\xff\xfe\xff", None):
        for name in ("pairings", "releases"):
            file = tmp_path / f"private/{name}.csv"
            file.unlink()
            if spoil is not None:
                file.write_bytes(spoil)
        found = read(tmp_path)
        assert [d.decision for d in found.pairs] == ["decline"]
        assert [r.verdict for r in found.releases] == ["keep private"]


def test_a_note_beside_an_open_row_is_kept(tmp_path: Path) -> None:
    put(tmp_path, "responses/Pairings 1.csv", write_pairings([line()]))
    put(tmp_path, "private/pairings.csv", write_pairings([replace(line(), note="a note")]))
    assert [d.note for d in read(tmp_path).pairs] == ["a note"]


def test_a_file_that_is_no_text_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    put(tmp_path, "responses/Pairings 1.csv", write_pairings([line("lock")]))
    put(tmp_path, "private/x", "")
    (tmp_path / "private/pairings.csv").write_bytes(b"\xff\xfe\xff")
    found = read(tmp_path)
    assert [d.decision for d in found.pairs] == ["lock"]
    assert [str(p.place) for p in found.problems] == ['"pairings.csv"']


def test_a_broken_ledger_is_told_and_the_files_still_count(tmp_path: Path) -> None:
    put(tmp_path, "private/ledger.db", "this is no ledger, but a text that somebody put here" * 20)
    put(tmp_path, "private/pairings.csv", write_pairings([line("approve")]))
    found = read(tmp_path)
    assert [d.decision for d in found.pairs] == ["approve"]
    assert [p.message for p in found.problems] == ["This file is not a ledger."]


@pytest.mark.parametrize(
    ("releases", "waiting"), [((), 1), ((Release(WIN.key, "publish", DAY),), 0), ((Release(WIN.key, ""),), 1)]
)
def test_words_without_a_decision_wait(tmp_path: Path, releases: tuple[Release, ...], waiting: int) -> None:
    assert keep_releases(tmp_path, [WIN], releases, DAY) == waiting
    assert "token-51" in (tmp_path / "private/releases.csv").read_text(encoding="utf-8")


APART = "Mentor code,Mentee code,Since,Note\r\nM-AAAAAA,E-BBBBBB,,token-1a\r\n"


def stands(root: Path, today: dt.date = DAY) -> list[tuple[str, str, dt.date | None, str, bool]]:
    return [(a.mentor, a.mentee, a.since, a.note, a.stands) for a in read(root, today).apart]


def test_people_who_are_kept_apart_stay_so_when_the_file_is_lost_or_broken(tmp_path: Path) -> None:
    put(tmp_path, "private/keep-apart.csv", APART)
    expected = [("M-AAAAAA", "E-BBBBBB", DAY, "token-1a", True)]
    assert stands(tmp_path) == expected
    for spoiled in (b"\xff\xfe\xff", b"Mentor code,Mentee code\r\n", None):
        (tmp_path / "private/keep-apart.csv").unlink()
        if spoiled is not None:
            (tmp_path / "private/keep-apart.csv").write_bytes(spoiled)
        else:
            put(tmp_path, "private/x", "")
        assert stands(tmp_path, LATER) == expected
        put(tmp_path, "private/keep-apart.csv", APART)


def test_only_the_word_lifted_ends_it(tmp_path: Path) -> None:
    put(tmp_path, "private/keep-apart.csv", APART)
    assert read(tmp_path).new == 1
    put(tmp_path, "private/keep-apart.csv", APART.replace("Note", "Note,Decision").replace("1a\r", "1a,lifted\r"))
    assert [one[-1] for one in stands(tmp_path, LATER)] == [False]
    put(tmp_path, "private/keep-apart.csv", APART)
    assert stands(tmp_path, LATER) == [("M-AAAAAA", "E-BBBBBB", DAY, "token-1a", True)]
    assert read(tmp_path).new == 0


def test_a_broken_ledger_keeps_apart_whom_the_file_names(tmp_path: Path) -> None:
    put(tmp_path, "private/ledger.db", "this is no ledger, but a text that somebody put here" * 20)
    put(tmp_path, "private/keep-apart.csv", APART)
    assert [one[:2] for one in stands(tmp_path)] == [("M-AAAAAA", "E-BBBBBB")]


def test_the_file_is_written_with_names_and_where_somebody_asked_in_unclear_words(tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    file = tmp_path / "private" / "keep-apart.csv"
    nothing = Records(DAY, (), (), (), (), (), {}, {}, ())
    keep_apart(tmp_path, (), nothing)
    assert not file.exists()
    keep_apart(tmp_path, (), replace(nothing, unclear=("E-BBBBBB",)))
    assert (
        file.read_text(encoding="utf-8").strip("\ufeff\r\n")
        == "Mentor code,Mentee code,Mentor,Mentee,Since,Note,Decision"
    )
    put(tmp_path, "private/keep-apart.csv", APART)
    keep_apart(tmp_path, read(tmp_path).apart, nothing)
    assert file.read_text(encoding="utf-8").splitlines()[1] == "M-AAAAAA,E-BBBBBB,,,2026-06-12,token-1a,"
