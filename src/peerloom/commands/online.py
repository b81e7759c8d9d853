"""The program's Google Sheet: read in one call, proposals and decisions written back in at most one."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from peerloom.problems import Place, Problem
from peerloom.spreadsheet import csv_text, read_csv

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from peerloom.definition.program import Program
    from peerloom.definition.sources import Sources
    from peerloom.google.memory import Kept
    from peerloom.google.rounds import Plan, Round
    from peerloom.google.sheets import Spreadsheets, Tab
    from peerloom.google.trouble import Who

KEY_FILE = "private/google-key.json"
_VARIABLE, _USUAL = "PEERLOOM_GOOGLE_KEY", "GOOGLE_APPLICATION_CREDENTIALS"
PAIRINGS, WAITING = "Pairings", "Waiting"
_WORDS = ("approve", "decline", "lock")
_LINK = "https://docs.google.com/spreadsheets/d/{}/edit"
_FORM = "https://docs.google.com/forms/d/{}/edit"


@dataclass(frozen=True, slots=True)
class Key:
    """A key to Google, and where it was found. It is never printed."""

    text: str
    place: str

    def __repr__(self) -> str:
        """Say where it is, never what it is."""
        return f"Key({self.place})"


@dataclass(frozen=True, slots=True)
class Online:
    """The spreadsheet and the forms as they were read, and the way back to the spreadsheet."""

    sheets: Spreadsheets
    book: str  # "" where only forms are read
    tabs: tuple[Tab, ...]
    who: Who

    def decision_tabs(self) -> list[tuple[str, str]]:
        """Title and CSV text of each tab in which a coordinator decides, the oldest first."""
        return [(tab.title, csv_text(tab.rows)) for tab in self.tabs if tab.title.startswith(f"{PAIRINGS} ")]

    def memory(self) -> list[tuple[str, Mapping[str, str]]]:
        """What the tab ``_peerloom`` holds: subject and words of each decision, the oldest first."""
        from peerloom.google.memory import read_memory  # noqa: PLC0415 - it is loaded when a spreadsheet is

        return [(kept.subject, kept.words) for kept in read_memory(self.tabs)]


def find_key(root: Path, environ: Mapping[str, str] | None = None) -> Key | None:
    """The key: in an environment variable, in ``private/``, or where a workflow's sign-in has put it."""
    known = os.environ if environ is None else environ
    if known.get(_VARIABLE):
        return Key(known[_VARIABLE], f"the variable {_VARIABLE}")
    if (root / KEY_FILE).is_file():
        return Key((root / KEY_FILE).read_text(encoding="utf-8"), KEY_FILE)
    usual = known.get(_USUAL)
    if usual:
        from pathlib import Path as File  # noqa: PLC0415

        if File(usual).is_file():
            return Key(File(usual).read_text(encoding="utf-8"), f"the file that {_USUAL} names")
    return None


def go_online(root: Path, program: Program) -> tuple[Online | None, tuple[Problem, ...]]:
    """Read the program's spreadsheet, if it has one. One call; nothing is written.

    Returns:
        None where the program has none, where no key is here (a warning says so), or where it could not be read (an
        error says why).
    """
    sources = program.sources
    if sources.spreadsheet is None and not sources.forms:
        return None, ()
    key = find_key(root)
    if key is None:
        hint = (
            f"Put the key of the service account into {KEY_FILE}, or download the answers as CSV. See docs/google.md."
        )
        message = "This names a source at Google, but there is no key to open it. The files in responses/ were read."
        return None, (Problem(Place("program.yaml"), message, hint, "warning"),)
    return open_with(sources, key)


