"""What a request claims about who signed it, taken apart: header form and presigned query form. Nothing is proven here.

Strict, because a part that two readers could read differently is a hole (threats.md 7). Messages are AWS's; of an
`Authorization` header they show a hash, as AWS's do by now: what people put into it by mistake is often a secret. So do
they of a credential, where AWS shows it: many secret keys hold slashes, and stand there once id and secret are swapped.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import unquote_to_bytes

from ostiary.model.errors import (
    IncompleteSignatureError,
    MissingAuthenticationTokenError,
    SignatureDoesNotMatchError,
)
from ostiary.model.http import HttpRequest
from ostiary.model.secret import Secret

ALGORITHM: Final = "AWS4-HMAC-SHA256"

MAX_EXPIRES: Final = 604_800
"""Seconds that a presigned request may be good for: a week."""

_TERMINATOR: Final = "aws4_request"

_HEADER_PARTS: Final = ("Credential", "Signature", "SignedHeaders")

_SINGLE_HEADERS: Final = frozenset(
    {
        b"authorization",
        b"date",
        b"host",
        b"x-amz-content-sha256",
        b"x-amz-date",
        b"x-amz-security-token",
        b"x-amz-x509",
        b"x-amz-x509-chain",
    }
)

_PARAMETERS: Final[Mapping[bytes, str]] = {
    name.lower().encode(): name
    for name in (
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Signature",
        "X-Amz-SignedHeaders",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-Security-Token",
    )
}
_OPTIONAL: Final = "X-Amz-Security-Token"

_REGION: Final = re.compile(r"[a-z0-9-]{1,64}", re.ASCII | re.IGNORECASE)
_STAMP: Final = re.compile(r"\d{8}T\d{6}Z", re.ASCII)
_HTTP_DATE: Final = re.compile(
    r"[A-Z][a-z]{2}, (\d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d) (?:GMT|UTC|[+-]0000)", re.ASCII
)
_EXPIRES: Final = re.compile(r"[0-9]{1,6}")
_ESCAPED: Final = re.compile(rb"(?:[!-$&-*,-~]|%[0-9A-Fa-f]{2})*")
"""No `+`: one reader takes it for a blank, another does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What a request claims: who signed it, when, for which scope, and over which headers. Nothing of it is proven."""

    access_key_id: str
    stamp: str
    """The time of signing, in ISO 8601 basic form, as it is signed."""
    time: int
    region: str
    service: str
    signed_headers: tuple[bytes, ...]
    value: bytes = field(repr=False)
    token: Secret | None
    expires: int | None
    """The last second at which a presigned request is good; None in header form."""
    algorithm: str = ALGORITHM

    @property
    def presigned(self) -> bool:
        """Whether the credentials are in the query."""
        return self.expires is not None

    @property
    def scope(self) -> str:
        """The credential scope, without the access key id."""
        return f"{self.stamp[:8]}/{self.region}/{self.service}/{_TERMINATOR}"


def read_claim(http: HttpRequest, service: str) -> Signature:
    """Return the one signature that *http* carries, for *service* and the day it was made on.

    Raises MissingAuthenticationTokenError, IncompleteSignatureError, or SignatureDoesNotMatchError for a wrong scope.
    """
    headers = _single_headers(http)
    parameters = _parameters(http.query) if http.query else {}
    if parameters and b"authorization" in headers:
        raise SignatureDoesNotMatchError(
            "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header."
        )
    if parameters:
        return _read_presigned(parameters, headers, service)
    if b"authorization" in headers:
        return _read_header(headers, service, (ALGORITHM,))
    raise _missing()


def read_header_claim(http: HttpRequest, service: str, algorithms: Collection[str]) -> Signature:
    """Return the signature in the `Authorization` header of *http*, which is by one of *algorithms*.

    Its `access_key_id` is whatever the credential names first: of a signature by a certificate, the serial number.
    Raises what `read_claim` does, also for signing parameters in the query: no presigned form is defined.
    """
    headers = _single_headers(http)
    if http.query and _parameters(http.query):
        raise IncompleteSignatureError("This request cannot be presigned.")
    if b"authorization" not in headers:
        raise _missing()
    return _read_header(headers, service, algorithms)


def _missing() -> MissingAuthenticationTokenError:
    return MissingAuthenticationTokenError("Request is missing Authentication Token")


def _single_headers(http: HttpRequest) -> Mapping[bytes, bytes]:
    """Return the headers that mean something here. One that is given twice would mean two things."""
    found: dict[bytes, bytes] = {}
    for name, value in http.headers:
        if name in _SINGLE_HEADERS:
            if name in found:
                raise IncompleteSignatureError(f"The header '{name.decode()}' must be given once.")
            found[name] = value
    return found


def _parameters(query: bytes) -> Mapping[str, str]:
    """Return the signing parameters in *query*, each at most once and in its one spelling (threats.md 7)."""
    found: dict[str, str] = {}
    for pair in query.split(b"&"):
        raw, _, value = pair.partition(b"=")
        name = _PARAMETERS.get(_plain(raw).lower())
        if name is None:
            continue
        if name in found or raw != name.encode():
            raise IncompleteSignatureError(
                f"AWS query-string parameters must include '{name}' once, spelled exactly so."
            )
        found[name] = text = unquote_to_bytes(value).decode("latin-1")
        if not (_ESCAPED.fullmatch(value) and text.isascii() and text.isprintable()):
            raise IncompleteSignatureError(f"The query-string parameter '{name}' is not percent-encoded visible ASCII.")
    return found


def _plain(name: bytes) -> bytes:
    """Return *name* decoded twice, as careless readers do. Not oftener: that would let strangers choose the work."""
    return unquote_to_bytes(unquote_to_bytes(name)) if b"%" in name else name


def _read_header(headers: Mapping[bytes, bytes], service: str, algorithms: Collection[str]) -> Signature:
    authorization = headers[b"authorization"]
    algorithm, given = _read_authorization(authorization)
    dated = b"x-amz-date" in headers or b"date" in headers
    missing = [f"Authorization header requires '{name}' parameter." for name in _HEADER_PARTS if not given.get(name)]
    if not dated:
        missing.append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    if missing:
        raise IncompleteSignatureError(
            f"{' '.join(missing)} (Hashed with SHA-256 and encoded with Base64) Authorization={_hashed(authorization)}"
        )
    _require_algorithm(algorithm, algorithms)
    token = headers.get(b"x-amz-security-token")
    return _signature(
        credential=given["Credential"],
        stamp=_read_date(headers),
        service=service,
        signed_headers=_read_signed_headers(given["SignedHeaders"]),
        value=given["Signature"],
        token=None if token is None else Secret(token.decode("latin-1")),
        algorithm=algorithm,
    )


def _read_authorization(value: bytes) -> tuple[str, Mapping[str, str]]:
    """Return the algorithm of an `Authorization` header and its parameters, each at most once and known."""
    algorithm, _, rest = value.decode("latin-1").partition(" ")
    given: dict[str, str] = {}
    for pair in rest.split(",") if rest else ():
        name, equals, text = pair.strip().partition("=")
        if not equals or name in given or name not in _HEADER_PARTS or not text.isascii():
            raise IncompleteSignatureError(
                "Invalid key=value pair (missing equal-sign) in Authorization header "
                f"(hashed with SHA-256 and encoded with Base64): '{_hashed(value)}'."
            )
        given[name] = text
    return algorithm, given


def _read_presigned(given: Mapping[str, str], headers: Mapping[bytes, bytes], service: str) -> Signature:
    missing = [name for name in _PARAMETERS.values() if name != _OPTIONAL and not given.get(name)]
    if missing:
        text = " ".join(f"AWS query-string parameters must include '{name}'." for name in missing)
        raise IncompleteSignatureError(f"{text} Re-examine the query-string parameters.")
    _require_algorithm(given["X-Amz-Algorithm"], (ALGORITHM,))
    if b"x-amz-security-token" in headers:
        raise IncompleteSignatureError("The header 'x-amz-security-token' must not be sent with a presigned request.")
    expires = given["X-Amz-Expires"]
    if not _EXPIRES.fullmatch(expires) or not 1 <= int(expires) <= MAX_EXPIRES:
        raise IncompleteSignatureError(f"X-Amz-Expires must be a number of seconds from 1 to {MAX_EXPIRES}.")
    token = given.get(_OPTIONAL)
    return _signature(
        credential=given["X-Amz-Credential"],
        stamp=given["X-Amz-Date"],
        service=service,
        signed_headers=_read_signed_headers(given["X-Amz-SignedHeaders"]),
        value=given["X-Amz-Signature"],
        token=None if token is None else Secret(token),
        lifetime=int(expires),
    )


def _signature(
    *,
    credential: str,
    stamp: str,
    service: str,
    signed_headers: tuple[bytes, ...],
    value: str,
    token: Secret | None,
    lifetime: int | None = None,
    algorithm: str = ALGORITHM,
) -> Signature:
    """Put a signature together once its time and its credential scope are sound."""
    time = _read_stamp(stamp)
    if time is None:
        raise IncompleteSignatureError(
            f"Date must be in ISO-8601 'basic format'. Got '{stamp}'. See http://en.wikipedia.org/wiki/ISO_8601"
        )
    access_key_id, region = _read_credential(credential, stamp, service)
    return Signature(
        access_key_id=access_key_id,
        stamp=stamp,
        time=time,
        region=region,
        service=service,
        signed_headers=signed_headers,
        value=value.encode(),
        token=token,
        expires=None if lifetime is None else time + lifetime,
        algorithm=algorithm,
    )


def _read_credential(credential: str, stamp: str, service: str) -> tuple[str, str]:
    """Return the access key id and the region; every region will do."""
    parts = credential.split("/")
    if len(parts) != 5:
        raise IncompleteSignatureError(
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term "
            f"(hashed with SHA-256 and encoded with Base64): '{_hashed(credential.encode())}'"
        )
    access_key_id, date, region, named, terminator = parts
    wrong = {
        "Credential should be scoped to a valid region.": not _REGION.fullmatch(region),
        f"Credential should be scoped to correct service: '{service}'.": named != service,
        f"Credential should be scoped with a valid terminator: '{_TERMINATOR}', not '{terminator}'.": (
            terminator != _TERMINATOR
        ),
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
        f"'{date}' != '{stamp[:8]}', from '{stamp}'.": date != stamp[:8],
    }
    if any(wrong.values()):
        raise SignatureDoesNotMatchError("".join(f"{text} " for text, is_so in wrong.items() if is_so))
    return access_key_id, region


def _read_signed_headers(text: str) -> tuple[bytes, ...]:
    names = text.split(";")
    if not all(names) or names != sorted(set(names)) or text != text.lower():
        raise IncompleteSignatureError("'SignedHeaders' must be lower-case names, sorted, each named once.")
    return tuple(name.encode() for name in names)


def _read_date(headers: Mapping[bytes, bytes]) -> str:
    """Return the time of signing: `X-Amz-Date`, or else `Date` in either of its forms, as ISO 8601 basic."""
    stamp = headers.get(b"x-amz-date")
    if stamp is not None:
        return stamp.decode("latin-1")
    text = headers[b"date"].decode("latin-1")
    match = _HTTP_DATE.fullmatch(text)
    try:
        return f"{datetime.strptime(match[1], '%d %b %Y %H:%M:%S'):%Y%m%dT%H%M%SZ}" if match else text  # noqa: DTZ007  # UTC, says the pattern
    except ValueError:
        return text


def _read_stamp(text: str) -> int | None:
    try:
        return int(datetime.fromisoformat(text).timestamp()) if _STAMP.fullmatch(text) else None
    except ValueError:
        return None


def _require_algorithm(algorithm: str, supported: Collection[str]) -> None:
    if algorithm not in supported:
        names = " and ".join(supported)
        raise IncompleteSignatureError(f"Unsupported AWS 'algorithm': '{algorithm}' (only {names} for now). ")


def _hashed(value: bytes) -> str:
    return b64encode(hashlib.sha256(value).digest()).decode()
