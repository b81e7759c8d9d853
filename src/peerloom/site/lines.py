"""Remembers which lines of a site were looked through together: the frame of its pages stands on every one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TOGETHER = 4  # lines; blank ones do not count


class KnownLines:
    """Lines in which nothing was found, in runs of four.

    A value that is spread over more lines than four, each four of which stood together on an earlier page and held
    nothing, is missed here. Only hashes are kept. They differ from process to process, and two lines with one hash
    are as likely as one in ten million sites.
    """

    def __init__(self) -> None:
        self._met: set[int] = set()  # lines; of those that stand once in the site, nothing else is kept
        self._clean: set[int] = set()  # runs

    def new(self, lines: Sequence[str]) -> Iterator[tuple[str, Sequence[int]]]:
        """The parts of a text that must be looked through, each with the runs to give to ``keep`` if it is clean."""
        hashes = [*map(hash, lines)]
        met, clean = self._met, self._clean
        known = [line in met for line in hashes]
        met.update(hashes)
        runs = [*map(hash, zip(*(hashes[i:] for i in range(TOGETHER)), strict=False))]
        if not runs:
            yield "\n".join(lines), ()
            return
        start = end = 0  # of the part that is being put together
        learnt: list[int] = []
        for i in [i for i, run in enumerate(runs) if run not in clean]:
            if i > end:
                if end:
                    yield "\n".join(lines[start:end]), learnt
                start, learnt = i, []
            end = i + TOGETHER
            if known[i] and all(known[i : i + TOGETHER]):
                learnt.append(runs[i])
        if end:
            yield "\n".join(lines[start:end]), learnt

    def keep(self, runs: Sequence[int]) -> None:
        """Remember that nothing was found in these."""
        self._clean.update(runs)
