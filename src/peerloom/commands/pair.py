"""``peerloom pair``: propose who goes with whom, and keep what the coordinator decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from peerloom.commands.decided import PAIRINGS
from peerloom.matching.pairings import Line, write_pairings
from peerloom.matching.pool import applicants, open_cohort
from peerloom.people.codes import match_code
from peerloom.site.write import replace_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from peerloom.definition.forms import Form
    from peerloom.definition.program import Program
    from peerloom.matching.proposal import Pair, Proposal
    from peerloom.people.records import Decided, Match, Records

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
    peers: bool = False  # nobody is a mentor


def pair_people(
    program: Program, forms: Sequence[Form], records: Records, decisions: Sequence[Decided], today: dt.date
) -> Paired | None:
    """Propose for the cohort that is being filled. None when no sign-up has opened yet."""
    from peerloom.matching.propose import propose  # noqa: PLC0415 - brings numpy and scipy

    cohort = open_cohort(program, today)
    if cohort is None:
        return None
    pool = applicants(records, program, forms, cohort.id)
    proposal = propose(pool, program.matching)
    before = {(d.mentor, d.mentee) for d in decisions if not d.decision and d.cohort == cohort.id}
    now = {(pair.mentor, pair.mentee) for pair in proposal.pairs}
    names = {person.code: person.name for person in records.participants}
    notes = {(d.mentor, d.mentee): d.note for d in decisions if not d.decision and d.cohort == cohort.id}
    lines = [*_proposed(proposal, cohort.id, names, notes), *_kept(decisions, records.matches, names, today)]
    peers = program.model is not None and program.model.reciprocal
    text = write_pairings(lines, peers=peers)
    return Paired(cohort.id, proposal, _sorted(now - before), _sorted(before - now), text, peers)


def _sorted(pairs: set[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(pairs, key=lambda pair: pair[::-1]))


def _proposed(
    proposal: Proposal, cohort: str, names: Mapping[str, str], notes: Mapping[tuple[str, str], str]
) -> Iterable[Line]:
    """Each proposed pair, with what the coordinator noted beside it without deciding yet."""
    for pair in proposal.pairs:
        yield _line(pair, cohort, names, notes.get((pair.mentor, pair.mentee), ""))


def _line(pair: Pair, cohort: str, names: Mapping[str, str], note: str) -> Line:
    return Line(
        cohort,
        pair.mentor,
        pair.mentee,
        names.get(pair.mentor, ""),
        names.get(pair.mentee, ""),
        str(round(pair.score / 100)),
        " ".join(pair.reasons),
        " ".join(pair.against),
        pair.next_best,
        "proposed",
        note=note,
        group=pair.group,
        also=pair.also,
        also_names=tuple(names.get(code, "") for code in pair.also),
        slot=pair.slot,
    )


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
                match.group if match else "",
                decided.also,
                tuple(names.get(code, "") for code in decided.also),
                decided.slot,
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
    if proposal.pairs:
        print(f"  Next: open {PAIRINGS}, write approve, decline or lock under Decision, then run this again.", file=out)
