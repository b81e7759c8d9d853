from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.needle import Needle, digits, words


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("given-7f3a  Sür_name.", " given 7f3a sur name "),
        ("José  d'Árc", " jose d arc "),
        ("gi\u200bv\u00aden\u2060-7f3a", " given 7f3a "),  # zero width, soft hyphen, word joiner
        ("\u202agiven\u202c \ufeff7f3a\ufe0f", " given 7f3a "),  # marks of direction, of a file, of an emoji
        ("g\u0456v\u0435n", " given "),  # Cyrillic
        ("gi\u03bden", " given "),  # Greek
        ("GIVEN", " given "),
        ("ＧＩＶＥＮ", " given "),  # noqa: RUF001 - full width is the case that is tested
        ("Straße Søl Łódź Þór Æsa Œuf I\u015f\u0131k", " strasse sol lodz thor aesa oeuf isik "),
        ("İz", " iz "),
        ("ﬁve", " five "),
        ("", "  "),
        ("--", "  "),
        ("7f3a\n\tgiven", " 7f3a given "),
        ("имя", " имя "),
        ("名前", " 名前 "),
    ],
)  # fmt: skip
def test_a_text_has_one_plain_view(written: str, plain: str) -> None:
    assert words(written) == plain


@given(st.text(st.characters(codec="ascii")))
def test_other_scripts_beside_it_do_not_change_a_plain_text(text: str) -> None:
    assert words(f"{text} é") == f"{words(text).rstrip()} e "


@given(st.text())
def test_the_view_of_a_view_is_the_view(text: str) -> None:
    assert words(words(text)) == words(text)


@given(st.text(), st.text())
def test_words_of_two_texts_are_the_words_of_both(one: str, other: str) -> None:
    assert words(f"{one} {other}").split() == [*words(one).split(), *words(other).split()]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("01632 960111", " 01632960111 "),
        ("+44 (0)1632 960-111", " 4401632960111 "),
        ("+44.1632/960_111", " 441632960111 "),
        ("call 01632\u2011960111\u00a0, not 01632 960112", " 01632960111 01632960112 "),
        ("01632\u200b960\u00ad111", " 01632960111 "),  # signs that nobody sees
        ("\u202a01632960111\u202c", " 01632960111 "),
        ("０１６３２９６０１１１", " 01632960111 "),  # noqa: RUF001 - full width is the case that is tested
        ("123456", "  "),
        ("1234567", " 1234567 "),
        ("12345     67890", "  "),  # five signs between: two numbers
        ("1" * 9 + "a" + "2" * 9, " 111111111 222222222 "),
        ("", "  "),
    ],
)
def test_a_number_is_found_however_it_is_written(written: str, plain: str) -> None:
    assert digits(written) == plain


@given(st.text("0123456789 -().a", max_size=40))
def test_no_digit_is_made_up_or_moved(text: str) -> None:
    kept = digits(text).split()
    assert all(len(run) >= 7 for run in kept)
    plain = re.sub(r"[^0-9]", "", text)
    at = 0
    for run in kept:
        at = plain.index(run, at) + len(run)


def test_a_needle_never_prints_itself() -> None:
    needle = Needle("name", " given 7f3a ")
    assert "7f3a" not in f"{needle} {needle!r} {[needle]}"
    assert "name" in repr(needle)
