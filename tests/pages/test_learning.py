from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.definition.learning import Module
from peerloom.pages.learning import path_of

if TYPE_CHECKING:
    from collections.abc import Callable


def module(name: str, *needs: str, before: bool = False) -> Module:
    return Module.model_validate(
        {
            "id": name,
            "title": name,
            "summary": "x",
            "for": ("mentor",),
            "minutes": 30,
            "objectives": ("x",),
            "needs": needs,
            "before_match": before,
        }
    )


@pytest.mark.parametrize(
    ("modules", "order"),
    [
        ([], []),
        ([module("a"), module("b")], ["a", "b"]),
        ([module("a", "b"), module("b")], ["b", "a"]),
        ([module("a"), module("b", before=True)], ["b", "a"]),
        ([module("a", "c"), module("b", before=True), module("c")], ["b", "c", "a"]),
        ([module("a", "gone")], ["a"]),
        ([module("a", "b"), module("b", "a")], ["a", "b"]),  # a circle keeps its place
        ([module("a", "a"), module("b")], ["b", "a"]),
        ([module("late"), module("early", "late", before=True)], ["late", "early"]),
    ],
)
def test_modules_stand_in_the_order_in_which_they_are_taken(modules: list[Module], order: list[str]) -> None:
    assert [one.id for one in path_of(modules)] == order


names = [f"m{n}" for n in range(7)]


@given(st.permutations(names), st.data())
def test_a_path_takes_every_module_once_and_after_what_it_needs(order: list[str], data: st.DataObject) -> None:
    needs = {
        name: data.draw(st.lists(st.sampled_from(names[:i]), max_size=2, unique=True)) if i else []
        for i, name in enumerate(names)
    }
    before = data.draw(st.sets(st.sampled_from(names)))
    path = [one.id for one in path_of([module(name, *needs[name], before=name in before) for name in order])]
    assert sorted(path) == names
    for name in names:
        assert all(path.index(need) < path.index(name) for need in needs[name])


def test_the_path_says_what_each_role_has_to_do(small: Any) -> None:
    page = small.texts["training/index.md"]
    assert (
        "<strong>For mentors</strong><span>1 hour 15 minutes before the first match, 1 hour 45 minutes in all</span>"
        in page
    )
    assert "<strong>For mentees</strong><span>30 minutes</span>" in page
    assert "For families" not in page
    assert page.index("(listening.md)") < page.index("(later.md)")
    assert (
        page.index("## Before your first match")
        < page.index("(listening.md)")
        < page.index("## Once you are matched")
        < page.index("(later.md)")
    )


def test_modules_lead_to_the_one_before_and_the_one_after(small: Any) -> None:
    first, last = small.texts["training/listening.md"], small.texts["training/later.md"]
    assert "Next: [Later" in first
    assert "Before: [" not in first
    assert "Before: [Listening](listening.md)" in last
    assert "[Back to the path](index.md)" in last
    assert "First take [Listening](listening.md)." in last
    assert "<span>Step</span> 2 of 2" in last


def test_a_role_play_can_be_read_without_scripts(small: Any) -> None:
    """Every scene and outcome stands on the page, and a choice says in words which scene follows."""
    page = small.texts["training/listening.md"]
    assert re.findall(r"<strong>Scene (\d)\.</strong>", page) == ["1", "2"]
    assert page.count('<details class="pl-choice" data-verdict') == 4
    assert page.count("Go on with scene 2.") == 1
    assert page.count("The role play ends here.") == 3
    assert 'data-next="word"' in page
    assert 'data-step="word"' in page


def test_a_self_check_says_which_answer_is_right_and_why(small: Any) -> None:
    page = small.texts["training/listening.md"]
    assert page.count('data-right="yes"') == page.count("<strong>Right.</strong>") == 1
    assert page.count('data-right="no"') == page.count("<strong>Not quite.</strong>") == 1


def test_prompts_are_found_under_every_place_and_age_that_fits(small: Any) -> None:
    page = small.texts["prompts.md"]
    cards = re.findall(r'<li class="pl-card"([^>]*)>', page)
    assert len(cards) == 2
    anywhere, walk = cards
    assert (
        'data-place="anywhere school outdoors online library" data-ages="young teen all" data-minutes="10"' in anywhere
    )
    assert 'data-place="outdoors" data-ages="teen" data-minutes="45"' in walk
    assert "You need: shoes" in page


def test_filters_offer_only_what_leaves_a_choice(make: Callable[..., Any], small: Any) -> None:
    options = re.findall(r'<option value="([^"]*)">', small.texts["prompts.md"])
    assert {"conversation", "activity", "town", "10", "20", "30"} <= set(options)
    assert not {"reflection", "school", "45", "60"} & set(options)
    one = make(lambda tree: tree["prompts"].pop())
    assert 'for="pick-minutes"' not in one.texts["prompts.md"]


def test_lists_name_every_entry_and_texts_lead_back(small: Any) -> None:
    page = small.texts["policies/index.md"]
    assert re.findall(r"\]\((\w[\w-]*)\.md\)", page) == ["conduct", "secrets", "safety", "ending", "for-all"]
    assert "[Back to: Policies](index.md)" in small.texts["policies/conduct.md"]
    assert "Last reviewed on 10 March 2026 by the Program lead." in small.texts["policies/conduct.md"]
    assert "Both have read it and agree" in small.texts["stories/quiet.md"]
    assert "<span>Reading time</span> 10 minutes" in small.texts["guides/mentor-guide.md"]
