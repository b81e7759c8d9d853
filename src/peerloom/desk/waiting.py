"""The page Waiting: who waits and why, what would help most, and which mentors have a free place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.desk.charts import histogram
from peerloom.desk.pairings import out_of_100
from peerloom.desk.words import readable
from peerloom.matching.proposal import Change
from peerloom.matching.reasons import change_said, topic
from peerloom.matching.recruiting_said import kind_said, looser_said, plan_said
from peerloom.matching.waits import kind_said as why_said
from peerloom.support.running import RUNNING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from peerloom.desk.charts import Histogram
    from peerloom.desk.seen import Seen, Who
    from peerloom.matching.picture import Picture
    from peerloom.matching.proposal import Advice, Gain
    from peerloom.matching.proposal import Waiting as Waits
    from peerloom.people.records import Participant

_MOST_HELPS = 5
_MOST_GAINS = 5


@dataclass(frozen=True, slots=True)
class Waiter:
    """One mentee without a mentor."""

    who: Who
    since: dt.date | None
    rounds: int
    reason: str
    helps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Free:
    """One ready mentor with room for somebody."""

    who: Who
    free: int
    capacity: int
    proposed: int  # places that the open proposal would fill
    trained: int  # minutes


@dataclass(frozen=True, slots=True)
class Help:
    """Something that would help, and how many it would help."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Gained:
    """One change, and what it alone would bring."""

    who: Who | None  # the mentor whom it is about
    about: str  # or the rule, in words
    brings: str


@dataclass(frozen=True, slots=True)
class Gains:
    """Changes of one kind, the most helpful first."""

    title: str
    note: str
    rows: tuple[Gained, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """Something that stands in the way, and of how many."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Resting:
    """Somebody whose match ended, and what has to come before a new one."""

    who: Who
    until: str


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """The whole page."""

    round: str
    any_round: bool
    waiting: tuple[Waiter, ...]
    free: tuple[Free, ...]
    places: int
    helps: tuple[Help, ...]
    gains: tuple[Gains, ...]
    fit: Histogram | None  # by hand, as proposed, and of running matches
    whys: tuple[Why, ...]
    resting: tuple[Resting, ...]
    peers: bool = False  # nobody is a mentor
    grouped: bool = False


def waiting(seen: Seen) -> WaitingPage:
    """The page: those who wait longest come first."""
    proposal = seen.proposal
    rows = [_waiter(seen, waits) for waits in proposal.waiting] if proposal else []
    rows.sort(key=lambda row: (-row.rounds, row.since.toordinal() if row.since else 0, row.who.code))
    free = tuple(_free(seen, code) for code in proposal.free_mentors) if proposal else ()
    helps = Counter(text for row in rows for text in row.helps)
    ranked = sorted(helps.items(), key=lambda item: (-item[1], item[0]))[:_MOST_HELPS]
    return WaitingPage(
        round=seen.round_title(seen.cohort),
        any_round=proposal is not None,
        waiting=tuple(rows),
        free=free,
        places=sum(row.free - row.proposed for row in free),
        helps=tuple(Help(text, count) for text, count in ranked),
        gains=tuple(_gains(seen, proposal.advice)) if proposal else (),
        fit=_fit(seen.picture),
        whys=tuple(_whys(seen)),
        resting=tuple(_resting(seen)),
        peers=seen.peers,
        grouped=seen.grouped,
    )


def _fit(picture: Picture | None) -> Histogram | None:
    """How well pairs fit: before and after."""
    if picture is None or not (picture.by_hand or picture.proposed or picture.running):
        return None
    series = (
        ("by hand, in the order of sign-up", "before", picture.by_hand),
        ("as proposed", "after", picture.proposed),
        ("matches that run", "running", picture.running),
    )
    return histogram([(name, tone, [out_of_100(score) for score in scores]) for name, tone, scores in series])


def _whys(seen: Seen) -> Iterator[Why]:
    """Why people wait, by how many; those about whom nothing is known are left out."""
    counts = Counter(waits.kind for waits in seen.proposal.waiting if waits.kind) if seen.proposal else Counter()
    for kind, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield Why(why_said(kind), count)


def _resting(seen: Seen) -> Iterator[Resting]:
    """Those of the round whose match ended and who cannot have a new one yet, by name."""
    found = []
    for person in seen.records.participants:
        if person.cohort == seen.cohort:
            needs = [words for words, kind in zip(person.needs, person.missing, strict=False) if kind == "closure"]
            found += [Resting(seen.who(person.code), readable(words)) for words in needs]
    yield from sorted(found, key=lambda one: (one.who.name.casefold(), one.who.code))


def _gains(seen: Seen, advice: Advice) -> Iterator[Gains]:
    """Each kind of change that would bring something."""
    if advice.clearing:
        note = f"All mentors who lack only this would bring {advice.cleared} together."
        title = "Finish the screening or training of"
        yield Gains(title, note, tuple(_of_mentor(seen, gain) for gain in advice.clearing[:_MOST_GAINS]))
    if advice.places:
        rows = tuple(_of_mentor(seen, gain) for gain in advice.places[:_MOST_GAINS])
        yield Gains("Ask for one more place with", "", rows)
    if advice.waiving:
        rows = tuple(Gained(None, topic(gain.about), change_said(gain.change)) for gain in advice.waiving[:_MOST_GAINS])
        note = "Rules that keep people safe are not among these."
        yield Gains("Do without the rule about", note, rows)
    if advice.looser:
        rows = tuple(
            Gained(None, looser_said(one), change_said(Change(one.people, None))) for one in advice.looser[:_MOST_GAINS]
        )
        yield Gains("Make a rule a little looser", "", rows)
    if advice.plan is not None:
        asked = {q.id: q for form in seen.forms if form.id == "mentor-sign-up" for q in form.questions}
        rows = tuple(
            Gained(None, f"{line.mentors} with {kind_said(line.kind, asked)}", f"{line.mentors} more")
            for line in advice.plan.lines
        )
        note = f"{plan_said(advice.plan)} These lines add up. They are for you alone: one may describe one mentee."
        yield Gains("Look for mentors like those who wait", note, rows)


def _of_mentor(seen: Seen, gain: Gain) -> Gained:
    return Gained(seen.who(gain.about), "", change_said(gain.change))


def _waiter(seen: Seen, waits: Waits) -> Waiter:
    person = _person(seen, waits.mentee)
    since, rounds = (person.applied, person.rounds_waited) if person else (None, 0)
    return Waiter(seen.who(waits.mentee), since, rounds, waits.reason, waits.helps)


def _free(seen: Seen, code: str) -> Free:
    person = _person(seen, code)
    capacity = person.capacity if person else 0
    most = seen.program.model.takes_most if seen.program.model else 3
    here = [match for match in seen.records.matches if match.cohort == seen.cohort and match.status in RUNNING]
    taken = sum(code in (match.mentor, *match.also) for match in here)
    proposed = sum(code in (pair.mentor, *pair.also) for pair in seen.proposal.pairs) if seen.proposal else 0
    return Free(
        seen.who(code), max(0, min(capacity, most) - taken), capacity, proposed, person.trained_minutes if person else 0
    )


def _person(seen: Seen, code: str) -> Participant | None:
    """The participant of this round, or of the newest one."""
    found = [person for person in seen.records.participants if person.code == code]
    return max(found, key=lambda one: (one.cohort == seen.cohort, one.applied), default=None)
