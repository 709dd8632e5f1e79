"""The rest-json protocol: what is read of a request, what is refused, and what an answer looks like."""

from __future__ import annotations

import copy
import json
from typing import Any

import botocore.model
import pytest

from ostiary.model.errors import (
    AccessDeniedError,
    InternalFailureError,
    MalformedQueryStringError,
    NotImplementedByOstiaryError,
    OstiaryError,
    SerializationError,
    ThrottlingError,
    UnknownOperationError,
    ValidationError,
)
from ostiary.model.http import HttpRequest
from ostiary.wire import protocols, rest_json
from ostiary.wire.irregular import FAULT_MEMBERS
from ostiary.wire.services import ModelError, Operation, build, service
from tests.support.rest_example import MODEL
from tests.support.wire_values import model, read_by_botocore, rest_request_by_botocore

DO = build("example", MODEL).operations["Do"]
JSON = (b"content-type", b"application/json")
PATH = b"/things/n/parts/1"


def request(
    body: object = None,
    *,
    path: bytes = PATH,
    query: bytes = b"",
    method: str = "PUT",
    headers: tuple[tuple[bytes, bytes], ...] = (JSON,),
) -> HttpRequest:
    raw = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    return HttpRequest(method, path, query, headers, raw, "127.0.0.1", secure=False)


def read(body: object = None, operation: Operation = DO, **how: Any) -> dict[str, Any]:
    params = rest_json.read_params(operation, request(body, **how))
    if operation is DO:
        del params["name"], params["part"]
    return params


# -- botocore on the other side, with more kinds of shape in more places than Access Analyzer uses ---------

EVERYTHING: dict[str, Any] = {
    "name": "a/b +%é",
    "part": -3,
    "flag": False,
    "limit": 7,
    "keys": ["x", "a b", "+&="],
    "mode": "fast",
    "level": 2,
    "text": 'a<"b\n',
    "renamed": "r",
    "count": -3,
    "truth": True,
    "when": 1_769_860_800,
    "stamp": 1_769_860_801,
    "data": b"\x00\xff",
    "secret": "abc",
    "texts": ["x", "", "z"],
    "counts": [],
    "pairs": {"k": {"label": "n"}, "l": {"label": "m"}},
    "inner": {"label": "n"},
    "inners": [{"label": "n"}, {"label": ""}],
    "choice": {"b": {"label": "n"}},
}


def test_every_kind_of_shape_is_read_as_botocore_writes_it() -> None:
    http = rest_request_by_botocore(botocore.model.ServiceModel(MODEL, "example"), "Do", EVERYTHING)
    assert rest_json.read_params(DO, http) == EVERYTHING
    assert http.path == b"/things/a%2Fb%20%2B%25%C3%A9/parts/-3"


def test_every_kind_of_shape_is_written_as_botocore_reads_it() -> None:
    result = {key: value for key, value in EVERYTHING.items() if key not in {"name", "part", "flag"}}
    result |= {"wait": 30, "on": True}
    response = rest_json.write(DO, {**result, "absent": None}, "42")
    parsed = read_by_botocore(botocore.model.ServiceModel(MODEL, "example"), "Do", response)
    assert parsed.pop("ResponseMetadata")["HTTPStatusCode"] == 201
    assert parsed == result
    assert (b"retry-after", b"30") in response.headers
    assert (b"x-amz-on", b"true") in response.headers
    assert json.loads(response.body)["when"] == 1_769_860_800
    assert json.loads(response.body)["stamp"] == "2026-01-31T12:00:01Z"


def test_an_operation_without_parameters_and_answer_takes_and_gives_an_empty_object() -> None:
    rest = build("example", MODEL).operations["Rest"]
    assert read({}, rest, path=b"/rest", method="GET") == {}
    assert read(None, rest, path=b"/rest", method="GET", headers=()) == {}
    assert rest_json.write(rest, {"other": 1}, "42").body == b"{}"
    with pytest.raises(ValidationError, match="The parameter other is not recognized"):
        read({"other": 1}, rest, path=b"/rest")


