"""A small HTTP/1.1 server for this machine alone: one request a connection, a thread each, and every measure bounded.

Not the server's uvicorn: its guard is of another room, and what is served here are a few hundred bytes to local
programs, for which neither an event loop nor connections that stay open are worth their memory on every node. Requests
are taken apart by the same strict parser (httptools).
"""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

import httptools

from ostiary.agent.addresses import is_direct
from ostiary.agent.doors import text
from ostiary.agent.errors import AgentError
from ostiary.model.http import HttpRequest, HttpResponse

MOST_CONNECTIONS: Final = 64
MOST_BYTES: Final = 16_384
MOST_HEADERS: Final = 64
SECONDS: Final = 5.0
"""From the first byte to the last, in both directions."""

HOPS: Final = 1
"""An answer that a router passes on dies there (EC2: HttpPutResponseHopLimit, by default 1)."""

Answer = Callable[[HttpRequest], HttpResponse]


class _RefusedRequestError(Exception):
    """It is not a request that is taken."""


class _Request:
    """Collects what the parser finds. A body is refused: nothing here takes one."""

    def __init__(self) -> None:
        self.target = b""
        self.headers: list[tuple[bytes, bytes]] = []
        self.is_complete = False

    def on_message_begin(self) -> None:
        if self.is_complete:
            raise _RefusedRequestError

    def on_url(self, piece: bytes) -> None:
        self.target += piece

    def on_header(self, name: bytes, value: bytes) -> None:
        if len(self.headers) >= MOST_HEADERS:
            raise _RefusedRequestError
        self.headers.append((name.lower(), value.strip()))

    def on_body(self, _: bytes) -> None:
        raise _RefusedRequestError

    def on_message_complete(self) -> None:
        self.is_complete = True


class _Handler(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        """Read one request, answer it, hang up. Whoever is too slow gets nothing."""
        ends = time.monotonic() + SECONDS
        with contextlib.suppress(OSError):
            try:
                http = _read(self.request, ends)
            except (_RefusedRequestError, httptools.HttpParserError, httptools.HttpParserUpgrade):
                _send(self.request, text(400, "This is not a request that is taken."), ends)
                return
            _send(self.request, self.server.answer(http), ends)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = MOST_CONNECTIONS

    def __init__(self, address: tuple[Any, ...], family: socket.AddressFamily, answer: Answer) -> None:
        """Any: addresses of IPv4 have two parts, those of IPv6 four."""
        self.address_family = family
        self.answer = answer
        self._room = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Bind, and have every packet from here go one hop."""
        _limit_hops(self.socket)
        super().server_bind()

    def get_request(self) -> tuple[socket.socket, Any]:  # Any: as above
        """Take the next connection; not every system hands the hop limit on to it."""
        accepted, address = super().get_request()
        _limit_hops(accepted)
        return accepted, address

    def process_request(self, request: Any, client_address: Any) -> None:  # Any: as the base has it
        """Answer in a thread, or hang up when there are too many."""
        if not self._room.acquire(blocking=False):
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._room.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # Any: as the base has it
        """Answer, and make room."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()


class Listener:
    """A server on one address of this machine, bound and not yet running."""

    def __init__(self, host: str, port: int, answer: Answer) -> None:
        """*host* is an IP address; port 0 takes a free one. Raises AgentError when they cannot be had."""
        if port not in range(65_536):  # getaddrinfo would take it modulo that
            raise AgentError(f"Cannot listen on {host} port {port}: there is no such port")
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)[0]
            self._server = _Server(found[4], found[0], answer)
        except OSError as error:
            raise AgentError(f"Cannot listen on {host} port {port}: {error.strerror}") from error
        name = f"[{host}]" if ":" in host else host
        self.port: int = self._server.server_address[1]
        self.url = f"http://{name}:{self.port}"

    def run(self) -> None:
        """Serve until `stop`."""
        self._server.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """Have `run` end, and wait for that. From any thread but the one that runs."""
        self._server.shutdown()

    def close(self) -> None:
        """Let go of the address."""
        self._server.server_close()


def _limit_hops(either: socket.socket) -> None:
    if either.family == socket.AF_INET6:
        either.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, HOPS)
    else:
        either.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, HOPS)


def _read(connection: socket.socket, ends: float) -> HttpRequest:
    """Return the one request. Raises OSError, parser errors, or _RefusedRequestError.

    Its one Host is this machine by address, so that no name that leads here can be used by a page in a browser.
    """
    found, size = _Request(), 0
    parser = httptools.HttpRequestParser(found)
    while not found.is_complete:
        _hurry(connection, ends)
        piece = connection.recv(MOST_BYTES)
        size += len(piece)
        if not piece or size > MOST_BYTES:
            raise _RefusedRequestError
        parser.feed_data(piece)
    hosts = [value for name, value in found.headers if name == b"host"]
    if len(hosts) != 1 or not is_direct(hosts[0]):
        raise _RefusedRequestError
    path, _, query = found.target.partition(b"?")
    return HttpRequest(
        method=parser.get_method().decode("ascii"),
        path=path,
        query=query,
        headers=tuple(found.headers),
        body=b"",
        peer=connection.getpeername()[0],
        secure=False,
    )


def _send(connection: socket.socket, response: HttpResponse, ends: float) -> None:
    _hurry(connection, ends)
    phrase = HTTPStatus(response.status).phrase
    headers = (
        *response.headers,
        (b"content-length", b"%d" % len(response.body)),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    )
    lines = b"".join([name + b": " + value + b"\r\n" for name, value in headers])
    connection.sendall(b"HTTP/1.1 %d %s\r\n%s\r\n%s" % (response.status, phrase.encode(), lines, response.body))


def _hurry(connection: socket.socket, ends: float) -> None:
    """Let the next operation take what time is left. Raises TimeoutError."""
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    connection.settimeout(left)
