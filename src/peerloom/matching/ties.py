"""What decides between pairings that are equally good: a number for each pair that favours nobody."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Keys = NDArray[np.uint64]
    Table = NDArray[np.int64]

TIES = 2**32  # every number is below it


def keys(codes: Iterable[str]) -> Keys:
    """A number a person, from the code alone: the same on every computer."""
    first = b"".join(hashlib.sha256(code.encode()).digest()[:8] for code in codes)
    return np.frombuffer(first, dtype=">u8").astype(np.uint64)


def tie_numbers(mentors: Keys, mentees: Keys) -> Table:
    """A number a pair, for two arrays of keys that broadcast against each other.

    Source:
        The mixing of SplitMix64 (Steele, Lea and Flood 2014, https://doi.org/10.1145/2714064.2660195).
    """
    x = mentors ^ (mentees * np.uint64(0x9E3779B97F4A7C15))
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        x = (x ^ (x >> np.uint64(shift))) * np.uint64(factor)
    numbers: Table = ((x ^ (x >> np.uint64(31))) >> np.uint64(32)).astype(np.int64)
    return numbers


def tie_values(numbers: Table, u: NDArray[Any], v: NDArray[Any], mentees: int) -> Table:
    """What pairs of best pairings are worth to the tie-break: whoever has a price must stay matched, then the numbers.

    Args:
        numbers: of the pairs, below ``TIES``.
        u: prices of their mentors' places, of any size; they broadcast against ``numbers``.
        v: prices of their mentees.
        mentees: how many there are in the round.
    """
    value: Table = 1 + numbers + tie_bonus(mentees) * ((u > 0).astype(np.int64) + (v > 0).astype(np.int64))
    return value


def tie_bonus(mentees: int) -> int:
    """More than all numbers of a round together."""
    return mentees * TIES + 1
