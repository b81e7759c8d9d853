"""``peerloom forget``: erase everything about a person, everywhere the kit keeps it, and see that it stays away."""

from __future__ import annotations

import contextlib
import html
import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from peerloom.commands import run as main_job
from peerloom.commands.alone import PRIVATE
from peerloom.commands.backups import erase_in_backup, known_backups
from peerloom.commands.lines import NotLines, changed_lines
from peerloom.commands.person import Known, Person, answers_without, decisions_without, find
from peerloom.commands.sync import LEDGER, RESPONSES
from peerloom.ledger.store import LedgerError, open_ledger
from peerloom.problems import Problem, as_text
from peerloom.site.write import replace_bytes
from peerloom.sources.csv_folder import is_decisions

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from peerloom.commands.run import Ready
    from peerloom.definition.forms import Form
    from peerloom.problems import Cell

MADE_ANEW = ("desk", "outbox", "certificates", "handover", "standards")  # folders of private/ made from the ledger
_DECISIONS = ("pairings.csv", "releases.csv", "keep-apart.csv", "speed-meetings.csv", "letters.csv")
_SHOWN = 20
AT_HOME = "This is about people, and anybody can read this log. Run it at home."


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be erased, and what only a human can erase."""

    people: tuple[Person, ...]
    made_anew: tuple[Path, ...]  # folders that go whole, because the next run makes them anew
    decisions: tuple[Path, ...]  # files that lose lines
    responses: tuple[tuple[Path, int], ...]  # files of the coordinator, and how many rows of these people they hold
    backups: tuple[Path, ...]  # that will be cleaned
    far: tuple[str, ...]  # backups that are not at hand
    site: bool  # the public site, or what it is made from, holds something of theirs

    @property
    def texts(self) -> frozenset[str]:
        """Everything that must be found nowhere any more."""
        return frozenset().union(*(person.texts for person in self.people))


def run(
    root: Path,
    out: TextIO,
    asked: Sequence[str],
    *,
    clock: dt.date,
    today: dt.date | None = None,
    apply: bool = False,
    responses: bool = False,
    public_log: bool = False,
) -> int:
    """Show what the kit holds about these people; with ``apply`` erase it. With ``responses`` from the sheets as well.

    Return 0 when all was shown or erased; 1 when something is left or must be mended first; 2 in a public log.
    """
    if public_log:
        print(AT_HOME, file=out)
        return 2
    have = main_job.ready(root, out, clock=clock, today=today, public_log=False)
    if have is None:
        return 1
    try:
        plan = _plan(have, asked)
        if not isinstance(plan, Plan):
            print(as_text(plan, {}), file=out)
            return 1
        _tell(plan, root, out, responses=responses)
        if not apply:
            print("\nNothing was erased. To do it, run this again with --apply.", file=out)
            return 0
        return _applied(plan, have, out, clock=clock, responses=responses)
    except LedgerError as error:
        print(as_text(error.problems, {}), file=out)
        return 1


def _plan(have: Ready, asked: Sequence[str]) -> Plan | tuple[Problem, ...]:
    root = have.project.root
    with open_ledger(root / LEDGER) as ledger:
        last = ledger.last_run()
        days = {have.today.isoformat(), last[1].isoformat() if last else ""}
        known = Known(
            have.program.program.id,
            ledger.everything(),
            ledger.replaced(),
            ledger.decisions(),
            have.answers.records.participants,
            "\n".join((*have.project.texts.values(), *asked_words(have.project.forms), *days)),
        )
    found = [find(one, known) for one in asked]
    problems = tuple(one for one in found if isinstance(one, Problem))
    if problems:
        return problems
    people = tuple(one for one in found if isinstance(one, Person))
    texts = frozenset().union(*(person.texts for person in people))
    private = root / PRIVATE
    backups, far = known_backups(private)
    return Plan(
        people,
        tuple(private / name for name in MADE_ANEW if (private / name).exists()),
        tuple(private / name for name in _DECISIONS if (private / name).is_file()),
        tuple(_in_responses(root / RESPONSES, people, texts)),
        backups,
        far,
        any(True for _ in holding(root / "site", texts)),
    )


def asked_words(forms: Iterable[Form]) -> Iterator[str]:
    """The words of forms: an option that only one person picked is not that person's."""
    for form in forms:
        yield from (form.id, form.title, form.purpose, *form.also)
        for asked in form.questions:
            yield from (asked.ask, *asked.options, *asked.rows, *asked.columns, asked.help, *asked.also)


def _in_responses(folder: Path, people: Sequence[Person], texts: Collection[str]) -> Iterator[tuple[Path, int]]:
    """The coordinator's own files that hold rows of these people."""
    rows = {(row.tab, row.number) for person in people for row in person.answers.values()}
    for file in sorted(folder.glob("*")):
        if file.is_file():
            count = sum(tab.partition(" / ")[0] == file.name for tab, _ in rows)
            if count or (is_decisions(file.name) and _holds(file.read_bytes(), texts)):
                yield file, count


