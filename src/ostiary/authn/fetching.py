"""Fetch what identity providers publish (keys, metadata): the one door to addresses that others name.

Whoever registers a provider, and the provider itself, choose where this server connects to; so what they choose is
checked (threats.md 31): https, a public address, no redirect, little time, little data. The connection goes to the very
address that was checked: a name that is looked up twice may answer differently.

Built on the lower half of httpx2, which knows no proxies, redirects, cookies, environment or compression at all.
"""

from __future__ import annotations

import queue
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from pathlib import Path
from typing import Final

import httpcore2

from ostiary.model import json
from ostiary.settings import Settings, SettingsError

LONGEST_TIME: Final = 5.0
"""Seconds for all of one fetch: look-up, connection, answer."""

MOST_BYTES: Final = 262_144
"""Of an answer's body. Large issuers' key sets have some ten kilobytes."""

MOST_LOOK_UPS: Final = 16
"""At once: one may take longer than a fetch, for nothing ends it, and goes on in a thread of its own."""

_MOST_ADDRESSES: Final = 4
"""That are tried of one host."""

_URL: Final = re.compile(r"(https?)://([A-Za-z0-9._-]{1,253})(?::([0-9]{1,5}))?((?:/[!-\"$-\[\]-~]*)?)")
"""No user, no fragment, no address in brackets, no backslash: nothing that two readers of URLs take differently."""

_PORTS: Final = {"http": 80, "https": 443}
_NAT64: Final = IPv6Network("64:ff9b::/96")
"""What a network without IPv4 reaches IPv4 by (RFC 6052); the address is in the last 32 bits."""

Resolver = Callable[[str, int], Sequence[str]]
"""Return the addresses of a host, for a port. Raises OSError."""

Connect = Callable[[str, int, float], httpcore2.NetworkStream]
"""Open a connection to an address and port within that many seconds. Raises what httpcore2 does."""


class FetchError(Exception):
    """What was asked for cannot be had; the message says why, in words that may be shown to strangers.

    They do not tell a closed port from a silent one: nobody shall map a network by them.
    """


def addresses_of(host: str, port: int) -> Sequence[str]:
    """Return what the system says are the addresses of *host*, in the order to try them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def connect_tcp(address: str, port: int, timeout: float) -> httpcore2.NetworkStream:
    """Open a connection to *address*. Raises httpcore2.ConnectError or ConnectTimeout."""
    return httpcore2.SyncBackend().connect_tcp(address, port, timeout)


@dataclass(frozen=True, slots=True)
class _Target:
    scheme: str
    authority: str
    host: str
    port: int
    path: str


class Fetcher:
    """Fetches documents from identity providers; any number of threads may do so at once."""

    def __init__(
        self,
        *,
        private_hosts: Collection[str] = (),
        http_issuers: Collection[str] = (),
        ca_bundle: Path | None = None,
        longest_time: float = LONGEST_TIME,
        resolve: Resolver = addresses_of,
        connect: Connect = connect_tcp,
    ) -> None:
        """*private_hosts* may have addresses that are not public; *http_issuers* (without scheme) are asked by http.

        Raises SettingsError for a bundle that cannot be read.
        """
        self._private_hosts = frozenset(host.lower() for host in private_hosts)
        self._http_issuers = frozenset(http_issuers)
        self._http_authorities = frozenset(issuer.partition("/")[0].lower() for issuer in http_issuers)
        self._longest_time = longest_time
        self._resolve = resolve
        self._connect = connect
        self._look_ups = threading.BoundedSemaphore(MOST_LOOK_UPS)
        self._bundle = None if ca_bundle is None else _trusting(ca_bundle)

    @classmethod
    def of(cls, settings: Settings) -> Fetcher:
        """Return the fetcher that the settings ask for. Raises SettingsError."""
        return cls(
            private_hosts=settings.federation_private_hosts,
            http_issuers=settings.federation_http_issuers,
            ca_bundle=settings.federation_ca_bundle,
        )

    def issuer_of(self, url: str) -> str:
        """Return the issuer of a provider whose URL, without scheme, is *url*: https, unless the settings say http."""
        return f"{'http' if url in self._http_issuers else 'https'}://{url}"

    def get_json(self, url: str) -> object:
        """Return the JSON document at *url*, read strictly. Raises FetchError."""
        try:
            return json.read(self.get(url).decode("utf-8"), max_length=MOST_BYTES)
        except (UnicodeDecodeError, json.JsonError) as error:
            raise FetchError("its answer is not JSON without duplicate keys") from error

    def get(self, url: str) -> bytes:
        """Return the document at *url*. Raises FetchError unless it is answered with 200, by this module's rules."""
        target = self._target(url)
        deadline = time.monotonic() + self._longest_time
        try:
            backend = _Backend(self._checked_addresses(target, deadline), self._connect, deadline)
            with (
                httpcore2.ConnectionPool(ssl_context=self._tls, network_backend=backend) as pool,
                pool.stream("GET", _url_of(target), headers=_headers(target)) as response,
            ):
                return _body(response, deadline)
        except httpcore2.TimeoutException as error:
            raise _unreachable() from error
        except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError) as error:
            raise _reason(error) from error

    def _target(self, url: str) -> _Target:
        match = _URL.fullmatch(url)
        if match is None:
            raise FetchError("its URL is not one of a host name, an optional port and a path")
        scheme, host, port, path = match.groups()
        authority = f"{host}:{port}" if port else host
        if scheme != "https" and authority.lower() not in self._http_authorities:
            raise FetchError("its URL does not begin with https://")
        number = int(port) if port else _PORTS[scheme]
        if not 0 < number < 65_536:
            raise FetchError("its URL has no possible port")
        return _Target(scheme, authority, host.lower(), number, path or "/")

    def _checked_addresses(self, target: _Target, deadline: float) -> Sequence[str]:
        """Return the addresses of the host, all of which may be connected to: a mixture is a trick, or a mistake."""
        addresses = self._addresses(target, deadline)
        if target.host not in self._private_hosts and not all(map(is_public, addresses)):
            raise FetchError(f"{target.host} has an address that is not public, and is not in federation.private_hosts")
        return addresses

    def _addresses(self, target: _Target, deadline: float) -> Sequence[str]:
        """Look the host up. The system's look-up knows no deadline; so a thread does it, which nobody waits for."""
        if not self._look_ups.acquire(blocking=False):
            raise FetchError("too many names are being looked up")
        answers = queue.SimpleQueue[Sequence[str]]()

        def look_up() -> None:
            try:
                answers.put(self._resolve(target.host, target.port))
            except (OSError, UnicodeError):
                answers.put(())
            finally:
                self._look_ups.release()

        threading.Thread(target=look_up, name="look-up", daemon=True).start()
        try:
            addresses = answers.get(timeout=_left(deadline))
        except queue.Empty:
            raise _unreachable() from None
        if not addresses:
            raise FetchError(f"{target.host} has no address")
        return addresses[:_MOST_ADDRESSES]

    @property
    def _tls(self) -> ssl.SSLContext:
        return self._bundle or self._public

    @cached_property
    def _public(self) -> ssl.SSLContext:
        """What trusts the public authorities. Made when first needed: most installations never do."""
        return httpcore2.default_ssl_context()


