"""What stands behind most verbs: the answers of a program, read into records, with everything that is odd."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from peerloom.commands.decided import read_decided
from peerloom.commands.pair import pair_people
from peerloom.commands.sync import sync_answers
from peerloom.evaluation.wins import wins
from peerloom.ledger.store import LedgerError, open_ledger
from peerloom.matching.apart import apart_problems
from peerloom.people.invented import real_addresses
from peerloom.people.people import read_records
from peerloom.people.setting import setting_of
from peerloom.problems import in_order

if TYPE_CHECKING:
    import datetime as dt
    from collections import Counter
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from peerloom.commands.pair import Paired
    from peerloom.commands.sync import Synced
    from peerloom.definition.forms import Form
    from peerloom.definition.program import Program
    from peerloom.evaluation.releases import Release
    from peerloom.evaluation.wins import Win
    from peerloom.matching.apart import Apart
    from peerloom.people.records import Decided, Records
    from peerloom.problems import Problem
    from peerloom.sources.tables import Row


@dataclass(frozen=True, slots=True)
class Answers:
    """A program's answers: what the ledger says, what it means, and what could not be read."""

    synced: Synced
    records: Records
    decisions: tuple[Decided, ...]
    wins: tuple[Win, ...]
    releases: tuple[Release, ...]
    ends: Mapping[str, Counter[str]]  # form -> fate -> rows of this run
    decided: int  # decisions of the coordinator that are new
    problems: tuple[Problem, ...]
    apart: tuple[Apart, ...] = ()  # whom the coordinator keeps apart


def read_state(root: Path, program: Program, forms: Sequence[Form], today: dt.date, accept: int = 0) -> Answers:
    """Sync the answers, then read them. The ledger learns what became of each row before anything else happens."""
    synced = sync_answers(root, program, forms, today, accept_deletions=accept)
    decided = read_decided(root, synced.ledger, today, synced.online)
    first, unknown = _first_versions(synced)
    apart = [(one.mentor, one.mentee) for one in decided.apart if one.stands]
    records = read_records(program, forms, synced.rows, decided.pairs, today, first=first, apart=apart)
    ends, lost = synced.settle(records.fates)
    real = real_addresses(program, synced.rows)
    problems = in_order((*real, *synced.problems, *decided.problems, *unknown, *records.problems, *lost))
    problems = in_order((*problems, *apart_problems(decided.apart, records)))
    given = wins(records, setting_of(program, forms, today))
    return Answers(synced, records, decided.pairs, given, decided.releases, ends, decided.new, problems, decided.apart)


def _first_versions(synced: Synced) -> tuple[Mapping[str, Row], tuple[Problem, ...]]:
    """The corrected rows as they were first seen, by content hash, and what went wrong."""
    if not synced.rows:
        return {}, ()  # nothing is there, or the ledger could not be opened, which was told
    try:
        with open_ledger(synced.ledger) as ledger:
            return ledger.first_versions(), ()
    except LedgerError as error:
        return {}, error.problems


def paired(
    program: Program, forms: Sequence[Form], answers: Answers, today: dt.date, *, move: bool = False
) -> Paired | None:
    """The proposal for the round that is open."""
    return pair_people(program, forms, answers.records, answers.decisions, today, move=move)
