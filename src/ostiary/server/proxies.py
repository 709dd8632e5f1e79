"""Proxies whose word counts (threats.md 10): which address a request really came from, over which scheme, and by which
client certificate.

Only what a listed proxy says is believed, and only as far as it was there itself: of a chain of addresses the last one
that is no listed proxy. What such a proxy says and cannot be read refuses the request, for it means that somebody else
has put it there, or that proxy and server do not fit.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Headers = Sequence[tuple[bytes, bytes]]

FORWARDED_FOR: Final = b"x-forwarded-for"
FORWARDED_PROTO: Final = b"x-forwarded-proto"

MOST_HOPS: Final = 20
LONGEST_CERTIFICATE: Final = 16_384
"""Bytes of a header."""

_SCHEMES: Final = {b"https": True, b"http": False}


class ForwardedError(Exception):
    """What a listed proxy says makes no sense."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from. `certificate` is the client's, in DER, verified by the proxy; None: it showed none."""

    peer: str
    secure: bool
    certificate: bytes | None = None


@dataclass(frozen=True, slots=True)
class Proxies:
    """The listed proxies. `certificate_header` is how they hand on a client's certificate, in lower case; empty: they
    do not."""

    networks: tuple[Network, ...] = ()
    certificate_header: bytes = b""

    def origin(self, direct: Origin, headers: Headers) -> Origin:
        """Return where a request really came from that came over the connection *direct* with *headers*.

        Raises ForwardedError.
        """
        if not self._is_listed(direct.peer):
            return direct
        return Origin(self._peer(direct.peer, headers), _scheme(direct.secure, headers), self._certificate(headers))

    def _is_listed(self, peer: str) -> bool:
        if not self.networks:
            return False
        address = _address(peer)
        return address is not None and any(
            address.version == network.version and address in network for network in self.networks
        )

    def _peer(self, direct: str, headers: Headers) -> str:
        """Return the last address of the chain that is no listed proxy; what stands before it anybody may have put
        there."""
        chain = [hop for value in _values(headers, FORWARDED_FOR) for hop in value.split(b",")]
        if len(chain) > MOST_HOPS:
            raise ForwardedError
        peer = direct
        for hop in reversed(chain):
            address = _address(hop.strip().decode("latin-1"))
            if address is None:
                raise ForwardedError
            peer = str(address)
            if not self._is_listed(peer):
                break
        return peer

    def _certificate(self, headers: Headers) -> bytes | None:
        """Return the client's certificate, handed on as URL-encoded PEM (nginx: `$ssl_client_escaped_cert`)."""
        values = _values(headers, self.certificate_header) if self.certificate_header else []
        if len(values) > 1 or any(len(value) > LONGEST_CERTIFICATE for value in values):
            raise ForwardedError
        if not values or not values[0]:
            return None
        try:
            return x509.load_pem_x509_certificate(unquote_to_bytes(values[0])).public_bytes(Encoding.DER)
        except ValueError:
            raise ForwardedError from None


def _scheme(direct: bool, headers: Headers) -> bool:
    values = _values(headers, FORWARDED_PROTO)
    if not values:
        return direct
    if len(values) != 1 or values[0].lower() not in _SCHEMES:
        raise ForwardedError
    return _SCHEMES[values[0].lower()]


def _values(headers: Headers, name: bytes) -> list[bytes]:
    return [value.strip(b" \t") for key, value in headers if key == name]


def _address(text: str) -> Address | None:
    """Return an address; IPv4 on an IPv6 socket is IPv4, and a zone says nothing about who it is."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
