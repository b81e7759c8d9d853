"""Where the kit's own files are: in the installed package, or in the repository that it runs from."""

from __future__ import annotations

from pathlib import Path


def templates_folder() -> Path:
    """The folder of the kit's templates and assets."""
    packed = Path(__file__).parent / "templates"
    return packed if packed.is_dir() else Path(__file__).parents[2] / "templates"
