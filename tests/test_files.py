from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from peerloom import files
from peerloom.files import templates_folder

if TYPE_CHECKING:
    import pytest


def test_the_templates_of_the_repository_are_found() -> None:
    folder = templates_folder()
    assert folder == Path(__file__).parents[1] / "templates"
    assert {"pages", "assets", "theme"} <= {place.name for place in folder.iterdir()}
    assert (folder / "pages" / "home.md.j2").is_file()


def test_in_a_package_its_own_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "peerloom"
    (package / "templates").mkdir(parents=True)
    monkeypatch.setattr(files, "__file__", str(package / "files.py"))
    assert templates_folder() == package / "templates"
