"""The keys with which OpenID Connect issuers sign: found by discovery, kept for a while (interfaces.md 8).

A fetch takes seconds, and whoever shows a token decides when one begins. So no issuer is asked more than once at a
time, nor again at once; a few calls wait for one issuer, and some for all of them: the others are told to try again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from joserfc.util import urlsafe_b64decode

from ostiary.authn.fetching import Fetcher, FetchError
from ostiary.model.errors import IdpCommunicationError

FRESH: Final = 3_600
"""Seconds for which keys are used without asking again: as long may a key be used that its issuer withdrew."""

LONGEST_KEPT: Final = 86_400
"""Seconds for which keys are used while their issuer cannot be asked. Its outage should not be ours; a key that was
withdrawn meanwhile, because it was stolen, should not be good for ever."""

ASKED_AGAIN: Final = 60
"""Seconds after an answer before an unknown key id has the issuer asked again: anybody can make key ids up."""

TRIED_AGAIN: Final = 10
"""Seconds after a failure before the issuer is asked again."""

MOST_ISSUERS: Final = 256
"""Whose keys are kept; beyond them the one that was not used for longest goes."""

MOST_WAITING: Final = 4
"""Calls that wait for one issuer at a time."""

MOST_WAITING_IN_ALL: Final = 16
"""Calls that wait for issuers at a time; there are 40 threads for calls."""

MOST_KEYS: Final = 200
"""Of one issuer that are looked at. AWS takes a hundred of each kind."""

LEAST_RSA_BITS: Final = 2_048
MOST_RSA_BITS: Final = 8_192
"""Verifying takes the longer the larger a key is."""

CURVES: Final = frozenset({"P-256", "P-384", "P-521"})

Key = RSAKey | ECKey


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """A public key of an issuer. `algorithm` is the only one it is for, or empty."""

    id: str
    type: str
    algorithm: str
    key: Key


Keys = Mapping[tuple[str, str], IssuerKey]
"""By id and type: an id may be given to one key of each type (RFC 7517, 4.5)."""


@dataclass(frozen=True, slots=True)
class _Held:
    keys: Keys
    fetched: int


@dataclass(slots=True)
class _Issuer:
    """What is known of an issuer. `held` is replaced and never changed: it is read without the lock."""

    url: str
    held: _Held | None = None
    tried: int | None = None
    failure: str = ""
    asking: threading.Lock = field(default_factory=threading.Lock)
    waiting: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(MOST_WAITING))

    def known(self, now: int) -> Keys:
        """Return the keys that may be used."""
        return self.held.keys if self.held is not None and now - self.held.fetched < LONGEST_KEPT else {}

    def is_fresh(self, now: int) -> bool:
        return self.held is not None and now - self.held.fetched < FRESH

    def was_asked(self, now: int) -> bool:
        """Return whether it is too early to ask again. A clock that was set back does not make it later."""
        pause = TRIED_AGAIN if self.failure else ASKED_AGAIN
        return self.tried is not None and 0 <= now - self.tried < pause


class KeySets:
    """The keys of issuers, by the URLs of their providers (without scheme). For any number of threads."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._issuers = OrderedDict[str, _Issuer]()
        self._lock = threading.Lock()
        self._waiting = threading.BoundedSemaphore(MOST_WAITING_IN_ALL)

    def issuer_of(self, url: str) -> str:
        """Return the issuer that the tokens of the provider at *url* must name, and its discovery document too."""
        return self._fetcher.issuer_of(url)

    def key(self, url: str, key_id: str, key_type: str, now: int, *, may_fetch: bool = True) -> IssuerKey | None:
        """Return the key of that id and type (`RSA`, `EC`), or None when the issuer has none.

        May take seconds: not while a transaction of the store is open, unless *may_fetch* is false; then only what is
        remembered is used. Raises IdpCommunicationError when the issuer must be asked, and cannot.
        """
        issuer = self._issuer(url)
        found = issuer.known(now).get((key_id, key_type))
        if found is not None and (issuer.is_fresh(now) or not may_fetch):
            return found
        if not may_fetch:
            raise _failed("its keys were just forgotten; try again")
        if found is not None:
            return self._renewed(issuer, found, now)
        with self._place(issuer), issuer.asking:
            self._ask(issuer, now)
        return issuer.known(now).get((key_id, key_type))

    def _renewed(self, issuer: _Issuer, found: IssuerKey, now: int) -> IssuerKey | None:
        """Ask for the keys again; while that cannot be done, or another call does it, *found* will do."""
        if not issuer.asking.acquire(blocking=False):
            return found
        try:
            with self._place(issuer):
                self._ask(issuer, now)
        except IdpCommunicationError:
            return found
        finally:
            issuer.asking.release()
        return issuer.known(now).get((found.id, found.type))

    def _ask(self, issuer: _Issuer, now: int) -> None:
        """Have the newest keys that may be had; who waited for another call gets what that one got."""
        if not issuer.was_asked(now):
            issuer.tried = now
            try:
                issuer.held = _Held(self._fetched(issuer.url), now)
                issuer.failure = ""
            except FetchError as error:
                issuer.failure = str(error)
        if issuer.failure:
            raise _failed(issuer.failure)

    def _fetched(self, url: str) -> Keys:
        """Return what the issuer publishes now (OpenID Connect Discovery 1.0, sections 4 and 3). Raises FetchError."""
        issuer = self.issuer_of(url)
        document = self._fetcher.get_json(f"{issuer.removesuffix('/')}/.well-known/openid-configuration")
        if not isinstance(document, dict) or document.get("issuer") != issuer:
            raise FetchError("its discovery document names another issuer")
        keys_url = document.get("jwks_uri")
        if not isinstance(keys_url, str) or not keys_url.startswith(("https://", issuer.partition("://")[0] + "://")):
            raise FetchError("its discovery document has no jwks_uri that begins with https://")
        return read_keys(self._fetcher.get_json(keys_url))

    @contextmanager
    def _place(self, issuer: _Issuer) -> Iterator[None]:
        """Be one of the few that wait. Raises IdpCommunicationError when they are too many already."""
        for places in (issuer.waiting, self._waiting):
            if not places.acquire(blocking=False):
                if places is self._waiting:
                    issuer.waiting.release()
                raise _failed("too many calls wait for its keys; try again")
        try:
            yield
        finally:
            self._waiting.release()
            issuer.waiting.release()

    def _issuer(self, url: str) -> _Issuer:
        with self._lock:
            issuer = self._issuers.setdefault(url, _Issuer(url))
            self._issuers.move_to_end(url)
            if len(self._issuers) > MOST_ISSUERS:
                self._issuers.popitem(last=False)
            return issuer


