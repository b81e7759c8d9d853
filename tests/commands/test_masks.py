"""Nothing in a whole run of the demo shows a private text by ``str`` or an f-string: that would be a bar in its place."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from peerloom.cli import main
from peerloom.private import Private
from tests.canary import TOKEN, leaking_files

if TYPE_CHECKING:
    from pathlib import Path

MASK = "\u25ae"


def test_no_text_is_masked_on_its_way_to_where_it_belongs(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def masked(*_: object) -> str:
        pytest.fail("a private text was put into another one by str(), an f-string or format()")

    root = tmp_path / "demo"
    shutil.copytree(demo, root, ignore=shutil.ignore_patterns("site", "private"))
    monkeypatch.setattr(Private, "__str__", masked)
    monkeypatch.setattr(Private, "__format__", masked)
    assert main(["run", "--root", str(root)]) == 0


def test_the_desk_and_the_files_of_the_coordinator_hold_texts_and_no_masks(demo: Path) -> None:
    files = [file for file in (demo / "private").rglob("*") if file.suffix in {".html", ".csv"}]
    texts = [file.read_text(encoding="utf-8") for file in files]
    assert len(files) > 8
    assert sum(TOKEN in text for text in texts) > 5  # names and words are there
    assert [file.name for file, text in zip(files, texts, strict=True) if MASK in text] == []


def test_nothing_private_is_outside_of_private_folders(demo: Path) -> None:
    assert any(TOKEN in file.read_text(encoding="utf-8") for file in (demo / "responses").glob("*.csv"))
    assert leaking_files(demo) == []
    assert (demo / "site" / "public" / "index.html").is_file()


def public_log(root: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> str:
    """What a build machine's log holds after a run from nothing."""
    monkeypatch.setenv("CI", "1")
    capfd.readouterr()
    assert main(["run", "--root", str(root)]) == 0
    said = capfd.readouterr().out
    return re.sub(r"\d+\.\d s", "s", said.replace(str(root), "ROOT"))


def test_one_person_more_makes_no_other_line_in_a_public_log(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    logs = []
    for name in ("before", "after"):
        root = tmp_path / name
        shutil.copytree(demo, root, ignore=shutil.ignore_patterns("site", "private"))
        if name == "after":
            file = root / "responses" / "Mentor sign-up.csv"
            first = file.read_text(encoding="utf-8").splitlines()[1]
            mail = re.findall(r"[\w.+-]+@[\w.-]+", first)[0]
            with file.open("a", encoding="utf-8") as more:
                more.write(first.replace(mail, "somebody.new@inbox.example") + "\n")
        logs.append(public_log(root, monkeypatch, capfd))
    assert logs[0].count("\n") > 8
    assert logs[0] == logs[1]


VERBS = (["progress"], ["run"], ["gate"])


@pytest.mark.parametrize("public", [False, True])
def test_no_verb_prints_anything_private(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], public: bool
) -> None:
    root = tmp_path / "demo"
    shutil.copytree(demo, root)
    monkeypatch.setenv("CI", "1") if public else monkeypatch.delenv("CI", raising=False)
    for verb in VERBS:
        assert main([*verb, "--root", str(root)]) == 0, verb
    out, err = capfd.readouterr()
    assert len(out) > 500
    assert TOKEN not in (out + err).casefold()
