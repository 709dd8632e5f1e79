"""Values for the shapes of the service models, and botocore on the other side of the wire, reading the same models."""

from __future__ import annotations

import functools
import gzip
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

import botocore.awsrequest
import botocore.model
import botocore.parsers
import botocore.serialize
from botocore.awsrequest import HeadersDict
from hypothesis import strategies as st

from ostiary.model.http import HttpRequest, HttpResponse
from ostiary.wire.patterns import matcher
from ostiary.wire.services import (
    QUERY_NAMES,
    REST_JSON_NAMES,
    Blob,
    Boolean,
    Integer,
    ListOf,
    MapOf,
    Member,
    Operation,
    Place,
    ServiceName,
    Shape,
    String,
    Structure,
    Timestamp,
    service,
)

QUERY_OPERATIONS: list[Operation] = [o for name in QUERY_NAMES for o in service(name).operations.values()]
REST_JSON_OPERATIONS: list[Operation] = [o for name in REST_JSON_NAMES for o in service(name).operations.values()]
"""Every operation of every service, by protocol."""

FORM = b"application/x-www-form-urlencoded; charset=utf-8"


@functools.cache
def model(name: ServiceName) -> dict[str, Any]:
    """The vendored model as JSON."""
    loaded: dict[str, Any] = json.loads(
        gzip.decompress(files("ostiary.wire").joinpath("data", f"{name}.json.gz").read_bytes())
    )
    return loaded


# -- values --------------------------------------------------------------------------------------------

XML_TEXT = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="￾￿", include_characters="\t\n\r<>&'\"]")

INTRINSIC = re.compile(r"^\^?\[[^\]]*\][*+]?\$?$")
"""A pattern that is one class of characters, repeated."""


def asked(shape: Structure) -> st.SearchStrategy[Any]:
    """Values that satisfy the constraints of *shape*, as an operation is asked with."""
    return _members(shape, _constrained)


def answered(shape: Structure) -> st.SearchStrategy[Any]:
    """Values as an operation answers them: any text that XML carries, constraints unheeded."""
    return _members(shape, lambda _: st.text(XML_TEXT, max_size=12))


Text = Callable[[String], st.SearchStrategy[str]]


def _values(shape: Shape, text: Text) -> st.SearchStrategy[Any]:
    match shape:
        case String():
            return text(shape)
        case Integer():
            low, high = shape.minimum, shape.maximum
            return st.integers(-(2**31) if low is None else low, 2**31 - 1 if high is None else high)
        case Boolean():
            return st.booleans()
        case Timestamp():
            return st.integers(0, 253_402_300_799)
        case Blob():
            return st.binary(min_size=shape.minimum or 0, max_size=40)
        case ListOf():
            low, high = shape.minimum or 0, shape.maximum or 10**9
            return st.lists(_values(shape.item, text), min_size=low, max_size=min(low + 2, high))
        case MapOf():
            return st.dictionaries(text(shape.key), _values(shape.value, text), min_size=1, max_size=2)
        case Structure():
            # In a form, a structure or map that holds nothing cannot be told from one that is not there.
            if shape.members and not any(member.required for member in shape.members):
                return st.one_of(*(_members(shape, text, also=member) for member in shape.members))
            return _members(shape, text)


def _members(shape: Structure, text: Text, also: Member | None = None) -> st.SearchStrategy[dict[str, Any]]:
    """Structures that have their required members, and the one *also*; nothing else where they are unions."""
    needed = [member for member in shape.members if member.required or member is also]
    others = [member for member in shape.members if member not in needed and not shape.union]
    return st.fixed_dictionaries(
        {member.name: _placed(member, text) for member in needed},
        optional={member.name: _placed(member, text) for member in others},
    )


def _placed(member: Member, text: Text) -> st.SearchStrategy[Any]:
    """Values of a member that its place can carry."""
    shape = member.shape
    match member.place:
        case Place.LABEL:  # a path that holds these is not signed as it stands
            return _values(shape, text).filter(lambda value: value not in {"", ".", ".."})
        case Place.QUERY if isinstance(shape, ListOf):  # an empty list writes nothing
            return st.lists(_values(shape.item, text), min_size=1, max_size=2)
        case _:
            return _values(shape, text)


