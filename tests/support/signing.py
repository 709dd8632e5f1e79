"""Requests that no SDK would send, signed all the same: whatever bytes a test wants under a good signature."""

from __future__ import annotations

import http.client
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


def post(
    server: ServerInThread,
    service: str,
    body: bytes,
    content_type: str = FORM,
    keys: tuple[str, ...] = (),
    path: str = "/",
) -> Answer:
    """Send *body* as it stands, signed with *keys* (id, secret, session token), else by root; return the answer."""
    host = server.endpoint.removeprefix("http://")
    headers = {"Content-Type": content_type, "Host": host}
    request = AWSRequest("POST", f"{server.endpoint}{path}", data=body, headers=headers)
    credentials = Credentials(*(keys or (server.root_access_key_id, server.root_secret)))
    SigV4Auth(credentials, service, "us-east-1").add_auth(request)
    connection = http.client.HTTPConnection(host, timeout=30)
    try:
        connection.request("POST", path, body, dict(request.headers.items()))
        answer = connection.getresponse()
        return Answer(answer.status, answer.read().decode(), answer.getheader("x-amzn-errortype", ""))
    finally:
        connection.close()
