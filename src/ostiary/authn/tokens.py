"""Session tokens: what a session may and is, sealed into the token itself (storage.md 6). Nothing is stored.

A token is base64 of: format version, id of the ring key, salt, ciphertext. It is bound to its access key id, and the
secret access key is derived from the ring key, that id and the salt: the token alone gives neither.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Sequence
from typing import Final

import msgspec

from ostiary.authn import sealing
from ostiary.authn.ids import session_key_id
from ostiary.authn.keys import INSTALLATION, KEY_ID_BYTES, RING_LEAD, Key, KeysOf
from ostiary.authn.sealing import Entropy, SealBrokenError
from ostiary.model.caller import Session
from ostiary.model.errors import InvalidClientTokenIdError, PackedPolicyTooLargeError
from ostiary.model.mint import Credentials
from ostiary.model.secret import Secret

PACKED_LIMIT: Final = 4_096
"""Bytes that policies and tags may take: AWS does not publish its own. The token then fits the 8 kB that common proxies
grant a header line, beside everything else that a session carries."""

MAX_TOKEN: Final = 8_192

_VERSION: Final = b"\x01"
_HEAD: Final = len(_VERSION) + KEY_ID_BYTES + sealing.SALT_BYTES
_TOKEN: Final = b"ostiary session token"
_SECRET: Final = b"ostiary session secret"
_SECRET_BYTES: Final = 30
"""As base64 these are AWS's 40 characters."""

_write_claims: Final = msgspec.msgpack.Encoder().encode
_read_claims: Final = msgspec.msgpack.Decoder(Session).decode


class SessionTokens:
    """Issues and opens session tokens with the installation's key ring. Thread-safe."""

    def __init__(self, keys_of: KeysOf, entropy: Entropy) -> None:
        self._keys_of = keys_of
        self._entropy = entropy

    def issue(self, session: Session) -> Credentials:
        """Return credentials for *session*. Raises PackedPolicyTooLargeError."""
        require_packed(session)
        access_key_id = session_key_id(session.account, self._entropy)
        key = issuing_key(self._keys_of(INSTALLATION), session.issued)
        salt = self._entropy(sealing.SALT_BYTES)
        sealed = sealing.seal(key.material, salt, _TOKEN, access_key_id.encode(), _write_claims(session))
        token = base64.b64encode(_VERSION + base64.b32decode(key.id) + salt + sealed).decode()
        return Credentials(
            access_key_id, _secret(key, access_key_id, salt), session_token=Secret(token), expires=session.expires
        )

    def open(self, token: Secret, access_key_id: str) -> tuple[Session, Secret]:
        """Return the session that was issued with *access_key_id*, and its secret. Expiry is not looked at.

        Raises InvalidClientTokenIdError for everything that `issue` did not make, for whatever reason.
        """
        content = _decode(token.reveal())
        key_id, salt = content[1 : 1 + KEY_ID_BYTES], content[1 + KEY_ID_BYTES : _HEAD]
        name = base64.b32encode(key_id).decode()
        key = next((key for key in self._keys_of(INSTALLATION) if key.id == name), None)
        if content[:1] != _VERSION or key is None:
            raise _invalid()
        try:
            claims = sealing.unseal(key.material, salt, _TOKEN, access_key_id.encode(), content[_HEAD:])
            session = _read_claims(claims)
        except (SealBrokenError, msgspec.DecodeError):  # the latter: a newer node wrote claims that are unknown here
            raise _invalid() from None
        return session, _secret(key, access_key_id, salt)


def packed_share(session: Session) -> int:
    """Return how much of the packed limit the policies and tags of *session* take, in per cent, rounded up."""
    parts = (session.policies, session.policy_arns, session.tags, session.transitive_keys)
    return -(-len(_write_claims(parts)) * 100 // PACKED_LIMIT) if any(parts) else 0


def require_packed(session: Session) -> None:
    """Raise PackedPolicyTooLargeError when the policies and tags of *session* do not fit."""
    share = packed_share(session)
    if share <= 100:
        return
    if session.policies or session.policy_arns:
        raise PackedPolicyTooLargeError(
            f"Packed policy consumes {share}% of allotted space, please use smaller policy."
        )
    raise PackedPolicyTooLargeError(f"Packed size of session tags consumes {share}% of allotted space.")


def issuing_key(keys: Sequence[Key], now: int) -> Key:
    """Return the newest key that every node has by now; in a new installation, the older one."""
    return next((key for key in keys if key.created + RING_LEAD <= now), keys[-1])


def _decode(token: str) -> bytes:
    """Return the bytes of *token*, which must be the one way to write them."""
    try:
        content = base64.b64decode(token, validate=True) if len(token) <= MAX_TOKEN else b""
    except (binascii.Error, ValueError):
        raise _invalid() from None
    if len(content) <= _HEAD or base64.b64encode(content).decode() != token:
        raise _invalid()
    return content


def _secret(key: Key, access_key_id: str, salt: bytes) -> Secret:
    derived = hmac.digest(key.material, b"\0".join((_SECRET, access_key_id.encode(), salt)), "sha256")
    return Secret(base64.b64encode(derived[:_SECRET_BYTES]).decode())


def _invalid() -> InvalidClientTokenIdError:
    return InvalidClientTokenIdError("The security token included in the request is invalid.")
