"""The small server: which requests it takes, and what it costs to be slow, large or many."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from ostiary.agent import listener
from ostiary.agent.doors import text
from ostiary.agent.errors import AgentError
from ostiary.agent.listener import Listener
from ostiary.model.http import HttpRequest, HttpResponse

GET = b"GET /x?y=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n"


def echo(http: HttpRequest) -> HttpResponse:
    return text(200, f"{http.method} {http.path.decode()} {http.query.decode()} {http.header(b'x-a')!r}")


@pytest.fixture(scope="module")
def server() -> Iterator[Listener]:
    server = Listener("127.0.0.1", 0, echo)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server
    server.stop()
    thread.join(10)
    server.close()


def asked(server: Listener, *pieces: bytes) -> bytes:
    """Return all that comes back for a request that is sent in *pieces*."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        for piece in pieces:
            connection.sendall(piece)
        found = b""
        while piece := connection.recv(65_536):
            found += piece
        return found


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def test_a_request_is_answered_and_the_connection_closed(server: Listener) -> None:
    head, _, body = asked(server, GET + b"X-A:  b \r\n\r\n").partition(b"\r\n\r\n")
    assert body == b"GET /x y=1 b'b'"
    assert head.split(b"\r\n")[0] == b"HTTP/1.1 200 OK"
    assert {b"connection: close", b"cache-control: no-store", b"content-length: 15"} <= set(head.split(b"\r\n"))


def test_a_request_may_come_byte_by_byte(server: Listener) -> None:
    answer = asked(server, *(bytes([byte]) for byte in GET + b"\r\n"))
    assert answer.endswith(b"GET /x y=1 None")


@pytest.mark.parametrize(
    "host",
    [
        b"",
        b"Host: evil.example\r\n",
        b"Host: 127.0.0.1.evil.example:80\r\n",
        b"Host: 127.0.0.1\r\nHost: 127.0.0.1\r\n",
        b"Host: \r\n",
    ],
)
def test_a_host_that_is_not_this_machine_by_address_is_refused(server: Listener, host: bytes) -> None:
    assert status(asked(server, b"GET /x HTTP/1.1\r\n" + host + b"\r\n")) == 400


@pytest.mark.parametrize(
    "request_",
    [
        b"nonsense\r\n\r\n",
        b"GET /x\r\n\r\n",
        GET + b"Content-Length: 1\r\n\r\nx",
        GET + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
        GET + b"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n",
        GET + b"X A: b\r\n\r\n",
        GET + b"\r\n" + GET + b"\r\n",
        GET + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        GET + b"".join(b"X-%d: y\r\n" % number for number in range(listener.MOST_HEADERS)) + b"\r\n",
        GET + b"X-A: " + b"y" * (listener.MOST_BYTES - len(GET) - 4),
    ],
)
def test_what_is_not_one_small_plain_request_is_refused(server: Listener, request_: bytes) -> None:
    assert status(asked(server, request_)) == 400


def test_a_put_with_an_empty_body_is_taken(server: Listener) -> None:
    request = b"PUT /t HTTP/1.1\r\nHost: localhost:1\r\nContent-Length: 0\r\n\r\n"
    assert asked(server, request).endswith(b"PUT /t  None")


def test_whoever_is_too_slow_is_hung_up_on(server: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "SECONDS", 0.05)
    assert asked(server, GET) == b""


def test_connections_are_bounded_in_number(server: Listener) -> None:
    held = [socket.create_connection(("127.0.0.1", server.port), timeout=10) for _ in range(listener.MOST_CONNECTIONS)]
    try:
        for connection in held:  # each has its thread by the time its first half is taken
            connection.sendall(GET)
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as one_more:
            assert one_more.recv(1) == b""
        held[0].sendall(b"\r\n")
        assert b"200 OK" in held[0].recv(65_536)
    finally:
        for connection in held:
            connection.close()


@pytest.mark.parametrize(
    ("host", "level", "option"),
    [
        ("127.0.0.1", socket.IPPROTO_IP, socket.IP_TTL),
        ("::1", socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS),
    ],
)
def test_no_answer_goes_further_than_one_hop(host: str, level: int, option: int) -> None:
    server = Listener(host, 0, echo)
    try:
        with socket.create_connection((host, server.port), timeout=10):
            accepted, _ = server._server.get_request()
            with accepted:
                assert accepted.getsockopt(level, option) == 1
                assert server._server.socket.getsockopt(level, option) == 1
    finally:
        server.close()


def test_an_address_that_is_taken_or_none_is_named(server: Listener) -> None:
    for host, port in (("127.0.0.1", server.port), ("127.0.0.1", 70_000)):
        with pytest.raises(AgentError, match=f"Cannot listen on {host} port {port}"):
            Listener(host, port, echo).close()
