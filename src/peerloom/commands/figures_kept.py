"""Keeps the figures of each run in the ledger, and works them out once more to compare."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from peerloom import __version__
from peerloom.commands.decided import decided_in
from peerloom.commands.project import open_project
from peerloom.commands.sync import LEDGER, standing
from peerloom.evaluation.measure import measure
from peerloom.ledger.store import LedgerError, open_ledger
from peerloom.people.people import read_records
from peerloom.problems import Place, Problem, errors

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from pathlib import Path

    from peerloom.commands.run import Ready
    from peerloom.evaluation.figures import Figure


def keep_figures(have: Ready, figures: Iterable[Figure]) -> tuple[Problem, ...]:
    """Let the ledger keep what a run has measured. Give what went wrong."""
    recorded = have.answers.synced.recorded
    if recorded is None:
        return ()
    try:
        with open_ledger(have.answers.synced.ledger) as ledger:
            ledger.keep_figures(recorded.run, _made_from(have.project.texts["program.yaml"]), _texts(figures))
    except LedgerError as error:
        return error.problems
    return ()


def compared(root: Path, clock: dt.date) -> tuple[str, tuple[Problem, ...]]:
    """Work out the figures that were kept last, from the rows and decisions of the ledger alone.

    Returns:
        A sentence about it, and a problem for figures that differ.
    """
    with open_ledger(root / LEDGER) as ledger:
        kept, last, decisions = ledger.kept_figures(), ledger.last_run(), ledger.decisions()
        rows, first = standing(ledger), ledger.first_versions()
    if kept is None or last is None:
        return "No figures were kept yet, so none could be compared.", ()
    project = open_project(root, clock)
    if project.program is None or errors(project.problems):
        return "There is a mistake in program.yaml, so the figures could not be compared.", ()
    if (kept.run, kept.made_from) != (last[0], _made_from(project.texts["program.yaml"])) or kept.erased_since:
        return "Something has changed since the figures were made, so they were not compared. Run `peerloom run`.", ()
    known = {form.id for form in project.forms}
    read = (row for row in rows if row.form in known)
    records = read_records(project.program, project.forms, read, decided_in(decisions), last[1], first=first)
    now = _texts(measure(project.program, records, last[1]))
    if now == dict(kept.figures):
        return f"The {len(now)} figures of the last run follow from these rows, each the same.", ()
    odd = sorted(name for name in now.keys() | kept.figures.keys() if now.get(name) != kept.figures.get(name))
    message = f"These figures do not follow from the ledger: {', '.join(odd)}."
    return "", (
        Problem(Place(LEDGER), message, "Run `peerloom run`. If this comes again, it is our fault: report it."),
    )


def _texts(figures: Iterable[Figure]) -> dict[str, str]:
    """Figures by id and cohort, with everything that they say but the day."""
    return {
        f"{one.id} {one.cohort}".strip(): json.dumps(
            [one.value, one.n, one.part, one.largest, [[p.label, p.count] for p in one.parts], one.steps]
        )
        for one in figures
    }


def _made_from(program: str) -> str:
    return hashlib.sha256(f"{__version__}\n{program}".encode()).hexdigest()[:16]
