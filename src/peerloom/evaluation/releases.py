"""The releases file: where a coordinator reads wins, thanks and quotes and says which may be public. Pure text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from peerloom.people.codes import read_code
from peerloom.problems import Cell, Problem
from peerloom.spreadsheet import csv_text, read_day, read_decisions, unread_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from peerloom.evaluation.wins import Win

COLUMNS = ("Win", "Kind", "Words", "Name shown", "Sent on", "Decision", "Decided on", "Note")
_NEEDED = ("Win", "Decision")
Verdict = Literal["", "publish", "keep private"]
_WORDS: Mapping[str, Verdict] = {
    "": "",
    "publish": "publish",
    "published": "publish",
    "yes": "publish",
    "keep private": "keep private",
    "private": "keep private",
    "withdraw": "keep private",
    "withdrawn": "keep private",
    "unpublish": "keep private",
    "remove": "keep private",
    "no": "keep private",
}


@dataclass(frozen=True, slots=True)
class Release:
    """What the coordinator decided about one sentence. ``win`` is the key of its exact words."""

    win: str
    verdict: Verdict
    on: dt.date | None = None
    note: str = ""


def write_releases(wins: Iterable[Win], releases: Sequence[Release], today: dt.date) -> str:
    """The whole file: sentences that wait for a decision first, then decided ones, each with the newest first."""
    decided = {release.win: release for release in releases}
    order = sorted(wins, key=lambda win: bool(win.key in decided and decided[win.key].verdict))
    return csv_text([COLUMNS, *(_cells(win, decided.get(win.key), today) for win in order)])


def _cells(win: Win, release: Release | None, today: dt.date) -> list[str]:
    verdict = release.verdict if release else ""
    day = (release.on or today).isoformat() if release and verdict else ""
    sent = win.sent.isoformat() if win.sent else ""
    return [win.key, win.kind, win.text, win.named, sent, verdict, day, release.note if release else ""]


def read_releases(text: str, tab: str) -> tuple[tuple[Release, ...], tuple[Problem, ...]]:
    """Read every decision. What cannot be read is reported by row, and those words stay private until it is mended."""
    rows, odd = read_decisions(text, tab, _NEEDED)
    found: dict[str, Release] = {}
    problems = list(odd)
    for at, cells in rows:
        key, word = read_code(cells.get("win", "")), " ".join(cells.get("decision", "").split()).casefold()
        if word not in _WORDS:
            hint = "Write publish or keep private, or leave it blank."
            problems.append(Problem(Cell(at.tab, at.row, "Decision"), "This is not a decision.", hint))
            found[key] = Release(key, "keep private")
            continue
        on = read_day(cells.get("decided on", ""))
        if on is None and cells.get("decided on"):
            problems.append(unread_day(at))
        if key in found and found[key].verdict != _WORDS[word]:
            hint = "Keep one of the two rows. Until then these words stay private."
            problems.append(Problem(Cell(at.tab, at.row, "Win"), "These words stand here twice.", hint))
            found[key] = Release(key, "keep private", on)
            continue
        found.setdefault(key, Release(key, _WORDS[word], on, cells.get("note", "")))
    return tuple(found.values()), tuple(problems)


def newest(releases: Iterable[Release]) -> tuple[Release, ...]:
    """One decision a sentence: a later file wins over an earlier one, but a blank never undoes a decision."""
    kept: dict[str, Release] = {}
    for release in releases:
        if release.verdict or release.win not in kept or not kept[release.win].verdict:
            kept[release.win] = release
    return tuple(kept.values())
