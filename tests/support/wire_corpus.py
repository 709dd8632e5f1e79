"""Requests as bytes on a socket: the cases of threats.md 1, each with what a guarded server answers."""

from __future__ import annotations

import socket
from dataclasses import dataclass

HOST = b"Host: a.example\r\nConnection: close\r\n"


@dataclass(frozen=True, slots=True)
class Case:
    """A request; `status` is that of the answer, or None when the connection is closed without one.

    `target` and `body` are what must have arrived when the request is served.
    """

    name: str
    request: bytes
    status: int | None
    target: bytes = b"/"
    body: bytes = b""


def get(target: bytes = b"/", headers: bytes = HOST, version: bytes = b"HTTP/1.1") -> bytes:
    """Return a GET request."""
    return b"GET " + target + b" " + version + b"\r\n" + headers + b"\r\n"


def post(headers: bytes, body: bytes) -> bytes:
    """Return a POST request."""
    return b"POST / HTTP/1.1\r\n" + HOST + headers + b"\r\n" + body


CHUNKED = b"Transfer-Encoding: chunked\r\n"

CASES = (
    Case("plain get", get(), 200),
    Case("plain post", post(b"Content-Length: 3\r\n", b"a=b"), 200, body=b"a=b"),
    Case("raw query is kept", get(b"/?a%2Fb/../c//x=%zz&&"), 200, target=b"/?a%2Fb/../c//x=%zz&&"),
    Case("content length and transfer encoding", post(b"Content-Length: 3\r\n" + CHUNKED, b"0\r\n\r\n"), 400),
    Case("transfer encoding and content length", post(CHUNKED + b"Content-Length: 3\r\n", b"0\r\n\r\n"), 400),
    Case("two equal content lengths", post(b"Content-Length: 3\r\nContent-Length: 3\r\n", b"a=b"), 400),
    Case("two different content lengths", post(b"Content-Length: 3\r\nContent-Length: 4\r\n", b"a=b"), 400),
    Case("content length with a sign", post(b"Content-Length: +3\r\n", b"a=b"), 400),
    Case("two transfer encodings", post(CHUNKED + CHUNKED, b"0\r\n\r\n"), 400),
    Case("transfer encoding that hides chunked", post(b"Transfer-Encoding: chunked, identity\r\n", b"0\r\n\r\n"), 400),
    Case("bare line feeds", b"GET / HTTP/1.1\nHost: a.example\n\n", 400),
    Case("folded header", get(headers=HOST + b"X-A: b\r\n c\r\n"), 400),
    Case("two hosts", get(headers=HOST + b"Host: b.example\r\n"), 400),
    Case("no host", get(headers=b"X-A: b\r\n"), 400),
    Case("empty host", get(headers=b"Host:  \r\n"), 400),
    Case("absolute form", get(b"http://b.example/"), 400),
    Case("absolute form of the same host", get(b"http://a.example/"), 400),
    Case("authority form", b"CONNECT a.example:443 HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    Case("asterisk form", b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    Case("fragment in the target", get(b"/?a=b#c"), 400),
    Case("HTTP/0.9 request line", b"GET /\r\n\r\n", 400),
    Case("HTTP/1.0", get(version=b"HTTP/1.0"), 400),
    Case("HTTP/2.0", get(version=b"HTTP/2.0"), 400),
    Case("UTF-8 in the target", get("/?a=ü".encode()), 400),
    Case("control byte in the target", get(b"/?a=\x01"), 400),
    Case("blank in a header name", get(headers=HOST + b"X A: b\r\n"), 400),
    Case("control byte in a header value", get(headers=HOST + b"X-A: b\x01\r\n"), 400),
    Case("bad chunk size", post(CHUNKED, b"0x5\r\nabcde\r\n0\r\n\r\n"), 400),
    Case("chunks", post(CHUNKED, b"2\r\na=\r\n1\r\nb\r\n0\r\n\r\n"), 200, body=b"a=b"),
    Case("chunk trailer", post(CHUNKED, b"3\r\na=b\r\n0\r\nHost: b.example\r\nX-A: t\r\n\r\n"), 200, body=b"a=b"),
    Case("outer blanks of a value", get(headers=b"Host: \t a.example \t\r\nX-A:  b  \r\nConnection: close\r\n"), 200),
)


def exchange(address: tuple[str, int], request: bytes, *, timeout: float = 10.0) -> bytes:
    """Send *request* and return everything that comes back until the server closes or has answered."""
    with socket.create_connection(address, timeout=timeout) as connection:
        connection.sendall(request)
        return read_all(connection)


def read_all(connection: socket.socket) -> bytes:
    """Return what comes until the other side closes."""
    parts: list[bytes] = []
    try:
        while part := connection.recv(65_536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def statuses(answers: bytes) -> list[int]:
    """Return the status of each answer in *answers*."""
    return [int(part[:3]) for part in answers.split(b"HTTP/1.1 ")[1:]]
