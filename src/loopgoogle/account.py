"""Service accounts of this Google: made on the spot, with a key that opens nothing else in the world."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

_BITS = 2048


@dataclass(frozen=True, slots=True)
class Account:
    """A service account."""

    email: str
    private_pem: str
    public_pem: str

    def key_file(self, base: str) -> dict[str, Any]:
        """The key file that Google would give, with ``base`` as the place to sign in."""
        return {
            "type": "service_account",
            "project_id": "at-home",
            "private_key_id": "1",
            "private_key": self.private_pem,
            "client_email": self.email,
            "client_id": "1",
            "token_uri": f"{base}/token",
        }

    def federation_file(self, base: str, token_file: str) -> dict[str, Any]:
        """The file with which a workflow signs in without a key: its own token is exchanged."""
        return {
            "type": "external_account",
            "audience": "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/home/providers/home",
            "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
            "token_url": f"{base}/v1/token",
            "credential_source": {"file": token_file, "format": {"type": "text"}},
            "service_account_impersonation_url": (
                f"{base}/v1/projects/-/serviceAccounts/{self.email}:generateAccessToken"
            ),
        }


def new_account(email: str = "kit@at-home.iam.gserviceaccount.com") -> Account:
    """Make an account with a new key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return Account(email, private.decode(), public.decode())
