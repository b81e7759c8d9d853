"""Why a pair, and why somebody waits, in sentences for a coordinator."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from peerloom.matching.proposal import Points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from peerloom.definition.organisation import Matching, Rule, Wish
    from peerloom.matching.pool import Pool
    from peerloom.matching.proposal import Change
    from peerloom.matching.scores import Scored

_LACKS = {
    "screened": ("are not screened yet", "Finish the screening of those mentors."),
    "trained": ("have not finished the training", "Remind those mentors of the training."),
    "permission": ("have no permission of a guardian yet", "Ask for the permission."),
    "consent": ("have not agreed to the use of their answers", "Ask them to fill in the form again."),
    "ready": ("are not ready", "See what they lack on the page People."),
    "never": ("were matched with this person before, or declined", "A new mentor would help."),
}
_MOST_NAMED = 3


def parts(pool: Pool, matching: Matching, scored: Scored, i: int, j: int) -> tuple[Points, ...]:
    """What each wish gave to the pair of mentor ``i`` and mentee ``j``."""
    wishes = [wish for wish in matching.prefer if wish.weight != "off"]
    return tuple(
        Points(_name(wish), int(points(i, j)), most, shared(pool, wish, i, j))
        for wish, points, most in zip(wishes, scored.criteria.points, scored.criteria.most, strict=True)
    )


def _name(wish: Wish) -> str:
    return (wish.question or wish.mentee or "").replace("_", " ")


def shared(pool: Pool, wish: Wish | Rule, i: int, j: int) -> tuple[str, ...]:
    """What the two have in common, in a fixed order. Answers that are never repeated stay out."""
    mine = getattr(wish, "mentor", None) or wish.question or ""
    theirs = getattr(wish, "mentee", None) or wish.question or ""
    if pool.hidden & {mine, theirs}:
        return ()
    both = pool.mentors[i].answers.get(mine, frozenset()) & pool.mentees[j].answers.get(theirs, frozenset())
    return tuple(sorted(both))


def for_pair(pool: Pool, matching: Matching, scored: Scored, i: int, j: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sentences for a pair, the strongest first, and sentences against it."""
    wishes = [wish for wish in matching.prefer if wish.weight != "off"]
    points = [int(of(i, j)) for of in scored.criteria.points]
    ranked = sorted(range(len(wishes)), key=lambda k: (-points[k], k))
    for_it = [said for k in ranked if points[k] > 0 and (said := _wish_said(pool, wishes[k], i, j))]
    rules = [said for rule in matching.require if (said := _rule_said(pool, rule, i, j))]
    against = [_lacking(wishes[k]) for k in ranked if points[k] == 0]
    return tuple(dict.fromkeys((*for_it, *rules))), tuple(against)


def _listed(things: Sequence[str], most: int = _MOST_NAMED) -> str:
    named, rest = list(things[:most]), len(things) - most
    if rest > 0:
        named.append(f"{rest} more")
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def _wish_said(pool: Pool, wish: Wish, i: int, j: int) -> str:
    common = shared(pool, wish, i, j)
    if wish.wish == "covers":
        return f"The mentor can help with {_listed(common)}." if common else "The mentor can help with what is wanted."
    if wish.wish == "overlap":
        return ""  # the rule about times says it
    if wish.wish == "near":
        return f"Both would like to meet here: {_listed(common)}." if common else ""
    if wish.wish == "close":
        return "They like to talk in a similar way." if wish.question == "style" else f"Close in {_name(wish)}."
    return f"Shared {_name(wish)}: {_listed(common)}." if common else f"They agree on {_name(wish)}."


def _rule_said(pool: Pool, rule: Rule, i: int, j: int) -> str:
    common = shared(pool, rule, i, j) if rule.question else ()
    if rule.rule == "overlap":
        return f"Both are free: {_listed(common)}." if common else ""
    if rule.rule in {"share", "compatible"}:
        return f"Shared {(rule.question or '').replace('_', ' ')}: {_listed(common)}." if common else ""
    if rule.rule == "gap" and rule.question not in pool.hidden:
        numbers = pool.mentors[i].numbers, pool.mentees[j].numbers
        gap = numbers[0].get(rule.question or "", 0) - numbers[1].get(rule.question or "", 0)
        return f"The mentor is {gap} {'year' if gap == 1 else 'years'} ahead." if rule.question == "year" else ""
    return ""


def _lacking(wish: Wish) -> str:
    return {
        "covers": "The mentor did not offer what the mentee asked for.",
        "overlap": "There is only one time when both are free.",
        "near": "They would like to meet in different places.",
        "close": f"They differ in {_name(wish)}.",
    }.get(wish.wish, f"No shared {_name(wish)}.")


def for_waiting(pool: Pool, scored: Scored, mentor_of: Sequence[int], j: int) -> tuple[str, tuple[str, ...]]:
    """Why mentee ``j`` waits, and what would help."""
    with_place = [i for i, mentor in enumerate(pool.mentors) if mentor.capacity > 0]
    if any(scored.score[i, j] >= 0 for i in with_place):
        return crowded(*_crowd(pool, scored, mentor_of, j))
    return nobody_fits(Counter(tuple(scored.broken(i, j)) for i in with_place))


