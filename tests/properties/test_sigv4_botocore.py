"""Whatever botocore signs verifies; changed by a single byte, it does not."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from hypothesis import assume, given
from hypothesis import strategies as st

from ostiary.authn.canonical import canonical_path
from ostiary.authn.sigv4 import SigningKeys, read_signature, verify
from ostiary.model.errors import OstiaryError
from ostiary.model.http import HttpRequest
from ostiary.model.secret import Secret
from tests.support.botocore_signer import NOW, Signer

VISIBLE = "".join(map(chr, range(0x21, 0x7F)))
BLANKS = b" \t"

raw_text = st.text(VISIBLE.replace("#", "").replace("?", "").replace("&", "").replace("=", ""), max_size=8)
encoded_text = st.text(max_size=8).map(lambda text: quote(text.encode("utf-8", "surrogatepass"), safe="-_.~"))
segments = st.sampled_from(["", ".", "..", "a", "a%2Fb"]) | raw_text | encoded_text
paths = st.lists(segments, max_size=5).map(lambda parts: "/" + "/".join(parts))
names = (encoded_text | st.sampled_from(["Action", "Version", "a", "A", "b"])).filter(
    lambda name: not name.lower().startswith("x-amz")
)
pairs = st.tuples(names, st.sampled_from(["=", "=="]), encoded_text).map("".join)
queries = st.lists(pairs | names, max_size=5).map("&".join)
header_names = st.sampled_from(
    ["Content-Type", "X-Custom", "X-Amz-Target", "X-Amz-Meta-A", "Accept", "Amz-Sdk-Request"]
)
header_values = st.text("abc XYZ,;=\"'\t:/", max_size=12)
header_lists = st.lists(st.tuples(header_names, header_values), max_size=5)


@st.composite
def signed_requests(draw: st.DrawFn) -> tuple[HttpRequest, Signer]:
    """Return a request and who signed it."""
    signer = Signer(
        secret=draw(st.text(VISIBLE, min_size=1, max_size=40)),
        token=draw(st.none() | st.text("abcXYZ019+/=", min_size=1, max_size=40)),
        region=draw(st.sampled_from(["us-east-1", "eu-central-2", "local"])),
        service=draw(st.sampled_from(["iam", "sts"])),
        expires=draw(st.none() | st.integers(1, 604_800)),
    )
    query = draw(queries)
    target = draw(paths) + (f"?{query}" if query else "")
    method = draw(st.sampled_from(["GET", "POST", "PUT", "DELETE"]))
    # botocore moves the parameters of a presigned request from the body to the query
    body = b"" if signer.expires is not None else draw(st.binary(max_size=40))
    return signer.sign(method, target, body=body, headers=draw(header_lists)), signer


def accept(http: HttpRequest, signer: Signer) -> str:
    """Verify *http* and return the access key id that it names."""
    signature = read_signature(http, NOW, signer.service)
    verify(http, signature, Secret(signer.secret), SigningKeys())
    return signature.access_key_id


@given(signed_requests())
def test_whatever_botocore_signs_verifies(case: tuple[HttpRequest, Signer]) -> None:
    http, signer = case
    signature = read_signature(http, NOW, signer.service)
    verify(http, signature, Secret(signer.secret), SigningKeys())
    assert signature.access_key_id == signer.access_key_id
    assert (signature.region, signature.presigned) == (signer.region, signer.expires is not None)
    assert (None if signature.token is None else signature.token.reveal()) == signer.token


@given(signed_requests(), st.text(VISIBLE, min_size=1, max_size=40))
def test_another_secret_does_not_verify(case: tuple[HttpRequest, Signer], secret: str) -> None:
    http, signer = case
    assume(secret != signer.secret)
    assert not verifies(http, replace(signer, secret=secret))


@given(signed_requests(), st.data())
def test_a_single_changed_byte_does_not_verify(case: tuple[HttpRequest, Signer], data: st.DataObject) -> None:
    http, signer = case
    part = data.draw(st.sampled_from(["method", "path", "query", "header", "body"]))
    changed = CHANGES[part](http, data)
    assume(changed != http)
    assert not verifies(changed, signer)


@given(signed_requests(), st.data())
def test_a_byte_more_or_less_does_not_verify(case: tuple[HttpRequest, Signer], data: st.DataObject) -> None:
    http, signer = case
    assert not verifies(replace(http, body=http.body + b"\0"), signer)
    assert not verifies(replace(http, query=http.query + b"&a=b"), signer)
    assert not verifies(replace(http, path=http.path + b"x"), signer)
    assert not verifies(replace(http, body=http.body[:-1]), signer) or not http.body
    added = data.draw(st.text("abcdef-", max_size=8)).encode()
    assert not verifies(replace(http, headers=(*http.headers, (b"x-amz-" + added, b"1"))), signer)


def verifies(http: HttpRequest, signer: Signer) -> bool:
    """Return whether *http* passes as *signer*'s: a change of the key id makes it somebody else's."""
    try:
        return accept(http, signer) == signer.access_key_id
    except OstiaryError:
        return False


def _other_byte(text: bytes, data: st.DataObject) -> bytes:
    """Return *text* with one byte changed; one blank for another is no change (SigV4 collapses them)."""
    if not text:
        return text
    place = data.draw(st.integers(0, len(text) - 1))
    old, new = text[place], data.draw(st.integers(0, 255))
    return text if old in BLANKS and new in BLANKS else text[:place] + bytes([new]) + text[place + 1 :]


def _change_method(http: HttpRequest, data: st.DataObject) -> HttpRequest:
    return replace(http, method=data.draw(st.sampled_from(["GET", "POST", "PUT", "DELETE", "get", ""])))


def _change_path(http: HttpRequest, data: st.DataObject) -> HttpRequest:
    path = _other_byte(http.path, data)
    return http if canonical_path(path) == canonical_path(http.path) else replace(http, path=path)


def _change_query(http: HttpRequest, data: st.DataObject) -> HttpRequest:
    return replace(http, query=_other_byte(http.query, data))


def _change_body(http: HttpRequest, data: st.DataObject) -> HttpRequest:
    return replace(http, body=_other_byte(http.body, data))


def _change_header(http: HttpRequest, data: st.DataObject) -> HttpRequest:
    """Change the value of a header: all that botocore lets us add are signed, and `authorization` is itself."""
    place = data.draw(st.integers(0, len(http.headers) - 1))
    name, value = http.headers[place]
    changed = _other_byte(value, data)
    if b" ".join(changed.split()) == b" ".join(value.split()):
        return http
    return replace(http, headers=(*http.headers[:place], (name, changed), *http.headers[place + 1 :]))


CHANGES = {
    "method": _change_method,
    "path": _change_path,
    "query": _change_query,
    "header": _change_header,
    "body": _change_body,
}
