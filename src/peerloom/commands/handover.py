"""``peerloom handover``: what the next coordinator must know, on one page without anybody's name."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TextIO

from peerloom.commands import run as main_job
from peerloom.readable import day
from peerloom.site.write import write_folder
from peerloom.support.agenda import agenda
from peerloom.support.running import RUNNING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from peerloom.commands.run import Ready
    from peerloom.definition.program import Program
    from peerloom.support.agenda import Kind

FOLDER = "private/handover"
_AT_HOME = "What is open tells about people, and anybody can read this log. Run it at home."
_KEPT: Mapping[str, str] = {  # file of private/ -> what it is
    "ledger.db": "every answer and decision",
    "ledger.key": "keeps people away who asked to be forgotten",
    "certificates.key": "makes the codes on certificates; without it old ones cannot be checked",
    "google-key.json": "opens the Google Sheet; make a new one and delete this one when you take over",
    "pairings.csv": "proposals, and what was decided",
    "keep-apart.csv": "who must never be matched",
    "releases.csv": "which words of people may be shown",
    "backups.txt": "where the backups lie",
}
_KINDS: Mapping[Kind, str] = {  # kind of task -> what is open; safety is told without a number
    "permission": "permissions that are missing or end",
    "screening": "screenings to finish or renew",
    "training": "trainings that are missing",
    "first-meeting": "matches before their first meeting",
    "quiet": "matches that have gone quiet",
    "check-in": "check-ins that are late",
    "closing": "matches that end and whose closure is not written down",
    "talk": "people who would like a talk",
    "question": "questions before a first meeting",
    "change": "requests to change, pause or stop",
    "details": "details that are not right",
}
_MONDAY = """\
1. `peerloom run`, then open `private/desk/index.html`. Do what stands under "now" on the same day.
2. Decide on proposals in `private/pairings.csv`, and run again.
3. Once a month `peerloom backup --to` a disk that you take home.
4. Once a year `peerloom certificates`, `peerloom forecast`, `peerloom new-cohort` and `peerloom purge`.
5. `peerloom doctor` says what of the set-up is missing. Every command says with `--help` what it does.
"""
_STEPS = """\
- [ ] Sit together for an hour, run `peerloom run`, and go through the desk page by page.
- [ ] Talk about each open safety matter in person, with the safeguarding lead. It stands nowhere here on purpose.
- [ ] Make a backup, and let the new coordinator bring it back on their computer with `peerloom restore`.
- [ ] Share the forms, the sheet, the mailbox and the repository with them; then take your own access back.
- [ ] Make new keys and passwords. Delete `private/`, downloads and the trash on the old computer.
- [ ] Tell the safeguarding lead, the partners, mentors and families who is there from now on.
- [ ] Change names, mail and phone in `program.yaml`, and look at the site.
"""


def run(root: Path, out: TextIO, *, clock: dt.date, today: dt.date | None = None, public_log: bool = False) -> int:
    """Write the page. Return 0; 1 when something must be fixed first; 2 in a public log."""
    if public_log:
        print(_AT_HOME, file=out)
        return 2
    have = main_job.ready(root, out, clock=clock, today=today, public_log=False)
    if have is None:
        return 1
    folder = root / FOLDER
    write_folder(folder, {"handover.md": page(have)})
    folder.chmod(0o700)
    print(f"What the next coordinator must know is in {folder / 'handover.md'}. It names nobody.", file=out)
    return 0


def page(have: Ready) -> str:
    """The whole page, as Markdown that reads well as plain text. It has counts of open matters, and no names."""
    program = have.program
    parts = {
        "What to do to hand over": _STEPS.splitlines(),
        "Who does what": list(_roles(program)),
        "The year": list(_calendar(have)),
        "Where everything is": list(_places(have)),
        "How to keep it running": _MONDAY.splitlines(),
        "Open matters": list(_open(have)),
    }
    text = "\n".join(f"## {title}\n\n" + "\n".join(lines) + "\n" for title, lines in parts.items() if lines)
    return f"# {program.program.name}: for the next coordinator\n\nAs of {day(have.today)}.\n\n{text}"


def _roles(program: Program) -> Iterator[str]:
    for role in program.roles:
        yield f"- {role.title}: {role.summary}"
    if program.safeguarding:
        safe = program.safeguarding
        yield f"- {safe.role}, {safe.phone}: must hear of every worry on the same day."
    if program.organisation:
        yield f"- {program.organisation.name}, {program.organisation.email}: runs the program."


def _calendar(have: Ready) -> Iterator[str]:
    """What is to come, by day."""
    days: list[tuple[dt.date, str]] = []
    for one in have.program.cohorts:
        days += [
            (one.sign_up_opens, f"{one.title}: sign-up opens"),
            (one.sign_up_closes, f"{one.title}: sign-up closes"),
            (one.matching, f"{one.title}: pairs are made; new mentors are trained by then"),
            (one.starts, f"{one.title}: first meetings"),
            (one.ends, f"{one.title}: last day; closures, thanks and certificates before it"),
            *((rest.first, f"{rest.title}, until {day(rest.last)}") for rest in one.breaks),
        ]
    days += [(event.on, f"{event.title}, {event.place}") for event in have.program.events]
    for form in have.project.forms:
        days += [(form.opens, f"Form opens: {form.title}")] if form.opens else []
        days += [(form.closes, f"Form closes: {form.title}")] if form.closes else []
    for on, what in sorted(days):
        if on >= have.today:
            yield f"- {day(on)}: {what}"


def _places(have: Ready) -> Iterator[str]:
    program, root = have.program, have.project.root
    yield "- `program.yaml` says what the program is; `content/` has the long texts. `peerloom check` finds mistakes."
    if program.program.site_url:
        yield f"- The site: {program.program.site_url}"
    if program.program.edit_url:
        yield f"- The repository: {program.program.edit_url}"
    if program.sources.spreadsheet:
        yield f"- The sheet of answers: https://docs.google.com/spreadsheets/d/{program.sources.spreadsheet}"
    else:
        yield "- The answers: files in `responses/`, exported from each form's sheet."
    for form in have.project.forms:
        if form.link is not None:
            yield f"- Form {form.title}: {form.link}"
    for name, what in _KEPT.items():
        if (root / "private" / name).exists():
            yield f"- `private/{name}`: {what}"
    yield "- Passwords are in no file of the kit. Hand them over in person."


def _open(have: Ready) -> Iterator[str]:
    records = have.answers.records
    tasks = agenda(records, have.program, have.today)
    counts = Counter(task.kind for task in tasks)
    urgent = Counter(task.kind for task in tasks if task.urgency == 0)
    yield f"- {sum(match.status in RUNNING for match in records.matches)} matches run"
    yield f"- {sum(person.status == 'waiting' for person in records.participants)} people wait for a match"
    for kind, what in _KINDS.items():
        if counts[kind]:
            yield f"- {counts[kind]}: {what}" + (f" ({urgent[kind]} of them now)" if urgent[kind] else "")
    if counts["safety"]:  # how many is never written anywhere else
        yield "- Somebody answered the safety question. Read the page Safety first."
    yield "\nWho and what stands on the desk alone."
