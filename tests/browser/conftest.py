"""A real Chromium that looks at the built demo site over a real server on loopback."""

from __future__ import annotations

import functools
import json
import os
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver import Chrome

AXE = Path(__file__).parents[2] / ".test-tools" / "node_modules" / "axe-core" / "axe.min.js"
IN_CI = bool(os.environ.get("CI"))  # read once: tests run without it
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def address(demo: Path) -> Iterator[str]:
    """Where the demo site is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(demo / "site" / "public")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def axe() -> str:
    if not AXE.exists():
        if IN_CI:
            pytest.fail("axe-core is missing; scripts/test.py installs it")
        pytest.skip("axe-core is missing; scripts/test.py installs it")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    from selenium.webdriver import Chrome, ChromeOptions, ChromeService  # noqa: PLC0415 - only with a browser

    browser = next((found for name in _NAMES if (found := shutil.which(name))), None)
    driver = shutil.which("chromedriver")
    if browser is None or driver is None:
        if IN_CI:
            pytest.fail("Chromium or its driver is missing")
        pytest.skip("Chromium or its driver is missing; scripts/test.py says how to get them")
    options = ChromeOptions()
    options.binary_location = browser
    for word in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--force-color-profile=srgb",
        "--hide-scrollbars",
        f"--user-data-dir={tmp_path_factory.mktemp('chrome')}",
    ):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    made = Chrome(options=options, service=ChromeService(executable_path=driver))
    made.set_page_load_timeout(60)
    yield made
    made.quit()


class Window:
    """The browser with the few things that the tests do."""

    def __init__(self, chrome: Chrome, address: str) -> None:
        self.chrome = chrome
        self.address = address

    def look(self, path: str, *, dark: bool = False, width: int = 1280, motion: str = "reduce") -> None:
        """Open a page of the site in a scheme and a width."""
        features = [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": motion},
        ]
        self.chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 700}
        self.chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.chrome.get(f"{self.address}/{path}" if "://" not in path else path)

    def run(self, script: str, *values: object) -> Any:
        return self.chrome.execute_script(script, *values)

    def errors(self) -> list[str]:
        """What the browser complained about since the last call."""
        return [entry["message"] for entry in self.chrome.get_log("browser") if entry["level"] in {"SEVERE", "WARNING"}]  # type: ignore[no-untyped-call] # selenium has no type here

    def hosts(self) -> set[str]:
        """Every host that was asked for something since the last call."""
        found = set()
        for entry in self.chrome.get_log("performance"):  # type: ignore[no-untyped-call] # selenium has no type here
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                url = message["params"]["request"]["url"]
                if url.startswith(("http:", "https:", "ws:")):
                    found.add(url.split("/")[2])
        return found


@pytest.fixture
def window(chrome: Chrome, address: str) -> Window:
    made = Window(chrome, address)
    made.errors()
    made.hosts()
    return made