def _failed(reason: str) -> IdpCommunicationError:
    return IdpCommunicationError(f"Couldn't retrieve verification key from your identity provider: {reason}.")


# -- keys ----------------------------------------------------------------------------------------------


def read_keys(document: object) -> Keys:
    """Return the keys of a JWK set that signatures can be verified with; of equal ids and types, the first.

    Others are passed over, as RFC 7517 (section 5) wants it: sets hold keys of kinds that are newer than we are.
    Raises FetchError for what is no JWK set, or holds no such key.
    """
    entries = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(entries, list) or len(entries) > MOST_KEYS:
        raise FetchError(f"its key set is not one of up to {MOST_KEYS} keys")
    found: dict[tuple[str, str], IssuerKey] = {}
    for entry in entries:
        if isinstance(entry, dict) and (key := _read_key(entry)) is not None:
            found.setdefault((key.id, key.type), key)
    if not found:
        raise FetchError("its key set holds no usable key")
    return found


def _read_key(entry: Mapping[str, object]) -> IssuerKey | None:
    """Return the public half of a JWK, or None when it is not for verifying, or not sound."""
    id_, type_, algorithm = entry.get("kid"), entry.get("kty"), entry.get("alg", "")
    uses, operations = entry.get("use", "sig"), entry.get("key_ops", ["verify"])
    if not isinstance(id_, str) or not isinstance(algorithm, str) or uses != "sig":
        return None
    if not isinstance(operations, list) or "verify" not in operations:
        return None
    try:
        key = _KINDS[type_](entry) if isinstance(type_, str) and type_ in _KINDS else None
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return None if key is None else IssuerKey(id_, str(type_), algorithm, key)


def _rsa(entry: Mapping[str, object]) -> RSAKey | None:
    modulus, exponent = str(entry["n"]), str(entry["e"])
    bits = int.from_bytes(urlsafe_b64decode(modulus.encode()), "big").bit_length()
    if not LEAST_RSA_BITS <= bits <= MOST_RSA_BITS:
        return None
    return RSAKey.import_key({"kty": "RSA", "n": modulus, "e": exponent})


def _elliptic(entry: Mapping[str, object]) -> ECKey | None:
    if entry["crv"] not in CURVES:
        return None
    return ECKey.import_key({"kty": "EC", **{part: str(entry[part]) for part in ("crv", "x", "y")}})


_KINDS: Final = {"RSA": _rsa, "EC": _elliptic}
