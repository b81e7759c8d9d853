"""What hostile YAML costs until it is refused: CPU time and memory, as a Markdown table.

python -m benchmarks.hostile

Each file goes the way of mkdocs.yml and of program.yaml. All must be refused with a place; none may take 50 ms.
"""

from __future__ import annotations

import time
import tracemalloc
from typing import TYPE_CHECKING

from peerloom.definition.mkdocs import read_mkdocs
from peerloom.definition.reader import read_program

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_MS = 50
RUNS = 5


def laughs(levels: int, width: int) -> str:
    rows = ["a0: &a0 [ha, ha]"]
    rows += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * width)}]" for i in range(1, levels)]
    return "\n".join(rows)


def merges(levels: int) -> str:
    rows = ["m0: &m0 {x: 1}"]
    rows += [f"m{i}: &m{i} {{<<: [{', '.join([f'*m{i - 1}'] * 9)}]}}" for i in range(1, levels)]
    return "\n".join(rows)


FILES: dict[str, str] = {
    "billion laughs": laughs(9, 9),
    "merge keys of merge keys": merges(9),
    "100,000 nested lists": "a: " + "[" * 100_000,
    "700 nested blocks": "\n".join(" " * i + "a:" for i in range(700)),
    "100,000 nested maps in one line": "{a: " * 100_000,
    "10 MB of text": "copyright: " + "x" * 10_000_000,
    "10 MB of lines": "a: b\n" * 2_000_000,
    "as many lines as fit": "".join(f"k{i}: v\n" for i in range(24_000)),
    "as many short items as fit": "plugins: [" + "a," * 249_000 + "]",
    "as many texts in quotes as fit": "plugins: [" + '"a",' * 120_000 + "]",
    "one key of 500 kB": "k" * 500_000 + ": v",
    "100,000 question marks": "? " * 100_000,
    "500 kB of spaces": "a:\n" + " " * 500_000 + "b",
    "500 kB of line breaks": "a:\n" + "\n" * 500_000 + "  b: c",
    "500 kB of remarks": "#\n" * 250_000 + "nav: x",
    "text with 100,000 escapes": 'copyright: "' + "\\x41" * 100_000 + '"',
    "100,000 documents": "--- a\n" * 80_000,
    "a tag that runs a program": 'copyright: !!python/object/apply:os.system ["true"]',
    "a tag that reads a secret": "copyright: !ENV [SECRET, x]",
    "a tag with a long name": "copyright: !" + "a" * 400_000 + " x",
    "an anchor with a long name": "copyright: &" + "a" * 400_000 + " x",
    "hooks": "hooks: [own.py]",
    "snippets": "markdown_extensions: [pymdownx.snippets: {base_path: /}]",
    "unknown plugin": "plugins: [exec: {scripts: [own.py]}]",
    "300 unknown keys": "".join(f"copyrigth{i}: x\n" for i in range(300)),
    "odd characters": "a: \x00\x01\ud800".encode("utf-8", "replace").decode() + "\x07" * 100_000,
}


def milliseconds(read: Callable[[str], object], text: str) -> float:
    """CPU time of the middle of some runs."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        read(text)
        times.append(time.process_time() - start)
    return sorted(times)[RUNS // 2] * 1000


def main() -> int:
    """Measure and print. Return 1 when a file was not refused, or took too long."""
    print("| file | kB | mkdocs.yml ms | program.yaml ms | MB | refused at |")
    print("| --- | ---: | ---: | ---: | ---: | --- |")
    good = True
    for name, text in FILES.items():
        tracemalloc.start()
        problems = read_mkdocs(text)[1]
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        ours, whole = milliseconds(read_mkdocs, text), milliseconds(read_program, text)
        refused = str(problems[0].place) if problems else "NOT REFUSED"
        kilobytes = len(text.encode("utf-8", "replace")) / 1000
        print(f"| {name} | {kilobytes:,.0f} | {ours:.1f} | {whole:.1f} | {peak:.0f} | {refused} |")
        good = good and bool(problems) and bool(read_program(text).problems) and max(ours, whole) < MOST_MS
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
