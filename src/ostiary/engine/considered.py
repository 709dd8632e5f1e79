"""Every statement that bears on a request, the part of it that did not fit, and the value at which it did not.

Apart from deciding (policy-evaluation.md 2), which stops at the first part that fails and does not keep what it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

from ostiary.engine import fixed
from ostiary.engine.conditions import Condition, Quantifier
from ostiary.engine.context_keys import context_keys
from ostiary.engine.decide import WITHIN_ACCOUNT, Layers
from ostiary.engine.layer import Layer, Source, applies
from ostiary.engine.principals import Grade
from ostiary.engine.request import Context, Request, Target
from ostiary.model.caller import Caller, CallerKind

Value = str | tuple[str, ...] | None
"""A value of the request; a tuple is that of a multi-valued key, and None that of a key that is not there."""

UNKNOWN_OPERATOR: Final = "an operator that is not known"


class Part(Enum):
    """The parts of a statement, in the order in which they are tried here."""

    ACTION = "Action"
    RESOURCE = "Resource"
    CONDITION = "Condition"
    PRINCIPAL = "Principal"


@dataclass(frozen=True, slots=True)
class Miss:
    """The first part of a statement that does not fit, and what the request has there.

    `test` is the operator and key of a condition, as in `StringLike s3:prefix`, and empty for the other parts. Of a
    `ForAllValues` condition the value is the one that spoils it.
    """

    part: Part
    value: Value
    test: str = ""

    def __str__(self) -> str:
        return f"{self.part.value}: {self.test}" if self.test else self.part.value


@dataclass(frozen=True, slots=True)
class Considered:
    """A statement, and what of it does not fit; None: it applies."""

    source: Source
    miss: Miss | None


def considered(request: Request, layers: Layers) -> list[Considered]:
    """Return every statement of the layers that bind the caller, in order, and what of it does not fit."""
    target = Target.of(request)
    bounded = layers.boundary is not None
    return [
        Considered(source, miss(source, request, target, bounded=bounded))
        for layer in _each(layers, request.caller)
        for source in _sources(layer)
    ]


def absent_keys(statements: Iterable[Considered], context: Context) -> tuple[str, ...]:
    """Return the context keys that these statements' policies use and the request lacks, as they are first spelled
    there: in order, without repeats. A key counts even if `IfExists` or `Null` provides for its absence (9.2)."""
    keys: dict[str, str] = {}
    for text in dict.fromkeys(one.source.attached.policy.text for one in statements):
        for key in _keys(text):
            keys.setdefault(key.lower(), key)
    return tuple(key for folded, key in keys.items() if folded not in context)


TEXTS_KEPT: Final = 1_024
_keys: Final = lru_cache(maxsize=TEXTS_KEPT)(context_keys)


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


def miss(source: Source, request: Request, target: Target, *, bounded: bool) -> Miss | None:
    """Return the first part of the statement that does not fit, or None when it applies: the engine's own matching,
    part by part."""
    statement = source.statement
    if not statement.actions.apply(target):
        return Miss(Part.ACTION, request.action)
    if statement.resources is not None and not statement.resources.apply(target, request.context):
        return Miss(Part.RESOURCE, request.resource)
    for condition in statement.conditions:
        if condition is None:
            return Miss(Part.CONDITION, None, UNKNOWN_OPERATOR)
        if not condition.holds(request.context):
            return Miss(Part.CONDITION, _spoiling(condition, request.context), _spelled(condition))
    if applies(source, request, target, bounded=bounded) is Grade.NONE:
        return Miss(Part.PRINCIPAL, request.caller.arn)
    return None


def _spoiling(condition: Condition, context: Context) -> Value:
    """Return the request's value of the key; of several that all must fit, the first that does not."""
    value = context.get(condition.key)
    if condition.name.quantifier is Quantifier.ALL and isinstance(value, tuple):
        return next((item for item in value if not condition.fits(item, context)), value)
    return value


def _spelled(condition: Condition) -> str:
    name = condition.name
    return f"{name.quantifier.value}{name.base}{'IfExists' if name.if_exists else ''} {condition.key}"
