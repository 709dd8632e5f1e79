"""What the bytes of a request must be, before anything is known about them."""

from __future__ import annotations

import dataclasses
import time

import pytest

from ostiary.model.errors import MalformedQueryStringError
from ostiary.model.http import HttpRequest
from ostiary.wire.form import MAX_PARAMETERS, read_form
from tests.support.wire_values import get, post


def test_a_get_has_its_parameters_in_the_query_string() -> None:
    assert read_form(get(b"Action=GetUser&Version=2010-05-08")).values == {"Action": "GetUser", "Version": "2010-05-08"}


def test_a_post_has_its_parameters_in_body_and_query_string_together() -> None:
    assert read_form(post(b"Action=GetUser", query=b"Version=2010-05-08")).values == {
        "Version": "2010-05-08",
        "Action": "GetUser",
    }


def test_a_post_without_a_body_needs_no_content_type() -> None:
    http = HttpRequest("POST", b"/", b"Action=GetUser", (), b"", "127.0.0.1", secure=False)
    assert read_form(http).values == {"Action": "GetUser"}


def test_escapes_and_plus_signs_are_decoded_in_names_and_values() -> None:
    assert read_form(post(b"a%2Eb=%C3%A9+%2B%26%3D&c=d=e")).values == {"a.b": "é +&=", "c": "d=e"}


def test_a_parameter_may_be_empty_and_an_empty_pair_is_nothing() -> None:
    assert read_form(post(b"&a=&&b&")).values == {"a": "", "b": ""}


@pytest.mark.parametrize("raw", [b"a=%", b"a=%2", b"a=%zz", b"%g0=a", b"a=%u0041", b"a=%-1", b"a=%+1"])
def test_a_bad_percent_escape_is_refused(raw: bytes) -> None:
    with pytest.raises(MalformedQueryStringError, match="percent escape"):
        read_form(post(raw))


@pytest.mark.parametrize("raw", [b"a=%FF", b"a=%C0%80", b"a=\xe9", b"%ED%A0%80=a", b"a=%F8%88%80%80%80"])
def test_text_that_is_not_utf_8_is_refused(raw: bytes) -> None:
    with pytest.raises(MalformedQueryStringError, match="UTF-8"):
        read_form(post(raw))


@pytest.mark.parametrize("raw", [b"a=1&a=1", b"a=1&b=2&a=2", b"a=1&%61=2"])
def test_a_name_that_comes_twice_is_refused(raw: bytes) -> None:
    with pytest.raises(MalformedQueryStringError, match="more than once"):
        read_form(post(raw))


def test_a_name_in_the_query_string_and_in_the_body_is_refused() -> None:
    with pytest.raises(MalformedQueryStringError, match="more than once"):
        read_form(post(b"Action=DeleteUser", query=b"Action=GetUser"))


def test_a_value_without_a_name_is_refused() -> None:
    with pytest.raises(MalformedQueryStringError, match="no name"):
        read_form(post(b"=value"))


@pytest.mark.parametrize(
    "content_type",
    [
        b"",
        b"application/json",
        b"text/plain",
        b"application/x-www-form-urlencoded; charset=utf-16",
        b"multipart/form-data",
    ],
)
def test_a_body_that_is_not_declared_a_form_is_refused(content_type: bytes) -> None:
    with pytest.raises(MalformedQueryStringError, match="x-www-form-urlencoded"):
        read_form(post(b"Action=GetUser", content_type=content_type))


@pytest.mark.parametrize(
    "content_type",
    [
        b"application/x-www-form-urlencoded",
        b"application/x-www-form-urlencoded;charset=UTF-8",
        b'Application/X-WWW-Form-Urlencoded; charset="utf-8"',
    ],
)
def test_a_form_may_name_its_charset(content_type: bytes) -> None:
    assert read_form(post(b"Action=GetUser", content_type=content_type)).values == {"Action": "GetUser"}


def test_a_get_with_a_body_is_refused() -> None:
    with pytest.raises(MalformedQueryStringError, match="GET"):
        read_form(dataclasses.replace(get(b"Action=GetUser"), body=b"UserName=a"))


@pytest.mark.parametrize("method", ["PUT", "HEAD", "DELETE", "get", "OPTIONS"])
def test_other_methods_are_refused(method: str) -> None:
    with pytest.raises(MalformedQueryStringError, match="GET and POST"):
        read_form(dataclasses.replace(get(b"Action=GetUser"), method=method))


def test_threat_15_the_number_of_parameters_is_bounded_over_query_string_and_body() -> None:
    half = MAX_PARAMETERS // 2
    query = b"&".join(b"a%d=" % number for number in range(half))
    body = b"&".join(b"b%d=" % number for number in range(half))
    assert len(read_form(post(body, query=query)).values) == MAX_PARAMETERS
    with pytest.raises(MalformedQueryStringError, match="more than"):
        read_form(post(body + b"&c=", query=query))


def test_threat_15_a_flood_of_separators_costs_nothing() -> None:
    began = time.process_time()
    with pytest.raises(MalformedQueryStringError, match="more than"):
        read_form(post(b"&" * 10_000_000))
    assert time.process_time() - began < 1
