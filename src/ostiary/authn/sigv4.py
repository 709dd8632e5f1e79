"""Verify AWS Signature Version 4: the header form and the presigned query form, for services other than S3.

`read_signature` refuses what no key could make right; `verify` then compares signatures. Both read raw bytes only
(threats.md G9).
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections import OrderedDict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from ostiary.authn.canonical import canonical_request, withheld
from ostiary.authn.claims import Signature, read_claim
from ostiary.authn.signing import derive_key, string_to_sign
from ostiary.model.errors import AccessDeniedError, RequestExpiredError, SignatureDoesNotMatchError
from ostiary.model.http import HttpRequest
from ostiary.model.secret import Secret

SKEW: Final = 900
"""Seconds that the signer's clock may be off, either way."""

MAY_BE_UNSIGNED: Final[Mapping[bytes, str]] = {
    b"x-amz-content-sha256": "compared with the body itself: unsigned, it can still only say the truth",
}
"""The `x-amz-*` headers that need no signature, with the reason (threats.md 1). What SDKs and load balancers add after
signing is named otherwise: `x-amzn-trace-id`, `amz-sdk-request`, `user-agent`."""


def read_signature(http: HttpRequest, now: int, service: str) -> Signature:
    """Return the one signature that *http* carries, after everything was checked that needs no key.

    Raises what `claims.read_claim` raises; SignatureDoesNotMatchError (time, `host` or time not signed),
    RequestExpiredError (presigned) or AccessDeniedError (an `x-amz-*` header that is not signed).
    """
    signature = read_claim(http, service)
    require_timely(signature, now)
    require_all_signed(http, signature)
    return signature


class SigningKeys:
    """Derived signing keys that were used lately, least recently used first out. Thread-safe.

    Found by access key id, scope and a fingerprint of the secret: a key of an earlier secret is never found again.
    """

    def __init__(self, capacity: int = 4_096) -> None:
        self._capacity = capacity
        self._keys: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, signature: Signature, secret: Secret) -> bytes:
        """Return the signing key for the scope of *signature* under *secret*."""
        known = (signature.access_key_id, hashlib.sha256(secret.reveal().encode()).hexdigest(), signature.scope)
        with self._lock:
            key = self._keys.get(known)
            if key is not None:
                self._keys.move_to_end(known)
                return key
        key = derive_key(secret, signature.scope)
        with self._lock:
            self._keys[known] = key
            if len(self._keys) > self._capacity:
                self._keys.popitem(last=False)
        return key


def verify(http: HttpRequest, signature: Signature, secret: Secret, keys: SigningKeys) -> None:
    """Require that *secret* makes *signature* over *http*, in constant time. Raises SignatureDoesNotMatchError."""
    payload_hash = hash_of_body(http)
    canonical = canonical_request(http, signature.signed_headers, payload_hash)
    to_sign = string_to_sign(signature.stamp, signature.scope, canonical)
    expected = hmac.digest(keys.get(signature, secret), to_sign.encode(), "sha256").hex()
    if not hmac.compare_digest(expected.encode(), signature.value):
        shown = canonical_request(withheld(http), signature.signed_headers, payload_hash)
        raise SignatureDoesNotMatchError(_mismatch(shown.decode("ascii", "backslashreplace"), to_sign))


def hash_of_body(http: HttpRequest) -> str:
    """Return the hash of the body in hex. Raises SignatureDoesNotMatchError when the request names another one."""
    payload_hash = hashlib.sha256(http.body).hexdigest()
    claimed = http.header(b"x-amz-content-sha256")
    if claimed is not None and claimed != payload_hash.encode():
        raise SignatureDoesNotMatchError("The provided 'x-amz-content-sha256' header does not match what was computed.")
    return payload_hash


def _mismatch(canonical: str, to_sign: str) -> str:
    return (
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
        "Key and signing method. Consult the service documentation for details.\n\n"
        f"The Canonical String for this request should have been\n'{canonical}'\n\n"
        f"The String-to-Sign should have been\n'{to_sign}'\n"
    )


def require_timely(signature: Signature, now: int, skew: int = SKEW) -> None:
    """Require that a presigned request has not expired, any other is not too old, and neither is from the future.

    Raises RequestExpiredError for the first, SignatureDoesNotMatchError for the others; *skew* is in seconds.
    """
    if signature.expires is not None and signature.expires < now:
        raise RequestExpiredError("Request has expired.")
    if signature.expires is None and signature.time < now - skew:
        raise SignatureDoesNotMatchError(
            f"Signature expired: {signature.stamp} is now earlier than {_stamp(now - skew)} "
            f"({_stamp(now)} - {skew // 60} min.)"
        )
    if signature.time > now + skew:
        raise SignatureDoesNotMatchError(
            f"Signature not yet current: {signature.stamp} is still later than {_stamp(now + skew)} "
            f"({_stamp(now)} + {skew // 60} min.)"
        )


def require_all_signed(http: HttpRequest, signature: Signature) -> None:
    """Require the signature to cover `host`, the time, and every header that may mean something to a service.

    Raises AccessDeniedError for an `x-amz-*` header, SignatureDoesNotMatchError for the first two.
    """
    signed = frozenset(signature.signed_headers)
    for name, _ in http.headers:
        if name.startswith(b"x-amz-") and name not in signed and name not in MAY_BE_UNSIGNED:
            raise AccessDeniedError("There were headers present in the request which were not signed")
    if b"host" not in signed:
        raise SignatureDoesNotMatchError("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
    if not signature.presigned and b"x-amz-date" not in signed and b"date" not in signed:
        raise SignatureDoesNotMatchError("'Date' must be a 'SignedHeader' in the AWS Authorization.")


def _stamp(time: int) -> str:
    return f"{datetime.fromtimestamp(time, UTC):%Y%m%dT%H%M%SZ}"
