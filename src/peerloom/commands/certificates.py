"""``peerloom certificates``: certificates and letters of service hours, as PDF in ``private/certificates``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from peerloom.certificates.awards import LETTER, earned
from peerloom.certificates.codes import code_of
from peerloom.certificates.texts import TextError, text_of
from peerloom.commands import run as main_job
from peerloom.commands.certificates_kept import KEY, key_of
from peerloom.files import templates_folder
from peerloom.private import revealed
from peerloom.problems import Cell, Place, Problem, as_text
from peerloom.site.write import write_folder
from peerloom.spreadsheet import csv_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from peerloom.certificates.awards import Earned
    from peerloom.certificates.paper import Font
    from peerloom.commands.run import Ready

FOLDER = "private/certificates"
_AT_HOME = "Certificates are about people, and anybody can read this log. Run it at home."
_SHOWN = 10
# Fonts of the computer for scripts that the kit has no font for: Chinese, Japanese, Korean. The kit ships none,
# because each is larger than the kit. Only what a page uses goes into its PDF.
_SYSTEM = (
    "C:/Windows/Fonts/msyh.ttc",
    "C:/Windows/Fonts/YuGothM.ttc",
    "C:/Windows/Fonts/malgun.ttf",
    "/System/Library/Fonts/Hiragino Sans GB.ttc",
    "/System/Library/Fonts/AppleSDGothicNeo.ttc",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
)


def run(
    root: Path,
    out: TextIO,
    *,
    clock: dt.date,
    today: dt.date | None = None,
    public_log: bool = False,
) -> int:
    """Make every certificate and letter that was earned. What is no longer earned goes.

    Return 0; 1 when something must be fixed first, or somebody's could not be made; 2 in a public log.
    """
    if public_log:
        print(_AT_HOME, file=out)
        return 2
    have = main_job.ready(root, out, clock=clock, today=today, public_log=False)
    if have is None:
        return 1
    try:
        key = key_of(root, make=True)
    except ValueError:
        key = None
    if key is None:
        hint = "Bring it back from your backup. If you delete it, codes that were given out can no longer be checked."
        print(as_text([Problem(Place(KEY), "This file is damaged.", hint)], {}), file=out)
        return 1
    try:
        files, problems = made(have, earned(have.program, have.answers.records), key)
    except TextError as error:
        print(f"{as_text([error.problem], {})}\nNo certificate was changed.", file=out)
        return 1
    folder = root / FOLDER
    write_folder(folder, files)
    folder.chmod(0o700)
    _tell(folder, len(files) - 1, problems, out)
    return 1 if problems else 0


def made(have: Ready, everything: Sequence[Earned], key: bytes) -> tuple[dict[str, bytes], list[Problem]]:
    """Every file of the folder by name, with a list for mail merge; and those that no font could draw.

    Raises:
        TextError: a template of the program cannot be used.
    """
    from peerloom.certificates.paper import fonts_for, pdf_of  # noqa: PLC0415 - brings the PDF library

    templates, fonts = _templates(have.project.root), tuple(_fonts(have.project.root))
    cells = {person.code: person.cell for person in have.answers.records.participants}
    files: dict[str, bytes] = {}
    rows = [("Code of the person", "Name", "Cohort", "What", "Code to check", "File")]
    problems = []
    for one in everything:
        code = code_of(key, one, one.at_least)
        text = text_of(one, code, have.program, have.today, templates)
        chosen = fonts_for(text, fonts)
        if chosen is None:
            problems.append(_no_font(cells[one.person]))
            continue
        name = f"{one.cohort}/{one.person}-{one.award.replace('_', '-')}.pdf"
        files[name] = pdf_of(text, chosen, have.today, title=one.title, wide=one.award != LETTER)
        rows.append((one.person, revealed(one.name), one.cohort, one.title, code, name))
    files["list.csv"] = csv_text(rows).encode()
    return files, list(dict.fromkeys(problems))


def _no_font(cell: Cell) -> Problem:
    message = "A name or word on this certificate has a sign that no font here can draw, so it was not made."
    hint = "Put a font file (.ttf or .otf) with this script into templates/certificates/fonts/, and run this again."
    return Problem(Cell(cell.tab, cell.row), message, hint)


def _templates(root: Path) -> dict[str, str]:
    """The kit's templates, and in their place those that the program has of its own."""
    found = {}
    for folder in (templates_folder() / "certificates", root / "templates" / "certificates"):
        for file in sorted(folder.glob("*.txt.j2")):
            if not file.is_symlink():
                found[file.name] = file.read_text(encoding="utf-8")
    return found


def _fonts(root: Path) -> Iterator[Font]:
    """Fonts in the order in which they are asked: the program's own, the kit's, the computer's. No broken one."""
    from peerloom.certificates.paper import read_font  # noqa: PLC0415 - brings the PDF library

    kit = templates_folder() / "certificates" / "fonts"
    own = root / "templates" / "certificates" / "fonts"
    kits = sorted(kit.glob("*.ttf"), key=lambda file: (file.name != "NotoSans-Regular.ttf", file.name))
    for file in (*sorted((*own.glob("*.ttf"), *own.glob("*.otf"))), *kits, *map(Path, _SYSTEM)):
        if file.is_file():
            try:
                yield read_font(file)
            except Exception:  # noqa: BLE001 - a file that is no font, in one of many ways
                print(f"{file.name} is no font that can be used; it is left out.", file=sys.stderr)


def _tell(folder: Path, count: int, problems: Sequence[Problem], out: TextIO) -> None:
    if problems:
        print(as_text(problems[:_SHOWN], {}), file=out)
    print(
        f"{count} {'certificate or letter is' if count == 1 else 'certificates and letters are'} in {folder}.", file=out
    )
    print("list.csv beside them has one line for each, for your letters.", file=out)
    print("The next `peerloom run` puts the page that checks their codes on your site. It shows no name.", file=out)
