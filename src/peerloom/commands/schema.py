"""``peerloom schema``: write program.schema.json, which lets editors complete and check program.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from peerloom.definition.schema import program_schema
from peerloom.site.write import replace_text

if TYPE_CHECKING:
    from pathlib import Path


def run(root: Path, out: TextIO) -> int:
    """Write the schema below ``root``. Return 0."""
    changed = replace_text(root / "program.schema.json", program_schema())
    print("program.schema.json is written." if changed else "program.schema.json is up to date.", file=out)
    return 0
