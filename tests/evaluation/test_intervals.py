"""Every method against scipy, which is not used by the kit for this, and against examples in print."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from peerloom.evaluation.intervals import (
    change_of_yes,
    difference_of_shares,
    paired,
    signed_rank,
    survival_interval,
    t_point,
    wilson,
)

if TYPE_CHECKING:
    from peerloom.evaluation.intervals import Interval

# The extra hours of sleep of ten people on two drugs: Student (1908), as in R's `sleep`.
SLEEP = list(
    zip(
        [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
        [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
        strict=True,
    )
)


def ends(found: Interval | None) -> tuple[float, float]:
    assert found is not None
    return found.low, found.high


def test_the_sleep_of_student_1908() -> None:
    """R prints: mean difference 1.58, 95 percent interval 0.7001142 to 2.4598858."""
    found = paired(SLEEP)
    assert found is not None
    assert found.interval is not None
    assert found.change == pytest.approx(1.58)
    assert found.interval.low == pytest.approx(0.7001142, abs=1e-6)
    assert found.interval.high == pytest.approx(2.4598858, abs=1e-6)
    assert (found.up, found.same, found.down) == (9, 1, 0)
    assert found.effect == pytest.approx(1.58 / 1.229995 * (1 - 3 / 35), abs=1e-5)


def test_the_worked_example_of_the_field_notes() -> None:
    found = paired([(0, 1), (0, 0), (0, 2), (0, 1), (0, 1)])
    assert found is not None
    assert found.interval is not None
    assert (round(found.change, 2), round(found.interval.low, 2), round(found.interval.high, 2)) == (1.0, 0.12, 1.88)


@pytest.mark.parametrize(
    ("freedom", "point"), [(1, 12.706), (4, 2.776), (9, 2.262), (19, 2.093), (29, 2.045), (120, 1.980)]
)
def test_the_table_of_t(freedom: int, point: float) -> None:
    assert t_point(0.975, freedom) == pytest.approx(point, abs=5e-4)


@given(st.integers(1, 3000), st.floats(0.6, 0.9995))
def test_points_of_t_as_in_scipy(freedom: int, share: float) -> None:
    assert t_point(share, freedom) == pytest.approx(stats.t.ppf(share, freedom), rel=1e-7)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=2, max_size=40))
def test_paired_change_as_in_scipy(pairs: list[tuple[int, int]]) -> None:
    found = paired(pairs)
    assert found is not None
    assert found.interval is not None
    assert found.up + found.same + found.down == found.n == len(pairs)
    if len({after - before for before, after in pairs}) > 1:
        theirs = stats.ttest_rel([b for _, b in pairs], [a for a, _ in pairs]).confidence_interval(0.95)
        assert found.interval.low == pytest.approx(theirs.low, abs=1e-7)
        assert found.interval.high == pytest.approx(theirs.high, abs=1e-7)
    else:
        assert found.effect is None
        assert found.interval.low == found.interval.high


@given(st.lists(st.integers(-4, 4), max_size=9))
def test_signed_ranks_are_those_of_every_way_to_give_signs(changes: list[int]) -> None:
    moved = [one for one in changes if one]
    if not moved:
        assert signed_rank(changes) is None
        return
    ranks = stats.rankdata([abs(one) for one in moved])
    middle = ranks.sum() / 2
    here = abs(sum(r for r, one in zip(ranks, moved, strict=True) if one > 0) - middle)
    ways = [
        abs(sum(r for r, up in zip(ranks, signs, strict=True) if up) - middle)
        for signs in itertools.product((False, True), repeat=len(moved))
    ]
    assert signed_rank(changes) == pytest.approx(sum(way >= here - 1e-9 for way in ways) / len(ways))


def test_signed_ranks_as_in_scipy() -> None:
    plain = [1.83 - 0.878, 0.5 - 0.647, 1.62 - 0.598, 2.48 - 2.05, 1.68 - 1.06, 1.88 - 1.29, 1.55 - 1.06, 3.06 - 3.14]
    assert signed_rank(plain) == pytest.approx(stats.wilcoxon(plain, method="exact").pvalue)
    many = [((7 * i) % 11) - 4.5 + i / 100 for i in range(90)]
    assert signed_rank(many) == pytest.approx(stats.wilcoxon(many, method="approx", correction=False).pvalue)


def test_signed_ranks_of_hollander_and_wolfe() -> None:
    """Depression scores of nine patients, Hollander and Wolfe (1973); R's `wilcox.test` prints V = 40, p = 0.03906."""
    before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
    after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
    assert signed_rank([a - b for a, b in zip(after, before, strict=True)]) == pytest.approx(0.0390625)


@given(st.integers(1, 400), st.data())
def test_wilson_as_in_scipy(n: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, n))
    found, theirs = wilson(part, n), stats.binomtest(part, n).proportion_ci(method="wilson")
    assert found is not None
    assert ends(found) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


@pytest.mark.parametrize(("part", "n", "low", "high"), [(8, 10, 0.490, 0.943), (21, 30, 0.521, 0.833)])
def test_wilson_in_print(part: int, n: int, low: float, high: float) -> None:
    assert ends(wilson(part, n)) == pytest.approx((low, high), abs=5e-4)


def test_the_example_of_newcombe_1998() -> None:
    """56 of 70 and 48 of 80: 0.0524 to 0.3339 by method 10."""
    found = difference_of_shares(56, 70, 48, 80)
    assert ends(found) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_a_change_of_yes() -> None:
    found = change_of_yes(9, 3, 30)
    assert found is not None
    assert found[0] == pytest.approx(0.1875)
    assert ends(found[1]) == pytest.approx((-0.032, 0.407), abs=5e-4)


def test_lasting_matches_as_in_scipy() -> None:
    """2, 3, 3+, 5, 8+: a share of 0.6 after 3, with 0.126 to 0.882."""
    found = survival_interval(0.6, [(1, 5), (1, 4)])
    assert ends(found) == pytest.approx((0.126, 0.882), abs=5e-4)
    theirs = stats.ecdf(stats.CensoredData(uncensored=[2, 3, 5], right=[3, 8])).sf
    sides = theirs.confidence_interval(method="log-log")
    assert ends(found) == pytest.approx((sides.low.probabilities[1], sides.high.probabilities[1]))


def test_nobody_has_no_interval() -> None:
    assert paired([]) is None
    assert wilson(0, 0) is None
    assert difference_of_shares(1, 2, 0, 0) is None
    assert change_of_yes(0, 0, 0) is None
    assert survival_interval(1.0, []) is None
    alone = paired([(2, 3)])
    assert alone is not None
    assert alone.interval is None
    assert alone.effect is None
    assert math.isclose(alone.change, 1)
