"""Sign-in with the key of a service account, or with the federation file of a workflow. Nothing else is taken."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from google.auth import identity_pool
from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError
from google.oauth2 import service_account

from peerloom.google.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

READ = "https://www.googleapis.com/auth/spreadsheets.readonly"
WRITE = "https://www.googleapis.com/auth/spreadsheets"
FORMS = (
    "https://www.googleapis.com/auth/forms.body.readonly",
    "https://www.googleapis.com/auth/forms.responses.readonly",
)
_PEM = "-----BEGIN"
_ACCOUNT: Any = service_account.Credentials.from_service_account_info  # the library is not typed
_POOL: Any = identity_pool.Credentials.from_info


class SignIn(Credentials):
    """Credentials that do nothing but fetch tokens.

    The library's own start a thread that asks another host of Google about the account, for a feature that is of no
    use here and cannot be switched off. These hold the library's inside, so that the thread never starts.
    """

    def __init__(self, inner: Any, email: str) -> None:
        """Keep the credentials that know how to sign in."""
        super().__init__()  # type: ignore[no-untyped-call] # the library is not typed
        self._inner = inner
        self.email = email

    def refresh(self, request: Any) -> None:
        """Fetch a new token."""
        self._inner.refresh(request)
        self.token = self._inner.token
        self.expiry = self._inner.expiry


def sign_in(text: str, scopes: Sequence[str]) -> SignIn:
    """Read a key file, or a federation file.

    Args:
        text: the file, as JSON. A private key whose line ends were escaped twice, as secrets often are, is repaired.
        scopes: what it may open; the least that is needed.

    Raises:
        Trouble: it is no such file.
    """
    info = _info(text)
    match info.get("type"):
        case "service_account":
            return _account(info, scopes)
        case "external_account":
            return _federation(info, scopes)
        case _:
            raise Trouble("kind of key")


def email_of(text: str) -> str:
    """The address with which a spreadsheet must be shared; "" when the file does not say it."""
    try:
        info = _info(text)
    except Trouble:
        return ""
    url = str(info.get("service_account_impersonation_url", ""))
    return str(info.get("client_email") or url.rpartition("/")[2].partition(":")[0])


def home_of(text: str) -> str | None:
    """Where a key of a Google on this very machine leads, for trying the kit without an account; else None."""
    try:
        info = _info(text)
    except Trouble:
        return None
    parts = urlsplit(str(info.get("token_uri") or info.get("token_url") or ""))
    here = parts.scheme == "http" and parts.hostname == "127.0.0.1"
    return f"{parts.scheme}://{parts.netloc}" if here else None


def _info(text: str) -> Mapping[str, Any]:
    try:
        info = json.loads(text)
    except ValueError:
        raise Trouble("key") from None
    if not isinstance(info, dict):
        raise Trouble("key")
    return info


def _account(info: Mapping[str, Any], scopes: Sequence[str]) -> SignIn:
    key = str(info.get("private_key", ""))
    if _PEM in key and "\n" not in key.strip():
        info = {**info, "private_key": key.replace("\\n", "\n")}
    try:
        inner: Any = _ACCOUNT(info, scopes=scopes)
    except (ValueError, KeyError, GoogleAuthError):
        raise Trouble("key") from None
    return SignIn(inner, str(info.get("client_email", "")))


def _federation(info: Mapping[str, Any], scopes: Sequence[str]) -> SignIn:
    if not info.get("service_account_impersonation_url"):
        raise Trouble("kind of key")  # a spreadsheet is shared with an address, so there must be an account
    try:
        inner: Any = _POOL(info, scopes=scopes)
    except (ValueError, KeyError, TypeError, GoogleAuthError):
        raise Trouble("key") from None
    return SignIn(inner, email_of(json.dumps(info)))
