"""The site on this computer, asked over a real socket; and what a folder looks like to what follows it."""

from __future__ import annotations

import http.client
import io
import json
import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from peerloom.commands.local_server import Shown, answered, start
from peerloom.commands.serve import stamps
from tests.commands.conftest import HEADER, PROGRAM

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = {
    "index.html": b"<html><body>home</body></html>",
    "404.html": b"<html><body>nothing here</body></html>",
    "guides/first/index.html": b"<html><body>first</body></html>",
    "assets/site.css": b"p{}",
    "search/search_index.json": b"{}",
    "events/events.ics": b"BEGIN:VCALENDAR",
    "assets/font.woff2": b"wOF2",
}


class Browser:
    """Asks a server as a browser does, without tidying the path."""

    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, path: str, host: str = "", method: str = "GET") -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.putrequest(method, path, skip_host=True)
        if host != "none":
            connection.putheader("Host", host or f"127.0.0.1:{self.port}")
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, dict(answer.getheaders()), body


@contextmanager
def serving(shown: Shown) -> Iterator[Browser]:
    server = start(shown, 0)
    try:
        yield Browser(server.server_port)
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def shown() -> Shown:
    return Shown(files=FILES)


@pytest.fixture
def browser(shown: Shown) -> Iterator[Browser]:
    with serving(shown) as found:
        yield found


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/guides/first/", "text/html; charset=utf-8"),
        ("/guides/first/?x=1", "text/html; charset=utf-8"),
        ("/assets/site.css", "text/css; charset=utf-8"),
        ("/search/search_index.json", "application/json"),
        ("/events/events.ics", "text/calendar; charset=utf-8"),
        ("/assets/font.woff2", "font/woff2"),
    ],
)
def test_a_file_of_the_site_is_sent_with_its_kind(browser: Browser, path: str, kind: str) -> None:
    status, headers, body = browser.get(path)
    assert (status, headers["Content-Type"]) == (200, kind)
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert int(headers["Content-Length"]) == len(body)
    assert browser.get(path, method="HEAD")[2] == b""


def test_only_html_gets_the_script_and_the_site_stays_without_it(browser: Browser, shown: Shown) -> None:
    body = browser.get("/")[2]
    assert body == b'<html><body>home<script src="/-peerloom/live.js" data-site="0"></script></body></html>'
    assert browser.get("/assets/site.css")[2] == FILES["assets/site.css"]
    assert shown.files["index.html"] == FILES["index.html"]
    status, headers, script = browser.get("/-peerloom/live.js")
    assert (status, headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert b"innerHTML" not in script  # a report holds lines of files


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/guides/",  # a folder without a page: nothing is listed
        "/../program.yaml",
        "/%2e%2e/program.yaml",
        "/guides/..%2f..%2fprogram.yaml",
        "/guides/first/../../index.html",
        "/..%5cprogram.yaml",
        "//127.0.0.1/index.html",
        "//[",
        "/%00",
        "/index.html%00.css",
        "/-peerloom/../index.html",
        "/-peerloom/serve.py",
        "http://127.0.0.1/index.html",
        "/%ff%fe",
    ],
)
def test_no_path_leads_out_of_the_site(browser: Browser, path: str) -> None:
    status, headers, body = browser.get(path)
    assert status == 404
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert b"nothing here" in body


def test_a_page_without_its_slash_is_sent_on_within_the_site(browser: Browser) -> None:
    status, headers, _ = browser.get("/guides/first")
    assert (status, headers["Location"]) == (301, "/guides/first/")
    assert browser.get("//guides/first")[1]["Location"] == "/guides/first/"  # never to a host


@pytest.mark.parametrize(
    "host",
    [
        "elsewhere.example",
        "elsewhere.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "none",
        "127.0.0.1:{port}.x",
        "[::1]:{port}",
    ],
)
@pytest.mark.parametrize("path", ["/", "/-peerloom/changes", "/-peerloom/live.js"])
def test_another_name_for_this_computer_is_refused(browser: Browser, host: str, path: str) -> None:
    status, _, body = browser.get(path, host.format(port=browser.port))
    assert status in {400, 403}
    assert b"home" not in body


