"""What sign-in takes from a browser: JSON and nothing else, its own cookie once, its own pages."""

from __future__ import annotations

import pytest

from ostiary.model.errors import AccessDeniedError, OstiaryError, SerializationError, ThrottlingError, ValidationError
from ostiary.model.http import HttpRequest
from ostiary.model.secret import Secret
from ostiary.signin import web
from ostiary.signin.federation import origin
from ostiary.signin.sessions import csrf_token

BASE = "https://iam.example.org"
MEMBERS = {"needed": True, "more": False}


def request(body: bytes = b"", **headers: str | list[str]) -> HttpRequest:
    pairs = [
        (name.replace("_", "-").encode(), value.encode("latin-1"))
        for name, values in {"host": "iam.example.org", **headers}.items()
        for value in ([values] if isinstance(values, str) else values)
    ]
    return HttpRequest("POST", b"/signin/api/x", b"", tuple(pairs), body, "192.0.2.1", secure=False)


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON", "application/json; charset=utf-8"])
def test_a_json_object_of_texts_is_read(kind: str) -> None:
    assert web.read_body(request(b'{"needed":"a"}', content_type=kind), MEMBERS) == {"needed": "a"}
    both = b'{"needed":"","more":"\\u00e9"}'
    assert web.read_body(request(both, content_type=kind), MEMBERS) == {"needed": "", "more": "é"}


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", SerializationError),
        (b"\xff", SerializationError),
        (b'"text"', SerializationError),
        (b'{"needed":"a","needed":"a"}', SerializationError),
        (b'{"needed":"\\ud800"}', SerializationError),
        (b"{}", ValidationError),
        (b'{"needed":null}', ValidationError),
        (b'{"needed":["a"]}', ValidationError),
        (b'{"needed":"a","more":null}', ValidationError),
        (b'{"needed":"a","other":"b"}', ValidationError),
    ],
)
def test_anything_else_is_refused_and_not_repeated(body: bytes, error: type[OstiaryError]) -> None:
    with pytest.raises(error):
        web.read_body(request(body, content_type="application/json"), MEMBERS)


@pytest.mark.parametrize("kind", ["text/json", "application/jsonp", "application/x-www-form-urlencoded", ""])
def test_another_content_type_is_refused(kind: str) -> None:
    with pytest.raises(SerializationError):
        web.read_body(request(b'{"needed":"a"}', content_type=kind), MEMBERS)


@pytest.mark.parametrize(
    ("cookies", "held"),
    [
        (["__Host-ostiary-session=abc"], "abc"),
        (["a=b; __Host-ostiary-session=abc;c=d"], "abc"),
        (["a=b", "__Host-ostiary-session=abc"], "abc"),
        (["__Host-ostiary-session=abc; __Host-ostiary-session=abc"], None),
        (["__Host-ostiary-session=abc", "__Host-ostiary-session=def"], None),
        (["ostiary-session=abc"], None),
        (["__host-ostiary-session=abc"], None),
        (["__Host-ostiary-session="], None),
        (["__Host-ostiary-session"], None),
        ([], None),
    ],
)
def test_the_cookie_is_read_when_it_is_there_once(cookies: list[str], held: str | None) -> None:
    found = web.Cookie(BASE).read(request(cookie=cookies))
    assert (None if found is None else found.reveal()) == held


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://iam.example.org"},
        {"origin": "https://IAM.example.org:443"},
        {"origin": "https://iam.example.org", "sec_fetch_site": "same-origin"},
        {"host": "localhost:9400", "origin": "http://localhost:9400"},
    ],
)
def test_threat_38_own_pages_are_taken(headers: dict[str, str]) -> None:
    web.require_own_page(request(**headers), BASE)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "null"},
        {"origin": ""},
        {"origin": "https://iam.example.org.evil.example"},
        {"origin": "https://iam.example.org:8443"},
        {"origin": ["https://iam.example.org", "https://evil.example"]},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": ["same-origin", "cross-site"]},
        {"origin": "https://iam.example.org", "sec_fetch_site": "same-site"},
        {"host": "", "origin": "http://"},
    ],
)
def test_threat_38_pages_of_others_are_not(headers: dict[str, str | list[str]]) -> None:
    with pytest.raises(AccessDeniedError):
        web.require_own_page(request(**headers), BASE)


def test_threat_38_the_token_belongs_to_one_cookie_and_does_not_tell_it() -> None:
    first, second = Secret("a" * 43), Secret("b" * 43)
    assert csrf_token(first) != csrf_token(second)
    assert first.reveal() not in csrf_token(first)
    web.require_csrf_token(request(x_csrf_token=csrf_token(first)), first)
    for shown in ([], [csrf_token(second)], [csrf_token(first)] * 2, ["é"]):
        with pytest.raises(AccessDeniedError):
            web.require_csrf_token(request(x_csrf_token=shown), first)


def test_who_comes_too_often_is_told_when_to_come_again() -> None:
    answer = web.write_error(ThrottlingError("Rate exceeded"), "id")
    assert answer.status == 429
    assert (b"retry-after", b"1") in answer.headers


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://a.example", "https://a.example:443"),
        ("HTTPS://A.example:8443/x?y#z", "https://a.example:8443"),
        ("http://[::1]:9400/", "http://[::1]:9400"),
        ("http://a.example:0/", "http://a.example:80"),
        ("https://u@a.example/", ""),
        ("https://a.example:port/", ""),
        ("https://[::1/", ""),
        ("https:a.example", ""),
        ("//a.example", ""),
        ("ftp://a.example", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, found: str) -> None:
    assert origin(url) == found
