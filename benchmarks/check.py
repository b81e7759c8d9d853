"""What ``peerloom check`` costs on the demo: CPU time of the whole process, start of Python included.

python -m benchmarks.check
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.site import middle, spent

ROOT = Path(__file__).parents[1]
GOAL = 0.5  # seconds of CPU
RUNS = 7


def main() -> int:
    """Measure and print. Return 1 when the goal is missed."""
    times = [spent([sys.executable, "-m", "peerloom", "check", "--root", str(ROOT)], ROOT) for _ in range(RUNS)]
    found = middle(times)
    print(f"peerloom check on the demo, median of {RUNS}: {found.cpu:.2f} s CPU, {found.wall:.2f} s wall")
    return 0 if found.cpu < GOAL else 1


if __name__ == "__main__":
    raise SystemExit(main())
