"""What the pairing costs on invented rounds, beside SciPy alone on a ready table and pairing by hand.

python -m benchmarks.matching                 # 100, 500, 2,000 and 10,000 mentees
python -m benchmarks.matching 100 500
python -m benchmarks.matching 50000           # some minutes
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
from scipy.optimize import linear_sum_assignment

from peerloom.definition.organisation import Matching
from peerloom.matching.blocks import AllPairs, quick_score
from peerloom.matching.criteria import BEST, criteria
from peerloom.matching.large import solved_large
from peerloom.matching.objective import weights_of, worth_of
from peerloom.matching.pool import Pool
from peerloom.matching.proposal import Applicant
from peerloom.matching.scores import MOST_AT_ONCE, scored
from peerloom.matching.solve import solved

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from peerloom.matching.solve import Solution

Made = TypeVar("Made")
SIZES = (100, 500, 2000, 10_000)
RUNS = 3
MANY = 50_000  # from here on one pair in twenty can be, not one in seven
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


def people(
    letter: str, number: int, years: tuple[int, int], rng: random.Random, picks: dict[str, tuple[int, int]]
) -> tuple[Applicant, ...]:
    """Invented people: four of five mentors are ready, with one place or sometimes two."""
    made = []
    for i in range(number):
        answers = {
            name: frozenset(f"{name} {rng.randrange(options)}" for _ in range(rng.randint(1, most)))
            for name, (options, most) in picks.items()
        }
        answers["languages"] = frozenset(rng.choices(LANGUAGES, k=2))
        blocks = frozenset({"trained"}) if letter == "M" and rng.random() < 0.2 else frozenset[str]()
        numbers = {"year": rng.randint(*years), "style": rng.randint(1, 5)}
        code = f"{letter}-{i:06}"
        made.append(Applicant(code, code, rng.choice((1, 1, 1, 2)), answers, numbers, blocks))
    return tuple(made)


def round_of(size: int) -> Pool:
    """A round of so many mentees and as many mentors; the same in every run. The largest have more different times."""
    rng = random.Random(size)  # noqa: S311 - invented people, no secret
    picks = PICKS if size < MANY else PICKS | {"free": (64, 4)}
    words = {name: name for name in (*PICKS, "languages", "year", "style", "household")}
    mentors, mentees = people("M", size, (9, 13), rng, picks), people("E", size, (5, 9), rng, picks)
    return Pool("bench", mentors, mentees, frozenset(), words, frozenset())


@dataclass(frozen=True, slots=True)
class Measured(Generic[Made]):
    """Seconds of CPU, as a median, and what was made."""

    cpu: float
    made: Made


def measured(make: Callable[[], Made], runs: int = RUNS) -> Measured[Made]:
    """Make it several times after a first one that does not count; or once alone, with ``runs`` 0."""
    start = time.process_time()
    made = make()
    times = [] if runs else [time.process_time() - start]
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


@dataclass(frozen=True, slots=True)
class Parts:
    """CPU seconds of the parts of one round, and what came out; None where a whole table would be too large."""

    possible: float
    scoring: float
    solving: float
    matched: int
    total: int
    worst: int
    blocking: int
    alone: float | None
    hand: tuple[int, float] | None  # matched, and how much less fit


def parts_of(size: int) -> Parts:
    """Score and solve a round; a large one by blocks."""
    pool = round_of(size)
    told, capacity = criteria(pool, RULES), [0 if mentor.blocks else mentor.capacity for mentor in pool.mentors]
    names = [mentor.code for mentor in pool.mentors], [mentee.code for mentee in pool.mentees]
    mode, price = RULES.mode, RULES.fairness.price
    pairs = AllPairs(quick_score(told), np.flatnonzero(np.array(capacity) > 0), size)
    if size > MOST_AT_ONCE:
        scoring = measured(lambda: sum(int((scores >= 0).sum()) for _, scores in pairs.blocks()), 0)
        possible, ours = scoring.made / size**2, measured(lambda: solved_large(pairs, capacity, *names, mode, price), 0)
        return _parts(possible, scoring.cpu, ours.cpu, pairs, capacity, ours.made.solution, None, None)
    table = measured(lambda: scored(pool, RULES))
    score = table.made.score
    small = measured(lambda: solved(score, capacity, *names, mode, price))
    weights = weights_of(score, capacity)
    alone = measured(lambda: scipy_alone(weights, capacity))
    best, hand = worth_of(score, small.made.mentor_of), worth_of(score, by_hand(score, capacity))
    assert best.people == alone.made  # noqa: S101 - a benchmark of something wrong is none
    beside = hand.people, (best.fit - hand.fit) / best.fit
    can = float((score >= 0).mean())
    return _parts(can, table.cpu, small.cpu, pairs, capacity, small.made, alone.cpu, beside)


def _parts(
    possible: float,
    scoring: float,
    solving: float,
    pairs: AllPairs,
    capacity: list[int],
    solution: Solution,
    alone: float | None,
    hand: tuple[int, float] | None,
) -> Parts:
    assert solution.at_most is None  # noqa: S101 - what the table says is proved
    mentor_of = np.array(solution.mentor_of)
    mentees = np.flatnonzero(mentor_of >= 0)
    scores = pairs.score(mentor_of[mentees], mentees).astype(np.int64)
    blocking = blocking_pairs(pairs, np.array(capacity), mentor_of, scores)
    return Parts(possible, scoring, solving, len(scores), int(scores.sum()), int(scores.min()), blocking, alone, hand)


def blocking_pairs(
    pairs: AllPairs, capacity: NDArray[np.int64], mentor_of: NDArray[np.int64], scores: NDArray[np.int64]
) -> int:
    """How many pairs would both rather have each other than what they have."""
    mentees = np.flatnonzero(mentor_of >= 0)
    has, worst = np.full(len(mentor_of), -1), np.full(len(capacity), BEST)
    has[mentees] = scores
    np.minimum.at(worst, mentor_of[mentees], scores)
    worst[np.bincount(mentor_of[mentees], minlength=len(capacity)) < capacity] = -1
    both = ((s > has[j][:, None]) & (s > worst[pairs.mentors][None, :]) for j, s in pairs.blocks())
    return sum(int(one.sum()) for one in both)


def whole(size: int) -> tuple[float, float]:
    """CPU seconds of all that ``peerloom pair`` works out of a round, and the most memory in MB of a process for it."""
    code = (
        "import json, resource, sys, time; from benchmarks.matching import RULES, round_of; pool = round_of(%d);"
        "start = time.process_time(); from peerloom.matching.propose import propose; propose(pool, RULES);"
        "print(json.dumps([time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))"
    )
    done = subprocess.run([sys.executable, "-c", code % size], capture_output=True, check=True, encoding="utf-8")
    cpu, memory = json.loads(done.stdout)
    return cpu, memory


def line(size: int) -> tuple[str, float]:
    """One row of the table, and the seconds of the whole."""
    parts, (cpu, memory) = parts_of(size), whole(size)
    hand = "- | -" if parts.hand is None else f"{parts.hand[0]:,} | {parts.hand[1]:.0%}"
    cells = (
        f"{size:,}",
        f"{parts.possible:.0%}",
        f"{parts.scoring:.3f}",
        f"{parts.solving:.3f}",
        f"{cpu:.2f}",
        f"{memory:,.0f}",
        f"{parts.matched:,}",
        f"{parts.total:,}",
        f"{parts.worst:,}",
        f"{parts.blocking:,}",
        "-" if parts.alone is None else f"{parts.alone:.3f}",
    )
    return f"| {' | '.join(cells)} | {hand} |", cpu


HEADS = (
    "mentees",
    "pairs that can be",
    "scoring",
    "solving",
    "whole",
    "peak MB",
    "matched",
    "total fit",
    "worst pair",
    "blocking pairs",
    "SciPy alone",
    "matched by hand",
    "fit less by hand",
)


def main(sizes: list[int]) -> int:
    """Print the table, and how the time grows."""
    print(f"| {' | '.join(HEADS)} |")
    print(f"| {' | '.join('---:' for _ in HEADS)} |")
    before: tuple[int, float] | None = None
    grows = []
    for size in sizes:
        text, cpu = line(size)
        print(text, flush=True)
        if before is not None:
            power = np.log(cpu / before[1]) / np.log(size / before[0])
            grows.append(f"from {before[0]:,} to {size:,} the whole grows like n^{power:.1f}")
        before = size, cpu
    print("\n".join(grows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main([int(word) for word in sys.argv[1:]] or list(SIZES)))
