"""The actions that a statement names (policy-evaluation.md 1.8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ostiary.engine import glob
from ostiary.engine.glob import Glob
from ostiary.engine.request import Target

EVERY_ACTION: Final = "*"


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

    `exact` are the entries without wildcards, `patterns` the others, `every` says that `*` is one of them.
    """

    every: bool
    exact: frozenset[str]
    patterns: tuple[ActionPattern, ...]
    negated: bool

    @classmethod
    def of(cls, entries: Iterable[str], *, negated: bool) -> Actions:
        """Compile *entries*. Variables are not substituted here, and an entry that is not `prefix:Name` matches
        nothing (1.8, rules 5 and 7)."""
        exact: set[str] = set()
        patterns: list[ActionPattern] = []
        lowered = [entry.lower() for entry in entries]
        for entry in lowered:
            service, _, operation = entry.partition(":")
            if not operation or any(character.isspace() for character in operation):
                continue
            if "*" in entry or "?" in entry:
                service_glob, operation_glob = (glob.compile_glob(glob.tokens(side)) for side in (service, operation))
                patterns.append(ActionPattern(service, service_glob, operation_glob))
            else:
                exact.add(entry)
        return cls(EVERY_ACTION in lowered, frozenset(exact), tuple(patterns), negated)

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
