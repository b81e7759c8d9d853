"""The gate looks quickly by leaving out what cannot matter. These are the slow ways; both must agree."""
# ruff: noqa: SLF001 - the steps under test are private

from __future__ import annotations

import re
import sys
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from peerloom import needle
from peerloom.needle import Needle, words
from peerloom.site import views
from peerloom.site.gate import Gate

_SIGNS = st.sampled_from(
    [
        *"ab1 =\n\r\t<>/&;%\\-_.",
        "\u00e9",
        "e\u0301",
        "\u200b",
        "\u0430",
        "\u00df",
        "\ufb01",
        "\u1e9b\u0323",
        "\u3000",
        "=\n",
        "\n ",
        "base64,",
    ]
)
_NO_WORD = re.compile(r"[\W_]+")
texts = st.lists(st.one_of(_SIGNS, st.characters(exclude_categories=["Cs"])), max_size=40).map("".join)


def slow_words(text: str) -> str:
    """All at once instead of sign by sign."""
    text = needle._INVISIBLE.sub("", text)
    text = unicodedata.normalize("NFKD", text.casefold().translate(needle._LETTERS))
    text = "".join(sign for sign in text.casefold().translate(needle._LETTERS) if not unicodedata.combining(sign))
    return f" {_NO_WORD.sub(' ', text).strip()} "


def plain_views(text: str) -> set[str]:
    return {words(view) for view in views.views(text)}


@given(texts)
def test_words_are_the_same_sign_by_sign(text: str) -> None:
    assert words(text) == slow_words(text)


def test_every_sign_is_the_same_alone_and_between_letters() -> None:
    signs = [chr(code) for code in range(sys.maxunicode + 1) if code < 0x30000 or code > 0xE0000]
    assert [hex(ord(sign)) for sign in signs if words(sign) != slow_words(sign)] == []
    assert [hex(ord(sign)) for sign in signs if words(f"a{sign}b") != slow_words(f"a{sign}b")] == []


@example("ab\n \n cd")
@example("a>\n b")
@example("a\r\n\tb")
@given(texts)
def test_a_fold_is_left_out_only_where_it_parts_no_word(text: str) -> None:
    plain = views.decoded(text)
    assert words(views._FOLD.sub("", plain)) in plain_views(text)


@example("=41=42")
@example("a=\nb")
@given(texts)
def test_quoted_signs_are_left_out_only_where_there_are_none(text: str) -> None:
    plain = views.decoded(text)
    assert words(views._QUOTED.sub(views._unquoted, plain)) in plain_views(text)


_HEX_ENDS = st.text("0123456789abcdefABCDEF", max_size=40)
_RUNS = st.lists(st.one_of(_HEX_ENDS, st.text("ghZ+/_-=., ", max_size=6), st.just("base64,"), texts), max_size=8).map(
    "".join
)


@example("base64,4142434445464748")
@example("zz4142434445464748494a4b4c4d4e4f50=41")
@given(_RUNS)
def test_hexadecimal_digits_are_found_inside_runs_of_base64(text: str) -> None:
    inside = [found[0] for run in views._BASE64.finditer(text) for found in views._HEX.finditer(text, *run.span())]
    assert inside == views._HEX.findall(text)


def test_what_is_remembered_hides_nothing() -> None:
    found = Gate(
        [Needle("name", " given 7f3a "), Needle("free text", " tok 1 tok 2 tok 3 "), Needle("phone", "079460999")]
    )
    texts = [
        b"given-7f3a",
        b"Z2l2ZW4tN2YzYSBnaXZlbi03ZjNh",
        b"676976656e2d376633612067",
        b"+44 20 7946 0999",
        b"tok-1 tok-2 tok-3",
        b"nothing here",
    ]
    for _ in range(3):
        for text in texts:
            page = b"<p>nothing here either</p><i>" + text + b"</i>"
            assert bool(found.look({"a.html": page})) == (text != b"nothing here"), text
