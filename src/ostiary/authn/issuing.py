"""Web identity tokens that accounts sign themselves: their keys, and the tokens (outbound federation).

The signatures are the library's. Which key signs, and which keys are shown to those who verify, is decided here: a key
is shown before it is used, and for as long as a token that it signed may live.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

import msgspec
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from ostiary.authn.keys import RING_LEAD
from ostiary.model.mint import Mint
from ostiary.model.nouns import IssuerKey
from ostiary.model.secret import Secret
from ostiary.store.contract import Reader, Transaction

ALGORITHMS: Final = ("RS256", "ES384")
"""STS API reference, GetWebIdentityToken."""

LONGEST_TOKEN: Final = 3_600
"""Seconds."""

LONGEST_PAYLOAD: Final = 16_384
"""Characters of a token's claims. AWS has a limit and does not say which; fifty tags of full length fit no header."""

_RSA_BITS: Final = 2_048
_CURVE: Final = "P-384"
_KEYS: Final = 50
"""More than an account ever has: those that no token needs go when a new one is made."""


def issuer_url(base_url: str, account: str) -> str:
    """Return the `iss` of the tokens of *account*, under which discovery is answered."""
    return f"{base_url}{PATH}{account}"


PATH: Final = "/oidc/"


def new_key(algorithm: str) -> tuple[str, Secret]:
    """Return a fresh key for *algorithm*: its public half as a JWK, as JSON text, and its private one. Takes long."""
    key = RSAKey.generate_key(_RSA_BITS) if algorithm == "RS256" else ECKey.generate_key(_CURVE)
    public = msgspec.json.encode(key.as_dict(private=False)).decode()
    return public, Secret(msgspec.json.encode(key.as_dict(private=True)).decode())


def signed(algorithm: str, key_id: str, private: Secret, claims: Mapping[str, Any]) -> str:  # Any: JSON
    """Return *claims* as a token in compact form, signed with the key."""
    material = msgspec.json.decode(private.reveal())
    key = RSAKey.import_key(material) if algorithm == "RS256" else ECKey.import_key(material)
    header = {"alg": algorithm, "kid": key_id, "typ": "JWT"}
    return jwt.encode(header, dict(claims), key, algorithms=[algorithm])


def make_key(mint: Mint, account: str, algorithm: str, now: int) -> IssuerKey:
    """Return a fresh key of *account*, sealed. Takes long."""
    id_ = mint.uuid()
    public, private = mint.signing_key(algorithm)
    return IssuerKey(
        account=account,
        id=id_,
        created=now,
        algorithm=algorithm,
        public=public,
        sealed=mint.seal(account, id_, private),
    )


def keys_of(reader: Reader, account: str) -> tuple[IssuerKey, ...]:
    """Return the keys of *account*, newest first."""
    return tuple(reversed(reader.issuer_keys.page(account, limit=_KEYS).items))


def signing_key(keys: Sequence[IssuerKey], algorithm: str, now: int) -> IssuerKey:
    """Return the newest key for *algorithm* that everybody who verifies has by now; of an account's first, that one."""
    suited = [key for key in keys if key.algorithm == algorithm]
    return next((key for key in suited if key.created + RING_LEAD <= now), suited[-1])


def needed(keys: Sequence[IssuerKey], now: int) -> tuple[IssuerKey, ...]:
    """Return those of *keys*, newest first, of which a token may be alive or may still be made."""
    return tuple(key for algorithm in ALGORITHMS for key in _needed([k for k in keys if k.algorithm == algorithm], now))


def _needed(keys: Sequence[IssuerKey], now: int) -> Iterator[IssuerKey]:
    yield from keys[:1]
    for newer, older in pairwise(keys):
        if now < newer.created + RING_LEAD + LONGEST_TOKEN:
            yield older


def key_set(keys: Sequence[IssuerKey], now: int) -> Mapping[str, Any]:  # Any: JSON
    """Return the JWK set with which tokens of the account are verified (RFC 7517)."""
    return {"keys": [_shown(key) for key in needed(keys, now)]}


def rotated(tx: Transaction, made: Sequence[IssuerKey], now: int) -> None:
    """Give an account the keys *made*, and drop those of which no token can be alive.

    They count as made after all that it has, also within one second or by a clock that was set back: keys are told
    apart by age, and the wrong one would sign before anybody who verifies has it.
    """
    after = max((key.created + 1 for key in keys_of(tx, made[0].account)), default=now)
    for key in made:
        tx.issuer_keys.add(replace(key, created=max(now, after)))
    keys = keys_of(tx, made[0].account)
    keep = {key.id for key in needed(keys, now)}
    for old in keys:
        if old.id not in keep:
            tx.issuer_keys.remove(old)


def _shown(key: IssuerKey) -> Mapping[str, Any]:  # Any: JSON
    return {**msgspec.json.decode(key.public), "kid": key.id, "use": "sig", "alg": key.algorithm}


def discovery(issuer: str) -> Mapping[str, Any]:  # Any: JSON
    """Return the issuer's metadata (OpenID Connect Discovery 1.0, section 3): no more than a verifier needs."""
    return {
        "issuer": issuer,
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": list(ALGORITHMS),
    }
