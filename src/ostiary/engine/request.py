"""What is asked: one caller, one action, one resource, and the facts of the moment (policy-evaluation.md 0.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ostiary.model.caller import Caller

Context = Mapping[str, str | tuple[str, ...]]
"""Condition keys in lower case; a tuple is the value of a multi-valued key, even when it holds one item (3.3)."""

ANY_RESOURCE: Final = "*"
"""The resource of a request whose action has no resource types (1.9)."""


@dataclass(frozen=True, slots=True)
class Request:
    """One evaluation. A call that touches several resources, or needs dependent permissions, is several (0.3).

    `action` is `service:Name`, `resource` an ARN or `*`; `wildcard_only` says that the action has no resource types.
    `trust_ids` maps each user, role or role-session ARN in the trust policy to the unique id that it named when the
    policy was saved (1.6, rule 4); such an ARN matches only the entity with that id, whoever has the name now.
    `resource_mandatory` says that the resource is of a kind whose own policy must grant, such as a key (7.7); for roles
    it is known without being said.
    """

    caller: Caller
    action: str
    resource: str
    owner_account: str
    context: Context
    wildcard_only: bool = False
    trust_ids: Mapping[str, str] = field(default_factory=dict)
    resource_mandatory: bool = False


class Target:
    """The action and resource of a request, taken apart once for all statements.

    `prefix` is `partition:service:region:account:` in lower case (W11) and empty when the resource is not an ARN,
    in which case only the entry `*` matches it; `name` is the sixth field, with its case (W10).
    """

    # One is made for every decision: a plain class takes a fifth of the time of a frozen record once it is compiled.
    __slots__ = ("action", "name", "operation", "prefix", "service")

    def __init__(self, action: str, service: str, operation: str, prefix: str, name: str) -> None:
        self.action: Final = action
        self.service: Final = service
        self.operation: Final = operation
        self.prefix: Final = prefix
        self.name: Final = name

    @classmethod
    def of(cls, request: Request) -> Target:
        """Return the target of *request*."""
        action = request.action.lower()
        service, _, operation = action.partition(":")
        resource = ANY_RESOURCE if request.wildcard_only else request.resource
        fields = resource.split(":", 5)
        if len(fields) != 6 or fields[0] != "arn":
            return cls(action, service, operation, "", "")
        name = fields[5]
        return cls(action, service, operation, resource[4 : len(resource) - len(name)].lower(), name)