def _tell(plan: Plan, root: Path, out: TextIO, *, responses: bool) -> None:
    for person in plan.people:
        name = ", ".join(sorted(person.codes)) or "a person without a code"
        print(f"Everything about {name}:", file=out)
        print(f"  - {_many(len(person.answers), 'answer')} of the ledger, every version of them", file=out)
        if person.subjects:
            print(f"  - {_many(len(person.subjects), 'decision')} about them", file=out)
    for file in plan.decisions:
        print(f"  - their lines in {_short(file, root)}", file=out)
    for folder in plan.made_anew:
        print(f"  - {_short(folder, root)}, whole; the next run makes it anew", file=out)
    for backup in plan.backups:
        print(f"  - the same in the backup {_short(backup, root)}", file=out)
    if plan.site:
        print("  - their words on the public site, which is made anew", file=out)
    for file, count in plan.responses:
        if responses and file.suffix.casefold() == ".csv":
            print(f"  - their {_many(count, 'row') if count else 'lines'} in {_short(file, root)}", file=out)
    print(
        "  + a mark, which says nothing without private/ledger.key, so that they do not come back by mistake", file=out
    )
    named = [cell for person in plan.people for cell in person.named]
    if named:
        print(
            "Other people's answers name them. These stay; look at each, and take the name out in the sheet:", file=out
        )
        _tell_some([str(cell) for cell in sorted(set(named), key=_by_place)], out)
    print("Only you can erase the rest:", file=out)
    for line in _by_hand(plan, root, responses=responses):
        print(f"  * {line}", file=out)


def _by_place(cell: Cell) -> tuple[str, int]:
    return cell.tab, cell.row


def _by_hand(plan: Plan, root: Path, *, responses: bool) -> Iterator[str]:
    for file, count in plan.responses:
        if not (responses and file.suffix.casefold() == ".csv"):
            how = "or add --responses" if file.suffix.casefold() == ".csv" else "in your spreadsheet program"
            what = f"{_many(count, 'row')} of theirs" if count else "lines about them"
            yield f"{_short(file, root)}: {what}; {how}"
    yield "the answers in each Google Form and its sheet, and the sheet's version history"
    yield "files that you downloaded, and the trash of this computer"
    yield "letters and e-mails, also those that were sent, and printed pages"
    for place in plan.far:
        yield f"the backup {place}, which is not at hand; connect it and run this again"
    yield "copies of private/ and backups that you moved or made in another way"
    yield "git: if their data was ever committed, it is in the history and in every copy of it"


def _applied(plan: Plan, have: Ready, out: TextIO, *, clock: dt.date, responses: bool) -> int:
    """Erase, the ledger last: until then everything can be found once more, if this is stopped on its way."""
    root = have.project.root
    for folder in plan.made_anew:
        shutil.rmtree(folder)
    for file in plan.decisions:
        _strip(file, plan.people)
    if responses:
        for file, _ in plan.responses:
            if file.suffix.casefold() == ".csv":
                _strip(file, plan.people)
    with open_ledger(root / LEDGER) as ledger:
        ledger.make_key()
    spoilt = False
    for backup in plan.backups:
        try:
            erase_in_backup(root / PRIVATE, backup, plan.people, have.today)
        except LedgerError as error:
            spoilt = True
            print(f"\n{as_text(error.problems, {})}\nNothing was erased in this backup. Delete it by hand.", file=out)
    answers = decisions = 0
    with open_ledger(root / LEDGER) as ledger:
        for person in plan.people:
            done = ledger.forget(person.answers.keys(), person.subjects, person.keys, have.today)
            answers, decisions = answers + done[0], decisions + done[1]
    print(f"\nErased: {_many(answers, 'answer')}, {_many(decisions, 'decision')}.", file=out)
    if plan.site:
        print("The public site is made anew without them.", file=out)
        main_job.run(root, out, clock=clock, today=have.today)
    return _looked_through(plan, root, out) or int(spoilt)


def _strip(file: Path, people: Sequence[Person]) -> None:
    """Take these people's lines out of a file of answers or decisions. One that is no CSV is told by the search."""
    change = (
        decisions_without(people) if is_decisions(file.name) or file.parent.name == PRIVATE else answers_without(people)
    )
    with contextlib.suppress(NotLines):
        replace_bytes(file, changed_lines(file.read_bytes(), change), private=file.parent.name == PRIVATE)


def _looked_through(plan: Plan, root: Path, out: TextIO) -> int:
    left = [file for folder in (PRIVATE, "site") for file in holding(root / folder, plan.texts)]
    if left:
        print("Something of theirs is still in these files. Erase it by hand:", file=out)
        _tell_some([_short(file, root) for file in left], out)
        return 1
    print("Every file in private/ and site/ was looked through: no byte of theirs is left.", file=out)
    return 0


def holding(folder: Path, texts: Collection[str]) -> Iterator[Path]:
    """Every file below a folder that holds one of these texts, in its bytes or in its name."""
    for file in sorted(folder.rglob("*")):
        if (
            file.is_file()
            and not file.is_symlink()
            and (_holds(file.name.encode(), texts) or _holds(file.read_bytes(), texts))
        ):
            yield file


def _holds(content: bytes, texts: Collection[str]) -> bool:
    return any(spelt in content for text in texts for spelt in spellings(text))


def spellings(text: str) -> set[bytes]:
    """How a text stands in a file of ours: plain, in JSON, in HTML and in CSV."""
    in_json = json.dumps(text, ensure_ascii=False)[1:-1]
    plain = (text, in_json, json.dumps(text)[1:-1], html.escape(text), text.replace('"', '""'))
    return {one.encode("utf-8", "surrogatepass") for one in plain}


def _tell_some(lines: Sequence[str], out: TextIO) -> None:
    for line in lines[:_SHOWN]:
        print(f"  * {line}", file=out)
    if len(lines) > _SHOWN:
        print(f"  * and {len(lines) - _SHOWN} more", file=out)


def _short(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
