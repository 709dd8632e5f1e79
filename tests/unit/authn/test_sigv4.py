"""The SigV4 verifier, against AWS's published examples and against whatever should be refused."""

from __future__ import annotations

import ast
import hashlib
import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import ostiary.authn
from ostiary.authn.claims import Signature
from ostiary.authn.sigv4 import MAY_BE_UNSIGNED, SigningKeys, read_signature, verify
from ostiary.model.errors import (
    AccessDeniedError,
    IncompleteSignatureError,
    MissingAuthenticationTokenError,
    OstiaryError,
    RequestExpiredError,
    SignatureDoesNotMatchError,
)
from ostiary.model.http import HttpRequest
from ostiary.model.secret import Secret
from tests.support.botocore_signer import FORM, HOST, NOW, Signer

BODY = b"Action=ListUsers&Version=2010-05-08"
LIST_USERS = "/?Action=ListUsers&Version=2010-05-08"
HEADER_SIGNED = Signer().sign(body=BODY, headers=[FORM])
PRESIGNED = Signer(expires=60).sign("GET", LIST_USERS)


def check(http: HttpRequest, *, now: int = NOW, service: str = "iam", secret: str = Signer.secret) -> Signature:
    """Read and verify *http*, as identification does."""
    signature = read_signature(http, now, service)
    verify(http, signature, Secret(secret), SigningKeys())
    return signature


def with_header(http: HttpRequest, name: bytes, value: bytes) -> HttpRequest:
    return replace(http, headers=(*http.headers, (name, value)))


def without_header(http: HttpRequest, name: bytes) -> HttpRequest:
    return replace(http, headers=tuple(header for header in http.headers if header[0] != name))


def changed(http: HttpRequest, name: bytes, change: Callable[[bytes], bytes]) -> HttpRequest:
    headers = tuple((key, change(value) if key == name else value) for key, value in http.headers)
    assert headers != http.headers
    return replace(http, headers=headers)


def authorization(http: HttpRequest, old: str, new: str) -> HttpRequest:
    return changed(http, b"authorization", lambda value: value.replace(old.encode(), new.encode()))


def query(http: HttpRequest, old: str, new: str) -> HttpRequest:
    assert old.encode() in http.query
    return replace(http, query=http.query.replace(old.encode(), new.encode()))


# -- what AWS publishes -----------------------------------------------------------------------------------------------


EXAMPLE_TIME = int(datetime(2015, 8, 30, 12, 36, tzinfo=UTC).timestamp())
EXAMPLE_SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


def an_example(path: str, query: str, service: str, headers: dict[str, str], signature: str) -> HttpRequest:
    sent = {**headers, "x-amz-date": "20150830T123600Z"}
    claim = (
        f"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/{service}/aws4_request, "
        f"SignedHeaders={';'.join(sorted(sent))}, Signature={signature}"
    )
    pairs = tuple((name.encode(), value.encode()) for name, value in {**sent, "authorization": claim}.items())
    return HttpRequest("GET", path.encode(), query.encode(), pairs, b"", "127.0.0.1", secure=True)