def is_public(address: str) -> bool:
    """Return whether *address* is one that anybody on the Internet may reach: what else it could be is on our side."""
    try:
        inner = _inner(ip_address(address))
    except ValueError:  # an IPv6 address with a zone has link-local scope
        return False
    return inner.is_global and not (
        inner.is_multicast or inner.is_reserved or (isinstance(inner, IPv6Address) and inner.is_site_local)
    )


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that *address* stands for, if it stands for one."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _trusting(bundle: Path) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=bundle)
    except OSError as error:  # an SSLError is one
        raise SettingsError(f"federation.ca_bundle: no certificates can be read from {bundle}") from error


# -- the connection ------------------------------------------------------------------------------------


class _Backend(httpcore2.NetworkBackend):
    """Connects to the addresses that were checked, whatever is asked for, and lets nothing outlast the deadline."""

    def __init__(self, addresses: Sequence[str], connect: Connect, deadline: float) -> None:
        self._addresses = addresses
        self._connect = connect
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        del host, timeout, local_address, socket_options
        for address in self._addresses[:-1]:
            try:
                return self._stream(address, port)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return self._stream(self._addresses[-1], port)

    def _stream(self, address: str, port: int) -> httpcore2.NetworkStream:
        return _Stream(self._connect(address, port, _left(self._deadline)), self._deadline)


class _Stream(httpcore2.NetworkStream):
    """A stream of which each wait ends at the deadline: with limits for each, drop by drop would take for ever."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        del timeout
        return self._stream.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        del timeout
        self._stream.write(buffer, _left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        del timeout
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline)), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _left(deadline: float) -> float:
    """Return the seconds until *deadline*. Raises httpcore2.ReadTimeout when there are none: 0 would mean for ever."""
    if (left := deadline - time.monotonic()) <= 0:
        raise httpcore2.ReadTimeout("the time is over")
    return left


def _url_of(target: _Target) -> httpcore2.URL:
    return httpcore2.URL(
        scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=target.path.encode()
    )


def _headers(target: _Target) -> Sequence[tuple[str, str]]:
    return (("Host", target.authority), ("Accept", "application/json, */*;q=0.5"), ("Accept-Encoding", "identity"))


def _body(response: httpcore2.Response, deadline: float) -> bytes:
    if 300 <= response.status < 400:
        raise FetchError("it answers with a redirect, which is not followed")
    if response.status != 200:
        raise FetchError(f"it answers with HTTP status {response.status}")
    if any(name.lower() == b"content-encoding" and value.lower() != b"identity" for name, value in response.headers):
        raise FetchError("its answer is compressed")
    return b"".join(_bounded(response.iter_stream(), deadline))


def _bounded(chunks: Iterator[bytes], deadline: float) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        _left(deadline)
        size += len(chunk)
        if size > MOST_BYTES:
            raise FetchError(f"its answer has more than {MOST_BYTES} bytes")
        yield chunk


def _reason(error: Exception) -> FetchError:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return FetchError(
                "its certificate is not that of the host, by an authority that is trusted (thumbprints are no "
                "substitute: see federation.ca_bundle)"
            )
        seen = seen.__cause__ or seen.__context__
    return _unreachable()


def _unreachable() -> FetchError:
    return FetchError("it cannot be reached, or is too slow, or does not speak HTTP")
