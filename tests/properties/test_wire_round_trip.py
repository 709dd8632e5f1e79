"""read(write(x)) == x, both ways, for every operation, with botocore on the other side of the wire."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostiary.model.errors import MalformedQueryStringError, OstiaryError, ValidationError
from ostiary.wire import query
from ostiary.wire.irregular import ARNS, OMITTED, PERCENT_ENCODED
from ostiary.wire.services import ListOf, MapOf, Operation, Shape, String, Structure, service
from tests.support.wire_values import (
    OPERATIONS,
    XML_TEXT,
    answered,
    asked,
    botocore_model,
    get,
    read_by_botocore,
    request_by_botocore,
)

a_few = settings(max_examples=settings.default.max_examples // 12)  # of each operation, and there are 191
every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: f"{o.service.name}:{o.name}")


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
