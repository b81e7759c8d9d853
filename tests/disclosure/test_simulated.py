"""Eight simulated programs over 24 releases, each attacked by everybody who has everything that was ever published.

The short form of ``python -m benchmarks.disclosure``; PEERLOOM_PROGRAMS sets how many.
"""

from __future__ import annotations

import os

from benchmarks.disclosure import INTRUDERS, SIZES, simulated

PROGRAMS = int(os.environ.get("PEERLOOM_PROGRAMS", "8"))


def test_nobody_can_work_out_a_small_number_and_under_weaker_rules_they_can() -> None:
    found = simulated(PROGRAMS, slow=1)
    mine = [one for one in found if one.rule == "Peerloom"]
    assert len(mine) == PROGRAMS
    assert [(one.size, one.narrowed) for one in mine if any(one.narrowed.values())] == []
    assert sum(one.by_programs for one in mine) == 0
    for rule in ("naive", "hospital"):
        others = [one for one in found if one.rule == rule]
        assert all(sum(one.narrowed[who] for one in others) > 0 for who in INTRUDERS), rule
    for size in SIZES:
        some = [one for one in mine if one.size == size]
        assert sum(one.useful for one in some) > sum(one.offered for one in some) * (0.2 if size == 30 else 0.5)