def test_localhost_is_this_computer(browser: Browser) -> None:
    assert browser.get("/", f"localhost:{browser.port}")[0] == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_sent(browser: Browser, method: str) -> None:
    assert browser.get("/", method=method)[0] == 501


def test_only_this_computer_is_served(shown: Shown) -> None:
    server = start(shown, 0)
    assert server.server_address[0] == "127.0.0.1"
    server.shutdown()
    server.server_close()


def test_the_next_free_port_is_taken(shown: Shown) -> None:
    first = start(shown, 0)
    second = start(shown, first.server_port)
    assert first.server_port < second.server_port <= first.server_port + 19
    for server in (first, second):
        server.shutdown()
        server.server_close()


def test_a_site_below_a_path_is_served_there(shown: Shown) -> None:
    shown.put(FILES, "/town/")
    with serving(shown) as browser:
        assert browser.get("/town/")[0] == 200
        assert browser.get("/town/guides/first")[1]["Location"] == "/town/guides/first/"
        assert (browser.get("/")[0], browser.get("/")[1]["Location"]) == (302, "/town/")
        assert browser.get("/guides/first/")[0] == 404
        assert browser.get("/-peerloom/live.js")[0] == 200


def test_before_there_is_a_site_the_page_says_so_and_waits() -> None:
    answer = answered(Shown(), "/", "127.0.0.1:1", 1)
    assert answer.status == 503
    assert b"There is no site yet." in answer.body
    assert b"/-peerloom/live.js" in answer.body


