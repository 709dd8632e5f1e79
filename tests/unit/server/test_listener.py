"""The guard on real sockets: uvicorn with our protocol, and a house that tells what arrived."""

from __future__ import annotations

import contextlib
import resource
import signal
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from ostiary.model.http import HttpRequest, HttpResponse
from ostiary.server import asgi, guard, protocol, run
from ostiary.server.errors import StartError
from ostiary.server.run import Listener
from tests.support.wire_corpus import CASES, CHUNKED, HOST, Case, exchange, get, post, read_all, statuses


class House:
    """Remembers what it was called with. `ready` and `wait` are turned by the tests."""

    def __init__(self) -> None:
        self.calls: list[HttpRequest] = []
        self.ready = True
        self.entered = threading.Event()
        self.wait: threading.Event | None = None

    def call(self, http: HttpRequest) -> HttpResponse:
        self.calls.append(http)
        self.entered.set()
        if self.wait is not None:
            self.wait.wait(20)
        return HttpResponse(200, ((b"content-type", b"text/plain"),), http.body)

    def page(self, http: HttpRequest) -> HttpResponse:
        return HttpResponse(304 if http.header(b"if-none-match") else 200, ((b"etag", b'"a"'),), b"page")

    def is_ready(self) -> bool:
        return self.ready


class Server:
    """A listener that runs in a thread."""

    def __init__(self) -> None:
        self.house = House()
        self.listener = Listener(self.house, "127.0.0.1", 0)
        self.address = ("127.0.0.1", int(self.listener.url.rpartition(":")[2]))
        self.thread = threading.Thread(target=self.listener.run)
        self.thread.start()

    def stop(self) -> None:
        self.listener.stop()
        self.thread.join(20)
        assert not self.thread.is_alive()
        self.listener.close()

    def is_alive(self) -> bool:
        return statuses(exchange(self.address, get(b"/health/live"))) == [200]


@pytest.fixture(scope="module")
def shared() -> Iterator[Server]:
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def server(shared: Server) -> Server:
    shared.house.calls.clear()
    return shared


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_threat_11_the_socket_corpus(server: Server, case: Case) -> None:
    answers = exchange(server.address, case.request)
    assert statuses(answers) == [case.status]
    assert b"server:" not in answers.lower()
    if case.status == 200:
        (http,) = server.house.calls
        path, _, query = case.target.partition(b"?")
        assert (http.path, http.query, http.body) == (path, query, case.body)
    else:
        assert server.house.calls == []


def test_threat_11_two_requests_on_one_connection_stay_two(server: Server) -> None:
    first = (
        b"POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 40\r\n\r\n"
        + b"GET / HTTP/1.1\r\nHost: b.example\r\n\r\n".ljust(40)
    )
    answers = exchange(server.address, first + post(b"Content-Length: 1\r\n", b"2"))
    assert statuses(answers) == [200, 200]
    assert [http.body[:3] for http in server.house.calls] == [b"GET", b"2"]
    assert [http.header(b"host") for http in server.house.calls] == [b"a.example", b"a.example"]


def test_threat_11_nothing_after_a_refused_request_is_answered(server: Server) -> None:
    answers = exchange(server.address, get(b"/#x", headers=b"Host: a.example\r\n") + get())
    assert statuses(answers) == [400]
    assert server.house.calls == []


def test_threat_12_a_trailer_changes_nothing(server: Server) -> None:
    trailer = b"X-Amz-Date: 20260101T000000Z\r\nAuthorization: forged\r\nHost: b.example\r\n"
    exchange(server.address, post(CHUNKED, b"3\r\na=b\r\n0\r\n" + trailer + b"\r\n"))
    exchange(server.address, post(CHUNKED, b"3\r\na=b\r\n0\r\n\r\n"))
    with_trailer, without = server.house.calls
    assert with_trailer == without


def test_threat_12_ten_thousand_trailers_are_refused(server: Server) -> None:
    trailers = b"".join(b"X-%d: t\r\n" % number for number in range(10_000))
    answers = exchange(server.address, post(CHUNKED, b"3\r\na=b\r\n0\r\n" + trailers + b"\r\n"))
    assert statuses(answers) == [400]
    assert server.house.calls == []
    assert server.is_alive()


def test_threat_15_a_head_of_64_kb_is_refused(server: Server) -> None:
    one = HOST + b"X-A: " + b"a" * 65_536 + b"\r\n"
    many = HOST + b"".join(b"X-%d: %s\r\n" % (number, b"a" * 500) for number in range(90))
    for headers in (one, many):
        assert statuses(exchange(server.address, get(headers=headers))) == [400]
    assert server.is_alive()


def test_threat_15_a_head_that_never_ends_is_cut_off(server: Server) -> None:
    with socket.create_connection(server.address, timeout=10) as connection:
        sent = 0
        connection.sendall(b"GET / HTTP/1.1\r\nX-A: ")
        try:
            while sent < 100 * 1024 * 1024:
                connection.sendall(b"a" * 65_536)
                sent += 65_536
        except OSError:
            pass
    assert sent < 32 * 1024 * 1024  # what the kernel's buffers take on top of our limit
    assert server.is_alive()


