"""The plain records of the support tests serve here as well."""

from __future__ import annotations

import pytest

from tests.support.conftest import Kit


@pytest.fixture
def kit() -> Kit:
    return Kit()
