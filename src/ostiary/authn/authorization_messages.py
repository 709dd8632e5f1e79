"""Encoded authorization messages: why a request was denied, sealed for those who may know (policy-evaluation.md 9.4).

Whoever refuses a request encodes one, whoever may call DecodeAuthorizationMessage has it decoded. Nothing is stored: a
message is base64 of format version, id of the ring key, salt and ciphertext, as a session token is, with a purpose of
its own. It is bound to an account, and expires.
"""

from __future__ import annotations

import base64
import binascii
import bisect
import json
import threading
import zlib
from typing import Any, Final

from ostiary.authn import sealing
from ostiary.authn.keys import INSTALLATION, KEY_ID_BYTES, KeysOf
from ostiary.authn.sealing import Entropy, SealBrokenError
from ostiary.authn.tokens import issuing_key
from ostiary.engine import failure
from ostiary.engine.decide import Decision
from ostiary.engine.request import Request
from ostiary.model.errors import InvalidAuthorizationMessageError

MAX_ENCODED: Final = 10_240
"""Characters that DecodeAuthorizationMessage takes (the service model)."""

LIFETIME: Final = 86_400
"""Seconds for which a message can be decoded: less than a ring key stays (36 hours). AWS does not tell its own."""

MAX_TEXT: Final = 65_536
"""Bytes of the text, however well it can be compressed: what is decoded is answered as a whole."""

FIELD_LIMIT: Final = 200
"""Characters that are left of principal, action and resource where nothing else helps: they then fit, whatever they are
written with."""

_VERSION: Final = b"\x01"
_PURPOSE: Final = b"ostiary authorization message"
_SALT: Final = len(_VERSION) + KEY_ID_BYTES
_HEAD: Final = _SALT + sealing.SALT_BYTES
_TAG_BYTES: Final = 16
_EXPIRY_BYTES: Final = 8
_AS_IT_IS: Final = b"\x00"
_COMPRESSED: Final = b"\x01"
_ROOM: Final = MAX_ENCODED * 3 // 4 - _HEAD - _TAG_BYTES - _EXPIRY_BYTES - len(_AS_IT_IS)
"""Bytes of the text, as it is or compressed."""

_Message = dict[str, Any]  # Any: JSON


class AuthorizationMessages:
    """Encodes and decodes authorization messages with the installation's key ring. Thread-safe."""

    def __init__(self, keys_of: KeysOf, entropy: Entropy) -> None:
        self._keys_of = keys_of
        self._entropy = entropy
        self._latest = 0
        self._lock = threading.Lock()

    def encode(self, account: str, request: Request, decision: Decision, now: int) -> str:
        """Return *decision* on *request* as a text that says nothing to whoever is refused.

        Only callers in *account* can have it decoded, for a day. It has at most 10,240 characters, whatever the request
        holds: what does not fit, compressed, is left out (`_shortened`). Its length tells no more than the length of
        what it says.
        """
        content = _content(failure.authorization_message(request, decision))
        key = issuing_key(self._keys_of(INSTALLATION), now)
        salt = self._entropy(sealing.SALT_BYTES)
        expires = (now + LIFETIME).to_bytes(_EXPIRY_BYTES)
        sealed = sealing.seal(key.material, salt, _PURPOSE, account.encode(), expires + content)
        return base64.urlsafe_b64encode(_VERSION + base64.b32decode(key.id) + salt + sealed).rstrip(b"=").decode()

    def decode(self, account: str, encoded: str, now: int) -> str:
        """Return the JSON that was encoded for *account*.

        Raises InvalidAuthorizationMessageError for everything else, for whatever reason, and when it has expired.
        """
        blob = _decode(encoded)
        name = base64.b32encode(blob[len(_VERSION) : _SALT]).decode()
        key = next((key for key in self._keys_of(INSTALLATION) if key.id == name), None)
        if blob[: len(_VERSION)] != _VERSION or key is None:
            raise _invalid()
        try:
            plain = sealing.unseal(key.material, blob[_SALT:_HEAD], _PURPOSE, account.encode(), blob[_HEAD:])
        except SealBrokenError:
            raise _invalid() from None
        if int.from_bytes(plain[:_EXPIRY_BYTES]) <= self._advance(now):
            raise _invalid()
        return _text(plain[_EXPIRY_BYTES:])

    def _advance(self, now: int) -> int:
        """Return the latest time by which anything was decoded here.

        What expires, expires by it: a clock that is set back revives nothing (threats.md 48).
        """
        with self._lock:
            self._latest = max(self._latest, now)
            return self._latest


