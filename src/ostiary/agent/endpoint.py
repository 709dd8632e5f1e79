"""An endpoint of AWS's API, to which one call is carried at a time.

Whatever the far side sends is bounded in size and time, and no redirect, proxy or password file is followed: each could
carry the credentials elsewhere.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Self
from urllib.parse import urlsplit

import httpx2

from ostiary.agent.addresses import is_loopback
from ostiary.agent.errors import AgentError, UnavailableError
from ostiary.model.http import HttpRequest

_TIMEOUT: Final = 10.0
_MOST: Final = 262_144
"""Bytes of an answer; session tokens have no limit of their own, and stay far below."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint, with the region that requests are signed for."""

    url: str
    region: str
    connect: Callable[[], httpx2.BaseTransport] = field(repr=False)
    """Makes what carries one call."""

    @classmethod
    def at(cls, url: str, region: str, *, ca_bundle: str = "") -> Self:
        """Return the endpoint at *url*, believed by the certificates of *ca_bundle*, else by those of the system.

        Raises AgentError for what is no address of a server, and for plain HTTP to another machine: what comes back is
        a secret.
        """
        try:
            parts = urlsplit(url)
            httpx2.URL(url)
        except (ValueError, httpx2.InvalidURL):
            raise AgentError(f"{url} is not the address of an endpoint") from None
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise AgentError(f"{url} is not the address of an endpoint")
        if parts.username is not None or parts.password is not None:
            raise AgentError("The address of an endpoint holds no name and no password")
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise AgentError(f"{url} is plain HTTP to another machine: credentials are only fetched over https")
        try:
            trusted = ssl.create_default_context(cafile=ca_bundle or None)
        except OSError as error:
            raise AgentError(f"The certificates in {ca_bundle} cannot be read: {error.strerror or error}") from error
        return cls(url, region, lambda: httpx2.HTTPTransport(verify=trusted, trust_env=False))

    def request(self, content_type: str, body: bytes, path: str = "") -> HttpRequest:
        """Return the call that posts *body* to the endpoint or to a *path* below it, not signed yet."""
        parts = urlsplit(self.url)
        return HttpRequest(
            method="POST",
            path=(parts.path.rstrip("/") + path if path else parts.path or "/").encode(),
            query=b"",
            headers=((b"host", parts.netloc.encode()), (b"content-type", content_type.encode())),
            body=body,
            peer="",
            secure=parts.scheme == "https",
        )

    def exchange(self, call: HttpRequest) -> tuple[int, str]:
        """Return status and text of the answer to *call*. Raises UnavailableError."""
        url = urlsplit(self.url)._replace(path=call.path.decode()).geturl()
        try:
            with (
                httpx2.Client(transport=self.connect(), timeout=_TIMEOUT, trust_env=False) as client,
                client.stream("POST", url, headers=list(call.headers), content=call.body) as answer,
            ):
                content = b""
                for piece in answer.iter_bytes():
                    content += piece
                    if len(content) > _MOST:
                        raise UnavailableError(f"{self.url} gave an answer that never ends")
                return answer.status_code, content.decode()
        except httpx2.HTTPError as error:
            raise UnavailableError(f"{self.url} cannot be reached: {str(error) or type(error).__name__}") from error
        except UnicodeDecodeError as error:
            raise UnavailableError(f"{self.url} did not answer with text") from error
