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
    "differ": "Answers that are not the same.",
    "asked": "The mentor is what the mentee asked for.",
    "waited": "Whoever has waited longest comes first.",
    "met": "A first talk that both liked.",
}
_OF_PEERS = {  # where people have no roles
    "screened": "Both have passed every check.",
    "covers": "One can give what the other asks for, both ways.",
    "asked": "One is what the other asked for, both ways.",
    "steps": "How far apart the two are.",
}
_PAIR = 2
_WEIGHTS = {"must": "A must, and counts a lot", "high": "Counts a lot", "medium": "Counts", "low": "Counts a little"}


@dataclass(frozen=True, slots=True)
class Said:
    """A rule or wish for a reader: the sentence, the reason, the questions, and how much it counts."""

    sentence: str
    why: str
    asked: tuple[str, ...]
    weight: str = ""


def rules(site: Site) -> Iterator[Said]:
    """Say each hard rule, in the order of the file, and what people themselves can ask for."""
    for rule in site.program.matching.require:
        yield Said(_sentence(site, rule), rule.why, _asked_by(site, rule))
    if site.question("avoid", "mentor", "mentee") is not None:
        yield Said("Nobody is matched with a person whom they asked not to meet. The reason stays private.", "", ())


def _are_peers(site: Site) -> bool:
    return site.program.model is not None and site.program.model.reciprocal


def _sentence(site: Site, rule: Rule) -> str:
    if _are_peers(site) and rule.rule == "gap":
        unit = "year" if _is_day(site, rule) else "step"
        return f"The two are {_span(max(0, rule.least or 0), rule.most, unit)} apart."
    if _are_peers(site) and rule.rule in _OF_PEERS:
        return _OF_PEERS[rule.rule]
    if rule.rule == "share" and rule.least is not None and rule.least > 1:
        return f"Both give at least {rule.least} answers that are the same."
    if rule.rule == "overlap":
        return _free(rule)
    if rule.rule == "gap":
        return _gap(rule, in_years=_is_day(site, rule))
    if rule.rule == "compatible" and rule.any is not None:
        return f'Their answers are the same, or one of them says "{rule.any}".'
    if rule.rule == "near":
        same = f', or one of them says "{rule.any}"' if rule.any is not None else ""
        return f"They are at most {rule.km} km apart{same}." if rule.km else f"Both name the same place{same}."
    if rule.rule == "new":
        after = f" in the last {rule.months} months" if rule.months is not None else " before"
        return f"The two were not matched with each other{after}."
    return _RULES[rule.rule]


def _free(rule: Rule) -> str:
    if rule.hours is None:
        least = rule.least or 1
        return f"Both are free at the same time at least {least} time{'s' if least != 1 else ''} a week."
    hours = f"{rule.hours} hour{'s' if rule.hours != 1 else ''}"
    times = "" if rule.least is None else f", on at least {rule.least} time{'s' if rule.least != 1 else ''} of the form"
    return f"Both are free together for at least {hours} in every week{times}. Time zones are taken into account."


def _is_day(site: Site, one: Rule | Wish) -> bool:
    question = site.question(one.of_mentor, "mentor") if one.of_mentor else None
    return question is not None and question.type == "date"


def _gap(rule: Rule, *, in_years: bool) -> str:
    if not in_years:
        return f"The mentor is {_span(rule.least, rule.most, 'step')} ahead of the mentee."
    if rule.least is None and rule.most is None:
        return "The day of birth of both is known."
    return f"The mentor is {_span(rule.least, rule.most, 'year')} older than the mentee."


def _span(least: int | None, most: int | None, unit: str) -> str:
    if least is not None and most is not None:
        return f"{least} to {most} {unit}s"
    if least is not None:
        return f"at least {_many(least, unit)}"
    return f"at most {_many(most, unit)}" if most is not None else f"a {unit}"


def _many(number: int, unit: str) -> str:
    return f"{number} {unit}{'s' if number != 1 else ''}"


def wishes(site: Site) -> Iterator[Said]:
    """Say each wish that counts, the weightiest first and else in the order of the file."""
    matching = site.program.matching
    for wish in sorted(matching.counted, key=lambda wish: (wish.weight != "must", -wish.worth)):
        weight = _points(wish) if matching.in_points else _WEIGHTS[wish.weight]
        yield Said(_wish(site, wish), wish.why, _asked_by(site, wish), weight)


def _wish(site: Site, wish: Wish) -> str:
    if _are_peers(site) and wish.wish in _OF_PEERS:
        return _OF_PEERS[wish.wish]
    if wish.wish == "steps":
        unit = "year" if _is_day(site, wish) else "step"
        ranked = sorted(wish.steps.items(), key=lambda step: (-step[1], step[0]))
        points = ", ".join(f"{_many(points, 'point')} for {_many(gap, unit)}" for gap, points in ranked)
        return f"How far the mentor is ahead of the mentee: {points}."
    if wish.wish == "near" and wish.steps:
        points = ", ".join(f"{_many(points, 'point')} up to {km} km" for km, points in sorted(wish.steps.items()))
        return f"How near they are to each other: {points}."
    if wish.wish == "overlap" and wish.hours is not None:
        return f"Hours at which both are free, up to {wish.hours} a week."
    if wish.wish == "asked" and wish.mentor is None:
        return "The mentor is one whom the mentee asked for."
    return _WISHES[wish.wish]


def _points(wish: Wish) -> str:
    points = _many(wish.worth, "point")
    return f"A must, and up to {points}" if wish.weight == "must" else f"Up to {points}"


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


def _asked_by(site: Site, one: Rule | Wish) -> tuple[str, ...]:
    if one.question:
        return _asked(site, one.question)
    giver = "mentee" if _are_peers(site) else "mentor"
    return (*_asked(site, one.mentee, "mentee"), *_asked(site, one.mentor, giver))


def _asked(site: Site, name: str | None, *askers: str) -> tuple[str, ...]:
    found = site.question(name, *(askers or ("mentor", "mentee"))) if name else None
    return () if found is None else (found.ask,)
