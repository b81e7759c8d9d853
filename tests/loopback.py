"""No test leaves the machine: a connection or a name look-up to anywhere but this computer fails the test that made it.

It watches Python's own audit events, so it sees every library. A program that a test starts is not watched.
"""

from __future__ import annotations

import ipaddress
import sys

import pytest


def is_here(host: object) -> bool:
    """Whether a host, as a socket call names it, is this computer.

    >>> [is_here(host) for host in ("localhost", "127.0.0.1", b"::1", None, "oauth2.googleapis.com", "192.0.2.1")]
    [True, True, True, True, False, False]
    """
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name in {None, "", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(str(name)).is_loopback
    except ValueError:
        return False


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]  # a pair or more for a network; a path for a socket of this computer's own
        host = address[0] if isinstance(address, tuple) and address else None
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = arguments[0]
    else:
        return
    if not is_here(host):
        # Not an Exception: code that forgives a broken network must not forgive this.
        pytest.fail(f"a test may not leave this computer: {event} to {host!r}")


sys.addaudithook(_watch)
