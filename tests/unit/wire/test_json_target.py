"""The JSON 1.1 protocol: what is read of a request, what is refused, and what an answer looks like."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ostiary.model.errors import (
    AccessDeniedError,
    InvalidTimeRangeError,
    OstiaryError,
    SerializationError,
    UnknownOperationError,
    ValidationError,
)
from ostiary.model.http import HttpRequest
from ostiary.wire import json_target, protocols
from ostiary.wire.services import service

CLOUDTRAIL = service("cloudtrail")
LOOKUP = CLOUDTRAIL.operations["LookupEvents"]
TARGET = b"com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents"
JSON = b"application/x-amz-json-1.1"


def request(
    body: object = None,
    *,
    targets: tuple[bytes, ...] = (TARGET,),
    content_type: bytes = JSON,
    method: str = "POST",
    query: bytes = b"",
) -> HttpRequest:
    raw = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = ((b"content-type", content_type), *((b"x-amz-target", target) for target in targets))
    return HttpRequest(method, b"/", query, headers, raw, "127.0.0.1", secure=False)


def read(body: object, **how: Any) -> dict[str, Any]:
    return json_target.read_params(LOOKUP, request(body, **how))


def test_the_header_tells_the_protocol_from_a_form() -> None:
    assert protocols.spoken_by(request()) is protocols.JSON
    assert protocols.spoken_by(request(targets=())) is protocols.QUERY
    form = request(b"Action=ListUsers&Version=2010-05-08", content_type=b"application/x-www-form-urlencoded")
    assert protocols.spoken_by(form) is protocols.JSON
    with pytest.raises(SerializationError, match="must be application/x-amz-json"):
        json_target.read_params(LOOKUP, form)


@pytest.mark.parametrize("target", [TARGET, b"CloudTrail_20131101.LookupEvents"])
def test_the_target_names_the_operation(target: bytes) -> None:
    assert json_target.name_operation(request(targets=(target,))) is LOOKUP


@pytest.mark.parametrize(
    "targets",
    [
        (b"",),
        (b"LookupEvents",),
        (b".LookupEvents",),
        (b"CloudTrail_20131101.lookupevents",),
        (b"CloudTrail_20131101.DeleteTrail",),
        (b"Other_20131101.LookupEvents",),
        (TARGET + b".LookupEvents",),
        (b"\xff.LookupEvents",),
        (TARGET, TARGET),
    ],
)
def test_another_target_names_none(targets: tuple[bytes, ...]) -> None:
    with pytest.raises(UnknownOperationError):
        json_target.name_operation(request(targets=targets))


def test_only_a_post_names_an_operation() -> None:
    with pytest.raises(UnknownOperationError):
        json_target.name_operation(request(method="GET"))


def test_parameters_are_read_by_the_model() -> None:
    attribute = {"AttributeKey": "EventName", "AttributeValue": "GetUser"}
    body = {"LookupAttributes": [attribute], "StartTime": 1_700_000_000, "EndTime": 1_700_000_000.9, "MaxResults": 5}
    assert read(body) == {**body, "EndTime": 1_700_000_000}
    assert read(None) == {}
    assert read({"StartTime": None}) == {}


@pytest.mark.parametrize(
    ("body", "error", "words"),
    [
        (b"{", SerializationError, "not JSON"),
        (b"[]", SerializationError, "must be a JSON object"),
        (b"\xff", SerializationError, "not valid UTF-8"),
        (b'{"MaxResults":1,"MaxResults":2}', SerializationError, "not JSON"),
        ({"maxResults": 1}, ValidationError, "The parameter maxResults is not recognized"),
        ({"LookupAttributes": [{"Key": "x"}]}, ValidationError, "LookupAttributes.Key is not recognized"),
        ({"LookupAttributes": [{"AttributeKey": "EventName"}]}, ValidationError, "attributeValue"),
        ({"MaxResults": 51}, ValidationError, "less than or equal to 50"),
        ({"MaxResults": "5"}, ValidationError, "integer"),
        ({"NextToken": "x" * 513}, ValidationError, "length less than or equal to 512"),
    ],
)
def test_what_the_model_does_not_have_is_refused(body: object, error: type[OstiaryError], words: str) -> None:
    with pytest.raises(error, match=words):
        read(body)


def test_a_parameter_in_the_query_string_is_refused() -> None:
    assert read({}, query=b"X-Amz-Signature=0") == {}
    with pytest.raises(ValidationError, match="MaxResults is not recognized"):
        read({}, query=b"MaxResults=1")


def test_an_answer_is_json_with_its_request_id() -> None:
    event = {"EventId": "1", "EventTime": 5, "Resources": [{"ResourceName": "a"}], "Username": None}
    response = json_target.write(LOOKUP, {"Events": [event], "NextToken": None}, "42")
    assert response.status == 200
    assert dict(response.headers) == {b"content-type": JSON, b"x-amzn-requestid": b"42"}
    assert json.loads(response.body) == {"Events": [{k: v for k, v in event.items() if v is not None}]}


@pytest.mark.parametrize(
    ("error", "code", "status"),
    [
        (AccessDeniedError("no"), "AccessDeniedException", 403),
        (ValidationError("no"), "ValidationException", 400),
        (InvalidTimeRangeError("no"), "InvalidTimeRangeException", 400),
    ],
)
def test_a_refusal_names_its_type(error: OstiaryError, code: str, status: int) -> None:
    for answered_by in (CLOUDTRAIL, None):
        response = json_target.write_fault(answered_by, error, "42")
        assert (response.status, json.loads(response.body)) == (status, {"__type": code, "message": "no"})
