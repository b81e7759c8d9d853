"""Sign-in: a signed note is exchanged for a token that opens the scopes that were asked for."""

from __future__ import annotations

import base64
import datetime as dt
import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loopgoogle.account import Account

AUDIENCE = "https://oauth2.googleapis.com/token"  # of every signed note, wherever it is sent
_LONGEST = 3660  # seconds that a note may be good for
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
_CLOCK = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
    "Check your iat and exp values in the JWT claim."
)


class NotSignedIn(Exception):  # noqa: N818 - what Google answers
    """Sign-in was refused; the words are Google's."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a token opens, for whom, until when (seconds of the server's clock)."""

    email: str
    scopes: frozenset[str]
    until: float


@dataclass(slots=True)
class Tokens:
    """Every token that was given out and holds."""

    accounts: dict[str, Account] = field(default_factory=dict)
    given: dict[str, Token] = field(default_factory=dict)
    lifetime: float = 3600
    exchanged: set[str] = field(default_factory=set)  # tokens of a workflow, before they stand for an account

    def sign_in(self, form: Mapping[str, str], now: float) -> dict[str, Any]:
        """Exchange a signed note.

        Raises:
            NotSignedIn: the note is not right.
        """
        if form.get("grant_type") != _GRANT:
            raise NotSignedIn("unsupported_grant_type")
        claims = self._claims(form.get("assertion", ""), now)
        return self._give(claims["iss"], frozenset(str(claims.get("scope", "")).split()), now)

    def exchange(self, form: Mapping[str, str]) -> dict[str, Any]:
        """Exchange the token of a workflow for one that may stand for an account."""
        if form.get("grant_type") != _EXCHANGE or not form.get("subject_token"):
            raise NotSignedIn("invalid_request")
        token = secrets.token_urlsafe(24)
        self.exchanged.add(token)
        return {
            "access_token": token,
            "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
            "token_type": "Bearer",
            "expires_in": 3600,
        }

    def stand_for(self, email: str, bearer: str, body: Mapping[str, Any], now: float) -> dict[str, Any]:
        """Give a workflow the token of an account."""
        if bearer not in self.exchanged or email not in self.accounts:
            raise NotSignedIn("Permission 'iam.serviceAccounts.getAccessToken' denied on resource.")
        given = self._give(email, frozenset(body.get("scope", [])), now)

        until = dt.datetime.fromtimestamp(now + self.lifetime, dt.UTC)
        return {"accessToken": given["access_token"], "expireTime": f"{until:%Y-%m-%dT%H:%M:%SZ}"}

    def holds(self, bearer: str, now: float) -> Token | None:
        """What a token opens, if it still does."""
        token = self.given.get(bearer)
        return token if token is not None and token.until > now else None

    def revoke(self) -> None:
        """From now on no token opens anything."""
        self.given.clear()

    def _give(self, email: str, scopes: frozenset[str], now: float) -> dict[str, Any]:
        name = secrets.token_urlsafe(24)
        self.given[name] = Token(email, scopes, now + self.lifetime)
        return {"access_token": name, "expires_in": int(self.lifetime), "token_type": "Bearer"}

    def _claims(self, note: str, now: float) -> dict[str, Any]:
        try:
            head, body, signature = note.split(".")
            claims: dict[str, Any] = json.loads(_decoded(body))
            kind = json.loads(_decoded(head))["alg"]
        except (ValueError, KeyError):
            raise NotSignedIn("Invalid JWT.") from None
        account = self.accounts.get(str(claims.get("iss")))
        if account is None:
            raise NotSignedIn("Invalid grant: account not found")
        key = load_pem_public_key(account.public_pem.encode())
        assert isinstance(key, rsa.RSAPublicKey)  # noqa: S101 - we made it
        try:
            key.verify(_decoded(signature), f"{head}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            raise NotSignedIn("Invalid JWT Signature.") from None
        if kind != "RS256" or claims.get("aud") != AUDIENCE:
            raise NotSignedIn("Invalid JWT: Failed audience check.")
        issued, until = float(claims.get("iat", 0)), float(claims.get("exp", 0))
        if until - issued > _LONGEST or until < now or issued > now + 300:
            raise NotSignedIn(_CLOCK)
        return claims


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
