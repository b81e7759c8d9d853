"""How long two people are free together in a week, whatever their time zones and whenever the clocks change."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from peerloom.definition.pairing import ZONE
from peerloom.definition.zones import zone_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from peerloom.definition.organisation import Matching
    from peerloom.matching.pool import Pool
    from peerloom.matching.proposal import Applicant

Index = Any
Whole = NDArray[np.int32]
Bits = NDArray[np.uint64]
Span = tuple[dt.date, dt.date]  # first and last day
Stretch = tuple[int, int]  # minutes of a week: from, to
Shifts = tuple[int, ...]  # minutes by which the local time of each zone is ahead

_DAY, _WEEK = 24 * 60, 7 * 24 * 60  # minutes
_BITS = 64
_NOON = dt.time(12)
_ANY_DAY = dt.date(2026, 1, 1)  # of a round without dates
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Times of one length: a bit for each stretch of the week in which nobody's free time starts or ends."""

    minutes: int
    mentors: Bits
    mentees: Bits


@dataclass(frozen=True, slots=True)
class Together:
    """Shared free time of every pair, in minutes a week, for each way in which the clocks stand to each other."""

    spans: tuple[tuple[Span, int], ...]  # the days of the cohort in order -> number of the way
    shifts: tuple[Shifts, ...]  # of each way: the zones beside the first one
    zones: tuple[Sequence[int], Sequence[int]]  # of each mentor and each mentee: number of the zone; -1: not known
    pieces: tuple[tuple[_Piece, ...], ...]  # of each way

    def minutes(self, way: int, i: Index, j: Index) -> Whole:
        """Minutes a week while the clocks stand in this way."""
        found = np.zeros(np.broadcast(i, j).shape, dtype=np.int32)
        for piece in self.pieces[way]:
            found += np.bitwise_count(piece.mentors[i] & piece.mentees[j]) * np.int32(piece.minutes)
        return found

    def least(self, i: Index, j: Index) -> Whole:
        """The least over all ways: what a pair has in every week of the cohort."""
        found = self.minutes(0, i, j)
        for way in range(1, len(self.pieces)):
            found = np.minimum(found, self.minutes(way, i, j))
        return found

    def weeks(self, i: int, j: int) -> tuple[tuple[Span, int], ...]:
        """The spans in which the clocks of these two stand otherwise than usual, each with its minutes a week."""
        mine, theirs = self.zones[0][i], self.zones[1][j]
        if mine < 0 or theirs < 0:
            return ()
        ahead = [self.shifts[way][mine] - self.shifts[way][theirs] for _, way in self.spans]
        days: Counter[int] = Counter()
        for (span, _), by in zip(self.spans, ahead, strict=True):
            days[by] += (span[1] - span[0]).days + 1
        usual = max(days, key=lambda by: (days[by], by))
        other = [
            (span, int(self.minutes(way, i, j)))
            for (span, way), by in zip(self.spans, ahead, strict=True)
            if by != usual
        ]
        return tuple(_joined(other))


def _joined(spans: Iterable[tuple[Span, int]]) -> Iterator[tuple[Span, int]]:
    """Spans that follow each other with the same minutes as one."""
    last: tuple[Span, int] | None = None
    for span, minutes in spans:
        if last is not None and last[1] == minutes and last[0][1] + dt.timedelta(days=1) == span[0]:
            last = (last[0][0], span[1]), minutes
            continue
        if last is not None:
            yield last
        last = span, minutes
    if last is not None:
        yield last


def together(pool: Pool, matching: Matching, of_mentor: str, of_mentee: str) -> Together:
    """Turn every tick of the week into hours of one clock, for each way in which the zones stand to each other.

    A blank zone is the program's own. Whoever has a zone that is not known is free at no time that counts.
    """
    zones, number = _zones(pool, matching)
    days = _days(pool.span, zones)
    ways = list(dict.fromkeys(shifts for _, shifts in days))
    spans = tuple((span, ways.index(shifts)) for span, shifts in days)
    sides = (pool.mentors, of_mentor), (pool.mentees, of_mentee)
    ticks = [[_local(person, name, pool, matching) for person in people] for people, name in sides]
    numbers = tuple([number[_zone_said(person)] for person in people] for people, _ in sides)
    pieces = tuple(_pieces(shifts, ticks, numbers) for shifts in ways)
    return Together(spans, tuple(ways), (numbers[0], numbers[1]), pieces)


def _zone_said(person: Applicant) -> str:
    return next(iter(sorted(person.answers.get(ZONE, ()))), "")


def _zones(pool: Pool, matching: Matching) -> tuple[list[ZoneInfo | None], dict[str, int]]:
    """The zones of this round, and the number of each by what people say; -1 for one that is not known."""
    said = sorted({_zone_said(person) for person in (*pool.mentors, *pool.mentees)})
    own = zone_of(matching.zone) if matching.zone else None
    zones: list[ZoneInfo | None] = [own]
    number = {"": 0}
    for text in said:
        zone = zone_of(text, matching.zones)
        if text and zone is not None and zone not in zones:
            zones.append(zone)
        if text:
            number[text] = -1 if zone is None else zones.index(zone)
    return zones, number


