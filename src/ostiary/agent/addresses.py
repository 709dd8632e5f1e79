"""Addresses that never leave this machine or its link, and names that nobody else can point at it."""

from __future__ import annotations

import ipaddress
from typing import Final

from ostiary.agent.errors import AgentError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_AWS: Final = frozenset(map(ipaddress.ip_address, ("fd00:ec2::254", "fd00:ec2::23")))
"""Where SDKs look for instance metadata and for EKS Pod Identity over IPv6: unique local addresses, not link-local."""
_LOCALHOST: Final = "localhost"


def is_loopback(host: str) -> bool:
    """Return whether *host* is an address of loopback, or `localhost`."""
    address = _literal(host)
    return host.lower() == _LOCALHOST if address is None else address.is_loopback


def serving_address(text: str) -> str:
    """Return the address to listen on. Raises AgentError unless it is a loopback or link-local one.

    On any other, whoever reaches this machine could ask it for credentials.
    """
    address = _literal("127.0.0.1" if text.lower() == _LOCALHOST else text.removeprefix("[").removesuffix("]"))
    if address is None or not (address.is_loopback or address.is_link_local or address in _AWS):
        raise AgentError(f"--host must be a loopback or link-local address, not {text}")
    return str(address)


def is_direct(host: bytes) -> bool:
    """Return whether the value *host* of a Host header is an IP address or `localhost`, with or without a port.

    A page in a browser can have its own name lead to this machine; then that name stands here (DNS rebinding).
    """
    try:
        text = host.decode("ascii")
    except UnicodeDecodeError:
        return False
    if text.startswith("["):
        name, bracket, port = text[1:].partition("]")
        port = port.removeprefix(":") if bracket and port.startswith(":") else port and "?"
        is_name = bool(bracket) and isinstance(_literal(name), ipaddress.IPv6Address)
    else:
        name, _, port = text.partition(":")
        is_name = name.lower() == _LOCALHOST or isinstance(_literal(name), ipaddress.IPv4Address)
    return is_name and (not port or port.isdigit())


def _literal(text: str) -> Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
