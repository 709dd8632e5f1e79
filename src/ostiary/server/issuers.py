"""What verifies the tokens that accounts sign: each account's discovery document and its keys, for everybody.

A token is good for an hour at most, so the answers may be kept for ten minutes and not longer than a key is shown
before it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from ostiary.authn import issuing
from ostiary.authn.keys import RING_LEAD
from ostiary.model.http import HttpResponse
from ostiary.model.nouns import IssuerKey
from ostiary.store.contract import Reader
from ostiary.store.memo import Memo

PREFIX: Final = issuing.PATH.encode()

_HEADERS: Final = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"public, max-age=%d" % RING_LEAD),
    (b"x-content-type-options", b"nosniff"),
)
_UNKNOWN: Final = HttpResponse(404, ((b"content-type", b"application/json"),), b'{"error":"not_found"}')

Answer = Callable[[str, tuple[IssuerKey, ...], int], Mapping[str, Any]]  # Any: JSON

_ANSWERS: Final[Mapping[bytes, Answer]] = {
    b"openid-configuration": lambda issuer, _keys, _now: issuing.discovery(issuer),
    b"jwks.json": lambda _issuer, keys, now: issuing.key_set(keys, now),
}


class Issuers:
    """The accounts as issuers of tokens. Thread-safe."""

    def __init__(self, memo: Memo, base_url: str) -> None:
        """*base_url* is where clients reach the installation."""
        self._memo = memo
        self._base_url = base_url

    def answer(self, path: bytes, now: int) -> HttpResponse:
        """Answer `/oidc/ACCOUNT/.well-known/…`; 404 for an account that never signed a token, or is not here."""
        account, _, rest = path.removeprefix(PREFIX).partition(b"/.well-known/")
        make = _ANSWERS.get(rest)
        if make is None or len(account) != 12 or not account.isdigit():
            return _UNKNOWN
        number = account.decode()
        try:
            keys = self._memo.get(("issuer", number), lambda reader: _keys(reader, number)).value
        except _UnknownError:
            return _UNKNOWN
        issuer = issuing.issuer_url(self._base_url, number)
        return HttpResponse(200, _HEADERS, msgspec.json.encode(make(issuer, keys, now)))


class _UnknownError(Exception):
    """The account is no issuer. What is raised no memory keeps: strangers, who may ask for any number, cannot fill it
    with them."""


def _keys(reader: Reader, account: str) -> tuple[IssuerKey, ...]:
    if not (keys := issuing.keys_of(reader, account)):
        raise _UnknownError
    return keys
