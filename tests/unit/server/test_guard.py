"""Each rule of the request guard (threats.md 1), on a request that breaks it and on one that does not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from ostiary.server import guard

Pairs = list[tuple[bytes, bytes]]
HOST = (b"host", b"a.example")


def scope(
    headers: Pairs | None = None,
    target: bytes = b"/",
    method: str = "POST",
    version: str = "1.1",
) -> dict[str, Any]:
    return {
        "type": "http",
        "method": method,
        "http_version": version,
        "scheme": "http",
        "client": ("192.0.2.1", 40_000),
        "headers": [HOST] if headers is None else headers,
        "extensions": {guard.TARGET: {"bytes": target}},
    }


def broken_rule(given: dict[str, Any]) -> str:
    with pytest.raises(guard.RefusedRequestError) as refused:
        guard.read_head(given)
    return refused.value.rule


def with_host(*pairs: tuple[bytes, bytes]) -> Pairs:
    return [HOST, *pairs]


def read(given: dict[str, Any], messages: Iterable[dict[str, Any]], max_body: int = 100) -> bytes:
    """Read the body that *messages* bring."""
    waiting = iter(messages)

    async def receive() -> dict[str, Any]:
        return next(waiting)

    request = guard.read_request(guard.read_head(given), receive, max_body=max_body, take=lambda _: None)
    return asyncio.run(request).body


@pytest.mark.parametrize("hosts", [[], [b""], [b" "], [b"a", b"b"], [b"a", b"a"]])
def test_g1_one_host_and_not_an_empty_one(hosts: list[bytes]) -> None:
    assert broken_rule(scope([(b"host", host) for host in hosts])) == "G1"


@pytest.mark.parametrize(
    "pairs",
    [
        [(b"content-length", b"1"), (b"content-length", b"1")],
        [(b"content-length", b"1"), (b"content-length", b"2")],
        [(b"content-length", b"1"), (b"transfer-encoding", b"chunked")],
        [(b"transfer-encoding", b"chunked"), (b"transfer-encoding", b"chunked")],
        [(b"transfer-encoding", b"chunked, identity")],
        [(b"transfer-encoding", b"xchunked")],
        [(b"transfer-encoding", b"")],
        [(b"content-length", b"+1")],
        [(b"content-length", b"")],
        [(b"content-length", b"1, 1")],
        [(b"content-length", b"9" * 40)],
    ],
)
def test_g2_the_end_of_the_body_is_told_once(pairs: Pairs) -> None:
    assert broken_rule(scope(with_host(*pairs))) == "G2"


@pytest.mark.parametrize("target", [b"*", b"", b"http://a.example/", b"a.example:443", b"/#x", b"/?a=b#c"])
def test_g3_origin_form_only(target: bytes) -> None:
    assert broken_rule(scope(target=target)) == "G3"


@pytest.mark.parametrize("version", ["0.9", "1.0", "2", "1.2", ""])
def test_g4_http_1_1_only(version: str) -> None:
    assert broken_rule(scope(version=version)) == "G4"


@pytest.mark.parametrize("byte", [*range(0x21), 0x7F, 0x80, 0xFF])
def test_g5_the_target_is_visible_ascii(byte: int) -> None:
    assert broken_rule(scope(target=b"/?a=" + bytes([byte]))) == "G5"


@pytest.mark.parametrize("name", [b"", b"a b", b"a:", b"a\x00", b"a(", b"\xc3\xbc"])
def test_g5_header_names_are_tokens(name: bytes) -> None:
    assert broken_rule(scope(with_host((name, b"x")))) == "G5"


@pytest.mark.parametrize("byte", [byte for byte in (*range(0x20), 0x7F) if byte != 0x09])
def test_g5_header_values_hold_no_control_bytes_but_tab(byte: int) -> None:
    assert broken_rule(scope(with_host((b"x-a", b"b" + bytes([byte]) + b"c")))) == "G5"


def test_g5_a_tab_inside_a_value_is_taken() -> None:
    assert guard.read_head(scope(with_host((b"x-a", b"b\tc")))).values(b"x-a") == [b"b\tc"]


def test_g6_count_size_and_target_have_limits() -> None:
    most = [(b"x-a", b"")] * (guard.MAX_HEADERS - 1)
    guard.read_head(scope(with_host(*most)))
    assert broken_rule(scope(with_host(*most, (b"x-a", b"")))) == "G6"
    assert broken_rule(scope(with_host((b"x-a", b"b" * guard.MAX_HEADER_BYTES)))) == "G6"
    guard.read_head(scope(target=b"/" * guard.MAX_TARGET_BYTES))
    assert broken_rule(scope(target=b"/" * (guard.MAX_TARGET_BYTES + 1))) == "G6"


def test_g6_a_body_that_is_announced_too_long_is_not_read() -> None:
    with pytest.raises(guard.TooLongError, match="G6"):
        read(scope(with_host((b"content-length", b"10000000000"))), [])


def test_g6_a_body_that_becomes_too_long_is_not_read_further() -> None:
    chunked = scope(with_host((b"transfer-encoding", b"chunked")))
    part = {"type": "http.request", "body": b"a" * 60, "more_body": True}
    with pytest.raises(guard.TooLongError, match="G6"):
        read(chunked, [part, part])


def test_g7_what_is_added_to_the_headers_later_is_not_seen() -> None:
    given = scope(with_host((b"x-a", b"b")))
    head = guard.read_head(given)
    given["headers"].append((b"authorization", b"trailer"))
    assert head.values(b"authorization") == []


def test_g8_outer_blanks_are_trimmed_and_inner_ones_kept() -> None:
    assert guard.read_head(scope(with_host((b"x-a", b" \t b  c \t")))).values(b"x-a") == [b"b  c"]


@pytest.mark.parametrize("target", [b"/?a%2Fb/../c//x=%zz&&", b"//x/./y%00?", b"/a?b?c", b"/?"])
def test_g9_path_and_query_are_the_raw_bytes(target: bytes) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    http = asyncio.run(
        guard.read_request(guard.read_head(scope(target=target)), receive, max_body=0, take=lambda _: None)
    )
    path, _, query = target.partition(b"?")
    assert (http.path, http.query) == (path, query)


def test_g10_a_disconnect_in_the_middle_is_no_end_of_body() -> None:
    part = {"type": "http.request", "body": b"Action=Delete", "more_body": True}
    with pytest.raises(guard.DisconnectedError):
        read(scope(), [part, {"type": "http.disconnect"}])


def test_a_body_in_parts_is_put_together() -> None:
    parts = [
        {"type": "http.request", "body": b"a=", "more_body": True},
        {"type": "http.request", "body": b"b", "more_body": True},
        {"type": "http.request"},
    ]
    assert read(scope(), parts) == b"a=b"


@pytest.mark.parametrize("name", [b"x-ostiary-caller", b"x-ostiary-", b"x-ostiary-min-revision"])
def test_threat_13_internal_headers_from_outside_are_removed(name: bytes) -> None:
    assert guard.read_head(scope(with_host((name, b"x")))).headers == (HOST,)


@pytest.mark.parametrize(
    "name",
    [
        b"x-forwarded-for",
        b"x-forwarded-proto",
        b"x-forwarded-host",
        b"forwarded",
        b"x-original-url",
        b"x-original-method",
        b"x-rewrite-url",
        b"x-real-ip",
    ],
)
def test_threat_10_forwarding_headers_never_count(name: bytes) -> None:
    head = guard.read_head(scope(with_host((name, b"198.51.100.7"))))
    assert (head.headers, head.peer, head.secure) == ((HOST,), "192.0.2.1", False)
