from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from peerloom.cli import main
from peerloom.definition.reader import read_program
from peerloom.definition.standard_forms import forms_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from peerloom.definition.forms import Form
    from peerloom.disclosure.audit import Need, Watch
    from peerloom.disclosure.intruder import System
    from peerloom.disclosure.known import Known

    Golden = Callable[[str, Mapping[str, str]], None]

pytest_plugins = ("tests.canary", "tests.loopback")

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden"

# Example tests that a busy machine cannot fail: no deadline. Choose with --hypothesis-profile.
settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=200, deadline=None, derandomize=True, database=None)
settings.register_profile("nightly", max_examples=10_000, deadline=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture(scope="session", autouse=True)
def one_attack() -> Iterator[None]:
    """The same release withstands the same attack: within a test run it is made once. It takes some seconds."""
    from peerloom.commands import disclose  # noqa: PLC0415 - only when tests run
    from peerloom.disclosure.intruder import attack  # noqa: PLC0415

    withstood: set[str] = set()

    def remembered(system: System, known: Known, release: int, watch: Watch, wanted: Sequence[Need]) -> object:
        key = repr((system.size, system.rows, release, watch.who, wanted))
        found = None if key in withstood else attack(system, known, release, watch, wanted)
        if found is None:
            withstood.add(key)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disclose, "attack", remembered)
        yield


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test runs as on a coordinator's computer, also on a build machine; it says so when it is about public logs."""
    monkeypatch.delenv("CI", raising=False)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="keep what is made now as what is expected; review the diff")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare everything that was made (path -> text) with a folder of tests/golden, one file more or less included.

    ``pytest --bless`` keeps what is made now. Nothing made is never accepted.
    """

    def compare(name: str, made: Mapping[str, str]) -> None:
        assert made, "nothing was made"
        folder = GOLDEN / name
        kept = {file.relative_to(folder).as_posix(): file for file in sorted(folder.rglob("*")) if file.is_file()}
        if request.config.getoption("--bless"):
            for path in kept.keys() - made.keys():
                kept[path].unlink()
            for path, text in made.items():
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(text.encode())
            return
        assert made == {path: file.read_bytes().decode() for path, file in kept.items()}

    return compare


def _forms() -> Sequence[Form]:
    program = read_program((ROOT / "program.yaml").read_text(encoding="utf-8")).program
    assert program is not None
    return forms_of(program)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo program in a folder of its own, after ``peerloom run``. No test may change it.

    Its answers hold the tokens of ``tests/canary.py``.
    """
    from tests.canary import plant  # noqa: PLC0415 - pytest loads the plugin itself, after this file

    root = tmp_path_factory.mktemp("demo")
    for name in ("program.yaml", "mkdocs.yml", "allowed.yaml"):
        shutil.copy(ROOT / name, root / name)
    for name in ("content", "responses"):
        shutil.copytree(ROOT / name, root / name)
    questions = [question for form in _forms() for question in form.questions if question.share != "public"]
    names = [question.ask for question in questions if question.id in {"name", "guardian_name", "child"}]
    assert plant(root / "responses", names, [one.ask for one in questions if one.type == "long"]) > 1000
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CI", raising=False)  # as a coordinator runs it: with letters, and counts in the log
        assert main(["run", "--root", str(root)]) == 0
    return root
