"""How a count of people is said, what that allows it to be, and when a newer number may be said instead."""

from __future__ import annotations

from dataclasses import dataclass

from peerloom.disclosure.public import About, Fewer

_HALF = 2


@dataclass(frozen=True, slots=True)
class Band:
    """Whole numbers from ``low`` to ``high``, ends included."""

    low: int
    high: int

    def __contains__(self, number: int) -> bool:
        """Whether ``number`` lies in the band."""
        return self.low <= number <= self.high


@dataclass(frozen=True, slots=True)
class Grid:
    """The bands that counts of people are put in: one below ``least``, then one around every multiple of ``step``.

    Two bands share no number, and together they hold every number from 0 on. The first one from ``least`` on holds at
    least half a step and one more, else it is joined with the next.
    """

    least: int = 10
    step: int = 5

    def label(self, people: int) -> Fewer | About:
        """Say a count: "fewer than" the threshold, which includes nobody, or the nearest multiple."""
        if people < self.least:
            return Fewer(self.least)
        return About(max(self._first, self.step * ((people + self.step // _HALF) // self.step)))

    def band(self, label: Fewer | About) -> Band:
        """Every count that is said like this."""
        if isinstance(label, Fewer):
            return Band(0, self.least - 1)
        low = self.least if label.value == self._first else label.value - self.step // _HALF
        return Band(low, label.value + (self.step - 1) // _HALF)

    def reach(self, label: Fewer | About) -> Band:
        """Every count for which a label that was published stays: its own band and the two beside it."""
        own = self.band(label)
        before = own.low - 1
        low = self.band(self.label(before)).low if before >= 0 else 0
        return Band(low, self.band(self.label(own.high + 1)).high)

    @property
    def _first(self) -> int:
        """The value of the first band that is not "fewer than"."""
        value = self.step * ((self.least + self.step // _HALF) // self.step)
        size = value + (self.step - 1) // _HALF - self.least + 1
        return value if size > self.step // _HALF else value + self.step
