"""A request and an answer as bytes, without any framework.

What is verified, decided and carried out is read from these raw bytes only (threats.md G9).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request as it came over the wire, after the request guard.

    `path` and `query` are the raw target, cut at its first `?`. Header names are lower-case, values are trimmed
    of outer blanks, order and duplicates are kept. `peer` is the client's IP address as text. `client_certificate` is
    the client's in DER, as a listed proxy verified it; None: it showed none.
    """

    method: str
    path: bytes
    query: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    peer: str
    secure: bool
    client_certificate: bytes | None = None

    def header(self, name: bytes) -> bytes | None:
        """Return the first value of the header *name* (lower-case), or None."""
        for key, value in self.headers:
            if key == name:
                return value
        return None


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An answer: status, headers with lower-case names, body."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
