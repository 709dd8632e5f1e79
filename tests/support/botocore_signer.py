"""Requests signed by botocore at a given time, as the raw bytes that a server would get."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from unittest import mock
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from ostiary.model.http import HttpRequest

HOST = "iam.example.test:9400"
NOW = 1_767_323_045  # 2026-01-02T03:04:05Z
FORM = ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")


@dataclass(frozen=True, kw_only=True)
class Signer:
    """Somebody with credentials. `expires` makes the request a presigned one."""

    access_key_id: str = "AKIAQAAAAAAAAAAAAAAA"
    secret: str = "a secret of a test, forty characters long"
    token: str | None = None
    service: str = "iam"
    region: str = "us-east-1"
    expires: int | None = None

    def sign(
        self,
        method: str = "POST",
        target: str = "/",
        *,
        body: bytes = b"",
        headers: Iterable[tuple[str, str]] = (),
        now: int = NOW,
    ) -> HttpRequest:
        """Return the signed request for *target*, the raw path and query, as it goes over the wire."""
        request = AWSRequest(method=method, url=f"http://{HOST}{target}", data=body)
        for name, value in headers:
            request.headers.add_header(name, value)
        credentials = Credentials(self.access_key_id, self.secret, self.token)
        auth = (
            SigV4Auth(credentials, self.service, self.region)
            if self.expires is None
            else SigV4QueryAuth(credentials, self.service, self.region, expires=self.expires)
        )
        with mock.patch("botocore.auth.get_current_datetime", return_value=datetime.fromtimestamp(now, UTC)):
            auth.add_auth(request)
        return _as_received(method, request.url, request.headers.items(), body)


def _as_received(method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes) -> HttpRequest:
    """Return what the request guard hands on for a request to *url*; `Host` comes first, as clients send it."""
    target = url.partition("://")[2].partition("/")[2]
    path, _, query = target.partition("?")
    sent = [("host", urlsplit(url).netloc), *headers]
    return HttpRequest(
        method=method,
        path=b"/" + path.encode(),
        query=query.encode(),
        headers=tuple((name.lower().encode(), str(value).encode().strip()) for name, value in sent),
        body=body,
        peer="127.0.0.1",
        secure=False,
    )
