"""``peerloom pair --what-if``: what would be different. It changes no file."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from peerloom.matching.pool import applicants, open_cohort
from peerloom.matching.what_if import what_if

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from peerloom.definition.forms import Form
    from peerloom.definition.program import Program
    from peerloom.matching.what_if import Difference
    from peerloom.people.records import Records


def look(
    program: Program, forms: Sequence[Form], records: Records, today: dt.date, asked: Sequence[str], out: TextIO
) -> int:
    """Say how the open round would differ. Return 0, or 2 when a change is not understood or cannot be made."""
    cohort = open_cohort(program, today)
    if cohort is None:
        print("No sign-up has opened yet, so there is nobody to pair.", file=out)
        return 0
    pool = applicants(records, program, forms, cohort.id)
    questions = next((form.questions for form in forms if form.id == "mentor-sign-up"), ())
    found = what_if(pool, program.matching, asked, questions)
    if isinstance(found, str):
        print(found, file=out)
        return 2
    what = "a partner" if program.model is not None and program.model.reciprocal else "a mentor"
    _tell(found, cohort.id, asked, what, out)
    return 0


def _tell(found: Difference, cohort: str, asked: Sequence[str], what: str, out: TextIO) -> None:
    who = "mentees" if what == "a mentor" else "people"
    print(f"Round {cohort}, as it is: {found.now} of {found.mentees} {who} get {what}.", file=out)
    print(
        f"What if {', and '.join(asked)}: {found.then} of {found.mentees}, {_more(found.then - found.now)}.", file=out
    )
    for line in found.said:
        print(f"  {line}", file=out)
    for sign, pairs in (("+", found.added), ("-", found.gone)):
        for mentor, mentee in pairs:
            print(f"  {sign} {mentor} with {mentee}", file=out)
    if not found.added and not found.gone:
        print("  The pairs would be the same.", file=out)
    print("Nothing was changed.", file=out)


def _more(number: int) -> str:
    return f"{abs(number)} {'more' if number > 0 else 'fewer'}" if number else "as many as now"
