"""``peerloom report``: the impact report for a funder, in ``private/report``, to print and as PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from peerloom.commands.project import today_of
from peerloom.commands.run import opened
from peerloom.disclosure.public_json import read_public
from peerloom.files import templates_folder
from peerloom.problems import Place, Problem, as_text
from peerloom.site.write import replace_text

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from peerloom.disclosure.public import PublicFigures
    from peerloom.report.impact import Impact

FOLDER = "private/report"
FIGURES, OWN_FONTS = "site/public.json", "templates/fonts"
_KINDS = {".ttf", ".otf"}


def run(root: Path, out: TextIO, *, clock: dt.date, today: dt.date | None = None) -> int:
    """Make the report from ``site/public.json``; no answer is opened. Return 0, or 1 for something to fix first."""
    from peerloom.pages.page import Site  # noqa: PLC0415 - each brings what only it needs
    from peerloom.report.impact import impact  # noqa: PLC0415
    from peerloom.report.page import report_page  # noqa: PLC0415

    found = opened(root, out, clock=clock, today=today)
    if found is None:
        return 1
    project, program = found
    figures, wrong = _figures(root)
    if figures is None:
        print(as_text(wrong, {}), file=out)
        return 1
    forms = {form.id: form for form in project.forms}
    site = Site(program, forms, project.content, figures, today_of(project, clock, today), {})
    made = impact(site)
    page = report_page(made, _templates(root))
    if isinstance(page, Problem):
        print(as_text([page], {}), file=out)
        return 1
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    replace_text(folder / "report.html", page)
    return _pdf(root, made, figures.as_of, out)


def _pdf(root: Path, made: Impact, day: dt.date, out: TextIO) -> int:
    from peerloom.report.pdf import report_pdf, undrawn  # noqa: PLC0415 - brings the library for PDF

    fonts = sorted(file for file in (root / OWN_FONTS).glob("*") if file.suffix.lower() in _KINDS)
    file = root / FOLDER / "report.pdf"
    try:
        missing = undrawn(made, fonts)
        if not missing:
            file.write_bytes(report_pdf(made, fonts, day))
    except Exception:  # a font file can be broken in any way
        if not fonts:
            raise
        problem = Problem(
            Place(OWN_FONTS), "A font in this folder cannot be used.", "Take out the newest one and try again."
        )
        print(as_text([problem], {}), file=out)
        return 1
    if missing:
        file.unlink(missing_ok=True)
        hint = (
            f"Put a font for them into {OWN_FONTS}/, for example from Google Noto, or print report.html from a browser."
        )
        signs = " ".join(sorted(missing)[:8])
        print(
            as_text([Problem(Place("program.yaml"), f"No font here can draw {signs}, so no PDF was made.", hint)], {}),
            file=out,
        )
        return 1
    print(
        f"{FOLDER} holds report.html, to print, and report.pdf. They are made from the public figures of {day} alone.",
        file=out,
    )
    return 0


def _figures(root: Path) -> tuple[PublicFigures | None, tuple[Problem, ...]]:
    """The public figures as the site has them, or what is wrong with their file."""
    try:
        return read_public((root / FIGURES).read_text(encoding="utf-8")), ()
    except OSError:
        return None, (Problem(Place(FIGURES), "There are no public figures yet.", "Run `peerloom run` first."),)
    except ValueError:
        return None, (
            Problem(Place(FIGURES), "This is no file of public figures of this version.", "Run `peerloom run`."),
        )


def _templates(root: Path) -> dict[str, str]:
    """The kit's template, and in its place that of the program."""
    places = (templates_folder() / "report", root / "templates" / "report")
    return {file.name: file.read_text(encoding="utf-8") for folder in places for file in sorted(folder.glob("*.j2"))}
