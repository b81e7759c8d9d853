from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def ram(tmp_path: Path) -> Iterator[Path]:
    """A folder where the syncs of thousands of starts cost nothing, if there is one: only the watched disk counts."""
    if not Path("/dev/shm").is_dir():  # noqa: S108 - a folder in memory
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir="/dev/shm") as place:
        yield Path(place)
