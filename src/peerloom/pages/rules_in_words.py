"""The rules and wishes of the pairing, said in the words of the questions that they read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from peerloom.definition.organisation import Matching, Rule, Shape, Wish
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
}
_OF_PEERS = {  # where people have no roles
    "screened": "Both have passed every check.",
    "covers": "One can give what the other asks for, both ways.",
}
_PAIR = 2
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
        yield Said(_sentence(rule, peers=_are_peers(site)), rule.why, _asked(site, rule.question))


def _are_peers(site: Site) -> bool:
    return site.program.model is not None and site.program.model.reciprocal


def _sentence(rule: Rule, *, peers: bool) -> str:
    if peers and rule.rule == "gap":
        return f"The two are {_span(max(0, rule.least or 0), rule.most)} apart."
    if peers and rule.rule in _OF_PEERS:
        return _OF_PEERS[rule.rule]
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
        said = _OF_PEERS.get(wish.wish, _WISHES[wish.wish]) if _are_peers(site) else _WISHES[wish.wish]
        yield Said(said, wish.why, _asked_by(site, wish), _WEIGHTS[wish.weight])


def sizes(model: Shape | None) -> str:
    """Say how many people meet, in the program's model."""
    if model is None:
        return ""
    if model.kind == "group":
        who = "Two mentors lead" if model.co_mentors > 1 else "A mentor leads"
        when = " It meets at a time that suits all of them." if model.group_slot else ""
        both = " Every hard rule holds between each of the two and everybody in it." if model.co_mentors > 1 else ""
        return f"{who} a group of {model.group_least} to {model.group_most} mentees.{when}{both}"
    if model.reciprocal:
        return _circle(model)
    many = "mentee" if model.mentors_most == 1 else "mentees"
    return f"One mentor takes {model.mentors_most} {many} at most."


def _circle(model: Shape) -> str:
    if model.circle > _PAIR:
        return "People meet in circles of three, and in pairs where that takes in more people."
    return "Two people meet. Who is left over may join a pair as a third, if both of the pair fit."


def order(matching: Matching, model: Shape | None = None) -> str:
    """Say what counts first when all pairs are chosen, in the mode and model of the program."""
    if model is not None and model.kind == "group":
        return "First as many mentees as possible get a group. Then the groups that fit best over all are chosen."
    if model is not None and model.reciprocal:
        return f"First as many people as possible get a partner. {_then_peers(matching, model)}"
    if matching.mode == "stable":
        return (
            "Pairs are chosen so that no mentor and mentee who are not together would both fit each other better. "
            "Somebody may wait for that."
        )
    return f"First as many mentees as possible get a mentor. {_then(matching)}"


def _then_peers(matching: Matching, model: Shape) -> str:
    if model.circle > _PAIR:
        return "Then as many circles of three as possible are formed, and of these the ones that fit best over all."
    return _then(matching)


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
    giver = "mentee" if _are_peers(site) else "mentor"
    return (*_asked(site, wish.mentee, "mentee"), *_asked(site, wish.mentor, giver))


def _asked(site: Site, name: str | None, *askers: str) -> tuple[str, ...]:
    found = site.question(name, *(askers or ("mentor", "mentee"))) if name else None
    return () if found is None else (found.ask,)
