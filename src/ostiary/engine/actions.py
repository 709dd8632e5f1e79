"""The actions that a statement names (policy-evaluation.md 1.8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ostiary.engine import glob
from ostiary.engine.glob import Glob
from ostiary.engine.request import Target

EVERY_ACTION: Final = "*"
PATTERNS_KEPT: Final = 4_096
LONGEST_KEPT: Final = 64
"""Characters of a pattern that is remembered: nobody shall fill the memory with long ones."""


@dataclass(frozen=True, slots=True)
class ActionPattern:
    """`service:Name` with wildcards, in lower case; `service` is the prefix as written, for the index of a layer."""

    service: str
    service_glob: Glob
    operation: Glob

    def matches(self, target: Target) -> bool:
        """Return whether the target's action matches; the two sides of the colon are matched apart."""
        return self.operation.matches(target.operation) and self.service_glob.matches(target.service)


@dataclass(frozen=True, slots=True)
class Actions:
    """An `Action` element, or a `NotAction` element when `negated`.

    `exact` are the entries without wildcards, `patterns` the others, `every` says that `*` is one of them. `services`
    are the services that the patterns are bound to; None: the element may reach any service. `apart` are the exact
    entries of other services than those, and none in an element that may reach any.
    """

    every: bool
    exact: frozenset[str]
    patterns: tuple[ActionPattern, ...]
    negated: bool
    services: frozenset[str] | None
    apart: tuple[str, ...]

    @classmethod
    def of(cls, entries: Iterable[str], *, negated: bool) -> Actions:
        """Compile *entries*. Variables are not substituted here, and an entry that is not `prefix:Name` matches
        nothing (1.8, rules 5 and 7)."""
        exact: set[str] = set()
        patterns: list[ActionPattern] = []
        lowered = [entry.lower() for entry in entries]
        for entry in lowered:
            operation = entry.partition(":")[2]
            if operation.split() != [operation]:  # nothing, or with white space in it
                continue
            if "*" in entry or "?" in entry:
                patterns.append(_pattern(entry))
            else:
                exact.add(entry)
        every = EVERY_ACTION in lowered
        services = None if every or negated else _services(patterns)
        apart = () if services is None else _apart(exact, services)
        return cls(every, frozenset(exact), tuple(patterns), negated, services, apart)

    def apply(self, target: Target) -> bool:
        """Return whether the statement reaches the target's action."""
        return self._names(target) is not self.negated

    def _names(self, target: Target) -> bool:
        if self.every or target.action in self.exact:
            return True
        for pattern in self.patterns:  # noqa: SIM110  # `any` would cost a generator for every decision
            if pattern.matches(target):
                return True
        return False


def _services(patterns: Iterable[ActionPattern]) -> frozenset[str] | None:
    services = frozenset([pattern.service for pattern in patterns])
    for service in services:
        if "*" in service or "?" in service:
            return None
    return services


def _apart(exact: Iterable[str], services: frozenset[str]) -> tuple[str, ...]:
    return tuple([entry for entry in exact if entry.partition(":")[0] not in services])


def _pattern(entry: str) -> ActionPattern:
    """Return `service:Name` compiled; most patterns are short, and the same in many policies."""
    return _remembered(entry) if len(entry) <= LONGEST_KEPT else _compiled(entry)


def _compiled(entry: str) -> ActionPattern:
    service, _, operation = entry.partition(":")
    return ActionPattern(service, *(glob.compile_glob(glob.tokens(side)) for side in (service, operation)))


_remembered: Final = lru_cache(maxsize=PATTERNS_KEPT)(_compiled)