@pytest.mark.parametrize(
    ("path", "query", "signature"),
    [
        ("/", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("//", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("/./", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("/example/..", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("/", "Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
    ],
)
def test_the_published_test_suite_verifies(path: str, query: str, signature: str) -> None:
    http = an_example(path, query, "service", {"host": "example.amazonaws.com"}, signature)
    check(http, now=EXAMPLE_TIME, service="service", secret=EXAMPLE_SECRET)


def test_the_published_example_for_iam_verifies() -> None:
    headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8", "host": "iam.amazonaws.com"}
    signature = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
    http = an_example("/", "Action=ListUsers&Version=2010-05-08", "iam", headers, signature)
    claim = check(http, now=EXAMPLE_TIME, secret=EXAMPLE_SECRET)
    assert (claim.access_key_id, claim.region, claim.service) == ("AKIDEXAMPLE", "us-east-1", "iam")
    assert not claim.presigned


# -- what is claimed --------------------------------------------------------------------------------------------------


def test_a_header_signature_is_taken_apart() -> None:
    claim = check(Signer(token="t0ken", region="eu-central-2").sign(body=BODY))
    assert claim.access_key_id == Signer.access_key_id
    assert (claim.region, claim.scope) == ("eu-central-2", "20260102/eu-central-2/iam/aws4_request")
    assert claim.token is not None
    assert claim.token.matches("t0ken")
    assert "t0ken" not in repr(claim)
    assert claim.expires is None


def test_a_presigned_signature_is_taken_apart() -> None:
    claim = check(Signer(token="t0/ken+=", expires=60).sign("GET", LIST_USERS))
    assert claim.access_key_id == Signer.access_key_id
    assert claim.presigned
    assert claim.expires == NOW + 60
    assert claim.token is not None
    assert claim.token.matches("t0/ken+=")


@pytest.mark.parametrize("date", ["Fri, 02 Jan 2026 03:04:05 GMT", "20260102T030405Z"])
def test_a_date_header_will_do_for_the_time(date: str) -> None:
    http = Signer().sign(headers=[("Date", date)])  # botocore writes its own form: "-0000"
    assert b"x-amz-date" not in dict(http.headers)
    assert check(http).stamp == "20260102T030405Z"
    shown = changed(http, b"date", lambda _: date.encode())
    assert read_signature(shown, NOW, "iam").stamp == "20260102T030405Z"


@pytest.mark.parametrize(
    "date", ["Fri, 32 Jan 2026 03:04:05 GMT", "20261302T030405Z", "2026-01-02T03:04:05Z", "20260102T030405", "now", ""]
)
def test_another_form_of_date_is_refused(date: str) -> None:
    http = changed(Signer().sign(headers=[("Date", "x")]), b"date", lambda _: date.encode())
    with pytest.raises(IncompleteSignatureError, match=r"^Date must be in ISO-8601 'basic format'\. Got '.*'\. See "):
        read_signature(http, NOW, "iam")


# -- what is missing or malformed -------------------------------------------------------------------------------------


def test_no_credentials_at_all_is_a_missing_token() -> None:
    with pytest.raises(MissingAuthenticationTokenError) as raised:
        check(without_header(HEADER_SIGNED, b"authorization"))
    assert raised.value.message == "Request is missing Authentication Token"


@pytest.mark.parametrize("part", ["Credential", "Signature", "SignedHeaders"])
def test_each_part_of_an_authorization_header_is_required(part: str) -> None:
    http = changed(
        HEADER_SIGNED,
        b"authorization",
        lambda value: (
            b"AWS4-HMAC-SHA256 "
            + b",".join(
                pair.strip()
                for pair in value.partition(b" ")[2].split(b",")
                if not pair.strip().startswith(f"{part}=".encode())
            )
        ),
    )
    with pytest.raises(IncompleteSignatureError) as raised:
        check(http)
    assert raised.value.message.startswith(f"Authorization header requires '{part}' parameter. (Hashed with SHA-256")


def test_everything_that_is_missing_is_said_at_once() -> None:
    http = changed(without_header(HEADER_SIGNED, b"x-amz-date"), b"authorization", lambda _: b"AWS4-HMAC-SHA256")
    with pytest.raises(IncompleteSignatureError) as raised:
        check(http)
    assert raised.value.message.startswith(
        "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. "
        "Authorization header requires 'SignedHeaders' parameter. "
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ("
    )


@pytest.mark.parametrize(
    "value",
    [
        "AWS4-HMAC-SHA256 Credential",
        "AWS4-HMAC-SHA256 Credential=a, Credential=b",
        "AWS4-HMAC-SHA256 Credential=a, Colour=blue",
        "AWS4-HMAC-SHA256 Credential=a, ",
        "Bearer s3cret.s3cret.s3cret",
        "Basic czNjcmV0OnMzY3JldA==",
        "AWS4-HMAC-SHA256 Credential=\u00e4",
    ],
)
def test_threat_40_a_malformed_authorization_header_is_refused_without_being_shown(value: str) -> None:
    http = changed(HEADER_SIGNED, b"authorization", lambda _: value.encode("latin-1"))
    with pytest.raises(IncompleteSignatureError) as raised:
        check(http)
    assert raised.value.message.startswith(
        "Invalid key=value pair (missing equal-sign) in Authorization header (hashed "
    )
    assert value.partition(" ")[2] not in raised.value.message


SECRET_WITH_SLASHES = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


@pytest.mark.parametrize(
    "http",
    [
        authorization(HEADER_SIGNED, Signer.access_key_id, SECRET_WITH_SLASHES),
        query(PRESIGNED, Signer.access_key_id, SECRET_WITH_SLASHES.replace("/", "%2F")),
    ],
    ids=["header", "presigned"],
)
def test_threat_40_a_secret_key_in_the_place_of_the_id_is_not_shown(http: HttpRequest) -> None:
    with pytest.raises(IncompleteSignatureError) as raised:
        check(http)
    assert raised.value.message.startswith("Credential must have exactly 5 slash-delimited elements")
    assert not any(part in raised.value.message for part in SECRET_WITH_SLASHES.split("/"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA25", "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA25' (only"),
        (
            "/aws4_request",
            "",
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/t",
        ),
        ("host;x-amz-date", "x-amz-date;host", "'SignedHeaders' must be lower-case names, sorted, each named once."),
        ("host;x-amz-date", "host;host;x-amz-date", "'SignedHeaders' must be lower-case names"),
        ("host;x-amz-date", "Host;x-amz-date", "'SignedHeaders' must be lower-case names"),
        ("host;x-amz-date", "host;;x-amz-date", "'SignedHeaders' must be lower-case names"),
    ],
)
def test_a_malformed_part_is_an_incomplete_signature(old: str, new: str, message: str) -> None:
    with pytest.raises(IncompleteSignatureError) as raised:
        check(authorization(HEADER_SIGNED, old, new))
    assert raised.value.message.startswith(message)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("/us-east-1/", "//", "Credential should be scoped to a valid region. "),
        ("/us-east-1/", "/us east/", "Credential should be scoped to a valid region. "),
        ("/iam/", "/s3/", "Credential should be scoped to correct service: 'iam'. "),
        (
            "/aws4_request",
            "/aws5_request",
            "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'. ",
        ),
        (
            "/20260102/",
            "/20260101/",
            (
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
                "'20260101' != '20260102', from '20260102T030405Z'. "
            ),
        ),
    ],
)
def test_another_scope_is_refused_in_awss_words(old: str, new: str, message: str) -> None:
    with pytest.raises(SignatureDoesNotMatchError) as raised:
        check(authorization(HEADER_SIGNED, old, new))
    assert raised.value.message == message


@pytest.mark.parametrize("name", [b"authorization", b"date", b"host", b"x-amz-content-sha256", b"x-amz-security-token"])
def test_a_header_that_means_something_here_is_given_once(name: bytes) -> None:
    twice = with_header(with_header(HEADER_SIGNED, name, b"1"), name, b"1")
    with pytest.raises(IncompleteSignatureError, match=f"^The header '{name.decode()}' must be given once"):
        check(twice)


def test_a_wrong_signature_is_told_with_what_was_expected() -> None:
    with pytest.raises(SignatureDoesNotMatchError) as raised:
        check(HEADER_SIGNED, secret="another")
    message = raised.value.message
    assert message.startswith(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
        "Key and signing method. Consult the service documentation for details.\n\n"
        "The Canonical String for this request should have been\n'POST\n/\n\ncontent-type:application/x-www-form-url"
    )
    to_sign = "AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/iam/aws4_request\n"
    assert f"The String-to-Sign should have been\n'{to_sign}" in message


def test_threat_40_the_token_is_not_in_the_message() -> None:
    for signer in (Signer(token="c4nary"), Signer(token="c4nary", expires=60)):
        with pytest.raises(SignatureDoesNotMatchError) as raised:
            check(signer.sign("GET", LIST_USERS), secret="another")
        assert "c4nary" not in raised.value.message
        assert "[withheld]" in raised.value.message


# -- the payload ------------------------------------------------------------------------------------------------------


def test_a_content_hash_that_is_right_is_taken_signed_or_not() -> None:
    digest = hashlib.sha256(BODY).hexdigest()
    check(Signer().sign(body=BODY, headers=[("X-Amz-Content-SHA256", digest)]))
    check(with_header(HEADER_SIGNED, b"x-amz-content-sha256", digest.encode()))


@pytest.mark.parametrize("claimed", ["UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "0" * 64, ""])
def test_threat_02_any_other_payload_mode_is_refused(claimed: str) -> None:
    with pytest.raises(SignatureDoesNotMatchError, match="does not match what was computed"):
        check(Signer().sign(body=BODY, headers=[("X-Amz-Content-SHA256", claimed)]))


def test_a_presigned_request_is_bound_to_its_body() -> None:
    check(PRESIGNED)
    with pytest.raises(SignatureDoesNotMatchError):
        check(replace(PRESIGNED, body=b"Action=DeleteUser"))


# -- threats ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("http", [HEADER_SIGNED, PRESIGNED], ids=["header", "presigned"])
@pytest.mark.parametrize("name", [b"x-amz-copy-source", b"x-amz-acl", b"x-amz-", b"x-amz-meta-a", b"x-amz-user-agent"])
def test_threat_01_an_x_amz_header_added_after_signing_is_refused(http: HttpRequest, name: bytes) -> None:
    with pytest.raises(AccessDeniedError, match=r"^There were headers present in the request which were not signed$"):
        check(with_header(http, name, b"1"))


def test_threat_01_a_token_or_date_added_after_signing_is_refused() -> None:
    with pytest.raises(AccessDeniedError):
        check(with_header(HEADER_SIGNED, b"x-amz-security-token", b"1"))
    with pytest.raises(AccessDeniedError):
        check(with_header(PRESIGNED, b"x-amz-date", b"20260102T030405Z"))


def test_threat_01_the_exempt_list_is_exact() -> None:
    assert set(MAY_BE_UNSIGNED) == {b"x-amz-content-sha256"}
    with pytest.raises(SignatureDoesNotMatchError):  # unsigned, and yet it cannot lie
        check(with_header(HEADER_SIGNED, b"x-amz-content-sha256", b"UNSIGNED-PAYLOAD"))


@pytest.mark.parametrize("name", [b"x-amzn-trace-id", b"amz-sdk-request", b"user-agent", b"traceparent", b"via"])
def test_threat_01_what_is_added_on_the_way_is_let_through(name: bytes) -> None:
    check(with_header(HEADER_SIGNED, name, b"1"))
    check(with_header(PRESIGNED, name, b"1"))


@pytest.mark.parametrize("name", ["content-type", "host", "x-amz-date"])
def test_threat_04_no_signed_header_can_be_taken_off_the_list(name: str) -> None:
    listed = "content-type;host;x-amz-date"
    shorter = ";".join(part for part in listed.split(";") if part != name)
    with pytest.raises(OstiaryError):
        check(authorization(HEADER_SIGNED, listed, shorter))


@pytest.mark.parametrize("name", [b"content-type", b"host", b"x-amz-date"])
def test_threat_04_no_signed_header_can_be_left_out(name: bytes) -> None:
    with pytest.raises(OstiaryError):
        check(without_header(HEADER_SIGNED, name))


def test_threat_04_host_and_date_must_be_signed_even_by_who_knows_the_key() -> None:
    secret, stamp = Secret(Signer.secret), "20260102T030405Z"
    for listed, message in (("x-amz-date", "'Host' or ':authority' must be"), ("host", "'Date' must be")):
        date = b"x-amz-date" if listed == "x-amz-date" else b"date"
        claim = (
            f"AWS4-HMAC-SHA256 Credential=AKIA/20260102/us-east-1/iam/aws4_request, SignedHeaders={listed}, Signature=0"
        )
        headers = ((b"host", HOST.encode()), (date, stamp.encode()), (b"authorization", claim.encode()))
        http = HttpRequest("GET", b"/", b"", headers, b"", "127.0.0.1", secure=False)
        with pytest.raises(SignatureDoesNotMatchError, match=message):
            verify(http, read_signature(http, NOW, "iam"), secret, SigningKeys())


@pytest.mark.parametrize("seconds", [-900, 0, 900])
def test_threat_05_a_signature_is_good_for_a_quarter_of_an_hour_either_way(seconds: int) -> None:
    check(HEADER_SIGNED, now=NOW + seconds)


def test_threat_05_an_older_signature_is_expired() -> None:
    with pytest.raises(SignatureDoesNotMatchError) as raised:
        check(HEADER_SIGNED, now=NOW + 901)
    assert raised.value.message == (
        "Signature expired: 20260102T030405Z is now earlier than 20260102T030406Z (20260102T031906Z - 15 min.)"
    )


@pytest.mark.parametrize("http", [HEADER_SIGNED, PRESIGNED], ids=["header", "presigned"])
def test_threat_05_a_signature_from_the_future_is_refused(http: HttpRequest) -> None:
    with pytest.raises(SignatureDoesNotMatchError) as raised:
        check(http, now=NOW - 901)
    assert raised.value.message == (
        "Signature not yet current: 20260102T030405Z is still later than 20260102T030404Z (20260102T024904Z + 15 min.)"
    )


@pytest.mark.parametrize("expires", [1, 604_800])
def test_threat_05_a_presigned_request_is_good_to_the_second(expires: int) -> None:
    http = Signer(expires=expires).sign("GET", LIST_USERS)
    check(http, now=NOW + expires)
    with pytest.raises(RequestExpiredError):
        check(http, now=NOW + expires + 1)


@pytest.mark.parametrize(
    "expires", ["0", "-1", "604801", "1000000000", "1.5", "1e3", "NaN", "%D9%A1", "+60", "%2060", "0x9"]
)
def test_threat_05_another_lifetime_is_refused(expires: str) -> None:
    with pytest.raises(IncompleteSignatureError):
        check(query(PRESIGNED, "X-Amz-Expires=60", f"X-Amz-Expires={expires}"))


def test_threat_05_no_lifetime_is_refused() -> None:
    for instead in ("", "X-Amz-Expires=&"):
        with pytest.raises(IncompleteSignatureError) as raised:
            check(query(PRESIGNED, "X-Amz-Expires=60&", instead))
        assert raised.value.message == (
            "AWS query-string parameters must include 'X-Amz-Expires'. Re-examine the query-string parameters."
        )


TELLING = {"secret", "signature", "value", "expected", "digest", "material", "reveal"}


def test_threat_06_secrets_and_signatures_are_compared_in_constant_time_only() -> None:
    for file in Path(next(iter(ostiary.authn.__path__))).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
                for side in (node.left, *node.comparators):
                    assert last_name(side) not in TELLING, f"{file.name}:{node.lineno}: {ast.unparse(node)}"
    assert "hmac.compare_digest" in inspect.getsource(verify)


def last_name(node: ast.expr) -> str:
    """Return what an operand is called: `value` for `signature.value` and for `signature.value()`."""
    match node:
        case ast.Call(func=function):
            return last_name(function)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


PARAMETERS = [pair.partition(b"=")[0].decode() for pair in PRESIGNED.query.split(b"&") if pair.startswith(b"X-Amz-")]


@pytest.mark.parametrize("name", PARAMETERS)
def test_threat_07_a_signing_parameter_is_given_once_and_spelled_exactly(name: str) -> None:
    pair = next(pair for pair in PRESIGNED.query.split(b"&") if pair.startswith(f"{name}=".encode()))
    value = pair.partition(b"=")[2].decode()
    spellings = (
        name,
        name.lower(),
        name.upper(),
        name.replace("-", "%2D", 1),
        name.replace("-", "%252D", 1),
        f"%58{name[1:]}",
    )
    for spelling in spellings:
        for added in (f"{spelling}={value}", spelling):
            for target in (PRESIGNED.query + b"&" + added.encode(), added.encode() + b"&" + PRESIGNED.query):
                with pytest.raises(IncompleteSignatureError, match=f"'{name}' once, spelled exactly so"):
                    check(replace(PRESIGNED, query=target))
        if spelling != name:
            with pytest.raises(IncompleteSignatureError):
                check(query(PRESIGNED, f"{name}=", f"{spelling}="))


def test_threat_07_credentials_in_both_places_are_refused() -> None:
    with pytest.raises(SignatureDoesNotMatchError, match=r"^Found both 'X-Amz-Algorithm' as a query-string param and"):
        check(replace(HEADER_SIGNED, query=PRESIGNED.query))
    for name in PARAMETERS:
        with pytest.raises(SignatureDoesNotMatchError, match=r"^Found both"):
            check(Signer().sign("GET", f"/?{name}=1"))
    with pytest.raises(IncompleteSignatureError, match="'x-amz-security-token' must not be sent"):
        check(with_header(PRESIGNED, b"x-amz-security-token", b"1"))


@pytest.mark.parametrize("value", ["a+b", "a%", "a%0Ab", "%E4"])
def test_threat_07_a_value_that_readers_may_take_differently_is_refused(value: str) -> None:
    http = Signer(token="token", expires=60).sign("GET", LIST_USERS)
    with pytest.raises(IncompleteSignatureError, match="is not percent-encoded visible ASCII"):
        check(query(http, "X-Amz-Security-Token=token", f"X-Amz-Security-Token={value}"))


# -- derived keys -----------------------------------------------------------------------------------------------------


def test_a_rotated_secret_is_never_served_from_memory() -> None:
    keys = SigningKeys()
    claim = read_signature(HEADER_SIGNED, NOW, "iam")
    verify(HEADER_SIGNED, claim, Secret(Signer.secret), keys)
    with pytest.raises(SignatureDoesNotMatchError):
        verify(HEADER_SIGNED, claim, Secret("rotated"), keys)
    verify(HEADER_SIGNED, claim, Secret(Signer.secret), keys)


def test_few_derived_keys_are_kept_and_the_oldest_goes_first() -> None:
    keys = SigningKeys(capacity=2)
    claim = read_signature(HEADER_SIGNED, NOW, "iam")
    one, two, three = (Secret(text) for text in ("one", "two", "three"))
    first = keys.get(claim, one)
    keys.get(claim, two)
    assert keys.get(claim, one) is first
    keys.get(claim, three)
    assert keys.get(claim, one) is first
    assert len(keys._keys) == 2