def _days(span: Span | None, zones: Sequence[ZoneInfo | None]) -> list[tuple[Span, Shifts]]:
    """The days of the cohort, those with the same shifts together. Only how zones stand to each other counts."""
    first, last = span or (_ANY_DAY, _ANY_DAY)
    if len(zones) == 1:
        return [((first, last), (0,))]
    days = [first + dt.timedelta(days=k) for k in range((last - first).days + 1)] or [first]
    told = []
    for shifts, group in groupby(days, key=lambda day: _shifts(day, zones)):
        same = list(group)
        told.append(((same[0], same[-1]), shifts))
    return told


def _shifts(day: dt.date, zones: Sequence[ZoneInfo | None]) -> Shifts:
    at = [dt.datetime.combine(day, _NOON, zone).utcoffset() or dt.timedelta() for zone in zones]
    minutes = [int(offset.total_seconds()) // 60 for offset in at]
    return tuple(one - minutes[0] for one in minutes)


def _local(person: Applicant, question: str, pool: Pool, matching: Matching) -> tuple[Stretch, ...]:
    """The free times of one person, in minutes of their own week."""
    rows = pool.rows.get(question, ())
    found = []
    for tick in sorted(person.answers.get(question, ())):
        for k, row in enumerate(rows):
            column = tick.removeprefix(f"{row}, ")
            if column != tick and column in matching.week:
                first, last = matching.week[column]
                start = weekday(row, k) * _DAY
                found.append((start + first, start + last))
    return tuple(found)


def weekday(row: str, place: int) -> int:
    """The day of the week of a row, 0 for Monday: by its English name, else by its place from Monday on."""
    name = row.strip().casefold()
    return _WEEKDAYS.index(name) if name in _WEEKDAYS else place % 7


def _pieces(
    shifts: Shifts, ticks: Sequence[Sequence[tuple[Stretch, ...]]], numbers: Sequence[Sequence[int]]
) -> tuple[_Piece, ...]:
    """Cut the week where any free time starts or ends, on one clock, and say who is free in which stretch."""
    kinds = {
        (zone, span)
        for mine, of in zip(ticks, numbers, strict=True)
        for spans, zone in zip(mine, of, strict=True)
        for span in spans
        if zone >= 0
    }
    on_clock = {(zone, span): tuple(_turned(span, shifts[zone])) for zone, span in sorted(kinds)}
    cuts = sorted({0, _WEEK, *(cut for parts in on_clock.values() for part in parts for cut in part)})
    stretches = sorted(pairwise(cuts), key=lambda stretch: (stretch[1] - stretch[0], stretch))
    free = {
        kind: sum(1 << k for k, (first, _) in enumerate(stretches) if any(a <= first < b for a, b in parts))
        for kind, parts in on_clock.items()
    }
    masks = [
        [_free(free, zone, spans) for spans, zone in zip(mine, of, strict=True)]
        for mine, of in zip(ticks, numbers, strict=True)
    ]
    return tuple(_by_length(stretches, masks))


def _free(free: Mapping[tuple[int, Stretch], int], zone: int, spans: Sequence[Stretch]) -> int:
    """The stretches in which somebody is free; times that overlap count once."""
    mask = 0
    for span in spans:
        mask |= free.get((zone, span), 0)
    return mask


def _turned(span: Stretch, ahead: int) -> Iterator[Stretch]:
    """Local time on the common clock; the week goes round."""
    start = (span[0] - ahead) % _WEEK
    end = start + span[1] - span[0]
    yield start, min(end, _WEEK)
    if end > _WEEK:
        yield 0, end - _WEEK


def _by_length(stretches: Sequence[Stretch], masks: Sequence[Sequence[int]]) -> Iterator[_Piece]:
    used = [0, 0]
    for side, of in enumerate(masks):
        for mask in of:
            used[side] |= mask
    both = used[0] & used[1]
    for minutes, group in groupby(enumerate(stretches), key=lambda entry: entry[1][1] - entry[1][0]):
        bits = [k for k, _ in group if both >> k & 1]
        for first in range(0, len(bits), _BITS):
            some = bits[first : first + _BITS]
            mentors, mentees = (_picked(of, some) for of in masks)
            yield _Piece(minutes, mentors, mentees)


def _picked(masks: Sequence[int], bits: Sequence[int]) -> Bits:
    known: dict[int, int] = {}
    for mask in set(masks):
        known[mask] = sum(1 << n for n, k in enumerate(bits) if mask >> k & 1)
    return np.array([known[mask] for mask in masks], dtype=np.uint64)
