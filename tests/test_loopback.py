"""The guard of ``tests/loopback.py``: what leaves the machine fails the test, whoever catches what."""

from __future__ import annotations

import contextlib
import socket
from typing import TYPE_CHECKING

import pytest
import requests

from tests.loopback import is_here

if TYPE_CHECKING:
    from collections.abc import Callable


def _send_a_packet() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", ("192.0.2.1", 53))


@pytest.mark.parametrize(
    "leave",
    [
        lambda: socket.create_connection(("192.0.2.1", 443), timeout=1),
        lambda: socket.getaddrinfo("example.org", 443),
        lambda: socket.gethostbyname("example.org"),
        _send_a_packet,
        lambda: requests.get("https://example.org", timeout=1),
    ],
    ids=["connection", "look-up", "old look-up", "packet", "library"],
)
def test_leaving_fails_even_where_errors_are_forgiven(leave: Callable[[], object]) -> None:
    with pytest.raises(pytest.fail.Exception, match="may not leave this computer"), contextlib.suppress(Exception):
        leave()


def test_this_computer_may_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1]), timeout=5).close()
    assert [is_here(host) for host in (None, "", "::1", b"127.0.0.1", "::", "10.0.0.1")] == [True] * 4 + [False] * 2
