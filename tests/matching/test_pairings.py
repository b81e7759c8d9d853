from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.matching.pairings import COLUMNS, Line, newest, read_pairings, write_pairings
from peerloom.spreadsheet import inert, read_csv

ONE = Line("2026-27", "M-AAAAAA", "E-BBBBBB", "given-1a", "given-2b", "81", "Shared goals.", "", "M-CCCCCC", "proposed")

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=30)
lines = st.builds(
    Line,
    cohort=st.just("2026-27"),
    mentor=st.from_regex(r"M-[2-9A-HJ]{6}", fullmatch=True),
    mentee=st.from_regex(r"E-[2-9A-HJ]{6}", fullmatch=True),
    mentor_name=texts,
    mentee_name=texts,
    fit=st.just("50"),
    why=texts,
    against=texts,
    next_best=st.just(""),
    state=st.just("proposed"),
    decision=st.sampled_from(["", "approve", "decline", "lock"]),
    on=st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
    note=texts.map(str.strip),
)


@given(st.lists(lines, max_size=5, unique_by=lambda line: (line.mentor, line.mentee)))
def test_what_was_written_is_read(written: list[Line]) -> None:
    decided, problems = read_pairings(write_pairings(written), "pairings.csv")
    assert problems == ()
    assert {(d.mentor, d.mentee, d.decision, d.on, d.note) for d in decided} == {
        (line.mentor, line.mentee, line.decision, line.on, line.note) for line in written
    }


@given(texts)
def test_no_cell_is_a_formula(text: str) -> None:
    row = read_csv(write_pairings([Line("c", "M-A", "E-B", text, "", "", "", "", "", "")]))[1]
    assert not inert(text).startswith(("=", "+", "-", "@", "\t"))
    assert row[4] == text


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (",proposed,,", ",proposed,APPROVE ,", "approve"),
        (",proposed,,", ",proposed,Declined,", "decline"),
        (",proposed,,", ",proposed,locked,", "lock"),
    ],
)
def test_a_decision_is_read_as_people_write_it(old: str, new: str, expected: str) -> None:
    text = write_pairings([ONE])
    assert text.count(old) == 1
    decided, problems = read_pairings(text.replace(old, new), "pairings.csv")
    assert problems == ()
    assert [d.decision for d in decided] == [expected]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (",proposed,,", ",proposed,maybe,", '"pairings.csv", row 2, question "Decision" This is not a decision.'),
        (
            "E-BBBBBB",
            "E-CCCCCC",
            '"pairings.csv", row 2, question "Pair" The code of this pair does not fit its people.',
        ),
        ("Decision", "Decison", '"pairings.csv", row 1, question "Decision" This column is missing.'),
    ],
)
def test_what_cannot_be_read_is_told_by_row_without_its_text(old: str, new: str, expected: str) -> None:
    text = write_pairings([ONE])
    assert text.count(old) == 1
    decided, problems = read_pairings(text.replace(old, new), "pairings.csv")
    assert decided == ()
    assert [f"{p.place} {p.message}" for p in problems] == [expected]


def test_a_file_saved_again_by_a_spreadsheet_is_the_same() -> None:
    text = write_pairings([ONE]).replace(",proposed,,", ",proposed,approve,")
    again = text.removeprefix("\ufeff").replace(",", ";").replace("\r\n", "\n")
    assert read_pairings(again, "x") == read_pairings(text, "x")


def test_a_later_file_wins_but_an_open_row_undoes_nothing() -> None:
    def one(decision: str) -> object:
        return read_pairings(write_pairings([ONE]).replace(",proposed,,", f",proposed,{decision},"), "x")[0][0]

    approved, declined, still_open = one("approve"), one("decline"), one("")
    assert newest([approved, still_open])[0].decision == "approve"  # type: ignore[list-item] # rows of the table above
    assert newest([approved, declined])[0].decision == "decline"  # type: ignore[list-item] # rows of the table above


def test_a_decision_counts_even_if_a_spreadsheet_rewrote_its_day() -> None:
    text = write_pairings([ONE])
    assert text.count(",proposed,,,") == 1
    decided, problems = read_pairings(text.replace(",proposed,,,", ",proposed,approve,26/9/2025,"), "pairings.csv")
    assert [(d.decision, d.on) for d in decided] == [("approve", None)]
    assert [(str(p.place), p.level) for p in problems] == [('"pairings.csv", row 2, question "Decided on"', "warning")]


