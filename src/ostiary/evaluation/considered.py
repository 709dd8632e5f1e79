"""Every statement that bears on a request, with the part of it that did not fit (policy-evaluation.md 2).

Apart from deciding, which stops at the first part that fails and does not keep what it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ostiary.engine import fixed
from ostiary.engine.conditions import Condition
from ostiary.engine.decide import WITHIN_ACCOUNT, Layers
from ostiary.engine.layer import Layer, Source, applies
from ostiary.engine.principals import Grade
from ostiary.engine.request import Request, Target
from ostiary.evaluation.decision import Matched
from ostiary.model.caller import Caller, CallerKind


@dataclass(frozen=True, slots=True)
class Considered:
    """A statement; `failed` is `Action`, `Resource`, `Principal`, or `Condition` with operator and key, and None when
    the statement applies."""

    statement: Matched
    failed: str | None


def considered(request: Request, layers: Layers) -> list[Considered]:
    """Return every statement of *layers*, in order, and what of it failed."""
    target = Target.of(request)
    bounded = layers.boundary is not None
    return [
        Considered(Matched.of(source), failed_part(source, request, target, bounded=bounded))
        for layer in _each(layers, request.caller)
        for source in _sources(layer)
    ]


def _each(layers: Layers, caller: Caller) -> Iterator[Layer]:
    """Yield the layers that bind the caller (7.1), in the order of 7.3, step 1."""
    service_linked = fixed.is_service_linked(caller)
    if caller.kind in WITHIN_ACCOUNT and not service_linked:
        yield from layers.scp or ()
    if not service_linked:
        yield from layers.rcp or ()
    endpoint = None if caller.kind is CallerKind.SERVICE else layers.vpce
    others = (endpoint, layers.resource, layers.trust, layers.identity, layers.boundary, layers.session)
    yield from (layer for layer in others if layer is not None)


def _sources(layer: Layer) -> Iterator[Source]:
    for attached in layer.attached:
        yield from (Source(attached, statement) for statement in attached.policy.statements)


def failed_part(source: Source, request: Request, target: Target, *, bounded: bool) -> str | None:
    """Return the first part of the statement that does not fit, or None when it applies: the engine's own matching,
    part by part."""
    statement = source.statement
    if not statement.actions.apply(target):
        return "Action"
    if statement.resources is not None and not statement.resources.apply(target, request.context):
        return "Resource"
    for condition in statement.conditions:
        if condition is None:
            return "Condition: an operator that is not known"
        if not condition.holds(request.context):
            return f"Condition: {_spelled(condition)}"
    return None if applies(source, request, target, bounded=bounded) is not Grade.NONE else "Principal"


def _spelled(condition: Condition) -> str:
    name = condition.name
    return f"{name.quantifier.value}{name.base}{'IfExists' if name.if_exists else ''} {condition.key}"
