"""Several choices in one cell: joined by a comma and a space, or by semicolons, while an option may hold just that."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    Reading = tuple[tuple[str, ...], str]  # the options, and an own answer after them or ""

JOINT = ", "  # in Google Sheets, and in what it exports
_JOINTS = (JOINT, ";")  # the download of Google Forms itself has semicolons
_ENOUGH = 32  # ways to read one cell; with more it cannot be told what was meant


def split_choices(text: str, options: Sequence[str], *, other: bool) -> tuple[str, ...] | None:
    """Take a cell of several choices apart.

    Args:
        text: the cell; options joined by ", " or by ";", in any order.
        options: those of the question. Case does not matter.
        other: whether people may write an answer of their own; it is one, and the last. Words that begin
            with an option and ", " are read as that option.

    Returns:
        The picks as the options are written, none twice, then an own answer as it was written; nothing for an
        empty cell; None when the cell cannot be read, or can be read in two ways. A cell that options alone
        explain is never read as one with an own answer, and one whose start is an option never as an own answer alone.
    """
    text = text.strip().removesuffix(",").removesuffix(";")  # "Other" was ticked and left empty
    if not text:
        return ()
    found = [reading for joint in _JOINTS for reading in _readings(text, options, joint)]
    if len(found) > _ENOUGH:
        return None
    readings = [picks for picks, own in found if not own]
    if not readings and other:
        with_options = [(*picks, own) for picks, own in found if picks]
        readings = with_options or [(own,) for _, own in found]
    different = {frozenset(reading): tuple(dict.fromkeys(reading)) for reading in readings}
    return next(iter(different.values())) if len(different) == 1 else None


def _readings(text: str, options: Sequence[str], joint: str) -> list[Reading]:
    """Every way to read ``text``, from its end to its start. What begins with no option is an own answer."""
    ways: dict[int, list[Reading]] = {}
    ends = _ends(text, options, joint)
    for start in sorted(ends, reverse=True):
        here: list[Reading] = []
        for option, end in ends[start]:
            if end == len(text):
                here.append(((option,), ""))
            elif end + len(joint) in ways and text.startswith(joint, end):
                here += [((option, *picks), own) for picks, own in ways[end + len(joint)]]
        ways[start] = here[: _ENOUGH + 1] or [((), text[start:])]
    return ways[0]


def _ends(text: str, options: Sequence[str], joint: str) -> dict[int, list[tuple[str, int]]]:
    """Where a pick can start, from the start of ``text`` over options and joints: the options there, and their ends."""
    folded = [(option, option.casefold()) for option in options]
    ends: dict[int, list[tuple[str, int]]] = {}
    waiting = {0}
    while waiting:
        start = waiting.pop()
        here = [(option, start + len(option)) for option, same in folded if _at(text, start, len(option)) == same]
        ends[start] = here
        after = {end + len(joint) for _, end in here if text.startswith(joint, end) and end + len(joint) < len(text)}
        waiting |= after - ends.keys()
    return ends


def _at(text: str, start: int, length: int) -> str:
    return text[start : start + length].casefold()
