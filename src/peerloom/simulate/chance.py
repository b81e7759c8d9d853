"""Chance in a fixed order: streams by name, and a few ways to draw that give the same on every system."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

T = TypeVar("T")


def stream(seed: int, *names: str) -> random.Random:
    """A stream of its own for one part of the story."""
    return random.Random(" ".join((str(seed), *names)))


def likely(rng: random.Random, share: float) -> bool:
    """Yes in this share of cases. Draws once, whatever the share."""
    return rng.random() < share


def whole(rng: random.Random, least: int, most: int) -> int:
    """A whole number from ``least`` to ``most``, both included; ``least`` when there is nothing between."""
    return least + int(rng.random() * max(1, most - least + 1))


def pick(rng: random.Random, things: Sequence[T]) -> T:
    """One of ``things``, which must not be empty."""
    return things[int(rng.random() * len(things))]


def some(rng: random.Random, things: Sequence[T], least: int, most: int) -> tuple[T, ...]:
    """From ``least`` to ``most`` of ``things``, none twice, in their own order. All of them if there are fewer."""
    left = list(range(len(things)))
    count = min(len(left), whole(rng, least, most))
    taken = {left.pop(int(rng.random() * len(left))) for _ in range(count)}
    return tuple(thing for i, thing in enumerate(things) if i in taken)


def mixed(rng: random.Random, things: Sequence[T]) -> list[T]:
    """All of ``things`` in another order."""
    left = list(things)
    return [left.pop(int(rng.random() * len(left))) for _ in range(len(left))]


def weighted(rng: random.Random, weights: Mapping[T, int]) -> T:
    """One of the keys, by weight. There must be a weight above zero."""
    at = int(rng.random() * sum(weights.values()))
    for thing, weight in weights.items():
        at -= weight
        if at < 0:
            return thing
    raise ValueError("No weight is above zero.")
