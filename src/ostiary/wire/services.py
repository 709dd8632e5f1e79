"""The service models: what operations there are, what they take and answer, and which errors they declare.

A model is data of AWS's own (`tools/generate/models.py` vendors it). It is read once, when a service is first asked
for. A shape is one of seven kinds; everything else in this room is a function of the kind, never of an operation.
"""

from __future__ import annotations

import functools
import gzip
import importlib.resources
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any, Final, Literal

from ostiary.wire.irregular import LONGEST, SENSITIVE

ServiceName = Literal["iam", "sts", "accessanalyzer", "cloudtrail", "rolesanywhere"]

# -- kinds of shape ------------------------------------------------------------------------------------
# Shapes are compared by identity (eq=False): they are keys of caches, and each exists once in its service.


@dataclass(frozen=True, slots=True, eq=False)
class String:
    """Text; `pattern` is a regular expression of Java's, which the whole text has to match."""

    name: str
    minimum: int | None
    maximum: int | None
    pattern: str | None
    enum: tuple[str, ...]
    sensitive: bool


@dataclass(frozen=True, slots=True, eq=False)
class Integer:
    """A whole number of 32 bits with its bounds."""

    name: str
    minimum: int | None
    maximum: int | None
    sensitive: bool


@dataclass(frozen=True, slots=True, eq=False)
class Boolean:
    """`true` or `false`."""

    name: str
    sensitive: bool


@dataclass(frozen=True, slots=True, eq=False)
class Timestamp:
    """A moment: whole seconds since the epoch inside; on the wire ISO 8601, or what `format` says (`unixTimestamp`)."""

    name: str
    format: str | None
    sensitive: bool


@dataclass(frozen=True, slots=True, eq=False)
class Blob:
    """Bytes: base64 on the wire."""

    name: str
    minimum: int | None
    maximum: int | None
    sensitive: bool


@dataclass(frozen=True, slots=True, eq=False)
class ListOf:
    """Items in their order: `X.member.1`, or `X.1` when flattened."""

    name: str
    item: Shape
    item_name: str
    minimum: int | None
    maximum: int | None
    flattened: bool
    sensitive: bool


@dataclass(frozen=True, slots=True, eq=False)
class MapOf:
    """Pairs of text and value: `X.entry.1.key`, or `X.1.key` when flattened."""

    name: str
    key: String
    key_name: str
    value: Shape
    value_name: str
    minimum: int | None
    maximum: int | None
    flattened: bool
    sensitive: bool


class Place(Enum):
    """Where a member of a request or an answer stands; the query protocol knows the body alone."""

    BODY = "body"
    LABEL = "uri"
    QUERY = "querystring"
    HEADER = "header"


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a structure: its name in the model, its name on the wire, what it holds, and where it stands."""

    name: str
    wire_name: str
    shape: Shape
    required: bool
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """Named members, in the order in which they are written. Of a `union` exactly one is there."""

    name: str
    members: tuple[Member, ...]
    union: bool
    sensitive: bool


Shape = String | Integer | Boolean | Timestamp | Blob | ListOf | MapOf | Structure

# -- services ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fault:
    """How an error code travels: its HTTP status, and whether the sender or the receiver is to blame."""

    code: str
    status: int
    sender: bool


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation of a service.

    `input` is None for an operation without parameters, `output` and `result_wrapper` are None for one that answers
    nothing but that it is done. `unsigned` operations prove themselves by a token among their parameters. `method`,
    `path` and `status` are those of HTTP; a part of `path` in braces is the label of a member.
    """

    service: Service
    name: str
    input: Structure | None
    output: Structure | None
    result_wrapper: str | None
    unsigned: bool
    errors: tuple[Fault, ...]
    method: str
    path: str
    status: int


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """One service as its model describes it; `faults` are all the errors that the model knows, by code.

    `signing_name` is the service in credential scopes, and in the names of actions. `namespace` is that of XML, empty
    where the protocol has none; `target` is what is before the names of operations in the header of JSON 1.1.
    """

    name: str
    signing_name: str
    protocol: str
    api_version: str
    namespace: str
    target: str
    operations: Mapping[str, Operation]
    faults: Mapping[str, Fault]


