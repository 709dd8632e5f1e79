"""The canonical form of a request, as Signature Version 4 defines it, from its raw bytes.

The query is taken as it came, pair by pair, and sorted: every signer sends the encoding that it signed, and so no two
queries that differ in a byte share a signature. Nothing here decodes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from urllib.parse import quote_from_bytes

from ostiary.model.http import HttpRequest

_WITHHELD: Final = b"[withheld]"

_SECRET_HEADERS: Final = frozenset({b"authorization", b"cookie", b"proxy-authorization", b"x-amz-security-token"})

_SHOWN_PARAMETERS: Final = frozenset(
    {
        b"Action",
        b"Version",
        b"X-Amz-Algorithm",
        b"X-Amz-Credential",
        b"X-Amz-Date",
        b"X-Amz-Expires",
        b"X-Amz-SignedHeaders",
    }
)
"""Any other may be a password or a token: which ones are, the service models know, and they are not asked here."""


def canonical_request(http: HttpRequest, signed_headers: Iterable[bytes], payload_hash: str) -> bytes:
    """Return the canonical request; *signed_headers* are lower-case and sorted.

    A signed header that is not there has no line, and the signature will not match.
    """
    return b"\n".join(
        (
            http.method.encode(),
            canonical_path(http.path),
            canonical_query(http.query),
            _canonical_headers(http.headers, signed_headers),
            b";".join(signed_headers),
            payload_hash.encode(),
        )
    )


def withheld(http: HttpRequest) -> HttpRequest:
    """Return *http* without the values that may be secret, for the canonical request that an error shows.

    AWS shows the whole one. Ours ends up in the audit trail and in logs as well, so tokens and parameters are left out;
    the names stay, and the values that signers get wrong: host, dates, scope, hashes.
    """
    headers = tuple((name, _WITHHELD if name in _SECRET_HEADERS else value) for name, value in http.headers)
    query = b"&".join(map(_shown, http.query.split(b"&"))) if http.query else b""
    return replace(http, headers=headers, query=query)


def _shown(pair: bytes) -> bytes:
    name, equals, _ = pair.partition(b"=")
    return pair if name in _SHOWN_PARAMETERS else (name + equals if equals else b"") + _WITHHELD


def canonical_path(path: bytes) -> bytes:
    """Return *path* without dot segments and empty segments, encoded once more than it is (all services but S3)."""
    if path == b"/":
        return path
    kept: list[bytes] = []
    for segment in path.split(b"/"):
        if segment == b"..":
            del kept[-1:]
        elif segment not in {b"", b"."}:
            kept.append(segment)
    end = b"/" if kept and path.endswith(b"/") else b""
    return quote_from_bytes(b"/" + b"/".join(kept) + end, safe="/~").encode()


def canonical_query(query: bytes) -> bytes:
    """Return the pairs of *query*, without the signature itself, sorted by name, then by value."""
    if not query:
        return b""
    pairs = sorted(pair.partition(b"=")[::2] for pair in query.split(b"&"))
    return b"&".join([name + b"=" + value for name, value in pairs if name != b"X-Amz-Signature"])


def _canonical_headers(headers: Iterable[tuple[bytes, bytes]], signed: Iterable[bytes]) -> bytes:
    """Return one line for each signed header: values trimmed, white space within them collapsed, repeats joined."""
    values: dict[bytes, list[bytes]] = {name: [] for name in signed}
    for name, value in headers:
        if name in values:
            values[name].append(b" ".join(value.split()))
    return b"".join([name + b":" + b",".join(found) + b"\n" for name, found in values.items() if found])
