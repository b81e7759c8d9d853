"""Shows how far a long job is: a bar on a terminal, one plain line a step elsewhere. Only commands know it."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress

    Said = Callable[[str], None]  # takes what a finished step has to say: counts of files, never of people

_WIDTH = 34  # of a step's title, so that the times stand below each other


class Steps:
    """The steps of one job, told as they are done."""

    def __init__(self, out: TextIO, bar: Progress | None, total: int) -> None:
        self._out = out
        self._bar = bar
        self._task = bar.add_task("", total=total) if bar is not None else None

    @contextmanager
    def step(self, title: str) -> Iterator[Said]:
        """Do one step. When it is done its title, its time and what it said stand in one line."""
        said: list[str] = []
        start = time.perf_counter()
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, description=title)
        yield said.append
        taken = time.perf_counter() - start
        line = f"{title:<{_WIDTH}} {taken:5.1f} s  {', '.join(said)}".rstrip()
        if self._bar is not None and self._task is not None:
            self._bar.console.print(line, markup=False, highlight=False)
            self._bar.advance(self._task)
        else:
            print(line, file=self._out, flush=True)


@contextmanager
def steps(out: TextIO, total: int) -> Iterator[Steps]:
    """Tell ``total`` steps on ``out``. The bar is gone when they are over; the lines stay."""
    if not out.isatty():
        yield Steps(out, None, total)
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(file=out), transient=True) as bar:
        yield Steps(out, bar, total)
