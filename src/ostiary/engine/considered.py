"""Every statement that bears on a request, the part of it that did not fit, and the value at which it did not.

Apart from deciding (policy-evaluation.md 2), which stops at the first part that fails and does not keep what it was.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import Final

from ostiary.engine import fixed
from ostiary.engine.conditions import Condition, Quantifier
from ostiary.engine.context_keys import context_keys
from ostiary.engine.decide import WITHIN_ACCOUNT, Layers
from ostiary.engine.layer import Layer, Source, grade
from ostiary.engine.policy import Statement
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


class Miss:
    """The first part of a statement that does not fit, and what the request has there.

    `test` is the operator and key of a condition, as in `StringLike s3:prefix`, and empty for the other parts. Of a
    `ForAllValues` condition the value is the one that spoils it.
    """

    __slots__ = ("part", "test", "value")  # a plain class, as `Target` is

    def __init__(self, part: Part, value: Value, test: str = "") -> None:
        self.part: Final = part
        self.value: Final = value
        self.test: Final = test

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Miss) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())

    def __repr__(self) -> str:
        return f"Miss({self.part}, {self.value!r}, {self.test!r})"

    def __str__(self) -> str:
        return f"{self.part.value}: {self.test}" if self.test else self.part.value

    def _parts(self) -> tuple[Part, Value, str]:
        return self.part, self.value, self.test


Considered = tuple[Source, Miss | None]
"""A statement, and what of it does not fit; None: it applies."""


def considered(request: Request, layers: Layers) -> tuple[list[Considered], tuple[str, ...]]:
    """Return every statement of the layers that bind the caller, in order, and what of it does not fit; and the context
    keys that their policies use and the request lacks.

    Keys are spelled as they are first spelled there, in order, without repeats. One counts even if `IfExists` or `Null`
    provides for its absence (9.2).
    """
    context, bounded = request.context, layers.boundary is not None
    misses = Misses(request)
    found: list[Considered] = []
    absent: dict[str, str] = {}
    for layer in _binding(layers, request.caller):
        near = {id(source): misses.of(source, bounded=bounded) for source in layer.candidates(misses.target)}
        # What the layer's index does not name for the action is not about it.
        found += [(source, near.get(id(source), misses.action)) for source in layer.sources]
        for attached in layer.attached:
            for folded, key in _keys(attached.policy.text):
                if folded not in context:
                    absent.setdefault(folded, key)
    return found, tuple(absent.values())


TEXTS_KEPT: Final = 1_024


@lru_cache(maxsize=TEXTS_KEPT)
def _keys(text: str) -> tuple[tuple[str, str], ...]:
    """Return the keys that a policy uses, each in lower case and as it is spelled."""
    return tuple([(key.lower(), key) for key in context_keys(text)])


def _binding(layers: Layers, caller: Caller) -> list[Layer]:
    """Return the layers that bind the caller (7.1), in the order of 7.3, step 1."""
    service_linked = fixed.is_service_linked(caller)
    scp = layers.scp if caller.kind in WITHIN_ACCOUNT and not service_linked else None
    rcp = None if service_linked else layers.rcp
    endpoint = None if caller.kind is CallerKind.SERVICE else layers.vpce
    others = (endpoint, layers.resource, layers.trust, layers.identity, layers.boundary, layers.session)
    return [*(scp or ()), *(rcp or ()), *[layer for layer in others if layer is not None]]


class Misses:
    """How the statements of policies miss one request: most miss alike, and share what is said of it."""

    __slots__ = ("_principal", "_request", "_resource", "action", "target")

    def __init__(self, request: Request) -> None:
        self._request: Final = request
        self.target: Final = Target.of(request)
        self.action: Final = Miss(Part.ACTION, request.action)
        self._resource: Final = Miss(Part.RESOURCE, request.resource)
        self._principal: Final = Miss(Part.PRINCIPAL, request.caller.arn)

    def of(self, source: Source, *, bounded: bool) -> Miss | None:
        """Return the first part of the statement that does not fit, or None when it applies: the engine's own
        matching, part by part."""
        statement, request, target = source.statement, self._request, self.target
        if not statement.actions.apply(target):
            return self.action
        if statement.resources is not None and not statement.resources.apply(target, request.context):
            return self._resource
        for condition in statement.conditions:
            if condition is None or not condition.holds(request.context):
                return _unmet(condition, request.context)
        return self._principal if grade(source, request, bounded=bounded) is Grade.NONE else None


def unmet(statement: Statement, context: Context) -> list[Miss]:
    """Return every condition of the statement that does not hold: all must."""
    return [_unmet(each, context) for each in statement.conditions if each is None or not each.holds(context)]


def _unmet(condition: Condition | None, context: Context) -> Miss:
    if condition is None:
        return Miss(Part.CONDITION, None, UNKNOWN_OPERATOR)
    return Miss(Part.CONDITION, _spoiling(condition, context), _spelled(condition))


def _spoiling(condition: Condition, context: Context) -> Value:
    """Return the request's value of the key; of several that all must fit, the first that does not."""
    value = context.get(condition.key)
    if condition.name.quantifier is Quantifier.ALL and isinstance(value, tuple):
        return next((item for item in value if not condition.fits(item, context)), value)
    return value


def _spelled(condition: Condition) -> str:
    name = condition.name
    return f"{name.quantifier.value}{name.base}{'IfExists' if name.if_exists else ''} {condition.key}"