def test_threat_15_ten_gigabytes_announced_are_refused_before_they_are_sent(server: Server) -> None:
    with socket.create_connection(server.address, timeout=10) as connection:
        connection.sendall(post(b"Content-Length: 10000000000\r\n", b""))
        answer = read_all(connection)
    assert statuses(answer) == [413]
    assert b"<Code>RequestEntityTooLarge</Code><Message>The body is longer than the 1048576 bytes" in answer
    assert server.house.calls == []


def test_threat_15_a_refused_upload_gets_no_100_continue(server: Server) -> None:
    with socket.create_connection(server.address, timeout=10) as connection:
        connection.sendall(post(b"Content-Length: 10000000000\r\nExpect: 100-continue\r\n", b""))
        assert statuses(read_all(connection)) == [413]


def test_threat_15_chunks_without_end_are_cut_off(server: Server) -> None:
    with socket.create_connection(server.address, timeout=10) as connection:
        answer = b""
        try:
            connection.sendall(post(CHUNKED, b""))
            for _ in range(64):
                connection.sendall(b"10000\r\n" + b"a" * 65_536 + b"\r\n")
            answer = read_all(connection)
        except OSError:
            answer = b"HTTP/1.1 413"  # closed while we were still sending: cut off as well
    assert statuses(answer) == [413]
    assert server.house.calls == []
    assert server.is_alive()


def test_threat_15_a_flood_of_chunk_extensions_is_cut_off(server: Server) -> None:
    flood = b"1;" + b"x" * 200_000 + b"\r\na\r\n0\r\n\r\n"
    assert statuses(exchange(server.address, post(CHUNKED, flood))) == [400]
    assert server.house.calls == []


@pytest.mark.parametrize(
    "upgrade",
    [
        b"Connection: Upgrade\r\nUpgrade: websocket\r\n",
        b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Protocol: \xff\r\n",
        b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n",
    ],
)
def test_threat_15_an_upgrade_is_answered_as_plain_http_or_not_at_all(server: Server, upgrade: bytes) -> None:
    with socket.create_connection(server.address, timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a.example\r\n" + upgrade + b"\r\n")
        assert connection.recv(12) in (b"HTTP/1.1 200", b"HTTP/1.1 400", b"")
    assert server.is_alive()


def test_threat_15_a_request_that_arrives_too_slowly_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "ARRIVAL_SECONDS", 0.2)
    server = Server()
    try:
        for part in (b"", b"GET / HT", post(b"Content-Length: 5\r\n", b"a=")):
            with socket.create_connection(server.address, timeout=10) as connection:
                connection.sendall(part)
                assert read_all(connection) == b""
        assert server.house.calls == []
        assert server.is_alive()
    finally:
        server.stop()


def test_threat_15_a_client_that_does_not_read_its_answers_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "ARRIVAL_SECONDS", 0.2)
    server = Server()
    connections = server.listener._uvicorn.server_state.connections
    try:
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            connection.settimeout(0.1)
            connection.connect(server.address)
            request = post(b"Content-Length: 1000000\r\n", bytes(1_000_000)).replace(b"Connection: close\r\n", b"")
            with contextlib.suppress(TimeoutError, ConnectionError):  # its answers are in the way of what it asks
                while True:
                    connection.sendall(request)
            deadline = time.monotonic() + 10
            while connections and time.monotonic() < deadline:
                assert server.is_alive()
            assert not connections
    finally:
        server.stop()


def test_threat_15_bodies_have_a_limited_room_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "MAX_HELD", 10)
    server = Server()
    server.house.wait = threading.Event()
    request = post(b"Content-Length: 6\r\n", b"Action")
    try:
        with socket.create_connection(server.address, timeout=10) as first:
            first.sendall(request)
            assert server.house.entered.wait(10)
            assert statuses(exchange(server.address, request)) == [503]
            server.house.wait.set()
            assert statuses(read_all(first)) == [200]
        assert statuses(exchange(server.address, request)) == [200]
        assert len(server.house.calls) == 2
    finally:
        server.house.wait.set()
        server.stop()


def test_threat_15_more_connections_than_there_may_be_are_closed_and_the_others_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run, "_MAX_CONNECTIONS", 3)
    monkeypatch.setattr(protocol, "TURNED_AWAY", 2)
    server = Server()
    with contextlib.ExitStack() as idle:
        idle.callback(server.stop)
        taken = [idle.enter_context(socket.create_connection(server.address)) for _ in range(6)]
        for connection in taken:
            connection.settimeout(10)
        assert taken[5].recv(1) == b""
        taken[3].sendall(get(b"/health/live"))
        assert statuses(taken[3].recv(65_536)) == [503]
        taken[4].shutdown(socket.SHUT_WR)
        taken[2].shutdown(socket.SHUT_WR)
        assert (taken[4].recv(1), taken[2].recv(1)) == (b"", b"")
        taken[0].sendall(get(b"/health/live"))
        assert statuses(read_all(taken[0])) == [200]


