"""Keys from the environment: what is kept at rest about children and people is sealed, and whole, with AES-256-GCM."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pipeline.foundation.stages import NotAuthorised, UnreadableInput

KEY_VARIABLE = "SFR_PREVIEW_KEY"
NEW_KEY_VARIABLE = "SFR_PREVIEW_NEW_KEY"
KEY_BYTES = 32
NONCE_BYTES = 12


@dataclass(frozen=True)
class Keyring:
    """The one key of a preview; every purpose gets a key of its own, derived from it."""

    master: bytes

    def __repr__(self) -> str:
        """Say nothing of the key, so that no traceback or log carries it."""
        return "Keyring(...)"

    def __post_init__(self) -> None:
        """Refuse a key of the wrong length."""
        if len(self.master) != KEY_BYTES:
            raise NotAuthorised(f"{KEY_VARIABLE} is not a key of {KEY_BYTES} bytes; make one with sfr preview key.")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, name: str = KEY_VARIABLE) -> Keyring:
        """Take the key from a variable (base64url of 32 bytes); raises NotAuthorised when it is not there."""
        text = (os.environ if environment is None else environment).get(name, "")
        if not text:
            raise NotAuthorised(f"{name} is not set; make a key with sfr preview key and keep it apart.")
        try:
            return cls(base64.urlsafe_b64decode(text))
        except (binascii.Error, ValueError) as error:
            raise NotAuthorised(f"{name} is not base64; make a key with sfr preview key.") from error

    def for_purpose(self, purpose: str) -> bytes:
        """Derive the 32-byte key of one purpose: what seals bundles cannot forge the audit."""
        return _derive(self.master, purpose)

    def seal(self, purpose: str, content: bytes, bound_to: str) -> bytes:
        """Encrypt ``content``; it opens only for the same purpose and for what it is bound to (an authority, a row)."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self.for_purpose(purpose)).encrypt(nonce, content, bound_to.encode())

    def unseal(self, purpose: str, sealed: bytes, bound_to: str) -> bytes:
        """Decrypt what ``seal`` made; raises UnreadableInput when the key is another or a byte was changed."""
        try:
            return AESGCM(self.for_purpose(purpose)).decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to.encode()
            )
        except (InvalidTag, ValueError) as error:
            raise UnreadableInput(
                f"What is sealed for {purpose} does not open: {KEY_VARIABLE} is another key, or the file was changed."
            ) from error

    def mark(self, purpose: str, content: bytes) -> str:
        """HMAC-SHA256 of ``content`` in hexadecimal: nobody without the key can make it."""
        return hmac.new(self.for_purpose(purpose), content, hashlib.sha256).hexdigest()


@lru_cache(maxsize=32)
def _derive(master: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"first release preview: " + purpose.encode()).derive(master)


def new_key() -> str:
    """A new key, as SFR_PREVIEW_KEY wants it."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()