@functools.cache
def _constrained(shape: String) -> st.SearchStrategy[str]:
    if shape.enum:
        return st.sampled_from(shape.enum)
    low, high = shape.minimum or 0, shape.maximum or 10**9
    if shape.pattern is None:
        return _padded(st.text(XML_TEXT, max_size=min(8, high)), "x", low)
    if INTRINSIC.match(shape.pattern):
        matches = matcher(shape.pattern)
        alphabet = [c for c in map(chr, [*range(0x250), 0x2028, 0x3000, 0x4E00, 0x1F600, 0x10330]) if matches(c)]
        least = 0 if matches("") else 1
        return _padded(st.text(alphabet, min_size=least, max_size=min(8, high)), alphabet[-1], low)
    if low == high:  # what may stand around an id of a fixed length has no room
        exact = shape.pattern.removeprefix(".*").removesuffix(".*")
        return st.from_regex(exact, fullmatch=True).filter(lambda text: len(text) == low and text.isascii())
    compiled = matcher(shape.pattern).__self__  # type: ignore[attr-defined]  # a bound method of the pattern
    return st.from_regex(compiled, fullmatch=True).filter(lambda text: low <= len(text) <= high)


def _padded(text: st.SearchStrategy[str], filler: str, size: int) -> st.SearchStrategy[str]:
    return text.map(lambda value: value.ljust(size, filler))


# -- botocore ------------------------------------------------------------------------------------------


@functools.cache
def botocore_model(name: ServiceName) -> botocore.model.ServiceModel:
    """The vendored model in botocore's hands."""
    return botocore.model.ServiceModel(model(name), name)


def request_by_botocore(
    service_model: botocore.model.ServiceModel, name: str, params: Mapping[str, Any], method: str = "POST"
) -> HttpRequest:
    """The bytes that botocore sends for the operation *name* of the query protocol.

    With GET, they are the same parameters in the query string.
    """
    prepared = _prepared(service_model, name, params)
    body = prepared.body if isinstance(prepared.body, bytes) else prepared.body.encode()
    if method == "GET":
        return HttpRequest("GET", b"/", body, (), b"", "127.0.0.1", secure=False)
    content_type = prepared.headers["Content-Type"]
    headers = ((b"content-type", content_type if isinstance(content_type, bytes) else content_type.encode()),)
    return HttpRequest("POST", b"/", b"", headers, body, "127.0.0.1", secure=False)


def rest_request_by_botocore(
    service_model: botocore.model.ServiceModel, name: str, params: Mapping[str, Any]
) -> HttpRequest:
    """The bytes that botocore sends for the operation *name* of the rest-json protocol."""
    prepared = _prepared(service_model, name, params)
    path, _, query = prepared.url.removeprefix("http://localhost").encode().partition(b"?")
    headers = tuple((key.lower().encode(), _bytes(value)) for key, value in prepared.headers.items())
    return HttpRequest(prepared.method, path, query, headers, _bytes(prepared.body or b""), "127.0.0.1", secure=False)


def _prepared(service_model: botocore.model.ServiceModel, name: str, params: Mapping[str, Any]) -> Any:
    protocol = service_model.metadata["protocol"]
    serializer = botocore.serialize.create_serializer(protocol, include_validation=False)
    made = serializer.serialize_to_request(dict(params), service_model.operation_model(name))
    botocore.awsrequest.prepare_request_dict(made, "http://localhost", context={})
    return botocore.awsrequest.create_request_object(made).prepare()


def _bytes(value: bytes | str) -> bytes:
    return value if isinstance(value, bytes) else value.encode()


def read_by_botocore(service_model: botocore.model.ServiceModel, name: str, response: HttpResponse) -> dict[str, Any]:
    """What botocore reads from an answer to the operation *name*; times as whole seconds."""
    parser = botocore.parsers.PROTOCOL_PARSERS[service_model.metadata["protocol"]](timestamp_parser=_seconds)
    parsed: dict[str, Any] = parser.parse(
        {
            "status_code": response.status,
            "headers": HeadersDict({key.decode(): value.decode() for key, value in response.headers}),
            "body": response.body,
        },
        service_model.operation_model(name).output_shape,
    )
    return parsed


def _seconds(text: str | int) -> int:
    if isinstance(text, int):
        return text
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text), "not a timestamp as AWS writes it"
    return int(datetime.fromisoformat(text).timestamp())


def post(body: bytes, *, query: bytes = b"", content_type: bytes = FORM) -> HttpRequest:
    """A POST of a form."""
    return HttpRequest("POST", b"/", query, ((b"content-type", content_type),), body, "127.0.0.1", secure=False)


def get(query: bytes) -> HttpRequest:
    """A GET."""
    return HttpRequest("GET", b"/", query, (), b"", "127.0.0.1", secure=False)