def news(browser: Browser, seen: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(browser.get(f"/-peerloom/changes?seen={seen}")[2])
    return found


def test_pages_hear_of_mistakes_and_of_new_sites(browser: Browser, shown: Shown) -> None:
    first = news(browser, "")
    assert (first["site"], first["report"]) == ("0", "")
    shown.put_report("program.yaml:3:5: <b>")
    second = news(browser, first["seen"])
    assert (second["site"], second["report"]) == ("0", "program.yaml:3:5: <b>")
    shown.put(FILES, "/")  # mended, and the site is the same
    third = news(browser, second["seen"])
    assert (third["site"], third["report"]) == ("0", "")
    shown.put({**FILES, "index.html": b"new"}, "/")
    assert news(browser, third["seen"])["site"] == "1"


def test_a_page_waits_until_there_is_news(browser: Browser, shown: Shown) -> None:
    first = news(browser, "")
    threading.Timer(0.3, shown.put_report, ["late"]).start()
    asked = time.monotonic()
    assert news(browser, first["seen"])["report"] == "late"
    assert 0.2 < time.monotonic() - asked < 10
    assert shown.wait(str(shown.news), seconds=0.05)["report"] == "late"


def test_stamps_see_new_changed_and_removed_files(program: Path) -> None:
    def look() -> set[tuple[str, int]]:
        return {(path, size) for path, (_, size) in stamps(program, ("program.yaml", "content", "missing")).items()}

    before = look()
    assert {path for path, _ in before} == {"program.yaml", "content/guides/first.md", "content/guides/second.md"}
    (program / "content/guides/second.md").unlink()
    (program / "content/pages").mkdir()
    (program / "content/pages/about.md").write_text("x", encoding="utf-8")
    assert before ^ look() == {("content/guides/second.md", 28), ("content/pages/about.md", 1)}


class Served:
    """``peerloom serve`` in a process of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        command = [sys.executable, "-m", "peerloom", "serve", "--root", str(root), "--port", "0"]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
        )
        assert self.process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", self.process.stdout.readline())
        assert found is not None
        self.browser = Browser(int(found[1]))
        self.output = io.StringIO()
        self.reader = threading.Thread(target=lambda: self.output.writelines(self.process.stdout or ()), daemon=True)
        self.reader.start()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.reader.join()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def report(self) -> str:
        return news(self.browser, "")["report"]

    def page(self, path: str = "/guides/second/") -> str:
        return self.browser.get(path)[2].decode()

    def write(self, path: str, text: str) -> None:
        (self.root / path).write_text(text, encoding="utf-8")

    def until(self, true: str, seconds: float = 30.0) -> None:
        """Wait for an expression about this to become true."""
        end = time.monotonic() + seconds
        while not eval(true, {"s": self}):  # noqa: S307 - expressions of this file
            assert time.monotonic() < end, f"{true} did not become true: {self.report()}"
            assert self.process.poll() is None, self.output.getvalue()
            time.sleep(0.02)


@pytest.fixture
def served(program: Path) -> Iterator[Served]:
    made = Served(program)
    yield made
    made.stop()


def test_an_edit_is_seen_and_a_mistake_is_shown_over_the_last_good_site(served: Served) -> None:
    served.until("'Some plain words.' in s.page()")
    assert 'data-site="' in served.page()
    assert "http-equiv" in served.page()  # the page still says what it may load
    on_disk = served.root / "site/public/guides/second/index.html"
    assert "-peerloom" not in on_disk.read_text(encoding="utf-8")

    served.write("content/guides/second.md", "## Go on\n\nOther words.\n")
    served.until("'Other words.' in s.page()")

    served.write("program.yaml", PROGRAM.replace("tagline:", "tagine:").replace("with_minors: no", "with_minors: nope"))
    served.until("'tagine' in s.report()")
    report = served.report()
    assert 'program.yaml:4:3: "tagine" is not a field here.\n   4 |   tagine: One hour a week.\n         ^\n' in report
    assert "program.yaml:6:16: " in report
    assert "Other words." in served.page()
    assert "Other words." in on_disk.read_text(encoding="utf-8")

    served.write("program.yaml", PROGRAM.replace("One hour", "Two hours"))
    served.until("'Two hours a week.' in s.page('/')")
    assert served.report() == ""


def test_a_broken_link_and_a_private_value_are_shown_and_not_published(served: Served) -> None:
    served.until("'Some plain words.' in s.page()")
    served.write("content/guides/second.md", "## Go on\n\n[There](first.md#gone) it is.\n")
    served.until("'leads to nothing' in s.report()")
    served.write("content/guides/second.md", "## Go on\n\nAsk given-7f3a family-91bc.\n")
    served.until("'privacy gate' in s.report()")
    assert "given" not in served.report()
    assert "Some plain words." in served.page()
    served.write("content/guides/second.md", "## Go on\n\nGood words.\n")
    served.until("'Good words.' in s.page()")
    assert served.report() == ""


def test_new_answers_are_looked_for_at_once(served: Served) -> None:
    served.write("content/guides/second.md", "## Go on\n\nAsk given-8e4b family-22aa.\n")
    served.until("'given-8e4b' in s.page()")
    served.write("responses/Wishes.csv", HEADER + "2026/06/02 9:00:00 AM GMT+0,given-8e4b family-22aa,15,x\n")
    served.until("s.report() != ''")
    assert "given" not in served.report()


def test_files_come_and_go(served: Served) -> None:
    served.until("'Some plain words.' in s.page()")
    line = "  - {id: third, title: The third guide, summary: More., for: [mentor]}\n"
    served.write("content/guides/third.md", "## More\n\nThird words.\n")
    served.until("'There is no' in s.report()")
    served.write("program.yaml", PROGRAM.replace("forms:\n", f"{line}forms:\n"))
    served.until("'Third words.' in s.page('/guides/third/') and s.report() == ''")
    assert "The third guide" in served.page("/guides/second/")
    served.write("program.yaml", PROGRAM)
    (served.root / "content/guides/third.md").unlink()
    served.until("s.browser.get('/guides/third/')[0] == 404 and s.report() == ''")


def test_it_starts_with_the_site_of_the_last_run_also_when_there_is_a_mistake(program: Path) -> None:
    subprocess.run([sys.executable, "-m", "peerloom", "build", "--root", str(program)], check=True, capture_output=True)
    (program / "program.yaml").write_text("programme:\n", encoding="utf-8")
    served = Served(program)
    try:
        served.until("'programme' in s.report()")
        assert "Some plain words." in served.page()
    finally:
        served.stop()
