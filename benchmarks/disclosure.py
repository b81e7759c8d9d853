"""Who can work out a small number? Simulated programs, 24 monthly releases, four kinds of intruders.

    python -m benchmarks.disclosure                  # 40 programs; some minutes
    python -m benchmarks.disclosure 10000 --jobs 2   # the long form; hours

Every program is made of invented people who sign up, get ready, are matched, meet and leave, at 2 to 5 sites; some are
deleted later. After the last release each intruder has everything that was ever published. A count is narrowed when
they know it better than its rule allows, beyond what they know of themselves; see docs/decisions/0011-disclosure.md.
"""

from __future__ import annotations

import argparse
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

from peerloom.disclosure.audit import needs, watch
from peerloom.disclosure.bands import Band, Grid
from peerloom.disclosure.counts import Count, Group
from peerloom.disclosure.intruder import attack, system_of
from peerloom.disclosure.known import ENDLESS, Fact, Unknowns, work_out
from peerloom.disclosure.labels import Labels, Said, facts_of
from peerloom.disclosure.public import About

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

RELEASES = 24
SIZES = (30, 60, 120, 250)
INTRUDERS = ("outsider", "insider", "two insiders", "knows a site")
GRID = Grid()
Person = tuple[frozenset[str], ...]  # for each release the counts that the person is in


@dataclass(frozen=True)
class People:
    """One group of one program: who is counted where, at every release."""

    name: str
    persons: tuple[tuple[int, Person], ...]  # site, and where they are counted
    names: tuple[str, ...]
    inside: tuple[tuple[str, str], ...]
    grows: frozenset[str]
    offers: tuple[tuple[Count, ...], ...]  # figures in their order, each with the counts that it says

    def at(self, release: int) -> Group:
        tally = Counter(name for _, person in self.persons for name in person[release])
        return Group({name: tally[name] for name in self.names}, self.inside, self.grows)


# --- invented programs -----------------------------------------------------------------------------------------------


def program(seed: int, size: int) -> tuple[People, ...]:
    """A program of about ``size`` mentees over two years. The same seed gives the same program."""
    chance = Random(f"{seed} {size}")  # noqa: S311 - invented people
    sites = chance.randint(2, 5)
    weights = [chance.random() + 0.1 for _ in range(sites)]
    mentees = [(chance.choices(range(sites), weights)[0], _mentee(chance)) for _ in range(size)]
    mentors = [(chance.choices(range(sites), weights)[0], _mentor(chance)) for _ in range(round(0.8 * size))]
    matches = [(site, person) for site, person in mentees if any("started" in names for names in person)]
    first = tuple(f"sites to {number}" for number in range(sites))
    rows = (Count(first[0]), *(Count(outer, inner) for inner, outer in pairwise(first)))
    everywhere = [
        (site, tuple(frozenset(first[site:]) if "applied" in names else frozenset() for names in person))
        for site, person in mentees
    ]
    return (
        _group("mentors", mentors, (("trained", "applied"),), [(Count("trained"),), (Count("applied"),)]),
        _group(
            "mentees",
            mentees,
            (("matched", "asked"), ("asked", "applied")),
            [(Count("matched"),), (Count("asked", "matched"),), part("matched", "asked"), (Count("applied"),)],
        ),
        _group(
            "matches",
            matches,
            (("still 6", "still 3"), ("still 3", "started"), ("early", "started"), ("goal", "old"), ("old", "started")),
            [part("still 3", "started"), part("still 6", "started"), part("early", "started"), part("goal", "old")],
        ),
        _group("sites", everywhere, tuple(pairwise(first)), [rows]),  # R5: one list, and no total beside it
    )


def part(inner: str, outer: str) -> tuple[Count, Count]:
    """A share as its two counts."""
    return Count(inner), Count(outer, inner)


def _group(
    name: str,
    persons: Sequence[tuple[int, Person]],
    inside: tuple[tuple[str, str], ...],
    offers: Sequence[tuple[Count, ...]],
) -> People:
    names = tuple(sorted({one for pair in inside for one in pair}))
    kept = tuple((site, tuple(where & set(names) for where in person)) for site, person in persons)
    grows = frozenset(names) & {"applied", "trained", "matched", "started", "early", *names[: 5 * (name == "sites")]}
    return People(name, kept, names, inside, grows, tuple(offers))


def _mentor(chance: Random) -> Person:
    begin = _begin(chance)
    trained = begin + chance.randint(0, 3) if chance.random() < 0.85 else RELEASES
    gone = _gone(chance)
    return tuple(
        frozenset({"applied"} & ({"applied"} if r >= begin else set()))
        | ({"trained"} if r >= max(begin, trained) else set())
        if r < gone
        else frozenset()
        for r in range(RELEASES)
    )


