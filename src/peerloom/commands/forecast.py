"""``peerloom forecast``: what the next round needs, and who could give it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from peerloom.commands import run as main_job
from peerloom.private import revealed
from peerloom.readable import day
from peerloom.support.forecast import forecast

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from peerloom.support.forecast import Forecast

_AT_HOME = "The forecast is about people, and anybody can read this log. Run it at home."
_SHOWN = 12  # needs


def run(root: Path, out: TextIO, *, clock: dt.date, today: dt.date | None = None, public_log: bool = False) -> int:
    """Print the forecast. Return 0; 1 when something must be fixed first or no round is to come; 2 in a public log."""
    if public_log:
        print(_AT_HOME, file=out)
        return 2
    have = main_job.ready(root, out, clock=clock, today=today, public_log=False)
    if have is None:
        return 1
    found = forecast(have.answers.records, have.program)
    if found is None:
        print("No round is to come. Plan one with `peerloom new-cohort`.", file=out)
        return 1
    questions = {one.id: one.ask for form in have.project.forms for one in form.questions}
    names = {person.code: revealed(person.name) for person in have.answers.records.participants}
    _tell(found, questions, names, out)
    return 0


def _tell(found: Forecast, questions: Mapping[str, str], names: Mapping[str, str], out: TextIO) -> None:
    cohort = found.cohort
    print(f"{cohort.title}, from {day(cohort.starts)} on, as it looks today:", file=out)
    print(f"  {'mentees who wait or go on':<44}{found.mentees:>5}", file=out)
    print(f"  {'places of mentors who wait or go on':<44}{found.places:>5}", file=out)
    print(f"  {'places in program.yaml, else those mentees':<44}{found.target:>5}", file=out)
    print(f"  {'places of mentors still missing':<44}{found.missing:>5}", file=out)
    print(f"New mentors have {found.minutes} minutes of training before {day(found.train_by)}.", file=out)
    needs = [need for need in found.needs if need.missing][:_SHOWN]
    if needs:
        print("\nMost is missing here. A mentor can fill several lines at once:", file=out)
    for need in needs:
        about = questions.get(need.about, need.about)
        print(f"  {need.what} ({about}): {need.wanted} want it, {need.offered} places offer it", file=out)
    _tell_people("Mentors who go on", found.mentors, names, out)
    _tell_people("Mentees who want to become mentors", found.candidates, names, out)
    _tell_people("Mentees who are old enough next year and did not say yet", found.old_enough, names, out)
    _tell_people("Would help to train", found.trainers, names, out)


def _tell_people(title: str, codes: Sequence[str], names: Mapping[str, str], out: TextIO) -> None:
    if codes:
        print(f"\n{title} ({len(codes)}):", file=out)
    for code in codes:
        print(f"  {code}  {names.get(code, '')}", file=out)
