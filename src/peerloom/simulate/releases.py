"""What the invented coordinator let become public: most wins and thanks, some not, the newest not yet decided."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from peerloom.evaluation.releases import Release, write_releases

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from peerloom.evaluation.wins import Win

_READ_AFTER = dt.timedelta(days=2)
_UNREAD = dt.timedelta(days=7)
_ONE_OF = 6  # one of so many stays private


def releases_file(wins: Sequence[Win], last: dt.date) -> str:
    """The releases file on the ``last`` day of the year, with a decision about each sentence but the newest."""
    return write_releases(wins, tuple(_decided(wins, last)), last)


def _decided(wins: Sequence[Win], last: dt.date) -> Iterator[Release]:
    for number, win in enumerate(sorted(wins, key=lambda win: win.key)):
        if win.sent is not None and last - win.sent < _UNREAD:
            continue
        on = min(win.sent + _READ_AFTER, last) if win.sent is not None else last
        if number % _ONE_OF == _ONE_OF - 1:
            yield Release(win.key, "keep private", on, "Tells too much about one person.")
        else:
            yield Release(win.key, "publish", on)
