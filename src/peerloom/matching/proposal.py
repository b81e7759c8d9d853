"""The pairing problem and its answer, as values. Nothing here knows a name or an address."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Applicant:
    """One side of a possible pair: what rules and wishes may read.

    ``answers`` maps a question's id to a set of picked options (one element for a single answer);
    ``numbers`` holds answers that can be compared (school year, scale).
    ``blocks`` names the rules of readiness that this person does not pass yet (trained, screened, ...).
    """

    code: str
    person: str  # the same for one person in both roles, so that nobody is paired with themselves
    capacity: int
    answers: Mapping[str, frozenset[str]]
    numbers: Mapping[str, int]
    blocks: frozenset[str] = frozenset()
    home: frozenset[str] = frozenset()  # two people who share one of these live together
    waited: int = 0  # earlier rounds in which no place was found
    named: Mapping[str, frozenset[str]] = field(
        default_factory=dict
    )  # question -> codes of mentors named in its answer


@dataclass(frozen=True, slots=True)
class Points:
    """What one wish gave to one pair."""

    wish: str  # as it stands on the page "how we match"
    points: int
    most: int
    shared: tuple[str, ...] = ()  # what they have in common, for the reason


@dataclass(frozen=True, slots=True)
class Change:
    """What one change would make of the round, for all together."""

    people: int  # how many more would have a mentor; below 0: fewer
    fit: (
        int | None
    )  # better fit over all, in hundredths of a percent; None: not counted, because something else is said
    below_floor: bool = False  # as many would have a mentor, but only with a fit below this round's lowest


@dataclass(frozen=True, slots=True)
class Gain:
    """What a change would bring."""

    about: str  # code of a mentor, or name of a rule
    change: Change


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of mentor to look for: what they would answer. Questions in ``hidden`` are not told."""

    picks: tuple[tuple[str, tuple[str, ...]], ...]  # question id -> options, both sorted
    numbers: tuple[tuple[str, int], ...]
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Recruit:
    """One line of a plan: this many mentors of a kind, with one place each, would match as many more people."""

    kind: Kind
    mentors: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Whom to recruit; the lines add up. Of no single kind more than ``single`` mentors would help."""

    lines: tuple[Recruit, ...]
    single: int

    @property
    def mentors(self) -> int:
        """All of them together; as many more people would have a mentor."""
        return sum(line.mentors for line in self.lines)


@dataclass(frozen=True, slots=True)
class Looser:
    """A rule with another number, and what that alone would bring."""

    rule: str  # kind and question, as in ``Gain.about``
    field: str  # least or most
    now: int
    to: int
    people: int  # how many more would have a mentor


@dataclass(frozen=True, slots=True)
class Advice:
    """What would help a round, each change alone; only what brings something, the most first."""

    places: tuple[Gain, ...] = ()  # one more place with this mentor
    clearing: tuple[Gain, ...] = ()  # mentors who lack only training or screening, if they had it
    cleared: int = 0  # how many more people all of these would bring together
    waiving: tuple[Gain, ...] = ()  # rules, if they did not hold for anybody
    looser: tuple[Looser, ...] = ()  # rules, if their number were another
    plan: Plan | None = None  # mentors to recruit


@dataclass(frozen=True, slots=True)
class Pair:
    """A proposed pair, with the reasons in words."""

    mentor: str
    mentee: str
    score: int  # 0 to 10,000
    kept: bool  # it was running, approved or locked before
    parts: tuple[Points, ...]
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    next_best: str = ""  # code of the mentor who would come next for this mentee, or ""
    next_cost: Change | None = None  # what choosing that one would change for all
    also: tuple[str, ...] = ()  # codes: the co-mentor, or the third of a circle
    group: str = ""  # code of the group that it belongs to
    slot: str = ""  # when that group meets


@dataclass(frozen=True, slots=True)
class ProposedGroup:
    """A group that is proposed, or new people for one that runs. Its pairs say why each of them fits."""

    code: str
    mentors: tuple[str, ...]  # codes
    mentees: tuple[str, ...]  # codes of those who are new
    slot: str  # when it meets, or ""
    slots: tuple[str, ...]  # every time that suits all
    already: int  # mentees who are in it
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mentee who is left without a mentor, with the reason in words and what would help."""

    mentee: str
    reason: str
    helps: tuple[str, ...] = ()
    kind: str = ""  # what stands in the way, to be counted: "places", "crowd", "several", or the name of a rule


@dataclass(frozen=True, slots=True)
class Proposal:
    """The best pairing, in a fixed order: pairs by mentee's code."""

    pairs: tuple[Pair, ...]
    waiting: tuple[Waiting, ...]
    free_mentors: tuple[str, ...]  # codes of mentors with a free place
    matched: int
    total: int  # sum of the scores
    proof: str  # one sentence: what was checked, and that nothing better exists
    advice: Advice = Advice()
    groups: tuple[ProposedGroup, ...] = ()  # in a program of groups; each pair is of one of them
