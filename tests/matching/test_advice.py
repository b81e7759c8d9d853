"""Every price and every advice against solving again, without any tolerance."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerloom.matching.advice import NEVER_WAIVED, advise, hundredths, next_costs, prices_of
from peerloom.matching.certificate import NO_EDGE, NotProved
from peerloom.matching.criteria import Criteria
from peerloom.matching.objective import Worth, one_person, read_worth, weights_of, worth_of
from peerloom.matching.priced import more_people, pair_costs, place_brings, priced_fit, priced_people
from peerloom.matching.proposal import Advice, Change
from peerloom.matching.propose import propose
from peerloom.matching.scores import Scored, scored
from tests.matching.cases import MODES, best_worth, cases, rounds, solve
from tests.matching.test_propose import RULES, person, pool

if TYPE_CHECKING:
    from peerloom.matching.pool import Pool
    from peerloom.matching.solve import Mode, Solution
    from tests.matching.cases import Case, Table


def floor_of(solution: Solution) -> int:
    return solution.floor.score if solution.floor else 0


def as_number(worth: Worth, mentees: int) -> int:
    return worth.people * one_person(mentees) + worth.fit


def forced(case: Case, i: int, j: int, floor: int) -> Worth:
    """The best worth of all pairings in which ``i`` and ``j`` are a pair, by trying everything."""
    score, capacity = case
    others = np.delete(score, j, axis=1), [c - (k == i) for k, c in enumerate(capacity)]
    rest = best_worth(others, floor) if score.shape[1] > 1 else Worth(0, 0)
    pair = worth_of(score, [i if k == j else -1 for k in range(score.shape[1])])
    return Worth(rest.people + pair.people, rest.fit + pair.fit)


@given(cases(4, 4), st.sampled_from([0, 1, 30]))
def test_a_pair_costs_what_solving_again_gives(case: Case, price: int) -> None:
    score, capacity = case
    solution = solve(case, "balanced", price)
    floor, n = floor_of(solution), score.shape[1]
    fit, people = (
        priced_fit(score, capacity, solution.mentor_of, floor),
        priced_people(score, capacity, solution.mentor_of),
    )
    best = worth_of(score, solution.mentor_of)
    pairs = [(i, j) for i, j in np.argwhere((score >= 0) & (np.array(capacity) > 0)[:, None]).tolist()]
    dear = [as_number(best, n) - as_number(forced(case, i, j, floor), n) for i, j in pairs]
    assert pair_costs(fit, pairs) == dear
    assert pair_costs(people, pairs) == [best.people - forced(case, i, j, 0).people for i, j in pairs]


@given(cases(4, 4), st.sampled_from([0, 1, 30]))
def test_a_place_brings_what_solving_again_gives(case: Case, price: int) -> None:
    score, capacity = case
    solution = solve(case, "balanced", price)
    floor, n = floor_of(solution), score.shape[1]
    fit = priced_fit(score, capacity, solution.mentor_of, floor)
    people = priced_people(score, capacity, solution.mentor_of)
    brings = place_brings(fit, weights_of(score, [1] * len(capacity), floor))
    brings_people = place_brings(people, np.where(score >= 0, 1, NO_EDGE))
    best = worth_of(score, solution.mentor_of)
    for i in range(len(capacity)):
        more = score, [c + (k == i) for k, c in enumerate(capacity)]
        assert brings[i] == as_number(best_worth(more, floor), n) - as_number(best, n)
        assert brings_people[i] == best_worth(more).people - best.people


@given(cases(5, 6), st.integers(0, 3), st.data())
def test_a_new_mentor_brings_as_many_as_solving_again_gives(case: Case, places: int, data: st.DataObject) -> None:
    score, capacity = case
    fits = np.array(data.draw(st.lists(st.booleans(), min_size=score.shape[1], max_size=score.shape[1])))
    pairs = (score >= 0) & (np.array(capacity) > 0)[:, None]
    found = more_people(pairs, solve(case).mentor_of, fits, places)
    more = np.vstack([score, np.where(fits, 5000, -1)]), [*capacity, places]
    assert found == worth_of(more[0], solve(more).mentor_of).people - worth_of(score, solve(case).mentor_of).people


def test_prices_of_a_worse_pairing_are_refused() -> None:
    score: Table = np.array([[5000, 9000]])
    for mentor_of in ([0, -1], [-1, -1]):
        with pytest.raises(NotProved):
            priced_fit(score, [1], mentor_of, 0)
    with pytest.raises(NotProved):
        priced_people(score, [1], [-1, -1])


@given(rounds(), st.sampled_from(MODES))
def test_the_next_best_mentor_costs_what_solving_again_gives(made: Pool, mode: Mode) -> None:
    matching = RULES.model_copy(update={"mode": mode})
    proposal = propose(made, matching)
    table, case = case_of(made)
    solution = solve_of(made, mode)
    best, floor = worth_of(table.score, solution.mentor_of), floor_of(solution)
    rows, columns = [m.code for m in made.mentors], [m.code for m in made.mentees]
    for pair in proposal.pairs:
        own, j = rows.index(pair.mentor), columns.index(pair.mentee)
        ranked = [i for i, c in enumerate(case[1]) if c and i != own and table.score[i, j] >= 0]
        assert bool(ranked) is bool(pair.next_best)
        if not ranked or mode == "stable":
            assert pair.next_cost is None
            continue
        i = max(ranked, key=lambda i: (table.score[i, j], -i))
        assert rows[i] == pair.next_best
        assert pair.next_cost is not None
        fewer = best.people - forced(case, i, j, 0).people
        assert pair.next_cost.people == -fewer
        if fewer or mode == "leximin":
            assert (pair.next_cost.fit, pair.next_cost.below_floor) == (None, False)
            continue
        there = forced(case, i, j, floor)
        below = table.score[i, j] < floor or there.people < best.people
        assert pair.next_cost.below_floor is bool(below)
        assert pair.next_cost.fit == (None if below else hundredths(there.fit - best.fit, best.fit))


def case_of(made: Pool) -> tuple[Scored, Case]:
    table = scored(made, RULES)
    return table, (table.score, [0 if m.blocks else m.capacity for m in made.mentors])


def solve_of(made: Pool, mode: Mode = "balanced") -> Solution:
    _, (score, capacity) = case_of(made)
    from peerloom.matching.solve import solved  # noqa: PLC0415

    return solved(score, capacity, [m.code for m in made.mentors], [m.code for m in made.mentees], mode, 1)


def matched(made: Pool, without: str = "") -> int:
    rules = RULES.model_copy(update={"require": tuple(r for r in RULES.require if f"{r.rule}:{r.question}" != without)})
    return propose(made, rules).matched


def changed(made: Pool, code: str, **new: object) -> Pool:
    mentors = [dataclasses.replace(m, **new) if m.code == code else m for m in made.mentors]  # type: ignore[arg-type] # fields by name
    return dataclasses.replace(made, mentors=tuple(mentors))


@given(rounds())
def test_advice_is_what_solving_again_gives(made: Pool) -> None:
    advice, now = propose(made, RULES).advice, matched(made)
    ready = [m for m in made.mentors if not m.blocks]
    assert {g.about: g.change.people for g in advice.places if g.change.people} == {
        m.code: more for m in ready if (more := matched(changed(made, m.code, capacity=m.capacity + 1)) - now)
    }
    stuck = [m for m in made.mentors if m.blocks]
    assert {g.about: g.change.people for g in advice.clearing} == {
        m.code: more for m in stuck if (more := matched(changed(made, m.code, blocks=frozenset())) - now)
    }
    cleared = dataclasses.replace(made, mentors=tuple(dataclasses.replace(m, blocks=frozenset()) for m in made.mentors))
    assert advice.cleared == matched(cleared) - now
    names = [f"{r.rule}:{r.question}" for r in RULES.require if r.question and r.rule != "differ"]
    assert {g.about: g.change.people for g in advice.waiving} == {
        name: more for name in names if (more := matched(made, name) - now)
    }


def test_what_keeps_people_safe_is_never_advised_away() -> None:
    blocks = ("screened", "trained", "permission", "consent", "ready")
    made = pool(
        [person(f"M-{i}", year=10, blocks=frozenset({block})) for i, block in enumerate(blocks)],
        [person(f"E-{i}", year=8) for i in range(9)],
        frozenset({("M-5", "E-0")}),
    )
    advice = propose(made, RULES).advice
    assert set(blocks) | {"never", "apart"} == NEVER_WAIVED
    assert advice.waiving == ()
    assert [gain.about for gain in advice.clearing] == ["M-0", "M-1"]  # screened and trained can be finished
    assert advice.cleared == 2


def test_a_stable_pairing_has_no_prices() -> None:
    made = pool([person("M-0", year=10)], [person("E-0", year=8), person("E-1", year=8)])
    table, (_, capacity) = case_of(made)
    solution = solve_of(made, "stable")
    assert prices_of(table, capacity, solution) is None
    assert advise(made, table, capacity, solution, None) == Advice()
    assert next_costs(table, solution, None, {0: 0}) == {}
    assert propose(made, RULES).advice.places[0].change == Change(1, None)


@pytest.mark.parametrize(
    ("part", "total", "expected"), [(0, 5, 0), (1, 10**9, 1), (-1, 10**9, -1), (1, 100, 100), (3, 0, 1), (0, 0, 0)]
)
def test_a_part_of_the_fit_is_rounded_away_from_nothing(part: int, total: int, expected: int) -> None:
    assert hundredths(part, total) == expected


@given(cases(4, 4))
def test_a_cost_reads_as_people_and_fit(case: Case) -> None:
    score, _ = case
    worth = worth_of(score, solve(case).mentor_of)
    assert read_worth(as_number(worth, score.shape[1]), score.shape[1]) == worth


@pytest.mark.parametrize(
    ("score", "wanted"),
    [
        ([[9000], [100]], {0: 1}),  # the pair itself is below the floor
        ([[9000, 9000], [8900, 100]], {0: 0}),  # the pair is not, but then the other mentee's is
    ],
)
def test_a_choice_that_only_a_lower_floor_allows_says_so(score: list[list[int]], wanted: dict[int, int]) -> None:
    table = np.array(score)
    solution = solve((table, [1, 1]), "balanced", 1)
    scores = Scored(Criteria((), (), (), ()), np.zeros_like(table, dtype=np.uint64), table)
    changes = next_costs(scores, solution, prices_of(scores, [1, 1], solution), wanted)
    assert changes == {0: Change(0, None, below_floor=True)}
