"""The page Waiting: who waits and why, what would help most, and which mentors have a free place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.desk.charts import histogram
from peerloom.desk.pairings import out_of_100
from peerloom.matching.reasons import change_said, topic
from peerloom.support.running import RUNNING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from peerloom.desk.charts import Histogram
    from peerloom.desk.seen import Seen, Who
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
class WaitingPage:
    """The whole page."""

    round: str
    any_round: bool
    waiting: tuple[Waiter, ...]
    free: tuple[Free, ...]
    places: int
    helps: tuple[Help, ...]
    gains: tuple[Gains, ...]
    fit: Histogram | None
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
    fits = [out_of_100(pair.score) for pair in proposal.pairs] if proposal else []
    return WaitingPage(
        round=seen.round_title(seen.cohort),
        any_round=proposal is not None,
        waiting=tuple(rows),
        free=free,
        places=sum(row.free - row.proposed for row in free),
        helps=tuple(Help(text, count) for text, count in ranked),
        gains=tuple(_gains(seen, proposal.advice)) if proposal else (),
        fit=histogram(fits) if fits else None,
        peers=seen.peers,
        grouped=seen.grouped,
    )


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
