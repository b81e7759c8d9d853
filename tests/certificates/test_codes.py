"""What the public table tells with a code, and that it tells nothing without one."""

from __future__ import annotations

import hashlib
import re

from hypothesis import given
from hypothesis import strategies as st

from peerloom.certificates.awards import LETTER, Earned, steps_of
from peerloom.certificates.codes import LETTERS, code_of, table

KEY, OTHER = b"k" * 32, b"o" * 32
KINDS, ROUNDS = (LETTER, "full-round"), ("2025", "2026")


def one(person: str = "M-1", award: str = LETTER, minutes: int = 1500, cohort: str = "2025") -> Earned:
    return Earned(person, f"given-{person}", "mentor", cohort, award, "Title", minutes, 0, 3, 0)


def looked_up(salt: str, rows: tuple[str, ...], typed: str) -> list[int] | None:
    """What the script of the public page does, written once more."""
    code = typed.replace("-", "")
    find, cover = (hashlib.sha256(f"{word}{salt}{code}".encode()).digest()[:16] for word in ("find", "open"))
    for row in rows:
        halves = [ord(sign) - 97 for sign in row]
        content = bytes(high << 4 | low for high, low in zip(halves[::2], halves[1::2], strict=True))
        if content[:16] == find:
            return [int(part) for part in bytes(a ^ b for a, b in zip(content[16:], cover, strict=True)).split()]
    return None


def test_a_code_tells_kind_round_and_hours_at_least() -> None:
    letter, full = one(), one("E-1", "full-round", cohort="2026")
    found = table(KEY, [letter, full], KINDS, ROUNDS)
    assert looked_up(*found, code_of(KEY, letter, letter.at_least)) == [0, 0, 25]
    assert looked_up(*found, code_of(KEY, full, full.at_least)) == [1, 1, 0]


def test_a_letter_that_was_given_out_stays_good_when_hours_are_added() -> None:
    given_out = code_of(KEY, one(minutes=600), one(minutes=600).at_least)
    assert looked_up(*table(KEY, [one(minutes=6000)], KINDS, ROUNDS), given_out) == [0, 0, 10]


def test_a_code_of_another_key_or_of_nobody_is_not_known() -> None:
    found = table(KEY, [one()], KINDS, ROUNDS)
    assert looked_up(*found, code_of(OTHER, one(), 25)) is None
    assert looked_up(*found, code_of(KEY, one(), 50)) is None  # these hours were not reached
    assert looked_up(*found, code_of(KEY, one("M-2"), 25)) is None


@given(st.integers(0, 300), st.sets(st.text(LETTERS, min_size=3, max_size=6), max_size=40))
def test_the_table_shows_no_code_no_name_and_no_count(hours: int, people: set[str]) -> None:
    everything = [one(person, minutes=hours * 60) for person in sorted(people)]
    salt, rows = table(KEY, everything, KINDS, ROUNDS)
    real = len(people) * len(steps_of(hours * 60))
    assert len(rows) == max(256, 1 << max(0, real - 1).bit_length())
    assert list(rows) == sorted(set(rows))
    assert all(re.fullmatch("[a-p]{64}", row) for row in (*rows, salt))
    assert table(KEY, reversed(everything), KINDS, ROUNDS) == (salt, rows)


def test_one_certificate_more_changes_every_row() -> None:
    before, after = table(KEY, [one()], KINDS, ROUNDS), table(KEY, [one(), one("M-2")], KINDS, ROUNDS)
    assert len(before[1]) == len(after[1]) == 256
    assert set(before[1]).isdisjoint(after[1])


@given(st.text(), st.text(), st.integers(0, 500))
def test_a_code_has_sixteen_plain_signs(person: str, award: str, step: int) -> None:
    assert re.fullmatch(f"([{LETTERS}]{{4}}-){{3}}[{LETTERS}]{{4}}", code_of(KEY, one(person, award), step))


def test_steps_of_hours() -> None:
    assert steps_of(59) == ()
    assert steps_of(60) == (1,)
    assert steps_of(10 * 60 - 1) == (1, 5)
    assert one(award="full-round").at_least == 0
