"""The round after the last one, and its block in program.yaml. Every other byte of the file stays as it is."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from peerloom.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from peerloom.definition.organisation import Cohort
    from peerloom.definition.tree import Path

_YEAR = dt.timedelta(weeks=52)  # whole weeks, so that each day keeps its weekday
_YEARS = re.compile(r"(?<!\d)(\d{4})(?:([-/\u2013])(\d{2}|\d{4}))?(?!\d)")
_DAYS = ("sign_up_opens", "sign_up_closes", "matching", "starts", "ends")
_USUAL: Mapping[str, int] = {"meetings_per_month": 4, "meeting_minutes": 60, "check_in_days": 14}


def years_on(text: str) -> str:
    """Every year in ``text`` one further: "2025-26" becomes "2026-27". Other numbers stay."""

    def further(found: re.Match[str]) -> str:
        first, dash, last = found.groups()
        end = f"{(int(last) + 1) % 10 ** len(last):0{len(last)}}" if last else ""
        return f"{int(first) + 1}{dash or ''}{end}"

    return _YEARS.sub(further, text)


def next_cohort(last: Cohort, name: str = "", starts: dt.date | None = None) -> Cohort:
    """The round after ``last``: its days 52 weeks on, its breaks too, everything else the same.

    Args:
        last: the round that starts last.
        name: the new id; without one, the last id with its years one further.
        starts: the first day; all days move with it.
    """
    by = _YEAR if starts is None else starts - last.starts
    days = {field: getattr(last, field) + by for field in _DAYS}
    breaks = tuple(one.model_copy(update={"first": one.first + by, "last": one.last + by}) for one in last.breaks)
    title = years_on(last.title)
    return last.model_copy(update={"id": name or years_on(last.id), "title": title, "breaks": breaks, **days})


def block_of(cohort: Cohort, indent: str, newline: str) -> str:
    """The cohort as an entry of a list, in the order of the reference example."""
    rows = [f"- id: {_quoted(cohort.id)}", f"  title: {_quoted(cohort.title)}"]
    rows += [f"  {field}: {getattr(cohort, field).isoformat()}" for field in _DAYS]
    rows += [
        f"  {field}: {getattr(cohort, field)}" for field, usual in _USUAL.items() if getattr(cohort, field) != usual
    ]
    if cohort.breaks:
        rows.append("  breaks:")
        for one in cohort.breaks:
            rows.append(f"    - {{title: {_quoted(one.title)}, first: {one.first}, last: {one.last}}}")
    if cohort.places is not None:
        rows.append(f"  places: {cohort.places}")
    return "".join(f"{indent}{row}{newline}" for row in rows)


def _quoted(text: str) -> str:
    """A text as YAML reads it back. Only plain words stand without quotation marks."""
    if re.fullmatch(r"[^\W\d_][\w ]*(-\w+)*", text) or re.fullmatch(r"\d{4}-\d{2,4}", text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def with_block(text: str, cohort: Cohort, places: Mapping[Path, Place]) -> str | Problem:
    """``text`` with one more cohort behind the last one, or why it must be written by hand.

    The text before and after the new block is byte for byte as it was.
    """
    entries = [path for path in places if len(path) == 2 and path[0] == "cohorts"]  # noqa: PLR2004 - of a list
    last = places[max(entries)].line if entries else 0
    lines = text.splitlines(keepends=True)
    newline = "\r\n" if "\r\n" in text else "\n"
    dash = re.match(r"( *)- ", lines[last - 1]) if last else None
    if dash is None:
        hint = f"Add this to the list by hand:\n{block_of(cohort, '  ', newline)}"
        return Problem(Place("program.yaml", last), "The list of cohorts is not written with one - for each.", hint)
    end = last
    for number, line in enumerate(lines[last:], start=last + 1):
        if line.strip():
            if len(line) - len(line.lstrip(" ")) <= len(dash[1]):
                break
            end = number
    before, after = "".join(lines[:end]), "".join(lines[end:])
    gap = "" if before.endswith(("\n", "\r")) else newline
    return f"{before}{gap}{block_of(cohort, dash[1], newline)}{after}"