def crowded(people: int, places: int) -> tuple[str, tuple[str, ...]]:
    """What somebody is told who waits because so many people share so few places."""
    said = f"{people} mentees share {places} {'place' if places == 1 else 'places'} with mentors who fit."
    return said, ("One more mentor who fits would help.",)


def nobody_fits(fails: Mapping[tuple[str, ...], int]) -> tuple[str, tuple[str, ...]]:
    """What somebody is told whom no mentor with a place fits.

    Group the mentors who fail exactly one rule by that rule; if there is none, name the commonest rules.

    Args:
        fails: broken rules -> how many mentors break just these.
    """
    if not fails:
        return "No mentor has a free place.", ("Another mentor would help.",)
    only = {broken[0]: number for broken, number in fails.items() if len(broken) == 1}
    if only:
        ranked = sorted(only.items(), key=lambda item: (-item[1], item[0]))
        said = "; ".join(f"{number} {_fit(number)} {_but(name, number)}" for name, number in ranked)
        return f"{said[0].upper()}{said[1:]}.", tuple(_help(name) for name, _ in ranked)
    counts: Counter[str] = Counter()
    for broken, number in fails.items():
        counts.update(dict.fromkeys(broken, number))
    worst = sorted(counts, key=lambda name: (-counts[name], name))[:2]
    said = " and ".join(topic(name) for name in worst)
    return f"No mentor fits; most often it fails on {said}.", tuple(_help(name) for name in worst)


def _fit(number: int) -> str:
    return "mentor fits" if number == 1 else "mentors fit"


def _but(name: str, number: int) -> str:
    if name not in _LACKS:
        return f"but for {topic(name)}"
    words = _LACKS[name][0]
    if number == 1:
        for many, one in (("are ", "is "), ("have ", "has "), ("were ", "was ")):
            words = words.replace(many, one, 1)
    return f"but {words}"


_TOPICS = {
    "never": "earlier matches",
    "ready": "readiness",
    "screened": "the screening",
    "trained": "the training",
    "free": "the times",
    "languages": "the language",
    "year": "the school year",
    "household": "the household",
}


def topic(name: str) -> str:
    """What a rule is about, in words."""
    question = name.partition(":")[2] or name
    return _TOPICS.get(question, question.replace("_", " "))


_A_LITTLE = 100  # hundredths of a percent of the fit over all


def change_said(change: Change) -> str:
    """What a change makes of the round, as the end of a sentence: people in numbers, the fit in words."""
    if change.people:
        many = "one person" if abs(change.people) == 1 else f"{abs(change.people)} people"
        more = "one more person" if change.people == 1 else f"{change.people} more people"
        return f"{more} would have a mentor" if change.people > 0 else f"{many} fewer would have a mentor"
    if change.below_floor:
        return "everybody would keep a mentor, but somebody would fit less than this round's lowest fit"
    if change.fit is None:
        return "as many people would have a mentor"
    if change.fit == 0:
        return "the fit over all would be the same"
    little = "a little " if abs(change.fit) < _A_LITTLE else ""
    return f"{little or 'a '}{'better' if change.fit > 0 else 'worse'} fit over all"


def _help(name: str) -> str:
    if name in _LACKS:
        return _LACKS[name][1]
    kind, _, question = name.partition(":")
    helps: Mapping[str, str] = {
        "overlap": "Ask this person, or those mentors, for one more free time.",
        "share": f"A mentor with other {question.replace('_', ' ')} would help.",
        "compatible": f"Ask whether another {question.replace('_', ' ')} is possible.",
        "gap": "A mentor of another school year would help.",
        "differ": "A mentor from outside the household would help.",
    }
    return helps.get(kind, "A mentor who fits would help.")


def _crowd(pool: Pool, scored: Scored, mentor_of: Sequence[int], j: int) -> tuple[int, int]:
    """The people who share the places that ``j`` could have, and the number of these places.

    Grow from ``j`` over the mentors who fit, whom they hold, and who else waits for them. All mentors found are
    full, or somebody could have moved and ``j`` would have a place; so people less places is who is left out.
    """
    capacity = np.array([mentor.capacity for mentor in pool.mentors], dtype=np.int64)
    fits: NDArray[np.bool_] = (scored.score >= 0) & (capacity > 0)[:, None]
    holder = np.array(mentor_of, dtype=np.int64)
    people: NDArray[np.bool_] = np.zeros(len(holder), dtype=bool)
    people[j] = True
    while True:
        mentors: NDArray[np.bool_] = np.any(fits[:, people], axis=1)
        held = (holder >= 0) & mentors[holder]
        among = people | held | ((holder < 0) & fits[mentors].any(axis=0))
        if (among == people).all():
            return int(people.sum()), int(capacity[mentors].sum())
        people = among
