from __future__ import annotations

from pathlib import Path

import pytest

from peerloom.commands.messages import letter_templates
from tests.support.conftest import Kit


@pytest.fixture(scope="session")
def kit() -> Kit:
    """What makes values."""
    return Kit()


@pytest.fixture(scope="session")
def templates() -> dict[str, str]:
    """The kit's own letters."""
    return letter_templates(Path("nowhere"))