QUERY_NAMES: Final[tuple[ServiceName, ...]] = ("iam", "sts")
"""Services of the query protocol."""
REST_JSON_NAMES: Final[tuple[ServiceName, ...]] = ("accessanalyzer", "rolesanywhere")
"""Services of the rest-json protocol."""
JSON_NAMES: Final[tuple[ServiceName, ...]] = ("cloudtrail",)
"""Services of the JSON 1.1 protocol."""
SERVICE_NAMES: Final = QUERY_NAMES + REST_JSON_NAMES + JSON_NAMES


@functools.cache
def service(name: ServiceName) -> Service:
    """Return the service *name*, as botocore names it."""
    packed = importlib.resources.files("ostiary.wire").joinpath("data", f"{name}.json.gz").read_bytes()
    return build(name, json.loads(gzip.decompress(packed)))


def build(name: str, model: Mapping[str, Any]) -> Service:  # Any: JSON of botocore's form
    """Return the service that a model describes.

    Raises ModelError for a kind of shape that is not known here, and for a shape that holds itself.
    """
    shapes = _Shapes(model["shapes"], SENSITIVE.get(name, frozenset()), LONGEST.get(name, {}))
    faults = {
        shape: _fault(shape, definition) for shape, definition in model["shapes"].items() if _is_error(definition)
    }
    operations: dict[str, Operation] = {}
    metadata = model["metadata"]
    made = Service(
        name=name,
        signing_name=metadata.get("signingName", metadata["endpointPrefix"]),
        protocol=metadata["protocol"],
        api_version=metadata["apiVersion"],
        namespace=metadata.get("xmlNamespace", ""),
        target=metadata.get("targetPrefix", ""),
        operations=MappingProxyType(operations),
        faults=MappingProxyType({fault.code: fault for fault in faults.values()}),
    )
    for key, definition in model["operations"].items():
        output, http = definition.get("output"), definition["http"]
        operations[key] = Operation(
            service=made,
            name=key,
            input=shapes.structure(definition["input"]["shape"]) if "input" in definition else None,
            output=shapes.structure(output["shape"]) if output else None,
            result_wrapper=output.get("resultWrapper") if output else None,
            unsigned=definition.get("authtype") == "none",
            errors=tuple(faults[error["shape"]] for error in definition.get("errors", ())),
            method=http["method"],
            path=http["requestUri"],
            status=http.get("responseCode", 200),
        )
    return made


def _is_error(shape: Mapping[str, Any]) -> bool:
    return bool(shape.get("exception", False))


def _fault(shape: str, definition: Mapping[str, Any]) -> Fault:
    """Return the fault of an error shape. One that names no code is known by its own name and blamed on the sender."""
    error = definition.get("error", {})
    status = error.get("httpStatusCode", 400)
    return Fault(error.get("code", shape), status, sender=status < 500)


class ModelError(ValueError):
    """A service model holds something that no reader and writer exists here for."""


_MAY_STAND: Final[Mapping[str, tuple[Place, tuple[type, ...]]]] = {
    "body": (Place.BODY, (String, Integer, Boolean, Timestamp, Blob, ListOf, MapOf, Structure)),
    "uri": (Place.LABEL, (String, Integer, Boolean)),
    "querystring": (Place.QUERY, (String, Integer, Boolean, ListOf)),
    "header": (Place.HEADER, (String, Integer, Boolean)),
}
"""Locations of the models: the place, and the kinds of shape for which there is a reader and a writer there."""


def _place(member: str, location: str, shape: Shape) -> Place:
    place, kinds = _MAY_STAND.get(location, (Place.BODY, ()))
    parts = shape.item if place is Place.QUERY and isinstance(shape, ListOf) else shape
    if not isinstance(shape, kinds) or (parts is not shape and not isinstance(parts, String | Integer | Boolean)):
        raise ModelError(f"{member} stands where nothing of its kind is read here: {location}")
    return place


