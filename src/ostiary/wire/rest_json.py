"""The AWS rest-json protocol, both ways: method, path, query, headers and JSON body to an operation and its parameters.

A call passes `name_operation` and `read_params` on its way in, and `write` or `write_fault` on its way out, as in
`wire.query`; what the values have to be is checked by the same `wire.constraints`. Times are whole seconds since the
epoch, blobs bytes, on both sides.
"""

from __future__ import annotations

import base64
import functools
import json as stdlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from ostiary.model import json
from ostiary.model.errors import OstiaryError, SerializationError, UnknownOperationError, ValidationError
from ostiary.model.http import HttpRequest, HttpResponse
from ostiary.wire import scalars
from ostiary.wire.constraints import NOT_NULL, NULL, Unreadable, require_valid
from ostiary.wire.faults import REST_JSON_NAMES as FAULT_NAMES
from ostiary.wire.faults import fault
from ostiary.wire.form import BAD_ESCAPE, pairs
from ostiary.wire.irregular import ALLOWED_PREFIX, ECHOING, FAULT_MEMBERS, IN_BODY_TOO, UNDECLARED, UNKNOWN_PARAMETER
from ostiary.wire.services import (
    REST_JSON_NAMES,
    Blob,
    Boolean,
    Integer,
    ListOf,
    MapOf,
    Member,
    ModelError,
    Operation,
    Place,
    Service,
    Shape,
    String,
    Structure,
    Timestamp,
    service,
)
from ostiary.wire.xml import timestamp

MAX_BODY: Final = 1_048_576
"""Characters of a body; the server takes no longer ones either."""

MAX_QUERY: Final = 1_000
"""Pairs in a query string."""

JSON: Final = b"application/json"

