"""``peerloom messages``: make the letters that are due, as drafts. Nothing is ever sent from here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TextIO

from peerloom.files import templates_folder
from peerloom.messages.causes import causes
from peerloom.messages.choose import chosen, marked
from peerloom.messages.letter import LETTERS
from peerloom.messages.memory import read_memory, write_memory
from peerloom.messages.outbox import GMAIL, MERGE, outbox
from peerloom.messages.render import LetterError, written
from peerloom.messages.seen import Seen
from peerloom.problems import Cell, Problem, as_text, errors
from peerloom.site.write import replace_text, write_folder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from peerloom.commands.run import Ready
    from peerloom.messages.letter import Draft
    from peerloom.messages.memory import Made

OUTBOX, MEMORY = "private/outbox", "private/letters.csv"
_PUBLIC = "Letters are made at home, because anybody can read this log."


@dataclass(frozen=True, slots=True)
class Letters:
    """The drafts of the outbox, and what is wrong with what they are made from; then the outbox is as it was."""

    drafts: tuple[Draft, ...] = ()
    new: int = 0
    problems: tuple[Problem, ...] = ()


def make_letters(have: Ready, *, sent: Sequence[str] = (), write: bool = True) -> Letters:
    """Make the outbox hold every draft that is due and not sent.

    What was made is remembered before the letters are written, so that a stop between the two makes none twice.

    Args:
        have: the program and its answers.
        sent: drafts that the coordinator has sent, by name; ``all`` for every one.
        write: else only say what the drafts are.
    """
    root = have.project.root
    memory, odd = _remembered(root, have.today)
    if errors(odd):
        return Letters(problems=odd)
    known = {made.code for made in memory}
    memory, strange = marked(memory, sent, have.today)
    if strange:
        hint = "Write it as it stands in the column Draft of private/letters.csv, or write all."
        return Letters(problems=tuple(Problem(Cell("letters.csv"), f'There is no draft "{n}".', hint) for n in strange))
    seen = Seen(have.answers.records, have.program, have.today)
    due, kept = chosen(causes(seen), memory, seen.addresses, have.today)
    days = {made.code: made.on for made in kept}
    try:
        drafts = written(due, have.program, have.project.forms, letter_templates(root))
    except LetterError as error:
        return Letters(problems=(error.problem,))
    drafts = tuple(replace(draft, made=days[draft.code]) for draft in drafts)
    if write:
        organisation = have.program.organisation
        replace_text(root / MEMORY, write_memory(kept), private=True)
        write_folder(root / OUTBOX, outbox(drafts, organisation.email if organisation else ""))
        (root / OUTBOX).chmod(0o700)  # nobody else on this computer looks in
    return Letters(drafts, sum(draft.code not in known for draft in drafts), odd)


def letter_templates(root: Path) -> dict[str, str]:
    """The templates of letters by name: the kit's, and in their place those that the program has of its own."""
    found: dict[str, str] = {}
    for folder in (templates_folder() / "messages", root / "templates" / "messages"):
        for file in sorted(folder.glob("*.txt.j2")):
            if file.is_file() and not file.is_symlink():
                found[file.name] = file.read_text(encoding="utf-8")
    return found


def _remembered(root: Path, today: dt.date) -> tuple[tuple[Made, ...], tuple[Problem, ...]]:
    file = root / MEMORY
    if not file.is_file():
        return (), ()
    try:
        return read_memory(file.read_text(encoding="utf-8-sig"), file.name, today)
    except UnicodeDecodeError:
        return (), (Problem(Cell(file.name), "This file cannot be read.", "Save it as CSV UTF-8."),)


def tell(letters: Letters, out: TextIO) -> None:
    """Say how many drafts there are and where. Nobody is named."""
    if letters.problems:
        print(as_text(letters.problems, {}), file=out)
    if errors(letters.problems):
        print("The letters stay as they were.", file=out)
        return
    count = len(letters.drafts)
    print(f"Letters: {count} {'draft' if count == 1 else 'drafts'} in {OUTBOX}, {letters.new} of them new.", file=out)


def run(
    root: Path,
    out: TextIO,
    *,
    clock: dt.date,
    today: dt.date | None = None,
    sent: Sequence[str] = (),
    public_log: bool = False,
) -> int:
    """Mark drafts as ``sent``, then make what is due. Return 0, or 1 when something must be fixed."""
    from peerloom.commands.run import ready  # noqa: PLC0415 - which makes letters too

    if public_log:
        print(_PUBLIC, file=out)
        return 0
    have = ready(root, out, clock=clock, today=today, public_log=public_log)
    if have is None:
        return 1
    letters = make_letters(have, sent=sent)
    tell(letters, out)
    if errors(letters.problems):
        return 1
    for letter, title in LETTERS.items():
        count = sum(draft.letter == letter for draft in letters.drafts)
        if count:
            print(f"  {letter}  {title}: {count}", file=out)
    if letters.drafts:
        print(f"Read them, send them, then say so: peerloom messages --sent all. Tables: {MERGE}, {GMAIL}.", file=out)
    return 0
