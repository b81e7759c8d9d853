"""Proposals and decisions go back to the program's spreadsheet, where it asks for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from peerloom.commands import online
from peerloom.ledger.store import LedgerError, open_ledger
from peerloom.problems import Problem, as_text, errors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from peerloom.commands.pair import Paired
    from peerloom.commands.run import Ready
    from peerloom.google.rounds import Round

_WAITING = ("Mentee code", "Mentee", "Why", "What would help")


def publish(have: Ready, paired: Paired | None, out: TextIO, *, public_log: bool, dry_run: bool = False) -> bool:
    """Write back, or only say what would be written. Give False when Google did not take it.

    Nothing happens for a program whose answers come from files, or that does not say ``write_back: yes``.
    """
    opened = have.answers.synced.online
    if opened is None or not have.program.sources.write_back:
        if dry_run:
            print("Nothing would be written to Google: program.yaml does not ask for it.", file=out)
        return True
    new = _round(have, paired)
    if dry_run:
        return _planned(opened, new, out)
    try:
        said, problems = online.write_back(opened, new, _decisions(have))
    except LedgerError as error:
        said, problems = [], error.problems
    for line in said:
        print("The proposal is in the spreadsheet." if public_log else line, file=out)
    if problems:
        print(as_text(_plain(problems) if public_log else problems, {}), file=out)
    return not errors(problems)


def _plain(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Problems for a log that anybody can read: what is wrong, and not with whom to share what."""
    return tuple(Problem(problem.place, problem.message, level=problem.level) for problem in problems)


def _planned(opened: online.Online, new: Round | None, out: TextIO) -> bool:
    from peerloom.google.trouble import Trouble, problem_of  # noqa: PLC0415 - only for programs with a spreadsheet

    try:
        found = online.plan(opened, new)
    except Trouble as trouble:
        print(as_text([problem_of(trouble, "the spreadsheet", opened.who)], {}), file=out)
        return False
    if found is None:
        print("Nothing would be written to Google: the proposal is there already, or there is none.", file=out)
    else:
        print(f"These tabs would be written: {' and '.join(found.titles)}. Nothing was written.", file=out)
    return True


def _round(have: Ready, paired: Paired | None) -> Round | None:
    if paired is None:
        return None
    names = {person.code: person.name for person in have.answers.records.participants}
    rows = [(one.mentee, names.get(one.mentee, ""), one.reason, " ".join(one.helps)) for one in paired.proposal.waiting]
    return online.round_of(paired.cohort, paired.text, [_WAITING, *rows])


def _decisions(have: Ready) -> list[tuple[str, Mapping[str, str]]]:
    with open_ledger(have.answers.synced.ledger) as ledger:
        return [(decision.subject, decision.words) for decision in ledger.decisions()]
