from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from peerloom.pages.words import SHARE, USE

if TYPE_CHECKING:
    from collections.abc import Callable


def test_forms_with_a_link_are_listed_by_the_part_of_the_year(small: Any) -> None:
    page = small.texts["forms.md"]
    assert re.findall(r"^## (.*)$", page, flags=re.MULTILINE) == ["Joining", "While you meet", "Thanks and stories"]
    listed = re.findall(r"^### .* \{ #([a-z-]+) \}$", page, flags=re.MULTILINE)
    assert listed == ["mentor-sign-up", "mentee-sign-up", "guardian-permission", "hours-log", "own"]


def test_a_form_without_names_says_so(small: Any) -> None:
    assert "For anyone, without your name" in small.texts["forms.md"]
    assert small.texts["forms.md"].count("without your name") == 1


def test_the_privacy_page_explains_every_question_of_every_form(small: Any) -> None:
    page = small.texts["privacy.md"]
    rows = [
        tuple(html.unescape(cell) for cell in row)
        for row in re.findall(
            r'<tr><th scope="row">([^<]*)</th><td>([^<]*)</td><td>([^<]*)</td><td>([^<]*)</td></tr>', page
        )
    ]
    asked = [question for form in small.site.forms.values() for question in form.questions]
    assert len(asked) > 100
    assert rows == [
        (q.ask, USE[q.use], SHARE[q.share], "You must answer" if q.required else "You may skip it") for q in asked
    ]
    assert re.findall(r"^### .* \{ #([a-z-]+) \}$", page, flags=re.MULTILINE) == list(small.site.forms)


def test_the_privacy_page_says_what_the_settings_say(make: Callable[..., Any]) -> None:
    def change(tree: dict[str, Any]) -> None:
        tree["publication"] = {"least": "15", "keep_months": "6"}

    page = make(change).texts["privacy.md"]
    assert "We never show a count below 15." in page
    assert page.count("for 6 months after the program year") == len(re.findall(r"^### ", page, flags=re.MULTILINE)) + 1
    assert "hello&#64;north&#45;star&#46;example" in page  # without an address of its own, that of the organisation


def test_one_question_is_no_questions(small: Any, make: Callable[..., Any]) -> None:
    def change(tree: dict[str, Any]) -> None:
        tree["forms"] = [{**tree["forms"][-1], "questions": tree["forms"][-1]["questions"][:1]}]

    assert "<summary>1 question in this form</summary>" in make(change).texts["privacy.md"]
    assert "<summary>2 questions in this form</summary>" in small.texts["privacy.md"]


def test_minors_are_named_only_where_they_take_part(small: Any, make: Callable[..., Any]) -> None:
    sentence = "No name of a young person stands below them."
    assert sentence in small.texts["privacy.md"]
    assert sentence not in make(lambda tree: tree["program"].update(with_minors="no")).texts["privacy.md"]


def test_the_accessibility_page_links_the_policy_and_names_a_contact(small: Any, make: Callable[..., Any]) -> None:
    page = small.texts["accessibility.md"]
    assert "Read [For everybody](policies/for-all.md)." in page
    assert 'href="tel:01134960100"' in page
    bare = make(lambda tree: (tree.pop("organisation"), tree.pop("policies"))[0]).texts["accessibility.md"]
    assert "policies/" not in bare
    assert "Write to" not in bare
