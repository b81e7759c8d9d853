"""The canary itself: it must be able to cry."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from peerloom.commands import check
from tests.canary import CANARY, TOKEN, TOKENS, leaking_files, leaks_in, plant

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def caught() -> int:
    """How many tokens the canary saw since; it forgets them, or this test would fail."""
    count = len(CANARY.found)
    CANARY.found.clear()
    return count


def test_tokens_are_seen_in_what_is_printed() -> None:
    caught()
    exec("print('a', 'given-7f3a', file=out)", {"__name__": "peerloom.commands.x", "out": io.StringIO()})  # noqa: S102 - as if the kit printed it
    assert caught() == 1
    exec("print('given-7f3a', file=out)", {"__name__": "tests.x", "out": io.StringIO()})  # noqa: S102 - a test may
    assert caught() == 0
    assert leaks_in(f"{TOKEN.upper()} tok-3c tok-3cx") == ["ZWQKANARI", "tok-3c"]
    assert leaks_in("nothing, m-7f3aqx") == []
    assert check.__name__.startswith("peerloom")


def test_tokens_are_seen_in_what_a_test_takes_out(capsys: pytest.CaptureFixture[str]) -> None:
    caught()
    print("family-91bc")  # noqa: T201 - this is the case
    assert "family-91bc" in capsys.readouterr().out
    assert caught() == 1


def test_files_outside_private_folders_are_looked_at(tmp_path: Path) -> None:
    for name in ("site/public/a.html", "private/a.csv", "responses/b.csv", "site/public.json", f"{TOKEN}.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x" if TOKEN in name else f"x{TOKEN.upper()}x", encoding="utf-8")
    assert leaking_files(tmp_path) == ["site/public/a.html", "site/public.json", f"{TOKEN}.txt"]
    for name in ("site/public/a.html", "site/public.json", f"{TOKEN}.txt"):
        (tmp_path / name).unlink()


def test_planting_is_the_same_everywhere(tmp_path: Path) -> None:
    folder = tmp_path / "responses"
    folder.mkdir()
    (folder / "a.csv").write_text("Name,Mail,Why\nAna Roe,a@b.example,because\nAna,,\n", encoding="utf-8")
    (folder / "b.csv").write_text('Whom\n"Ana Roe, a@b.example"\n', encoding="utf-8")
    assert plant(folder, ["Name"], ["Why"]) == 3
    planted = (folder / "a.csv").read_text(encoding="utf-8") + (folder / "b.csv").read_text(encoding="utf-8")
    assert planted.count(f"Ana Roe{TOKEN}") == 2
    assert f"because {TOKEN}" in planted
    assert TOKENS.search(planted)