@pytest.mark.parametrize(
    ("offer", "said"),
    [
        ("O-AAAAAA, 1 of 2", "1 of the 2 rows of the offer O-AAAAAA is approved."),
        ("O-AAAAAA", "Not every row of the offer"),
    ],
)
def test_a_row_of_an_offer_is_not_applied_alone(offer: str, said: str) -> None:
    taken = replace(ONE, decision="approve", offer=offer, instead="P-222222")
    (decided,), (problem,) = read_pairings(write_pairings([taken]), "pairings.csv")
    assert (decided.decision, decided.instead) == ("", "P-222222")
    assert problem.message.startswith(said)
    declined = replace(taken, decision="decline")
    (decided,), problems = read_pairings(write_pairings([declined]), "pairings.csv")
    assert (decided.decision, problems) == ("decline", ())


def test_the_columns_of_offers_are_there_only_when_there_are_offers() -> None:
    assert "Offer" not in write_pairings([ONE])
    offered = replace(ONE, state="offer", offer="O-AAAAAA, 1 of 1", instead="P-222222")
    assert read_csv(write_pairings([ONE, offered]))[0][-2:] == ["Offer", "Instead of"]


GROUPED = replace(ONE, group="G-GGGGGG", also=("M-DDDDDD",), also_names=("given-3c",), slot="Monday, lunch")


def test_a_group_has_columns_of_its_own_and_is_read_back() -> None:
    text = write_pairings([GROUPED, replace(GROUPED, mentee="E-AAAAAA", decision="approve")])
    assert read_csv(text)[0][:11] == [
        "Pair", "Cohort", "Mentor code", "Mentee code", "Mentor", "Mentee", "Group", "Co-mentor code", "Co-mentor", "Time", "Fit",
    ]  # fmt: skip
    decided, problems = read_pairings(text, "pairings.csv")
    assert problems == ()
    assert {(one.also, one.slot, one.decision) for one in decided} == {
        (("M-DDDDDD",), "Monday, lunch", ""),
        (("M-DDDDDD",), "Monday, lunch", "approve"),
    }


def test_columns_of_groups_and_of_offers_stand_in_one_file() -> None:
    moved = replace(ONE, state="offer", offer="O-AAAAAA, 1 of 1", instead="P-222222")
    text = write_pairings([replace(GROUPED, mentee="E-AAAAAA"), moved])
    assert read_csv(text)[0][-2:] == ["Offer", "Instead of"]
    decided, problems = read_pairings(text, "pairings.csv")
    assert problems == ()
    assert {(one.also, one.slot, one.offer, one.instead) for one in decided} == {
        (("M-DDDDDD",), "Monday, lunch", "", ""),
        ((), "", "O-AAAAAA, 1 of 1", "P-222222"),
    }


def test_rows_of_a_group_stand_together() -> None:
    other = replace(GROUPED, mentor="M-EEEEEE", group="G-BBBBBB")
    lines = [replace(line, mentee=f"E-{letter * 6}") for line in (GROUPED, other) for letter in "ACE"]
    groups = [row[6] for row in read_csv(write_pairings(lines))[1:]]
    assert groups == ["G-BBBBBB"] * 3 + ["G-GGGGGG"] * 3


def test_without_groups_the_file_has_no_column_more() -> None:
    assert tuple(read_csv(write_pairings([ONE]))[0]) == COLUMNS


def test_a_lost_co_mentor_is_told() -> None:
    text = write_pairings([GROUPED]).replace("M-DDDDDD", "")
    decided, (problem,) = read_pairings(text, "pairings.csv")
    assert decided == ()
    assert problem.message == "The code of this pair does not fit its people."


def test_peers_have_titles_without_roles_and_are_read_back() -> None:
    one = replace(ONE, mentor="E-AAAAAA", also=("E-CCCCCC",), decision="lock")
    text = write_pairings([one], peers=True)
    assert "entor" not in text.partition("\n")[0]
    decided, problems = read_pairings(text, "pairings.csv")
    assert problems == ()
    assert (decided[0].mentor, decided[0].mentee, decided[0].also) == ("E-AAAAAA", "E-BBBBBB", ("E-CCCCCC",))
    missing = read_pairings(text.replace("First code", "Erster"), "pairings.csv")[1]
    assert [problem.message for problem in missing] == ["This column is missing."] * 2


def test_a_pair_and_a_three_are_two_decisions() -> None:
    alone, with_third = (
        read_pairings(write_pairings([line]), "f")[0][0] for line in (ONE, replace(ONE, also=("M-DDDDDD",)))
    )
    assert len(newest([alone, with_third])) == 2
