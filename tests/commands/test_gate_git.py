"""``peerloom gate --tracked`` and ``--staged``, as the pre-commit hook and a pull request run them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from peerloom.cli import main

ROOT = Path(__file__).parents[2]
MAIL = "zof@" + "mail.org"
NAME = "given-7f3a family-91bc"  # of the one answer


def git(root: Path, *words: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(root), *identity, *words], check=True, capture_output=True)  # noqa: S607 - git is found on the path


@pytest.fixture
def checkout(program: Path) -> Path:
    git(program, "init", "-q")
    git(program, "add", ".")
    git(program, "commit", "-q", "-m", "Start")
    return program


def real(checkout: Path) -> None:
    """Make it a program of real people."""
    file = checkout / "program.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("  demo: yes\n  demo_day: 2026-06-12\n", ""), encoding="utf-8")


def test_clean_files_pass(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gate", "--tracked", "--root", str(checkout)]) == 0
    assert "Looked through 4 tracked files for patterns alone" in capsys.readouterr().out


def test_a_pasted_address_is_found_before_it_is_committed(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = checkout / "content" / "guides" / "first.md"
    page.write_text(f"## Start\n\nAsk {MAIL}.\n", encoding="utf-8")
    assert main(["gate", "--staged", "--root", str(checkout)]) == 0  # not staged yet
    git(checkout, "add", ".")
    page.write_text("## Start\n", encoding="utf-8")  # what is staged counts, not what is on the disk
    assert main(["gate", "--staged", "--root", str(checkout)]) == 1
    said = capsys.readouterr().out
    assert "content/guides/first.md, byte 14: an e-mail address (number " in said
    assert MAIL not in said
    assert main(["gate", "--tracked", "--root", str(checkout)]) == 0


def test_a_name_of_the_answers_is_found_where_they_are(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    real(checkout)
    page = checkout / "content" / "guides" / "first.md"
    page.write_text("## Start\n\nAsk given-7f3a.\n", encoding="utf-8")
    assert main(["gate", "--tracked", "--root", str(checkout)]) == 1
    said = capsys.readouterr().out
    assert "content/guides/first.md, byte 10: name (number " in said
    assert "7f3a" not in said
    shutil.rmtree(checkout / "private")
    shutil.rmtree(checkout / "responses")
    assert main(["gate", "--tracked", "--root", str(checkout)]) == 0  # as on a build machine
    assert "patterns alone" in capsys.readouterr().out


def test_what_was_allowed_may_stand_there(checkout: Path) -> None:
    (checkout / "content" / "guides" / "first.md").write_text(f"## Start\n\nAsk {MAIL}.\n", encoding="utf-8")
    entry = f"- {{text: {MAIL}, page: content/guides/first.md, who: the office, why: public, until: 2027-01-01}}\n"
    (checkout / "allowed.yaml").write_text(entry, encoding="utf-8")
    git(checkout, "add", ".")
    assert main(["gate", "--staged", "--root", str(checkout)]) == 0
    assert main(["gate", "--staged", "--today", "2027-01-02", "--root", str(checkout)]) == 1


def test_only_some_paths(checkout: Path) -> None:
    (checkout / "content" / "guides" / "first.md").write_text(f"Ask {MAIL}.\n", encoding="utf-8")
    assert main(["gate", "--tracked", "--only", "program.yaml", "--root", str(checkout)]) == 0
    assert main(["gate", "--tracked", "--only", "content", "--root", str(checkout)]) == 1


@pytest.mark.parametrize("words", [["--tracked", "--staged"], ["--only", "content"]])
def test_wrong_use(words: list[str], checkout: Path) -> None:
    assert main(["gate", *words, "--root", str(checkout)]) == 2


def test_without_a_checkout_it_says_so(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gate", "--tracked", "--root", str(program)]) == 1
    assert "This folder is not a git checkout." in capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="the shell of Git for Windows is not on the path there")
def test_the_hook_stops_the_commit(checkout: Path) -> None:
    git(checkout, "config", "core.hooksPath", str(ROOT / "hooks"))
    door = checkout / ".venv" / "bin" / "peerloom"
    door.parent.mkdir(parents=True)
    door.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m peerloom "$@"\n', encoding="utf-8")
    door.chmod(0o755)
    page = checkout / "content" / "guides" / "first.md"
    page.write_text(f"Ask {MAIL}.\n", encoding="utf-8")
    git(checkout, "add", "content")
    with pytest.raises(subprocess.CalledProcessError):
        git(checkout, "commit", "-q", "-m", "Leak")
    page.write_text("Ask us.\n", encoding="utf-8")
    git(checkout, "add", "content")
    git(checkout, "commit", "-q", "-m", "No leak")


def test_the_demo_and_the_docs_hold_nothing() -> None:
    """The kit's own tests are left out: they hold invented days of birth."""
    paths = [f"--only={path}" for path in ("program.yaml", "allowed.yaml", "content", "templates", "docs", "README.md")]
    assert main(["gate", "--tracked", *paths, "--root", str(ROOT)]) == 0
