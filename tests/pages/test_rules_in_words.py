from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, get_args

import pytest

from peerloom.definition.organisation import Matching, Rule, Shape, Wish
from peerloom.pages.rules_in_words import order, rules, sizes, wishes

if TYPE_CHECKING:
    from collections.abc import Callable

RULES = get_args(Rule.model_fields["rule"].annotation)
WISHES = get_args(Wish.model_fields["wish"].annotation)
WEIGHTS = get_args(Wish.model_fields["weight"].annotation)


def test_the_kinds_were_found() -> None:
    assert len(RULES) >= 9
    assert len(WISHES) >= 5
    assert set(WEIGHTS) == {"must", "high", "medium", "low", "off"}


def said(make: Callable[..., Any], part: str, **entry: Any) -> list[Any]:
    made = make(
        lambda tree: tree["matching"].update(
            {part: [{key: value if isinstance(value, dict) else str(value) for key, value in entry.items()}]}
        )
    )
    return list((rules if part == "require" else wishes)(made.site))


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_words(make: Callable[..., Any], rule: str) -> None:
    one, avoid = said(make, "require", rule=rule)
    assert avoid.sentence == "Nobody is matched with a person whom they asked not to meet. The reason stays private."
    assert one.sentence.endswith(".")
    assert one.sentence[0].isupper()
    assert (one.why, one.asked, one.weight) == ("", (), "")


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({"rule": "overlap"}, "Both are free at the same time at least 1 time a week."),
        ({"rule": "overlap", "least": 2}, "Both are free at the same time at least 2 times a week."),
        ({"rule": "overlap", "hours": 2}, "Both are free together for at least 2 hours in every week. Time zones are taken into account."),
        ({"rule": "overlap", "hours": 1, "least": 2}, "Both are free together for at least 1 hour in every week, on at least 2 times of the form. Time zones are taken into account."),
        ({"rule": "share", "question": "languages", "least": 2}, "Both give at least 2 answers that are the same."),
        ({"rule": "compatible", "question": "place", "any": "any of these"}, 'Their answers are the same, or one of them says "any of these".'),
        ({"rule": "near", "question": "place", "km": 5}, "They are at most 5 km apart."),
        ({"rule": "near", "question": "place", "any": "any of these"}, 'Both name the same place, or one of them says "any of these".'),
        ({"rule": "new"}, "The two were not matched with each other before."),
        ({"rule": "new", "months": 24}, "The two were not matched with each other in the last 24 months."),
        ({"rule": "gap", "question": "born", "least": 2}, "The mentor is at least 2 years older than the mentee."),
        ({"rule": "gap", "question": "born", "least": 1, "most": 9}, "The mentor is 1 to 9 years older than the mentee."),
        ({"rule": "gap", "question": "born"}, "The day of birth of both is known."),
        ({"rule": "gap"}, "The mentor is a step ahead of the mentee."),
        ({"rule": "gap", "least": 2}, "The mentor is at least 2 steps ahead of the mentee."),
        ({"rule": "gap", "least": 1}, "The mentor is at least 1 step ahead of the mentee."),
        ({"rule": "gap", "most": 3}, "The mentor is at most 3 steps ahead of the mentee."),
        ({"rule": "gap", "most": 1}, "The mentor is at most 1 step ahead of the mentee."),
        ({"rule": "gap", "least": 2, "most": 7}, "The mentor is 2 to 7 steps ahead of the mentee."),
        ({"rule": "gap", "least": 0, "most": 7}, "The mentor is 0 to 7 steps ahead of the mentee."),
    ],
)  # fmt: skip
def test_numbers_of_a_rule_are_said(make: Callable[..., Any], entry: dict[str, Any], sentence: str) -> None:
    assert said(make, "require", **entry)[0].sentence == sentence


def test_a_rule_names_the_question_in_its_own_words(make: Callable[..., Any]) -> None:
    one, _ = said(make, "require", rule="share", question="languages", why="You can talk.")
    assert one.asked == ("Which languages do you speak well?",)
    assert one.why == "You can talk."
    assert said(make, "require", rule="share", question="gone")[0].asked == ()


@pytest.mark.parametrize("wish", WISHES)
def test_every_wish_has_words(make: Callable[..., Any], wish: str) -> None:
    (one,) = said(make, "prefer", wish=wish, **({"steps": {1: 1}} if wish == "steps" else {}))
    assert one.sentence.endswith(".")
    assert one.weight == ("Up to 1 point" if wish == "steps" else "Counts")


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({"wish": "near", "question": "place", "steps": {2: 12, 9: 1}}, "How near they are to each other: 12 points up to 2 km, 1 point up to 9 km."),
        ({"wish": "overlap", "question": "free", "hours": 4}, "Hours at which both are free, up to 4 a week."),
        ({"wish": "asked", "mentee": "wish_is"}, "The mentor is one whom the mentee asked for."),
        ({"wish": "steps", "question": "born", "steps": {3: 2}}, "How far the mentor is ahead of the mentee: 2 points for 3 years."),
    ],
)  # fmt: skip
def test_numbers_of_a_wish_are_said(make: Callable[..., Any], entry: dict[str, Any], sentence: str) -> None:
    assert said(make, "prefer", **entry)[0].sentence == sentence


def test_points_are_said_in_points(make: Callable[..., Any]) -> None:
    (steps,) = said(make, "prefer", wish="steps", steps={1: 9, 2: 12})
    assert steps.sentence == "How far the mentor is ahead of the mentee: 12 points for 2 steps, 9 points for 1 step."
    assert steps.weight == "Up to 12 points"
    (must,) = said(make, "prefer", wish="similar", weight="must", points=3)
    assert must.weight == "A must, and up to 3 points"
    assert said(make, "prefer", wish="similar", weight="must")[0].weight == "A must, and counts a lot"


