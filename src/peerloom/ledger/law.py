"""The conservation law: every row that was read has one end, and only one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

FATES = ("used", "held", "rejected", "duplicate", "erased")


class LawBroken(Exception):  # noqa: N818 - it is no error of a user: it says that we lost or invented a row
    """Rows came in and did not come out, or the other way round. Our fault: status 3. Names forms and counts only."""


def tally(
    read: Mapping[str, int],
    before: Mapping[str, Mapping[str, int]],
    rows: Mapping[str, str],
    fates: Mapping[str, str],
    others: Collection[str] = (),
) -> dict[str, Counter[str]]:
    """Count what became of every row of a run, form by form: read = used + held + rejected + duplicate + erased.

    Args:
        read: form -> rows that came in.
        before: form -> fate -> rows that had their end before anyone looked at the answers: too large, or a copy.
        rows: hash -> form, of every row that was handed on.
        fates: hash -> what became of it.
        others: hashes that may have a fate although they were not part of this run.

    Returns:
        Form -> fate -> rows; every form of ``read`` is there.

    Raises:
        LawBroken: a row has no fate or one that does not exist, a fate belongs to no row, or the sums differ.
    """
    strange = len(set(fates) - set(rows) - set(others))
    if strange:
        raise LawBroken(f"{strange} fates belong to no row that was read.")
    unknown = sorted(set(fates.values()) - set(FATES))
    if unknown:
        raise LawBroken(f"There is no fate {', '.join(unknown)}.")
    ends = {form: Counter(before.get(form, {})) for form in read}
    for key, form in rows.items():
        if key in fates:
            ends.setdefault(form, Counter())[fates[key]] += 1
    wrong = [
        f"{form}: {read.get(form, 0)} read, {end.total()} ended"
        for form, end in sorted(ends.items())
        if end.total() != read.get(form, 0)
    ]
    if wrong:
        raise LawBroken("; ".join(wrong))
    return ends