# -- which operation ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("POST", b"/policy/validation", "ValidatePolicy"),
        ("PUT", b"/policy/generation", "StartPolicyGeneration"),
        ("GET", b"/policy/generation/1", "GetGeneratedPolicy"),
        ("PUT", b"/policy/generation/1", "CancelPolicyGeneration"),
        ("POST", b"/analyzer/findings/statistics", "GetFindingsStatistics"),
        ("GET", b"/analyzer/a%2Fb", "GetAnalyzer"),
        ("GET", b"/analyzer/a/archive-rule/b", "GetArchiveRule"),
    ],
)
def test_method_and_path_name_the_operation(method: str, path: bytes, name: str) -> None:
    http = request(path=path, method=method)
    assert rest_json.name_operation(http) is service("accessanalyzer").operations[name]
    assert method in rest_json.methods(path)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", b"/policy/validation"),
        ("POST", b"/"),
        ("POST", b"/policy/validation/"),
        ("POST", b"//policy/validation"),
        ("POST", b"/policy/./validation"),
        ("POST", b"/x/../policy/validation"),
        ("POST", b"/policy%2Fvalidation"),
        ("POST", b"/policy/valid%61tion"),
        ("POST", b"/POLICY/validation"),
        ("GET", b"/analyzer/.."),
        ("GET", b"/analyzer/."),
        ("GET", b"/analyzer/"),
    ],
)
def test_threat_07_no_other_spelling_of_a_path_names_an_operation(method: str, path: bytes) -> None:
    with pytest.raises(UnknownOperationError):
        rest_json.name_operation(request(path=path, method=method))


def test_every_operation_has_a_method_and_path_of_its_own() -> None:
    operations = service("accessanalyzer").operations.values()
    keys = {(o.method, tuple(p if not p.startswith("{") else "{}" for p in o.path.split("/"))) for o in operations}
    assert len(keys) == len(operations)


def test_the_path_tells_the_protocol() -> None:
    assert protocols.spoken_by(request(path=b"/")) is protocols.QUERY
    assert protocols.spoken_by(request(path=b"/policy/validation")) is protocols.REST_JSON


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"requestUri": "/things/{name}"}, "a path that is not read here"),
        ({"requestUri": "/things/{name}/{partNumber+}"}, "a path that is not read here"),
        ({"requestUri": "/things/{name}/{partNumber}?all"}, "a path that is not read here"),
    ],
)
def test_a_path_that_cannot_be_read_is_refused(change: dict[str, str], message: str) -> None:
    changed = copy.deepcopy(MODEL)
    changed["operations"]["Do"]["http"] |= change
    with pytest.raises(ModelError, match=message):
        rest_json.template(build("example", changed).operations["Do"])


def test_threat_01_no_header_is_a_parameter_that_signatures_need_not_cover() -> None:
    changed = copy.deepcopy(MODEL)
    changed["shapes"]["Everything"]["members"]["mode"]["locationName"] = "Mode"
    with pytest.raises(ModelError, match="header that need not be signed"):
        rest_json.template(build("example", changed).operations["Do"])


# -- bytes that are not what the protocol defines ----------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "not JSON"),
        (b"\xff{}", "not valid UTF-8"),
        (b"[]", "must be a JSON object"),
        (b'"text"', "must be a JSON object"),
        (b"null", "must be a JSON object"),
        (b'{"text": NaN}', "NaN"),
        (b'{"text": "a", "text": "b"}', "same key twice"),
        (b'{"texts": ["\\ud800"]}', "surrogate"),
        (b'{"inner": ' + b"[" * 100 + b"]" * 100 + b"}", "nested too deeply"),
        (b"{} {}", "not valid JSON"),
        (b" " * 1_048_577, "too long"),
    ],
)
def test_threat_20_a_body_that_two_readers_could_read_differently_is_refused(body: bytes, message: str) -> None:
    with pytest.raises(SerializationError, match=message):
        read(body)


