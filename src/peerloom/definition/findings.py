"""What a rule about program.yaml finds, and how a name is suggested."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from peerloom.definition.tree import Path
    from peerloom.problems import Level

Finding = tuple["Path", str, str] | tuple["Path", str, str, "Level"]


def suggest(given: str, known: Iterable[str]) -> str:
    """One thing to do about an unknown name: the nearest known one, or the list."""
    names = sorted(known)
    close = difflib.get_close_matches(given, names, n=1)
    if close:
        return f'Did you mean "{close[0]}"?'
    return f"Known are: {', '.join(names[:12])}." if names else "None are defined yet."
