"""Authenticated encryption under a key made for one use: AES-256-GCM-SIV, the key derived by HKDF from a salt.

The one place that touches the cipher. A derived key encrypts one message, hence the constant nonce; should a salt ever
come twice, GCM-SIV gives away no more than that two equal messages are equal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

Entropy = Callable[[int], bytes]
"""Gives that many unpredictable bytes: `os.urandom` in a server."""

KEY_BYTES: Final = 32
SALT_BYTES: Final = 16
_NONCE: Final = bytes(12)


class SealBrokenError(Exception):
    """What was to be opened is not what was sealed, or not for this purpose, key or place. Says nothing more."""


def seal(key: bytes, salt: bytes, purpose: bytes, about: bytes, plain: bytes) -> bytes:
    """Return *plain* encrypted for *purpose* and bound to *about*; *salt* is fresh and kept beside the result."""
    return _cipher(key, salt, purpose).encrypt(_NONCE, plain, about)


def unseal(key: bytes, salt: bytes, purpose: bytes, about: bytes, sealed: bytes) -> bytes:
    """Return what `seal` was given under the same key, salt, purpose and *about*. Raises SealBrokenError."""
    try:
        return _cipher(key, salt, purpose).decrypt(_NONCE, sealed, about)
    except InvalidTag:
        raise SealBrokenError from None


def _cipher(key: bytes, salt: bytes, purpose: bytes) -> AESGCMSIV:
    return AESGCMSIV(HKDF(SHA256(), KEY_BYTES, salt, purpose).derive(key))