@pytest.mark.parametrize(
    ("weight", "text"), [("high", "Counts a lot"), ("medium", "Counts"), ("low", "Counts a little")]
)
def test_how_much_a_wish_counts_is_said(make: Callable[..., Any], weight: str, text: str) -> None:
    assert said(make, "prefer", wish="similar", weight=weight)[0].weight == text


def test_a_wish_that_does_not_count_is_not_said(make: Callable[..., Any]) -> None:
    assert said(make, "prefer", wish="similar", weight="off") == []


def test_what_one_asks_for_and_the_other_can_give_are_both_named(make: Callable[..., Any]) -> None:
    (one,) = said(make, "prefer", wish="covers", mentee="help_with", mentor="can_help_with")
    assert one.asked == ("What would you like help with?", "What can you help with?")


def test_the_weightiest_come_first_and_else_the_order_of_the_file(make: Callable[..., Any]) -> None:
    order = [("near", "low"), ("similar", "medium"), ("overlap", "high"), ("close", "medium"), ("covers", "high")]
    entries = [{"wish": wish, "weight": weight, "why": f"{wish}"} for wish, weight in order]
    made = make(lambda tree: tree["matching"].update({"prefer": entries}))
    assert [one.why for one in wishes(made.site)] == ["overlap", "covers", "similar", "close", "near"]


def test_the_page_says_every_rule_and_wish(small: Any) -> None:
    page = small.texts["how-we-match.md"]
    assert page.count("<li>") == 6 + 2
    assert "the Program lead" in page
    assert "One mentor takes 2 mentees at most." in html.unescape(page)


def test_without_rules_and_wishes_there_is_no_page(make: Callable[..., Any]) -> None:
    assert "how-we-match.md" not in make(lambda tree: tree.pop("matching")).texts


@pytest.mark.parametrize(
    ("entry", "people_first", "words"),
    [
        ({}, True, "no more than 1 % of their fit. Then the pairs that fit best over all"),
        ({"fairness": {"price": "3"}}, True, "no more than 3 % of their fit"),
        ({"fairness": {"price": "0"}}, True, "Then the pairs that fit best over all"),
        ({"mode": "total"}, True, "Then the pairs that fit best over all"),
        ({"mode": "leximin"}, True, "then the next, and so on."),
        ({"mode": "stable"}, False, "Somebody may wait for that."),
    ],
)
def test_what_counts_first_is_said_in_every_mode(entry: dict[str, Any], people_first: bool, words: str) -> None:
    told = order(Matching.model_validate(entry))
    assert told.startswith("First as many mentees as possible") is people_first
    assert words in told
    assert ("%" in told) is ("no more than" in words)


def test_the_page_says_the_price_of_fairness(make: Callable[..., Any]) -> None:
    made = make(lambda tree: tree["matching"].update({"fairness": {"price": "2"}}))
    assert "no more than 2 % of their fit" in made.texts["how-we-match.md"].replace("&#37;", "%")


@pytest.mark.parametrize(
    ("model", "size", "first"),
    [
        ({"kind": "one-on-one", "mentors_most": "1"}, "One mentor takes 1 mentee at most.", "First as many mentees as possible get a mentor."),
        ({"kind": "cross-age"}, "One mentor takes 3 mentees at most.", "First as many mentees as possible get a mentor."),
        ({"kind": "group"}, "A mentor leads a group of 3 to 6 mentees.", "First as many mentees as possible get a group."),
        ({"kind": "group", "group_slot": "free", "group_most": "4"}, "A mentor leads a group of 3 to 4 mentees. It meets at a time that suits all of them.", "First as many mentees as possible get a group."),
        ({"kind": "group", "co_mentors": "2"}, "Two mentors lead a group of 3 to 6 mentees. Every hard rule holds between each of the two and everybody in it.", "First as many mentees as possible get a group."),
        ({"kind": "reciprocal"}, "Two people meet. Who is left over may join a pair as a third, if both of the pair fit.", "First as many people as possible get a partner. Then the pair that fits least"),
        ({"kind": "reciprocal", "circle": "3"}, "People meet in circles of three, and in pairs where that takes in more people.", "First as many people as possible get a partner. Then as many circles of three"),
    ],
)  # fmt: skip
def test_the_model_is_said_in_words(model: dict[str, str], size: str, first: str) -> None:
    shape = Shape.model_validate({"how": "h", **model})
    assert sizes(shape) == size
    assert order(Matching(), shape).startswith(first)
    assert sizes(None) == ""


@pytest.mark.parametrize(
    ("part", "entry", "sentence"),
    [
        ("require", {"rule": "gap", "most": 2}, "The two are 0 to 2 steps apart."),
        ("require", {"rule": "gap", "least": 2}, "The two are at least 2 steps apart."),
        ("require", {"rule": "screened"}, "Both have passed every check."),
        ("require", {"rule": "share"}, "Both give at least one answer that is the same."),
        ("prefer", {"wish": "asked"}, "One is what the other asked for, both ways."),
        ("prefer", {"wish": "covers"}, "One can give what the other asks for, both ways."),
    ],
)
def test_peers_are_told_rules_without_roles(
    make: Callable[..., Any], part: str, entry: dict[str, Any], sentence: str
) -> None:
    def change(tree: dict[str, Any]) -> None:
        tree["model"] = {"kind": "reciprocal", "how": "h"}
        tree["matching"][part] = [{key: str(value) for key, value in entry.items()}]

    one = next(iter((rules if part == "require" else wishes)(make(change).site)))
    assert one.sentence == sentence
