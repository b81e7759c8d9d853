"""What the pairing costs on invented rounds, beside SciPy alone on a ready table and pairing by hand.

python -m benchmarks.matching
python -m benchmarks.matching 100 500
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
from scipy.optimize import linear_sum_assignment

from peerloom.definition.organisation import Matching
from peerloom.matching.objective import weights_of, worth_of
from peerloom.matching.pool import Pool
from peerloom.matching.proposal import Applicant
from peerloom.matching.propose import propose
from peerloom.matching.scores import scored
from peerloom.matching.solve import solved

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from peerloom.matching.objective import Worth

Made = TypeVar("Made")
SIZES = (100, 500, 2000)
RUNS = 3
RULES = Matching.model_validate(
    {
        "require": [
            {"rule": "share", "question": "languages"},
            {"rule": "overlap", "question": "free", "least": "1"},
            {"rule": "gap", "question": "year", "least": "2", "most": "7"},
            {"rule": "differ", "question": "household"},
        ],
        "prefer": [
            {"wish": "covers", "mentee": "help_with", "mentor": "can_help_with", "weight": "high"},
            {"wish": "similar", "question": "interests", "weight": "high"},
            {"wish": "similar", "question": "goals", "weight": "high"},
            {"wish": "overlap", "question": "free"},
            {"wish": "close", "question": "style", "weight": "low"},
        ],
    }
)
PICKS = {  # question -> (number of options, most ticks)
    "free": (20, 4),
    "interests": (24, 5),
    "goals": (12, 3),
    "help_with": (12, 3),
    "can_help_with": (12, 4),
}
LANGUAGES = ("English",) * 12 + ("Spanish", "Polish", "Arabic", "Vietnamese")


def people(letter: str, number: int, years: tuple[int, int], rng: random.Random) -> tuple[Applicant, ...]:
    """Invented people: four of five mentors are ready, with one place or sometimes two."""
    made = []
    for i in range(number):
        answers = {
            name: frozenset(f"{name} {rng.randrange(options)}" for _ in range(rng.randint(1, most)))
            for name, (options, most) in PICKS.items()
        }
        answers["languages"] = frozenset(rng.choices(LANGUAGES, k=2))
        blocks = frozenset({"trained"}) if letter == "M" and rng.random() < 0.2 else frozenset[str]()
        numbers = {"year": rng.randint(*years), "style": rng.randint(1, 5)}
        code = f"{letter}-{i:06}"
        made.append(Applicant(code, code, rng.choice((1, 1, 1, 2)), answers, numbers, blocks))
    return tuple(made)


def round_of(size: int) -> Pool:
    """A round of so many mentees and as many mentors; the same in every run."""
    rng = random.Random(size)  # noqa: S311 - invented people, no secret
    words = {name: name for name in (*PICKS, "languages", "year", "style", "household")}
    mentors, mentees = people("M", size, (9, 13), rng), people("E", size, (5, 9), rng)
    return Pool("bench", mentors, mentees, frozenset(), words, frozenset())


@dataclass(frozen=True, slots=True)
class Measured(Generic[Made]):
    """Seconds of CPU, as a median, and what was made."""

    cpu: float
    made: Made


def measured(make: Callable[[], Made], runs: int = RUNS) -> Measured[Made]:
    """Make it several times."""
    times, made = [], make()
    for _ in range(runs):
        start = time.process_time()
        made = make()
        times.append(time.process_time() - start)
    return Measured(sorted(times)[len(times) // 2], made)


def by_hand(score: NDArray[np.int64], capacity: list[int]) -> list[int]:
    """In the order of sign-up, each mentee gets the best mentor who is left."""
    left, mentor_of = list(capacity), []
    for j in range(score.shape[1]):
        free = np.where(np.array(left) > 0, score[:, j], -1)
        best = int(free.argmax())
        mentor_of.append(best if free[best] >= 0 else -1)
        left[best] -= free[best] >= 0
    return mentor_of


def scipy_alone(weights: NDArray[np.int64], capacity: list[int]) -> int:
    """One solve of a ready table: no floor, no proof, no tie-break."""
    table = np.maximum(weights[np.repeat(np.arange(len(capacity)), capacity)], 0)
    rows, columns = linear_sum_assignment(table, maximize=True)
    return int((table[rows, columns] > 0).sum())


def line(size: int) -> str:
    """One row of the table."""
    pool = round_of(size)
    table = measured(lambda: scored(pool, RULES))
    score, capacity = table.made.score, [0 if mentor.blocks else mentor.capacity for mentor in pool.mentors]
    names = [mentor.code for mentor in pool.mentors], [mentee.code for mentee in pool.mentees]
    ours = measured(lambda: solved(score, capacity, *names, RULES.mode, RULES.fairness.price))
    whole = measured(lambda: propose(pool, RULES), 1)
    weights = weights_of(score, capacity)
    alone = measured(lambda: scipy_alone(weights, capacity))
    hand = measured(lambda: by_hand(score, capacity))
    best, other = worth_of(score, ours.made.mentor_of), worth_of(score, hand.made)
    assert best.people == alone.made  # noqa: S101 - a benchmark of something wrong is none
    times = " | ".join(f"{one.cpu:.3f}" for one in (table, ours, whole, alone, hand))
    return f"| {size:,} | {(score >= 0).mean():.0%} | {times} | {best.people} | {other.people} | {_less(best, other)} |"


def _less(best: Worth, other: Worth) -> str:
    return f"{(best.fit - other.fit) / best.fit:.0%}"


def main(sizes: list[int]) -> int:
    """Print the table."""
    heads = ("mentees", "pairs that can be", "scoring", "solving", "whole", "SciPy alone", "by hand")
    print(f"| {' | '.join(heads)} | matched | by hand | fit less by hand |")
    print(f"| {' | '.join('---:' for _ in range(10))} |")
    for size in sizes:
        print(line(size), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main([int(word) for word in sys.argv[1:]] or list(SIZES)))
