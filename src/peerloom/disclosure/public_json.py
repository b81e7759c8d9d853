"""``site/public.json``: what goes from private to public, as a file that anyone can read and check."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from peerloom.disclosure.public import PublicFigures


def public_json(figures: PublicFigures) -> str:
    """Write the figures as JSON: same figures, same bytes. Each shown value carries the name of its type."""
    return json.dumps(_plain(figures), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        fields = {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {"is": type(value).__name__.lower(), **fields}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, int | str | None) else value.isoformat()
