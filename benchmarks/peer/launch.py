"""Runs one command within limits and prints what it needed, as JSON. A small process of its own for a true peak:
a child begins with the peak of whoever started it.

python -m benchmarks.peer.launch SECONDS GIGABYTES COMMAND...
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time

GIGABYTE = 2**30


def main(seconds: int, gigabytes: float, command: list[str]) -> None:
    """Run it; what it prints goes to stderr, and what it needed to stdout."""
    space = int(gigabytes * GIGABYTE)
    start = time.perf_counter()

    def limits() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (space, space))

    process = subprocess.Popen(command, stdout=sys.stderr, preexec_fn=limits)  # noqa: PLW1509 - one thread, no locks
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    kilobytes = usage.ru_maxrss // (1024 if sys.platform == "darwin" else 1)
    needed = {
        "status": process.returncode,
        "cpu": usage.ru_utime + usage.ru_stime,
        "wall": time.perf_counter() - start,
        "megabytes": kilobytes / 1024,
    }
    print(json.dumps(needed))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:])
