"""``peerloom purge``: erase what was kept long enough. Shows it first."""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from peerloom.commands import run as main_job
from peerloom.commands.alone import PRIVATE
from peerloom.commands.backups import known_backups
from peerloom.commands.decided import PAIR_SUBJECT, WORDS_SUBJECT
from peerloom.commands.forget import AT_HOME, MADE_ANEW
from peerloom.commands.sync import LEDGER
from peerloom.commands.whose import code_of, match_of
from peerloom.ledger.store import LedgerError, open_ledger
from peerloom.people.applications import SIGN_UPS, cohort_of
from peerloom.people.days import months_later
from peerloom.people.setting import setting_of
from peerloom.problems import as_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from peerloom.commands.run import Ready
    from peerloom.people.setting import Setting
    from peerloom.sources.tables import Row

# What a person's part in a later year still rests on stays as long as that year's answers.
_CARRIED = {*SIGN_UPS, "screening", "reference", "guardian-permission", "training-done", "details-check"}
_CONCERN = "concern"  # the law may ask for these to be kept longer; who is sure says so
_RELEASE_MONTHS = 12  # words stay public for a year


@dataclass(frozen=True, slots=True)
class Plan:
    """What was kept long enough."""

    answers: Mapping[str, Row]  # content hash -> row
    subjects: frozenset[str]
    concerns: int  # old safety reports that stay


def run(
    root: Path,
    out: TextIO,
    *,
    clock: dt.date,
    today: dt.date | None = None,
    apply: bool = False,
    concerns: bool = False,
    public_log: bool = False,
) -> int:
    """Show which answers are too old to be kept; with ``apply`` erase them. With ``concerns`` safety reports as well.

    Return 0 when all was shown or erased, 1 when something must be mended first, 2 in a public log.
    """
    if public_log:
        print(AT_HOME, file=out)
        return 2
    have = main_job.ready(root, out, clock=clock, today=today, public_log=False)
    if have is None:
        return 1
    try:
        with open_ledger(root / LEDGER) as ledger:
            plan = _plan(have, ledger.everything(), {d.subject: d.words for d in ledger.decisions()}, concerns=concerns)
            _tell(plan, have, out)
            if not plan.answers and not plan.subjects:
                return 0
            if not apply:
                print("\nNothing was erased. To do it, run this again with --apply.", file=out)
                return 0
            done = ledger.forget(plan.answers.keys(), plan.subjects, (), have.today)
    except LedgerError as error:
        print(as_text(error.problems, {}), file=out)
        return 1
    for name in MADE_ANEW:
        shutil.rmtree(root / PRIVATE / name, ignore_errors=True)
    for name in (
        "pairings.csv",
        "releases.csv",
        "keep-apart.csv",
    ):  # their decisions are in the ledger, so the next run makes them anew
        (root / PRIVATE / name).unlink(missing_ok=True)
    print(f"\nErased: {done[0]} answers, {done[1]} decisions. The desk and your two files of decisions", file=out)
    print("are gone as well; run `peerloom run` now, which makes them anew from what is left.", file=out)
    return 0


def _plan(
    have: Ready, answers: Mapping[str, Row], decisions: Mapping[str, Mapping[str, str]], *, concerns: bool
) -> Plan:
    setting = setting_of(have.program, have.project.forms, have.today)
    program = have.program.program.id
    matches = {
        subject.removeprefix(PAIR_SUBJECT): words.get("cohort", "")
        for subject, words in decisions.items()
        if subject.startswith(PAIR_SUBJECT)
    }
    over = {key for key, row in answers.items() if _is_over(_year(row, matches, setting), setting)}
    still = {code_of(program, row) for key, row in answers.items() if row.form in SIGN_UPS and key not in over}
    old: dict[str, Row] = {}
    kept = 0
    for key in sorted(over):
        row = answers[key]
        if row.form == _CONCERN and not concerns:
            kept += 1
        elif row.form not in _CARRIED or code_of(program, row) not in still:
            old[key] = row
    offered = {win.key for win in have.answers.wins}
    subjects = frozenset(_old_decisions(decisions, offered, setting))
    return Plan(old, subjects, kept)


def _year(row: Row, matches: Mapping[str, str], setting: Setting) -> str:
    """The cohort in whose year an answer belongs: that of its match, else that of the day on which it was sent.

    Where one year goes on and the next has opened, it is the next: rather kept longer. "" where a form keeps no time.
    """
    if match_of(row) in matches:
        return matches[match_of(row)]
    return cohort_of(row.at.date(), setting) if row.at is not None else ""


def _is_over(cohort: str, setting: Setting) -> bool:
    """Whether the answers of this cohort were kept long enough."""
    found = setting.cohort(cohort)
    return found is not None and months_later(found.ends, setting.program.publication.keep_months) < setting.today


def _old_decisions(decisions: Mapping[str, Mapping[str, str]], offered: set[str], setting: Setting) -> Iterator[str]:
    months = max(_RELEASE_MONTHS, setting.program.publication.keep_months)
    for subject, words in decisions.items():
        if subject.startswith(PAIR_SUBJECT) and _is_over(words.get("cohort", ""), setting):
            yield subject
        elif subject.startswith(WORDS_SUBJECT) and words.get("win") not in offered and words.get("on"):
            day = dt.date.fromisoformat(words["on"])
            yield from [subject] if months_later(day, months) < setting.today else []


def _tell(plan: Plan, have: Ready, out: TextIO) -> None:
    months = have.program.publication.keep_months
    print(f"\nKept for {months} months after the end of their program year, and now too old:", file=out)
    titles = {form.id: form.title for form in have.project.forms}
    for form, count in sorted(Counter(row.form for row in plan.answers.values()).items()):
        print(f"  - {titles.get(form, form)}: {count}", file=out)
    if plan.subjects:
        print(f"  - decisions: {len(plan.subjects)}", file=out)
    if not plan.answers and not plan.subjects:
        print("  nothing", file=out)
    if plan.concerns:
        print(f"Old safety reports stay: {plan.concerns}. Ask your Safeguarding lead how long to keep them;", file=out)
        print("to erase them as well, add --concerns.", file=out)
    if plan.answers:
        print(
            "What a person's part in a later year rests on stays. Only you can erase the rest: the files in", file=out
        )
        print("responses/, the Google Forms and sheets, downloads, letters, and these backups:", file=out)
        here, far = known_backups(have.project.root / PRIVATE)
        for place in (*map(str, here), *far):
            print(f"  * {place}", file=out)
