"""A web server for this computer alone: the last good site from memory, and news for the pages that show it."""

from __future__ import annotations

import json
import os
import sys
import threading
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, unquote

if TYPE_CHECKING:
    from collections.abc import Mapping

HOST = "127.0.0.1"
_OURS = "-peerloom/"  # no page of a site starts so
_WAIT = 20.0  # seconds until a page that waits for news asks again
_TRIED = 20  # ports
LAST_PORT = 65535
_TYPES = {
    "css": "text/css; charset=utf-8",
    "gif": "image/gif",
    "html": "text/html; charset=utf-8",
    "ico": "image/x-icon",
    "ics": "text/calendar; charset=utf-8",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "webmanifest": "application/manifest+json",
    "webp": "image/webp",
    "woff2": "font/woff2",
    "xml": "application/xml",
}
_NO_SITE = (
    b"<!doctype html><html lang=en><title>Peerloom</title><body><p>There is no site yet. It comes up here.</body>"
)


@dataclass(slots=True)
class Shown:
    """What the server shows: the files of the last good site, and what must be mended. Many threads read it."""

    base: str = "/"  # the path below which the site lies
    files: Mapping[str, bytes] = field(default_factory=dict)
    report: str = ""
    site: int = 0  # counts the sites that were shown
    news: int = 0  # counts everything that pages should know
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def put(self, files: Mapping[str, bytes], base: str) -> None:
        """Show a new site; nothing must be mended any more."""
        with self._changed:
            self.site += files != self.files or base != self.base
            self.files, self.base, self.report = files, base, ""
            self._tell()

    def put_report(self, report: str) -> None:
        """Say what must be mended. The site stays as it is."""
        with self._changed:
            self.report = report
            self._tell()

    def _tell(self) -> None:
        self.news += 1
        self._changed.notify_all()

    def wait(self, seen: str, seconds: float = _WAIT) -> dict[str, str]:
        """Give the news, at once if ``seen`` is not the newest, else when there is some or time is up."""
        with self._changed:
            self._changed.wait_for(lambda: str(self.news) != seen, seconds)
            return {"seen": str(self.news), "site": str(self.site), "report": self.report}


def start(shown: Shown, port: int) -> ThreadingHTTPServer:
    """Serve ``shown`` on ``port``, or on the next free one. Only programs of this computer can connect.

    Raises:
        OSError: none of the ports is free.
    """
    last = min(port + _TRIED, LAST_PORT + 1) - 1
    for candidate in range(port, last + 1):
        try:
            server = _Server((HOST, candidate), _handler(shown))
        except OSError:
            if candidate == last:
                raise
        else:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
            return server
    raise AssertionError("a port is tried at least once")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = os.name != "nt"  # there it would take the port of a program that runs

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A page that was left in the middle is no mistake."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    status: HTTPStatus
    body: bytes
    type: str = _TYPES["html"]
    to: str = ""  # where a page has moved


def _handler(shown: Shown) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = "Peerloom"
        sys_version = ""
        timeout = 60

        def do_GET(self) -> None:
            self._send(with_body=True)

        def do_HEAD(self) -> None:
            self._send(with_body=False)

        def _send(self, *, with_body: bool) -> None:
            server: Any = self.server
            answer = answered(shown, self.path, self.headers.get("Host", ""), server.server_port)
            try:
                self.send_response(answer.status)
                for name, value in _headers(answer):
                    self.send_header(name, value)
                self.end_headers()
                if with_body:
                    self.wfile.write(answer.body)
            except (BrokenPipeError, ConnectionError):
                self.close_connection = True  # the page was left while it waited

        def log_message(self, *_: object) -> None:
            """Nothing is logged: what somebody looks at is theirs."""

    return Handler


def _headers(answer: Answer) -> list[tuple[str, str]]:
    moved = [("Location", answer.to)] if answer.to else []
    return [
        ("Content-Type", answer.type),
        ("Content-Length", str(len(answer.body))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        *moved,
    ]


def answered(shown: Shown, target: str, host: str, port: int) -> Answer:
    """Answer one request. Only what is in ``shown`` can be read: no path leads to the disk.

    A request that names another host is refused, whatever it asks: a page elsewhere that makes its own name lead
    here (DNS rebinding) must not read the site.
    """
    if host not in {f"{HOST}:{port}", f"localhost:{port}"}:
        return Answer(HTTPStatus.FORBIDDEN, b"Open http://127.0.0.1 itself.\n", _TYPES["txt"])
    asked, _, query = target.partition("?")
    path = unquote(asked, errors="replace").removeprefix("/")
    if path.startswith(_OURS):
        return _ours(shown, path.removeprefix(_OURS), query)
    base = shown.base.removeprefix("/")
    if not path.startswith(base):
        return Answer(HTTPStatus.FOUND, b"", to=shown.base) if not path else _missing(shown)
    return _file(shown, path.removeprefix(base))


def _ours(shown: Shown, name: str, query: str) -> Answer:
    if name == "live.js":
        return Answer(HTTPStatus.OK, Path(__file__).with_name("live.js").read_bytes(), _TYPES["js"])
    if name == "changes":
        seen = parse_qs(query).get("seen", [""])[0]
        return Answer(HTTPStatus.OK, json.dumps(shown.wait(seen)).encode(), _TYPES["json"])
    return _missing(shown)


def _file(shown: Shown, path: str) -> Answer:
    name = f"{path}index.html" if not path or path.endswith("/") else path
    if name in shown.files:
        ending = name.rpartition(".")[2].lower()
        body = shown.files[name]
        body = _with_news(body, shown) if ending == "html" else body
        return Answer(HTTPStatus.OK, body, _TYPES.get(ending, "application/octet-stream"))
    if f"{path}/index.html" in shown.files:
        return Answer(HTTPStatus.MOVED_PERMANENTLY, b"", to=f"{shown.base}{quote(path)}/")
    return _missing(shown)


def _missing(shown: Shown) -> Answer:
    status = HTTPStatus.NOT_FOUND if shown.files else HTTPStatus.SERVICE_UNAVAILABLE
    return Answer(status, _with_news(shown.files.get("404.html", _NO_SITE), shown))


def _with_news(page: bytes, shown: Shown) -> bytes:
    """Add the script that follows changes. The file on disk stays without it."""
    script = f'<script src="/{_OURS}live.js" data-site="{shown.site}"></script>'.encode()
    before, body, after = page.rpartition(b"</body>")
    return before + script + body + after if body else page + script
