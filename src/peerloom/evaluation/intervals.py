"""Intervals and tests for small groups, in plain Python. They are compared with scipy and with printed examples."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_Z = 1.959963984540054  # the 97.5 percent point of the normal distribution
_EXACT = 50  # differences; above it the normal distribution is near enough
_SMALL = 1e-300


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true value lies in 95 of 100 such studies: lower end, upper end."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether ``value`` is in it, ends included."""
        return self.low <= value <= self.high


def wilson(part: int, n: int) -> Interval | None:
    """The 95 percent interval of a share, from 0 to 1; None for nobody.

    Source:
        Wilson (1927), https://doi.org/10.1080/01621459.1927.10502953.
    """
    if n <= 0:
        return None
    p, z = part / n, _Z
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def difference_of_shares(part: int, n: int, other_part: int, other_n: int) -> Interval | None:
    """The 95 percent interval of one share less another, of two different groups; None where one is empty.

    Source:
        Newcombe (1998), method 10, https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
    """
    one, other = wilson(part, n), wilson(other_part, other_n)
    if one is None or other is None:
        return None
    p, q = part / n, other_part / other_n
    down = math.hypot(p - one.low, other.high - q)
    up = math.hypot(one.high - p, q - other.low)
    return Interval(p - q - down, p - q + up)


def change_of_yes(to_yes: int, to_no: int, n: int) -> tuple[float, Interval] | None:
    """The change of a share of the same ``n`` people, and its 95 percent interval; None for nobody.

    Source:
        Bonett and Price (2012), adjusted Wald interval for paired shares, https://doi.org/10.3102/1076998611411915.
    """
    if n <= 0:
        return None
    p, q = (to_yes + 1) / (n + 2), (to_no + 1) / (n + 2)
    half = _Z * math.sqrt((p + q - (p - q) ** 2) / (n + 2))
    return p - q, Interval(max(-1.0, p - q - half), min(1.0, p - q + half))


def survival_interval(share: float, ends_and_at_risk: Sequence[tuple[int, int]]) -> Interval | None:
    """The 95 percent interval of a Kaplan-Meier share; None at 0 and at 1, where it is not defined.

    Args:
        share: the share that still runs.
        ends_and_at_risk: for each day up to then on which something ended, how many did, and how many were looked at.

    Source:
        Greenwood's variance on the log-log scale, Kalbfleisch and Prentice (1980), as in R's ``survfit``.
    """
    if not 0 < share < 1:
        return None
    spread = math.sqrt(sum(ends / (n * (n - ends)) for ends, n in ends_and_at_risk))
    power = _Z * spread / math.log(share)
    low, high = share ** math.exp(-power), share ** math.exp(power)
    return Interval(min(low, high), max(low, high))


@dataclass(frozen=True, slots=True)
class Paired:
    """The change of the same people between two times.

    ``effect`` is the mean change divided by the standard deviation of the changes, with the correction for few
    people; None where all changed alike. ``interval`` is None for fewer than two people. ``chance`` is the two-sided
    p-value of the signed-rank test: how often so clear a change comes by chance alone; None where nobody changed.
    """

    n: int
    before: float
    after: float
    change: float
    interval: Interval | None
    effect: float | None
    chance: float | None
    up: int
    same: int
    down: int


def paired(pairs: Sequence[tuple[float, float]]) -> Paired | None:
    """The change from the first to the second number of each pair; None for no pairs.

    Source:
        Paired t interval, Student (1908), https://doi.org/10.2307/2331554; the effect size is d_z of Lakens (2013),
        https://doi.org/10.3389/fpsyg.2013.00863, with the correction of Hedges (1981),
        https://doi.org/10.3102/10769986006002107; signed-rank test of Wilcoxon (1945),
        https://doi.org/10.2307/3001968.
    """
    n = len(pairs)
    if not n:
        return None
    changes = [after - before for before, after in pairs]
    mean = math.fsum(changes) / n
    interval, effect = None, None
    if n > 1:
        spread = math.sqrt(math.fsum((one - mean) ** 2 for one in changes) / (n - 1))
        half = t_point(0.975, n - 1) * spread / math.sqrt(n)
        interval = Interval(mean - half, mean + half)
        effect = (1 - 3 / (4 * (n - 1) - 1)) * mean / spread if spread > 0 else None
    return Paired(
        n,
        math.fsum(before for before, _ in pairs) / n,
        math.fsum(after for _, after in pairs) / n,
        mean,
        interval,
        effect,
        signed_rank(changes),
        sum(one > 0 for one in changes),
        sum(one == 0 for one in changes),
        sum(one < 0 for one in changes),
    )


def signed_rank(changes: Sequence[float]) -> float | None:
    """The two-sided p-value of Wilcoxon's signed-rank test; None where nobody changed.

    Those who did not change are left out, equal changes share their rank. Up to 50 changes it is exact: over every
    way to give signs to these very ranks. Above, it is the normal distribution with the correction for equal ranks.

    Source:
        Wilcoxon (1945); Pratt and Gibbons (1981) for ranks that are shared.
    """
    moved = [one for one in changes if one]
    if not moved:
        return None
    ranks = _doubled_ranks([abs(one) for one in moved])
    up = sum(rank for rank, one in zip(ranks, moved, strict=True) if one > 0)
    total = sum(ranks)
    if len(moved) <= _EXACT:
        ways: dict[int, int] = {0: 1}
        for rank in ranks:
            ways = _with(ways, rank)
        far = abs(2 * up - total)
        return sum(count for at, count in ways.items() if abs(2 * at - total) >= far) / float(2 ** len(ranks))
    spread = math.sqrt(sum(rank * rank for rank in ranks)) / 2
    return math.erfc(abs(up - total / 2) / spread / math.sqrt(2))


def _with(ways: Mapping[int, int], rank: int) -> dict[int, int]:
    """How many ways lead to each sum, with one more rank that counts or does not."""
    found = dict(ways)
    for at, count in ways.items():
        found[at + rank] = found.get(at + rank, 0) + count
    return found


def _doubled_ranks(sizes: Sequence[float]) -> list[int]:
    """Twice the rank of each, so that shared ranks are whole. Sizes are rounded: 0.1 + 0.2 is the same as 0.3."""
    rounded = [round(size, 9) for size in sizes]
    ordered = sorted(rounded)
    place: dict[float, tuple[int, int]] = {}
    for at, size in enumerate(ordered, start=1):
        first, count = place.get(size, (at, 0))
        place[size] = (first, count + 1)
    return [2 * first + count - 1 for first, count in (place[size] for size in rounded)]


def t_point(share: float, freedom: int) -> float:
    """The point of Student's t distribution below which ``share`` of it lies, for a share from 0.5 up to 1.

    Source:
        The incomplete beta function by its continued fraction, Abramowitz and Stegun 26.5.8 and 26.7.1; then halving.
    """
    low, high = 0.0, 2.0
    while _t_below(high, freedom) < share:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if _t_below(middle, freedom) < share else (low, middle)
    return (low + high) / 2


def _t_below(t: float, freedom: int) -> float:
    return 1 - _beta_share(freedom / (freedom + t * t), freedom / 2, 0.5) / 2


def _beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """Lentz's way to work out the continued fraction of the incomplete beta function."""
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, 400):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _not_zero(1 + step * d)
            c = _not_zero(1 + step / c)
            found *= c * d
        if abs(c * d - 1) < 1e-15:  # noqa: PLR2004 - as near as a float can be
            break
    return found


def _not_zero(value: float) -> float:
    return value if abs(value) > _SMALL else _SMALL
