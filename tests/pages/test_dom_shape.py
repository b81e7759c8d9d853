"""No text changes the shape of a page: 3,400 odd texts in every run, 100,300 with PEERLOOM_LONG=1 (some minutes)."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any

import pytest

from peerloom.disclosure.public import PublicWords
from peerloom.pages.templating import encoded
from tests.fuzz import LONG, odd_texts
from tests.pages.conftest import FIGURES
from tests.pages.test_templating import PLACES, shape

EACH = 5_900 if LONG else 200
TOGETHER = 50  # texts on one page, each in a place of its own


@pytest.mark.parametrize("place", PLACES)
def test_no_text_changes_a_place(place: str) -> None:
    form, texts = PLACES[place], odd_texts(EACH, seed=list(PLACES).index(place))
    usual = shape("\n\n".join(form.format(*["benign words"] * form.count("{}")) for _ in range(TOGETHER)))
    looked = 0
    while batch := list(islice(texts, TOGETHER)):
        looked += len(batch)
        page = "\n\n".join(form.format(*[encoded(f"x{text}")] * form.count("{}")) for text in batch)
        assert shape(page) == usual, [text for text in batch if not _same(form, text)]
    assert looked == EACH


def _same(form: str, text: str) -> bool:
    values = [encoded(f"x{text}")] * form.count("{}")
    return shape(form.format(*values)) == shape(form.format(*["benign words"] * form.count("{}")))


def test_it_would_see_what_is_not_encoded() -> None:
    """Or 100,000 texts would prove nothing."""
    changed = sum(shape(f"x{text}\n") != shape("benign words\n") for text in odd_texts(300))
    assert changed > 80


@pytest.mark.parametrize("kind", ["quote", "win", "thanks"])
def test_no_words_of_people_change_a_real_page(make: Any, kind: str) -> None:
    """Every page of a whole program, with words that people gave away."""

    def pages(texts: list[str]) -> dict[str, Any]:
        words = tuple(PublicWords(kind, f"x{text}", f"y{text}") for text in texts)  # type: ignore[arg-type] # of the table
        made = make(figures=replace(FIGURES, words=words))
        return {path: shape(text.split("\n---\n", 1)[1]) for path, text in made.texts.items()}

    usual = pages(["benign words"] * TOGETHER)
    texts = odd_texts(1_000 if LONG else 50, seed=len(kind))
    while batch := list(islice(texts, TOGETHER)):
        assert pages(batch) == usual
    assert usual != pages([])  # they are shown
