"""What policies allow of each service, without a request: the services and actions that reports on access list.

Only permissions policies count here, as in AWS's reports. An action is allowed when an Allow names it, whatever its
resource and conditions, unless a Deny takes it away on every resource and without a condition. Services and actions are
those of the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from ostiary.catalogue import services
from ostiary.engine.actions import ActionPattern, Actions
from ostiary.engine.kinds import Effect
from ostiary.engine.policy import Policy, Statement


class Granted:
    """The actions that *policies* allow together."""

    def __init__(self, policies: Iterable[Policy]) -> None:
        statements = list(chain.from_iterable(policy.statements for policy in policies))
        self._allows = [_Index(one.actions) for one in statements if one.effect is Effect.ALLOW]
        self._denies = [_Index(one.actions) for one in statements if _takes_away(one)]

    def services(self) -> Iterator[str]:
        """Yield the prefixes of the services of which some action is allowed, in order."""
        return (prefix for prefix in services.services() if self.allows(prefix))

    def allows(self, prefix: str) -> bool:
        """Return whether some action of the service is allowed."""
        return next(self.actions(prefix), None) is not None

    def actions(self, prefix: str) -> Iterator[str]:
        """Yield the names, without prefix, of the actions of the service that are allowed, in order."""
        service = services.service(prefix)
        allows = [index for index in self._allows if index.may_name(prefix)]
        denies = [index for index in self._denies if index.may_name(prefix)]
        if service is None or not allows:
            return
        for folded in sorted(service.actions):
            if _any(allows, prefix, folded) and not _any(denies, prefix, folded):
                yield service.actions[folded].name.partition(":")[2]


def _takes_away(statement: Statement) -> bool:
    resources = statement.resources
    everywhere = resources is not None and resources.every and not resources.negated
    return statement.effect is Effect.DENY and everywhere and not statement.conditions


def _any(indices: Iterable[_Index], prefix: str, action: str) -> bool:
    return any(index.names(prefix, action) for index in indices)


class _Index:
    """The actions of one statement by their service: most services are named by few of many entries."""

    def __init__(self, actions: Actions) -> None:
        self._actions = actions
        self._literal: dict[str, list[ActionPattern]] = {}
        self._wild: list[ActionPattern] = []
        self._exact = {entry.partition(":")[0] for entry in actions.exact}
        for pattern in actions.patterns:
            if "*" in pattern.service or "?" in pattern.service:
                self._wild.append(pattern)
            else:
                self._literal.setdefault(pattern.service, []).append(pattern)

    def may_name(self, prefix: str) -> bool:
        """Return False when the statement names no action of the service, for sure."""
        actions = self._actions
        return actions.negated or actions.every or bool(self._wild) or prefix in self._literal or prefix in self._exact

    def names(self, prefix: str, action: str) -> bool:
        """Return whether the statement names *action*, which is in lower case."""
        actions = self._actions
        named = (
            actions.every
            or f"{prefix}:{action}" in actions.exact
            or any(pattern.operation.matches(action) for pattern in self._literal.get(prefix, ()))
            or any(pattern.service_glob.matches(prefix) and pattern.operation.matches(action) for pattern in self._wild)
        )
        return named is not actions.negated
