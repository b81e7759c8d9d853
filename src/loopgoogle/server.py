"""HTTP on this machine alone, a thread for each line."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loopgoogle.google import Answer, Google


@contextlib.contextmanager
def serve(google: Google, port: int = 0) -> Iterator[str]:
    """Serve at 127.0.0.1 while the block runs. Gives the base address, without a slash at the end."""
    server = _Server(("127.0.0.1", port), _handler(google))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A line that the other side cut is nothing to print."""


def _handler(google: Google) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else each answer waits 40 ms for its second half

        def _any(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.casefold(): value for name, value in self.headers.items()}
            answer = google.answer(self.command, self.path, headers, data)
            if google.latency:
                time.sleep(google.latency)
            self._send(answer)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _any  # noqa: N815 - the library's names

        def _send(self, answer: Answer) -> None:
            if answer.trick.startswith("drop"):
                return self._cut()
            if answer.trick.startswith("slow"):
                time.sleep(google.slow)
            text = answer.text if answer.text is not None else json.dumps(answer.body)
            data = text.encode()
            self.send_response(answer.status)
            kind = "application/json; charset=UTF-8" if answer.text is None else "text/html; charset=UTF-8"
            for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if answer.trick == "cut":
                self.wfile.write(data[: len(data) // 2])
                return self._cut()
            self.wfile.write(data)
            return None

        def _cut(self) -> None:
            self.wfile.flush()
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Nothing is printed: a log could hold answers."""

    return Handler
