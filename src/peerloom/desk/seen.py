"""Everything the desk is made from, in one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.desk.words import ROLE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from peerloom.definition.forms import Form
    from peerloom.definition.program import Program
    from peerloom.disclosure.public import PublicFigures
    from peerloom.evaluation.figures import Figure
    from peerloom.matching.moves import Offer
    from peerloom.matching.picture import Picture
    from peerloom.matching.proposal import Proposal
    from peerloom.matching.talk import Talk
    from peerloom.messages.letter import Draft
    from peerloom.people.records import Decided, Participant, Records
    from peerloom.problems import Problem
    from peerloom.standards.assessment import Assessment
    from peerloom.support.agenda import Task
    from peerloom.support.due import CheckInDue
    from peerloom.support.health import Health
    from peerloom.support.safety import Alarm


@dataclass(frozen=True, slots=True)
class Who:
    """A person as the desk names them: everywhere by name and code, with a link to their card."""

    code: str
    name: str
    role: str = ""
    known: bool = True  # False: this code stands somewhere, but nobody has it


@dataclass(frozen=True, slots=True)
class Read:
    """What became of the rows of one form in this run: ``read`` is the sum of all that follow."""

    form: str  # title
    tabs: tuple[str, ...]
    read: int
    used: int
    held: int
    rejected: int
    duplicate: int
    erased: int
    fresh: bool = True  # False: it could not be read now, so these are the rows of an earlier run


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run knows, for the desk to show. ``names`` has an entry for every code of ``records``."""

    program: Program
    forms: tuple[Form, ...]
    records: Records
    names: Mapping[str, Who]
    cohort: str  # the round that is being filled, or ""
    proposal: Proposal | None
    decisions: tuple[Decided, ...]
    figures: tuple[Figure, ...]
    public: PublicFigures
    problems: tuple[Problem, ...]
    rows: tuple[Read, ...]
    read: int | None  # rows that came in with this run; None: nothing was recorded
    health: tuple[Health, ...]
    check_ins: tuple[CheckInDue, ...]
    tasks: tuple[Task, ...]
    words_waiting: int  # wins, thanks and quotes that nobody has read for the public site yet
    alarms: tuple[Alarm, ...]  # for the page Safety alone
    today: dt.date
    offers: tuple[Offer, ...] = ()  # moves of matches that would let more people in
    picture: Picture | None = None  # how well pairs fit, by hand and as proposed
    talks: tuple[Talk, ...] = ()  # the plan of the speed meetings
    talks_of: str = ""  # its cohort
    letters: tuple[Draft, ...] = ()  # of the outbox
    standards: Assessment | None = None  # None: the program names no standard

    @property
    def peers(self) -> bool:
        """Whether people have no roles."""
        return self.program.model is not None and self.program.model.reciprocal

    @property
    def grouped(self) -> bool:
        """Whether mentors lead groups."""
        return self.program.model is not None and self.program.model.kind == "group"

    def has_alarm(self) -> bool:
        """Whether a safety answer needs a look."""
        return self.open_alarms() > 0

    def open_alarms(self) -> int:
        """How many safety answers need a look. It is all that any other page may know."""
        return len({alarm.answer.cell for alarm in self.alarms if alarm.open})

    def who(self, code: str) -> Who:
        """Whose code this is. A code that nobody has is shown as it stands."""
        return self.names.get(code, Who(code, code, known=False))

    def round_title(self, cohort: str) -> str:
        """A cohort's title, or its id when program.yaml no longer has it."""
        return next((one.title for one in self.program.cohorts if one.id == cohort), cohort)


def names_of(people: Iterable[Participant], *, peers: bool = False) -> dict[str, Who]:
    """Code to person; the newest sign-up of a code says the name. Peers have no roles."""
    found: dict[str, Who] = {}
    for person in sorted(people, key=lambda one: (one.applied, one.cohort)):
        found[person.code] = Who(person.code, person.name or person.code, "" if peers else ROLE[person.role])
    return found
