"""A small program in a folder of its own, with one answer that is made of unique tokens."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from peerloom.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]

PROGRAM = """\
program:
  id: small
  name: Small Mentoring
  tagline: One hour a week.
  summary: A small program.
  with_minors: no
  demo: yes
  demo_day: 2026-06-12
safeguarding:
  role: Safety lead
  phone: "020 7946 0100"
  emergency_phone: "112"
  emergency: Call 112 now.
guides:
  - {id: first, title: The first guide, summary: How to start., for: [mentor]}
  - {id: second, title: The second guide, summary: How to go on., for: [mentor]}
forms:
  - id: wishes
    title: Wishes
    who: anyone
    part: design
    purpose: To know what people want.
    questions:
      - {id: name, ask: Your name, type: short, required: yes, use: contact}
      - {id: age, ask: Your age, type: number}
      - {id: wish, ask: Your wish, type: long}
"""
HEADER = "Timestamp,Your name,Your age,Your wish\n"
ANSWER = "2026/06/01 9:00:00 AM GMT+0,given-7f3a family-91bc,15,tok-1a tok-2b tok-3c tok-4d tok-5e tok-6f\n"


def write_small(root: Path) -> None:
    """Write a program without a mistake."""
    texts = {
        "program.yaml": PROGRAM,
        "content/guides/first.md": "## Start\n\nRead [the second](second.md).\n",
        "content/guides/second.md": "## Go on\n\nSome plain words.\n",
        "responses/Wishes.csv": HEADER + ANSWER,
        ".gitignore": "responses/\nprivate/\nsite/\n",
    }
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The folder of a program without a mistake."""
    write_small(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo program with few people, after ``peerloom run``. No test may change it; ``mine`` is a copy."""
    root = tmp_path_factory.mktemp("few")
    for name in ("program.yaml", "mkdocs.yml", "allowed.yaml"):
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "content", root / "content")
    assert main(["simulate", "--mentors", "12", "--mentees", "18", "--seed", "7", "--root", str(root)]) == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CI", raising=False)
        assert main(["run", "--root", str(root)]) == 0
    return root


@pytest.fixture
def mine(few: Path, tmp_path: Path) -> Path:
    """A copy of the demo with few people, which may be changed."""
    root = tmp_path / "program"
    shutil.copytree(few, root)
    return root


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """Runs a verb in a folder, and gives its status and everything that it printed."""
    monkeypatch.delenv("CI", raising=False)

    def run(verb: str, root: Path, *words: str) -> tuple[int, str]:
        capsys.readouterr()
        status = main([verb, *words, "--root", str(root)])
        both = capsys.readouterr()
        return status, both.out + both.err

    return run
