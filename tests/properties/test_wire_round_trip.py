"""read(write(x)) == x, both ways, for every operation, with botocore on the other side of the wire."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostiary.authn.canonical import canonical_path
from ostiary.model.errors import (
    MalformedQueryStringError,
    OstiaryError,
    SerializationError,
    UnknownOperationError,
    ValidationError,
)
from ostiary.model.http import HttpRequest
from ostiary.wire import query, rest_json
from ostiary.wire.faults import REST_JSON_NAMES
from ostiary.wire.irregular import ARNS, OMITTED, PERCENT_ENCODED
from ostiary.wire.services import ListOf, MapOf, Operation, Shape, String, Structure, service
from tests.support.wire_values import (
    QUERY_OPERATIONS,
    REST_JSON_OPERATIONS,
    XML_TEXT,
    answered,
    asked,
    botocore_model,
    get,
    read_by_botocore,
    request_by_botocore,
    rest_request_by_botocore,
)

a_few = settings(max_examples=settings.default.max_examples // 12)  # of each operation, and there are 230


def of_each(operations: list[Operation]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("operation", operations, ids=lambda o: f"{o.service.name}:{o.name}")


every_operation = of_each(QUERY_OPERATIONS)
every_rest_operation = of_each(REST_JSON_OPERATIONS)


@every_operation
@pytest.mark.parametrize("method", ["POST", "GET"])
@a_few
@given(data=st.data())
def test_what_botocore_sends_is_read_as_it_was_given(operation: Operation, method: str, data: st.DataObject) -> None:
    params = data.draw(asked(operation.input)) if operation.input else {}
    for name in ARNS.get((operation.service.name, operation.name), ()):
        params[name] = f"arn:aws:iam::123456789012:{params[name]}"[:2_048]
    http = request_by_botocore(botocore_model(operation.service.name), operation.name, params, method)

    form = query.read_form(http)

    assert query.name_operation(form) is operation
    assert query.read_params(operation, form) == params


@every_operation
@a_few
@given(data=st.data())
def test_what_is_answered_is_read_by_botocore_as_it_was_given(operation: Operation, data: st.DataObject) -> None:
    result = data.draw(answered(operation.output)) if operation.output else {}

    response = query.write(operation, result, "4c9e1c2a-0000-4000-8000-000000000000")
    parsed = read_by_botocore(botocore_model(operation.service.name), operation.name, response)

    metadata = parsed.pop("ResponseMetadata")
    assert parsed == (_as_sent(operation, operation.output, result) if operation.output else {})
    assert metadata["RequestId"] == "4c9e1c2a-0000-4000-8000-000000000000"
    assert metadata["HTTPHeaders"]["x-amzn-requestid"] == metadata["RequestId"]
    assert metadata["HTTPHeaders"]["content-type"] == "text/xml"


@every_rest_operation
@a_few
@given(data=st.data())
def test_what_botocore_sends_by_rest_is_read_as_it_was_given(operation: Operation, data: st.DataObject) -> None:
    params = data.draw(asked(operation.input)) if operation.input else {}
    http = rest_request_by_botocore(botocore_model(operation.service.name), operation.name, params)

    assert rest_json.name_operation(http) is operation
    assert rest_json.methods(http.path) >= {operation.method}
    assert rest_json.read_params(operation, http) == params


@every_rest_operation
@a_few
@given(data=st.data())
def test_what_is_answered_by_rest_is_read_by_botocore_as_it_was_given(
    operation: Operation, data: st.DataObject
) -> None:
    result = data.draw(answered(operation.output)) if operation.output else {}

    response = rest_json.write(operation, result, "4c9e1c2a-0000-4000-8000-000000000000")
    parsed = read_by_botocore(botocore_model(operation.service.name), operation.name, response)

    metadata = parsed.pop("ResponseMetadata")
    assert parsed == result
    assert metadata["RequestId"] == "4c9e1c2a-0000-4000-8000-000000000000"
    assert metadata["HTTPStatusCode"] == operation.status
    assert metadata["HTTPHeaders"]["content-type"] == "application/json"


def _as_sent(operation: Operation, shape: Shape, value: Any) -> Any:
    """The value as the irregularities of AWS leave it."""
    left_out = {
        (row.shape, name) for row in OMITTED.get((operation.service.name, operation.name), ()) for name in row.members
    }
    match shape:
        case String() if shape.name in PERCENT_ENCODED.get(operation.service.name, ()):
            return quote(value, safe="-._~")
        case Structure():
            kept = (m for m in shape.members if m.name in value and (shape.name, m.name) not in left_out)
            return {m.name: _as_sent(operation, m.shape, value[m.name]) for m in kept}
        case ListOf():
            return [_as_sent(operation, shape.item, item) for item in value]
        case MapOf():
            return {key: _as_sent(operation, shape.value, item) for key, item in value.items()}
        case _:
            return value


ERRORS = sorted(_class.code for _class in OstiaryError.__subclasses__())


@given(code=st.sampled_from(ERRORS), message=st.text(XML_TEXT, min_size=1), name=st.sampled_from(["iam", "sts", None]))
def test_threat_08_a_message_never_changes_how_an_error_is_read(code: str, message: str, name: Any) -> None:
    error = OstiaryError(message)
    error.code = code  # type: ignore[misc]  # one instance stands for every class

    response = query.write_fault(service(name) if name else None, error, "4c9e1c2a-0001")
    parsed = read_by_botocore(botocore_model(name or "iam"), "CreateUser" if name != "sts" else "AssumeRole", response)

    assert parsed["Error"]["Code"] == code
    assert parsed["Error"]["Message"] == message
    assert parsed["Error"]["Type"] == ("Sender" if response.status < 500 else "Receiver")
    assert parsed["ResponseMetadata"]["RequestId"] == "4c9e1c2a-0001"
    assert parsed["ResponseMetadata"]["HTTPStatusCode"] == response.status
    assert response.status >= 400


@given(code=st.sampled_from(ERRORS), message=st.text(min_size=1), name=st.sampled_from(["accessanalyzer", None]))
def test_threat_08_a_message_never_changes_how_an_error_is_read_by_rest(code: str, message: str, name: Any) -> None:
    error = OstiaryError(message)
    error.code = code  # type: ignore[misc]  # one instance stands for every class

    response = rest_json.write_fault(service(name) if name else None, error, "4c9e1c2a-0001")
    parsed = read_by_botocore(botocore_model("accessanalyzer"), "ValidatePolicy", response)

    assert parsed["Error"] == {"Code": REST_JSON_NAMES.get(code, code), "Message": message}
    assert parsed["ResponseMetadata"]["RequestId"] == "4c9e1c2a-0001"
    assert parsed["ResponseMetadata"]["HTTPStatusCode"] == response.status
    assert response.status >= 400


NAMES = st.sampled_from(["Action", "Version", "UserName", "Tags.member.1.Key", "Tags.member.0", "Tags", "Path", "a.b"])


@given(st.lists(st.tuples(NAMES | st.text(max_size=20), st.binary(max_size=20)), max_size=8))
def test_whatever_is_sent_is_read_or_refused(pairs: list[tuple[str, bytes]]) -> None:
    raw = b"&".join(quote(name).encode() + b"=" + value for name, value in pairs)
    try:
        form = query.read_form(get(raw + b"&Action=CreateUser&Version=2010-05-08"))
        params = query.read_params(query.name_operation(form), form)
    except (MalformedQueryStringError, ValidationError):
        return
    assert set(params) <= {"UserName", "Path", "Tags", "PermissionsBoundary"}
    assert params["UserName"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
MEMBERS = st.sampled_from(["policyDocument", "policyType", "locale", "validatePolicyResourceType", "maxResults", "x"])


@given(st.dictionaries(MEMBERS, JSON, max_size=4) | JSON | st.binary(max_size=40), st.binary(max_size=30))
def test_whatever_is_sent_by_rest_is_read_or_refused(body: Any, query_string: bytes) -> None:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = ((b"content-type", b"application/json"),)
    http = HttpRequest("POST", b"/policy/validation", query_string, headers, raw, "127.0.0.1", secure=False)
    try:
        params = rest_json.read_params(rest_json.name_operation(http), http)
    except (MalformedQueryStringError, SerializationError, ValidationError):
        return
    assert {"policyDocument", "policyType"} <= set(params)


PATHS = st.lists(
    st.sampled_from(["analyzer", "archive-rule", "policy", "validation", "", ".", "..", "%2F", "a"]), max_size=6
)


@given(PATHS, st.sampled_from(["GET", "POST", "PUT", "DELETE"]))
def test_threat_07_a_path_that_names_an_operation_is_signed_as_it_stands(segments: list[str], method: str) -> None:
    path = "/" + "/".join(segments)
    http = HttpRequest(method, path.encode(), b"", (), b"", "127.0.0.1", secure=False)
    try:
        rest_json.name_operation(http)
    except UnknownOperationError:
        return
    assert canonical_path(path.encode()) == quote(path, safe="/~").encode()
