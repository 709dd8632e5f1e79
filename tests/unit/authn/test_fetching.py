"""Fetching from addresses that others name: what is refused, and that the connection goes where it was checked."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpcore2
import pytest

from ostiary.authn import fetching
from ostiary.authn.fetching import MOST_BYTES, Fetcher, FetchError, is_public
from ostiary.settings import Settings, SettingsError
from tests.support import certificates
from tests.support.issuer import DISCOVERY, HOST, Answer, Issuer


@pytest.fixture
def issuer(tmp_path: Path) -> Iterator[Issuer]:
    with Issuer(tmp_path) as running:
        yield running


def test_a_document_is_fetched_over_tls(issuer: Issuer) -> None:
    assert issuer.fetcher().get_json(issuer.issuer + DISCOVERY) == issuer.discovery()
    assert issuer.headers[0]["Host"] == f"{HOST}:{issuer.port}"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "::1",
        "0.0.0.0",
        "::",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001::1",
    ],
)
def test_threat_31_an_address_that_is_not_public_is_not_connected_to(address: str) -> None:
    fetcher = Fetcher(resolve=lambda _host, _port: ("93.184.215.14", address), connect=_never)
    with pytest.raises(FetchError, match="not public"):
        fetcher.get("https://idp.example/keys")


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:220:1::1", "64:ff9b::5db8:d70e"])
def test_a_public_address_is_known(address: str) -> None:
    assert is_public(address)


def test_threat_31_a_private_address_is_taken_for_a_host_that_is_listed_alone(issuer: Issuer) -> None:
    assert issuer.fetcher(private_hosts={HOST.upper()}).get(issuer.issuer + DISCOVERY)
    with pytest.raises(FetchError, match="not public"):
        issuer.fetcher(private_hosts={"other.example"}).get(issuer.issuer + DISCOVERY)


def test_threat_31_the_connection_goes_to_the_address_that_was_checked(issuer: Issuer) -> None:
    looked_up: list[str] = []
    connected: list[str] = []

    def rebinding(host: str, port: int) -> Sequence[str]:
        del port
        looked_up.append(host)
        return ("93.184.215.14",) if len(looked_up) == 1 else ("127.0.0.1",)

    def connect(address: str, port: int, timeout: float) -> httpcore2.NetworkStream:
        connected.append(address)
        return fetching.connect_tcp("127.0.0.1", port, timeout)

    fetcher = issuer.fetcher(private_hosts=(), resolve=rebinding, connect=connect)
    assert fetcher.get(issuer.issuer + DISCOVERY)
    assert (looked_up, connected) == ([HOST], ["93.184.215.14"])


def test_a_host_with_several_addresses_is_tried_at_the_next_when_one_is_closed(issuer: Issuer) -> None:
    def connect(address: str, port: int, timeout: float) -> httpcore2.NetworkStream:
        if address == "127.0.0.2":
            raise httpcore2.ConnectError
        return fetching.connect_tcp(address, port, timeout)

    fetcher = issuer.fetcher(resolve=lambda _host, _port: ("127.0.0.2", "127.0.0.1"), connect=connect)
    assert fetcher.get(issuer.issuer + DISCOVERY)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_threat_31_a_redirect_is_not_followed(issuer: Issuer, status: int) -> None:
    issuer.answers["/moved"] = Answer(status=status, headers={"Location": issuer.issuer + DISCOVERY})
    with pytest.raises(FetchError, match="redirect"):
        issuer.fetcher().get(issuer.issuer + "/moved")
    assert issuer.requests == ["/moved"]


def test_threat_31_a_large_answer_is_not_read(issuer: Issuer) -> None:
    issuer.answers["/fits"] = Answer(b"x" * MOST_BYTES)
    issuer.answers["/huge"] = Answer(b"x" * (MOST_BYTES + 1))
    assert len(issuer.fetcher().get(issuer.issuer + "/fits")) == MOST_BYTES
    with pytest.raises(FetchError, match="more than"):
        issuer.fetcher().get(issuer.issuer + "/huge")


def test_threat_31_a_slow_answer_is_not_waited_for(issuer: Issuer) -> None:
    issuer.answers["/slow"] = Answer(wait=threading.Event())
    with pytest.raises(FetchError, match="too slow"):
        issuer.fetcher(longest_time=0.3).get(issuer.issuer + "/slow")


def test_threat_31_an_answer_drop_by_drop_ends_at_the_same_deadline() -> None:
    def drops() -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n"
        while True:
            yield b"x: y\r\n"

    class Dripping(httpcore2.NetworkStream):
        """Each read takes a little less than what is left: no single one is late."""

        source = drops()

        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            del max_bytes
            assert timeout is not None
            threading.Event().wait(min(0.01, timeout))
            return next(self.source)

        def write(self, buffer: bytes, timeout: float | None = None) -> None:
            pass

        def close(self) -> None:
            pass

    fetcher = Fetcher(
        http_issuers={"idp.example"},
        resolve=lambda _host, _port: ("93.184.215.14",),
        connect=lambda _address, _port, _timeout: Dripping(),
        longest_time=0.2,
    )
    with pytest.raises(FetchError, match="too slow"):
        fetcher.get("http://idp.example/keys")


def test_threat_31_a_slow_look_up_is_not_waited_for_and_few_go_on() -> None:
    answered = threading.Event()

    def slow(host: str, port: int) -> Sequence[str]:
        del host, port
        answered.wait(60)
        return ()

    fetcher = Fetcher(resolve=slow, connect=_never, longest_time=0.01)
    for _ in range(fetching.MOST_LOOK_UPS):
        with pytest.raises(FetchError, match="too slow"):
            fetcher.get("https://idp.example/keys")
    with pytest.raises(FetchError, match="too many names"):
        fetcher.get("https://idp.example/keys")
    answered.set()


@pytest.mark.parametrize(
    "url",
    [
        "http://idp.example/keys",
        "ftp://idp.example/keys",
        "file:///etc/passwd",
        "https://user@idp.example/keys",
        "https://idp.example@127.0.0.1/",
        "https://idp.example\\@127.0.0.1/",
        "https://[::1]/keys",
        "https://idp.example/keys#part",
        "https://idp.example/a b",
        "https://idp.example/a\r\nHost: other",
        "https://idp.example:0/",
        "https://idp.example:65536/",
        "https:///keys",
        "HTTPS://idp.example/keys",
        "",
    ],
)
def test_threat_31_another_kind_of_url_is_refused(url: str) -> None:
    with pytest.raises(FetchError):
        Fetcher(resolve=lambda _host, _port: ("93.184.215.14",), connect=_never).get(url)


def test_http_is_for_listed_issuers_and_no_other_port_of_their_host(tmp_path: Path) -> None:
    with Issuer(tmp_path, tls=False) as issuer:
        fetcher = issuer.fetcher(http_issuers={issuer.url})
        assert fetcher.get(issuer.issuer + DISCOVERY)
        assert fetcher.issuer_of(issuer.url) == issuer.issuer
        assert fetcher.issuer_of("other.example") == "https://other.example"
        with pytest.raises(FetchError, match="https"):
            fetcher.get(f"http://{HOST}/keys")


def test_a_certificate_that_nobody_vouches_for_is_refused(issuer: Issuer, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    other.write_text(certificates.of_today().pem)
    with pytest.raises(FetchError, match="certificate"):
        issuer.fetcher(ca_bundle=other).get(issuer.issuer + DISCOVERY)
    assert issuer.requests == []


def test_a_certificate_of_another_host_is_refused(issuer: Issuer) -> None:
    with pytest.raises(FetchError, match="certificate"):
        issuer.fetcher(private_hosts={"other.example"}).get(f"https://other.example:{issuer.port}/keys")


def test_proxies_of_the_environment_are_not_asked(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert issuer.fetcher().get(issuer.issuer + DISCOVERY)


def test_a_closed_port_is_told_like_a_silent_one() -> None:
    with pytest.raises(FetchError, match="cannot be reached, or is too slow"):
        Fetcher(private_hosts={HOST}, resolve=lambda _host, _port: ("127.0.0.1",)).get(f"https://{HOST}:1/")


@pytest.mark.parametrize("body", [b'{"a": 1, "a": 2}', b"<html>", b"\xff", b"", b"NaN"])
def test_what_is_not_strictly_json_is_refused(issuer: Issuer, body: bytes) -> None:
    issuer.answers["/odd"] = Answer(body)
    with pytest.raises(FetchError, match="JSON"):
        issuer.fetcher().get_json(issuer.issuer + "/odd")


@pytest.mark.parametrize(
    "answer", [Answer(b"{}", headers={"Content-Encoding": "gzip"}), Answer(b"{}", status=404), Answer(status=204)]
)
def test_an_answer_that_is_not_plain_is_refused(issuer: Issuer, answer: Answer) -> None:
    issuer.answers["/odd"] = answer
    with pytest.raises(FetchError):
        issuer.fetcher().get(issuer.issuer + "/odd")


def test_a_host_without_an_address_is_refused() -> None:
    def nowhere(host: str, port: int) -> Sequence[str]:
        raise OSError

    with pytest.raises(FetchError, match="no address"):
        Fetcher(resolve=nowhere, connect=_never).get("https://idp.example/")


def test_the_settings_say_how_to_fetch(issuer: Issuer, tmp_path: Path) -> None:
    fetcher = Fetcher.of(
        Settings(
            data_dir=tmp_path,
            federation_private_hosts=frozenset({"localhost"}),
            federation_http_issuers=frozenset({"localhost:1"}),
            federation_ca_bundle=issuer.bundle,
        )
    )
    assert fetcher.issuer_of("localhost:1") == "http://localhost:1"
    with pytest.raises(FetchError, match="certificate"):  # the host may be reached, and is another one
        fetcher.get(f"https://localhost:{issuer.port}/keys")


def test_a_bundle_without_certificates_stops_the_start(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("")
    for path in (empty, tmp_path / "missing.pem"):
        with pytest.raises(SettingsError, match="ca_bundle"):
            Fetcher(ca_bundle=path)


def _never(address: str, port: int, timeout: float) -> httpcore2.NetworkStream:
    raise AssertionError(f"connected to {address}")
