from __future__ import annotations

import io
import re

import pytest

from peerloom.commands.steps import steps


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def do(out: io.StringIO) -> str:
    with steps(out, 2) as job:
        with job.step("Reading [the answers]") as said:
            said("3 files")
        with job.step("Building"):
            pass
    return out.getvalue()


def test_elsewhere_each_step_is_one_plain_line() -> None:
    assert re.sub(r"\d+\.\d s", "N s", do(io.StringIO())) == (
        f"{'Reading [the answers]':<34}   N s  3 files\n{'Building':<34}   N s\n"
    )


def test_a_terminal_shows_a_bar_and_keeps_the_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    shown = do(Terminal())
    assert "━" in shown
    lines = [
        line for line in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown).replace("\r", "\n").split("\n") if " s" in line
    ]
    assert any(re.search(r"^Reading \[the answers\] +\d+\.\d s  3 files", line) for line in lines)


@pytest.mark.parametrize("out", [io.StringIO(), Terminal()])
def test_a_step_that_fails_is_not_told_as_done(out: io.StringIO) -> None:
    with pytest.raises(KeyError), steps(out, 1) as job, job.step("Reading"):
        raise KeyError("given-7f3a")
    assert not re.search(r"Reading +\d+\.\d s", out.getvalue())
    assert "7f3a" not in out.getvalue()
