"""The coordinator's desk, opened from the disk as a coordinator opens it: without a server."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from selenium.webdriver.remote.webelement import WebElement

    Window = Any  # the fixture of conftest.py

AXE_RUN = """
const done = arguments[0];
axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
   .then(found => done(found.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | '))))
   .catch(error => done([String(error)]));
"""
PAGES = (
    "index",
    "pairings",
    "waiting",
    "matches",
    "people",
    "cards",
    "figures",
    "data",
    "forms",
    "letters",
    "standards",
    "safety",
)


@pytest.fixture
def file(demo: Path) -> str:
    """Where the demo's desk starts, as an address of the disk."""
    folder = demo / "private" / "desk"
    assert sorted(page.stem for page in folder.glob("*.html")) == sorted(PAGES)
    return folder.resolve().as_uri()


def look(window: Window, address: str, **how: object) -> None:
    """Open a page anew: a change behind # alone would not load it."""
    window.chrome.get("about:blank")
    window.look(address, **how)


@pytest.mark.slow
@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 1280), (False, 390)])
def test_no_page_has_an_accessibility_violation(window: Window, file: str, axe: str, dark: bool, width: int) -> None:
    window.chrome.set_script_timeout(120)
    wrong = {}
    for page in PAGES:
        look(window, f"{file}/{page}.html", dark=dark, width=width)
        window.run("document.querySelectorAll('details').forEach(box => { box.open = true; })")
        window.run(axe)
        found = window.chrome.execute_async_script(AXE_RUN)
        if found:
            wrong[page] = found
    assert wrong == {}


@pytest.mark.parametrize("width", [390, 800, 1200, 1280])
def test_no_page_complains_asks_anybody_or_scrolls_sideways(window: Window, file: str, width: int) -> None:
    for page in PAGES:
        look(window, f"{file}/{page}.html", width=width)
        assert window.run("return document.documentElement.scrollWidth") <= width, page
        assert (
            window.run(
                "return [...document.querySelectorAll('.sheet')].filter(s => s.scrollWidth > s.clientWidth + 1).length"
            )
            == 0
        ), page
        assert window.run("return getComputedStyle(document.querySelector('h1')).fontWeight") == "600", (
            "the style did not run"
        )
    assert window.errors() == []
    assert window.hosts() == set()


def rows(window: Window) -> list[str]:
    """The names in the first column, of the rows that are shown."""
    script = "return [...document.querySelectorAll('#people-list tbody tr')].filter(r => r.offsetParent).map(r => r.cells[0].dataset.sort)"
    found: list[str] = window.run(script)
    return found


def heading(window: Window, words: str) -> WebElement:
    script = "return [...document.querySelectorAll('#people-list thead th')].find(h => h.textContent.trim() === arguments[0])"
    found: WebElement = window.run(script, words)
    return found


def test_a_table_sorts_by_mouse_and_by_keyboard_and_says_so(window: Window, file: str) -> None:
    from selenium.webdriver import Keys  # noqa: PLC0415 - only with a browser

    look(window, f"{file}/people.html")
    everybody = rows(window)
    assert len(everybody) > 20
    head = heading(window, "Person")
    assert head.get_attribute("aria-sort") is None
    head.find_element("tag name", "button").click()
    up = rows(window)
    assert head.get_attribute("aria-sort") == "ascending"
    assert sorted(up) == sorted(everybody)
    assert up[0].casefold() <= up[-1].casefold()
    head.find_element("tag name", "button").send_keys(Keys.SPACE)
    assert head.get_attribute("aria-sort") == "descending"
    assert rows(window)[0] == up[-1]
    other = heading(window, "Training").find_element("tag name", "button")
    other.send_keys(Keys.ENTER)
    assert head.get_attribute("aria-sort") is None
    minutes = [
        int(text)
        for text in window.run(
            "return [...document.querySelectorAll('#people-list tbody tr')].map(r => r.cells[4].dataset.sort)"
        )
    ]
    assert minutes == sorted(minutes)
    assert (
        window.run("return document.querySelector('.sheet > [role=status]').textContent")
        == "Sorted by Training, from the start."
    )
    assert window.errors() == []


