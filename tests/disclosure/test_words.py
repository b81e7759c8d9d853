from __future__ import annotations

import datetime as dt

import pytest

from peerloom.disclosure.words import release_words
from peerloom.evaluation.releases import Release
from peerloom.evaluation.wins import Win

DAY = dt.date(2026, 6, 12)
WIN = Win("W-22222222", "win", "token-51", "", DAY)


@pytest.mark.parametrize(
    ("release", "shown"),
    [
        (Release(WIN.key, "publish", DAY), True),
        (Release(WIN.key, "publish", DAY - dt.timedelta(days=364)), True),
        (Release(WIN.key, "publish", DAY - dt.timedelta(days=365)), False),  # a release lasts a year
        (Release(WIN.key, "publish", DAY + dt.timedelta(days=1)), False),
        (Release(WIN.key, "publish"), False),
        (Release(WIN.key, "keep private", DAY), False),
        (Release(WIN.key, "", DAY), False),
        (Release("W-33333333", "publish", DAY), False),  # other words
    ],
)
def test_only_a_fresh_release_of_the_exact_words_is_shown(release: Release, shown: bool) -> None:
    assert [words.text for words in release_words([WIN], [release], DAY)] == (["token-51"] if shown else [])


def test_nothing_released_is_nothing_shown() -> None:
    assert release_words([WIN], [], DAY) == ()
