from __future__ import annotations

import json
from pathlib import Path

import pytest

from peerloom.cli import main

ROOT = Path(__file__).parents[2]
FIGURES = {
    "is": "publicfigures", "as_of": "2026-06-12", "least": 10, "step": 5, "looser": False, "release": 1, "words": [],
    "figures": [
        {"is": "publicfigure", "id": "hours", "cohort": "2025-26", "shown": {"is": "hours", "value": 1030},
         "n": {"is": "about", "value": 60}, "parts": [], "curve": [], "sides": None, "since": None},
        {"is": "publicfigure", "id": "stayed-3", "cohort": "2025-26", "shown": {"is": "withheld", "why": "too-few"},
         "n": None, "parts": [], "curve": [], "sides": None, "since": None},
    ],
}  # fmt: skip


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The demo's program.yaml with public figures and nothing else: no answers, no ledger."""
    (tmp_path / "site").mkdir()
    (tmp_path / "program.yaml").write_text((ROOT / "program.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    for file in sorted((ROOT / "content").rglob("*.md")):
        kept = tmp_path / file.relative_to(ROOT)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "site/public.json").write_text(json.dumps(FIGURES), encoding="utf-8")
    return tmp_path


def test_a_report_needs_public_figures_and_no_answers(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--root", str(program)]) == 0
    assert "from the public figures of 2026-06-12 alone" in capsys.readouterr().out
    page = (program / "private/report/report.html").read_text(encoding="utf-8")
    assert "about 1,030 hours" in page
    assert "School year 2025-26" in page
    assert "no comparison group" in page
    assert "1 more are not shown" in page or "1 more is not shown" in page
    assert "Every person" in page or "every person in it is invented" in page
    first = (program / "private/report/report.pdf").read_bytes()
    assert first.startswith(b"%PDF-")
    assert first.count(b"/Type /Page\n") in (1, 2)
    assert main(["report", "--root", str(program)]) == 0
    assert (program / "private/report/report.pdf").read_bytes() == first
    assert (
        sorted(file.name for file in (program / "private").iterdir()) == ["report"]
        or (program / "private/report").is_dir()
    )
    (program / "site/public.json").unlink()
    assert main(["report", "--root", str(program)]) == 1
    assert "Run `peerloom run` first." in capsys.readouterr().out


def test_a_script_without_a_font_is_told_and_no_box_is_drawn(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = program / "program.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("name: Two Bridges Peer Mentoring", "name: 橋", 1), encoding="utf-8")
    assert main(["report", "--root", str(program)]) == 1
    assert "No font here can draw 橋" in capsys.readouterr().out
    assert not (program / "private/report/report.pdf").exists()
    file.write_text(text.replace("name: Two Bridges Peer Mentoring", "name: جسران", 1), encoding="utf-8")
    assert main(["report", "--root", str(program)]) == 0
