"""What must hold for the rules and wishes of the pairing: they read what is asked, and they can be met.

Each function is one of ``RULES`` in definition/rules.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerloom.definition.findings import suggest
from peerloom.definition.order import ORDERED, gaps
from peerloom.definition.organisation import Rule, Wish
from peerloom.definition.places import within
from peerloom.definition.standard_forms import forms_of
from peerloom.definition.zones import zone_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from peerloom.definition.findings import Finding
    from peerloom.definition.forms import Form, Question
    from peerloom.definition.organisation import Matching
    from peerloom.definition.program import Program
    from peerloom.definition.tree import Path

    Asked = Mapping[str, Mapping[str, Question]]  # side -> question id -> question of its sign-up

ZONE = "zone"  # the question of the sign-up forms that asks for the time zone
_SIDES = ("mentee", "mentor")
_TEXTS = frozenset({"short", "long"})
_QUESTION = frozenset({"question", "mentee", "mentor"})
_RULES: Mapping[str, frozenset[str]] = {  # kind -> what may stand beside it
    "share": _QUESTION | {"least"},
    "overlap": _QUESTION | {"least", "hours"},
    "compatible": _QUESTION | {"any"},
    "gap": _QUESTION | {"least", "most"},
    "differ": _QUESTION,
    "near": _QUESTION | {"km", "any"},
    "new": frozenset({"months"}),
    "trained": frozenset(),
    "screened": frozenset(),
    "permission": frozenset(),
    "consent": frozenset(),
}
_WISHES: Mapping[str, frozenset[str]] = {
    "similar": _QUESTION,
    "covers": _QUESTION,
    "overlap": _QUESTION | {"hours"},
    "near": _QUESTION | {"steps", "any"},
    "close": _QUESTION,
    "steps": _QUESTION | {"steps"},
    "differ": _QUESTION,
    "asked": _QUESTION | {"any"},
    "waited": frozenset(),
    "met": frozenset(),
}
_SAME = frozenset({"share", "compatible", "similar", "covers"})  # these want an answer in common
_MOST_POINTS = 1000  # of all wishes: each is then worth at least 10 of a score of 10,000
_ANY_GAP = frozenset(range(-150, 151))
_DAYS = range(7)
_NEVER = "This rule can never hold: "
_TOGETHER = "This can never hold together with a rule above: "
_GRID = "Use a grid with a row for each day, from Monday on, and a column for each time of the day."
_ZONE = "Use a name of the time zone database, for example Europe/Berlin."


def matching_rules_can_hold(program: Program) -> Iterator[Finding]:
    """Every rule and wish of the pairing reads questions that are asked, and can be met."""
    matching, asked = program.matching, _asked(program)
    for i, rule in enumerate(matching.require):
        at: Path = ("matching", "require", i)
        yield from _useless(at, rule, "rule", rule.rule, _RULES[rule.rule])
        if _RULES[rule.rule] & _QUESTION:
            yield from _reads(at, rule, asked)
        yield from _numbers(at, rule)
        yield from _possible(at, rule, matching, asked)
    for i, wish in enumerate(matching.prefer):
        at = ("matching", "prefer", i)
        yield from _useless(at, wish, "wish", wish.wish, _WISHES[wish.wish])
        if wish.wish == "asked":
            yield from _asked_for(at, wish, asked)
        elif wish.wish not in {"waited", "met"}:
            yield from _reads(at, wish, asked, two=wish.wish == "covers")
        yield from _weighed(at, wish)
        yield from _worthwhile(at, wish, matching, asked)


def points_can_be_divided(program: Program) -> Iterator[Finding]:
    """The points of all wishes together are few enough for a whole score."""
    worth = sum(wish.worth for wish in program.matching.counted)
    if worth > _MOST_POINTS:
        message = f"The wishes together give {worth} points; more than {_MOST_POINTS} cannot be told apart."
        yield ("matching", "prefer"), message, "Write smaller points; only their sizes beside each other count."


def matching_rules_agree(program: Program) -> Iterator[Finding]:
    """No two rules of the pairing rule each other out."""
    asked = _asked(program)
    left: dict[tuple[str, str], frozenset[int]] = {}  # the gaps that the rules so far leave
    wanted: dict[tuple[str, str], set[str]] = {}
    for at, one, kind in _all(program.matching):
        if isinstance(one, Wish) and one.weight != "must":
            continue
        sides = one.of_mentor, one.of_mentee
        if (kind in _SAME and one.any is None) or kind == "differ":
            found = wanted.setdefault(sides, set())
            found.add("other" if kind == "differ" else "same")
            if len(found) > 1:
                yield (
                    at,
                    f"{_TOGETHER}one wants the same answer, another one a different answer.",
                    "Remove one of them.",
                )
                found.clear()
        mentor, mentee = asked["mentor"].get(sides[0]), asked["mentee"].get(sides[1])
        if kind in {"gap", "steps"} and mentor is not None and mentee is not None:
            before = left.get(sides, gaps(mentor, mentee) or _ANY_GAP)
            after = frozenset(gap for gap in before if _holds(one, gap))
            if not after and sides in left:
                yield at, f"{_TOGETHER}they leave no gap.", "Change the numbers, or remove one of them."
            left[sides] = after or before


def _holds(one: Rule | Wish, gap: int) -> bool:
    """Whether a gap rule allows this gap, or a must of steps has points for it."""
    if isinstance(one, Wish):
        return one.steps.get(gap, 0) > 0
    return (one.least is None or gap >= one.least) and (one.most is None or gap <= one.most)


def hours_are_known(program: Program) -> Iterator[Finding]:
    """Where hours are counted, the hours of each column of the form's week are known, and everybody's time zone."""
    matching, asked = program.matching, _asked(program)
    counting = [(at, one) for at, one, _ in _all(matching) if one.hours is not None]
    if not counting:
        for field in ("week", "zone", "zones"):
            if field in matching.model_fields_set:
                message = f'"{field}" does nothing: no rule or wish counts hours.'
                yield ("matching", field), message, "Write `hours:` beside an overlap, or remove this.", "warning"
        return
    columns: set[str] = set()
    for at, one in counting:
        questions = [asked[side].get(name) for side, name in (("mentor", one.of_mentor), ("mentee", one.of_mentee))]
        for question in questions:
            if question is None:
                continue
            columns |= set(question.columns)
            if question.type != "grid":
                yield (*at, "hours"), f'"{question.id}" is not a grid of days and times, so there are no hours.', _GRID
            elif len(question.rows) > len(_DAYS):
                yield (*at, "hours"), f'"{question.id}" has more than seven days.', _GRID
            elif not set(question.columns) <= set(matching.week):
                missing = next(column for column in question.columns if column not in matching.week)
                message = f'The hours of "{missing}" are not known.'
                yield (
                    ("matching", "week") if matching.week else (*at, "hours"),
                    message,
                    f'Add it to `week:` under matching, for example {missing}: "15:00-17:00".',
                )
    for column in matching.week:
        if columns and column not in columns:
            yield ("matching", "week", column), f'"{column}" is no column of that question.', suggest(column, columns)
    yield from _zones_known(matching, asked)


def _zones_known(matching: Matching, asked: Asked) -> Iterator[Finding]:
    questions = [asked[side][ZONE] for side in _SIDES if ZONE in asked[side]]
    if matching.zone is not None and zone_of(matching.zone) is None:
        yield ("matching", "zone"), f'"{matching.zone}" is not a known time zone.', _ZONE
    if not questions:
        return
    if matching.zone is None:
        message = f'The sign-up asks for the time zone, but not everybody answers; this needs "{ZONE}".'
        yield ("matching",), message, f"Add `zone:` with the program's own one. {_ZONE}"
    options = {option for question in questions for option in question.options}
    for option, name in matching.zones.items():
        if option not in options:
            yield ("matching", "zones", option), f'"{option}" is no option of "{ZONE}".', suggest(option, options)
        elif zone_of(option, matching.zones) is None:
            yield ("matching", "zones", option), f'"{name}" is not a known time zone.', _ZONE
    for option in sorted(options - set(matching.zones)):
        if zone_of(option) is None:
            message = f'The time zone of the option "{option}" is not known.'
            yield ("matching",), message, f"Add it to `zones:` under matching, as `{option}: Europe/Berlin`."
    if any(question.other or question.type not in {"choice", "dropdown"} for question in questions):
        message = f'People may write a time zone of their own into "{ZONE}"; hours cannot be counted with that.'
        yield ("matching",), message, "Make it a list of options, without `other: yes`."


def areas_are_asked(program: Program) -> Iterator[Finding]:
    """Every place on the map is an option of a question that is read for nearness."""
    matching, asked = program.matching, _asked(program)
    near = [one for _, one, kind in _all(matching) if kind == "near"]
    questions = [
        asked[side].get(name) for one in near for side, name in (("mentor", one.of_mentor), ("mentee", one.of_mentee))
    ]
    options = {option for question in questions if question is not None for option in question.options}
    if matching.areas and not near:
        message = '"areas" does nothing: no rule or wish is about what is near.'
        yield ("matching", "areas"), message, "Write `near`, or remove this.", "warning"
    for area in matching.areas if near else ():
        if area not in options:
            yield (
                ("matching", "areas", area),
                f'"{area}" is no option of a question about places.',
                suggest(area, options),
            )


def _all(matching: Matching) -> Iterator[tuple[Path, Rule | Wish, str]]:
    """Every rule and every wish, with its place and its kind."""
    yield from ((("matching", "require", i), rule, rule.rule) for i, rule in enumerate(matching.require))
    yield from ((("matching", "prefer", i), wish, wish.wish) for i, wish in enumerate(matching.prefer))


def _useless(at: Path, one: Rule | Wish, field: str, kind: str, known: frozenset[str]) -> Iterator[Finding]:
    """Nothing stands beside a rule or wish that it does not read."""
    usual = {field, "why"} | ({"weight", "points"} if field == "wish" else set())
    for name in sorted(one.model_fields_set - usual - known):
        hint = f"Remove it. Beside it may stand: {', '.join(sorted(known)) or 'nothing but why'}."
        yield (*at, name), f'"{name}" does nothing for the {field} "{kind}".', hint


def _reads(at: Path, one: Rule | Wish, asked: Asked, *, two: bool = False) -> Iterator[Finding]:
    """The questions are named once, and both sides are asked."""
    split = one.mentee is not None or one.mentor is not None or (two and one.question is None)
    if split and one.question is not None:
        message = 'This names "question" and one question of a side as well.'
        yield (*at, "question"), message, "Keep `question:`, or `mentee:` and `mentor:`."
        return
    if not split and all(one.question not in asked[side] for side in _SIDES):
        yield from _known(at, "question", one.question, {**asked["mentor"], **asked["mentee"]}, "the sign-ups")
        return
    for side in _SIDES:
        field = side if split else "question"
        yield from _known(at, field, getattr(one, field), asked[side], f"the {side} sign-up")


def _asked_for(at: Path, wish: Wish, asked: Asked) -> Iterator[Finding]:
    """A stated preference: options of another question, or in words whom one names."""
    field = "question" if wish.question is not None else "mentee"
    yield from _known(at, field, getattr(wish, field), asked["mentee"], "the mentee sign-up")
    question = asked["mentee"].get(wish.of_mentee)
    if wish.mentor is not None:
        yield from _known(at, "mentor", wish.mentor, asked["mentor"], "the mentor sign-up")
        mentor = asked["mentor"].get(wish.mentor)
        if question is not None and mentor is not None and not _meet(mentor, question):
            message = f'"{question.id}" and "{mentor.id}" have no option in common.'
            yield (*at, "mentor"), message, "Give both the same words for the same thing."
    elif question is not None and question.type not in _TEXTS:
        yield at, 'This needs "mentor".', "Add `mentor:` with the question whose answers the mentee asks for."
    elif wish.any is not None:
        yield (*at, "any"), '"any" does nothing where people are named in words.', "Remove it."


def _numbers(at: Path, rule: Rule) -> Iterator[Finding]:
    """No number is below what can be counted."""
    for field in ("hours", "km", "months", *(("least",) if rule.rule != "gap" else ())):
        value, least = getattr(rule, field), 0 if field == "km" else 1
        if value is not None and value < least:
            yield (*at, field), f'"{field}" must be at least {least}.', "Write a larger number."
    if _swapped(rule):
        yield (*at, "least"), f"{_NEVER}least is above most.", "Swap the two numbers."


def _possible(at: Path, rule: Rule, matching: Matching, asked: Asked) -> Iterator[Finding]:
    """The answers that can be given to the two questions leave a pair."""
    mentor, mentee = asked["mentor"].get(rule.of_mentor), asked["mentee"].get(rule.of_mentee)
    if mentor is None or mentee is None:
        return
    if rule.rule == "gap":
        yield from _gap_possible(at, rule, mentor, mentee)
    if rule.rule in {"compatible", "near"}:
        yield from _any_known(at, rule, mentor, mentee)
    if rule.rule == "near":
        yield from _near_possible(at, rule, matching, mentor, mentee)
    elif rule.rule in {"share", "overlap", "compatible"} and rule.any is None and not _meet(mentor, mentee):
        message = f'{_NEVER}"{mentor.id}" and "{mentee.id}" have no option in common.'
        yield at, message, "Give both the same words for the same thing."
    if rule.rule in {"share", "overlap"}:
        yield from _enough(at, rule, matching, mentor, mentee)


def _enough(at: Path, rule: Rule, matching: Matching, mentor: Question, mentee: Question) -> Iterator[Finding]:
    """There are as many options, or hours, as a rule wants."""
    common = _options(mentor) & _options(mentee)
    if rule.least is not None and common and rule.least > len(common) and not _own_words(mentor, mentee):
        thing = "times" if rule.rule == "overlap" else "answers in common"
        message = f"{_NEVER}the form offers {len(common)} {thing} only."
        yield (*at, "least"), message, "Write a lower number."
    yield from _enough_hours(at, rule, matching, mentor)


def _enough_hours(at: Path, one: Rule | Wish, matching: Matching, mentor: Question) -> Iterator[Finding]:
    minutes = len(mentor.rows) * _covered([matching.week[c] for c in mentor.columns if c in matching.week])
    if one.hours is not None and minutes and one.hours * 60 > minutes:
        never = _NEVER if isinstance(one, Rule) else "This wish can never give all its points: "
        yield (*at, "hours"), f"{never}the week of the form has {minutes // 60} hours only.", "Write a lower number."


def _covered(spans: Sequence[tuple[int, int]]) -> int:
    """How many minutes of a day lie in at least one of the spans."""
    return len({minute for first, last in spans for minute in range(first, last)})


def _gap_possible(at: Path, rule: Rule | Wish, mentor: Question, mentee: Question) -> Iterator[Finding]:
    for question in (mentor, mentee):
        if question.type not in ORDERED:
            field = "question" if rule.question else "mentor" if question is mentor else "mentee"
            message = f'"{question.id}" has no order, so there is no gap.'
            yield (*at, field), message, "Use a question with an order."
            return
    if (mentor.type == "date") != (mentee.type == "date"):
        yield at, "A day and a number have no gap.", "Use two days, or two questions with an order."
        return
    found = gaps(mentor, mentee)
    if isinstance(rule, Wish):
        unreached = [gap for gap in rule.steps if found is not None and gap not in found]
        if unreached and found:
            message = f"No two answers have the gap {unreached[0]}: it goes from {min(found)} to {max(found)}."
            yield (*at, "steps"), message, "Gaps are mentor minus mentee. Take out this step."
    elif found is not None and not _swapped(rule) and not any(_holds(rule, gap) for gap in found):
        message = f"{_NEVER}the gap goes from {min(found)} to {max(found)}."
        yield (*at, "least" if rule.least is not None else "most"), message, "Gaps are mentor minus mentee."


def _swapped(rule: Rule) -> bool:
    """Whether the two numbers of a gap are the wrong way round, which is told."""
    return rule.least is not None and rule.most is not None and rule.least > rule.most


def _any_known(at: Path, one: Rule | Wish, mentor: Question, mentee: Question) -> Iterator[Finding]:
    options = {*mentor.options, *mentee.options}
    if one.any is not None and one.any not in options:
        yield (*at, "any"), f'"{one.any}" is no option of this question.', suggest(one.any, options)


def _near_possible(
    at: Path, one: Rule | Wish, matching: Matching, mentor: Question, mentee: Question
) -> Iterator[Finding]:
    """Some answer of a mentor is near some answer of a mentee."""
    km = max(one.steps, default=None) if isinstance(one, Wish) else one.km
    options = {*mentor.options, *mentee.options}
    if isinstance(one, Wish) and min(one.steps, default=0) < 0:
        yield (*at, "steps"), "Kilometres are not below 0.", "For `near`, steps are points up to so many kilometres."
    elif km is not None and not options & set(matching.areas):
        message = f'No option of "{mentor.id}" has a place on the map, so there are no kilometres.'
        yield (
            (*at, "steps" if isinstance(one, Wish) else "km"),
            message,
            "Add `areas:` under matching with a place for each.",
        )
    elif not any(_near(matching, mine, other, km) for mine in _options(mentor) for other in _options(mentee)) and not (
        one.any is not None or _own_words(mentor, mentee)
    ):
        yield at, f"{_NEVER}no two answers are near each other.", "Write more kilometres, or look at `areas`."


def _near(matching: Matching, one: str, other: str, km: int | None) -> bool:
    return one == other if km is None else within(matching.areas, one, other, km)


def _worthwhile(at: Path, wish: Wish, matching: Matching, asked: Asked) -> Iterator[Finding]:
    """Some answers give points for a wish."""
    if wish.weight == "must" and wish.wish == "waited":
        message = "Nobody could have waited in a first round, so waiting cannot be a must."
        yield (*at, "weight"), message, "Write high, medium or low."
    if wish.hours is not None and wish.hours < 1:
        yield (*at, "hours"), '"hours" must be at least 1.', "Write a larger number."
    mentor, mentee = asked["mentor"].get(wish.of_mentor), asked["mentee"].get(wish.of_mentee)
    if mentor is None or mentee is None:
        return
    if wish.wish in {"steps", "close"}:
        yield from _gap_possible(at, wish, mentor, mentee)
    elif wish.wish == "near":
        yield from _any_known(at, wish, mentor, mentee)
        yield from _near_possible(at, wish, matching, mentor, mentee)
    elif wish.wish in {"similar", "covers", "overlap"} and not _meet(mentor, mentee):
        message = f'This wish can never give points: "{mentor.id}" and "{mentee.id}" have no option in common.'
        yield at, message, "Give both the same words for the same thing."
    elif wish.wish == "overlap":
        yield from _enough_hours(at, wish, matching, mentor)
    elif wish.wish == "asked":
        yield from _any_known(at, wish, mentor, mentee)


def _weighed(at: Path, wish: Wish) -> Iterator[Finding]:
    """A wish says how much it counts once, and its points can be reached."""
    level = "weight" in wish.model_fields_set and wish.weight in {"high", "medium", "low"}
    if wish.wish == "steps" and not any(wish.steps.values()):
        message = "This wish has no step with points."
        yield at, message, "Add `steps:`, for example `steps: {2: 12, 1: 9}`: 12 points when the gap is 2."
    if wish.wish == "steps" or wish.steps:
        for field in ("points", "weight") if level else ("points",):
            if getattr(wish, field) is not None:
                yield (*at, field), f'"steps" says the points itself, so "{field}" is too much.', "Remove it."
    elif level and wish.points is not None:
        message = "This wish says twice how much it counts."
        yield (*at, "weight"), message, "Keep either `weight:` or `points:`. Only `must` goes with points."


def _meet(mentor: Question, mentee: Question) -> bool:
    """Whether the two questions can have an answer in common."""
    return _own_words(mentor, mentee) or bool(_options(mentor) & _options(mentee))


def _own_words(*questions: Question) -> bool:
    """Whether people write what they like into one of them, or it has no list of answers."""
    return any(question.other or not _options(question) for question in questions)


def _options(question: Question) -> frozenset[str]:
    """What can be picked, as the pairing sees it."""
    if question.type == "grid":
        return frozenset(f"{row}, {column}" for row in question.rows for column in question.columns)
    return frozenset(question.options)


def _known(at: Path, field: str, name: str | None, asked: Mapping[str, Question], where: str) -> Iterator[Finding]:
    if name is None:
        yield at, f'This needs "{field}".', f"Add `{field}:` with the id of a question."
    elif name not in asked:
        yield (*at, field), f'There is no question "{name}" in {where}.', suggest(name, asked)


def _asked(program: Program) -> Asked:
    forms = {form.id: form for form in forms_of(program)}
    peers = program.model is not None and program.model.reciprocal  # they all sign up with one form
    return {side: _questions(forms.get("mentee-sign-up" if peers else f"{side}-sign-up")) for side in _SIDES}


def _questions(form: Form | None) -> dict[str, Question]:
    return {question.id: question for question in form.questions} if form is not None else {}
