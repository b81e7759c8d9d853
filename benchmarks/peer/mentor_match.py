"""PyPI mentor-match with the rules of its own application, said in its words; it scores the people itself."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from matching.mentee import Mentee
from matching.mentor import Mentor
from matching.process import process_data
from matching.rules.rule import Disqualify, Equivalent, Generic, Grade

from benchmarks.peer.task import from_pairs, peer

if TYPE_CHECKING:
    from benchmarks.peer.task import Task


def rules() -> list[Any]:
    """Another organisation, one or two grades above; and points for the gap, the profession and a shared group."""
    return [
        Disqualify(Equivalent("organisation").evaluate),
        Disqualify(Grade(2, operator.gt).evaluate),
        Disqualify(Grade(0, operator.le).evaluate),
        Grade(2, operator.eq, {True: 12, False: 0}),
        Grade(1, operator.eq, {True: 9, False: 0}),
        Generic({True: 10, False: 0}, lambda match: match.mentor.profession == match.mentee.profession),
        Generic({True: 6, False: 0}, lambda match: match.mentee.group in match.mentor.groups),
    ]


def in_later_rounds() -> list[Any]:
    """Who has a mentor is not given another one, and a mentor takes no more than they offered."""
    return [
        Disqualify(lambda match: len(match.mentee.mentors) > 0),
        Disqualify(lambda match: len(match.mentor.mentees) >= match.mentor.places),
    ]


def person(kind: Any, answers: dict[str, Any]) -> Any:
    """One of its people, from the answers."""
    made = kind(**answers, email=answers["name"])
    for name in ("groups", "group", "places"):
        setattr(made, name, answers.get(name))
    return made


def pair(task: Task) -> list[int]:
    """As many rounds as the mentor with the most places needs: it gives each mentor one mentee a round."""
    mentors = [person(Mentor, one) for one in task.mentors]
    mentees = [person(Mentee, one) for one in task.mentees]
    number = {id(one): i for i, one in enumerate(mentors)}
    later = [[*rules(), *in_later_rounds()] for _ in range(1, max(task.places))]
    process_data(mentors, mentees, [rules(), *later])
    found = ((number[id(mentor)], j) for j, mentee in enumerate(mentees) for mentor in mentee.mentors)
    return from_pairs(task, found)


if __name__ == "__main__":
    peer(pair)
