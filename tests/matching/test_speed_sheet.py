from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.matching.speed_sheet import read_talks, write_talks
from peerloom.matching.talk import Talk

TALKS = (Talk(1, 1, "M-AAAAA2", "E-BBBBB2"), Talk(1, 2, "M-AAAAA3", "E-BBBBB3"), Talk(2, 1, "M-AAAAA2", "E-BBBBB3"))
talks = st.builds(
    Talk,
    st.integers(1, 20),
    st.integers(1, 99),
    st.from_regex(r"M-[2-9A-HJ]{6}", fullmatch=True),
    st.from_regex(r"E-[2-9A-HJ]{6}", fullmatch=True),
)


@given(st.lists(talks, max_size=5))
def test_what_was_written_is_read(written: list[Talk]) -> None:
    cohort, found, problems = read_talks(write_talks("2026-27", written, {"M-AAAAA2": "=given-1a"}), "speed.csv")
    assert problems == ()
    assert sorted(found, key=str) == sorted(written, key=str)
    assert cohort == ("2026-27" if written else "")


@pytest.mark.parametrize(("old", "new"), [("\r\n1,1,M-AAAAA2", "\r\none,1,M-AAAAA2"), (",M-AAAAA3,", ",,")])
def test_a_row_that_is_no_meeting_is_told_and_the_others_count(old: str, new: str) -> None:
    text = write_talks("c", TALKS, {})
    assert text.count(old) == 1
    _, found, (problem,) = read_talks(text.replace(old, new), "speed.csv")
    assert len(found) == 2
    assert problem.message == "This is no meeting: a number or a code is missing."


def test_a_missing_column_is_told() -> None:
    _, found, problems = read_talks(write_talks("c", TALKS, {}).replace("Table", "Desk", 1), "speed.csv")
    assert found == ()
    assert [str(problem.place) for problem in problems] == ['"speed.csv", row 1, question "Table"']
