"""The AWS query protocol, both ways: bytes of a request to an operation and its parameters, a result to bytes.

The door of this room. A call passes `read_form`, `name_operation` and `read_params` on its way in, and `write` or
`write_fault` on its way out. Times are whole seconds since the epoch, blobs bytes, on both sides.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ostiary.model.arn import Arn
from ostiary.model.errors import InvalidActionError, MissingActionError, OstiaryError, ValidationError
from ostiary.model.http import HttpResponse
from ostiary.wire import parameters
from ostiary.wire.constraints import require_valid
from ostiary.wire.faults import fault
from ostiary.wire.form import Form, read_form
from ostiary.wire.irregular import ARNS, ECHOING
from ostiary.wire.redaction import redact, redact_result
from ostiary.wire.services import QUERY_NAMES, Operation, Service, service
from ostiary.wire.xml import escape, result_writer

__all__ = ["Form", "name_operation", "read_form", "read_params", "redact", "redact_result", "write", "write_fault"]

FAULT_NAMESPACE: Final = "http://webservices.amazon.com/AWSFault/2005-15-09"
"""What AWS names errors after that come before a service is known. The strange date is AWS's."""


def name_operation(form: Form) -> Operation:
    """Return the operation that `Action` and `Version` name together; no two services share a version.

    Raises MissingActionError, and InvalidActionError for a pair that no service has.
    """
    action = form.values.get("Action")
    if not action:
        raise MissingActionError("The request must contain the parameter Action.")
    version = form.values.get("Version")
    for candidate in map(service, QUERY_NAMES):
        if candidate.api_version == version and action in candidate.operations:
            return candidate.operations[action]
    shown = (version or "NO_VERSION_SPECIFIED")[:64]
    raise InvalidActionError(f"Could not find operation {action[:128]} for version {shown}")


def read_params(operation: Operation, form: Form) -> dict[str, Any]:  # Any: the generated types name the values
    """Return the parameters of *operation* as the model's types, checked against all of the model's constraints.

    Raises ValidationError: for a parameter that the operation does not have, else with every violation in one message,
    else for a text that had to be an ARN.
    """
    params = parameters.read(operation.input, form.values)
    if operation.input is not None:
        require_valid(operation.input, params, echo=operation.service.name in ECHOING)
    for name in ARNS.get((operation.service.name, operation.name), ()):
        _require_arn(params.get(name))
    return params


def _require_arn(text: str | None) -> None:
    if text is None:
        return
    arn = Arn.parse(text)
    if arn is None or not (arn.partition and arn.service and arn.resource):
        raise ValidationError(f"{text} is invalid")


def write(operation: Operation, result: Mapping[str, Any], request_id: str) -> HttpResponse:
    """Return the answer of a call that succeeded; members that are None are left out.

    Handlers give plain text everywhere: what AWS encodes once more is encoded here.
    """
    name, wrapper = operation.name, operation.result_wrapper
    content = result_writer(operation)(result)
    wrapped = f"<{wrapper}>{content}</{wrapper}>" if wrapper else ""
    return _answer(
        200,
        f'<{name}Response xmlns="{operation.service.namespace}">{wrapped}'
        f"<ResponseMetadata><RequestId>{escape(request_id)}</RequestId></ResponseMetadata></{name}Response>",
        request_id,
    )


def write_fault(answered_by: Service | None, error: OstiaryError, request_id: str) -> HttpResponse:
    """Return the answer of a call that was refused or failed; None when no service is known yet."""
    how = fault(error.code, answered_by)
    namespace = answered_by.namespace if answered_by else FAULT_NAMESPACE
    return _answer(
        how.status,
        f'<ErrorResponse xmlns="{namespace}"><Error><Type>{"Sender" if how.sender else "Receiver"}</Type>'
        f"<Code>{escape(error.code)}</Code><Message>{escape(error.message)}</Message></Error>"
        f"<RequestId>{escape(request_id)}</RequestId></ErrorResponse>",
        request_id,
    )


def _answer(status: int, body: str, request_id: str) -> HttpResponse:
    headers = ((b"content-type", b"text/xml"), (b"x-amzn-requestid", request_id.encode("ascii")))
    return HttpResponse(status, headers, body.encode())
