"""Find out who is calling: the signature, the credentials that it claims, and the principal behind them."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from ostiary.authn import callers, revocations
from ostiary.authn.claims import Signature
from ostiary.authn.identity import Identity
from ostiary.authn.keys import Wrapping, keys_in, open_sealed
from ostiary.authn.sigv4 import SigningKeys, read_signature, verify
from ostiary.authn.tokens import SessionTokens
from ostiary.model.caller import Caller, CallerKind
from ostiary.model.errors import (
    ExpiredTokenError,
    IncompleteSignatureError,
    InvalidClientTokenIdError,
    RequestExpiredError,
    SignatureDoesNotMatchError,
)
from ostiary.model.http import HttpRequest
from ostiary.model.mint import Credentials
from ostiary.model.secret import Secret
from ostiary.store.contract import Grounds, Reader
from ostiary.store.memo import Memo, Memory

_NOBODY: Final = Secret("0" * 40)
"""Verified with for access keys that do not exist, and refused whatever comes out: the time that it takes does not tell
which keys there are (threats.md 6)."""


@dataclass(frozen=True, slots=True)
class _Known:
    """Credentials that somebody stands behind."""

    secret: Secret
    caller: Caller
    grounds: Grounds


class Authenticator:
    """Tells who signed a request. Thread-safe."""

    def __init__(self, memo: Memo, root: Wrapping, session_tokens: SessionTokens, partition: str) -> None:
        self._memo = memo
        self._root = root
        self._tokens = session_tokens
        self._partition = partition
        self._signing_keys = SigningKeys()
        self._latest = 0
        self._lock = threading.Lock()

    def identify(self, http: HttpRequest, now: int, service: str, memory: Memory | None = None) -> Identity:
        """Return who signed *http* for *service* (`iam`, `sts`), or raise. *memory* is asked instead of the own memo.

        Raises what `sigv4.read_signature` raises; InvalidClientTokenIdError when the credentials are unknown, inactive
        or not made here, or when their principal is gone; ExpiredTokenError; SignatureDoesNotMatchError.
        """
        signature = read_signature(http, now, service)
        latest = self._advance(now)
        if signature.expires is not None and signature.expires < latest:
            raise RequestExpiredError("Request has expired.")
        known = self._find(signature, latest, memory or self._memo)
        if known is None:
            with suppress(SignatureDoesNotMatchError):
                verify(http, signature, _NOBODY, self._signing_keys)
            raise _invalid()
        verify(http, signature, known.secret, self._signing_keys)
        caller = known.caller if known.caller.kind is not CallerKind.SERVICE else _on_behalf(known.caller, http)
        return Identity(caller, signature.region, signature.access_key_id, known.grounds)

    def present(self, shown: Credentials, now: int) -> Caller:
        """Return whose temporary credentials *shown* are; all three parts of them have to be right.

        Raises InvalidClientTokenIdError and ExpiredTokenError, as `identify` does for whoever signs with them.
        """
        with suppress(InvalidClientTokenIdError):
            known = self._find_session(shown.session_token, shown.access_key_id, self._advance(now), self._memo)
            if known is not None and known.secret.matches(shown.secret.reveal()):
                return known.caller
        raise _invalid()

    def _advance(self, now: int) -> int:
        """Return the latest time that was ever given here.

        What expires, expires by it: a clock that is set back revives nothing (threats.md 48). The age of a signature is
        judged by the time as given, or one jump forwards would lock everybody out after the clock was put right.
        """
        if now > self._latest:
            with self._lock:
                self._latest = max(self._latest, now)
        return self._latest

    def _find(self, signature: Signature, now: int, memory: Memory) -> _Known | None:
        """Return the credentials that *signature* claims. Raises ExpiredTokenError for a session that was good once."""
        try:
            if signature.token is None:
                return self._find_key(signature.access_key_id, memory)
            return self._find_session(signature.token, signature.access_key_id, now, memory)
        except InvalidClientTokenIdError:
            return None

    def _find_key(self, access_key_id: str, memory: Memory) -> _Known:
        found = memory.get(("authn.access-key", access_key_id), lambda reader: self._key(reader, access_key_id))
        secret, caller = found.value
        return _Known(secret, caller, Grounds(found.revision, found.tokens))

    def _key(self, reader: Reader, access_key_id: str) -> tuple[Secret, Caller]:
        """Look up an active long-term key, and its owner.

        Raises InvalidClientTokenIdError, which no memory keeps: strangers cannot fill it with keys they made up.
        """
        key = reader.access_keys.by_id(access_key_id)
        entity = None if key is None else callers.key_owner(reader, key)
        if key is None or not key.active or entity is None:
            raise _invalid()
        secret = open_sealed(keys_in(reader, self._root, key.account), key.account, key.id, key.sealed)
        return secret, callers.long_term_caller(self._partition, entity, key.id)

    def _find_session(self, token: Secret, access_key_id: str, now: int, memory: Memory) -> _Known | None:
        session, secret = self._tokens.open(token, access_key_id)
        if session.expires <= now:
            raise ExpiredTokenError("The security token included in the request is expired")
        name = ("authn.entity", session.kind, session.account, session.entity_id)
        found = memory.get(name, lambda reader: callers.entity_of(reader, session))
        revoked = memory.get(
            ("authn.revocations", session.account), lambda reader: revocations.marks(reader, session.account)
        )
        if found.value is None or revocations.is_revoked(revoked.value, session, access_key_id):
            return None
        caller = callers.session_caller(self._partition, found.value, session, access_key_id)
        grounds = Grounds(min(found.revision, revoked.revision), found.tokens | revoked.tokens)
        return _Known(secret, caller, grounds)


def _on_behalf(service: Caller, http: HttpRequest) -> Caller:
    """Return *service* with the resource on whose behalf it says that it calls, by the headers that AWS's own send.

    They were signed: no `x-amz-*` header counts that was not (threats.md 1).
    """
    return replace(service, source_arn=_text(http, b"x-amz-source-arn"), source_account=_text(http, _SOURCE_ACCOUNT))


_SOURCE_ACCOUNT: Final = b"x-amz-source-account"


def _text(http: HttpRequest, name: bytes) -> str:
    """Return the one value of a header, or "". Given twice it is refused: two readers could see two values."""
    values = [value for key, value in http.headers if key == name]
    if len(values) > 1:
        raise IncompleteSignatureError(f"The header '{name.decode()}' must be given once.")
    return values[0].decode("latin-1") if values else ""


def _invalid() -> InvalidClientTokenIdError:
    return InvalidClientTokenIdError("The security token included in the request is invalid.")
