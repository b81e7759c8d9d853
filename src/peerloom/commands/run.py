"""The verbs that need answers: ``run``, the main job, and its parts ``pair``, ``progress``, ``build`` and ``gate``.

They share one way: open the program, stop at its errors, read the answers, stop when nothing could be recorded.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import PurePath
from typing import TYPE_CHECKING, TextIO

from peerloom.commands import check, sync
from peerloom.commands.decided import (
    KEEP_APART,
    OF_COORDINATOR,
    PAIRINGS,
    RELEASES,
    keep_apart,
    keep_releases,
    tell_waiting,
)
from peerloom.commands.online import PAIRINGS as PAIRINGS_TAB
from peerloom.commands.project import open_project, today_of
from peerloom.commands.steps import steps
from peerloom.ledger.law import FATES
from peerloom.problems import Cell, as_text, errors

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from peerloom.commands.disclose import Released
    from peerloom.commands.messages import Letters
    from peerloom.commands.pair import Paired
    from peerloom.commands.project import Project
    from peerloom.commands.state import Answers
    from peerloom.commands.steps import Steps
    from peerloom.definition.program import Program
    from peerloom.desk.today import Todo
    from peerloom.disclosure.public import PublicFigures
    from peerloom.evaluation.figures import Figure
    from peerloom.messages.letter import Draft
    from peerloom.pages.checking import Sealed
    from peerloom.problems import Problem
    from peerloom.site.build import Result

_STOPPED = "The site was not changed."
_FIRST = 3  # things that need the coordinator
_SHOWN = 10  # problems of answers; the desk shows all


@dataclass(frozen=True, slots=True)
class Ready:
    """A program without errors on its day, and its answers as they were recorded."""

    project: Project
    program: Program
    today: dt.date
    answers: Answers


def opened(root: Path, out: TextIO, *, clock: dt.date, today: dt.date | None) -> tuple[Project, Program] | None:
    """Open the program. None when it has errors; they are told then."""
    project = open_project(root, clock, today)
    if project.program is None or errors(project.problems):
        check.tell(project, out)
        return None
    return project, project.program


def ready(root: Path, out: TextIO, *, clock: dt.date, today: dt.date | None, public_log: bool) -> Ready | None:
    """Open the program and read its answers. None when that was stopped; the reason is told then."""
    found = opened(root, out, clock=clock, today=today)
    if found is None:
        return None
    project, program = found
    day = today_of(project, clock, today)
    return with_answers(project, program, day, out, accept=0, public_log=public_log)


def with_answers(
    project: Project, program: Program, today: dt.date, out: TextIO, *, accept: int = 0, public_log: bool = False
) -> Ready | None:
    """Read the answers of an open program. None when nothing could be recorded; the reason is told then."""
    from peerloom.commands.state import read_state  # noqa: PLC0415 - `check` and --help are quick without it

    answers = read_state(project.root, program, project.forms, today, accept)
    if answers.synced.recorded is None:
        tell_answers(answers, out, public_log=public_log)
        return None
    return Ready(project, program, today, answers)


def tell_answers(answers: Answers, out: TextIO, *, public_log: bool) -> None:
    """Say what is odd about the answers, errors first, and what was read; in a public log, counts of files alone."""
    if public_log:
        sync.tell(replace(answers.synced, problems=answers.problems), out, public_log=True)
        return
    first = tuple(sorted(answers.problems, key=_weight))
    if answers.synced.recorded is None:  # what stopped it is all that counts now; the rest follows from it
        sync.tell(
            replace(answers.synced, problems=tuple(p for p in first if _weight(p)[0] == 0)), out, public_log=False
        )
        return
    sync.tell(replace(answers.synced, problems=first[:_SHOWN]), out, public_log=False)
    print(_law(answers), file=out)
    if answers.decided:
        print(
            f"{_many(answers.decided, 'new decision')} of yours {'is' if answers.decided == 1 else 'are'} kept.",
            file=out,
        )
    more = len(answers.problems) - _SHOWN
    if more > 0:
        print(f"The desk shows {more} more things to look at, page Data.", file=out)


def _law(answers: Answers) -> str:
    """What became of every row, so that anybody can add it up."""
    ends: Counter[str] = Counter()
    for of_form in answers.ends.values():
        ends.update(of_form)
    return f"Every row has one end: {ends.total()} = {' + '.join(f'{ends[fate]} {fate}' for fate in FATES)}."


def _weight(problem: Problem) -> tuple[int, bool]:
    """What is wrong with whole files and columns goes first, because rows can be wrong through it; then errors.

    0 a file or a column that must be mended, 1 another one, 2 a row of the coordinator's own files, 3 another row.
    """
    row, late = problem.place.row if isinstance(problem.place, Cell) else 0, problem.level != "error"
    if row <= 1:
        return int(late), late
    own = _tab(problem) in OF_COORDINATOR or _tab(problem).startswith(f"{PAIRINGS_TAB} ")
    return (2 if own and not late else 3), late


def _tab(problem: Problem) -> str:
    return problem.place.tab if isinstance(problem.place, Cell) else ""


def pair(
    root: Path,
    out: TextIO,
    *,
    clock: dt.date,
    today: dt.date | None = None,
    public_log: bool = False,
    what_if: Sequence[str] = (),
    move: bool = False,
    speed_meetings: bool = False,
    dry_run: bool = False,
) -> int:
    """Propose pairs and write private/pairings.csv; or say what would be different, and write nothing but the ledger.

    With ``speed_meetings`` plan the talks that come before the pairing, and make the desk, which shows them.

    Return 0; 1 when something must be fixed first; 2 when a change in ``what_if`` cannot be made.
    """
    from peerloom.commands.pair import tell  # noqa: PLC0415 - brings the matching
    from peerloom.commands.publish import publish  # noqa: PLC0415

    have = ready(root, out, clock=clock, today=today, public_log=public_log)
    if have is None:
        return 1
    if what_if:
        return _looked(have, what_if, out, public_log=public_log)
    tell_answers(have.answers, out, public_log=public_log)
    found, waiting = _paired(have, move=move, write=not dry_run)
    tell(found, out, public_log=public_log)
    _tell_words(waiting, out, public_log=public_log)
    good = publish(have, found, out, public_log=public_log, dry_run=dry_run)
    status = _planned(have, found, out, public_log=public_log) if speed_meetings and not dry_run else 0
    return status if good else 1


def _planned(have: Ready, pairs: Paired | None, out: TextIO, *, public_log: bool) -> int:
    """Plan the speed meetings and make the desk."""
    from peerloom.commands.messages import make_letters  # noqa: PLC0415 - brings the letters' templates
    from peerloom.commands.speed import plan_talks  # noqa: PLC0415 - brings what only it needs

    where = have.project.root, have.program, have.project.forms, have.answers.records, have.today
    status = plan_talks(*where, out, public_log=public_log)
    if status == 0:
        found = _released(have, out)
        if found is None:
            return 1
        drafts = () if public_log else make_letters(have, write=False).drafts
        _, wrong, _ = _desk(have, pairs, found.figures, found.public, drafts)
        if wrong:
            print(f"{as_text(wrong, {})}\nThe desk was not changed.", file=out)
            return 1
    return status


def _looked(have: Ready, asked: Sequence[str], out: TextIO, *, public_log: bool) -> int:
    from peerloom.commands.what_if import look  # noqa: PLC0415 - brings the matching

    if public_log:
        print("What would be different tells about people, and anybody can read this log. Run it at home.", file=out)
        return 2
    return look(have.program, have.project.forms, have.answers.records, have.today, asked, out)


def _paired(have: Ready, *, move: bool = False, write: bool = True) -> tuple[Paired | None, int]:
    """The proposal, kept in its file, and how many sentences wait for a decision.

    A file with a decision that cannot be read is left as it is until that is mended.
    """
    from peerloom.commands import pair as pairing  # noqa: PLC0415 - brings the matching
    from peerloom.commands.state import paired  # noqa: PLC0415

    root, answers = have.project.root, have.answers
    odd = {_tab(problem) for problem in errors(answers.problems)}
    found = paired(have.program, have.project.forms, answers, have.today, move=move)
    # What somebody wrote into a file that cannot be read would be lost.
    if write and found is not None and PurePath(PAIRINGS).name not in odd:
        pairing.keep(root, found)
    if write and PurePath(KEEP_APART).name not in odd:
        keep_apart(root, answers.apart, answers.records)
    write = write and PurePath(RELEASES).name not in odd
    return found, keep_releases(root, answers.wins, answers.releases, have.today, write=write)


def _tell_words(waiting: int, out: TextIO, *, public_log: bool) -> None:
    if not public_log:
        tell_waiting(waiting, out)


def progress(root: Path, out: TextIO, *, clock: dt.date, today: dt.date | None = None, public_log: bool = False) -> int:
    """Print the figures. Return 0, or 1 when something must be fixed first."""
    from peerloom.commands.progress import tell  # noqa: PLC0415

    have = ready(root, out, clock=clock, today=today, public_log=public_log)
    found = None if have is None else _released(have, out, keep=False)
    if found is None:
        return 1
    tell(found.figures, found.public, out, public_log=public_log)
    return 0


def disclose(
    root: Path,
    out: TextIO,
    *,
    clock: dt.date,
    today: dt.date | None = None,
    public_log: bool = False,
    audit: bool = False,
) -> int:
    """Make the release of public figures that is due. With ``audit`` say what is held back and why, and make none.

    Return 0; 1 when something must be fixed first, or when the release that was due could not be made.
    """
    from peerloom.commands.disclose import audited, tell  # noqa: PLC0415

    have = ready(root, out, clock=clock, today=today, public_log=public_log)
    if have is None:
        return 1
    parts = (root, have.program, have.answers, have.today)
    found = audited(*parts) if audit else _release(have)
    return tell(found, have.today, out, audit=audit, public_log=public_log)


def _sealed(have: Ready) -> Sealed | None:
    """What the public page that checks certificates knows; None before the first certificates are made."""
    from peerloom.commands.certificates_kept import sealed  # noqa: PLC0415 - brings what only it needs

    return sealed(have.project.root, have.program, have.answers.records)


def _release(have: Ready, *, keep: bool = True) -> Released:
    from peerloom.commands.disclose import released  # noqa: PLC0415 - brings the figures

    return released(have.project.root, have.program, have.answers, have.today, keep=keep)


def _released(have: Ready, out: TextIO, *, keep: bool = True) -> Released | None:
    """The newest release, made if it is due. None where the files of earlier ones are wrong; that is told then."""
    found = _release(have, keep=keep)
    if found.problems:
        print(as_text(found.problems, {}), file=out)
        return None
    return found


def standards(
    root: Path, out: TextIO, *, clock: dt.date, today: dt.date | None = None, public_log: bool = False
) -> int:
    """Show the program beside the standard that it names. Return 0, or 1 when something must be fixed first."""
    from peerloom.commands.standards import assessment, show  # noqa: PLC0415 - brings the pages

    have = ready(root, out, clock=clock, today=today, public_log=public_log)
    found = None if have is None else _released(have, out, keep=False)
    if have is None or found is None:
        return 1
    seen = assessment(have.project, have.program, have.answers.records, found.public, have.today)
    return show(root, have.program, seen, out, public_log=public_log)


def build(root: Path, out: TextIO, *, clock: dt.date, today: dt.date | None = None, public_log: bool = False) -> int:
    """Make the public site alone. Return 0 when it is made, and 1 when the old one stays."""
    from peerloom.commands.build import make_site, site_gate, tell  # noqa: PLC0415

    have = ready(root, out, clock=clock, today=today, public_log=public_log)
    found = None if have is None else _released(have, out)
    if have is None or found is None:
        print(_STOPPED, file=out)
        return 1
    _tell_stopped(found, out)
    public = found.public
    gate = site_gate(have.project, have.program, have.answers, public.words)
    return tell(make_site(have.project, have.program, public, gate, have.today, sealed=_sealed(have)), out)


def gate_of_git(
    root: Path,
    out: TextIO,
    *,
    clock: dt.date,
    today: dt.date | None = None,
    public_log: bool = False,
    staged: bool,
    only: Sequence[str] = (),
) -> int:
    """Look through the tracked files, or the staged ones, or some of them. Return 0 when nothing private is in them.

    Mistakes in program.yaml do not stop it. Answers are looked for where there are some; a demo's are invented.
    """
    from peerloom.commands.gate import look_at_git  # noqa: PLC0415

    project = open_project(root, clock, today)
    program, have = project.program, None
    kept = any((root / name).exists() for name in ("responses", "private/ledger.db"))
    if kept and program is not None and not program.program.demo and not errors(project.problems):
        day = today_of(project, clock, today)
        report = StringIO()
        have = with_answers(project, program, day, report, public_log=public_log)
        if have is None:
            print(report.getvalue(), file=out)
            return 1
    return look_at_git(project, have, out, staged=staged, only=only)


def gate(root: Path, out: TextIO, *, clock: dt.date, today: dt.date | None = None, public_log: bool = False) -> int:
    """Look through the site that is there. Return 0 when nothing private is in it."""
    from peerloom.commands.build import site_gate  # noqa: PLC0415
    from peerloom.commands.gate import look  # noqa: PLC0415

    have = ready(root, out, clock=clock, today=today, public_log=public_log)
    found = None if have is None else _released(have, out, keep=False)
    if have is None or found is None:
        return 1
    public = found.public
    made = site_gate(have.project, have.program, have.answers, public.words)
    return look(have.project, have.program, public, made, have.today, out)


def run(
    root: Path,
    out: TextIO,
    *,
    clock: dt.date,
    today: dt.date | None = None,
    accept: int = 0,
    public_log: bool = False,
) -> int:
    """Do everything: check, sync, pair, measure, desk, build, gate. What is done already is not done again.

    Return 0 when the site and the desk are made, also if some answers wait for a correction; they are told. Return 1
    when something must be fixed first; the old site stays then.
    """
    from peerloom.commands.publish import publish  # noqa: PLC0415

    report = StringIO()  # told when the bar is gone
    with steps(out, 6 if public_log else 7) as job:
        made = _made(root, job, report, clock=clock, today=today, accept=accept, public_log=public_log)
    out.write(report.getvalue())
    if made is None:
        print(f"\n{_STOPPED}", file=out)
        return 1
    tell(made, out, public_log=public_log)
    good = publish(made.have, made.pairs, out, public_log=public_log)
    return 0 if made.site.good and made.desk is not None and good else 1


@dataclass(frozen=True, slots=True)
class Made:
    """What a run made. ``desk`` is None when a replaced template of the desk cannot be used; the old desk stays."""

    have: Ready
    pairs: Paired | None
    waiting: int  # sentences without a decision
    desk: int | None  # files
    wrong: tuple[Problem, ...]  # with the desk
    next: tuple[Todo, ...]
    site: Result
    released: Released
    letters: Letters | None  # None: in a public log none are made


def _made(
    root: Path, job: Steps, report: TextIO, *, clock: dt.date, today: dt.date | None, accept: int, public_log: bool
) -> Made | None:
    with job.step("Checking the program") as said:
        found = opened(root, report, clock=clock, today=today)
        if found is not None:
            said(_many(len(found[0].content), "file"))
    if found is None:
        return None
    project, program = found
    with job.step("Reading the answers") as said:
        day = today_of(project, clock, today)
        have = with_answers(project, program, day, report, accept=accept, public_log=public_log)
        if have is not None:
            said(_many(have.answers.synced.files, "file"))
    return None if have is None else _made_of(have, job, report, public_log=public_log)


def _made_of(have: Ready, job: Steps, report: TextIO, *, public_log: bool) -> Made | None:
    from peerloom.commands.build import make_site, site_gate  # noqa: PLC0415 - brings what only it needs
    from peerloom.commands.figures_kept import keep_figures  # noqa: PLC0415

    project, program, today = have.project, have.program, have.today
    with job.step("Pairing"):
        pairs, waiting = _paired(have)
    with job.step("Measuring") as said:
        found = _released(have, report)
        lost = keep_figures(have, found.figures) if found is not None else ()
        said(_many(len(found.figures) if found is not None else 0, "figure"))
    if found is None:
        return None
    figures, public = found.figures, found.public
    letters = None if public_log else _letters(have, job)
    with job.step("Making the desk") as said:
        desk, wrong, todos = _desk(have, pairs, figures, public, letters.drafts if letters else ())
        wrong = (*lost, *wrong)
        if desk is not None:
            said(_many(desk, "file"))
    with job.step("Making and gating the site") as said:
        gate = site_gate(project, program, have.answers, public.words)
        site = make_site(project, program, public, gate, today, sealed=_sealed(have))
        said(_many(site.pages, "page"))
    return Made(have, pairs, waiting, desk, wrong, todos, site, found, letters)


def _letters(have: Ready, job: Steps) -> Letters:
    from peerloom.commands.messages import make_letters  # noqa: PLC0415 - brings the letters' templates

    with job.step("Writing letters") as said:
        letters = make_letters(have)
        said(_many(len(letters.drafts), "draft"))
    return letters


def _desk(
    have: Ready,
    pairs: Paired | None,
    figures: tuple[Figure, ...],
    public: PublicFigures,
    letters: Sequence[Draft] = (),
) -> tuple[int | None, tuple[Problem, ...], tuple[Todo, ...]]:
    """How many files the desk has, or what is wrong with it; and what it says comes first."""
    from peerloom.commands.desk import desk_values, make_desk  # noqa: PLC0415 - brings the desk's templates
    from peerloom.desk.render import DeskError  # noqa: PLC0415
    from peerloom.desk.today import today  # noqa: PLC0415

    parts = (have.project, have.program, have.answers, pairs, figures, public, have.today)
    todos = tuple(todo for group in today(desk_values(*parts)).groups for todo in group.todos)
    try:
        return make_desk(*parts, letters), (), todos
    except DeskError as error:
        return None, (error.problem,), todos


def tell(made: Made, out: TextIO, *, public_log: bool) -> None:
    """Say what was made, where it is, and what comes next; in a public log, nothing about people."""
    from peerloom.commands import build, messages, pair  # noqa: PLC0415 - each brings what only it needs

    root, answers = made.have.project.root, made.have.answers
    print(file=out)
    tell_answers(answers, out, public_log=public_log)
    pair.tell(made.pairs, out, public_log=public_log)
    _tell_words(made.waiting, out, public_log=public_log)
    _tell_stopped(made.released, out)
    if made.letters is not None:
        messages.tell(made.letters, out)
    if made.wrong:
        print(f"{as_text(made.wrong, {})}\nThe desk was not changed.", file=out)
    build.tell(made.site, out)
    recorded, good = answers.synced.recorded, made.site.good and made.desk is not None
    same = good and made.site.changed is None and recorded is not None and not recorded.new
    if same and not public_log:  # else it would say on which day somebody answered
        print("No new answers came, and no page had to be made again.", file=out)
    print(f"\nThe day is {made.have.today}. {'Here it is:' if good else 'What could be made:'}", file=out)
    for title, place, fresh in (
        ("the public site", root / "site" / "public", made.site.good),
        ("the desk, for you alone", root / "private" / "desk" / "index.html", made.desk is not None),
    ):
        print(f"  {title:<24}{place}{'' if fresh else '  (as it was before)'}", file=out)
    if not public_log:
        _tell_next(made.next, root, out)


def _tell_stopped(found: Released, out: TextIO) -> None:
    """Say that a release was due and could not be made; the figures are the older ones then."""
    if found.stopped:
        print(f"The figures stay as they were. {found.stopped} See `peerloom disclose --audit`.", file=out)


def _tell_next(todos: Sequence[Todo], root: Path, out: TextIO) -> None:
    """The first things that need the coordinator, each with the page of the desk that shows more."""
    if todos:
        print("\nWhat needs you first:", file=out)
    for number, todo in enumerate(todos[:_FIRST], start=1):
        where = f"  {root / 'private' / 'desk' / todo.page.partition('#')[0]}" if todo.page else ""
        print(f"  {number}. {todo.title} ({todo.count}). {todo.do}{where}", file=out)
    door = root / "scripts" / "serve.py"
    how = f"python3 {door}" if door.is_file() else "peerloom serve"
    print(f"\nTo see the public site in your browser: {how}", file=out)


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
