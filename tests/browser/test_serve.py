"""``peerloom serve`` as somebody sees it who writes: pages follow, and a mistake lies over the last good page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.commands.conftest import PROGRAM, write_small
from tests.commands.test_serve import Served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from selenium.webdriver import Chrome


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    write_small(tmp_path)
    made = Served(tmp_path)
    yield made
    made.stop()


def until(chrome: Chrome, script: str) -> Any:
    """Wait until a script gives something."""
    from selenium.webdriver.support.ui import WebDriverWait  # noqa: PLC0415 - only with a browser

    return WebDriverWait(chrome, 30, 0.05).until(lambda browser: browser.execute_script(f"return {script}"))


def test_the_page_follows_and_a_mistake_comes_and_goes(chrome: Chrome, served: Served) -> None:
    served.until("'Some plain words.' in s.page()")
    chrome.get_log("browser")  # type: ignore[no-untyped-call] # selenium has no type here
    chrome.get(f"http://127.0.0.1:{served.browser.port}/guides/second/")
    until(chrome, "document.querySelector('article').textContent.includes('Some plain words.')")

    served.write("content/guides/second.md", "## Go on\n\nOther words.\n")
    until(chrome, "document.querySelector('article').textContent.includes('Other words.')")

    served.write("program.yaml", PROGRAM.replace("tagline: One hour a week.", "tagine: <img src=x>"))
    told = until(chrome, "document.querySelector('#peerloom-report')?.innerText")
    assert 'program.yaml:4:3: "tagine" is not a field here.\n   4 |   tagine: <img src=x>\n         ^\n' in told
    assert chrome.execute_script("return document.querySelectorAll('#peerloom-report img').length") == 0
    assert "Other words." in until(chrome, "document.querySelector('article').textContent")
    colours = chrome.execute_script(
        "const box = getComputedStyle(document.querySelector('#peerloom-report')); return [box.color, box.position]"
    )
    assert colours == ["rgb(255, 255, 255)", "fixed"]

    served.write("program.yaml", PROGRAM)
    until(chrome, "document.querySelector('#peerloom-report') === null")
    assert [entry["message"] for entry in chrome.get_log("browser") if entry["level"] == "SEVERE"] == []  # type: ignore[no-untyped-call] # selenium has no type here
