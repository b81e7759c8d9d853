from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.definition.forms import Form
from peerloom.problems import as_text
from peerloom.sources.columns import MOST_CHARACTERS, MOST_ROWS, read_rows
from peerloom.sources.headers import known_headers, letter, listed, norm
from peerloom.sources.tables import Line, Table

if TYPE_CHECKING:
    from peerloom.sources.tables import Row, Rows

FORM = Form.model_validate(
    {
        "id": "mentor-sign-up",
        "title": "Mentor sign-up",
        "who": "mentor",
        "part": "recruit",
        "purpose": "To sign up.",
        "questions": [
            {"id": "name", "ask": "What is your full name?", "type": "short", "required": "yes"},
            {"id": "email", "ask": "What is your e-mail address?", "type": "email", "required": "yes"},
            {"id": "born", "ask": "When were you born?", "type": "date", "required": "yes", "also": ["Date of birth"]},
            {"id": "likes", "ask": "What do you like?", "type": "long"},
            {
                "id": "free",
                "ask": "When can you come?",
                "type": "grid",
                "rows": ["Monday", "Friday"],
                "columns": ["3 pm", "4 pm"],
            },
        ],
    }
)
ANONYMOUS = FORM.model_copy(update={"anonymous": True})
HEADER = (
    "Timestamp",
    "What is your full name?",
    "What is your e-mail address?",
    "When were you born?",
    "What do you like?",
    "When can you come? [Monday]",
    "When can you come? [Friday]",
)
ROW = (
    "2025/09/01 6:03:22 PM GMT+1",
    "given-7f3a family-01",
    "a@x.example",
    "2008-09-15",
    "art\nand more",
    "3 pm, 4 pm",
    "",
)
CELLS = {
    "name": "given-7f3a family-01",
    "email": "a@x.example",
    "born": "2008-09-15",
    "likes": "art\nand more",
    "free[Monday]": "3 pm, 4 pm",
}
AT = dt.datetime(2025, 9, 1, 18, 3, 22)  # noqa: DTZ001 - the sheet's own zone


def table(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER, name: str = "Mentor sign-up.csv") -> Table:
    return Table(name, FORM.id, header, tuple(Line(number, row) for number, row in enumerate(rows, start=2)))


def with_column(title: str, *cells: str, at: int = len(HEADER), row: tuple[str, ...] = ROW) -> Table:
    """The good table with one more column."""
    return table(*((*row[:at], cell, *row[at:]) for cell in cells), header=(*HEADER[:at], title, *HEADER[at:]))


def without(title: str, *, instead: str | None = None) -> Table:
    i = HEADER.index(title)
    if instead is not None:
        return table(ROW, header=(*HEADER[:i], instead, *HEADER[i + 1 :]))
    return table((*ROW[:i], *ROW[i + 1 :]), header=(*HEADER[:i], *HEADER[i + 1 :]))


def read(*tables: Table, form: Form = FORM) -> Rows:
    return read_rows(tables, (form,))


def told(rows: Rows) -> str:
    return as_text(rows.problems, {})


def test_a_good_table_is_read_without_a_word() -> None:
    rows = read(table(ROW))
    assert rows.problems == ()
    assert rows.rejected == ()
    assert [(row.form, row.tab, row.number, row.at, row.cells) for row in rows.rows] == [
        ("mentor-sign-up", "Mentor sign-up.csv", 2, AT, CELLS)
    ]


@given(st.permutations(range(len(HEADER) + 1)))
def test_any_order_of_the_columns_gives_the_same_rows(order: list[int]) -> None:
    extra = table(
        (*ROW, "kept"),
        ("2025/09/02 6:03:22 PM GMT+1", "given-7f3b", "b@x.example", "2008-01-01"),
        header=(*HEADER, "Notes"),
    )
    mixed = replace(
        extra,
        header=tuple(extra.header[i] for i in order),
        lines=tuple(
            Line(line.number, tuple(line.cells[i] if i < len(line.cells) else "" for i in order))
            for line in extra.lines
        ),
    )
    assert read(mixed).rows == read(extra).rows
    assert len(read(mixed).problems) == 1


