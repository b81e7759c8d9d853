"""``peerloom serve``: the site in a browser on this computer, made anew while somebody writes."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from io import StringIO
from typing import TYPE_CHECKING, TextIO

from peerloom.commands import alone, certificates_kept
from peerloom.commands.build import gate_of, make_site, site_allowances, site_needles, tell
from peerloom.commands.disclose import released
from peerloom.commands.local_server import HOST, LAST_PORT, Shown, start
from peerloom.commands.project import open_project, today_of
from peerloom.commands.run import with_answers
from peerloom.problems import as_text, errors
from peerloom.site.audit import read_folder
from peerloom.site.build import base_of
from peerloom.site.builder import Builder
from peerloom.site.gate import Gate

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from peerloom.commands.project import Project
    from peerloom.commands.run import Ready
    from peerloom.definition.program import Program
    from peerloom.disclosure.public import PublicFigures
    from peerloom.needle import Needle
    from peerloom.site.sources import Allowances

_LOOKED_AT = ("program.yaml", "mkdocs.yml", "content", "templates")
_ANSWERS = ("responses", "private/pairings.csv", "private/releases.csv", "private/keep-apart.csv")
_EVERY = 0.2  # seconds between two looks at the folder
_SETTLED = 0.05  # seconds without a change before it is read: editors write a file in several steps
_IDLE = 1.0  # seconds without a change before what an edit could have touched elsewhere is made anew

Stamps = dict[str, tuple[int, int]]


def run(root: Path, out: TextIO, *, clock: dt.date, today: dt.date | None = None, port: int = 8000) -> int:
    """Serve the site and follow changes until Ctrl+C. Return 0, 1 when no port is free, 2 for a port that is none."""
    if not 0 <= port <= LAST_PORT:
        print(f"A port is a number from 0 to {LAST_PORT}.", file=out)
        return 2
    shown = Shown(files=read_folder(root / "site" / "public"))
    try:
        server = start(shown, port)
    except OSError:
        print(f"No port from {port} on is free. Choose another with --port.", file=out)
        return 1
    print(
        f"The site is at http://{HOST}:{server.server_address[1]}{shown.base}  Stop with Ctrl+C.", file=out, flush=True
    )
    try:
        follow(Maker(root, shown, out, clock=clock, today=today))
    except KeyboardInterrupt:
        print("\nStopped.", file=out)
    finally:
        server.shutdown()
        server.server_close()
    return 0


def follow(maker: Maker) -> None:
    """Make the site, then again after each change, for ever."""
    site, answers = stamps(maker.root, _LOOKED_AT), stamps(maker.root, _ANSWERS)
    maker.make(answers_too=True)
    changed_at, settled = time.monotonic(), True
    while True:
        time.sleep(_EVERY)
        new_site, new_answers = stamps(maker.root, _LOOKED_AT), stamps(maker.root, _ANSWERS)
        if (new_site, new_answers) != (site, answers):
            new_site, new_answers = _when_settled(maker.root, new_site, new_answers)
            maker.make(answers_too=new_answers != answers)
            site, answers = new_site, new_answers
            changed_at, settled = time.monotonic(), False
        elif not settled and time.monotonic() - changed_at > _IDLE:
            settled = True
            maker.settle()


def stamps(root: Path, names: tuple[str, ...]) -> Stamps:
    """When each file was changed last, and its size. Files that go while we look count as gone."""
    found: Stamps = {}
    for file in _files(root, names):
        try:
            stat = file.stat()
        except OSError:
            continue
        found[file.relative_to(root).as_posix()] = (stat.st_mtime_ns, stat.st_size)
    return found


def _files(root: Path, names: tuple[str, ...]) -> Iterator[Path]:
    for name in names:
        place = root / name
        yield from (file for file in place.rglob("*") if file.is_file()) if place.is_dir() else [place]


def _when_settled(root: Path, site: Stamps, answers: Stamps) -> tuple[Stamps, Stamps]:
    while True:
        time.sleep(_SETTLED)
        again = stamps(root, _LOOKED_AT), stamps(root, _ANSWERS)
        if again == (site, answers):
            return again
        site, answers = again


@dataclass(frozen=True, slots=True)
class _Known:
    """What was made of the answers, and the gate for them."""

    have: Ready
    public: PublicFigures
    needles: tuple[Needle, ...]
    allowed: Allowances
    gate: Gate


class Maker:
    """Makes the site of one folder again and again. What does not change is read, rendered and gated once."""

    def __init__(self, root: Path, shown: Shown, out: TextIO, *, clock: dt.date, today: dt.date | None) -> None:
        self.root = root
        self._shown = shown
        self._out = out
        self._clock = clock
        self._today = today
        self._builder = Builder()
        self._project: Project | None = None
        self._known: _Known | None = None

    def make(self, *, answers_too: bool) -> None:
        """Make the site from what is in the folder now. A mistake is shown, and the last good site stays."""
        start = time.perf_counter()
        report = StringIO()
        told: str | None = None

        def work() -> int:
            nonlocal told
            told = self._made(report, answers_too=answers_too)
            return 0

        alone.run(self.root, report, work)
        if told is None:
            self._shown.put_report(report.getvalue().strip())
            print(report.getvalue(), file=self._out, flush=True)
        else:
            print(f"{told} It took {time.perf_counter() - start:.1f} s.", file=self._out, flush=True)

    def settle(self) -> None:
        """Read the answers again if program.yaml has changed since: it says what they mean."""
        if self._known is None or self._project is None or self._known.have.program != self._project.program:
            self.make(answers_too=True)

    def _made(self, report: TextIO, *, answers_too: bool) -> str | None:
        """Make the site and show it. Give a line about it, or None when something must be mended first."""
        project = open_project(self.root, self._clock, self._today, self._project)
        self._project = project
        wrong = errors(project.problems)
        if project.program is None or wrong:
            print(as_text(wrong, project.texts), file=report)
            return None
        program, day = project.program, today_of(project, self._clock, self._today)
        if self._known is None or answers_too:
            self._known = None
            have = with_answers(project, program, day, report)
            if have is None:
                return None
            found = released(self.root, program, have.answers, day)
            if found.problems:
                print(as_text(found.problems, {}), file=report)
                return None
            self._known = _Known(have, found.public, (), {}, Gate(()))
        known = self._known = self._gated(self._known, project, program)
        sealed = certificates_kept.sealed(self.root, program, known.have.answers.records)
        result = make_site(project, program, known.public, known.gate, day, self._builder, sealed)
        if not result.good:
            tell(result, report)
            return None
        self._shown.put(read_folder(self.root / "site" / "public"), base_of(program.program.site_url))
        changed = len(result.changed.written) + len(result.changed.removed) if result.changed else 0
        return f"The site is as you see it: {result.pages} pages, {changed} files changed."

    def _gated(self, known: _Known, project: Project, program: Program) -> _Known:
        """The gate for the texts as they are now; while it looks for the same, it remembers which files are clean."""
        answers = known.have.answers
        needles = site_needles(project, program, answers, known.public.words)
        allowed = site_allowances(project, needles)
        if (needles, allowed) == (known.needles, known.allowed):
            return known
        return replace(known, needles=needles, allowed=allowed, gate=gate_of(needles, allowed))
