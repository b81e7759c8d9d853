"""A pytest plugin over the whole run: no word that was planted in a test program's answers gets out.

The demo's and the small program's answers hold made-up tokens. Whatever the kit prints, writes to a log, or leaves in
a file outside ``responses/`` and ``private/`` is searched for them. Texts that tests paste into ``content/`` to see
whether the gate stops them are inputs as well; they must not come out either.
"""

from __future__ import annotations

import builtins
import csv
import io
import re
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from pathlib import Path

TOKEN = "zwqkanari"  # noqa: S105 - no secret: a word that nobody writes
TOKENS = re.compile(rf"(?i){TOKEN}|given-7f3a|family-91bc|tok-[1-7][a-f]\b")
_PLANTED = re.compile(TOKEN.encode(), re.IGNORECASE)
_INPUT = {"responses", "private", "content", ".git"}


def leaks_in(text: str) -> list[str]:
    """The tokens in something that was printed."""
    return sorted(set(TOKENS.findall(text)))


def leaking_files(folder: Path) -> list[str]:
    """Files that hold a token in their bytes or name, but for answers, private folders and what tests paste."""
    found = []
    for file in sorted(folder.rglob("*")):
        parts = file.relative_to(folder).parts
        if _INPUT.intersection(parts) or parts[-3:-1] == ("site", "pages") or not file.is_file() or file.is_symlink():
            continue
        if _PLANTED.search(file.read_bytes()) or _PLANTED.search(file.name.encode()):
            found.append("/".join(parts))
    return found


def plant(responses: Path, names: Iterable[str], long: Iterable[str]) -> int:
    """Put a token into every family name and longer text of the answers, the same everywhere. Say into how many cells.

    Addresses and first names stay: people's codes are made from them.

    Args:
        responses: the folder of CSV files.
        names: titles of the columns that hold a person's whole name.
        long: titles of the columns in which people write in their own words.
    """
    tables = {
        file: list(csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline="")))
        for file in sorted(responses.glob("*.csv"))
    }
    names, long = set(names), set(long)
    whole = {
        row[i]
        for head, *rows in tables.values()
        for i, title in enumerate(head)
        if title in names
        for row in rows
        if i < len(row) and len(row[i].split()) > 1
    }
    a_name = re.compile("|".join(re.escape(name) for name in sorted(whole, key=len, reverse=True)) or "(?!)")
    count = 0
    for file, (head, *rows) in tables.items():
        for row in rows:
            for i, cell in enumerate(row):
                changed = a_name.sub(lambda found: f"{found[0]}{TOKEN}", cell)
                if i < len(head) and head[i] in long and cell:
                    changed = f"{changed} {TOKEN}"
                count += changed != cell
                row[i] = changed
        mark = "utf-8-sig" if file.read_bytes().startswith(b"\xef\xbb\xbf") else "utf-8"
        with file.open("w", encoding=mark, newline="") as out:
            csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([head, *rows])
    return count


class Canary:
    """What was found so far, and in which test."""

    def __init__(self) -> None:
        self.test = ""
        self.found: list[str] = []
        self.looked = 0  # pieces of text

    def see(self, text: str, where: str) -> None:
        """Look at something that was printed."""
        self.looked += 1
        self.found += [f"{self.test}: {token} in {where}" for token in leaks_in(text)]


CANARY = Canary()


def _watched(printed: Callable[..., None]) -> Callable[..., None]:
    """``print``, looked at where the kit calls it, whatever it prints to."""

    def watching(*values: object, **options: Any) -> None:
        if str(sys._getframe(1).f_globals.get("__name__", "")).startswith("peerloom"):  # noqa: SLF001 - who calls
            CANARY.see(" ".join(map(str, values)), "what was printed")
        printed(*values, **options)

    return watching


def pytest_configure() -> None:
    builtins.print = _watched(builtins.print)
    read = pytest.CaptureFixture.readouterr

    def readouterr(self: pytest.CaptureFixture[Any]) -> Any:
        found = read(self)
        for name, text in (("stdout", found.out), ("stderr", found.err)):
            CANARY.see(text if isinstance(text, str) else text.decode("utf-8", "replace"), name)
        return found

    pytest.CaptureFixture.readouterr = readouterr  # type: ignore[method-assign] # what tests take out is looked at, too


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:  # noqa: ARG001 - names are pytest's
    report = yield
    CANARY.test = item.nodeid
    if report.passed:
        for name, text in report.sections:
            CANARY.see(text, name)
        if CANARY.found:
            report.outcome, report.longrepr = "failed", "\n".join(["A private token got out:", *CANARY.found])
            CANARY.found.clear()
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    factory = getattr(session.config, "_tmp_path_factory", None)
    folder = factory and factory._basetemp  # noqa: SLF001 - the folder of all temporary files, if there is one
    CANARY.found += [f"{file} holds a private token" for file in (leaking_files(folder) if folder else ())]
    if CANARY.found:
        session.exitstatus = 1


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for line in CANARY.found:
        terminalreporter.write_line(f"CANARY {line}", red=True)
    terminalreporter.write_line(f"canary: looked at {CANARY.looked} printed texts and all temporary files")