@pytest.mark.parametrize(
    "title",
    [
        "born",
        "BORN",
        "Date of birth",
        "  When were\u00a0you  born? ",
        "\uff37hen were you born?",
        "When\nwere you born?",
    ],
)
def test_a_column_is_found_by_text_older_text_or_id(title: str) -> None:
    rows = read(without("When were you born?", instead=title))
    assert rows.problems == ()
    assert rows.rows[0].cells == CELLS


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        (
            without("When were you born?"),
            (
                '"Mentor sign-up.csv", row 1, question "born": There is no column "When were you born?".\n'
                "     Put the question back into the form, or drop it in program.yaml."
            ),
        ),
        (
            without("What do you like?"),
            (
                '"Mentor sign-up.csv", row 1, question "likes": (to look at) There is no column "What do you like?".\n'
                "     If the form no longer asks this, drop the question in program.yaml."
            ),
        ),
        (
            without("When can you come? [Friday]"),
            (
                '"Mentor sign-up.csv", row 1, question "free[Friday]": (to look at) There is no column "When can you come? [Friday]".\n'
                "     If the form no longer asks this, drop the question in program.yaml."
            ),
        ),
        (
            without("When were you born?", instead="When are you born?"),
            (
                '"Mentor sign-up.csv", row 1: (to look at) No question owns column D (When are you born?). It is kept and shown nowhere.\n'
                "     If it is a reworded question, add its new text under `also:` of the question.\n"
                '"Mentor sign-up.csv", row 1, question "born": There is no column "When were you born?".\n'
                "     Was it reworded? If it is column D (When are you born?), add that text under `also:` of the question."
            ),
        ),
        (
            without("What is your e-mail address?", instead="Email Address"),
            (
                '"Mentor sign-up.csv", row 1, question "email": There is no column "What is your e-mail address?".\n'
                '     To use the addresses that Google collects, add "Email Address" under `also:` of the question.'
            ),
        ),
        (
            with_column("What do you like?", "chess"),
            (
                '"Mentor sign-up.csv", row 1, question "likes": Columns E and H both hold this question; neither was read.\n'
                "     Delete the one that is not used, or rename it."
            ),
        ),
        (
            with_column("Notes of the coordinator that are much longer than anybody reads", "x"),
            (
                '"Mentor sign-up.csv", row 1: (to look at) No question owns column H (Notes of the coordinator that are much l...). It is kept and shown nowhere.\n'
                "     If it is a reworded question, add its new text under `also:` of the question."
            ),
        ),
        (
            table((*ROW, *"abcdefghij"), header=(*HEADER, "x1", "x2", "x3", "x4", "", "x6", "x7", "x8", "x9", "x10")),
            (
                '"Mentor sign-up.csv", row 1: (to look at) No question owns columns H (x1), I (x2), J (x3), K (x4), L (no title), M (x6), N (x7), O (x8) and 2 more. They are kept and shown nowhere.\n'
                "     If it is a reworded question, add its new text under `also:` of the question."
            ),
        ),
        (
            table(("1", "milk"), header=("Item", "Price")),
            (
                '"Mentor sign-up.csv", row 1: None of the questions of "Mentor sign-up" is a column here.\n'
                "     Is it the answers of another form, or has the header row gone?"
            ),
        ),
        (
            without("Timestamp"),
            (
                '"Mentor sign-up.csv", row 1: (to look at) There is no column with the time of each answer.\n'
                "     Keep the column Timestamp when you copy answers. Without it, it is not known which answer is newer."
            ),
        ),
        (
            table(("1/9/2025 10:00:00", *ROW[1:])),
            (
                '"Mentor sign-up.csv", row 1: (to look at) It cannot be told whether day or month stands first in "Timestamp"; it was read as month first.\n'
                "     Download the CSV in Google Forms (Responses, three dots): there the year stands first."
            ),
        ),
        (
            table(("13/9/2025 10:00:00", *ROW[1:]), ("9/13/2025 10:00:00", *ROW[1:])),
            (
                '"Mentor sign-up.csv", row 1: In some cells of "Timestamp" the day stands first, in others the month.\n'
                "     Download the file again; do not put rows of two downloads together."
            ),
        ),
        (
            table(("yesterday", *ROW[1:])),
            (
                '"Mentor sign-up.csv", row 2, question "Timestamp": (to look at) This is no time that can be read; the answer counts as one without a time.\n'
                "     Write it as YYYY-MM-DD HH:MM:SS."
            ),
        ),
        (
            table((*ROW[:4], "secret" * 400, *ROW[5:])),
            (
                '"Mentor sign-up.csv", row 2, question "likes": This answer has more than 2,000 characters, so the row was left out.\n'
                "     Shorten it in the sheet."
            ),
        ),
        (
            table((*ROW, "shifted")),
            (
                '"Mentor sign-up.csv", row 2: This row has more cells than the header, so it cannot be told what belongs where. It was left out.\n'
                "     Download the file again, or undo the change in this row."
            ),
        ),
        (
            table(ROW, header=(*HEADER, *[""] * 300, "far out")),
            (
                '"Mentor sign-up.csv", row 1: There are more than 200 columns; those after GR were left out.\n'
                "     Remove columns that are not answers to this form."
            ),
        ),
    ],
)
def test_what_is_odd_is_told_with_its_place_and_without_the_answer(bad: Table, expected: str) -> None:
    rows = read(bad)
    assert told(rows) == expected
    for secret in (*ROW, "secret", "shifted", "yesterday"):
        assert not secret or secret not in told(rows)


