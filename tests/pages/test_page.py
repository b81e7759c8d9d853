from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from peerloom.pages.page import Origin
from peerloom.pages.templating import Raw


def test_a_text_is_shown_as_its_page_shows_it(small: Any) -> None:
    assert small.site.text("pages/about.md") == Raw("## Where we come from\n\nFrom the quay.")
    assert small.site.text("training/listening.md").startswith("## Why it matters")
    assert small.site.text("gone.md") == ""


def test_a_description_comes_from_the_text_or_else(small: Any) -> None:
    assert small.site.description("training/listening.md", "x") == "How to listen, in short."
    assert small.site.description("pages/about.md", "x") == "x"
    assert small.site.description("gone.md", "x") == "x"


def test_origins_are_lines_of_the_program_and_the_text(small: Any) -> None:
    site = small.site
    line = site.places[("guides",)].line
    start = "https://host.example/north-star/edit/main"
    assert site.origins(("guides",), ("gone",), text="guides/mentor-guide.md") == (
        Origin("program.yaml", line, f"{start}/program.yaml#L{line}"),
        Origin("content/guides/mentor-guide.md", 0, f"{start}/content/guides/mentor-guide.md"),
    )
    assert site.origins(("guides",), text="guides/gone.md") == (
        Origin("program.yaml", line, f"{start}/program.yaml#L{line}"),
    )
    assert site.origins(text="pictures/star.svg") == ()  # a picture is no text


def test_an_origin_is_said_in_words() -> None:
    assert Origin("program.yaml", 5).said == "program.yaml, line 5"
    assert Origin("content/a.md").said == "content/a.md"


@pytest.mark.parametrize(
    ("name", "askers", "words"),
    [
        ("languages", (), "Which languages do you speak well?"),
        ("help_with", ("mentee",), "What would you like help with?"),
        ("say", (), "What would you like to say?"),
        ("gone", (), None),
    ],
)
def test_a_question_is_found_in_the_form_that_asks_it(
    small: Any, name: str, askers: tuple[str, ...], words: str | None
) -> None:
    found = small.site.question(name, *askers)
    assert (found and found.ask) == words


def test_a_question_of_two_forms_is_taken_from_the_one_who_asks(small: Any) -> None:
    forms = {
        name: form.model_copy(update={"questions": (form.questions[0].model_copy(update={"id": "same", "ask": name}),)})
        for name, form in small.site.forms.items()
    }
    site = replace(small.site, forms=forms)
    assert [site.question("same", side).ask for side in ("mentor", "mentee")] == ["mentor-sign-up", "mentee-sign-up"]
    assert site.question("same").ask == "mentor-sign-up"