def open_with(sources: Sources, key: Key) -> tuple[Online | None, tuple[Problem, ...]]:
    """Read a spreadsheet with a key. None and a problem when that cannot be; nothing is written."""
    from peerloom.google.answers import read_form  # noqa: PLC0415 - brings gspread
    from peerloom.google.client import Client  # noqa: PLC0415
    from peerloom.google.credentials import FORMS, READ, WRITE, email_of, home_of, sign_in  # noqa: PLC0415
    from peerloom.google.sheets import Spreadsheets  # noqa: PLC0415
    from peerloom.google.trouble import Trouble, Who, problem_of  # noqa: PLC0415

    role = "Editor" if sources.write_back else "Viewer"
    who = Who(email_of(key.text) or "the address of the service account", role)
    book, where = sources.spreadsheet or "", key.place
    scopes = [WRITE if sources.write_back else READ] if book else []
    try:
        signed = sign_in(key.text, [*scopes, *(FORMS if sources.forms else ())])
        client = Client(signed, frozenset({book, *sources.forms.values()}), base=home_of(key.text))
        sheets, where = Spreadsheets(client), _LINK.format(book)
        tabs = sheets.read(book).tabs if book else ()
        for name, form in sources.forms.items():
            where = _FORM.format(form)
            tabs = (*tabs, replace(read_form(client, form, sources.zone or "UTC"), title=name))
        return Online(sheets, book, tabs, who), ()
    except Trouble as trouble:
        of_key = trouble.kind in {"key", "kind of key", "rejected", "account"}
        return None, (problem_of(trouble, key.place if of_key else where, who),)


def _kept(decisions: Sequence[tuple[str, Mapping[str, str]]]) -> Iterator[Kept]:
    """Each decision with the key that it has on every machine: its subject, how many came before, its words."""
    from peerloom.google.memory import Kept  # noqa: PLC0415 - only for programs with a spreadsheet

    count: Counter[str] = Counter()
    for subject, words in decisions:
        parts = (subject, str(count[subject]), json.dumps(dict(words), sort_keys=True))
        count[subject] += 1
        yield Kept(hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16], subject, words)


def round_of(cohort: str, pairings: str, waiting: Sequence[Sequence[str]]) -> Round | None:
    """The open proposals of a pairings file as tabs; None where there is none."""
    from peerloom.google.rounds import NewTab, Round  # noqa: PLC0415 - only for programs with a spreadsheet

    header, *rows = read_csv(pairings)
    decision = header.index("Decision")
    open_ = [tuple(row) for row in rows if not row[decision]]
    if not open_:
        return None
    pairs = NewTab(PAIRINGS, (tuple(header), *open_), {decision: _WORDS})
    return Round(cohort, (pairs, NewTab(WAITING, tuple(tuple(row) for row in waiting))))


def is_offered(online: Online, new: Round) -> bool:
    """Whether the newest tab of this round already offers every pair, so that another tab would only confuse."""
    titles = [tab for tab in online.tabs if tab.title.startswith(f"{PAIRINGS} {new.name} (")]
    if not titles:
        return False
    newest = max(titles, key=lambda tab: _number(tab.title))
    there = {row[0] for row in newest.rows[1:] if row}
    return all(row[0] in there for row in new.tabs[0].rows[1:])


def _number(title: str) -> int:
    digits = title.rpartition("(")[2].removesuffix(")")
    return int(digits) if digits.isdecimal() else 0


def plan(online: Online, new: Round | None) -> Plan | None:
    """What would be written; None when there is nothing to write. Changes nothing.

    Raises:
        Trouble: Google could not be asked.
    """
    from peerloom.google.rounds import plan_round  # noqa: PLC0415 - only for programs with a spreadsheet

    if new is None or is_offered(online, new):
        return None
    found = plan_round(online.sheets, online.book, online.tabs, new)
    return None if found.is_there else found


def write_back(
    online: Online, new: Round | None, decisions: Sequence[tuple[str, Mapping[str, str]]]
) -> tuple[list[str], tuple[Problem, ...]]:
    """Write the proposal and what was decided: one write at most. Gives what to tell, and what went wrong."""
    from peerloom.google.memory import memory_changes  # noqa: PLC0415 - only for programs with a spreadsheet
    from peerloom.google.rounds import write_round  # noqa: PLC0415
    from peerloom.google.trouble import Trouble, problem_of  # noqa: PLC0415

    also = memory_changes(online.tabs, list(_kept(decisions)))
    try:
        found = plan(online, new)
        if found is None or new is None:
            if also:
                online.sheets.apply(online.book, also)
            return [], ()
        outcome = write_round(online.sheets, online.book, new, found, also)
    except Trouble as trouble:
        return [], (problem_of(trouble, _LINK.format(online.book), online.who),)
    if outcome.kind == "taken":
        message = "Another run has just written another proposal for this round."
        return [], (Problem(Place(outcome.title), message, "Run this again to see it.", "warning"),)
    return [f'The proposal is in the tab "{outcome.title}" of your spreadsheet. Decide there, or in the file.'], ()