def test_everything_that_drifted_is_one_report() -> None:
    header = (
        "Timestamp",
        "What's your full name?",
        "What is your e-mail address?",
        "Date of birth",
        "What do you like?",
        "what do you like? ",
        "Score",
    )
    odd = table(
        ("13/09/2025 18:03:22", "given-7f3a", "a@x.example", "2008-09-15", "art", "chess", "8 / 10"), header=header
    )
    assert told(read(odd, table(ROW, name="Second.csv"))) == (
        '"Mentor sign-up.csv", row 1: (to look at) No question owns columns B (What\'s your full name?) and G (Score). They are kept and shown nowhere.\n'
        "     If it is a reworded question, add its new text under `also:` of the question.\n"
        '"Mentor sign-up.csv", row 1, question "free[Friday]": (to look at) There is no column "When can you come? [Friday]".\n'
        "     If the form no longer asks this, drop the question in program.yaml.\n"
        '"Mentor sign-up.csv", row 1, question "free[Monday]": (to look at) There is no column "When can you come? [Monday]".\n'
        "     If the form no longer asks this, drop the question in program.yaml.\n"
        '"Mentor sign-up.csv", row 1, question "likes": Columns E and F both hold this question; neither was read.\n'
        "     Delete the one that is not used, or rename it.\n"
        '"Mentor sign-up.csv", row 1, question "name": There is no column "What is your full name?".\n'
        "     Was it reworded? If it is column B (What's your full name?), add that text under `also:` of the question."
    )


def test_of_a_form_that_lacks_what_it_needs_nothing_is_given() -> None:
    rows = read(without("When were you born?"), table(ROW, name="Second.csv"))
    assert rows.rows == ()
    assert rows.unread == {"mentor-sign-up"}


def test_of_a_form_with_a_broken_file_nothing_is_given() -> None:
    rows = read(table(ROW), Table("x.csv", FORM.id, (), (), broken=True))
    assert (rows.rows, rows.problems, rows.unread) == ((), (), frozenset({"mentor-sign-up"}))


def test_an_optional_question_in_two_columns_is_not_read_and_the_rest_is() -> None:
    (row,) = read(with_column("What do you like?", "chess")).rows
    assert row.cells == {key: text for key, text in CELLS.items() if key != "likes"}


def test_questions_that_share_a_title_are_not_read() -> None:
    same = FORM.model_copy(update={"questions": (*FORM.questions, FORM.questions[3].model_copy(update={"id": "twin"}))})
    rows = read(table(ROW), form=same)
    assert "Column E has the title of several questions (likes, twin); none of them was read." in told(rows)
    assert "likes" not in rows.rows[0].cells


def test_words_of_today_go_before_older_words_and_ids() -> None:
    other = FORM.questions[3].model_copy(update={"id": "more", "ask": "name", "also": ("What do you like?",)})
    known = known_headers(FORM.model_copy(update={"questions": (*FORM.questions, other)}))
    assert known["name"] == ("more",)
    assert known["what do you like?"] == ("likes",)
    assert known["likes"] == ("likes",)


