"""What a reading says about answers that were here and are not, or that say something else now."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from peerloom.ledger.file import LedgerError
from peerloom.problems import Cell, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from peerloom.sources.tables import Row

_FEW = 3  # answers of a form that may vanish at once without a question; or 5 percent
_SHARE = 20
_ROWS = 8  # row numbers in one message


def stop_if_many_vanished(before: Mapping[str, Row], gone: Mapping[str, Row], accept: int) -> None:
    """Ask before a mass deletion is believed.

    Raises:
        LedgerError: of a form more than 3 and more than 5 % of the answers are gone, and more than ``accept``.
    """
    known = Counter(row.form for row in before.values())
    lost = Counter(row.form for row in gone.values())
    problems = []
    for form, count in sorted(lost.items()):
        if count > max(_FEW, known[form] / _SHARE, accept):
            tab = min(row.tab for row in gone.values() if row.form == form)
            message = f"{count} of {known[form]} answers that were here are gone, so nothing was recorded."
            hint = f"Is it the right file? If they were deleted on purpose, add --accept-deletions {count}."
            problems.append(Problem(Cell(tab), message, hint))
    if problems:
        raise LedgerError(*problems)


def gone_notices(rows: Mapping[str, Row]) -> tuple[Problem, ...]:
    """One warning a tab."""
    problems = []
    for tab, count in sorted(Counter(row.tab for row in rows.values()).items()):
        many = "1 answer that was here is gone" if count == 1 else f"{count} answers that were here are gone"
        hint = "If it was a slip, bring it back with the sheet's version history."
        problems.append(
            Problem(Cell(tab), f"{many} since the last run. The ledger keeps what it said.", hint, "warning")
        )
    return tuple(problems)


def changed_notices(pairs: Iterable[tuple[Row, Row]]) -> tuple[Problem, ...]:
    """One warning a tab, with the rows as they stand now."""
    numbers: dict[str, list[int]] = {}
    for _, new in pairs:
        numbers.setdefault(new.tab, []).append(new.number)
    problems = []
    for tab, found in sorted(numbers.items()):
        found.sort()
        shown = [str(number) for number in found[:_ROWS]]
        if len(found) > _ROWS:
            shown.append(f"{len(found) - _ROWS} more")
        words = f"{', '.join(shown[:-1])} and {shown[-1]} were" if len(shown) > 1 else f"{shown[0]} was"
        message = f"{'Rows' if len(shown) > 1 else 'Row'} {words} changed since the last run. The newest words count."
        place = Cell(tab, found[0]) if len(found) == 1 else Cell(tab)
        problems.append(Problem(place, message, "The ledger keeps the older ones as well.", "warning"))
    return tuple(problems)
