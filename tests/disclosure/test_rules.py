"""Rules R1 to R12 of docs/decisions/0011-disclosure.md: without each of them an intruder finds something."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest

from peerloom.disclosure.audit import needs, past_is_clearer, watch
from peerloom.disclosure.bands import Band, Grid
from peerloom.disclosure.counts import Count, Group
from peerloom.disclosure.disclose import EVERY, due
from peerloom.disclosure.known import Fact, Unknowns, work_out
from peerloom.disclosure.labels import Labels, Said
from peerloom.disclosure.public import About, Fewer, PublicFigures, PublicPart, Share, Sides
from peerloom.disclosure.shares import share

if TYPE_CHECKING:
    from collections.abc import Mapping

    from peerloom.disclosure.audit import Narrowed

GRID = Grid()
INSIDE = (("inner", "outer"),)


def found(
    people: Mapping[str, int],
    told: Mapping[Count, tuple[int, int]],
    *before: Mapping[Count, tuple[int, int]],
    inside: tuple[tuple[str, str], ...] = (),
    grows: frozenset[str] = frozenset(),
) -> Narrowed | None:
    """What an intruder works out from bands that were published, ``told`` in the newest release."""
    releases = [*before, told]
    unknowns = Unknowns(tuple(sorted(people)), len(releases), inside, grows)
    facts = [Fact(n, count, *band) for n, one in enumerate(releases) for count, band in one.items()]
    group = Group(people, inside, grows)
    fresh = {c: GRID.band(GRID.label(group.true(c))) for c in told}
    return watch(group, unknowns).narrowed(work_out(unknowns, facts), needs(group, fresh, GRID))


def rounded(people: int) -> tuple[int, int]:
    band = GRID.band(GRID.label(people))
    return band.low, band.high


def test_r1_without_a_threshold_a_small_count_is_known() -> None:
    assert found({"a": 3}, {Count("a"): (3, 7)}) is not None  # "about 5"
    assert found({"a": 3}, {Count("a"): rounded(3)}) is None


def test_r2_without_rounding_a_count_is_known() -> None:
    assert found({"a": 45}, {Count("a"): (45, 45)}) is not None
    assert found({"a": 45}, {Count("a"): rounded(45)}) is None


def test_r3_where_nobody_is_told_from_a_few_that_is_known() -> None:
    assert found({"a": 0}, {Count("a"): (0, 0)}) is not None
    assert found({"a": 4}, {Count("a"): (1, 9)}) is not None
    assert found({"a": 0}, {Count("a"): rounded(0)}) is None


def test_r4_a_whole_percentage_of_a_known_number_is_a_count() -> None:
    """For every number of people up to 100; a band never tells fewer than three counts."""
    for whole in range(20, 101):
        exact = [round(100 * part / whole) for part in range(whole + 1)]
        assert len(set(exact)) == whole + 1
        for part in range(10, whole - 9):
            band = share(Sides(GRID.label(part), GRID.label(whole - part)), GRID, 20)
            if isinstance(band, Share):
                assert sum(band.low <= 100 * p / whole <= band.high for p in range(whole + 1)) >= 3


def test_r5_a_total_that_is_rounded_apart_narrows_its_list() -> None:
    chance = Random(7)  # noqa: S311 - invented numbers
    inside = (("one", "two"), ("two", "all"))
    narrow = 0
    for _ in range(100):
        one, two, more = (chance.randint(10, 40) for _ in range(3))
        people = {"one": one, "two": one + two, "all": one + two + more}
        rows = {Count("one"): rounded(one), Count("two", "one"): rounded(two), Count("all", "two"): rounded(more)}
        assert found(people, rows, inside=inside) is None  # the list alone
        narrow += found(people, {**rows, Count("all"): rounded(one + two + more)}, inside=inside) is not None
    assert narrow > 10


def test_r7_a_figure_that_changes_at_every_build_tells_when_somebody_joins() -> None:
    """Who knows that one person joined between two builds knows the count at the day it jumps."""
    grows = frozenset("a")
    unknowns = Unknowns(("a",), 2, (), grows)
    nightly = work_out(unknowns, [Fact(0, Count("a"), *rounded(12)), Fact(1, Count("a"), *rounded(13))])
    at = unknowns.at
    assert nightly.range(1, Count("a")) == (13, 17)
    assert int(nightly.table[at(0, "a"), at(1, "a")]) >= 1
    joined = {x - y for x in range(13, 18) for y in range(10, 13) if x - y <= 1}
    assert joined == {1}
    assert [x for x in range(13, 18) for y in range(10, 13) if x - y == 1] == [13]  # exactly known
    after = Labels.of(Group({"a": 13}, (), grows), [Said({Count("a"): About(10)}, GRID)], GRID)
    assert after.offer((Count("a"),)) == (About(10),)  # it stays


@pytest.mark.parametrize(("days", "is_due"), [(0, False), (27, False), (28, True), (400, True), (-5, False)])
def test_r7_releases_follow_the_calendar(days: int, is_due: bool) -> None:
    first = dt.date(2026, 1, 5)
    history = [PublicFigures(first, 10, ())]
    assert due(history, first + dt.timedelta(days=days)) == is_due
    assert due((), first)
    assert dt.timedelta(days=28) == EVERY


def test_r8_without_the_earlier_releases_a_difference_is_missed() -> None:
    """Everybody was shown in spring, those inside in summer: nobody leaves, so the others are known."""
    people, grows = {"outer": 60, "inner": 55}, frozenset({"outer"})
    spring, summer = {Count("outer"): (58, 62)}, {Count("inner"): (53, 57)}
    assert found(people, summer, {}, inside=INSIDE, grows=grows) is None
    assert found(people, summer, spring, inside=INSIDE, grows=grows) is not None


def test_r8_no_release_makes_an_earlier_one_clearer() -> None:
    grows = frozenset("a")
    unknowns = Unknowns(("a",), 2, (), grows)
    before = work_out(unknowns, [Fact(0, Count("a"), 13, 17)])
    after = before.told([Fact(1, Count("a"), 10, 14)])  # so it was 14 at the most
    assert after is not None
    assert past_is_clearer(before, after, GRID)
    same = before.told([Fact(1, Count("a"), 18, 22)])
    assert same is not None
    assert not past_is_clearer(before, same, GRID)


@pytest.mark.parametrize("label", ["2026-03-14", "2026", "Given", "2026-13", "given-7f3a", ""])
def test_r11_no_date_is_finer_than_a_month(label: str) -> None:
    with pytest.raises(ValueError, match="no list"):
        PublicPart(label, Fewer(10))
    PublicPart("2026-03", Fewer(10))


def test_r12_the_difference_of_two_pages_is_a_count_as_well() -> None:
    """ "All" on one page and "girls" on another tell how many boys there are."""
    people = {"outer": 60, "inner": 57}
    assert found(people, {Count("outer"): (58, 62), Count("inner"): (53, 57)}, inside=INSIDE) is not None
    labels = Labels.of(Group(people, INSIDE), [], GRID)
    assert labels.offer((Count("outer"),)) == (About(60),)
    assert labels.offer((Count("inner"),)) is None
    assert labels.last[0] == "back"
    assert labels.last[1] is not None


def test_what_somebody_knows_of_themselves_is_not_held_against_a_release() -> None:
    group = Group({"outer": 11, "inner": 5}, INSIDE)
    looks = watch(group, Unknowns(("inner", "outer"), 1, INSIDE))
    who = [(one.who, one.knows) for one in looks.who]
    inner, rest = Count("inner"), Count("outer", "inner")
    assert who == [
        ("outsider", ()),
        ("insider", ((inner, 1),)),
        ("insider", ((rest, 1),)),
        ("two insiders", ((inner, 1), (rest, 1))),
        ("two insiders", ((inner, 2),)),
        ("two insiders", ((rest, 2),)),
        ("knows a site", ((inner, 2), (rest, 3))),
        ("knows a site", ((inner, 5),)),
        ("knows a site", ((rest, 6),)),
        ("knows a site", ((rest, 6),)),
        ("knows a site", ((inner, 5),)),
    ]
    assert list(looks.inside(inner)) == [0, 1, 0, 1, 2, 0, 2, 5, 0, 0, 5]
    assert list(looks.outside(inner)) == [0, 0, 1, 1, 0, 2, 3, 0, 6, 6, 0]
    assert list(looks.inside(rest)) == [0, 0, 1, 1, 0, 2, 3, 0, 6, 6, 0]
    assert list(looks.outside(rest)) == [0, 1, 0, 1, 2, 0, 2, 5, 0, 0, 5]
    assert list(looks.inside(Count("outer"))) == [0, 1, 1, 2, 2, 2, 5, 5, 6, 6, 5]


def test_who_knows_half_of_the_people_learns_nothing_about_the_others() -> None:
    """Their own half is theirs; what is left may still be anything in its band."""
    people = {"outer": 60, "inner": 30}
    assert found(people, {Count("outer"): rounded(60), Count("inner"): rounded(30)}, inside=INSIDE) is None


def test_a_label_stays_rather_than_telling_too_much_and_is_dropped_only_then() -> None:
    before = {Count("outer"): About(75), Count("inner"): About(45)}
    group = Group({"outer": 62, "inner": 57}, INSIDE)
    labels = Labels.of(group, [Said(before, GRID)], GRID)
    assert labels.offer((Count("outer"),)) == (About(60),)
    assert labels.offer((Count("inner"),)) == (About(45),)  # about 55 would tell that 1 to 9 are left
    assert labels.last[0] == "older"


def test_labels_of_other_bands_are_not_kept() -> None:
    labels = Labels.of(Group({"a": 47}), [Said({Count("a"): About(40)}, Grid(10, 20))], GRID)
    assert labels.offer((Count("a"),)) == (About(45),)


def test_people_who_were_deleted_do_not_stop_a_release() -> None:
    group = Group({"a": 30}, (), frozenset("a"))
    labels = Labels.of(group, [Said({Count("a"): About(60)}, GRID)], GRID)
    assert labels.offer((Count("a"),)) == (About(30),)


def test_what_was_not_measured_is_not_said() -> None:
    assert Labels.of(Group({"a": 30}), [], GRID).offer((Count("b"),)) is None


def test_a_threshold_of_its_own_is_kept() -> None:
    strict = Grid(30, 5)
    group = Group({"a": 25})
    labels = Labels.of(group, [], strict)
    assert labels.offer((Count("a"),)) == (Fewer(30),)
    assert [need.high for need in labels.wanted({Count("a"): Band(0, 29)})] == [29]
    assert replace(strict).label(29) == Fewer(30)