def test_the_collected_address_is_kept_beside_an_own_question() -> None:
    (row,) = read(with_column("Email Address", "sender@x.example", at=1)).rows
    assert row.cells == {**CELLS, "_address": "sender@x.example"}


def test_under_the_same_title_the_own_question_is_the_one_that_is_not_beside_the_time() -> None:
    asks = [q if q.id != "email" else q.model_copy(update={"ask": "Email address"}) for q in FORM.questions]
    form = FORM.model_copy(update={"questions": tuple(asks)})
    header = ("Timestamp", "Email address", "What is your full name?", "When were you born?", "Email Address")
    rows = read_rows(
        (table((ROW[0], "sender@x.example", "given-7f3a", "2008-09-15", "own@x.example"), header=header),), (form,)
    )
    assert rows.rows[0].cells["email"] == "own@x.example"
    assert rows.rows[0].cells["_address"] == "sender@x.example"
    apart = table(
        (ROW[0], "given-7f3a", "one@x.example", "2008-09-15", "two@x.example"),
        header=(header[0], header[2], header[1], header[3], header[4]),
    )
    assert "Columns C and E both hold this question" in told(read_rows((apart,), (form,)))


@pytest.mark.parametrize("cell", ["2025/09/01 6:03:22 PM GMT+1", "1.9.2025 18:03:22", "2025-09-01 18:03:22"])
@pytest.mark.parametrize("title", ["Timestamp", "Horodateur", "Zeitstempel", "Aikaleima", "something else"])
def test_the_time_is_found_by_a_known_name_or_by_what_its_cells_hold(title: str, cell: str) -> None:
    rows = read(table((cell, *ROW[1:]), header=(title, *HEADER[1:])))
    assert rows.problems == ()
    assert rows.rows[0].at == AT


def test_the_order_of_day_and_month_is_that_of_the_whole_table() -> None:
    rows = read(table(("1/9/2025 18:03:22", *ROW[1:]), ("13/9/2025 18:03:22", *ROW[1:])))
    assert rows.problems == ()
    assert rows.rows[0].at == AT


def test_under_a_header_of_another_language_the_day_stands_first() -> None:
    rows = read(table(("1/9/2025 18:03:22", *ROW[1:]), header=("Marca temporal", *HEADER[1:])))
    assert rows.problems == ()
    assert rows.rows[0].at == AT


def test_a_question_about_a_day_is_never_the_time() -> None:
    rows = read(table(("soon", "given-7f3a", "a@x.example", "2008-09-15 10:00"), header=("x", *HEADER[1:])))
    assert rows.rows[0].at is None
    assert rows.rows[0].cells["born"] == "2008-09-15 10:00"


def test_of_an_anonymous_form_neither_time_nor_address_nor_strange_columns_are_read() -> None:
    header = (*HEADER[:1], "Email Address", *HEADER[1:], "Notes")
    rows = read(table((ROW[0], "sender@x.example", *ROW[1:], "kept?"), header=header), form=ANONYMOUS)
    assert [(row.at, row.cells, row.unowned) for row in rows.rows] == [(None, CELLS, {})]
    assert told(rows) == (
        '"Mentor sign-up.csv", row 1: (to look at) No question owns column I (Notes). It is not kept.\n'
        "     If it is a reworded question, add its new text under `also:` of the question.\n"
        '"Mentor sign-up.csv", row 1: (to look at) This form is anonymous, but it collects addresses. They were not read.\n'
        "     In the form's settings, set Collect email addresses to Do not collect."
    )


def test_an_anonymous_form_without_times_is_fine() -> None:
    assert read(without("Timestamp"), form=ANONYMOUS).problems == ()


@pytest.mark.parametrize(
    "blank",
    [(), ("",), ("2025/09/01 6:03:22 PM GMT+1",), ("2025/09/01 6:03:22 PM GMT+1", " ", "\u00a0", "\x00"), HEADER],
)
def test_a_row_without_an_answer_is_no_row(blank: tuple[str, ...]) -> None:
    assert [row.number for row in read(table(blank, ROW, blank)).rows] == [3]


