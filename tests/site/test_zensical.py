"""The second builder reads the same folder. It may be missing on a machine, but where it is, the pages are the same."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[2] / ".test-tools" / "zensical"
PROGRAM = TOOLS / ("Scripts/zensical.exe" if os.name == "nt" else "bin/zensical")


def pages(public: Path) -> list[str]:
    found = sorted(file.relative_to(public).as_posix() for file in public.rglob("*.html"))
    assert len(found) > 50
    return found


@pytest.mark.slow
@pytest.mark.skipif(not PROGRAM.exists(), reason="Zensical is not installed; scripts/test.py does it")
def test_zensical_makes_the_same_pages(demo: Path, tmp_path: Path) -> None:
    shutil.copytree(demo / "site", tmp_path / "site", ignore=shutil.ignore_patterns("public"))
    done = subprocess.run(
        [str(PROGRAM), "build", "-f", "mkdocs.yml"],
        cwd=tmp_path / "site",
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert pages(tmp_path / "site" / "public") == pages(demo / "site" / "public")