@pytest.mark.parametrize(
    "content_type", [None, b"text/plain", b"application/x-www-form-urlencoded", b"application/jsonx"]
)
def test_a_body_that_is_not_declared_to_be_json_is_refused(content_type: bytes | None) -> None:
    with pytest.raises(SerializationError, match="must be application/json"):
        read({}, headers=() if content_type is None else ((b"content-type", content_type),))


def test_the_declaration_of_a_body_may_have_a_charset() -> None:
    assert read({"text": "é"}, headers=((b"content-type", b"Application/JSON; charset=UTF-8"),)) == {"text": "é"}


@pytest.mark.parametrize(
    "path", [b"/things/%/parts/1", b"/things/%f/parts/1", b"/things/%zz/parts/1", b"/things/%ff/parts/1"]
)
def test_a_path_that_cannot_be_decoded_is_refused(path: bytes) -> None:
    with pytest.raises(SerializationError, match="The path"):
        read(path=path)


def test_a_plus_is_a_plus_in_a_path_and_a_blank_in_a_query_string() -> None:
    params = rest_json.read_params(DO, request(path=b"/things/a+b/parts/1", query=b"key=a+b"))
    assert (params["name"], params["keys"]) == ("a+b", ["a b"])


def test_a_single_parameter_must_not_come_twice() -> None:
    assert read(query=b"key=a&key=a") == {"keys": ["a", "a"]}
    with pytest.raises(SerializationError, match="limit is given more than once"):
        read(query=b"limit=1&limit=1")
    with pytest.raises(SerializationError, match="header x-amz-mode must be given once"):
        read(headers=((b"x-amz-mode", b"a"), (b"x-amz-mode", b"b")))
    with pytest.raises(SerializationError, match="in ASCII"):
        read(headers=((b"x-amz-mode", b"\xe9"),))


def test_a_query_string_is_bounded() -> None:
    with pytest.raises(SerializationError, match="more than 1000"):
        read(query=b"&".join([b"key=a"] * 1_001))


@pytest.mark.parametrize("query", [b"limit=%", b"=1", b"limit=%ff"])
def test_a_query_string_that_cannot_be_decoded_is_refused(query: bytes) -> None:
    with pytest.raises(MalformedQueryStringError):
        read(query=query)


def test_what_carries_a_signature_is_no_parameter() -> None:
    assert read(query=b"X-Amz-Signature=a&x-amz-date=b&limit=1") == {"limit": 1}


# -- values --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("other.x", {"body": {"inner": {"label": "a", "other.x": 1}}}),
        ("Text", {"body": {"Text": "a"}}),
        ("name", {"body": {"name": "a"}}),
        ("limit", {"body": {"limit": 1}}),
        ("text", {"body": None, "query": b"text=a"}),
        ("x", {"body": None, "query": b"x=1"}),
    ],
)
def test_a_parameter_that_no_member_of_that_place_explains_is_refused(name: str, how: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=rf"The parameter .*{name} is not recognized"):
        read(**how)


def test_what_is_null_is_not_there() -> None:
    assert read({"text": None, "inner": None, "texts": None}) == {}


