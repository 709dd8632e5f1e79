"""Whose word counts on where a request came from (threats.md 10)."""

from __future__ import annotations

import ipaddress
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from ostiary.server import guard
from ostiary.server.proxies import LONGEST_CERTIFICATE, MOST_HOPS, ForwardedError, Origin, Proxies
from tests.support.certificates import of_today

DIRECT = Origin("10.0.0.1", secure=False)
HEADER = b"x-client-cert"
PROXIES = Proxies((ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8")), HEADER)


def said(**headers: str | list[str]) -> list[tuple[bytes, bytes]]:
    """Return headers; a list is one that is given several times."""
    return [
        (name.replace("_", "-").encode(), value.encode())
        for name, values in headers.items()
        for value in (values if isinstance(values, list) else [values])
    ]


@pytest.mark.parametrize(
    ("chain", "peer"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("203.0.113.9,198.51.100.7, 10.1.2.3 ,10.4.5.6", "198.51.100.7"),
        ("whatever the client wrote, 198.51.100.7", "198.51.100.7"),
        (["203.0.113.9", "198.51.100.7"], "198.51.100.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("10.1.2.3", "10.1.2.3"),
        ("fd00::1, 10.1.2.3", "fd00::1"),
    ],
)
def test_threat_10_the_last_address_that_is_no_listed_proxy_counts(chain: str | list[str], peer: str) -> None:
    assert PROXIES.origin(DIRECT, said(x_forwarded_for=chain)) == Origin(peer, secure=False)


def test_without_a_word_of_the_proxy_it_is_the_one_who_asks() -> None:
    assert PROXIES.origin(DIRECT, ()) == DIRECT


@pytest.mark.parametrize(("scheme", "secure"), [("https", True), ("http", False), ("HTTPS", True)])
def test_the_scheme_is_the_one_that_the_proxy_was_asked_by(scheme: str, secure: bool) -> None:
    assert PROXIES.origin(DIRECT, said(x_forwarded_proto=scheme)).secure is secure


@pytest.mark.parametrize(
    "headers",
    [
        said(x_forwarded_for="unknown"),
        said(x_forwarded_for="198.51.100.7, "),
        said(x_forwarded_for="198.51.100.7:443"),
        said(x_forwarded_for=",".join(["10.0.0.1"] * (MOST_HOPS + 1))),
        said(x_forwarded_proto="ftp"),
        said(x_forwarded_proto=["https", "http"]),
        said(x_forwarded_proto="https, http"),
        said(x_client_cert="not a certificate"),
        said(x_client_cert=["", ""]),
        said(x_client_cert="a" * (LONGEST_CERTIFICATE + 1)),
    ],
    ids=lambda headers: headers[0][1][:30].decode(),
)
def test_threat_10_what_makes_no_sense_is_refused_and_never_guessed(headers: list[tuple[bytes, bytes]]) -> None:
    with pytest.raises(ForwardedError):
        PROXIES.origin(DIRECT, headers)


def test_the_certificate_that_the_proxy_verified_is_handed_on() -> None:
    made = of_today()
    origin = PROXIES.origin(DIRECT, said(x_client_cert=quote(made.pem)))
    assert origin.certificate == made.certificate.public_bytes(Encoding.DER)
    assert PROXIES.origin(DIRECT, said(x_client_cert="")).certificate is None


@pytest.mark.parametrize("peer", ["198.51.100.7", "", "::ffff:198.51.100.7", "not an address"])
def test_threat_10_nobody_else_is_believed(peer: str) -> None:
    direct = Origin(peer, secure=False)
    headers = said(x_forwarded_for="unknown", x_forwarded_proto="https", x_client_cert=quote(of_today().pem))
    assert PROXIES.origin(direct, headers) == direct
    assert Proxies().origin(DIRECT, headers) == DIRECT


def test_a_proxy_on_an_ipv6_socket_is_the_listed_one() -> None:
    assert PROXIES.origin(Origin("::ffff:10.0.0.1", secure=False), said(x_forwarded_for="198.51.100.7")).peer == (
        "198.51.100.7"
    )


# -- through the guard ---------------------------------------------------------------------------------


def head(peer: str, headers: list[tuple[bytes, bytes]]) -> guard.Head:
    scope = {
        "type": "http",
        "method": "POST",
        "http_version": "1.1",
        "scheme": "http",
        "client": (peer, 40_000),
        "headers": [(b"host", b"a.example"), *headers],
        "extensions": {guard.TARGET: {"bytes": b"/"}},
    }
    return guard.read_head(scope, PROXIES)


def test_threat_10_the_headers_themselves_go_no_further_whoever_sends_them() -> None:
    headers = said(x_forwarded_for="198.51.100.7", x_forwarded_proto="https", x_client_cert=quote(of_today().pem))
    for peer in ("10.0.0.1", "198.51.100.1"):
        assert head(peer, headers).headers == ((b"host", b"a.example"),)
    through, direct = head("10.0.0.1", headers), head("198.51.100.1", headers)
    assert (through.peer, through.secure, through.client_certificate is not None) == ("198.51.100.7", True, True)
    assert (direct.peer, direct.secure, direct.client_certificate) == ("198.51.100.1", False, None)


def test_threat_10_a_proxy_that_makes_no_sense_is_a_broken_rule() -> None:
    for headers in (said(x_forwarded_for="unknown"), said(x_forwarded_for=["10.0.0.1"] * 200)):
        with pytest.raises(guard.RefusedRequestError):
            head("10.0.0.1", headers)
