"""The page Pairings: what is proposed and why, how to decide, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.desk.words import DECISION, MATCH, Option
from peerloom.matching.moves import moves_said
from peerloom.matching.reasons import change_said
from peerloom.people.codes import match_code

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from peerloom.desk.seen import Seen, Who
    from peerloom.desk.words import Pill
    from peerloom.matching.moves import Offer
    from peerloom.matching.proposal import Pair, Points, ProposedGroup

BAR = 120  # length of a full bar, in units of its drawing
_RING = 113.1  # around a circle of radius 18
_STRONG, _FAIR = 70, 45  # fit out of 100


@dataclass(frozen=True, slots=True)
class WishBar:
    """What one wish gave, of what it could give, out of 100 for the whole pair."""

    wish: str
    points: int
    most: int
    length: float  # of the bar
    full: float  # of the bar behind it
    shared: str


@dataclass(frozen=True, slots=True)
class Open:
    """One pair that waits for a decision."""

    code: str
    mentor: Who
    mentee: Who
    fit: int  # out of 100
    tone: str
    ring: float  # how far the ring around the number is closed
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    next_best: Who | None
    next_cost: str  # what choosing that one would change for all, or ""
    wishes: tuple[WishBar, ...]
    also: tuple[Who, ...] = ()  # the co-mentor, or the third of a circle


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """One group that waits for a decision, or people who would join one that runs."""

    code: str
    mentors: tuple[Who, ...]
    slot: str
    others: tuple[str, ...]  # more times that suit all
    already: int
    size: int  # with those who are in it
    least: int
    most: int
    members: tuple[Open, ...]  # the weakest fit first


@dataclass(frozen=True, slots=True)
class Step:
    """One row of an offer."""

    code: str  # of the new match
    mentee: Who
    mentor: Who
    before: Who | None  # the mentor of now
    met: str  # of the match that would end
    fit: int


@dataclass(frozen=True, slots=True)
class Offered:
    """Moves that belong together."""

    code: str
    steps: tuple[Step, ...]
    more: tuple[Who, ...]  # who would have a mentor in addition


@dataclass(frozen=True, slots=True)
class Settled:
    """One pair that was decided."""

    code: str
    cohort: str
    round: str
    mentor: Who
    mentee: Who
    decision: str
    state: Pill
    on: dt.date | None
    note: str
    also: tuple[Who, ...] = ()
    group: str = ""
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Pairings:
    """The whole page."""

    round: str
    proof: str
    open: tuple[Open, ...]
    settled: tuple[Settled, ...]
    cohorts: tuple[Option, ...]
    states: tuple[Option, ...]
    offers: tuple[Offered, ...]
    offered: str  # what they would bring together
    groups: tuple[OpenGroup, ...] = ()  # in a program of groups; ``open`` has the same people one by one
    peers: bool = False  # nobody is a mentor


def pairings(seen: Seen) -> Pairings:
    """The page: proposals with the worst fit first, because they need the longest look; then the decided pairs."""
    proposal = seen.proposal
    pairs = sorted(proposal.pairs, key=lambda pair: (pair.score, pair.mentee)) if proposal else []
    settled = _settled(seen)
    shown = {pair.mentee: _open(seen, pair) for pair in pairs}
    return Pairings(
        round=seen.round_title(seen.cohort),
        proof=proposal.proof if proposal else "",
        open=tuple(shown.values()),
        settled=settled,
        cohorts=tuple(dict.fromkeys(Option(row.cohort, row.round) for row in settled)),
        states=tuple(Option(word, word) for word in sorted({row.state.word for row in settled})),
        offers=tuple(_offered(seen, offer) for offer in seen.offers),
        offered=moves_said(seen.offers) if seen.offers else "",
        groups=tuple(_group(seen, group, shown) for group in proposal.groups) if proposal else (),
        peers=seen.peers,
    )


def _group(seen: Seen, group: ProposedGroup, shown: Mapping[str, Open]) -> OpenGroup:
    return OpenGroup(
        group.code,
        tuple(seen.who(code) for code in group.mentors),
        group.slot,
        tuple(slot for slot in group.slots if slot != group.slot),
        group.already,
        group.already + len(group.mentees),
        group.least,
        group.most,
        tuple(one for code, one in shown.items() if code in group.mentees),
    )


def out_of_100(score: int) -> int:
    """A score as people read it."""
    return round(score / 100)


def tone(fit: int) -> str:
    """How good a fit out of 100 is, as a colour."""
    return "good" if fit >= _STRONG else "calm" if fit >= _FAIR else "look"


def _open(seen: Seen, pair: Pair) -> Open:
    fit = out_of_100(pair.score)
    return Open(
        code=match_code(pair.mentor, pair.mentee, seen.cohort, pair.also),
        mentor=seen.who(pair.mentor),
        mentee=seen.who(pair.mentee),
        fit=fit,
        tone=tone(fit),
        ring=_RING * fit / 100,
        reasons=pair.reasons,
        against=pair.against,
        next_best=seen.who(pair.next_best) if pair.next_best else None,
        next_cost=change_said(pair.next_cost) if pair.next_cost else "",
        wishes=tuple(_bar(points, max(part.most for part in pair.parts)) for points in pair.parts),
        also=tuple(seen.who(code) for code in pair.also),
    )


def _offered(seen: Seen, offer: Offer) -> Offered:
    steps = tuple(
        Step(
            match_code(pair.mentor, pair.mentee, seen.cohort),
            seen.who(pair.mentee),
            seen.who(pair.mentor),
            seen.who(pair.instead.mentor) if pair.instead else None,
            ("they have met" if pair.instead.met else "they have not met yet") if pair.instead else "",
            out_of_100(pair.score),
        )
        for pair in offer.pairs
    )
    return Offered(offer.code, steps, tuple(seen.who(code) for code in offer.more))


def _bar(points: Points, longest: int) -> WishBar:
    """Bars of one pair share a scale, so that a wish that can give more has a longer bar."""
    scale = BAR / longest if longest else 0.0
    return WishBar(
        points.wish,
        out_of_100(points.points),
        out_of_100(points.most),
        points.points * scale,
        points.most * scale,
        ", ".join(points.shared),
    )


def _settled(seen: Seen) -> tuple[Settled, ...]:
    """Every decision that was ever made, newest first."""
    matches = {match.code: match for match in seen.records.matches}
    rows = []
    for decided in seen.decisions:
        if decided.decision:
            code = match_code(decided.mentor, decided.mentee, decided.cohort, decided.also)
            usual = "rejected" if decided.decision == "decline" else "approved"
            match = matches.get(code)
            rows.append(
                Settled(
                    code,
                    decided.cohort,
                    seen.round_title(decided.cohort),
                    seen.who(decided.mentor),
                    seen.who(decided.mentee),
                    DECISION[decided.decision],
                    MATCH[match.status if match else usual],
                    decided.on or (match.approved if match else None),
                    decided.note,
                    tuple(seen.who(code) for code in decided.also),
                    match.group if match else "",
                    decided.slot,
                )
            )
    return tuple(sorted(rows, key=lambda row: (-(row.on.toordinal() if row.on else 0), row.code)))
