from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.disclosure import public
from peerloom.disclosure.public import (
    About,
    Exact,
    Fewer,
    Hours,
    Mean,
    Months,
    PublicFigure,
    PublicFigures,
    PublicPart,
    PublicStep,
    PublicWords,
    Share,
    Withheld,
)
from peerloom.disclosure.public_json import public_json

DAY = dt.date(2026, 6, 12)
SHOWN = (
    Fewer(10),
    About(45),
    Exact(3),
    Share(50, 60),
    Mean(43),
    Hours(1230),
    Months(7),
    Months(None),
    Withheld("too-few"),
)


def read(*figures: PublicFigure, words: tuple[PublicWords, ...] = ()) -> Any:
    return json.loads(public_json(PublicFigures(DAY, 10, figures, words)))


def test_the_whole_of_it() -> None:
    figure = PublicFigure(
        "hours",
        "2025-26",
        Hours(1230),
        About(45),
        parts=(PublicPart("2025-10", Fewer(10)),),
        curve=(PublicStep(1, Share(85, 100)), PublicStep(2, Withheld("too-few"))),
    )
    assert read(figure, words=(PublicWords("win", "Well \u00e9 done."),)) == {
        "is": "publicfigures",
        "as_of": "2026-06-12",
        "least": 10,
        "words": [{"is": "publicwords", "kind": "win", "text": "Well \u00e9 done.", "named": ""}],
        "figures": [
            {
                "is": "publicfigure",
                "id": "hours",
                "cohort": "2025-26",
                "shown": {"is": "hours", "value": 1230},
                "n": {"is": "about", "value": 45},
                "parts": [{"is": "publicpart", "label": "2025-10", "shown": {"is": "fewer", "than": 10}}],
                "curve": [
                    {"is": "publicstep", "month": 1, "shown": {"is": "share", "low": 85, "high": 100}},
                    {"is": "publicstep", "month": 2, "shown": {"is": "withheld", "why": "too-few"}},
                ],
            }
        ],
    }


@pytest.mark.parametrize("shown", SHOWN, ids=str)
def test_each_shown_value_carries_the_name_of_its_type(shown: Any) -> None:
    (figure,) = read(PublicFigure("x", "", shown, Fewer(10)))["figures"]
    assert figure["shown"] == {"is": type(shown).__name__.lower(), **dataclasses.asdict(shown)}


def test_every_type_that_can_be_shown_is_tested() -> None:
    assert {type(shown) for shown in SHOWN} == set(get_args(public.Shown))


figures = st.lists(
    st.builds(
        PublicFigure,
        st.sampled_from(["hours", "stayed-3"]),
        st.text(max_size=4),
        st.sampled_from(SHOWN),
        st.just(Fewer(10)),
    ),
    max_size=4,
)


@given(figures)
def test_the_same_figures_give_the_same_bytes(some: list[PublicFigure]) -> None:
    whole = PublicFigures(DAY, 10, tuple(some))
    text = public_json(whole)
    assert text == public_json(dataclasses.replace(whole))
    assert text.endswith("}\n")
    assert len(json.loads(text)["figures"]) == len(some)


def test_the_public_types_hold_numbers_ids_and_released_words_alone() -> None:
    """A new field must be thought about here before it can become public."""
    types = [one for one in vars(public).values() if dataclasses.is_dataclass(one)]
    fields = {f"{one.__name__}.{field.name}": field.type for one in types for field in dataclasses.fields(one)}  # type: ignore[union-attr] # all are classes
    texts = {name for name, kind in fields.items() if "str" in str(kind).split("[")[0].split(" | ")}
    assert len(types) == 13
    assert texts == {
        "PublicPart.label",
        "PublicFigure.id",
        "PublicFigure.cohort",
        "PublicWords.text",
        "PublicWords.named",
    }
    assert not [
        name for name, kind in fields.items() if "float" in str(kind) or "Any" in str(kind) or "object" in str(kind)
    ]