def test_a_cell_keeps_its_text_but_for_what_nobody_sees() -> None:
    (row,) = read(table((*ROW[:4], " \t=1+1\r\n\x00\x07naïve\u200d 👍\rend \n", *ROW[5:]))).rows
    assert row.cells["likes"] == "=1+1\nnaïve\u200d 👍\nend"


def test_columns_without_an_owner_are_kept_under_their_header() -> None:
    header = (*HEADER, "Notes", "Notes", "", "")
    (row,) = read(table((*ROW, "a", "b", "c", ""), header=header)).rows
    assert row.unowned == {"Notes": "a", "Notes (column I)": "b", "(column J)": "c"}
    (long,) = read(with_column("Notes", "x" * 9_000)).rows
    assert long.unowned == {"Notes": "x" * MOST_CHARACTERS}


def test_a_row_that_is_too_large_is_rejected_and_the_rest_goes_on() -> None:
    rows = read(table(ROW, (*ROW[:4], "x" * (MOST_CHARACTERS + 1)), (*ROW[:4], "x" * MOST_CHARACTERS)))
    assert [row.number for row in rows.rows] == [2, 4]
    assert [row.number for row in rows.rejected] == [3]


def test_too_many_rows_are_rejected_and_told_once() -> None:
    rows = read(table(*[ROW] * (MOST_ROWS + 3)))
    assert (len(rows.rows), len(rows.rejected)) == (MOST_ROWS, 3)
    assert told(rows) == (
        '"Mentor sign-up.csv", row 5002: There are more than 5,000 rows; those from here on were left out.\n'
        "     Move the answers of earlier years into a file of their own."
    )


def test_a_table_of_no_form_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        read_rows((replace(table(ROW), form="nothing"),), (FORM,))


def places(rows: Rows) -> list[Row]:
    return [*rows.rows, *rows.rejected]


def test_two_files_with_the_same_answer_in_different_words_are_not_read() -> None:
    newer = table((*ROW[:4], "chess", *ROW[5:]), name="Mentor sign-up (1).csv")
    found = read(newer, table(ROW))
    assert found.rows == ()
    assert found.unread == {FORM.id}
    assert told(found) == (
        '"Mentor sign-up.csv": "Mentor sign-up (1).csv" and this file hold the same answers in different words, so none was read.\n'
        "     Keep the newer of the two files, and move the other away."
    )


@pytest.mark.parametrize(
    "other",
    [
        ROW,  # a copy
        ("2025/09/01 6:03:23 PM GMT+1", *ROW[1:4], "chess", *ROW[5:]),  # sent again a second later
        (*ROW[:2], "b@x.example", *ROW[3:]),  # somebody else
        (*ROW[:4], "", *ROW[5:]),  # a column that the older file does not have
    ],
)
def test_other_rows_of_two_files_are_read(other: tuple[str, ...]) -> None:
    assert len(read(table(ROW), table(other, name="Mentor sign-up (1).csv")).rows) == 2


@given(st.lists(st.lists(st.text(max_size=5) | st.sampled_from([*HEADER, *ROW]), max_size=9), max_size=5))
def test_every_row_of_a_readable_table_is_given_once_or_blank(rows: list[list[str]]) -> None:
    read_ = read(table(*map(tuple, rows)))
    assert len({row.number for row in places(read_)}) == len(places(read_)) <= len(rows)


@given(st.text(st.characters(categories=["Cc", "Cs", "L", "Zs"]), max_size=8))
def test_a_cell_can_be_kept_whatever_it_holds(text: str) -> None:
    for row in read(table((ROW[0], text, *ROW[2:]))).rows:
        for cell in row.cells.values():
            assert cell == cell.encode().decode().strip()  # no half of a character is left


def test_letters_are_those_of_a_spreadsheet() -> None:
    assert [letter(i) for i in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_words_are_listed_as_in_a_sentence() -> None:
    assert (listed(["A"]), listed(["A", "B"]), listed("ABC")) == ("A", "A and B", "A, B and C")


def test_headers_are_compared_without_case_and_kinds_of_space() -> None:
    assert norm(" \uff2eame\u00a0\u2009of\tIT ") == "name of it"