class _Shapes:
    """Builds each shape of a model once, from the inside out."""

    def __init__(self, definitions: Mapping[str, Any], sensitive: Iterable[str], longest: Mapping[str, int]) -> None:
        self._definitions = definitions
        self._sensitive = frozenset(sensitive)
        self._longest = longest
        self._built: dict[str, Shape] = {}
        self._open: set[str] = set()

    def structure(self, name: str) -> Structure:
        shape = self.shape(name)
        if not isinstance(shape, Structure):
            raise ModelError(f"{name} is not a structure")
        return shape

    def shape(self, name: str) -> Shape:
        if name not in self._built:
            if name in self._open:
                raise ModelError(f"{name} holds itself")
            self._open.add(name)
            definition = self._definitions[name]
            try:
                builder = self._BUILDERS[definition["type"]]
            except KeyError as error:
                raise ModelError(f"{name} is of a kind that is not known here: {definition['type']}") from error
            self._built[name] = builder(self, name, definition)
        return self._built[name]

    def _is_sensitive(self, name: str, definition: Mapping[str, Any]) -> bool:
        return definition.get("sensitive", False) or name in self._sensitive

    def _string(self, name: str, definition: Mapping[str, Any]) -> Shape:
        return String(
            name,
            definition.get("min"),
            definition.get("max", self._longest.get(name)),
            definition.get("pattern"),
            tuple(definition.get("enum", ())),
            self._is_sensitive(name, definition),
        )

    def _integer(self, name: str, definition: Mapping[str, Any]) -> Shape:
        return Integer(name, definition.get("min"), definition.get("max"), self._is_sensitive(name, definition))

    def _boolean(self, name: str, definition: Mapping[str, Any]) -> Shape:
        return Boolean(name, self._is_sensitive(name, definition))

    def _timestamp(self, name: str, definition: Mapping[str, Any]) -> Shape:
        written = definition.get("timestampFormat")
        if written not in {None, "iso8601", "unixTimestamp"}:
            raise ModelError(f"{name} is written in a way that is not known here: {written}")
        return Timestamp(name, written, self._is_sensitive(name, definition))

    def _blob(self, name: str, definition: Mapping[str, Any]) -> Shape:
        return Blob(name, definition.get("min"), definition.get("max"), self._is_sensitive(name, definition))

    def _list(self, name: str, definition: Mapping[str, Any]) -> Shape:
        item = definition["member"]
        return ListOf(
            name,
            self.shape(item["shape"]),
            item.get("locationName", "member"),
            definition.get("min"),
            definition.get("max"),
            definition.get("flattened", False),
            self._is_sensitive(name, definition),
        )

    def _map(self, name: str, definition: Mapping[str, Any]) -> Shape:
        key, value = definition["key"], definition["value"]
        key_shape = self.shape(key["shape"])
        if not isinstance(key_shape, String):
            raise ModelError(f"{name} has keys that are not text")
        return MapOf(
            name,
            key_shape,
            key.get("locationName", "key"),
            self.shape(value["shape"]),
            value.get("locationName", "value"),
            definition.get("min"),
            definition.get("max"),
            definition.get("flattened", False),
            self._is_sensitive(name, definition),
        )

    def _structure(self, name: str, definition: Mapping[str, Any]) -> Shape:
        if "payload" in definition:
            raise ModelError(f"{name} has a member that is the whole body")
        required = definition.get("required", ())
        members = (
            self._member(member, reference, required=member in required)
            for member, reference in definition["members"].items()
        )
        return Structure(name, tuple(members), definition.get("union", False), self._is_sensitive(name, definition))

    def _member(self, name: str, reference: Mapping[str, Any], *, required: bool) -> Member:
        shape = self.shape(reference["shape"])
        wire_name = reference.get("locationName", name)
        place = _place(name, reference.get("location", "body"), shape)
        if isinstance(shape, ListOf) and shape.flattened and shape.item_name != "member":
            wire_name = (
                shape.item_name
            )  # the items of a flattened list stand in the place of the list, under their name
        return Member(name, wire_name, shape, required, place)

    _BUILDERS: Final[Mapping[str, Callable[[_Shapes, str, Mapping[str, Any]], Shape]]] = {
        "string": _string,
        "integer": _integer,
        "boolean": _boolean,
        "timestamp": _timestamp,
        "blob": _blob,
        "list": _list,
        "map": _map,
        "structure": _structure,
    }
