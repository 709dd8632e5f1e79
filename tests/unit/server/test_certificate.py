"""The certificate that the server shows: what is wrong with it stops the start, and a new one comes while it runs."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ostiary.model.http import HttpRequest, HttpResponse
from ostiary.server.certificate import ServerCertificate
from ostiary.server.errors import StartError
from ostiary.server.run import Listener
from tests.support.certificates import DAY, issued, private_pem, rsa_key
from tests.support.tls import Files
from tests.support.wire_corpus import CASES, Case, get, read_all, statuses


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


class House:
    """Remembers what it was called with."""

    def __init__(self) -> None:
        self.calls: list[HttpRequest] = []

    def call(self, http: HttpRequest) -> HttpResponse:
        self.calls.append(http)
        return HttpResponse(200, ((b"content-type", b"text/plain"),), http.body)

    issuer = sign_in = call

    def is_ready(self) -> bool:
        return True


class Server:
    """A listener that speaks TLS and runs in a thread."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.house = House()
        self.certificate = ServerCertificate(files.certificate, files.key)
        self.listener = Listener(self.house, "127.0.0.1", 0, certificate=self.certificate)
        self.address = ("127.0.0.1", int(self.listener.url.rpartition(":")[2]))
        self.thread = threading.Thread(target=self.listener.run)
        self.thread.start()

    def connect(self, name: str | None = "localhost") -> ssl.SSLSocket:
        context = self.files.trusting()
        context.check_hostname = name is not None
        plain = socket.create_connection(self.address, timeout=10)
        return context.wrap_socket(plain, server_hostname=name)

    def exchange(self, request: bytes) -> bytes:
        with self.connect() as connection:
            connection.sendall(request)
            return read_all(connection)

    def shown(self, name: str | None = "localhost") -> bytes | None:
        """Return the certificate that a new connection is shown."""
        with self.connect(name) as connection:
            return connection.getpeercert(binary_form=True)

    def stop(self) -> None:
        self.listener.stop()
        self.thread.join(20)
        assert not self.thread.is_alive()
        self.listener.close()


@pytest.fixture
def server(files: Files) -> Iterator[Server]:
    running = Server(files)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(Files(tmp_path_factory.mktemp("tls")))
    yield running
    running.stop()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_threat_11_the_socket_corpus_holds_over_tls(shared: Server, case: Case) -> None:
    shared.house.calls.clear()
    assert statuses(shared.exchange(case.request)) == [case.status]
    assert len(shared.house.calls) == (case.status == 200)


def test_requests_over_tls_are_secure_and_the_address_says_so(shared: Server) -> None:
    shared.house.calls.clear()
    shared.exchange(get())
    assert shared.house.calls[0].secure
    assert shared.listener.url.startswith("https://127.0.0.1:")


def test_old_tls_and_plain_http_get_nowhere(shared: Server) -> None:
    shared.house.calls.clear()
    context = shared.files.trusting()
    with pytest.deprecated_call():
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with socket.create_connection(shared.address, timeout=10) as plain, pytest.raises((ssl.SSLError, OSError)):
        context.wrap_socket(plain, server_hostname="localhost")
    with socket.create_connection(shared.address, timeout=10) as plain:
        plain.sendall(get())
        assert b"HTTP/1.1" not in read_all(plain)
    assert shared.house.calls == []
    assert statuses(shared.exchange(get(b"/health/live"))) == [200]


@pytest.mark.parametrize("name", ["localhost", None], ids=["by name", "without a name"])
def test_a_new_certificate_is_shown_without_a_restart(server: Server, name: str | None) -> None:
    first = server.shown(name)
    with server.connect(name) as before:
        made = server.files.put(server.files.new(key=rsa_key()))  # a key of another kind
        server.certificate.reload_if_changed()
        assert server.shown(name) != first
        assert server.shown(name) == ssl.PEM_cert_to_DER_cert(made.pem)
        before.sendall(get())  # what is open goes on
        assert statuses(read_all(before)) == [200]


def test_a_new_certificate_that_is_broken_changes_nothing(server: Server) -> None:
    first = server.shown()
    for break_it in (
        lambda: server.files.key.write_text("nonsense"),
        server.files.certificate.unlink,
    ):
        break_it()
        server.certificate.reload_if_changed()
        assert server.shown() == first
    made = server.files.put()
    server.certificate.reload_if_changed()
    assert server.shown() == ssl.PEM_cert_to_DER_cert(made.pem)


def test_what_did_not_change_is_not_read_again(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server.certificate, "reload", lambda: pytest.fail("read again"))
    server.certificate.reload_if_changed()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda files: files.key.chmod(0o640), "open to others"),
        (lambda files: files.key.unlink(), "server.key cannot be read"),
        (lambda files: files.certificate.unlink(), "server.pem cannot be read"),
        (lambda files: files.certificate.write_text("nonsense"), "no certificate in PEM form"),
        (lambda files: files.key.write_text(files.new().private_key), "not the key of the certificate"),
        (lambda files: files.key.write_text(private_pem(rsa_key(), "secret")), "key is encrypted|not the key"),
        (lambda files: files.put(files.new(ends=-1)), "is good from"),
    ],
    ids=["open key", "no key", "no certificate", "nonsense", "another key", "encrypted key", "expired"],
)
def test_what_is_wrong_with_the_files_stops_the_start(files: Files, spoil: object, says: str) -> None:
    spoil(files)  # type: ignore[operator]  # each row is a function
    with pytest.raises(StartError, match=says):
        ServerCertificate(files.certificate, files.key)


def test_a_certificate_that_is_not_good_yet_stops_the_start(files: Files) -> None:
    files.put(issued("localhost", files.root, now=0, begins=2**32, ends=2**32 + DAY))
    with pytest.raises(StartError, match="is good from"):
        ServerCertificate(files.certificate, files.key)