def test_filters_narrow_the_list_by_words_and_picks(window: Window, file: str) -> None:
    from selenium.webdriver import Keys  # noqa: PLC0415 - only with a browser
    from selenium.webdriver.support.select import Select  # noqa: PLC0415 - only with a browser

    look(window, f"{file}/people.html")
    everybody = rows(window)
    Select(window.chrome.find_element("css selector", "[data-filters] select[data-key=role]")).select_by_value("mentor")
    mentors = rows(window)
    assert 0 < len(mentors) < len(everybody)
    find = window.chrome.find_element("css selector", "[data-filters] input")
    find.send_keys(mentors[0].upper())
    assert mentors[0] in rows(window)
    assert len(rows(window)) < len(mentors)
    assert (
        window.run("return document.querySelector('.count').textContent")
        == f"{len(rows(window))} of {len(everybody)} shown"
    )
    clear = window.chrome.find_element("css selector", "[data-clear]")
    clear.send_keys(Keys.ENTER)
    assert rows(window) == everybody
    assert window.run("return document.activeElement === arguments[0]", find)


def test_a_link_can_open_a_list_filtered(window: Window, file: str) -> None:
    look(window, f"{file}/people.html#role=mentee")
    assert window.run(
        "return [...document.querySelectorAll('#people-list tbody tr')].filter(r => r.offsetParent).every(r => r.dataset.role === 'mentee')"
    )
    assert window.run("return document.querySelector('[data-key=role]').value") == "mentee"


def test_forms_are_found_by_who_fills_them_in_and_by_a_word(window: Window, file: str) -> None:
    look(window, f"{file}/forms.html#who=family")
    shown = "return [...document.querySelectorAll('.form-sheet')].filter(f => f.offsetParent).map(f => f.dataset.who)"
    families = window.run(shown)
    assert families
    assert set(families) == {"family"}
    window.chrome.find_element("css selector", "[data-filters] input").send_keys("no-such-word")
    assert window.run(shown) == []


def test_printed_pairings_stand_several_on_a_page(window: Window, file: str) -> None:
    look(window, f"{file}/pairings.html")
    pairs = window.run(
        "document.querySelector('#settled-list').remove(); return document.querySelectorAll('.proposal').length"
    )
    assert pairs > 5
    paper = {"paperWidth": 8.27, "paperHeight": 11.69}  # A4 in inches
    made = base64.b64decode(window.chrome.execute_cdp_cmd("Page.printToPDF", paper)["data"])
    assert len(re.findall(rb"/Type\s*/Page\b", made)) <= pairs / 2


def test_without_the_script_every_row_is_there(window: Window, file: str) -> None:
    window.chrome.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        look(window, f"{file}/people.html")
    finally:
        window.chrome.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert len(rows(window)) > 20
    assert window.run("return document.querySelectorAll('.sort').length") == 0
    assert window.run("return [...document.querySelectorAll('[data-filters]')].every(box => box.offsetParent === null)")


def test_no_other_script_runs(window: Window, file: str) -> None:
    look(window, f"{file}/index.html")
    window.run(
        "const s = document.createElement('script'); s.textContent = 'window.ran = true'; document.body.append(s)"
    )
    window.run("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran = true\">')")
    assert window.run("return window.ran === undefined")
    assert any("Content Security Policy" in message for message in window.errors())


def test_the_keyboard_reaches_the_content_first_and_focus_is_seen(window: Window, file: str) -> None:
    from selenium.webdriver import ActionChains, Keys  # noqa: PLC0415 - only with a browser

    look(window, f"{file}/index.html")
    ActionChains(window.chrome).send_keys(Keys.TAB).perform()
    assert window.run("return document.activeElement.getAttribute('href')") == "#main"
    assert window.run("const s = getComputedStyle(document.activeElement); return s.outlineStyle") == "solid"
    ActionChains(window.chrome).send_keys(Keys.ENTER).perform()
    assert window.run("return document.activeElement.id") == "main"
