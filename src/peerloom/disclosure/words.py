"""Which sentences of people become public: those that a coordinator released word for word, for a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerloom.disclosure.public import MOST_WORDS, PublicWords

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from peerloom.evaluation.releases import Release
    from peerloom.evaluation.wins import Win

DAYS = 365  # a release lasts a year; then it is decided anew


def release_words(
    wins: Sequence[Win], releases: Sequence[Release], today: dt.date, as_of: dt.date | None = None
) -> tuple[PublicWords, ...]:
    """Give the sentences that may be shown, in the order of ``wins``.

    Only a sentence whose writer agreed and whose exact words have a release of the last year is given. One
    without a readable day of the release is not, nor one that is longer than 280 characters. One that was released
    after ``as_of``, the day of the newest figures, waits for the next, so that its day tells nothing about its writer.
    What is taken back is gone at once.
    """
    last = as_of or today
    fresh = {
        release.win
        for release in releases
        if release.verdict == "publish"
        and release.on is not None
        and release.on <= last
        and 0 <= (today - release.on).days < DAYS
    }
    return tuple(
        PublicWords(win.kind, win.text, win.named) for win in wins if win.key in fresh and len(win.text) <= MOST_WORDS
    )