# -- which operation -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Template:
    """The path of an operation, segment by segment; None stands for a label."""

    operation: Operation
    parts: tuple[bytes | None, ...]
    labels: tuple[str, ...]

    def matches(self, segments: list[bytes]) -> bool:
        return len(segments) == len(self.parts) and all(
            _is_label(segment) if part is None else part == segment
            for part, segment in zip(self.parts, segments, strict=True)
        )

    def values(self, path: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield the labels of *path* by name, as they came."""
        segments = (segment for part, segment in zip(self.parts, path.split(b"/")[1:], strict=True) if part is None)
        return zip(self.labels, segments, strict=True)


def _is_label(segment: bytes) -> bool:
    """Whether *segment* may stand for a label. Signatures cover paths without empty segments and dots: never those."""
    return segment not in {b"", b".", b".."}


@functools.cache
def _templates() -> tuple[_Template, ...]:
    """Return the templates of all services; where two match, the one with more literals comes first."""
    operations = (o for name in REST_JSON_NAMES for o in service(name).operations.values())
    return tuple(sorted(map(template, operations), key=lambda one: len(one.labels)))


@functools.cache
def template(operation: Operation) -> _Template:
    """Return the template of *operation*.

    Raises ModelError when its labels are not its members', when it asks for constants in the query string, or for a
    header that a signature need not cover: a parameter must be the signer's.
    """
    parts = operation.path.split("/")[1:]
    labels = tuple(part[1:-1] for part in parts if part.startswith("{"))
    members = operation.input.members if operation.input is not None else ()
    if "?" in operation.path or sorted(labels) != sorted(m.wire_name for m in members if m.place is Place.LABEL):
        raise ModelError(f"{operation.name} has a path that is not read here: {operation.path}")
    if any(m.place is Place.HEADER and not m.wire_name.lower().startswith("x-amz-") for m in members):
        raise ModelError(f"{operation.name} takes a header that need not be signed")
    return _Template(operation, tuple(None if part.startswith("{") else part.encode() for part in parts), labels)


def methods(path: bytes) -> frozenset[str]:
    """Return the methods that operations have under *path*; none when it is no operation's."""
    segments = path.split(b"/")[1:]
    return frozenset(one.operation.method for one in _templates() if one.matches(segments))


def name_operation(http: HttpRequest) -> Operation:
    """Return the operation that method and path name together. Raises UnknownOperationError when none is."""
    segments = http.path.split(b"/")[1:]
    for one in _templates():
        if one.operation.method == http.method and one.matches(segments):
            return one.operation
    raise UnknownOperationError("No operation has this method and path.")


# -- with which parameters -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Given:
    """What a request gives, by place and name. Reading takes it out: what is left, no member explains."""

    labels: dict[str, str]
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: dict[str, object]


def read_params(operation: Operation, http: HttpRequest) -> dict[str, Any]:  # Any: the generated types name the values
    """Return the parameters of *operation* as the model's types, checked against all of the model's constraints.

    Raises SerializationError for bytes that are not what the protocol defines; ValidationError for a parameter that the
    operation does not have, at any depth, else with every violation in one message.
    """
    name = (operation.service.name, operation.name)
    media_type = b"" if name in UNDECLARED else JSON
    given = _Given(
        _labels(operation, http.path), read_query(http.query), _headers(operation, http), read_body(http, media_type)
    )
    members = operation.input.members if operation.input is not None else ()
    sources = {**_SOURCES, Place.QUERY: _from_query_or_body} if name in IN_BODY_TOO else _SOURCES
    read = ((member.name, sources[member.place](member, given)) for member in members)
    params = {name: value for name, value in read if value is not None}
    for left in (*given.query, *given.body):
        raise unknown(left)
    if operation.input is not None:
        require_valid(operation.input, params, echo=operation.service.name in ECHOING)
    return params


def _labels(operation: Operation, path: bytes) -> dict[str, str]:
    return {name: _text(raw) for name, raw in template(operation).values(path)}


def _text(raw: bytes) -> str:
    """Return the text of a label, where a `+` is a `+`."""
    if BAD_ESCAPE.search(raw):
        raise SerializationError("The path contains a bad percent escape.")
    try:
        return unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError as error:
        raise SerializationError("The path is not valid UTF-8.") from error


def read_query(query: bytes) -> dict[str, list[str]]:
    """Return the parameters of a query string but for those of signatures. Raises SerializationError."""
    if query.count(b"&") >= MAX_QUERY:
        raise SerializationError(f"The query string has more than {MAX_QUERY} parameters.")
    found: dict[str, list[str]] = {}
    for name, value in pairs(query):
        if name[: len(ALLOWED_PREFIX)].lower() != ALLOWED_PREFIX:
            found.setdefault(name, []).append(value)
    return found


def _headers(operation: Operation, http: HttpRequest) -> dict[str, str]:
    """Return the headers that are parameters. Raises SerializationError for one that comes twice or is not ASCII."""
    wanted = {
        member.wire_name.lower().encode(): member.wire_name
        for member in (operation.input.members if operation.input is not None else ())
        if member.place is Place.HEADER
    }
    found: dict[str, str] = {}
    for name, value in http.headers:
        if name in wanted:
            if wanted[name] in found or not value.isascii():
                raise SerializationError(f"The header {wanted[name]} must be given once, in ASCII.")
            found[wanted[name]] = value.decode("ascii")
    return found


def read_body(http: HttpRequest, media_type: bytes) -> dict[str, object]:
    """Return the JSON object that the body is. Raises SerializationError, also for a body of another media type than
    *media_type*; empty: it may be called anything."""
    if not http.body:
        return {}
    if media_type and (http.header(b"content-type") or b"").partition(b";")[0].strip().lower() != media_type:
        raise SerializationError(f"The body must be {media_type.decode()}.")
    try:
        value = json.read(http.body.decode("utf-8"), max_length=MAX_BODY)
    except UnicodeDecodeError as error:
        raise SerializationError("The body is not valid UTF-8.") from error
    except json.JsonError as error:
        raise SerializationError(f"The body is not JSON as it is read here: {error}.") from error
    if not isinstance(value, dict):
        raise SerializationError("The body must be a JSON object.")
    return value


def unknown(name: str) -> ValidationError:
    """Return the refusal of a parameter that no member explains."""
    return ValidationError(UNKNOWN_PARAMETER.format(name=name[:256]))


Value = Any  # values of every kind of shape


def _from_label(member: Member, given: _Given) -> Value:
    return _spelled(member.shape, given.labels[member.wire_name])


def _from_query(member: Member, given: _Given) -> Value:
    texts = given.query.pop(member.wire_name, None)
    if texts is None:
        return None
    if isinstance(member.shape, ListOf):
        return [_spelled(member.shape.item, text) for text in texts]
    if len(texts) > 1:
        raise SerializationError(f"The parameter {member.wire_name} is given more than once.")
    return _spelled(member.shape, texts[0])


def _from_header(member: Member, given: _Given) -> Value:
    text = given.headers.get(member.wire_name)
    return None if text is None else _spelled(member.shape, text)


def _from_body(member: Member, given: _Given) -> Value:
    value = given.body.pop(member.wire_name, None)
    return None if value is None else read_value(member.shape, value, member.wire_name)


def _from_query_or_body(member: Member, given: _Given) -> Value:
    value = _from_query(member, given)
    return _from_body(member, given) if value is None else value


_SOURCES: Final[Mapping[Place, Callable[[Member, _Given], Value]]] = {
    Place.LABEL: _from_label,
    Place.QUERY: _from_query,
    Place.HEADER: _from_header,
    Place.BODY: _from_body,
}


def _spelled(shape: Shape, text: str) -> Value:
    assert not isinstance(shape, Structure | ListOf | MapOf)  # `services` takes no others outside the body
    return scalars.read(shape, text)


def read_value(shape: Shape, value: object, path: str) -> Value:
    """Return what the JSON *value* is as *shape*: Unreadable stands where it is of another type.

    Raises ValidationError for a member that the shape does not have.
    """
    kinds, read, wanted = _READERS[type(shape)]
    if value is None:
        return Unreadable(NULL, NOT_NULL)
    if type(value) not in kinds:  # not `isinstance`: Python counts truth values among the integers
        return Unreadable(stdlib.dumps(value), wanted)
    return read(shape, value, path)


def _list(shape: ListOf, value: list[object], path: str) -> list[Value]:
    return [read_value(shape.item, item, path) for item in value]


def _map(shape: MapOf, value: dict[str, object], path: str) -> dict[str, Value]:
    return {key: None if item is None else read_value(shape.value, item, path) for key, item in value.items()}


def _structure(shape: Structure, value: dict[str, object], path: str) -> dict[str, Value]:
    left = dict(value)
    found: dict[str, Value] = {}
    for member in shape.members:
        item = left.pop(member.wire_name, None)
        if item is not None:
            found[member.name] = read_value(member.shape, item, f"{path}.{member.wire_name}")
    for name in left:
        raise unknown(f"{path}.{name}")
    return found


def _moment(_: Shape, value: object, __: str) -> Value:
    return scalars.timestamp(value.text if isinstance(value, json.Fraction) else str(value))


_READERS: Final[Mapping[type, tuple[tuple[type, ...], Callable[[Any, Any, str], Value], str]]] = {  # Any: of its kind
    String: ((str,), lambda _, text, __: text, scalars.NOT_TEXT),
    Integer: ((int,), lambda _, number, __: scalars.integer(number), scalars.NOT_INTEGER),
    Boolean: ((bool,), lambda _, truth, __: truth, scalars.NOT_BOOLEAN),
    Timestamp: ((int, json.Fraction, str), _moment, scalars.NOT_TIMESTAMP),
    Blob: ((str,), lambda _, text, __: scalars.blob(text), scalars.NOT_BASE64),
    ListOf: ((list,), _list, "Member must be a list"),
    MapOf: ((dict,), _map, "Member must be an object"),
    Structure: ((dict,), _structure, "Member must be an object"),
}
"""By kind of shape: the types of JSON that it takes, its reader, and what is said of other types."""


# -- the answer ----------------------------------------------------------------------------------------


def write(operation: Operation, result: Mapping[str, Any], request_id: str) -> HttpResponse:
    """Return the answer of a call that succeeded; members that are None are left out."""
    headers: list[tuple[bytes, bytes]] = []
    body: dict[str, object] = {}
    for member in operation.output.members if operation.output is not None else ():
        if (value := result.get(member.name)) is None:
            continue
        written = write_value(member.shape, value)
        if member.place is Place.HEADER:
            text = written if isinstance(written, str) else stdlib.dumps(written)
            headers.append((member.wire_name.lower().encode(), text.encode("ascii")))
        else:
            body[member.wire_name] = written
    return _answer(operation.status, body, request_id, headers)


def write_fault(answered_by: Service | None, error: OstiaryError, request_id: str) -> HttpResponse:
    """Return the answer of a call that was refused or failed; None when no service is known yet."""
    code = FAULT_NAMES.get(error.code, error.code)
    body = {"message": error.message, **FAULT_MEMBERS.get(code, {})}
    named = [(b"x-amzn-errortype", code.encode("ascii"))]
    return _answer(fault(code, answered_by).status, body, request_id, named)


def _answer(
    status: int, body: Mapping[str, object], request_id: str, headers: list[tuple[bytes, bytes]]
) -> HttpResponse:
    common = ((b"content-type", JSON), (b"x-amzn-requestid", request_id.encode("ascii")))
    return HttpResponse(status, (*common, *headers), stdlib.dumps(body, separators=(",", ":")).encode("ascii"))


def write_value(shape: Shape, value: Value) -> Value:
    """Return *value* as JSON has it; members that are None are left out."""
    match shape:
        case Structure():
            items = ((member, value.get(member.name)) for member in shape.members)
            return {member.wire_name: write_value(member.shape, item) for member, item in items if item is not None}
        case ListOf():
            return [write_value(shape.item, item) for item in value]
        case MapOf():
            return {key: write_value(shape.value, item) for key, item in value.items()}
        case Timestamp():
            return timestamp(value) if shape.format == "iso8601" else int(value)
        case Blob():
            return base64.b64encode(value).decode("ascii")
        case String() | Integer() | Boolean():
            return value
