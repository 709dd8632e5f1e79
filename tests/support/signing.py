"""Requests that no SDK would send, signed all the same: whatever bytes a test wants under a good signature."""

from __future__ import annotations

import http.client
from contextlib import closing
from dataclasses import dataclass

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.support.server import ServerInThread

FORM = "application/x-www-form-urlencoded; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body; `error` is what rest-json calls the error, in a header."""

    status: int
    text: str
    error: str = ""


class Connection:
    """A connection that is kept open. What is sent is signed with *keys* (id, secret, session token), else by root."""

    def __init__(self, server: ServerInThread, keys: tuple[str, ...] = ()) -> None:
        self._server = server
        self._credentials = Credentials(*(keys or (server.root_access_key_id, server.root_secret)))
        self._host = server.endpoint.removeprefix("http://")
        self._connection = http.client.HTTPConnection(self._host, timeout=30)

    def post(self, service: str, body: bytes, content_type: str = FORM, path: str = "/", target: str = "") -> Answer:
        """Send *body* as it stands, with the *target* of JSON 1.1 if given, and return the answer."""
        headers = {"Content-Type": content_type, "Host": self._host} | ({"X-Amz-Target": target} if target else {})
        request = AWSRequest("POST", f"{self._server.endpoint}{path}", data=body, headers=headers)
        SigV4Auth(self._credentials, service, "us-east-1").add_auth(request)
        self._connection.request("POST", path, body, dict(request.headers.items()))
        answer = self._connection.getresponse()
        return Answer(answer.status, answer.read().decode(), answer.getheader("x-amzn-errortype", ""))

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def post(
    server: ServerInThread,
    service: str,
    body: bytes,
    content_type: str = FORM,
    keys: tuple[str, ...] = (),
    path: str = "/",
    target: str = "",
) -> Answer:
    """Send *body* as it stands, signed with *keys* (id, secret, session token), else by root; return the answer."""
    with closing(Connection(server, keys)) as connection:
        return connection.post(service, body, content_type, path, target)
