"""Sign requests by AWS Signature Version 4, header form; and the steps that signer and verifier share."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from ostiary.authn.canonical import canonical_request
from ostiary.authn.claims import ALGORITHM
from ostiary.model.http import HttpRequest
from ostiary.model.secret import Secret

_TERMINATOR: Final = "aws4_request"


def derive_key(secret: Secret, scope: str) -> bytes:
    """Return the signing key of *secret* for *scope*, `date/region/service/aws4_request`."""
    key = b"AWS4" + secret.reveal().encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def string_to_sign(stamp: str, scope: str, canonical: bytes, algorithm: str = ALGORITHM) -> str:
    """Return what the signing key signs, for a *canonical* request made at *stamp*."""
    return f"{algorithm}\n{stamp}\n{scope}\n{hashlib.sha256(canonical).hexdigest()}"


def sign(
    http: HttpRequest,
    access_key_id: str,
    secret: Secret,
    token: Secret | None,
    *,
    service: str,
    region: str,
    now: int,
) -> HttpRequest:
    """Return *http* with its time, the session *token* if there is one, and a signature over all of its headers.

    It has a `host`, its header names are lower-case, and none of them is one that is added here.
    """
    token_header = () if token is None else ((b"x-amz-security-token", token.reveal().encode()),)
    return sign_by(
        replace(http, headers=(*http.headers, *token_header)),
        access_key_id,
        lambda text, scope: hmac.digest(derive_key(secret, scope), text.encode(), "sha256"),
        service=service,
        region=region,
        now=now,
    )


def sign_by(
    http: HttpRequest,
    signer: str,
    make: Callable[[str, str], bytes],
    *,
    service: str,
    region: str,
    now: int,
    algorithm: str = ALGORITHM,
) -> HttpRequest:
    """Return *http* with its time and a signature over all of its headers: that which *make* makes over the string to
    sign and its scope. *signer* is whose it is: an access key id, or the serial number of a certificate."""
    stamp = f"{datetime.fromtimestamp(now, UTC):%Y%m%dT%H%M%SZ}"
    scope = f"{stamp[:8]}/{region}/{service}/{_TERMINATOR}"
    dated = replace(http, headers=(*http.headers, (b"x-amz-date", stamp.encode())))
    signed = sorted({name for name, _ in dated.headers})
    canonical = canonical_request(dated, signed, hashlib.sha256(http.body).hexdigest())
    signature = make(string_to_sign(stamp, scope, canonical, algorithm), scope).hex()
    names = b";".join(signed).decode()
    value = f"{algorithm} Credential={signer}/{scope}, SignedHeaders={names}, Signature={signature}"
    return replace(dated, headers=(*dated.headers, (b"authorization", value.encode())))
