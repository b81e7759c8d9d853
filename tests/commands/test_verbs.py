"""The commands and what is written about them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from peerloom.cli import app, main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
GROUP: Any = typer.main.get_command(app)
VERBS = sorted(GROUP.commands)
PARTS = dict(re.findall(r"^## ([a-z-]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
DOORS = sorted(
    file.stem
    for file in (ROOT / "scripts").glob("*.py")
    if "door(" in file.read_text(encoding="utf-8") and file.stem != "environment"
)


def options(verb: str) -> list[str]:
    return [
        name
        for one in GROUP.commands[verb].params
        for name in (*one.opts, *one.secondary_opts)
        if name.startswith("--")
    ]


def test_the_verbs_were_found() -> None:
    assert len(VERBS) >= 10
    assert len([option for verb in VERBS for option in options(verb)]) > 20


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_and_its_options_are_in_docs_commands(verb: str) -> None:
    assert f"| [{verb}](#{verb}) |" in PAGE
    assert re.search(rf"^    peerloom {verb}( [^-].*)?$", PARTS[verb], re.MULTILINE)
    assert [option for option in options(verb) if f"`{option}`" not in PARTS[verb]] == []


def test_docs_commands_tells_nothing_that_is_not_there() -> None:
    assert sorted(PARTS) == VERBS
    for verb, text in PARTS.items():
        assert set(re.findall(r"--[a-z][a-z-]*", text)) <= {name for one in VERBS for name in options(one)}, verb


@pytest.mark.parametrize("verb", VERBS)
def test_help_has_a_sentence_and_an_example_that_can_be_run(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, "--help"]) == 0
    told = capsys.readouterr().out
    example = re.search(rf"Example: (peerloom {verb}\b.*)", told)
    assert example is not None
    assert set(re.findall(r"--[a-z-]+", example[1])) <= set(options(verb))
    assert GROUP.commands[verb].help


def test_every_door_is_a_verb_and_a_few_lines() -> None:
    assert {"run", "check", "sync", "pair", "build", "serve", "simulate"} <= set(DOORS) <= set(VERBS)
    for door in DOORS:
        text = (ROOT / "scripts" / f"{door}.py").read_text(encoding="utf-8")
        assert f'door("{door}")' in text
        assert len([line for line in text.partition('"""\n\n')[2].splitlines() if line]) <= 5


def test_a_door_passes_words_and_status_on(tmp_path: Path) -> None:
    """The doors run in any folder; only what they install is left out here."""
    stand_in = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import environment; environment.environment = lambda lock: sys.executable;"
        "raise SystemExit(environment.door(sys.argv.pop(1)))"
    )
    command = [sys.executable, "-c", stand_in, str(ROOT / "scripts"), "check"]
    done = subprocess.run(
        [*command, "--root", str(tmp_path)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "There is no program.yaml here." in done.stdout) == (1, True)
    done = subprocess.run([*command, "--format", "xml"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2


HEAVY = (
    "mkdocs",
    "markdown",
    "material",
    "numpy",
    "scipy",
    "rustworkx",
    "gspread",
    "google",
    "jinja2",
    "python_calamine",
    "sqlite3",
    "http.server",
)


@pytest.mark.parametrize(
    "words", [["check"], ["check", "--format", "github"], ["--help"], ["run", "--help"], ["schema"]]
)
def test_quick_verbs_import_nothing_heavy(words: list[str], program: Path) -> None:
    code = "import sys; from peerloom.cli import main; status = main(sys.argv[1:]); print(status, *sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=program, capture_output=True, text=True, check=True)
    status, *modules = done.stderr.split()
    assert status == "0"
    assert "peerloom.cli" in modules
    assert [name for name in HEAVY if name in modules] == []


NOT_FOR_PAIRS = ("mkdocs", "markdown", "material", "gspread", "google", "jinja2", "http.server", "scipy.optimize")


def test_pairing_a_small_round_waits_for_no_library_that_it_does_not_need() -> None:
    code = "import sys, peerloom.cli, peerloom.commands.run, peerloom.commands.state, peerloom.matching.propose; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = done.stdout.split()
    assert "peerloom.matching.solve" in modules
    assert [name for name in (*NOT_FOR_PAIRS, "peerloom.matching.large") if name in modules] == []