def _mentee(chance: Random) -> Person:
    begin, gone = _begin(chance), _gone(chance)
    asked = begin + chance.randint(0, 2) if chance.random() < 0.92 else RELEASES
    matched = asked + chance.randint(0, 3) if chance.random() < 0.85 else RELEASES
    started = matched + chance.randint(0, 1)
    lasts = chance.choice((1, 2, 4, 6, 8, 9, 9, 9, 9, 12))
    goal = started + chance.randint(1, 3) if chance.random() < 0.7 else RELEASES
    return tuple(
        frozenset(
            name
            for name, here in (
                ("applied", r >= begin),
                ("asked", r >= asked),
                ("matched", r >= matched),
                ("started", r >= started),
                ("early", r >= started + lasts and lasts < 9),
                ("still 3", r >= started and (lasts >= 3 or r < started + lasts)),
                ("still 6", r >= started and (lasts >= 6 or r < started + lasts)),
                ("old", r > started),
                ("goal", r >= max(goal, started + 1)),
            )
            if here and r < gone
        )
        for r in range(RELEASES)
    )


def _begin(chance: Random) -> int:
    """Most sign up at the start of one of two years."""
    return 13 * (chance.random() < 0.4) + min(int(chance.expovariate(0.5)), 10)


def _gone(chance: Random) -> int:
    """One of a hundred is deleted."""
    return chance.randint(3, RELEASES - 1) if chance.random() < 0.01 else RELEASES


# --- three rules -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Published:
    """What a rule published of a group: for the intruder, and what its own rule promises of each count."""

    facts: tuple[Fact, ...]
    fresh: tuple[Mapping[Count, Band], ...]  # for each release the counts that are said anew
    grid: Grid
    offered: int
    useful: int


def ours(people: People) -> Published:
    """The rules of Peerloom, by its own code."""
    said: list[Said] = []
    fresh: list[Mapping[Count, Band]] = []
    useful = 0
    for release in range(RELEASES):
        labels = Labels.of(people.at(release), said, GRID)
        for offer in people.offers:
            told = labels.offer(offer)
            useful += told is not None and any(isinstance(label, About) for label in told)
        said.append(Said(dict(labels.said), GRID, frozenset(labels.older)))
        fresh.append(dict(labels.fresh))
    return Published(tuple(facts_of(said)), tuple(fresh), GRID, RELEASES * len(people.offers), useful)


def naive(people: People) -> Published:
    """Hide counts below 10, show the others as they are, with totals, and anew each time."""
    return _afresh(people, GRID, lambda n: Band(0, 9) if n < 10 else Band(n, n))


