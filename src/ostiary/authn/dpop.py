"""Proof of possession of a key (RFC 9449, DPoP): who sends a request holds the private half of the key in its header.

The one place where a key out of a header is used: the proof says nothing of who that is, only that it is the same as
before. Nothing is believed until the signature is verified.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from joserfc.util import urlsafe_b64decode

from ostiary.model import json
from ostiary.model.errors import ValidationError

WINDOW: Final = 300
"""Seconds by which the time of a proof may be off, either way."""

LONGEST: Final = 4_096
LONGEST_ID: Final = 256

_HEADER: Final = frozenset({"typ", "alg", "jwk"})
_KEY: Final = frozenset({"kty", "crv", "x", "y"})
"""A private half (`d`), or anything that would have the key mean something else, refuses the proof."""

_COORDINATE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_REGISTRY: Final = jws.JWSRegistry(algorithms=["ES256"])
_REGISTRY.max_header_length = LONGEST


@dataclass(frozen=True, slots=True)
class Proof:
    """What a proof proves: the holder's key, by its thumbprint (RFC 7638). `id` is to be taken once."""

    thumbprint: str
    id: str


def read(values: list[bytes], method: str, url: str, now: int) -> Proof:
    """Return what the `DPoP` headers with *values* prove of a request of *method* to exactly *url*.

    Whoever grants something for it marks its id as used, until `now + 2 * WINDOW`. Raises ValidationError.
    """
    if len(values) != 1 or len(values[0]) > LONGEST:
        raise _invalid("it must be given once")
    token = values[0].decode("latin-1")
    parts = token.split(".")
    if len(parts) != 3:
        raise _invalid("it has not three parts")
    key = _key(_read(parts[0]))
    try:
        jws.deserialize_compact(token, key, registry=_REGISTRY)
    except (JoseError, ValueError) as error:
        raise _invalid("its signature is wrong") from error
    return Proof(key.thumbprint(), _id(_read(parts[1]), method, url, now))


def _read(part: str) -> dict[str, object]:
    try:
        value = json.read(urlsafe_b64decode(part.encode("ascii")).decode("utf-8"), max_length=LONGEST)
    except ValueError as error:  # base64, ASCII, UTF-8, JSON
        raise _invalid("a part of it is not JSON in base64url") from error
    if not isinstance(value, dict):
        raise _invalid("a part of it is no object")
    return value


def _key(header: dict[str, object]) -> ECKey:
    jwk = header.get("jwk")
    if header.keys() != _HEADER or header["typ"] != "dpop+jwt" or header["alg"] != "ES256":
        raise _invalid("its header must hold typ dpop+jwt, alg ES256, and jwk")
    if not isinstance(jwk, dict) or jwk.keys() != _KEY or jwk["kty"] != "EC" or jwk["crv"] != "P-256":
        raise _invalid("its key must be the public half of one for P-256")
    if not all(isinstance(jwk[name], str) and _COORDINATE.fullmatch(jwk[name]) for name in ("x", "y")):
        raise _invalid("its key is not well formed")
    try:
        return ECKey.import_key({name: str(value) for name, value in jwk.items()})
    except (JoseError, ValueError) as error:
        raise _invalid("its key is no point of the curve") from error


def _id(claims: dict[str, object], method: str, url: str, now: int) -> str:
    issued, id_ = claims.get("iat"), claims.get("jti")
    if claims.get("htm") != method or claims.get("htu") != url:
        raise _invalid(f"it is not for {method} {url}")
    if isinstance(issued, bool) or not isinstance(issued, int) or abs(now - issued) > WINDOW:
        raise _invalid("its iat is not the time of this server")
    if not isinstance(id_, str) or not 0 < len(id_) <= LONGEST_ID:
        raise _invalid("it has no jti")
    return id_


def _invalid(reason: str) -> ValidationError:
    return ValidationError(f"The DPoP proof is not valid: {reason}.")
