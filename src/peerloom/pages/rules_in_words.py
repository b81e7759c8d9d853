"""The rules and wishes of the pairing, said in the words of the questions that they read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peerloom.definition.organisation import Matching, Rule, Wish
    from peerloom.pages.page import Site

_RULES = {
    "share": "Both give at least one answer that is the same.",
    "compatible": "What one offers and the other needs fit together.",
    "differ": "The two answers are not the same.",
    "trained": "Both have done the training that comes before a match.",
    "screened": "The mentor has passed every check.",
    "permission": "A parent or carer has agreed, for everybody who is not of age.",
    "consent": "Both have agreed to how their answers are used.",
}
_WISHES = {
    "similar": "Answers that are alike.",
    "covers": "The mentor can give what the mentee asks for.",
    "overlap": "Many times at which both are free.",
    "near": "Places that are the same or near.",
    "close": "Answers that lie near each other.",
    "met": "A first talk that both liked.",
}
_WEIGHTS = {"high": "Counts a lot", "medium": "Counts", "low": "Counts a little"}


@dataclass(frozen=True, slots=True)
class Said:
    """A rule or wish for a reader: the sentence, the reason, the questions, and how much it counts."""

    sentence: str
    why: str
    asked: tuple[str, ...]
    weight: str = ""


def rules(site: Site) -> Iterator[Said]:
    """Say each hard rule, in the order of the file."""
    for rule in site.program.matching.require:
        yield Said(_sentence(rule), rule.why, _asked(site, rule.question))


def _sentence(rule: Rule) -> str:
    if rule.rule == "overlap":
        least = rule.least or 1
        return f"Both are free at the same time at least {least} time{'s' if least != 1 else ''} a week."
    if rule.rule == "gap":
        return f"The mentor is {_span(rule.least, rule.most)} ahead of the mentee."
    return _RULES[rule.rule]


def _span(least: int | None, most: int | None) -> str:
    if least is not None and most is not None:
        return f"{least} to {most} steps"
    if least is not None:
        return f"at least {_steps(least)}"
    return f"at most {_steps(most)}" if most is not None else "a step"


def _steps(number: int) -> str:
    return f"{number} step{'s' if number != 1 else ''}"


def wishes(site: Site) -> Iterator[Said]:
    """Say each wish that counts, the weightiest first and else in the order of the file."""
    counted = [wish for wish in site.program.matching.prefer if wish.weight != "off"]
    for wish in sorted(counted, key=lambda wish: list(_WEIGHTS).index(wish.weight)):
        yield Said(_WISHES[wish.wish], wish.why, _asked_by(site, wish), _WEIGHTS[wish.weight])


def order(matching: Matching) -> str:
    """Say what counts first when all pairs are chosen, in the mode of the program."""
    if matching.mode == "stable":
        return (
            "Pairs are chosen so that no mentor and mentee who are not together would both fit each other better. "
            "Somebody may wait for that."
        )
    return f"First as many mentees as possible get a mentor. {_then(matching)}"


def _then(matching: Matching) -> str:
    price = matching.fairness.price
    best = "the pairs that fit best over all are chosen, where many fair pairs count more than a few perfect ones."
    if matching.mode == "leximin":
        return (
            "Then the pair that fits least is made to fit as well as it can, whatever that costs the others; "
            "then the next, and so on."
        )
    if matching.mode == "total" or price == 0:
        return f"Then {best}"
    return (
        "Then the pair that fits least is made to fit as well as it can, as long as that costs all together no more "
        f"than {price} % of their fit. Then {best}"
    )


def _asked_by(site: Site, wish: Wish) -> tuple[str, ...]:
    if wish.wish != "covers":
        return _asked(site, wish.question)
    return (*_asked(site, wish.mentee, "mentee"), *_asked(site, wish.mentor, "mentor"))


def _asked(site: Site, name: str | None, *askers: str) -> tuple[str, ...]:
    found = site.question(name, *(askers or ("mentor", "mentee"))) if name else None
    return () if found is None else (found.ask,)