@pytest.mark.parametrize(
    ("soft", "hard", "raised", "connections"),
    [(1_024, 524_288, 1_384, 1_000), (1_024, 1_024, 1_024, 640), (524_288, 524_288, None, 1_000), (100, 100, 100, 1)],
)
def test_threat_15_connections_leave_files_for_the_database(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, raised: int | None, connections: int
) -> None:
    limits: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda _, limit: limits.append(limit))
    assert run._connections() == connections
    assert limits == ([] if raised is None else [(raised, hard)])


def test_g10_a_body_that_is_cut_off_is_never_carried_out(server: Server) -> None:
    for request in (
        post(b"Content-Length: 30\r\n", b"Action=DeleteUser"),
        post(CHUNKED, b"11\r\nAction=DeleteUser\r\n"),
    ):
        with socket.create_connection(server.address, timeout=10) as connection:
            connection.sendall(request)
    assert server.is_alive()
    assert server.house.calls == []


def test_a_connection_serves_one_request_after_the_other(server: Server) -> None:
    request = b"POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 1\r\n\r\n"
    with socket.create_connection(server.address, timeout=10) as connection:
        for number in range(3):
            connection.sendall(request + b"%d" % number)
            answer = b""
            while not answer.endswith(b"\r\n\r\n%d" % number):
                answer += connection.recv(65_536)
            assert statuses(answer) == [200]


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (get(b"/health/live"), 200),
        (get(b"/health/live?x"), 200),
        (get(b"/health/ready"), 200),
        (get(b"/health/livex"), 404),
        (get(b"/%2F"), 404),
        (get(b"//"), 404),
        (get(b"/console"), 200),
        (get(b"/consoles"), 404),
        (b"DELETE / HTTP/1.1\r\n" + HOST + b"\r\n", 405),
        (b"POST /health/live HTTP/1.1\r\n" + HOST + b"Content-Length: 0\r\n\r\n", 405),
    ],
)
def test_routes(server: Server, request_: bytes, status: int) -> None:
    assert statuses(exchange(server.address, request_)) == [status]
    assert server.house.calls == []


def test_a_page_that_the_browser_has_is_told_of_without_body_and_length(server: Server) -> None:
    request = b"GET /console HTTP/1.1\r\n" + HOST + b'If-None-Match: "a"\r\nConnection: close\r\n\r\n'
    head, _, body = exchange(server.address, request).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 304 ")
    assert b"content-length" not in head.lower()
    assert b"transfer-encoding" not in head.lower()
    assert body == b""


def test_the_head_of_a_page_has_its_length_and_no_body(server: Server) -> None:
    request = b"HEAD /console HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
    head, _, body = exchange(server.address, request).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert b"content-length: 4" in head.lower()
    assert body == b""


def test_a_browser_at_the_front_door_does_not_call_the_api(server: Server) -> None:
    request = b"GET / HTTP/1.1\r\n" + HOST + b"Accept: text/html\r\nConnection: close\r\n\r\n"
    assert b"location: /console\r\n" in exchange(server.address, request)
    assert server.house.calls == []


def test_ready_is_told_apart_from_live(server: Server) -> None:
    server.house.ready = False
    try:
        assert statuses(exchange(server.address, get(b"/health/ready"))) == [503]
        assert server.is_alive()
    finally:
        server.house.ready = True


def test_a_stop_lets_the_call_under_way_finish() -> None:
    server = Server()
    server.house.wait = threading.Event()
    with socket.create_connection(server.address, timeout=20) as connection:
        connection.sendall(post(b"Content-Length: 1\r\n", b"x"))
        assert server.house.entered.wait(20)
        server.listener.stop()
        server.house.wait.set()
        assert read_all(connection).endswith(b"\r\n\r\nx")
    server.stop()


def test_a_port_that_is_taken_is_named(server: Server) -> None:
    with pytest.raises(StartError, match=f"Cannot listen on 127.0.0.1 port {server.address[1]}: "):
        Listener(House(), *server.address)


def test_an_answer_to_another_protocol_of_asgi_is_an_error() -> None:
    async def nothing(*_: Any) -> Any:
        raise AssertionError

    application = asgi.Application(House(), None)  # type: ignore[arg-type]  # no worker is needed
    scope: guard.Scope = {"type": "websocket"}
    with pytest.raises(NotImplementedError):
        application(scope, nothing, nothing).send(None)


def test_a_signal_that_insists_ends_the_process_and_one_that_is_repeated_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended: list[int] = []
    clock = [100.0]
    monkeypatch.setattr(run.time, "monotonic", lambda: clock[0])
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    listener = Listener(House(), "127.0.0.1", 0)
    try:
        listener.stop_on_signals()
        handler = signal.getsignal(signal.SIGTERM)
        assert callable(handler)
        monkeypatch.setattr(run.signal, "raise_signal", ended.append)
        handler(signal.SIGTERM, None)
        clock[0] += 0.1
        handler(signal.SIGTERM, None)
        assert ended == []
        clock[0] += 3
        handler(signal.SIGTERM, None)
        assert ended == [signal.SIGTERM]
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])
        listener.close()