WRONG_TYPES: list[tuple[object, str, str]] = [
    ({"text": 1}, "text", "Member must be a string"),
    ({"text": {}}, "text", "Member must be a string"),
    ({"count": "1"}, "count", "Member must be an integer of 32 bits"),
    ({"count": True}, "count", "Member must be an integer of 32 bits"),
    ({"count": 1.0}, "count", "Member must be an integer of 32 bits"),
    ({"count": 2**31}, "count", "Member must be an integer of 32 bits"),
    ({"truth": 1}, "truth", "Member must be a boolean"),
    ({"truth": "true"}, "truth", "Member must be a boolean"),
    ({"when": True}, "when", "Member must be a timestamp"),
    ({"when": "tomorrow"}, "when", "Member must be a timestamp"),
    ({"when": 1e300}, "when", "Member must be a timestamp"),
    ({"data": "!"}, "data", "Member must be base64 encoded"),
    ({"data": 1}, "data", "Member must be base64 encoded"),
    ({"texts": "a"}, "texts", "Member must be a list"),
    ({"pairs": []}, "pairs", "Member must be an object"),
    ({"pairs": {"k": None}}, "pairs.1.entry.value", "Member must not be null"),
    ({"inner": []}, "inner", "Member must be an object"),
    ({"inner": {}}, "inner.label", "Member must not be null"),
    ({"inners": [None]}, "inners.1.member", "Member must not be null"),
    ({"texts": [None]}, "texts", "Member must not be null"),
    ({"choice": {}}, "choice", "Member must have exactly one member"),
    ({"choice": {"a": "x", "b": {"label": "y"}}}, "choice", "Member must have exactly one member"),
    ({"text": "12345678901"}, "text", "Member must have length less than or equal to 10"),
    ({"secret": "a"}, "secret", "Member must have length greater than or equal to 3"),
    ({"text": "\x00"}, "text", "Member must satisfy regular expression pattern"),
]


@pytest.mark.parametrize(("body", "path", "wanted"), WRONG_TYPES)
def test_a_value_that_is_not_of_its_shape_is_refused_with_its_place(body: object, path: str, wanted: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        read(body)
    assert f"at '{path}' failed to satisfy constraint: " in refusal.value.message
    assert wanted in refusal.value.message


def test_values_of_path_and_query_are_checked_like_those_of_the_body() -> None:
    with pytest.raises(ValidationError) as refusal:
        rest_json.read_params(DO, request({"text": 1}, path=b"/things/12345678901/parts/x", query=b"limit=5001&isOn=2"))
    assert refusal.value.message.startswith("5 validation errors detected: ")
    assert "Value at 'part' failed to satisfy constraint: Member must be an integer" in refusal.value.message


def test_moments_come_as_numbers_or_texts() -> None:
    assert read({"when": 1.5, "stamp": 1_769_860_801}) == {"when": 1, "stamp": 1_769_860_801}
    assert read({"when": "2026-01-31T12:00:00Z"}) == {"when": 1_769_860_800}


def test_no_wrong_value_is_repeated() -> None:
    with pytest.raises(ValidationError) as refusal:
        read({"secret": "KEEP-ME", "text": ["KEEP-ME"], "count": 9_999})
    assert "KEEP-ME" not in refusal.value.message
    assert "9999" not in refusal.value.message


# -- errors --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (ValidationError("m"), 400, "ValidationException"),
        (AccessDeniedError("m"), 403, "AccessDeniedException"),
        (ThrottlingError("m"), 429, "ThrottlingException"),
        (InternalFailureError("m"), 500, "InternalServerException"),
        (NotImplementedByOstiaryError("m"), 501, "NotImplemented"),
        (SerializationError("m"), 400, "SerializationException"),
        (MalformedQueryStringError("m"), 400, "SerializationException"),
        (UnknownOperationError("m"), 404, "UnknownOperationException"),
    ],
)
def test_an_error_is_named_by_a_header_and_told_in_json(error: OstiaryError, status: int, code: str) -> None:
    response = rest_json.write_fault(service("accessanalyzer"), error, "42")
    assert response.status == status
    assert dict(response.headers) == {
        b"content-type": b"application/json",
        b"x-amzn-requestid": b"42",
        b"x-amzn-errortype": code.encode(),
    }
    body = json.loads(response.body)
    assert body.pop("message") == "m"
    assert body == ({"reason": "fieldValidationFailed"} if code == "ValidationException" else {})


def test_errors_have_the_members_that_their_model_demands() -> None:
    shapes = model("accessanalyzer")["shapes"]
    for fault in service("accessanalyzer").faults:
        demanded = set(shapes[fault].get("required", ())) - {"message"}
        if fault in rest_json.FAULT_NAMES.values():
            assert demanded == FAULT_MEMBERS.get(fault, {}).keys()
    assert FAULT_MEMBERS["ValidationException"]["reason"] in shapes["ValidationExceptionReason"]["enum"]
