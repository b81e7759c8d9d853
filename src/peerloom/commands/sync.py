"""``peerloom sync``: read the answers in responses/ into the ledger, and say what is odd about them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from peerloom.commands import check
from peerloom.commands.online import go_online
from peerloom.commands.project import open_project, today_of
from peerloom.commands.whose import keys_of, match_of
from peerloom.ledger.file import is_synced, named
from peerloom.ledger.store import LedgerError, content_hash, open_ledger
from peerloom.problems import Cell, Place, Problem, as_text, errors, in_order
from peerloom.sources.columns import read_rows
from peerloom.sources.csv_folder import CsvFolder
from peerloom.sources.sheets import Spreadsheet

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from peerloom.commands.online import Online
    from peerloom.definition.forms import Form
    from peerloom.definition.program import Program
    from peerloom.ledger.store import Ledger, Recorded
    from peerloom.sources.tables import Row, Rows

RESPONSES = "responses"
LEDGER = "private/ledger.db"


@dataclass(frozen=True, slots=True)
class Synced:
    """The answers as the ledger knows them after a reading, and everything that is odd about them.

    ``recorded`` is None when the reading was stopped and changed nothing; then ``problems`` holds an error.
    """

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    recorded: Recorded | None
    ledger: Path
    files: int  # that were read
    forms: int  # that they belong to
    unread: tuple[str, ...]  # titles of forms whose answers are those of the run before
    rejected: tuple[Row, ...] = ()  # rows that were not kept; what they hold is private all the same
    of_forgotten: tuple[str, ...] = ()  # content hashes of kept rows about a match of somebody who was forgotten
    online: Online | None = None  # the spreadsheet that was read

    def settle(self, fates: Mapping[str, str]) -> tuple[Mapping[str, Counter[str]], tuple[Problem, ...]]:
        """Tell the ledger what became of each row, by content hash. Give the ends by form, and what went wrong.

        Nothing to tell when nothing was recorded.

        Raises:
            LawBroken: a row that was read has no end, or two. Our fault.
        """
        if self.recorded is None:
            return {}, ()
        try:
            with open_ledger(self.ledger) as ledger:
                erased = dict.fromkeys(self.of_forgotten, "erased")
                return ledger.settle(self.recorded.run, {**fates, **erased}), ()
        except LedgerError as error:
            return {}, error.problems


def sync_answers(
    root: Path, program: Program, forms: Sequence[Form], today: dt.date, *, accept_deletions: int = 0
) -> Synced:
    """Read the program's answers and record them in ``private/ledger.db``. Nothing is printed.

    They are read from its spreadsheet, if it names one and a key is here, else from ``responses/`` below ``root``. A
    spreadsheet that cannot be read stops the reading.

    What comes again of somebody who was forgotten is counted and not kept. What others said about a match with that
    person is kept and not given.

    A form with a broken file, or without a column that it needs, is left as the last run knew it. When too many
    answers have vanished, or the ledger cannot be used, nothing is recorded at all and a problem says why; the rows
    are then those of the last run, or none.
    """
    folder = root / RESPONSES
    path = root / LEDGER
    online, of_google = go_online(root, program)
    source = CsvFolder(folder) if online is None else Spreadsheet(online.tabs)
    tables, of_files = source.read_tables(forms)
    read = read_rows(tables, forms)
    problems = [*of_google, *of_files, *read.problems, *_odd_places(folder if online is None else None, path)]
    recorded: Recorded | None = None
    rows: tuple[Row, ...] = ()
    of_forgotten: tuple[Row, ...] = ()
    try:
        with open_ledger(path) as ledger:
            problems += _odd_day(ledger, today)
            try:
                if not errors(of_google):
                    recorded = _recorded(ledger, program.program.id, read, forms, today, accept_deletions)
            except LedgerError as error:
                problems += error.problems
            wanted = {form.id for form in forms}
            rows = standing(ledger)
            kept = {content_hash(row) for row in rows}
            of_forgotten = tuple(
                row for row in ledger.current() if content_hash(row) not in kept and row.form in wanted
            )
            rows = tuple(row for row in rows if row.form in wanted)
    except LedgerError as error:
        problems += error.problems
    if recorded:
        problems += [*recorded.changed, *recorded.gone]
    unread = tuple(form.title for form in forms if form.id in read.unread)
    whole = [table for table in tables if not table.broken]
    of = len({table.form for table in whole})
    unkept = (*read.rejected, *(recorded.forgotten if recorded else ()), *of_forgotten)
    hashes = tuple(content_hash(row) for row in of_forgotten)
    return Synced(rows, in_order(problems), recorded, path, len(whole), of, unread, unkept, hashes, online)


def standing(ledger: Ledger) -> tuple[Row, ...]:
    """Every answer that stands, but for those about a match with somebody who was forgotten."""
    current = ledger.current()
    over = ledger.forgotten({match_of(row) for row in current})
    return tuple(row for row in current if match_of(row) not in over)


def _odd_day(ledger: Ledger, today: dt.date) -> list[Problem]:
    """A clock that was set back would give decisions a wrong day."""
    last = ledger.last_run()
    if last is None or last[1] <= today:
        return []
    message = f"The day of this run, {today}, is before that of the last one, {last[1]}."
    hint = "Is the clock of this computer right? If you asked for that day with --today, all is well."
    return [Problem(Place("private/ledger.db"), message, hint, "warning")]


def _recorded(ledger: Ledger, program: str, read: Rows, forms: Sequence[Form], today: dt.date, accept: int) -> Recorded:
    return ledger.record(
        read.rows,
        today,
        forms=[form.id for form in forms if form.id not in read.unread],
        rejected=read.rejected,
        accept_deletions=accept,
        repeating=[form.id for form in forms if form.repeats],
        keys=lambda row: keys_of(program, row),
    )


def _odd_places(folder: Path | None, ledger: Path) -> list[Problem]:
    problems = []
    if folder is not None and not folder.is_dir():
        hint = f"Make a folder {RESPONSES} beside program.yaml and put the CSV files of your forms into it."
        problems.append(
            Problem(Place(f"{RESPONSES}/"), "There are no answers yet: this folder is missing.", hint, "warning")
        )
    if is_synced(ledger.resolve()):
        hint = "Move the program to a folder that stays on this computer."
        message = "The ledger lies in a folder that another program copies elsewhere, with everything people told you."
        problems.append(Problem(named(ledger), message, hint, "warning"))
    return problems


def run(
    root: Path,
    out: TextIO,
    *,
    clock: dt.date,
    today: dt.date | None = None,
    accept: int = 0,
    public_log: bool = False,
) -> int:
    """Read the answers into the ledger. Return 0, or 1 when something must be fixed first."""
    project = open_project(root, clock, today)
    if errors(project.problems):
        check.tell(project, out)
        return 1
    if project.program is None:  # then there are errors, which were told
        return 1
    synced = sync_answers(
        root, project.program, project.forms, today_of(project, clock, today), accept_deletions=accept
    )
    tell(synced, out, public_log=public_log)
    return 1 if errors(synced.problems) else 0


def tell(synced: Synced, out: TextIO, *, public_log: bool) -> None:
    """Print the drift report and what was read; in a log that anyone can read, codes and counts of files alone."""
    if public_log:
        print("\n".join(_codes(synced)), file=out)
        return
    if synced.problems:
        print(as_text(synced.problems, {}), file=out)
    for title in synced.unread:
        print(f'Until that is mended, "{title}" counts as the run before knew it.', file=out)
    print(_summary(synced), file=out)


def _summary(synced: Synced) -> str:
    files = f"{_many(synced.files, 'file')} of {_many(synced.forms, 'form')}"
    if synced.recorded is None:
        return f"Read {files}. Nothing was recorded."
    done = synced.recorded
    return f"Read {files}: {_many(done.read, 'row')}, {done.new} new, {done.known} known."


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _codes(synced: Synced) -> list[str]:
    """Kinds of problems and in how many files; never a name, a header or a count of people."""
    lines = [f"sync: {_many(synced.files, 'file')} of {_many(synced.forms, 'form')}"]
    if synced.recorded is None:
        lines.append("sync: nothing recorded")
    found = {(problem.level, _kind(problem), _file(problem)) for problem in synced.problems}
    for (level, kind), count in sorted(Counter((level, kind) for level, kind, _ in found).items()):
        lines.append(f"sync: {level} {kind} in {_many(count, 'file')}")
    if synced.problems:
        lines.append("sync: the words are shown on your own computer, by `peerloom sync`")
    return lines


def _kind(problem: Problem) -> str:
    if not isinstance(problem.place, Cell):
        return "place"
    return {0: "file", 1: "columns"}.get(problem.place.row, "rows")


def _file(problem: Problem) -> str:
    return problem.place.tab if isinstance(problem.place, Cell) else problem.place.file
