from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import jsonschema
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
    Sides,
    Withheld,
)
from peerloom.disclosure.public_json import public_json, public_schema, read_public

DAY = dt.date(2026, 6, 12)
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
        "step": 5,
        "looser": False,
        "release": 0,
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
                    {"is": "publicstep", "month": 1, "shown": {"is": "share", "low": 85, "high": 100}, "sides": None},
                    {"is": "publicstep", "month": 2, "shown": {"is": "withheld", "why": "too-few"}, "sides": None},
                ],
                "sides": None,
                "since": None,
            }
        ],
    }


@pytest.mark.parametrize("shown", SHOWN, ids=str)
def test_each_shown_value_carries_the_name_of_its_type(shown: Any) -> None:
    (figure,) = read(PublicFigure("hours", "", shown, Fewer(10)))["figures"]
    assert figure["shown"] == {"is": type(shown).__name__.lower(), **dataclasses.asdict(shown)}


def test_every_type_that_can_be_shown_is_tested() -> None:
    assert {type(shown) for shown in SHOWN} == set(get_args(public.Shown))


figures = st.lists(
    st.builds(
        PublicFigure,
        st.sampled_from(["hours", "stayed-3"]),
        st.sampled_from(["", "2025-26", "spring"]),
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
    assert len(types) == 14
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


SCHEMA = public_schema()
WHOLE = PublicFigures(
    DAY,
    10,
    (
        PublicFigure(
            "hours",
            "2025-26",
            Hours(1230),
            About(45),
            parts=(PublicPart("2025-10", Fewer(10)),),
            curve=(PublicStep(1, Share(85, 100), Sides(About(45), Fewer(10))), PublicStep(2, Withheld("together"))),
        ),
        PublicFigure("match-rate", "", Share(60, 70), About(60), sides=Sides(About(40), About(20)), since=DAY),
        *(PublicFigure("stayed-3", "", shown, None) for shown in SHOWN),
    ),
    (PublicWords("win", "We did it.", "Given"),),
    looser=True,
    release=3,
)


def fits(value: Any) -> bool:
    return bool(jsonschema.Draft202012Validator(SCHEMA).is_valid(value))


def test_what_is_written_is_read_back_and_fits_the_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    text = public_json(WHOLE)
    assert read_public(text) == WHOLE
    assert fits(json.loads(text))


def objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inside in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(inside)


SPOILED: tuple[tuple[str, Callable[[dict[str, Any]], object]], ...] = (
    ("one property more", lambda one: one.update(name="given-7f3a")),
    ("one property less", lambda one: one.pop(min(one.keys() - {"is"}))),
    ("another type", lambda one: one.update({"is": "person"})),
    ("no type", lambda one: one.pop("is")),
)


def changed() -> Iterator[tuple[str, Any]]:
    """The whole file with one thing wrong in it, at every place where that can be."""
    count = len(list(objects(json.loads(public_json(WHOLE)))))
    for number in range(count):
        for name, wrong in SPOILED:
            value = json.loads(public_json(WHOLE))
            wrong(list(objects(value))[number])
            yield f"{name} in object {number}", value
        value = json.loads(public_json(WHOLE))
        one = list(objects(value))[number]
        for key in sorted(one.keys() - {"is", "text", "named", "kind"}):
            for wrong_value in ("given-7f3a family-91bc", {"given-7f3a": 1}, ["given-7f3a"], -1, 1.5, True):
                if one[key] is not wrong_value and (key, wrong_value) != ("looser", True):
                    before, one[key] = one[key], wrong_value
                    yield f"{key} in object {number} is {wrong_value}", json.loads(json.dumps(value))
                    one[key] = before


WRONG = list(changed())


def test_there_are_many_ways_to_be_wrong() -> None:
    assert len(WRONG) > 400


def test_nothing_that_does_not_belong_there_is_read_or_fits_the_schema() -> None:
    for name, value in WRONG:
        assert not fits(value), name
        with pytest.raises(ValueError, match=r"."):
            read_public(json.dumps(value))


@pytest.mark.parametrize("text", ["", "[]", "{}", "3", "null", '{"is": "fewer", "than": 3}', "[" * 100_000, "{"])
def test_another_file_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_public(text)


def test_what_is_wrong_is_never_repeated() -> None:
    for _, value in WRONG:
        with pytest.raises(ValueError, match=r".") as told:
            read_public(json.dumps(value))
        assert "7f3a" not in str(told.value)


@pytest.mark.parametrize("id_", ["given-7f3a", "", "Hours", "hours "])
def test_a_figure_is_of_the_register(id_: str) -> None:
    with pytest.raises(ValueError, match="register"):
        PublicFigure(id_, "", Fewer(10), Fewer(10))


@pytest.mark.parametrize("cohort", ["Given Family", "given.family@x.example", "a" * 65, "../x", "a\n"])
def test_a_cohort_is_an_id(cohort: str) -> None:
    with pytest.raises(ValueError, match="no list"):
        PublicFigure("hours", cohort, Fewer(10), Fewer(10))


def test_mypy_refuses_text_where_a_number_belongs() -> None:
    """The types are the valve: this is what `mypy --strict` says about a name in the place of a count."""
    assert get_type_hints(About) == {"value": int}
    assert get_type_hints(Fewer) == {"than": int}
    with pytest.raises(ValueError, match="of its type"):
        read_public(public_json(PublicFigures(DAY, 10, (PublicFigure("hours", "", About("given-7f3a"), None),))))  # type: ignore[arg-type] # on purpose