def _decode(encoded: str) -> bytes:
    """Return the bytes of *encoded*, which must be the one way to write them."""
    try:
        blob = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)) if len(encoded) <= MAX_ENCODED else b""
    except (binascii.Error, ValueError):
        raise _invalid() from None
    if len(blob) <= _HEAD or base64.urlsafe_b64encode(blob).rstrip(b"=").decode() != encoded:
        raise _invalid()
    return blob


def _invalid() -> InvalidAuthorizationMessageError:
    """The same for every reason. AWS documents the code; its sentence stands in no public source that was found."""
    return InvalidAuthorizationMessageError("Message is not valid")


# -- what fits -----------------------------------------------------------------------------------------


def _content(text: str) -> bytes:
    """Return *text* in the room that there is.

    Whoever is refused can choose parts of the text and measure the message: the length of a compressed one would tell
    whether the rest repeats them. So only what does not fit is compressed, and filled up to the greatest length.
    """
    if len(plain := _bytes(text)) <= _ROOM:
        return _AS_IT_IS + plain
    packed = zlib.compress(_bytes(_shortened(text)), 9)
    return _COMPRESSED + packed.ljust(_ROOM, b"\x00")


def _text(content: bytes) -> str:
    form, body = content[: len(_AS_IT_IS)], content[len(_AS_IT_IS) :]
    return (body if form == _AS_IT_IS else zlib.decompressobj().decompress(body)).decode()


def _bytes(text: str) -> bytes:
    """Return *text* in UTF-8. A lone surrogate can stand in a JSON text as its escape only, which is the same here."""
    return text.encode("utf-8", "backslashreplace")


def _shortened(text: str) -> str:
    """Return as much of the message as fits compressed.

    Left out are, as far as needed and in this order: the values of conditions from the last one to the first, the
    conditions likewise, the matched statements likewise, and what of principal, action and resource goes beyond 200
    characters.
    """
    message: _Message = json.loads(text)
    steps = 2 * len(message["context"]["conditions"]["items"]) + len(message["matchedStatements"]["items"]) + 1
    fewest = bisect.bisect_left(range(steps), True, key=lambda step: _fits(_without(message, step)))
    return _written(_without(message, fewest))


def _fits(message: _Message) -> bool:
    plain = _bytes(_written(message))
    return len(plain) <= MAX_TEXT and len(zlib.compress(plain, 9)) <= _ROOM


def _written(message: _Message) -> str:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def _without(message: _Message, steps: int) -> _Message:
    """Return *message* after so many steps of leaving out."""
    context, statements = message["context"], message["matchedStatements"]["items"]
    conditions = context["conditions"]["items"]
    named = [{"key": condition["key"], "values": {"items": []}} for condition in conditions]
    valued, listed = max(0, len(conditions) - steps), max(0, 2 * len(conditions) - steps)
    told = max(0, 2 * len(conditions) + len(statements) - steps)
    return {
        **message,
        "matchedStatements": {"items": statements[:told]},
        "context": {
            **(context if steps <= 2 * len(conditions) + len(statements) else _cut(context)),
            "conditions": {"items": (conditions[:valued] + named[valued:])[:listed]},
        },
    }


def _cut(context: _Message) -> _Message:
    return {
        "principal": {name: text[:FIELD_LIMIT] for name, text in context["principal"].items()},
        "action": context["action"][:FIELD_LIMIT],
        "resource": context["resource"][:FIELD_LIMIT],
    }
