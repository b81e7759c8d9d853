"""Goals of matches, each with its newest review."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from peerloom.people.check_ins import outside
from peerloom.people.records import Aside, GoalNote, GoalState
from peerloom.people.values import by_time, day_of, sent, text_of
from peerloom.problems import Cell, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from peerloom.people.records import Answer, Match
    from peerloom.people.setting import Setting

GOAL, REVIEW = "goal", "goal-review"
_STATES: tuple[GoalState, ...] = get_args(GoalState)


def goals(
    answers: Iterable[Answer], matches: Mapping[str, Match], setting: Setting
) -> tuple[tuple[GoalNote, ...], tuple[Aside, ...]]:
    """Every goal with its newest review, by match, then in the order in which they were written.

    A review names its goal by its place in that order. A review of a goal that nobody has written, and goals and
    reviews of a match that does not run, are held.
    """
    written: dict[str, list[Answer]] = {}
    reviews: list[Answer] = []
    asides: list[Aside] = []
    for answer in sorted(answers, key=by_time):
        wrong = outside(answer, matches[text_of(answer, "match")], setting)
        if wrong is not None:
            asides.append(Aside(answer, "held", wrong))
        elif answer.form == GOAL:
            written.setdefault(text_of(answer, "match"), []).append(answer)
        else:
            reviews.append(answer)
    newest: dict[tuple[str, int], Answer] = {}
    for review in reviews:
        match, place = text_of(review, "match"), _place(review, setting)
        if place is None or place >= len(written.get(match, ())):
            asides.append(Aside(review, "held", _no_goal(review)))
        else:
            newest[match, place] = review
    return tuple(_notes(written, newest, setting)), tuple(asides)


def _place(review: Answer, setting: Setting) -> int | None:
    """Which goal is meant, counted from 0; the first where the form does not ask."""
    question = setting.question(REVIEW, "goal")
    if question is None:
        return 0
    given = text_of(review, "goal")
    return question.options.index(given) if given in question.options else None


def _no_goal(review: Answer) -> Problem:
    at = Cell(review.cell.tab, review.cell.row, "goal")
    return Problem(at, "This match has not written down that goal.", "Fill in the form for the goal first.")


def _notes(
    written: Mapping[str, Sequence[Answer]], newest: Mapping[tuple[str, int], Answer], setting: Setting
) -> Iterator[GoalNote]:
    for match, mine in sorted(written.items()):
        for i, goal in enumerate(mine):
            progress, state = _standing(newest.get((match, i)), setting)
            by = day_of(goal, "by")
            yield GoalNote(match, text_of(goal, "goal"), text_of(goal, "theme"), sent(goal), by, progress, state)


def _standing(review: Answer | None, setting: Setting) -> tuple[int, GoalState]:
    """Percent and state, as the newest review says; nothing done yet without one."""
    if review is None:
        return 0, "going on"
    progress, said = setting.meant(review, "progress"), setting.meant(review, "state")
    return int(progress) if progress.isdecimal() else 0, next((s for s in _STATES if s == said), "going on")
