"""Who has earned what, by the program's rules. Nobody is ranked: a rule is met or not yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from peerloom.definition.organisation import Award
    from peerloom.definition.program import Program
    from peerloom.people.records import Match, Participant, Records

LETTER = "service_hours"  # the id of the letter; ids in program.yaml have no underscore
LETTER_TITLE = "Letter of service hours"
_OVER = {"closed", "closing"}
_STEPS = (1, 5, 10, 25, 50, 75, 100, 150, 200, 300, 400, 500)  # hours, as "at least" says them in public


@dataclass(frozen=True, slots=True)
class Earned:
    """One certificate or letter of one person in one round."""

    person: str  # code
    name: str
    role: str
    cohort: str  # id
    award: str  # id of the rule, or LETTER
    title: str
    minutes: int  # in the hours log, of all matches of this person in this round
    training: int  # minutes of training
    meetings: int
    goals: int  # reached

    @property
    def at_least(self) -> int:
        """Hours as the public check says them: the highest step that was reached. 0 for what states no hours."""
        return max(steps_of(self.minutes), default=0) if self.award == LETTER else 0


def steps_of(minutes: int) -> tuple[int, ...]:
    """Every step of hours that ``minutes`` have reached."""
    return tuple(step for step in _STEPS if step * 60 <= minutes)


def kinds_of(program: Program) -> dict[str, str]:
    """Every kind of certificate by id, with its title. The letter comes first."""
    return {LETTER: LETTER_TITLE} | {rule.id: rule.title for rule in program.recognition.awards}


def earned(program: Program, records: Records) -> tuple[Earned, ...]:
    """Every certificate and letter that has been earned, by round, person and the order of the rules.

    Only who has met at least once has earned anything. A letter of service hours is for mentors with an hour or more.
    """
    return tuple(sorted(_earned(program, records), key=lambda one: (one.cohort, one.person)))


def _earned(program: Program, records: Records) -> Iterator[Earned]:
    matches: dict[tuple[str, str], list[Match]] = {}
    for match in records.matches:
        for code in match.people:
            matches.setdefault((code, match.cohort), []).append(match)
    met = _meetings(records)
    goals = _goals(records)
    people = _people(records)
    for (code, cohort), mine in sorted(matches.items()):
        person = people.get((code, cohort)) or people.get((code, ""))
        rows = {cell: minutes for match in mine for cell, minutes in met.get(match.code, ())}
        if person is None or not rows:
            continue
        done = sum(goals.get(match.code, 0) for match in mine)
        over = _over(mine, cohort, program, records)

        about = (person.code, person.name, person.role, cohort)
        counts = (sum(rows.values()), person.trained_minutes, len(rows), done)
        for rule in program.recognition.awards:
            one = Earned(*about, rule.id, rule.title, *counts)
            if _is_met(rule, one, over=over):
                yield one
        if person.role == "mentor" and counts[0] >= 60:  # noqa: PLR2004 - minutes of an hour
            yield Earned(*about, LETTER, LETTER_TITLE, *counts)


def _people(records: Records) -> Mapping[tuple[str, str], Participant]:
    """Everybody by code and round; with no round, as they signed up last."""
    found = {(person.code, ""): person for person in records.participants}
    return found | {(person.code, person.cohort): person for person in records.participants}


def _meetings(records: Records) -> Mapping[str, list[tuple[object, int]]]:
    """Match -> (row, minutes). A row that stands for several matches is one meeting of its mentor."""
    found: dict[str, list[tuple[object, int]]] = {}
    for meeting in records.meetings:
        found.setdefault(meeting.match, []).append((meeting.cell, meeting.minutes))
    return found


def _goals(records: Records) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for goal in records.goals:
        if goal.state == "done":
            found[goal.match] = found.get(goal.match, 0) + 1
    return found


def _over(mine: Iterable[Match], cohort: str, program: Program, records: Records) -> bool:
    """Whether somebody has stayed to the end: a match was completed, or runs on the last day of its round."""
    ends = next((one.ends for one in program.cohorts if one.id == cohort), None)
    if ends is None:
        return False
    for match in mine:
        if match.status in _OVER and match.reason in {"completed", "goal reached early"} and match.started:
            return True
        if records.today >= ends and match.started and (match.ended is None or match.ended >= ends):
            return True
    return False


def _is_met(rule: Award, one: Earned, *, over: bool) -> bool:
    enough = one.minutes >= rule.hours * 60 and one.meetings >= rule.meetings and one.goals >= rule.goals
    return one.role in rule.for_ and enough and (over or not rule.to_the_end)