def hospital(people: People) -> Published:
    """Hide 7 and less, round the others to 5, each for itself, and anew each time.

    Source:
        Hospital Episode Statistics, disclosure control of sub-national figures (NHS Digital, 2018 on).
    """
    return _afresh(
        people,
        Grid(8, 5),
        lambda n: Band(0, 7) if n < 8 else Band(max(8, 5 * ((n + 2) // 5) - 2), 5 * ((n + 2) // 5) + 2),
    )


def _afresh(people: People, grid: Grid, band: Callable[[int], Band]) -> Published:
    facts, fresh = [], []
    for release in range(RELEASES):
        group = people.at(release)
        said = {row: band(group.true(row)) for offer in people.offers for row in offer}
        totals = {Count(outer) for outer in {outer for _, outer in people.inside} - {i for i, _ in people.inside}}
        said |= {total: band(group.true(total)) for total in totals}
        facts += [Fact(release, count, one.low, one.high) for count, one in said.items()]
        fresh.append(said)
    useful = sum(f.low > 0 for f in facts)
    return Published(tuple(facts), tuple(fresh), grid, len(facts), useful)


RULES: Mapping[str, Callable[[People], Published]] = {"Peerloom": ours, "naive": naive, "hospital": hospital}


# --- intruders -------------------------------------------------------------------------------------------------------


def narrowed(people: People, published: Published, seed: int) -> dict[str, int]:
    """How many counts each kind of intruder knows too well after the last release, over all releases."""
    chance = Random(seed)  # noqa: S311 - invented people
    present = [number for number, (_, person) in enumerate(people.persons) if any(person)]
    found = dict.fromkeys(INTRUDERS, 0)
    for who in INTRUDERS:
        for _ in range(3 if "insider" in who else 1):
            friends = _friends(who, people, present, chance)
            found[who] += _too_well(people, published, friends)
    return found


def _friends(who: str, people: People, present: Sequence[int], chance: Random) -> frozenset[int]:
    """The people whom an intruder knows: with what became of them at every release. A site has half of all at most."""
    if who == "knows a site":
        sizes = Counter(people.persons[number][0] for number in present)
        site = chance.choice([site for site in sorted(sizes) if 2 * sizes[site] <= len(present)] or [-1])
        return frozenset(number for number in present if people.persons[number][0] == site)
    many = INTRUDERS.index(who)
    return frozenset(chance.sample(present, min(many, len(present))))


def _too_well(people: People, published: Published, friends: Iterable[int]) -> int:
    outers = {outer for _, outer in people.inside}
    steps = [*(Count(n) for n in people.names if n not in outers), *(Count(o, i) for i, o in people.inside)]
    mine = [people.persons[number][1] for number in friends]
    # Who saw a friend deleted knows that numbers can fall.
    deleted = any(before and not after for person in mine for before, after in pairwise(person))
    unknowns = Unknowns(people.names, RELEASES, people.inside, frozenset() if deleted else people.grows)
    known = work_out(unknowns, published.facts)
    for release in range(RELEASES):
        group = people.at(release)
        for step in steps:
            here = sum(_in(person[release], step) for person in mine)
            if here:
                whole = people.name == "sites" and len(mine) > 2 and here == group.true(step)  # their own site
                fact = Fact(release, step, here, here if whole else ENDLESS)
                known = known.told([fact]) or known
    bad, near = 0, max(sum(bool(person[release]) for person in mine) for release in range(RELEASES))
    for release in range(RELEASES):
        group = people.at(release)
        for need in needs(group, published.fresh[release], published.grid):
            low, high = known.range(release, need.count)
            here = sum(_in(person[release], need.count) for person in mine)
            true = group.true(need.count)
            if not low <= true <= high or (people.name == "sites" and _whole_site(mine, release, here)):
                continue  # they believe something false, or it is their own site, and every other row is looked at
            if need.width:
                width = need.width // 2 + 1 if len(mine) > 2 else need.width
                bad += high - low + 1 < width and low > here
            else:
                bad += low > max(need.low, here) or high < need.high - (near - here)
    return bad


def _whole_site(mine: Sequence[Person], release: int, here: int) -> bool:
    """Whether a count takes in everybody whom they know, and there are several: their own site."""
    return len(mine) > 2 and here > 0 and here == sum(bool(person[release]) for person in mine)


def _in(names: frozenset[str], count: Count) -> bool:
    return count.of in names and count.less not in names


def by_programs(people: People, published: Published) -> int:
    """The same for an outsider, with integer programs: how many releases have a count that is narrowed."""
    known = work_out(Unknowns(people.names, RELEASES, people.inside, people.grows), published.facts)
    system, bad = system_of(known), 0
    for release in range(RELEASES):
        group = people.at(release)
        looks = watch(group, known.unknowns)
        alone = type(looks)(group, looks.who[:1], looks.alone, looks.nested, looks.own[:1])
        bad += attack(system, known, release, alone, needs(group, published.fresh[release], GRID)) is not None
    return bad


# --- the table -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """One program under one rule."""

    rule: str
    size: int
    narrowed: Mapping[str, int]
    by_programs: int
    offered: int
    useful: int


def outcome(job: tuple[int, int, bool]) -> list[Outcome]:
    """What came of one program: seed, size, and whether the integer programs look as well."""
    seed, size, slow = job
    found = []
    for rule, publish in RULES.items():
        tally: Counter[str] = Counter()
        programs = offered = useful = 0
        for people in program(seed, size):
            published = publish(people)
            tally.update(narrowed(people, published, seed))
            programs += by_programs(people, published) if slow and rule == "Peerloom" else 0
            offered, useful = offered + published.offered, useful + published.useful
        found.append(Outcome(rule, size, dict(tally), programs, offered, useful))
    return found


def simulated(number: int, jobs: int = 1, slow: int = 0) -> list[Outcome]:
    """``number`` programs, as many of each size; integer programs look at the first ``slow`` of them as well."""
    work = [(seed, SIZES[seed % len(SIZES)], seed < slow) for seed in range(number)]
    if jobs == 1:
        return [one for job in work for one in outcome(job)]
    with ProcessPoolExecutor(jobs) as pool:
        return [one for found in pool.map(partial(outcome), work, chunksize=4) for one in found]


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", type=int, nargs="?", default=40)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--slow", type=int, default=4, help="so many programs are looked at by integer programs, too")
    options = parser.parse_args(argv)
    found = simulated(options.programs, options.jobs, options.slow)
    print(f"{options.programs} programs x {RELEASES} releases x {len(INTRUDERS)} intruders: counts known too well\n")
    print(f"| rule | {' | '.join(INTRUDERS)} | programs with one |\n| --- |{' ---: |' * 5}")
    for rule in RULES:
        mine = [one for one in found if one.rule == rule]
        counts = [sum(one.narrowed[who] for one in mine) for who in INTRUDERS]
        broken = sum(any(one.narrowed.values()) for one in mine)
        print(f"| {rule} | {' | '.join(f'{n:,}' for n in counts)} | {broken:,} of {len(mine):,} |")
    programs = sum(one.by_programs for one in found)
    print(f"\nInteger programs, {min(options.slow, options.programs)} programs under our rules: {programs} narrowed.")
    print(f"\n| mentees | {' | '.join(str(size) for size in SIZES)} |\n| --- |{' ---: |' * len(SIZES)}")
    for rule in RULES:
        shares = []
        for size in SIZES:
            mine = [one for one in found if one.rule == rule and one.size == size]
            shares.append(f"{100 * sum(o.useful for o in mine) / max(1, sum(o.offered for o in mine)):.0f}%")
        print(f"| {rule}: figures with a value | {' | '.join(shares)} |")


if __name__ == "__main__":
    main()
