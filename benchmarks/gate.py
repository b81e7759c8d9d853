"""The privacy gate over 50 MB of a built site with 100,000 private values: time and memory, as a Markdown table.

python -m benchmarks.gate                 builds the site first; a minute in all
python -m benchmarks.gate --pages 300     a smaller one, for a look

The site is made by the kit from a generated program, with texts of 8,000 different words, so that its pages share a
frame and nothing else. "every line different" is the worst that there can be: each line of each page is made unique,
so that nothing can be remembered from page to page. Names are no words of the texts; pieces of texts are.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.invented import write_program
from peerloom.files import templates_folder
from peerloom.needle import Needle, words
from peerloom.site.audit import read_folder
from peerloom.site.build import theme_files
from peerloom.site.gate import Gate

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY = "2026-06-12"
PAGES = 1_710  # of the generated program: 50 MB
NEEDLES = 100_000
MOST_SECONDS, MOST_MEGABYTES = 5, 300
SYLLABLES = ("ba", "ri", "no", "ta", "lu", "me", "ki", "so", "de", "va", "pe", "go", "fu", "zi", "cha", "sho")
KINDS = ("as it is", "every line different")


def invented_words(count: int, length: int) -> list[str]:
    """Words of so many syllables, always the same."""
    return ["".join(parts) for parts in itertools.islice(itertools.product(SYLLABLES, repeat=length), count)]


def write_texts(root: Path) -> None:
    """Give every text of the program words of its own."""
    chance, known = random.Random(7), invented_words(8_000, 4)  # noqa: S311 - the same words in every run
    for file in sorted((root / "content").rglob("*.md")):
        parts = [" ".join(chance.choices(known, k=60)).capitalize() + "." for _ in range(8)]
        file.write_text("\n\n## Part\n\n".join(parts) + "\n", encoding="utf-8")


def needles() -> Iterator[Needle]:
    """So many values in the mixture of the demo: six of ten are pieces of texts, most others dates and names."""
    chance, known = random.Random(8), invented_words(8_000, 4)  # noqa: S311 - the same values in every run
    names = invented_words(40_000, 5)
    for i in range(NEEDLES):
        given, family = names[2 * i % 40_000], chance.choice(names)
        kind = i % 20
        if kind < 12:
            yield Needle("free text", words(" ".join(chance.choices(known, k=6))))
        elif kind < 15:
            day = f"{chance.randint(1, 28)} {chance.choice(('march', 'may', '7', '11'))} {chance.randint(1990, 2014)}"
            yield Needle("birth date", words(f"{day} {i // 4_000}"))
        elif kind < 18:
            yield Needle("name", words(f"{given}x {family}" if i % 2 else f"{given}q{i}"))
        elif kind == 18:
            yield Needle("email", words(f"{given}{i}@{family}.example"))
        else:
            yield Needle("phone", f"{chance.randrange(10**9):09d}")


def below(folder: Path) -> list[str]:
    """The paths of all files below a folder."""
    return [file.relative_to(folder).as_posix() for file in sorted(folder.rglob("*")) if file.is_file()]


def looked_through(folder: Path, kind: str) -> int:
    """Look once and print ``seconds megabytes files bytes``; in a process of its own, so that the memory is its own."""
    import resource  # noqa: PLC0415 - not on Windows; only the benchmark needs it

    files = read_folder(folder)
    kit = templates_folder() / "assets"
    trusted = theme_files(files, {path: (kit / path).read_bytes() for path in below(kit)})
    if kind != KINDS[0]:
        number = itertools.count()
        for path, content in files.items():
            if path not in trusted and path.endswith(".html"):
                files[path] = re.sub(rb"\n", lambda _: b" n%d\n" % next(number), content)
    looked_for = frozenset(needles())
    if len(looked_for) < NEEDLES * 0.98:
        raise SystemExit(f"only {len(looked_for)} values")
    start, cpu = time.perf_counter(), time.process_time()
    gate = Gate(looked_for)
    ready = time.perf_counter() - start
    found = gate.look(files, trusted)
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    if found:
        raise SystemExit(f"{len(found)} false alarms, such as {found[0]}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    size = sum(map(len, files.values())) / 1e6
    seconds = " | ".join(f"{one:.2f}" for one in (ready, wall, cpu))
    print(f"| {kind} | {len(files):,} | {size:.1f} | {len(looked_for):,} | {seconds} | {peak:.0f} |")
    return (
        0 if cpu < MOST_SECONDS and peak < MOST_MEGABYTES else 1
    )  # it uses one core, so a busy machine changes wall alone


def main() -> int:
    """Build, measure and print. Return 1 when the goal is missed for a site as it is."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pages", type=int, default=PAGES)
    options.add_argument("--look", nargs=2, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.look:
        return looked_through(Path(given.look[0]), given.look[1])
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write_program(root, given.pages)
        write_texts(root)
        build = [sys.executable, "-m", "peerloom", "build", "--today", DAY, "--root", folder]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "NO_COLOR": "1"})
        print("| site | files | MB | values | ready s | wall s | CPU s | peak MB |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
        look = [sys.executable, "-m", "benchmarks.gate", "--look", str(root / "site" / "public")]
        first, *_ = [subprocess.run([*look, kind], check=False).returncode for kind in KINDS]
    return first


if __name__ == "__main__":
    raise SystemExit(main())
