"""Why a pair, and why somebody waits, in sentences for a coordinator."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from peerloom.definition.places import km_apart
from peerloom.matching.pairwise import years_ahead
from peerloom.matching.proposal import Points
from peerloom.readable import day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from peerloom.definition.organisation import Matching, Rule, Wish
    from peerloom.matching.criteria import Criteria
    from peerloom.matching.pool import Pool
    from peerloom.matching.proposal import Change
    from peerloom.matching.scores import Scored
    from peerloom.matching.together import Together

_LACKS = {
    "screened": ("are not screened yet", "Finish the screening of those mentors."),
    "trained": ("have not finished the training", "Remind those mentors of the training."),
    "permission": ("have no permission of a guardian yet", "Ask for the permission."),
    "consent": ("have not agreed to the use of their answers", "Ask them to fill in the form again."),
    "ready": ("are not ready", "See what they lack on the page People."),
    "never": ("were matched with this person before, or declined", "A new mentor would help."),
    "apart": ("are not possible (decided by the coordinator)", "A new mentor would help."),
}
_MOST_NAMED = 3


def parts(pool: Pool, matching: Matching, scored: Scored, i: int, j: int) -> tuple[Points, ...]:
    """What each wish gave to the pair of mentor ``i`` and mentee ``j``."""
    wishes = matching.counted
    return tuple(
        Points(_name(wish), int(points(i, j)), most, shared(pool, wish, i, j))
        for wish, points, most in zip(wishes, scored.criteria.points, scored.criteria.most, strict=True)
    )


def _name(one: Wish | Rule) -> str:
    if getattr(one, "wish", "") == "met":
        return "speed meeting"
    return one.of_mentee.replace("_", " ") or "the time of waiting"


def shared(pool: Pool, wish: Wish | Rule, i: int, j: int) -> tuple[str, ...]:
    """What the two have in common, in a fixed order. Answers that are never repeated stay out."""
    if _hidden(pool, wish):
        return ()
    mine = pool.mentors[i].answers.get(wish.of_mentor, frozenset())
    return tuple(sorted(mine & pool.mentees[j].answers.get(wish.of_mentee, frozenset())))


def _hidden(pool: Pool, one: Wish | Rule) -> bool:
    return bool(pool.hidden & {one.of_mentor, one.of_mentee})


def for_pair(pool: Pool, matching: Matching, scored: Scored, i: int, j: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sentences for a pair, the strongest first, and sentences against it."""
    told = _Told(pool, matching, scored.criteria, i, j)
    wishes = matching.counted
    points = [int(of(i, j)) for of in scored.criteria.points]
    ranked = sorted(range(len(wishes)), key=lambda k: (-points[k], k))
    for_it = [said for k in ranked if points[k] > 0 and (said := _wish_said(told, wishes[k]))]
    rules = [said for rule in matching.require if (said := _rule_said(told, rule))]
    against = [said for k in ranked if points[k] == 0 and (said := _lacking(wishes[k]))]
    return tuple(dict.fromkeys((*for_it, *rules))), tuple(dict.fromkeys(against))


@dataclass(frozen=True, slots=True)
class _Told:
    """One pair, and what can be said about it."""

    pool: Pool
    matching: Matching
    criteria: Criteria
    i: int
    j: int

    def shared(self, one: Wish | Rule) -> tuple[str, ...]:
        return shared(self.pool, one, self.i, self.j)

    def gap(self, one: Wish | Rule) -> int | None:
        """How far the mentor is ahead; None where an answer is missing or is never repeated."""
        mine = self.pool.mentors[self.i].numbers.get(one.of_mentor)
        theirs = self.pool.mentees[self.j].numbers.get(one.of_mentee)
        if mine is None or theirs is None or _hidden(self.pool, one):
            return None
        return int(years_ahead(mine, theirs)) if one.of_mentor in self.pool.dates else mine - theirs

    def km(self, one: Wish | Rule) -> int | None:
        """The shortest distance of two answers with a place, rounded up; None where there is none to tell."""
        if _hidden(self.pool, one):
            return None
        areas = self.matching.areas
        mine = self.pool.mentors[self.i].answers.get(one.of_mentor, frozenset())
        theirs = self.pool.mentees[self.j].answers.get(one.of_mentee, frozenset())
        found = [km_apart(areas[a], areas[b]) for a in mine for b in theirs if a in areas and b in areas]
        return min(found, default=None)

    def hours(self, one: Wish | Rule) -> Together:
        return self.criteria.hours[one.of_mentor, one.of_mentee]


def _listed(things: Sequence[str], most: int = _MOST_NAMED) -> str:
    named, rest = list(things[:most]), len(things) - most
    if rest > 0:
        named.append(f"{rest} more")
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def _wish_said(told: _Told, wish: Wish) -> str:
    common = told.shared(wish)
    if wish.wish == "covers":
        return f"The mentor can help with {_listed(common)}." if common else "The mentor can help with what is wanted."
    if wish.wish == "overlap":
        return _hours_said(told, wish) if wish.hours is not None else ""  # the rule about times says it
    if wish.wish == "met":
        return "They have talked at a speed meeting."  # never what one of them said
    if wish.wish == "near":
        return _near_said(told, wish)
    if wish.wish == "close":
        return "They like to talk in a similar way." if wish.question == "style" else f"Close in {_name(wish)}."
    if wish.wish == "steps":
        return _ahead_said(told, wish) or f"A good distance in {_name(wish)}."
    if wish.wish == "differ":
        return f"Different {_name(wish)}."
    if wish.wish == "asked":
        return _asked_said(told, wish)
    if wish.wish == "waited":
        rounds = told.pool.mentees[told.j].waited
        return f"The mentee has waited for {rounds} round{'s' if rounds != 1 else ''}."
    return f"Shared {_name(wish)}: {_listed(common)}." if common else f"They agree on {_name(wish)}."


