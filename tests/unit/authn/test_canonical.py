"""The canonical form of a request."""

from __future__ import annotations

import pytest

from ostiary.authn.canonical import canonical_path, canonical_query, canonical_request, withheld
from ostiary.model.http import HttpRequest


def a_request(*, query: bytes = b"", headers: tuple[tuple[bytes, bytes], ...] = ()) -> HttpRequest:
    return HttpRequest("GET", b"/", query, headers, b"", "127.0.0.1", secure=False)


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        (b"/", b"/"),
        (b"//", b"/"),
        (b"/./", b"/"),
        (b"/a/../..", b"/"),
        (b"/a//b/./c/", b"/a/b/c/"),
        (b"/a/../b", b"/b"),
        (b"/a%2Fb", b"/a%252Fb"),
        (b"/a~b'c", b"/a~b%27c"),
    ],
)
def test_a_path_is_normalised_and_encoded_once_more(path: bytes, canonical: bytes) -> None:
    assert canonical_path(path) == canonical


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        (b"", b""),
        (b"b=2&a=1", b"a=1&b=2"),
        (b"a=2&a=1", b"a=1&a=2"),
        (b"a", b"a="),
        (b"a=b=c", b"a=b=c"),
        (b"a=%7e&A=+", b"A=+&a=%7e"),
        (b"a=1&X-Amz-Signature=00", b"a=1"),
    ],
)
def test_a_query_is_sorted_and_otherwise_left_as_it_is(query: bytes, canonical: bytes) -> None:
    assert canonical_query(query) == canonical


def test_header_values_are_trimmed_collapsed_and_joined() -> None:
    http = a_request(headers=((b"b", b"  x   y\tz "), (b"a", b"1"), (b"b", b"2"), (b"c", b"not signed")))
    assert canonical_request(http, (b"a", b"b"), "hash") == b"GET\n/\n\na:1\nb:x y z,2\n\na;b\nhash"


def test_a_signed_header_that_is_not_there_differs_from_an_empty_one() -> None:
    assert canonical_request(a_request(), (b"a",), "hash") != canonical_request(
        a_request(headers=((b"a", b""),)), (b"a",), "hash"
    )


def test_threat_40_what_is_shown_holds_no_token_cookie_or_parameter() -> None:
    secret = b"canary"
    http = a_request(
        query=b"Action=CreateLoginProfile&Password=canary&X-Amz-Security-Token=canary&canary",
        headers=((b"x-amz-security-token", secret), (b"cookie", secret), (b"host", b"h")),
    )
    shown = withheld(http)
    assert shown.query == (b"Action=CreateLoginProfile&Password=[withheld]&X-Amz-Security-Token=[withheld]&[withheld]")
    assert dict(shown.headers) == {b"x-amz-security-token": b"[withheld]", b"cookie": b"[withheld]", b"host": b"h"}
    assert withheld(a_request()) == a_request()
