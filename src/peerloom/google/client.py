"""One gate to Google: its address, who may be asked, how often, how long, and what is tried again."""

from __future__ import annotations

import random
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from google.auth.exceptions import GoogleAuthError, TransportError
from google.auth.transport.requests import AuthorizedSession, Request
from gspread.exceptions import APIError
from gspread.http_client import HTTPClient

from peerloom.google.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from peerloom.google.credentials import SignIn

SHEETS = "https://sheets.googleapis.com"
FORMS = "https://forms.googleapis.com"
_TIMEOUT = (5.0, 60.0)  # seconds to connect, and to wait for an answer
_DEADLINE = 180.0  # seconds for one call with all its tries
_LONGEST_PAUSE = 64.0
_MINUTE = 60.0
_AGAIN = {408, 500, 502, 503, 504}
_QUOTA = 429
_BAD_REQUEST, _FORBIDDEN, _NOT_FOUND = 400, 403, 404
_TWICE = ("values:batchUpdate", "developerMetadata:search")  # the same again changes nothing more


@dataclass(slots=True)
class Bucket:
    """At most so many calls a minute: a call waits until the oldest is a minute old."""

    most: int
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    _calls: deque[float] = field(default_factory=deque)

    def take(self) -> None:
        """Wait for a turn."""
        while len(self._calls) >= self.most:
            pause = self._calls[0] + _MINUTE - self.clock()
            if pause <= 0:
                self._calls.popleft()
            else:
                self.sleep(pause)
        self._calls.append(self.clock())


@dataclass(slots=True)
class Turns:
    """The calls of one account, which all its clients share."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[float, float], float] = random.uniform
    most: int = 50  # of each kind a minute; Google allows 60
    reads: Bucket = field(init=False)
    writes: Bucket = field(init=False)

    def __post_init__(self) -> None:
        """Make both buckets."""
        self.reads = Bucket(self.most, self.clock, self.sleep)
        self.writes = Bucket(self.most, self.clock, self.sleep)


class Client(HTTPClient):
    """gspread's client with bounds. Of gspread nothing else is used.

    Args:
        auth: who signs in.
        turns: clock, sleep and chance, and the calls of this account in the last minute.
        allowed: ids of the spreadsheets and forms that may be asked for; no other one ever is.
        base: where Sheets and Forms are, if not at Google.
        timeout: seconds to connect, and to wait for an answer.
    """

    def __init__(
        self,
        auth: SignIn,
        allowed: frozenset[str],
        turns: Turns | None = None,
        base: str | None = None,
        timeout: tuple[float, float] = _TIMEOUT,
    ) -> None:
        """Sign in when the first call is made."""
        asking = requests.Session()
        session: Any = AuthorizedSession(auth, auth_request=Request(asking))  # type: ignore[no-untyped-call] # not typed
        for one in (asking, session):
            one.max_redirects = 0  # Google sends nobody elsewhere; what does is not Google
            one.trust_env = base is None  # schools have proxies; this machine needs none
        super().__init__(auth, session)
        self.set_timeout(timeout)
        self._turns, self._base, self._allowed = turns or Turns(), base, allowed

    def ask(
        self,
        method: str,
        endpoint: str,
        params: Mapping[str, Any] | None = None,
        json: Mapping[str, Any] | None = None,
    ) -> Any:
        """Make a call and read its answer; try again what can be tried again, for three minutes at most.

        Raises:
            Trouble: there is no answer that can be used.
        """
        url = self._at(endpoint)
        verb = method.upper()
        again = verb in {"GET", "PUT"} or url.endswith(_TWICE)
        bucket = self._turns.reads if verb == "GET" or url.endswith(_TWICE[1]) else self._turns.writes
        end = self._turns.clock() + _DEADLINE
        attempt = 0
        while True:
            bucket.take()
            trouble, pause = None, 0.0
            try:
                return self.request(verb, url, dict(params) if params else None, json=json).json()
            except APIError as error:
                status = error.response.status_code
                trouble = _told(error)
                repeat = status == _QUOTA or (again and status in _AGAIN)
                pause = _seconds(error.response.headers.get("Retry-After"))
            except requests.TooManyRedirects:
                raise Trouble("elsewhere") from None
            except (requests.RequestException, TransportError) as error:
                trouble, repeat = _lost(error), again
            except GoogleAuthError as error:
                raise _signing(error) from None
            pause = max(pause, self._turns.chance(0.0, min(_LONGEST_PAUSE, 2.0**attempt)))
            if not repeat or self._turns.clock() + pause >= end:
                raise trouble from None
            self._turns.sleep(pause)
            attempt += 1

    def _at(self, endpoint: str) -> str:
        """The address of a call, if it is Google's, about something that this program names."""
        parts = urlsplit(endpoint)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in {SHEETS, FORMS}:
            raise Trouble("elsewhere")
        name = parts.path.split("/")[3].partition(":")[0] if parts.path.count("/") >= 3 else ""  # noqa: PLR2004 - /v4/x/id
        if name not in self._allowed:
            raise Trouble("not found")
        return endpoint if self._base is None else self._base + parts.path


def _told(error: APIError) -> Trouble:
    """What an error of Google means for us."""
    status, message = error.response.status_code, str(error.error.get("message", ""))
    if status == _FORBIDDEN:
        if "scope" in message:
            return Trouble("scope")
        return Trouble("disabled" if "disabled" in message or "has not been used" in message else "forbidden")
    if status == _NOT_FOUND:
        return Trouble("not found")
    if status == _QUOTA:
        return Trouble("quota")
    if status == _BAD_REQUEST:
        return Trouble("no tab" if message.startswith("Unable to parse range") else "refused")
    return Trouble("rejected" if status == requests.codes.unauthorized else "busy")


def _lost(error: Exception) -> Trouble:
    broken = isinstance(error, requests.exceptions.JSONDecodeError | requests.exceptions.ChunkedEncodingError)
    return Trouble("broken" if broken else "network")


def _signing(error: GoogleAuthError) -> Trouble:
    """Why Google gave no token. Its words are looked at, and never repeated."""
    text = str(error)
    if "Check your iat and exp" in text or "short-lived token" in text:
        return Trouble("clock")
    if "account not found" in text:
        return Trouble("account")
    if "Signature" in text or "invalid_grant" in text:
        return Trouble("rejected")
    return Trouble("token", "Run `peerloom doctor`; it tries each step of the sign-in.")


def _seconds(text: str | None) -> float:
    return float(text) if text and text.isdecimal() else 0.0
