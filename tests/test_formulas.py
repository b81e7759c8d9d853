"""No CSV file that the kit writes for people holds a formula, whatever somebody typed into a form."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from peerloom.evaluation.releases import Release, write_releases
from peerloom.evaluation.wins import Win
from peerloom.matching.apart import Apart, write_apart
from peerloom.matching.pairings import Line, write_pairings
from peerloom.matching.speed_sheet import write_talks
from peerloom.matching.talk import Talk
from peerloom.problems import Cell
from peerloom.spreadsheet import BOM, csv_text
from tests.fuzz import LONG, odd_texts

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = dt.date(2026, 6, 12)
COUNT = 10_000 if LONG else 1_000
STARTS = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
SOURCE = Path(__file__).parents[1] / "src" / "peerloom"


def pairings(texts: list[str]) -> str:
    return write_pairings(Line(t, f"M-{i}", f"E-{i}", t, t, t, t, t, t, t, "", None, t) for i, t in enumerate(texts))


def releases(texts: list[str]) -> str:
    wins = [Win(f"W-{i}", "win", text, text, DAY) for i, text in enumerate(texts)]
    return write_releases(wins, [Release(f"W-{i}", "publish", DAY, text) for i, text in enumerate(texts)], DAY)


def apart(texts: list[str]) -> str:
    entries = [Apart(f"M-{i:05}", f"E-{i:05}", DAY, text, stands=True, cell=Cell("t")) for i, text in enumerate(texts)]
    names = {f"{side}-{i:05}": text for side in "ME" for i, text in enumerate(texts)}
    return write_apart(entries, names, DAY)


def talks(texts: list[str]) -> str:
    names = {f"{side}-{i:05}": text for side in "ME" for i, text in enumerate(texts)}
    return write_talks("2026", [Talk(1, i, f"M-{i:05}", f"E-{i:05}") for i in range(len(texts))], names)


_PLAIN = {
    "spreadsheet",
    "commands.lines",
    "commands.online",
    "commands.certificates",
    "messages.memory",
    "messages.outbox",
}
WRITERS: dict[str, Callable[[list[str]], str]] = {
    "spreadsheet.csv_text": lambda texts: csv_text([text, text] for text in texts),
    "matching.pairings": pairings,
    "matching.apart": apart,
    "matching.speed_sheet": talks,
    "evaluation.releases": releases,
}


@pytest.mark.parametrize("writer", WRITERS)
def test_no_cell_is_a_formula(writer: str) -> None:
    texts = list(odd_texts(COUNT))
    assert sum(text.startswith(STARTS) for text in texts) > COUNT / 50  # or it would prove nothing
    rows = list(csv.reader(io.StringIO(WRITERS[writer](texts).removeprefix(BOM), newline="")))
    assert len(rows) >= COUNT
    assert [cell for row in rows for cell in row if cell.startswith(STARTS)] == []
    assert sum(any(text and text in cell for cell in row) for text, row in zip(texts, rows[-COUNT:], strict=True)) > 0
    sheet = Workbook().active
    assert sheet is not None
    for row in rows[:300]:
        sheet.append([re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", cell) for cell in row])
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


def test_every_writer_of_csv_is_in_the_table() -> None:
    """A new one goes through ``spreadsheet.csv_text`` and gets a row above; ``simulate`` writes as Google does."""
    found = {}
    for file in sorted(SOURCE.rglob("*.py")):
        text, name = (
            file.read_text(encoding="utf-8"),
            file.relative_to(SOURCE).with_suffix("").as_posix().replace("/", "."),
        )
        if "csv.writer" in text or "csv.DictWriter" in text or re.search(r"\bcsv_text\(", text):
            found[name] = "csv.writer" in text
    assert found.pop("simulate.export") is True
    assert found == {
        "spreadsheet": True,
        "matching.pairings": False,
        "matching.apart": False,
        "matching.speed_sheet": False,
        "commands.lines": True,  # puts lines of such a file back as they were, without somebody's
        "commands.certificates": False,  # these three hand their cells to csv_text as they are
        "messages.memory": False,
        "messages.outbox": False,
        "commands.online": False,  # a tab as the text that the reader of decisions takes
        "evaluation.releases": False,
    }
    assert set(WRITERS) == found.keys() - _PLAIN | {"spreadsheet.csv_text"}
