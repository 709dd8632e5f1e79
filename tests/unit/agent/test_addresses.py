"""Where the agent may listen, and under which names it answers."""

from __future__ import annotations

import pytest

from ostiary.agent.addresses import is_direct, serving_address
from ostiary.agent.errors import AgentError


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.9.9.9", "127.9.9.9"),
        ("localhost", "127.0.0.1"),
        ("::1", "::1"),
        ("[::1]", "::1"),
        ("169.254.169.254", "169.254.169.254"),
        ("fe80::1%lo", "fe80::1%lo"),
        ("fd00:ec2::254", "fd00:ec2::254"),
    ],
)
def test_loopback_and_link_local_addresses_are_served(given: str, address: str) -> None:
    assert serving_address(given) == address


@pytest.mark.parametrize(
    "given", ["0.0.0.0", "::", "", "10.0.0.1", "192.0.2.1", "fd00::1", "host.example", "127.1", "169.255.0.1"]
)
def test_any_other_address_is_refused(given: str) -> None:
    with pytest.raises(AgentError, match="--host must be a loopback or link-local address"):
        serving_address(given)


@pytest.mark.parametrize(
    "host", [b"127.0.0.1", b"127.0.0.1:80", b"localhost", b"LOCALHOST:8080", b"[::1]", b"[::1]:80", b"169.254.169.254"]
)
def test_a_host_that_is_an_address_or_localhost_is_direct(host: bytes) -> None:
    assert is_direct(host)


@pytest.mark.parametrize(
    "host",
    [
        b"",
        b"evil.example",
        b"127.0.0.1.evil.example",
        b"localhost.evil.example:80",
        b"127.0.0.1:80@evil.example",
        b"127.0.0.1:x",
        b"127.0.0.1:80:80",
        b"2130706433",
        b"::1",
        b"[::1",
        b"[::1]x",
        b"[127.0.0.1]",
        b"[evil.example]",
        b"\xff",
    ],
)
def test_any_other_host_is_not(host: bytes) -> None:
    assert not is_direct(host)
