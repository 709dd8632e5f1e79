"""Files as browsers are given them: from memory, compressed where they take it, and not again what they have.

A page may load scripts, styles and data from this server alone, and nobody may frame it (threats.md 38).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ostiary.model.http import HttpRequest, HttpResponse

_SOURCES: Final = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self' data:",
    "img-src": "'self' data:",
    "worker-src": "'self'",
    "connect-src": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "object-src": "'none'",
}
POLICY: Final = "; ".join(f"{directive} {sources}" for directive, sources in _SOURCES.items())

_FEATURES: Final = {
    "camera": "()",
    "geolocation": "()",
    "microphone": "()",
    "payment": "()",
    "publickey-credentials-create": "(self)",
    "publickey-credentials-get": "(self)",
    "usb": "()",
}

HEADERS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", ", ".join(f"{name}={who}" for name, who in _FEATURES.items()).encode()),
)

FOR_EVER: Final = b"public, max-age=31536000, immutable"
"""For names that hold a hash of the content."""
ASK_AGAIN: Final = b"no-cache"


@dataclass(frozen=True)
class File:
    """A file in both forms; *packed*, by gzip, is None where it would not be smaller."""

    kind: bytes
    plain: bytes
    packed: bytes | None

    @cached_property
    def etag(self) -> bytes:
        """A tag that is weak: it stands for both forms of the file."""
        return b'W/"%s"' % hashlib.sha256(self.plain).hexdigest()[:32].encode()


def give(http: HttpRequest, file: File, keep: bytes) -> HttpResponse:
    """Answer *http* with *file*, to be kept as *keep* says (a value of Cache-Control)."""
    headers = (*HEADERS, (b"cache-control", keep), (b"etag", file.etag), (b"vary", b"accept-encoding"))
    if _is_known(http, file.etag):
        return HttpResponse(304, headers, b"")
    kind = (b"content-type", file.kind)
    if file.packed is not None and _takes_gzip(http):
        return HttpResponse(200, (kind, *headers, (b"content-encoding", b"gzip")), file.packed)
    return HttpResponse(200, (kind, *headers), file.plain)


def plain(status: int, body: bytes) -> HttpResponse:
    """Answer with a text that is not kept."""
    headers = ((b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), *HEADERS)
    return HttpResponse(status, headers, body)


NO_SUCH_FILE: Final = plain(404, b"There is no such file.\n")


def _is_known(http: HttpRequest, etag: bytes) -> bool:
    shown = b",".join(value for name, value in http.headers if name == b"if-none-match")
    return etag in [each.strip() for each in shown.split(b",")]


def _takes_gzip(http: HttpRequest) -> bool:
    """Return whether the client takes gzip, which `q=0` would say that it does not (RFC 9110, 12.5.3)."""
    offered = b",".join(value for name, value in http.headers if name == b"accept-encoding")
    for each in offered.lower().split(b","):
        coding, _, weight = each.replace(b" ", b"").partition(b";q=")
        if coding == b"gzip":
            return weight.strip(b"0.") != b"" or weight == b""
    return False
