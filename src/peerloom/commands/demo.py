"""``peerloom demo google``: the whole run against a Google on this machine, to try it without an account."""

from __future__ import annotations

import csv
import json
import re
import shutil
from typing import TYPE_CHECKING, TextIO

from peerloom.commands import run as main_job
from peerloom.commands.online import KEY_FILE
from peerloom.commands.sync import RESPONSES
from peerloom.sources.csv_folder import is_decisions
from peerloom.sources.headers import TIMES, norm
from peerloom.sources.times import read_time

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from loopgoogle import Book, Google

_COPIED = ("program.yaml", "mkdocs.yml", "allowed.yaml", "content", "templates", "releases", ".gitignore")
_BLOCK = re.compile(r"^sources:\n(?:[ \t]+.*\n|\n)*", re.MULTILINE)


def run(root: Path, into: Path, out: TextIO, *, clock: dt.date, today: dt.date | None = None) -> int:
    """Copy the program into a new folder, put its answers into a spreadsheet of a Google at home, and run it there.

    Return the status of the run, or 1 when the folder is not empty or the packages for this are missing.
    """
    try:
        from loopgoogle import Google, serve  # noqa: PLC0415 - needs packages that only this needs
    except ModuleNotFoundError:
        print('This needs one more package. Install it with: pip install "peerloom[demo]"', file=out)
        return 1
    if into.exists() and any(into.iterdir()):
        print(f"{into} is not empty. Name a new folder with --into.", file=out)
        return 1
    copy_program(root, into)
    google = Google()
    account = google.new_account()
    book = google.new_book("Answers", writers=[account.email])
    fill(book, root / RESPONSES)
    with serve(google) as base:
        connect(into, book.id, json.dumps(account.key_file(base)))
        print(f"A Google at home serves {len(book.sheets)} tabs at {base}. Nothing leaves this computer.\n", file=out)
        status = main_job.run(into, out, clock=clock, today=today)
    tell(google, book, out)
    return status


def copy_program(root: Path, into: Path) -> None:
    """Copy everything that a program is, and what was decided in it; not its answers."""
    into.mkdir(parents=True, exist_ok=True)
    for name in _COPIED:
        place = root / name
        if place.is_dir():
            shutil.copytree(place, into / name)
        elif place.is_file():
            shutil.copyfile(place, into / name)
    (into / RESPONSES).mkdir()
    for file in sorted((root / RESPONSES).glob("*.csv")):
        if is_decisions(file.name):
            shutil.copyfile(file, into / RESPONSES / file.name)


def connect(folder: Path, book: str, key: str) -> None:
    """Let the program read its answers from this spreadsheet, and write back to it."""
    file = folder / "program.yaml"
    text = _BLOCK.sub("", file.read_text(encoding="utf-8"))
    file.write_text(f"{text.rstrip()}\n\nsources:\n  spreadsheet: {book}\n  write_back: yes\n", encoding="utf-8")
    (folder / KEY_FILE).parent.mkdir(parents=True, exist_ok=True)
    (folder / KEY_FILE).write_text(key, encoding="utf-8")


def fill(book: Book, responses: Path) -> None:
    """A tab for each CSV file of answers, named like the file, with times as Google keeps them."""
    from loopgoogle.cells import Cell, serial_of  # noqa: PLC0415 - see above

    for file in sorted(responses.glob("*.csv")):
        if is_decisions(file.name):
            continue
        with file.open(encoding="utf-8-sig", newline="") as stream:
            header, *rows = csv.reader(stream)
        time = next((n for n, text in enumerate(header) if norm(text) in TIMES), None)
        tab = book.new_tab(file.name)
        tab.add(header)
        for row in rows:
            cells: list[Cell | str | None] = list(row)
            moment = read_time(row[time], "month first") if time is not None and time < len(row) else None
            if moment is not None and time is not None:
                cells[time] = Cell(serial_of(moment), "time")
            tab.add(cells)


def tell(google: Google, book: Book, out: TextIO) -> None:
    """Say what Google was asked, and what it holds now."""
    reads = sum(call.verb == "GET" for call in google.calls)
    print(f"\nGoogle was asked {reads} times to read and {len(google.calls) - reads} times to write.", file=out)
    new = [sheet.title for sheet in book.sheets if not sheet.title.endswith(".csv")]
    print(f"New tabs in the spreadsheet: {', '.join(new) or 'none'}.", file=out)
    if google.problems:
        print(f"Google does not know: {'; '.join(google.problems)}", file=out)
