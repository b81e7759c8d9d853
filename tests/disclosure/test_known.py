"""What follows from published bands: shortest paths and integer programs, each against trying everything."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerloom.disclosure.counts import Count
from peerloom.disclosure.intruder import Row, System, Unfinished, system_of
from peerloom.disclosure.known import ENDLESS, Fact, Unknowns, work_out

MOST = 6
NAMES = ("a", "b", "c")
INSIDE = (("b", "a"), ("c", "b"))
COUNTS = [Count("a"), Count("b"), Count("c"), Count("a", "b"), Count("b", "c"), Count("a", "c")]


def by_trying(facts: list[Fact], releases: int, *, grows: bool) -> list[dict[str, int]] | None:
    """Every way to fill one or two releases; the counts of the last one of each, None where nothing fits."""
    one = [
        dict(zip(NAMES, (x, y, z), strict=True)) for x in range(MOST + 1) for y in range(x + 1) for z in range(y + 1)
    ]
    found = []
    for way in product(one, repeat=releases):
        right = all(f.low <= _of(way[f.release], f.count) <= f.high for f in facts)
        if right and (not grows or all(a["a"] <= b["a"] for a, b in pairwise(way))):
            found.append(way[-1])
    return found or None


def _of(counts: dict[str, int], count: Count) -> int:
    return counts[count.of] - (counts[count.less] if count.less else 0)


bands = st.tuples(st.integers(0, MOST), st.integers(0, 3)).map(lambda pair: (pair[0], min(MOST, sum(pair))))
facts_of = st.lists(st.tuples(st.integers(0, 1), st.sampled_from(COUNTS), bands), max_size=5)


@given(facts_of, st.booleans())
@settings(max_examples=40)
def test_shortest_paths_and_integer_programs_find_what_trying_everything_finds(
    some: list[tuple[int, Count, tuple[int, int]]], grows: bool
) -> None:
    highest = [Fact(release, Count("a"), 0, MOST) for release in (0, 1)]
    facts = [*highest, *(Fact(release, count, *band) for release, count, band in some)]
    ways = by_trying(facts, 2, grows=grows)
    if ways is None:
        return
    known = work_out(Unknowns(NAMES, 2, INSIDE, frozenset("a") if grows else frozenset()), facts)
    system = system_of(known)
    for count in COUNTS:
        true = min(_of(way, count) for way in ways), max(_of(way, count) for way in ways)
        assert known.range(1, count) == true
        at = known.unknowns.at
        assert system.reach(((at(1, count.of), 1), (at(1, count.less), -1))) == true


def test_nothing_is_known_beforehand_but_what_lies_inside_what() -> None:
    known = work_out(Unknowns(NAMES, 2, INSIDE, frozenset("a")), ())
    assert known.range(1, Count("a")) == (0, ENDLESS)
    assert known.range(0, Count("a", "c")) == (0, ENDLESS)
    known = work_out(Unknowns(NAMES, 1, INSIDE), [Fact(0, Count("c"), 5, 7), Fact(0, Count("a"), 0, 9)])
    assert known.range(0, Count("b")) == (5, 9)
    assert known.range(0, Count("a", "b")) == (0, 4)


def test_what_contradicts_an_earlier_release_is_left_out() -> None:
    unknowns = Unknowns(("a",), 2, (), frozenset("a"))
    known = work_out(unknowns, [Fact(0, Count("a"), 20, 24), Fact(1, Count("a"), 10, 12)])
    assert known.range(0, Count("a")) == (20, 24)
    assert known.range(1, Count("a")) == (10, 12)
    assert known.told([Fact(1, Count("a"), 13, 17)]) is None


def test_a_crossed_table_is_worked_out_as_well() -> None:
    """Two by two with all margins: three numbers give the fourth. Such a table is why R5 has no crossed tables."""
    cells = {(i, j): 1 + 2 * i + j for i in (0, 1) for j in (0, 1)}
    rows = [
        Row(((0, 1),), 0, 0),
        *(Row(((cells[i, 0], 1), (cells[i, 1], 1)), total, total) for i, total in ((0, 14), (1, 16))),
        *(Row(((cells[0, j], 1), (cells[1, j], 1)), total, total) for j, total in ((0, 13), (1, 17))),
        Row(((cells[0, 0], 1),), 11, 11),
    ]
    assert System(5, tuple(rows)).reach(((cells[0, 1], 1),)) == (3, 3)


def test_what_is_not_solved_is_never_taken_for_safe() -> None:
    with pytest.raises(Unfinished):
        System(2, (Row(((1, 1),), 5, 3),)).reach(((1, 1),))  # nothing fits
    hard = tuple(Row(tuple((j, (7 * i * j) % 23 + 1) for j in range(1, 40)), 900 + i, 900 + i) for i in range(1, 6))
    with pytest.raises(Unfinished):
        System(40, hard, seconds=0.0).reach(((1, 1), (2, -3)))
