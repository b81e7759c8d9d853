"""The table of who may import whom. Privacy is an import rule: a page cannot leak a name that it cannot reach."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "peerloom"

MAY: dict[str, set[str]] = {
    "problems": set(),
    "files": set(),
    "needle": set(),
    "private": set(),
    "readable": set(),
    "spreadsheet": {"problems"},
    "definition": {"problems"},
    "sources": {"problems"},
    "ledger": {"problems", "sources"},
    "people": {"definition", "ledger", "needle", "problems", "private", "readable", "sources"},
    "matching": {"definition", "people", "private", "problems", "readable", "spreadsheet"},
    "support": {"definition", "people", "private", "problems"},
    "messages": {"definition", "people", "private", "problems", "readable", "spreadsheet", "support"},
    "evaluation": {"definition", "people", "private", "problems", "spreadsheet", "support"},
    "disclosure": {"definition", "evaluation"},
    "standards": {"definition", "evaluation", "people", "problems", "support"},
    "pages": {
        "definition",
        "disclosure.public",
        "problems",
        "private",
        "readable",
        "standards.findings",
        "standards.followed",
        "standards.written",
    },
    "desk": {
        "definition",
        "disclosure.public",
        "evaluation",
        "matching",
        "messages.letter",
        "people",
        "problems",
        "private",
        "readable",
        "standards",
        "support",
    },
    "certificates": {"definition", "people", "private", "problems", "readable"},
    "report": {"definition", "desk.templating", "disclosure.public", "pages", "problems", "readable"},
    "site": {"definition", "files", "needle", "pages", "problems"},
    "google": {"problems"},
    "simulate": {"definition", "evaluation", "matching", "people", "spreadsheet"},
}
HEAVY = {
    "yaml": {"definition", "site"},
    "pydantic": {"definition"},
    "pydantic_core": {"definition"},
    "numpy": {"disclosure", "matching"},
    "scipy": {"disclosure", "matching"},
    "rustworkx": {"matching"},
    "jinja2": {"pages", "desk", "messages", "certificates", "report"},
    "fpdf": {"certificates", "report"},
    "fontTools": {"certificates", "report"},
    "mkdocs": {"site"},
    "markdown": set(),
    "gspread": {"google"},
    "google": {"google"},
    "requests": {"google"},
    "typer": {"cli"},
    "python_calamine": {"sources"},
    "sqlite3": {"ledger"},
}


def imports() -> list[tuple[str, str, str]]:
    """(file, the layer it is in, the module that it imports) for every import of every file."""
    found = []
    for file in sorted(SOURCE.rglob("*.py")):
        inside = file.relative_to(SOURCE)
        layer = inside.parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{inside} imports relatively"
                names = [node.module or ""]
                if node.module == "peerloom":
                    names = [f"peerloom.{alias.name}" for alias in node.names]
            found += [(inside.as_posix(), layer, name) for name in names]
    return found


ALL = imports()


def test_the_files_were_found() -> None:
    layers = {layer for _, layer, _ in ALL}
    assert set(MAY) - layers <= {"needle"}
    assert len(ALL) > 200
    assert layers - set(MAY) <= {"cli", "commands", "__init__", "__main__"}


@pytest.mark.parametrize("layer", sorted(MAY))
def test_a_layer_imports_only_what_it_may(layer: str) -> None:
    wrong = []
    for file, own, name in ALL:
        if own == layer and name.startswith("peerloom."):
            module = name.removeprefix("peerloom.")
            allowed = {layer, *MAY[layer]}
            if not any(module == ok or module.startswith(f"{ok}.") for ok in allowed):
                wrong.append(f"{file} imports {name}")
    assert wrong == []


def test_what_pages_may_know_of_the_standard_knows_nobody() -> None:
    of_pages = {"standards/findings.py", "standards/followed.py", "standards/written.py"}
    mine = [(file, name) for file, _, name in ALL if file in of_pages and name.startswith("peerloom.")]
    assert {file for file, _ in mine} == {"standards/followed.py", "standards/written.py"}
    allowed = (
        "peerloom.definition.",
        "peerloom.problems",
        *(f"peerloom.{name[:-3].replace('/', '.')}" for name in of_pages),
    )
    assert [(file, name) for file, name in mine if not name.startswith(allowed)] == []


@pytest.mark.parametrize("library", sorted(HEAVY))
def test_a_library_lives_in_its_place(library: str) -> None:
    wrong = [
        f"{file} imports {name}"
        for file, layer, name in ALL
        if name.split(".")[0] == library and layer not in HEAVY[library]
    ]
    assert wrong == []


def test_no_clock_and_no_randomness_below_the_shell() -> None:
    pure = set(MAY) - {"site", "sources", "ledger", "simulate", "files", "google"}
    wrong = []
    for file in sorted(SOURCE.rglob("*.py")):
        inside = file.relative_to(SOURCE)
        if inside.parts[0].removesuffix(".py") in pure:
            text = file.read_text(encoding="utf-8")
            words = (
                "datetime.now",
                "date.today",
                "time.time(",
                "import random",
                "os.environ",
                "uuid4",
                "import secrets",
            )
            wrong += [f"{inside}: {word}" for word in words if word in text]
    assert wrong == []
