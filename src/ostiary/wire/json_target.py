"""The AWS JSON 1.1 protocol, both ways: the header `x-amz-target` names the operation, a JSON object holds the rest.

The values are those of `wire.rest_json`, all of them in the body. Signatures have to bear the header, as they have to
bear every `x-amz-*`: a form that is sent with it is no form.
"""

from __future__ import annotations

import json as stdlib
from collections.abc import Mapping
from typing import Any, Final

from ostiary.model.errors import OstiaryError, UnknownOperationError
from ostiary.model.http import HttpRequest, HttpResponse
from ostiary.wire import rest_json
from ostiary.wire.constraints import require_valid
from ostiary.wire.faults import REST_JSON_NAMES as FAULT_NAMES
from ostiary.wire.faults import fault
from ostiary.wire.irregular import ECHOING
from ostiary.wire.services import JSON_NAMES, Operation, Service, service

TARGET: Final = b"x-amz-target"
JSON: Final = b"application/x-amz-json-1.1"


def name_operation(http: HttpRequest) -> Operation:
    """Return the operation that the target names: the service's prefix, a dot, the name of the operation.

    Raises UnknownOperationError. Some SDKs leave the package before the service's name out, as AWS lets them.
    """
    targets = [value for header, value in http.headers if header == TARGET]
    if len(targets) != 1:
        raise UnknownOperationError("The target must be given once.")
    prefix, _, name = targets[0].decode("latin-1").rpartition(".")
    for candidate in map(service, JSON_NAMES):
        names = {candidate.target, candidate.target.rpartition(".")[2]}
        if http.method == "POST" and prefix in names and name in candidate.operations:
            return candidate.operations[name]
    raise UnknownOperationError("No operation has this target.")


def read_params(operation: Operation, http: HttpRequest) -> dict[str, Any]:  # Any: the generated types name the values
    """Return the parameters of *operation* as the model's types, checked against all of the model's constraints.

    Raises as `rest_json.read_params` does.
    """
    for name in rest_json.read_query(http.query):
        raise rest_json.unknown(name)
    body = rest_json.read_body(http, JSON)
    params: dict[str, Any] = {}  # Any: as above
    for member in operation.input.members if operation.input is not None else ():
        if (value := body.pop(member.wire_name, None)) is not None:
            params[member.name] = rest_json.read_value(member.shape, value, member.wire_name)
    for name in body:
        raise rest_json.unknown(name)
    if operation.input is not None:
        require_valid(operation.input, params, echo=operation.service.name in ECHOING)
    return params


def write(operation: Operation, result: Mapping[str, Any], request_id: str) -> HttpResponse:
    """Return the answer of a call that succeeded; members that are None are left out."""
    body = {} if operation.output is None else rest_json.write_value(operation.output, result)
    return _answer(operation.status, body, request_id)


def write_fault(answered_by: Service | None, error: OstiaryError, request_id: str) -> HttpResponse:
    """Return the answer of a call that was refused or failed; None when no service is known yet."""
    code = FAULT_NAMES.get(error.code, error.code)
    return _answer(fault(code, answered_by).status, {"__type": code, "message": error.message}, request_id)


def _answer(status: int, body: Mapping[str, object], request_id: str) -> HttpResponse:
    headers = ((b"content-type", JSON), (b"x-amzn-requestid", request_id.encode("ascii")))
    return HttpResponse(status, headers, stdlib.dumps(body, separators=(",", ":")).encode("ascii"))
