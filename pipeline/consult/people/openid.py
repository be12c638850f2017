"""Signing in through an identity provider: the interface, and OpenID Connect with the code flow and PKCE."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

import httpx2
import jwt

from pipeline.consult.people.sign_in import Refused
from pipeline.foundation.stages import UnreadableInput, UsageError

ALGORITHMS = ("RS256", "ES256", "PS256")  # never none, never a shared secret
SECONDS = 10.0  # the provider's time to answer
LEEWAY = 30  # seconds that two clocks may differ


@dataclass(frozen=True)
class Identity:
    """Who the provider says somebody is; ``email`` is "" unless the provider has verified it."""

    issuer: str
    subject: str
    email: str


@dataclass(frozen=True)
class PendingSignIn:
    """What has to come back unchanged; kept sealed in a cookie for the few minutes at the provider."""

    state: str
    nonce: str
    verifier: str
    return_to: str

    def as_bytes(self) -> bytes:
        """For sealing."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> PendingSignIn:
        """What as_bytes made."""
        return cls(**json.loads(content))


class SignInProvider(Protocol):
    """Somewhere else that knows who people are."""

    def begin(self, return_to: str) -> tuple[str, PendingSignIn]:
        """The address to send the person to, and what to keep until they return."""

    def finish(self, returned: Mapping[str, str], pending: PendingSignIn) -> Identity:
        """Who returned; raises Refused when anything does not fit."""


class OpenIDConnect:
    """A provider found by its issuer's discovery document."""

    def __init__(self, issuer: str, client_id: str, client_secret: str, client: httpx2.Client | None = None) -> None:
        """Read the discovery document; raises UsageError for an issuer without TLS, UnreadableInput when it fails."""
        parts = urlsplit(issuer)
        if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
            raise UsageError("the OpenID issuer is not https; only one on this machine may do without.")
        self._client = client or httpx2.Client(timeout=SECONDS)
        self._client_id, self._client_secret = client_id, client_secret
        try:
            told = self._client.get(issuer.rstrip("/") + "/.well-known/openid-configuration").raise_for_status().json()
        except (httpx2.HTTPError, ValueError) as error:
            raise UnreadableInput("the OpenID issuer's discovery document cannot be read; check the issuer.") from error
        if told.get("issuer") != issuer:
            raise UnreadableInput("the OpenID discovery document is of another issuer; check the issuer.")
        self.issuer = issuer
        self._authorize, self._token = str(told["authorization_endpoint"]), str(told["token_endpoint"])
        self._keys = str(told["jwks_uri"])

    def begin(self, return_to: str) -> tuple[str, PendingSignIn]:
        """The provider's address with state, nonce and PKCE challenge."""
        pending = PendingSignIn(
            secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), return_to
        )
        challenge = base64.urlsafe_b64encode(hashlib.sha256(pending.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": return_to,
            "scope": "openid email",
            "state": pending.state,
            "nonce": pending.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{self._authorize}?{urlencode(asked)}", pending

    def finish(self, returned: Mapping[str, str], pending: PendingSignIn) -> Identity:
        """Exchange the code and check the token's signature, issuer, audience, expiry and nonce."""
        if not secrets.compare_digest(returned.get("state", "").encode(), pending.state.encode()):
            raise Refused
        if "code" not in returned:
            raise Refused
        try:
            answer = self._client.post(
                self._token,
                data={
                    "grant_type": "authorization_code",
                    "code": returned["code"],
                    "redirect_uri": pending.return_to,
                    "code_verifier": pending.verifier,
                },
                auth=(self._client_id, self._client_secret),
            )
            token = str(answer.raise_for_status().json()["id_token"])
            claims = self._claims(token)
        except (httpx2.HTTPError, jwt.PyJWTError, ValueError, KeyError, TypeError) as error:
            raise Refused from error
        if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), pending.nonce.encode()):
            raise Refused
        email = str(claims.get("email", "")) if claims.get("email_verified") is True else ""
        return Identity(self.issuer, str(claims["sub"]), email.lower())

    def _claims(self, token: str) -> dict[str, Any]:
        header = jwt.get_unverified_header(token)
        keys = jwt.PyJWKSet.from_dict(self._client.get(self._keys).raise_for_status().json())
        key = keys[header["kid"]] if "kid" in header else keys.keys[0]
        return jwt.decode(
            token,
            key.key,
            algorithms=ALGORITHMS,
            audience=self._client_id,
            issuer=self.issuer,
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "sub", "aud", "iss", "nonce"]},
        )
