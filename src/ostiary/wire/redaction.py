"""Parameters and results without their secrets, for whatever keeps or shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ostiary.wire.services import ListOf, MapOf, Operation, Shape, Structure

HIDDEN: Final = "HIDDEN_DUE_TO_SECURITY_REASONS"
"""What stands in the place of a secret: CloudTrail's words."""


def redact(operation: Operation, params: Mapping[str, Any]) -> Mapping[str, Any]:  # Any: values of every shape
    """Return the parameters of a call with every sensitive one hidden, at any depth."""
    return _structure(operation.input, params)


def redact_result(operation: Operation, result: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the result of a call with every sensitive member hidden, at any depth."""
    return _structure(operation.output, result)


def _structure(shape: Structure | None, value: Mapping[str, Any]) -> dict[str, Any]:
    """Return only what the shape describes: of anything else it is not known whether it may be shown."""
    members = () if shape is None else shape.members
    return {m.name: _hidden(m.shape, value[m.name]) for m in members if value.get(m.name) is not None}


def _hidden(shape: Shape, value: Any) -> Any:
    if shape.sensitive:
        return HIDDEN
    match shape:
        case Structure():
            return _structure(shape, value)
        case ListOf():
            return [_hidden(shape.item, item) for item in value]
        case MapOf():
            return {_hidden(shape.key, key): _hidden(shape.value, item) for key, item in value.items()}
        case _:
            return value
