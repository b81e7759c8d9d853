"""The coordinator's desk: private pages in ``private/desk``, to be opened from the disk."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from peerloom.commands.speed import read_plan
from peerloom.commands.standards import assessment
from peerloom.desk.render import SCRIPT, STYLE, render_desk
from peerloom.desk.seen import Read, Seen, names_of
from peerloom.files import templates_folder
from peerloom.ledger.law import FATES
from peerloom.ledger.store import content_hash
from peerloom.problems import in_order
from peerloom.site.write import write_folder
from peerloom.support.agenda import agenda
from peerloom.support.due import check_ins
from peerloom.support.health import health
from peerloom.support.safety import alarms

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from peerloom.commands.pair import Paired
    from peerloom.commands.project import Project
    from peerloom.commands.state import Answers
    from peerloom.definition.forms import Form
    from peerloom.definition.program import Program
    from peerloom.disclosure.public import PublicFigures
    from peerloom.evaluation.figures import Figure
    from peerloom.messages.letter import Draft

FOLDER = "private/desk"


def make_desk(
    project: Project,
    program: Program,
    answers: Answers,
    paired: Paired | None,
    figures: Sequence[Figure],
    public: PublicFigures,
    today: dt.date,
    letters: Sequence[Draft] = (),
) -> int:
    """Make ``private/desk`` hold the desk of this run, and nothing else. Give the number of its files.

    Raises:
        DeskError: a replaced template cannot be used; its problem says which. Nothing was written.
    """
    seen = desk_values(project, program, answers, paired, figures, public, today)
    files = render_desk(replace(seen, letters=tuple(letters)), desk_templates(project.root))
    folder = project.root / FOLDER
    write_folder(folder, files)
    folder.chmod(0o700)  # nobody else on this computer looks in
    return len(files)


def desk_templates(root: Path) -> dict[str, str]:
    """The desk's templates by name: the kit's, and in their place those that the program has of its own.

    The look can be replaced as well. The script cannot: it alone may run on pages full of names.
    """
    found = _texts(templates_folder() / "desk", "*.j2", STYLE, SCRIPT)
    return found | _texts(root / "templates" / "desk", "*.j2", STYLE)


def _texts(folder: Path, *patterns: str) -> dict[str, str]:
    files = sorted(file for pattern in patterns for file in folder.glob(pattern))
    return {file.name: file.read_text(encoding="utf-8") for file in files if file.is_file() and not file.is_symlink()}


def desk_values(
    project: Project,
    program: Program,
    answers: Answers,
    paired: Paired | None,
    figures: Sequence[Figure],
    public: PublicFigures,
    today: dt.date,
) -> Seen:
    """Everything that the desk shows of a run."""
    records, synced = answers.records, answers.synced
    cohort, talks, odd = read_plan(project.root)
    return Seen(
        program=program,
        forms=project.forms,
        records=records,
        names=names_of(records.participants, peers=program.model is not None and program.model.reciprocal),
        cohort=paired.cohort if paired else "",
        proposal=paired.proposal if paired else None,
        decisions=answers.decisions,
        figures=tuple(figures),
        public=public,
        problems=in_order((*answers.problems, *odd, *(paired.clashes if paired else ()))),
        rows=tuple(rows_of(answers, project.forms)),
        read=synced.recorded.read if synced.recorded else None,
        health=health(records, program, today),
        check_ins=check_ins(records, program),
        tasks=agenda(records, program, today),
        words_waiting=_words_waiting(answers),
        alarms=alarms(records, program),
        today=today,
        offers=paired.offers if paired else (),
        picture=paired.picture if paired else None,
        talks=talks,
        talks_of=cohort,
        standards=assessment(project, program, records, public, today),
    )


def _words_waiting(answers: Answers) -> int:
    decided = {release.win for release in answers.releases if release.verdict}
    return sum(win.key not in decided for win in answers.wins)


def rows_of(answers: Answers, forms: Sequence[Form]) -> Iterator[Read]:
    """What became of the rows of each form; of a form that could not be read now, those of the run before."""
    synced = answers.synced
    for form in forms:
        mine = [row for row in synced.rows if row.form == form.id]
        ends = answers.ends.get(form.id)
        if ends is None:
            ends = Counter(answers.records.fates.get(content_hash(row), "") for row in mine)
        tabs = tuple(sorted({row.tab for row in mine}))
        if ends.total():
            counted = {fate: ends[fate] for fate in FATES}
            yield Read(form.title, tabs, ends.total(), **counted, fresh=form.id in answers.ends)
