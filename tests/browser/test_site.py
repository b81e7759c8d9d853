"""The public site, as a visitor meets it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Window = Any  # the fixture of conftest.py

AXE_RUN = """
const done = arguments[0];
axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
   .then(found => done(found.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | '))))
   .catch(error => done([String(error)]));
"""


def pages(demo: Path) -> list[str]:
    public = demo / "site" / "public"
    found = sorted(file.relative_to(public).as_posix() for file in public.rglob("*.html"))
    assert len(found) > 50
    return found


def wait(true: Callable[[], object], seconds: float = 10) -> None:
    """Wait until something holds; fail when it does not in time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_has_an_accessibility_violation(window: Window, demo: Path, axe: str, dark: bool) -> None:
    window.chrome.set_script_timeout(60)
    wrong = {}
    for page in pages(demo):
        window.look(page, dark=dark)
        assert window.run("return document.body.dataset.mdColorScheme") == ("slate" if dark else "default")
        window.run(axe)
        found = window.chrome.execute_async_script(AXE_RUN)
        if found:
            wrong[page] = found
    assert wrong == {}


@pytest.mark.slow
def test_no_page_asks_another_host_complains_or_scrolls_sideways_on_a_phone(window: Window, demo: Path) -> None:
    wrong = []
    for page in pages(demo):
        window.look(page, width=390)
        # Not window.innerWidth: on a phone it grows with what is too wide.
        wide = window.run("return document.documentElement.scrollWidth") - 390
        if wide > 0:
            wrong.append(f"{page} is {wide} px too wide")
        wrong += [f"{page}: {message}" for message in window.errors() if "favicon" not in message]
    assert wrong == []
    assert window.hosts() == {window.address.split("/")[2]}


def test_the_way_to_help_is_on_every_page(window: Window) -> None:
    for page in ("index.html", "training/listening/index.html", "404.html"):
        window.look(page)
        assert window.run("return [...document.querySelectorAll('a')].some(a => /help now/i.test(a.textContent))"), page


def test_search_finds_a_module(window: Window) -> None:
    window.look("index.html")
    box = window.chrome.find_element("css selector", "input.md-search__input")
    window.run("document.querySelector('#__search').checked = true; arguments[0].focus()", box)
    box.send_keys("conflict")
    wait(lambda: window.run("return document.querySelectorAll('.md-search-result__item').length") > 0)
    assert window.errors() == []


def shown(window: Window, selector: str) -> int:
    script = "return [...document.querySelectorAll(arguments[0])].filter(e => e.offsetParent !== null).length"
    return int(window.run(script, selector))


@pytest.mark.parametrize("page", ["partners/index.html", "prompts/index.html"])
def test_filters_narrow_the_list_and_say_how_many_are_left(window: Window, page: str) -> None:
    window.look(page)
    everything = shown(window, ".pl-card")
    assert everything >= 12
    pick = "const s = document.querySelectorAll('[data-filters] select')[arguments[0]]; s.selectedIndex = arguments[1];"
    window.run(pick + "s.dispatchEvent(new Event('change', {bubbles: true}))", 0, 1)
    left = shown(window, ".pl-card")
    assert 0 < left < everything
    assert window.run("return document.querySelector('.pl-count').textContent") == f"{left} of {everything} shown"
    window.run("document.querySelector('[data-clear]').click()")
    assert shown(window, ".pl-card") == everything


def test_without_a_script_everything_is_still_there(window: Window) -> None:
    window.chrome.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        window.look("training/listening/index.html")
    finally:
        window.chrome.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    text = window.run("return document.body.innerText")
    assert "Why it matters" in text
    assert shown(window, ".pl-scene") > 1
    assert shown(window, "[data-filters], [data-print]") == 0


def test_a_role_play_is_clicked_through_to_its_end(window: Window) -> None:
    window.look("training/listening/index.html")
    window.run("document.querySelector('[data-play]').id = 'the-play'")
    assert shown(window, "#the-play .pl-scene") == 1
    scenes = 0
    while scenes < 6:
        scenes += 1
        window.run("""
            const scenes = [...document.querySelector('[data-play]').querySelectorAll('.pl-scene')].filter(e => !e.hidden);
            scenes[scenes.length - 1].querySelector('.pl-choice summary').click();
        """)
        time.sleep(0.1)  # the toggle of a details element comes a moment after the click
        on = """
            const on = [...document.querySelectorAll('#the-play .pl-choice[open] .pl-on button')]
                .filter(e => e.offsetParent !== null).pop();
            const box = document.querySelector('[data-play]');
            if (on && !box.querySelector('.pl-end').textContent) { on.click(); return true; }
            return false;
        """
        if not window.run(on):
            break
        assert window.run("return document.activeElement.classList.contains('pl-scene-text')")  # focus follows
    assert scenes >= 2
    assert window.run("return document.querySelector('[data-play] .pl-end').textContent") == "The role play ends here."
    window.run(
        "[...document.querySelectorAll('[data-play] button')].find(b => b.textContent === 'Start again').click()"
    )
    assert shown(window, "#the-play .pl-scene") == 1
    assert window.errors() == []


def test_role_plays_and_filters_work_by_keyboard_alone(window: Window) -> None:
    from selenium.webdriver import Keys  # noqa: PLC0415 - only with a browser

    window.look("training/listening/index.html")
    window.run("document.querySelector('[data-play]').id = 'the-play'")
    window.chrome.find_element("css selector", "#the-play .pl-choice summary").send_keys(Keys.ENTER)
    wait(lambda: shown(window, "#the-play .pl-choice[open] .pl-outcome") == 1)
    window.chrome.find_element("css selector", "#the-play .pl-choice[open] .pl-on button").send_keys(Keys.SPACE)
    wait(lambda: shown(window, "#the-play .pl-scene") == 2)
    assert window.run("return document.activeElement.classList.contains('pl-scene-text')")
    window.look("partners/index.html")
    everything = shown(window, ".pl-card")
    window.chrome.find_element("css selector", "[data-filters] select").send_keys(Keys.ARROW_DOWN)
    wait(lambda: 0 < shown(window, ".pl-card") < everything)
    window.chrome.find_element("css selector", "[data-clear]").send_keys(Keys.ENTER)
    wait(lambda: shown(window, ".pl-card") == everything)
    assert window.errors() == []


def test_a_self_check_says_why_and_counts(window: Window) -> None:
    window.look("training/listening/index.html")
    assert shown(window, ".pl-question") >= 3
    window.run("document.querySelector('.pl-question .pl-choice[data-right=yes] summary').click()")
    wait(lambda: window.run("return document.querySelector('.pl-score').textContent") != "")
    assert window.run("return document.querySelector('.pl-score').textContent").startswith(
        "1 of 1 right at the first try."
    )
    assert "Right." in window.run("return document.querySelector('.pl-choice[open]').innerText")


def test_a_page_follows_the_system_until_somebody_chooses(window: Window) -> None:
    scheme = "return document.body.dataset.mdColorScheme"
    try:
        for dark in (False, True, False):
            window.look("about/index.html", dark=dark)
            assert window.run(scheme) == ("slate" if dark else "default")
        window.run("[...document.querySelectorAll('.md-header__option label')].find(e => !e.hidden).click()")
        wait(lambda: window.run(scheme) == "slate")
        window.look("index.html")
        assert window.run(scheme) == "slate"  # what was chosen is kept, on every page
    finally:
        window.run("localStorage.clear()")


def test_the_keyboard_reaches_the_content_first(window: Window) -> None:
    from selenium.webdriver import ActionChains, Keys  # noqa: PLC0415 - only with a browser

    window.look("training/listening/index.html")
    ActionChains(window.chrome).send_keys(Keys.TAB).perform()
    focused = window.run("return document.activeElement.getAttribute('href') || ''")
    assert focused.startswith("#")
    outline = window.run("const s = getComputedStyle(document.activeElement); return s.outlineStyle + s.boxShadow")
    assert outline != "nonenone"


def test_no_script_runs_but_the_kits(window: Window) -> None:
    window.look("index.html")
    window.run("const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s)")
    window.run("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran = 1\">')")
    window.run("document.body.insertAdjacentHTML('beforeend', '<a id=\"odd\" href=\"javascript:window.ran=1\">x</a>')")
    window.run("document.getElementById('odd').click()")
    assert window.run("return window.ran === undefined")
    assert any("Content Security Policy" in message for message in window.errors())
