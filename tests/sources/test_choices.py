from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from peerloom.sources.choices import JOINT, split_choices

TOPICS = ["Reading", "Art, music or dance", "Art", "Fußball", "Maths (numbers, shapes)", "None, really"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Reading", ("Reading",)),
        ("Reading, Art", ("Reading", "Art")),
        ("Art, Reading", ("Art", "Reading")),
        ("Art, music or dance", ("Art, music or dance",)),
        ("Art, music or dance, Reading", ("Art, music or dance", "Reading")),
        ("Reading, Maths (numbers, shapes), Art", ("Reading", "Maths (numbers, shapes)", "Art")),
        ("  reading, ART ", ("Reading", "Art")),
        ("Fußball, Art", ("Fußball", "Art")),
        ("Art, Art", ("Art",)),
        ("", ()),
        ("  ", ()),
        ("Reading, chess", None),
        ("chess", None),
        ("Reading,Art", None),
    ],
)
def test_a_cell_is_taken_apart_as_a_person_would(text: str, expected: tuple[str, ...] | None) -> None:
    assert split_choices(text, TOPICS, other=False) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("chess", ("chess",)),
        ("Reading, chess", ("Reading", "chess")),
        ("Reading, chess, go, and so on", ("Reading", "chess, go, and so on")),
        ("Art, music", ("Art", "music")),
        ("chess, Reading", ("chess, Reading",)),  # an own answer is the last, so what follows belongs to it
        ("Reading, ", ("Reading",)),  # "Other" was ticked and left empty
        ("Artistic things", ("Artistic things",)),
    ],
)
def test_an_own_answer_is_the_unknown_rest(text: str, expected: tuple[str, ...]) -> None:
    assert split_choices(text, TOPICS, other=True) == expected


@pytest.mark.parametrize("other", [True, False])
def test_a_cell_with_two_readings_is_not_read(other: bool) -> None:
    assert split_choices("Art, music", ["Art", "music", "Art, music"], other=other) is None


def test_options_alone_go_before_an_own_answer() -> None:
    assert split_choices("Art, music", ["Art", "Art, music"], other=True) == ("Art, music",)


def test_a_cell_with_endless_readings_is_given_up_soon() -> None:
    assert split_choices(", ".join(["a"] * 600), ["a", "a, a", "a, a, a"], other=True) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Reading;Art", ("Reading", "Art")),
        ("Art, music or dance;Reading", ("Art, music or dance", "Reading")),
        ("Reading;chess", ("Reading", "chess")),
        ("Reading;chess, go; and so on", ("Reading", "chess, go; and so on")),
        ("Reading;", ("Reading",)),
        ("Reading, chess; go", ("Reading", "chess; go")),
        ("chess;go", ("chess;go",)),
    ],
)
def test_forms_own_download_joins_by_semicolons(text: str, expected: tuple[str, ...]) -> None:
    assert split_choices(text, TOPICS, other=True) == expected


words = st.text("ab, ", min_size=1, max_size=6).map(str.strip).filter(lambda text: text and not text.endswith(","))


@given(st.lists(words, min_size=1, max_size=6, unique_by=str.casefold), st.data())
def test_join_then_parse_is_the_identity_or_a_failure(options: list[str], data: st.DataObject) -> None:
    picks = data.draw(st.lists(st.sampled_from(options), unique=True))
    read = split_choices(JOINT.join(picks), options, other=False)
    assert read is None or set(read) == set(picks)


@given(st.lists(words, min_size=1, max_size=5, unique_by=str.casefold), words, st.data())
def test_join_with_an_own_answer_then_parse_is_the_identity_or_a_failure(
    options: list[str], own: str, data: st.DataObject
) -> None:
    assume(not any(own == option or own.startswith(option + JOINT) for option in options))
    picks = data.draw(st.lists(st.sampled_from(options), unique=True))
    text = JOINT.join([*picks, own])
    assume(split_choices(text, options, other=False) is None)  # else options alone explain it
    read = split_choices(text, options, other=True)
    assert read is None or (set(read[:-1]), read[-1]) == (set(picks), own)
