from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.ledger.history import changes
from peerloom.sources.tables import Row

ONE = dt.datetime(2025, 9, 1, 18, 3, 22)  # noqa: DTZ001 - the sheet's own zone
TWO = dt.datetime(2025, 9, 2, 18, 3, 22)  # noqa: DTZ001 - the sheet's own zone


def row(at: dt.datetime | None = None, form: str = "sign-up", **cells: str) -> Row:
    return Row(form, "tab", 2, at, cells)


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        (row(ONE, a="1"), row(ONE, a="2"), True),  # the same time
        (row(ONE, a="1"), row(TWO, a="2"), False),
        (row(ONE, a="1"), row(TWO, a="1"), True),  # the same words: the order of day and month was taken otherwise
        (row(ONE, email="A@x.example", a="1"), row(TWO, email=" a@X.example", a="2"), True),
        (row(ONE, code="M-1", a="1"), row(TWO, code="M-1", a="2"), True),
        (row(ONE, _address="a@x.example", email="x"), row(TWO, _address="b@x.example", email="x"), False),
        (
            row(ONE, "log", code="M-1", a="1"),
            row(TWO, "log", code="M-1", a="2"),
            False,
        ),  # people answer it again and again
        (row(None, a="1", b="2"), row(None, a="1", b="2", new="3"), True),  # a column more is read
        (row(None, a="1", b="2"), row(None, a="1"), True),  # a column less
        (row(None, a="1"), row(None, a="2"), False),
        (row(None, a="1", b="2"), row(None, a="2", b="2", new="3"), False),
        (row(None, a="1"), row(None, b="1"), False),  # no column in common
        (row(ONE, a="1"), row(ONE, "other", a="1"), False),
    ],
)
def test_an_answer_is_the_same_one_when_it_is_recognised(old: Row, new: Row, same: bool) -> None:
    assert changes({"old": old}, {"new": new}, ["log"]) == ({"old": "new"} if same else {})


def test_of_several_the_one_with_most_equal_cells_is_taken() -> None:
    fresh = {"1": row(ONE, a="9", b="9"), "2": row(ONE, a="1", b="9"), "3": row(ONE, a="1", b="9")}
    assert changes({"x": row(ONE, a="1", b="2")}, fresh, []) == {"x": "2"}


def test_no_row_is_taken_twice() -> None:
    missing = {"x": row(ONE, a="1"), "y": row(ONE, a="2")}
    assert changes(missing, {"1": row(ONE, a="3")}, []) == {"x": "1"}


rows = st.dictionaries(
    st.text("abc", max_size=2),
    st.builds(
        row,
        st.sampled_from([None, ONE, TWO]),
        st.sampled_from(["sign-up", "log"]),
        email=st.sampled_from("xy"),
        a=st.sampled_from("12"),
    ),
    max_size=6,
)


@given(rows, rows, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_makes_no_difference(
    missing: dict[str, Row], fresh: dict[str, Row], chance: object
) -> None:
    shuffle = getattr(chance, "sample")  # noqa: B009 - hypothesis gives a random.Random of its own
    mixed = changes(
        {key: missing[key] for key in shuffle(sorted(missing), len(missing))},
        {key: fresh[key] for key in shuffle(sorted(fresh), len(fresh))},
        ["log"],
    )
    found = changes(missing, fresh, ["log"])
    assert found == mixed
    assert len(set(found.values())) == len(found)
    assert all(missing[old].form == fresh[new].form for old, new in found.items())
