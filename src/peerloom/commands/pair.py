"""``peerloom pair``: propose who goes with whom, and keep what the coordinator decided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TextIO

from peerloom.commands.decided import PAIRINGS
from peerloom.matching.pairings import Line, write_pairings
from peerloom.matching.pool import applicants, open_cohort
from peerloom.people.codes import match_code
from peerloom.private import revealed
from peerloom.problems import as_text
from peerloom.site.write import replace_text
from peerloom.support.running import RUNNING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from peerloom.definition.forms import Form
    from peerloom.definition.program import Program
    from peerloom.matching.moves import Moved, Offer
    from peerloom.matching.picture import Picture
    from peerloom.matching.pool import Pool
    from peerloom.matching.proposal import Pair, Proposal
    from peerloom.people.records import Decided, Match, Participant, Records
    from peerloom.problems import Problem

_SHOWN = 5  # changed pairs, of each kind
_WORDS = {
    "approved": "approved",
    "agreed": "approved",
    "active": "running",
    "paused": "paused",
    "closing": "closing",
    "suspended": "suspended",
    "closed": "closed",
    "rejected": "declined",
    "never_started": "never started",
}


@dataclass(frozen=True, slots=True)
class Paired:
    """A proposal, and how it differs from what the file held before."""

    cohort: str
    proposal: Proposal
    added: tuple[tuple[str, str], ...]  # (mentor, mentee) of pairs that were not proposed before
    gone: tuple[tuple[str, str], ...]  # of open proposals of the last run that are no longer proposed
    text: str  # the whole pairings file
    offers: tuple[Offer, ...] = ()  # moves of matches that would let more people in
    moving: bool = False  # the offers stand in the file as proposals
    clashes: tuple[Problem, ...] = ()  # decisions that contradict each other or a rule
    picture: Picture | None = None  # how well pairs fit, by hand and now
    peers: bool = False  # nobody is a mentor
    movable: bool = True  # each mentee has a mentor of their own, so that people can be moved


@dataclass(frozen=True, slots=True)
class _Names:
    """What the file says of codes."""

    names: Mapping[str, str]
    notes: Mapping[tuple[str, str], str]  # beside open proposals
    cohort: str

    def line(
        self, mentor: str, mentee: str, state: str, *, fit: int, why: str, against: str = "", next_best: str = ""
    ) -> Line:
        """One open row."""
        people = self.names.get(mentor, ""), self.names.get(mentee, "")
        score, note = str(round(fit / 100)), self.notes.get((mentor, mentee), "")
        return Line(self.cohort, mentor, mentee, *people, score, why, against, next_best, state, note=note)


def pair_people(
    program: Program,
    forms: Sequence[Form],
    records: Records,
    decisions: Sequence[Decided],
    today: dt.date,
    *,
    move: bool = False,
) -> Paired | None:
    """Propose for the cohort that is being filled. None when no sign-up has opened yet.

    Nobody who has a mentor is moved. Where moving some would let more people in, that is offered; with ``move`` the
    offers that touch only pairs who have not met yet stand among the proposals.
    """
    from peerloom.matching.propose import propose  # noqa: PLC0415 - brings numpy and scipy

    cohort = open_cohort(program, today)
    if cohort is None:
        return None
    pool = applicants(records, program, forms, cohort.id)
    proposal = propose(pool, program.matching)
    made = _Round(program, forms, records, cohort.id, pool)
    offers = made.offers(proposal, move=move)
    before = {(d.mentor, d.mentee) for d in decisions if not d.decision and d.cohort == cohort.id and not d.offer}
    now = {(pair.mentor, pair.mentee) for pair in proposal.pairs}
    names = _Names(
        {person.code: person.name for person in records.participants},
        {(d.mentor, d.mentee): d.note for d in decisions if not d.decision and d.cohort == cohort.id},
        cohort.id,
    )
    peers = program.model is not None and program.model.reciprocal
    replaced = {pair for offer in offers for pair in offer.gone} if move else set()
    lines = [
        *(
            _line(pair, names, one_by_one=pool.one_by_one)
            for pair in proposal.pairs
            if (pair.mentor, pair.mentee) not in replaced
        ),
        *(line for offer in offers for line in _offered(offer, names, "proposed" if move else "offer")),
        *_kept(decisions, records.matches, names.names, today),
    ]
    return Paired(
        cohort.id,
        proposal,
        _sorted(now - before),
        _sorted(before - now),
        write_pairings(lines, peers=peers),
        offers,
        move,
        made.clashes(decisions),
        made.picture(proposal),
        peers,
        pool.one_by_one,
    )


@dataclass(frozen=True, slots=True)
class _Round:
    """A round with the matches that it has already."""

    program: Program
    forms: Sequence[Form]
    records: Records
    cohort: str
    pool: Pool

    def offers(self, proposal: Proposal, *, move: bool) -> tuple[Offer, ...]:
        """What could be moved; for models in which a mentee has one mentor."""
        from peerloom.matching.moves import offers, whole_round  # noqa: PLC0415 - brings numpy and scipy

        if not self.pool.one_by_one or not proposal.waiting:
            return ()
        whole = whole_round(self.records, self.program, self.forms, self.cohort, unmet=move)
        return offers(whole, self.program.matching, ((pair.mentor, pair.mentee) for pair in proposal.pairs))

    def clashes(self, decisions: Sequence[Decided]) -> tuple[Problem, ...]:
        """What of the decisions cannot hold; for the same models."""
        from peerloom.matching.clashes import clashes  # noqa: PLC0415 - brings numpy

        if not self.pool.one_by_one:
            return ()
        return clashes(self._everyone(), self.program.matching, self._open(), decisions)

    def picture(self, proposal: Proposal) -> Picture:
        """How well pairs fit; beside pairing by hand only where each mentee has a mentor of their own."""
        from peerloom.matching.picture import Picture, picture  # noqa: PLC0415 - brings numpy

        if not self.pool.one_by_one:
            return Picture((), tuple(sorted(pair.score for pair in proposal.pairs)), len(self.pool.mentees))
        running = [(match.mentor, match.mentee) for match in self._open()]
        order = _by_sign_up(self.pool, self.records.participants)
        return picture(self.pool, self.program.matching, proposal, order, self._everyone(), running)

    def _open(self) -> list[Match]:
        return [match for match in self.records.matches if match.cohort == self.cohort and match.status in RUNNING]

    def _everyone(self) -> Pool:
        """The round as if no match were there."""
        without = frozenset(match.code for match in self._open())
        return applicants(self.records, self.program, self.forms, self.cohort, without)


def _by_sign_up(pool: Pool, people: Iterable[Participant]) -> tuple[str, ...]:
    """The mentees of the round in the order in which they signed up."""
    applied = {person.code: person.applied for person in sorted(people, key=lambda one: one.applied)}
    return tuple(sorted((one.code for one in pool.mentees), key=lambda code: (applied[code], code)))


def _sorted(pairs: set[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(pairs, key=lambda pair: pair[::-1]))


def _line(pair: Pair, names: _Names, *, one_by_one: bool) -> Line:
    """A proposed pair, with what the coordinator noted beside it without deciding yet."""
    line = names.line(
        pair.mentor,
        pair.mentee,
        "proposed",
        fit=pair.score,
        why=" ".join(pair.reasons),
        against=" ".join(pair.against),
        next_best=_next_best(pair, names) if one_by_one else "",
    )
    also = tuple(names.names.get(code, "") for code in pair.also)
    return replace(line, group=pair.group, also=pair.also, also_names=also, slot=pair.slot)


def _next_best(pair: Pair, names: _Names) -> str:
    """Who comes next for this mentee, and what choosing that one would change for all, in words."""
    from peerloom.matching.reasons import change_said  # noqa: PLC0415 - brings numpy

    if not pair.next_best:
        return "No other mentor fits."
    who = f"{revealed(names.names.get(pair.next_best, ''))} {pair.next_best}".strip()
    return f"{who}: {change_said(pair.next_cost)}." if pair.next_cost else f"{who}."


def _offered(offer: Offer, names: _Names, state: str) -> Iterator[Line]:
    """The rows of an offer: they are approved together or not at all."""
    for number, pair in enumerate(offer.pairs, start=1):
        line = names.line(pair.mentor, pair.mentee, state, fit=pair.score, why=_moved_said(pair, offer))
        of = f"{offer.code}, {number} of {len(offer.pairs)}"
        yield replace(line, offer=of, instead=pair.instead.code if pair.instead else "")


def _moved_said(pair: Moved, offer: Offer) -> str:
    if pair.instead is None:
        return f"Possible when the others of {offer.code} move."
    met = "who have met" if pair.instead.met else "who have not met yet"
    return f"Would end the match with {pair.instead.mentor}, {met}, so that {_and(offer.more)} can have a mentor."


def _and(codes: Sequence[str]) -> str:
    return codes[0] if len(codes) == 1 else f"{', '.join(codes[:-1])} and {codes[-1]}"


def _kept(
    decisions: Sequence[Decided], matches: Sequence[Match], names: Mapping[str, str], today: dt.date
) -> Iterable[Line]:
    """Every decision that was ever made stays in the file, with the state that its match has reached."""
    known = {match.code: match for match in matches}
    for decided in decisions:
        if decided.decision:
            match = known.get(match_code(decided.mentor, decided.mentee, decided.cohort, decided.also))
            yield Line(
                decided.cohort,
                decided.mentor,
                decided.mentee,
                names.get(decided.mentor, ""),
                names.get(decided.mentee, ""),
                "",
                "",
                "",
                "",
                _WORDS.get(match.status if match else "", "declined" if decided.decision == "decline" else "approved"),
                decided.decision,
                decided.on or today,
                decided.note,
                group=match.group if match else "",
                also=decided.also,
                also_names=tuple(names.get(code, "") for code in decided.also),
                slot=decided.slot,
                instead=decided.instead,  # its offer was taken as a whole, so each row stands for itself now
            )


def keep(root: Path, paired: Paired) -> None:
    """Write the pairings file, if it changed."""
    replace_text(root / PAIRINGS, paired.text, private=True)


def tell(paired: Paired | None, out: TextIO, *, public_log: bool) -> None:
    """Say what was proposed and what to do next; in a log that anyone can read, without counts of people."""
    if paired is None:
        print("No sign-up has opened yet, so there is nobody to pair.", file=out)
        return
    if public_log:
        print(f"Pairing of {paired.cohort} is done.", file=out)
        return
    proposal = paired.proposal
    print(f"Round {paired.cohort}: {proposal.proof}", file=out)
    for sign, pairs in (("+", paired.added), ("-", paired.gone)):
        for mentor, mentee in pairs[:_SHOWN]:
            print(f"  {sign} {mentor} with {mentee}", file=out)
        if len(pairs) > _SHOWN:
            print(f"  {sign} and {len(pairs) - _SHOWN} more", file=out)
    if paired.added or paired.gone:
        changes = f"{len(paired.added)} proposed anew, {len(paired.gone)} no longer proposed"
        print(f"  Since the last run: {changes}.", file=out)
    if proposal.waiting:
        one = len(proposal.waiting) == 1
        who = (
            ("person waits" if one else "people wait") if paired.peers else ("mentee waits" if one else "mentees wait")
        )
        print(f"  {len(proposal.waiting)} {who}; the desk says why, page Waiting.", file=out)
    _tell_offers(paired, out)
    if paired.clashes:
        print(as_text(paired.clashes, {}), file=out)
    if proposal.pairs:
        print(f"  Next: open {PAIRINGS}, write approve, decline or lock under Decision, then run this again.", file=out)


def _tell_offers(paired: Paired, out: TextIO) -> None:
    if not paired.offers:
        if paired.moving and not paired.movable:
            print("  Nobody is moved in groups or among peers, so there are no offers.", file=out)
        elif paired.moving:
            print("  No move of pairs who have not met would match more people.", file=out)
        return
    from peerloom.matching.moves import moves_said  # noqa: PLC0415 - brings numpy

    print(f"  {moves_said(paired.offers)}:", file=out)
    for offer in paired.offers[:_SHOWN]:
        print(f"    {offer.code}, for {_and(offer.more)}:", file=out)
        for pair in offer.pairs:
            instead = f", instead of {pair.instead.mentor}" if pair.instead else ""
            print(f"      {pair.mentee} with {pair.mentor}{instead}", file=out)
    if len(paired.offers) > _SHOWN:
        print(f"    and {len(paired.offers) - _SHOWN} more; the desk shows all, page Pairings.", file=out)
    if paired.moving:
        print("  These stand among the proposals now. Approve every row of an offer, or none.", file=out)
    else:
        print("  Nobody was moved. To take an offer, approve every row that has its code.", file=out)
