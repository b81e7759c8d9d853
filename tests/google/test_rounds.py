from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from loopgoogle import KINDS, Fault
from peerloom.google.memory import Kept, memory_changes, read_memory
from peerloom.google.rounds import NewTab, Round, plan_round, write_round
from peerloom.google.trouble import Trouble

if TYPE_CHECKING:
    from loopgoogle import Book
    from peerloom.google.rounds import Outcome
    from tests.google.conftest import Home

HEADER = ("Pair", "Mentor", "Why", "Decision")
NASTY = (
    "=1+1",
    "=HYPERLINK(1)",
    "+44",
    "-1",
    "@x",
    "a\tb",
    "a\nb",
    "'x",
    "007",
    "1/2",
    "TRUE",
    "</script>",
    "x" * 50_000,
)
WORDS = ("approve", "decline", "lock")


def round_of(*pairs: str) -> Round:
    rows = (HEADER, *((pair, "M", "because", "") for pair in pairs))
    return Round("2026-27", (NewTab("Pairings", rows, {3: WORDS}), NewTab("Waiting", (("Mentee", "Why"),))))


def write(home: Home, book: Book, new: Round) -> Outcome:
    sheets = home.sheets(book)
    plan = plan_round(sheets, book.id, sheets.read(book.id).tabs, new)
    return write_round(sheets, book.id, new, plan)


def tabs_of(book: Book) -> list[str]:
    return [sheet.title for sheet in book.sheets]


def test_a_round_is_one_write_of_two_tabs(home: Home) -> None:
    book = home.book()
    book.new_tab("answers")
    outcome = write(home, book, round_of("P-1", "P-2"))
    assert (outcome.kind, outcome.title) == ("written", "Pairings 2026-27 (1)")
    assert tabs_of(book) == ["answers", "Pairings 2026-27 (1)", "Waiting 2026-27 (1)"]
    tab = book.tab("Pairings 2026-27 (1)")
    assert [cell.value for cell in tab.rows[2] if cell] == ["P-2", "M", "because"]
    assert [rule["rule"]["condition"]["values"][0]["userEnteredValue"] for rule in tab.validations] == ["approve"]
    assert all(protection["warningOnly"] for protection in tab.protections)
    assert [call.verb for call in home.google.calls].count("POST") == 1


def test_the_same_proposal_is_not_written_twice_and_another_one_gets_a_tab_of_its_own(home: Home) -> None:
    book = home.book()
    book.new_tab("answers")
    kinds = [
        write(home, book, new).kind for new in (round_of("P-1"), round_of("P-1"), round_of("P-2"), round_of("P-2"))
    ]
    assert kinds == ["written", "there", "written", "there"]
    assert tabs_of(book)[1::2] == ["Pairings 2026-27 (1)", "Pairings 2026-27 (2)"]


@pytest.mark.parametrize("text", NASTY)
def test_what_is_written_is_text_and_comes_back_as_it_was(home: Home, text: str) -> None:
    book = home.book(locale="de_DE")
    book.new_tab("answers")
    write(home, book, Round("c", (NewTab("Pairings", (("Pair", "Why"), ("P-1", text))),)))
    assert home.sheets(book).read(book.id).tabs[1].rows[1] == ("P-1", text)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("at", range(3))
def test_every_fault_at_every_call_ends_with_one_tab_or_with_none(home: Home, kind: str, at: int) -> None:
    book = home.book()
    book.new_tab("answers")
    home.google.faults = [Fault(kind, at)]
    try:
        done = write(home, book, round_of("P-1")).kind
    except Trouble:
        done = "stopped"
    made = tabs_of(book)[1:]
    assert made in ([], ["Pairings 2026-27 (1)", "Waiting 2026-27 (1)"])
    assert bool(made) >= (done == "written")
    home.google.faults = []
    assert write(home, book, round_of("P-1")).kind == ("there" if made else "written")
    assert tabs_of(book)[1:] == ["Pairings 2026-27 (1)", "Waiting 2026-27 (1)"]


def test_of_eight_writers_at_once_one_writes_and_the_others_learn_of_it(home: Home) -> None:
    book = home.book()
    book.new_tab("answers")
    sheets = [home.sheets(book) for _ in range(8)]
    tabs = sheets[0].read(book.id).tabs
    same = [round_of("P-1")] * 4 + [round_of("P-2")] * 4

    def one(n: int) -> str:
        return write_round(sheets[n], book.id, same[n], plan_round(sheets[n], book.id, tabs, same[n])).kind

    with ThreadPoolExecutor(8) as pool:
        kinds = sorted(pool.map(one, range(8)))
    assert tabs_of(book)[1:] == ["Pairings 2026-27 (1)", "Waiting 2026-27 (1)"]
    assert kinds == ["taken"] * 4 + ["written"] * 4


def test_a_title_that_is_taken_is_said_and_nothing_is_written(home: Home) -> None:
    book = home.book()
    book.new_tab("Waiting 2026-27 (1)")
    with pytest.raises(Trouble, match="refused"):
        write(home, book, round_of("P-1"))
    assert tabs_of(book) == ["Waiting 2026-27 (1)"]


def remember(home: Home, book: Book, kept: list[Kept]) -> None:
    sheets = home.sheets(book)
    changes = memory_changes(sheets.read(book.id).tabs, kept)
    if changes:
        sheets.apply(book.id, changes)


def test_what_was_decided_is_kept_once_whatever_happens(home: Home) -> None:
    book = home.book()
    book.new_tab("answers")
    kept = [Kept(f"k{n}", f"pair {n}", {"decision": "approve", "note": "=1"}) for n in range(3)]
    for _ in range(3):
        remember(home, book, kept)
    home.google.faults = [Fault("503 after", len(home.google.calls) + 1)]
    more = [*kept, Kept("k9", "pair 9", {"decision": "lock"})]
    with pytest.raises(Trouble):
        remember(home, book, more)
    remember(home, book, more)
    assert read_memory(home.sheets(book).read(book.id).tabs) == tuple(more)
    assert len(book.tab("_peerloom").rows) == 5
    assert book.tab("_peerloom").hidden


def test_memory_that_somebody_has_spoiled_is_read_as_far_as_it_can_be(home: Home) -> None:
    book = home.book()
    book.new_tab("answers")
    remember(home, book, [Kept("k1", "pair", {"a": "b"})])
    book.tab("_peerloom").add(["k2", "pair", "{"], ["", "", ""], ["k3"], ["k1", "pair", '{"a": "c"}'])
    assert read_memory(home.sheets(book).read(book.id).tabs) == (Kept("k1", "pair", {"a": "b"}),)
