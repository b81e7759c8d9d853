from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.ledger.law import FATES, LawBroken, tally

READ = {"sign-up": 4, "survey": 1, "quiet": 0}
BEFORE = {"sign-up": {"rejected": 1, "duplicate": 1}}
ROWS = {"a": "sign-up", "b": "sign-up", "c": "survey"}
FATE = {"a": "used", "b": "held", "c": "erased"}


def test_the_law_holds_when_every_row_has_one_end() -> None:
    assert tally(READ, BEFORE, ROWS, FATE) == {
        "sign-up": Counter(rejected=1, duplicate=1, used=1, held=1),
        "survey": Counter(erased=1),
        "quiet": Counter(),
    }


@pytest.mark.parametrize(
    ("read", "rows", "fates", "words"),
    [
        (READ, ROWS, {"a": "used", "b": "held"}, "survey: 1 read, 0 ended"),
        (READ, ROWS, {**FATE, "d": "used"}, "1 fates belong to no row that was read."),
        (READ, ROWS, {**FATE, "c": "lost"}, "There is no fate lost."),
        ({**READ, "sign-up": 5}, ROWS, FATE, "sign-up: 5 read, 4 ended"),
        ({**READ, "sign-up": 3}, ROWS, FATE, "sign-up: 3 read, 4 ended"),
        ({**READ, "quiet": 1}, ROWS, FATE, "quiet: 1 read, 0 ended"),
        ({"survey": 1}, {"a": "sign-up", "c": "survey"}, {"a": "used", "c": "used"}, "sign-up: 0 read, 1 ended"),
    ],
)
def test_a_row_too_few_or_too_many_breaks_it(
    read: dict[str, int], rows: dict[str, str], fates: dict[str, str], words: str
) -> None:
    with pytest.raises(LawBroken, match=f"^{words}$"):
        tally(read, BEFORE, rows, fates)


def test_rows_of_other_forms_may_have_a_fate() -> None:
    assert tally({}, {}, {}, {"z": "used"}, ["z"]) == {}


@given(
    st.dictionaries(st.text(max_size=3), st.tuples(st.sampled_from("ABC"), st.sampled_from(FATES)), min_size=1),
    st.data(),
)
def test_each_lost_row_is_noticed(rows: dict[str, tuple[str, str]], data: st.DataObject) -> None:
    forms = {key: form for key, (form, _) in rows.items()}
    fates = {key: fate for key, (_, fate) in rows.items()}
    read = Counter(forms.values())
    assert sum(end.total() for end in tally(read, {}, forms, fates).values()) == len(rows)
    del fates[data.draw(st.sampled_from(sorted(fates)))]
    with pytest.raises(LawBroken):
        tally(read, {}, forms, fates)