def _rule_said(told: _Told, rule: Rule) -> str:
    common = told.shared(rule)
    if rule.rule == "overlap":
        if rule.hours is not None:
            return _hours_said(told, rule)
        return f"Both are free: {_listed(common)}." if common else ""
    if rule.rule in {"share", "compatible"}:
        if not common and rule.any is not None:
            return f"What they said about {_name(rule)} goes together."
        return f"Shared {_name(rule)}: {_listed(common)}." if common else ""
    if rule.rule == "near":
        return _near_said(told, rule)
    return _ahead_said(told, rule) if rule.rule == "gap" else ""


def _hours_said(told: _Told, one: Wish | Rule) -> str:
    """How long both are free in every week, and the weeks in which a change of the clocks moves that time."""
    together, i, j = told.hours(one), told.i, told.j
    least = int(together.least(i, j))
    if not least:
        return ""
    common = told.shared(one)
    same_clock = common and together.zones[0][i] == together.zones[1][j]
    said = f"Both are free {time_said(least)} a week{f': {_listed(common)}' if same_clock else ''}."
    moves = together.weeks(i, j)
    if not moves:
        return said
    weeks = _listed([_span_said(first, last, minutes, least) for (first, last), minutes in moves])
    return f"{said} Their clocks change on different days, so the shared time moves {weeks}."


def _span_said(first: dt.date, last: dt.date, minutes: int, least: int) -> str:
    length = f" (then {time_said(minutes)})" if minutes != least else ""
    return f"from {day(first)} to {day(last)}{length}"


def time_said(minutes: int) -> str:
    """A length of time in hours and minutes."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{n} {word}{'s' if n != 1 else ''}" for n, word in ((hours, "hour"), (rest, "minute")) if n]
    return " ".join(parts) or "no time"


def _near_said(told: _Told, one: Wish | Rule) -> str:
    km, common = told.km(one), told.shared(one)
    if common:
        return (
            f"Both would like to meet here: {_listed(common)}."
            if one.of_mentee == "place"
            else (f"The same {_name(one)}: {_listed(common)}.")
        )
    if km is not None:
        return f"At most {km} km apart by {_name(one)}."
    return (
        f"Near in {_name(one)}." if _hidden(told.pool, one) or one.any is None else f"Their {_name(one)} goes together."
    )


def _ahead_said(told: _Told, one: Wish | Rule) -> str:
    gap = told.gap(one)
    if gap is None:
        return ""
    if one.of_mentor in told.pool.dates:
        years = f"{abs(gap)} {'year' if abs(gap) == 1 else 'years'}"
        return f"The mentor is {years} {'older' if gap >= 0 else 'younger'}."
    who, steps = "mentor" if gap >= 0 else "mentee", abs(gap)
    if one.question == "year":
        return f"The {who} is {steps} {'year' if steps == 1 else 'years'} ahead."
    return f"The {who} is {steps} {'step' if steps == 1 else 'steps'} ahead in {_name(one)}."


def _asked_said(told: _Told, wish: Wish) -> str:
    """What the mentee asked for, where they asked for something."""
    mentor, mentee = told.pool.mentors[told.i], told.pool.mentees[told.j]
    if wish.mentor is None:
        return "The mentee asked for this mentor." if mentor.code in mentee.named.get(wish.of_mentee, ()) else ""
    if wish.any in mentee.answers.get(wish.of_mentee, ()):
        return ""
    common = told.shared(wish)
    return f"The mentor is whom the mentee asked for: {_listed(common)}." if common else ""


def _lacking(wish: Wish) -> str:
    if wish.wish == "overlap" and wish.hours is not None:
        return "They are free together for less than an hour a week."
    return {
        "covers": "The mentor did not offer what the mentee asked for.",
        "overlap": "There is only one time when both are free.",
        "near": "They would like to meet in different places."
        if wish.of_mentee == "place"
        else f"They are not near each other by {_name(wish)}.",
        "close": f"They differ in {_name(wish)}.",
        "steps": f"Not a wished distance in {_name(wish)}.",
        "differ": f"The same {_name(wish)}, or one of them did not say.",
        "asked": "The mentor is not whom the mentee asked for.",
        "waited": "",  # nothing against the pair
        "met": "They have not talked at a speed meeting.",
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
    "apart": "what was decided by the coordinator",
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


def number_said(field: str, number: int) -> str:
    """A number of a rule, such as "at least 2", "2 hours" or "5 km"."""
    return f"at {field} {number}" if field in {"least", "most"} else f"{number} {field}"


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
    name = question.replace("_", " ")
    other = f"A mentor with another {name} would help."
    helps: Mapping[str, str] = {
        "overlap": "Ask this person, or those mentors, for one more free time.",
        "share": f"A mentor with other {name} would help.",
        "compatible": f"Ask whether another {name} is possible.",
        "gap": "A mentor of another school year would help." if question == "year" else other,
        "differ": "A mentor from outside the household would help." if question == "household" else other,
        "near": f"A mentor who is nearer by {name} would help.",
        "must": f"A mentor who fits in {name} would help. It is a must in program.yaml.",
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
