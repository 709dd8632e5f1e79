"""Verify what an OpenID Connect issuer says of its subject: the token that AssumeRoleWithWebIdentity is given.

A token is a JWS in compact form (RFC 7515) of claims (RFC 7519). Until its signature is verified nothing in it is
believed: its `iss` chooses among the providers that an administrator registered, its `kid` among that provider's own
keys, and its `alg` among those that are taken here. What its header says of where a key can be had (`jwk`, `jku`,
`x5c`, `x5u`) is never looked at; nor does it make us refuse, for there are issuers that send such headers unasked.

The signature is the library's; claims are read by our own strict reader, out of just the bytes that were signed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.util import urlsafe_b64decode

from ostiary.authn.issuing import issuer_url
from ostiary.authn.key_sets import IssuerKey, KeySets
from ostiary.model import json
from ostiary.model.arn import iam_arn
from ostiary.model.errors import ExpiredIdentityTokenError, InvalidIdentityTokenError, ValidationError
from ostiary.model.evidence import Evidence, Value
from ostiary.model.nouns import OidcProvider
from ostiary.model.secret import Secret
from ostiary.wire.constraints import require_valid
from ostiary.wire.services import Structure, service

Find = Callable[[str], OidcProvider | None]
"""Return the provider with that URL (without scheme) in the account of the role, or None."""

Claims = Mapping[str, object]

LONGEST: Final = 20_000
"""Characters of a token (the service model's `clientTokenType`)."""

LEEWAY: Final = 300
"""Seconds by which the clock of an issuer may be off, either way."""

LONGEST_SUBJECT: Final = 255
"""Characters (OpenID Connect Core 1.0, section 2; the service model's `webIdentitySubjectType`)."""

ALGORITHMS: Final[Mapping[str, str]] = {
    "RS256": "RSA",
    "RS384": "RSA",
    "RS512": "RSA",
    "ES256": "EC",
    "ES384": "EC",
    "ES512": "EC",
}
"""What tokens may be signed with, and the type of its keys. Never `none`, nor what is verified with a shared secret."""

TAGS: Final = "https://aws.amazon.com/tags"
SOURCE_IDENTITY: Final = "https://aws.amazon.com/source_identity"

STANDARD: Final = frozenset({"amr", "azp", "email", "sub"})
"""Claims that are condition keys at every provider of AWS's (policy-evaluation.md 6.5), beside `aud` and `oaud`."""

LASTING: Final = ("amr", "aud", "id", "sub")
"""Keys that policies of the session still see (policy-evaluation.md 6.5)."""

_OWN: Final = frozenset({"aud", "oaud"})
"""Keys that are computed: no claim may stand for them."""

_CLAIM_NAME: Final = re.compile(r"[A-Za-z0-9_.:/-]{1,128}")
_COMPACT: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")

_REGISTRY: Final = jws.JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
"""Header parameters that nobody knows are to be ignored (RFC 7515, 4); the token is bounded already."""
_REGISTRY.max_header_length = LONGEST


class WebIdentities:
    """Verifies web identity tokens. Thread-safe."""

    def __init__(self, key_sets: KeySets, *, partition: str, base_url: str, standard_claims_only: bool = False) -> None:
        """*base_url* is this installation's: what its accounts sign is for others, and is not taken back.

        With *standard_claims_only* no condition keys are made of claims that are not in `STANDARD`.
        """
        self._key_sets = key_sets
        self._partition = partition
        self._own = issuer_url(base_url, "")
        self._standard_only = standard_claims_only

    def verify(self, token: Secret, find: Find, now: int, *, may_fetch: bool = True) -> Evidence:
        """Return what *token* says, once a provider that *find* knows is known to have said it, to one of its clients.

        May wait for the issuer, after *find* has returned: not while a transaction of the store is open, unless
        *may_fetch* is false. Raises ExpiredIdentityTokenError for what was good once, IdpCommunicationError when the
        issuer's keys cannot be had now, and InvalidIdentityTokenError, which says what is wrong, for everything else.
        """
        text = token.reveal()
        header, claims = _parts(text)
        algorithm, key_id = _header(header)
        provider = self._provider(claims, find)
        key = self._key_sets.key(provider.url, key_id, ALGORITHMS[algorithm], now, may_fetch=may_fetch)
        _require_signed(text, key, algorithm)
        _require_time(claims, now)
        return self._evidence(provider, claims)

    def _provider(self, claims: Claims, find: Find) -> OidcProvider:
        """Return the provider that is exactly the issuer which the token names."""
        issuer = claims.get("iss")
        if not isinstance(issuer, str) or not issuer:
            raise _missing("iss")
        url = issuer.partition("://")[2]
        provider = None if issuer.startswith(self._own) or len(issuer) > LONGEST_SUBJECT else find(url)
        if provider is None or self._key_sets.issuer_of(provider.url) != issuer:
            raise InvalidIdentityTokenError(
                f"No OpenIDConnect provider found in your account for {issuer[:LONGEST_SUBJECT]}"
            )
        return provider

    def _evidence(self, provider: OidcProvider, claims: Claims) -> Evidence:
        audience, original = _audience(claims, provider.client_ids)
        tags, transitive_keys = _session_tags(claims.get(TAGS))
        source_identity = _text(claims, SOURCE_IDENTITY)
        _require_valid(tags, transitive_keys, source_identity)
        prefix = provider.url.lower()
        keys: dict[str, Value] = {f"{prefix}:{name}": value for name, value in self._further(claims)}
        keys[f"{prefix}:aud"] = audience
        if original is not None:
            keys[f"{prefix}:oaud"] = original
        return Evidence(
            provider=iam_arn(self._partition, provider.account, f"oidc-provider/{provider.url}"),
            issuer=self._key_sets.issuer_of(provider.url),
            subject=_subject(claims),
            audience=audience,
            claims=keys,
            lasting=frozenset(key for name in LASTING if (key := f"{prefix}:{name}") in keys),
            tags=tags,
            transitive_keys=transitive_keys,
            source_identity=source_identity,
        )

    def _further(self, claims: Claims) -> Iterator[tuple[str, Value]]:
        """Give the claims that are condition keys, in lower case. Raises InvalidIdentityTokenError for two of one name.

        Whichever were taken, policies that were written for the other would be evaded.
        """
        seen = set[str]()
        for name, given in claims.items():
            lower = name.lower()
            if lower in seen:
                raise InvalidIdentityTokenError(f"The claim {lower[:128]} is in the token in two spellings")
            seen.add(lower)
            if lower in _OWN or name.startswith("https://aws.amazon.com/") or not _CLAIM_NAME.fullmatch(name):
                continue
            if self._standard_only and name not in STANDARD:
                continue
            value = _value(given)
            if value is not None:
                yield lower, (value,) if lower == "amr" and isinstance(value, str) else value


# -- the token -----------------------------------------------------------------------------------------


def _parts(token: str) -> tuple[Claims, Claims]:
    """Return header and claims, which nobody has vouched for yet."""
    if len(token) > LONGEST:
        raise _malformed(f"it has more than {LONGEST} characters")
    if not _COMPACT.fullmatch(token):
        raise _malformed("it has not three parts in base64url")
    header, claims, _ = token.split(".")
    return _object(header, "header"), _object(claims, "payload")


def _object(part: str, what: str) -> Claims:
    try:
        value = json.read(urlsafe_b64decode(part.encode()).decode("utf-8"))
    except json.DuplicateKeyError as error:
        raise _malformed(f"its {what} says something twice") from error
    except ValueError as error:  # base64, UTF-8, JSON
        raise _malformed(f"its {what} is not JSON in base64url") from error
    if not isinstance(value, dict):
        raise _malformed(f"its {what} is not an object")
    return value


def _header(header: Claims) -> tuple[str, str]:
    """Return the algorithm and the key id; both are only looked up among those that may be used."""
    algorithm, key_id = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise _malformed(f"its alg is not one of {', '.join(ALGORITHMS)}")
    if "crit" in header or "b64" in header or "zip" in header:
        raise _malformed("its header asks for an extension that is not understood")
    if not isinstance(key_id, str) or not key_id:
        raise _malformed("its header has no kid")
    return algorithm, key_id


def _require_signed(token: str, key: IssuerKey | None, algorithm: str) -> None:
    if key is None:
        raise InvalidIdentityTokenError("The token's kid is not that of a key of its issuer for its alg")
    if key.algorithm not in {"", algorithm}:
        raise InvalidIdentityTokenError("The token's alg is not the one that its issuer's key is for")
    try:
        jws.deserialize_compact(token, key.key, registry=_REGISTRY)
    except (JoseError, ValueError) as error:
        raise InvalidIdentityTokenError("The token's signature is invalid") from error


def _malformed(reason: str) -> InvalidIdentityTokenError:
    return InvalidIdentityTokenError(f"The ID Token provided is not a valid JWT: {reason}")


# -- the claims ----------------------------------------------------------------------------------------


def _require_time(claims: Claims, now: int) -> None:
    """Refuse a token of another time; `nbf` may be missing, `exp` and `iat` may not."""
    expires, issued = _time(claims, "exp"), _time(claims, "iat")
    begins = _time(claims, "nbf") if "nbf" in claims else issued
    if now >= expires + LEEWAY:
        raise ExpiredIdentityTokenError(
            f"Token expired: current date/time {now} must be before the expiration date/time {expires:.0f}"
        )
    for name, time in (("iat", issued), ("nbf", begins)):
        if time > now + LEEWAY:
            raise InvalidIdentityTokenError(f"The token's {name} is in the future")


def _time(claims: Claims, name: str) -> float:
    value = claims.get(name)
    if value is None:
        raise _missing(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InvalidIdentityTokenError(f"The token's {name} is not a time")
    return value


def _subject(claims: Claims) -> str:
    subject = _text(claims, "sub")
    if not subject:
        raise _missing("sub")
    if len(subject) > LONGEST_SUBJECT:
        raise InvalidIdentityTokenError(f"The token's sub has more than {LONGEST_SUBJECT} characters")
    return subject


def _audience(claims: Claims, client_ids: tuple[str, ...]) -> tuple[str, Value | None]:
    """Return whom the token is for, and what its `aud` says when that is somebody else's word than its `azp`.

    Either has to be a client id of the provider. A token for several of them that does not say which one asked for it
    is refused: a policy for the one would be evaded by the other.
    """
    given = claims.get("aud")
    audiences = given if isinstance(given, list) else [given]
    if not audiences or not all(isinstance(audience, str) for audience in audiences):
        raise _missing("aud")
    ours = tuple(dict.fromkeys(audience for audience in audiences if audience in client_ids))
    party = _text(claims, "azp")
    if not ours and party not in client_ids:
        raise InvalidIdentityTokenError("Incorrect token audience")
    if party:
        return party, _value(given)
    if len(ours) > 1:
        raise InvalidIdentityTokenError("The token's aud names several client ids of the provider, and it has no azp")
    return ours[0], None


def _text(claims: Claims, name: str) -> str:
    """Return a claim that is a text, or an empty one when it is missing."""
    value = claims.get(name, "")
    if not isinstance(value, str):
        raise InvalidIdentityTokenError(f"The token's {name} is not a text")
    return value


def _missing(name: str) -> InvalidIdentityTokenError:
    return InvalidIdentityTokenError(f"Missing a required claim: {name}")


def _value(given: object) -> Value | None:
    """Return a claim as a condition key has it, or None for what no key can have: objects, null, and lists of them."""
    match given:
        case list():
            values = tuple(value for item in given if isinstance(value := _value(item), str))
            return values if values and len(values) == len(given) else None
        case bool():
            return str(given).lower()
        case json.Fraction():
            return given.text
        case str() | int():
            return str(given)
        case _:
            return None


# -- what a session begins with ------------------------------------------------------------------------


def _session_tags(given: object) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Return the session tags in a `https://aws.amazon.com/tags` claim, and the keys of those that are passed on."""
    if given is None:
        return {}, ()
    if not isinstance(given, dict):
        raise _no_tags()
    tags, keys = given.get("principal_tags", {}), given.get("transitive_tag_keys", [])
    if not isinstance(tags, dict) or not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise _no_tags()
    return {key: _tag_value(value) for key, value in tags.items()}, tuple(dict.fromkeys(keys))


def _tag_value(value: object) -> str:
    """A tag has one value; AWS's claim holds it in a list."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, str):
        raise _no_tags()
    return value


def _no_tags() -> InvalidIdentityTokenError:
    return InvalidIdentityTokenError(f"The token's {TAGS} does not hold principal_tags and transitive_tag_keys")


def _require_valid(tags: Mapping[str, str], transitive_keys: tuple[str, ...], source_identity: str) -> None:
    """Hold what a session begins with to AssumeRole's model: AssumeRoleWithWebIdentity's has none of it."""
    model = service("sts").operations["AssumeRole"].input
    assert model is not None
    asked: dict[str, object] = {
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
        "TransitiveTagKeys": list(transitive_keys),
    }
    if source_identity:
        asked["SourceIdentity"] = source_identity
    members = tuple(member for member in model.members if member.name in asked)
    try:
        require_valid(Structure(name=model.name, members=members, union=False, sensitive=False), asked, echo=False)
    except ValidationError as error:
        raise InvalidIdentityTokenError(
            f"The token's session tags or source identity are invalid: {error.message}"
        ) from error
