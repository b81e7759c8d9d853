"""Tells an answer that was changed from one that is gone and another that is new."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from peerloom.sources.tables import RESPONDENT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Mapping

    from peerloom.sources.tables import Row


def changes(missing: Mapping[str, Row], fresh: Mapping[str, Row], repeating: Collection[str]) -> dict[str, str]:
    """Find for each row that is no longer there the row that took its place, if there is one.

    Two rows of one form are the same answer when, in this order, they have the same time; or the same words; or the
    same respondent, unless the form is one of ``repeating``, which people answer again and again; or agree in every
    column that was read both before and now. Where several fit, the one with most equal cells is taken, then the
    smaller hash. No row is taken twice. The order of the rows makes no difference.

    Args:
        missing: hash -> row that was there before.
        fresh: hash -> row that was not there before.
        repeating: ids of forms.

    Returns:
        Old hash -> new hash.
    """
    columns = _common(missing, fresh)

    def common(row: Row) -> Hashable:
        shared = columns.get(row.form)
        return (row.form, row.at, frozenset((k, v) for k, v in row.cells.items() if k in shared)) if shared else None

    def respondent(row: Row) -> Hashable:
        return None if row.form in repeating else _respondent(row)

    found: dict[str, str] = {}
    for key in (_time, _words, respondent, common):
        found |= _matched(
            {name: row for name, row in missing.items() if name not in found},
            {name: row for name, row in fresh.items() if name not in set(found.values())},
            key,
        )
    return found


def _time(row: Row) -> Hashable:
    return (row.form, row.at) if row.at else None


def _words(row: Row) -> Hashable:
    return (row.form, frozenset(row.cells.items()))


def _respondent(row: Row) -> Hashable:
    who = next((text for name in RESPONDENT if (text := row.cells.get(name, ""))), None)
    return (row.form, " ".join(who.casefold().split())) if who else None


def _common(missing: Mapping[str, Row], fresh: Mapping[str, Row]) -> dict[str, frozenset[str]]:
    """Form -> columns that hold something both before and now, where the columns as a whole are not the same."""
    before, now = _columns(missing), _columns(fresh)
    return {
        form: frozenset(before[form] & now[form]) for form in before.keys() & now.keys() if before[form] != now[form]
    }


def _columns(rows: Mapping[str, Row]) -> dict[str, set[str]]:
    columns: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows.values():
        columns[row.form] |= set(row.cells)
    return columns


def _matched(missing: Mapping[str, Row], fresh: Mapping[str, Row], key: Callable[[Row], Hashable]) -> dict[str, str]:
    groups: defaultdict[Hashable, list[str]] = defaultdict(list)
    for name in sorted(fresh):
        groups[key(fresh[name])].append(name)
    found: dict[str, str] = {}
    for old in sorted(missing):
        of_row = key(missing[old])
        free = [] if of_row is None else groups.get(of_row, [])
        if free:
            found[old] = max(free, key=lambda new: _alike(missing[old], fresh[new]))  # the first of equal ones
            free.remove(found[old])
    return found


def _alike(one: Row, other: Row) -> int:
    return len(one.cells.items() & other.cells.items())
