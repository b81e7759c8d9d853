"""What one test of an item finds, and what became of a whole item. Knows no people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["yes", "part", "no", "not yet", "said"]  # said: only people can say it
Status = Literal["met", "partly", "not", "not applicable", "not yet"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One test of an item: whether it holds, and what shows that, in words and with its place."""

    level: Level
    what: str  # "program.yaml: values", "9 of 10 matched mentors: interview_on"
    where: str = ""  # file and line, or "" where no line says it


def status_of(levels: tuple[Level, ...], least: int = 1) -> Status:
    """The status of an item by rule: never an opinion.

    ``said`` is something that nobody but a human can see, so without a word of theirs it does not hold. Tests whose
    data cannot exist yet count for nothing as long as all others hold; then the item is not yet.
    """
    known = [level for level in levels if level != "not yet"]
    held = sum(level == "yes" for level in known)
    if held == len(known):
        return "met" if len(known) == len(levels) else "not yet"
    if held >= least or (least == 1 and "part" in known):
        return "partly"
    return "not"
