"""The page that checks a certificate, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from peerloom.certificates.awards import LETTER, Earned
from peerloom.certificates.codes import code_of, table
from peerloom.files import templates_folder

if TYPE_CHECKING:
    from pathlib import Path

    from selenium.webdriver import Chrome

KEY = b"k" * 32


@pytest.mark.browser
def test_a_code_is_looked_up_in_the_page_and_any_spelling_of_it_will_do(chrome: Chrome, tmp_path: Path) -> None:
    from selenium.webdriver.support.ui import WebDriverWait  # noqa: PLC0415 - only with a browser

    one = Earned("M-1", "given-7f3a", "mentor", "2025", LETTER, "Letter", 1500, 0, 3, 0)
    salt, rows = table(KEY, [one], (LETTER,), ("2025",))
    code = code_of(KEY, one, 25)
    script = (templates_folder() / "assets" / "components.js").read_text(encoding="utf-8")
    (tmp_path / "page.html").write_text(
        f'<!doctype html><meta charset="utf-8"><div data-check data-salt="{salt}" data-rows="{" ".join(rows)}">'
        "<ul hidden data-kinds><li>Letter of hours</li></ul><ul hidden data-rounds><li>Year 2025</li></ul></div>"
        f"<script>{script}</script>",
        encoding="utf-8",
    )
    chrome.get((tmp_path / "page.html").as_uri())

    def said(typed: str) -> str:
        chrome.execute_script(
            "const box = document.querySelector('[data-check]'); box.querySelector('[role=status]').textContent = '';"
            "box.querySelector('input').value = arguments[0]; box.querySelector('form').requestSubmit();",
            typed,
        )
        look = "return document.querySelector('[role=status]').textContent"
        return str(WebDriverWait(chrome, 20, 0.05).until(lambda browser: browser.execute_script(look)))

    wanted = "This code is ours. Letter of hours, Year 2025, at least 25 hours."
    assert said(code) == wanted
    assert said(code.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == wanted
    assert said("XXXX-XXXX-XXXX-XXXX").startswith("We do not know this code.")
    assert "given-7f3a" not in chrome.page_source
