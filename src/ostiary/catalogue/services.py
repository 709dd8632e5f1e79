"""Services, their actions and resource types, and the condition keys, as AWS publishes them.

Facts only, read when first asked for and one service at a time. Names compare without case (policy-evaluation.md 1.8);
what is returned has AWS's spelling.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

import msgspec

from ostiary.catalogue.archive import Archive

_ARCHIVE: Final = Archive("services.gz")

LIST_TYPE: Final = "ArrayOf"
"""How the catalogue marks a key that may hold several values."""


@dataclass(frozen=True, slots=True)
class ResourceUse:
    """A resource type that an action can be narrowed to. `required`: the action always has such a resource."""

    name: str
    required: bool
    condition_keys: tuple[str, ...]
    dependent_actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """An action, `iam:GetUser`. `access_level` is AWS's, for instance `Read` or `Permissions management, Write`."""

    name: str
    access_level: str
    resources: tuple[ResourceUse, ...]
    condition_keys: tuple[str, ...]
    dependent_actions: tuple[str, ...]

    @property
    def is_wildcard_only(self) -> bool:
        """Whether the action has no resource types, so that only `Resource: "*"` matches it."""
        return not self.resources


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A resource type of a service. `arn` is a template, `arn:${Partition}:iam::${Account}:user/…`."""

    name: str
    arn: str
    condition_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConditionKey:
    """A condition key in AWS's spelling: `aws:RequestTag/Team` when that was asked for.

    `type` is `String`, `Numeric`, `Bool`, `Date`, `ARN` or `IPAddress`; `multi`: it may hold several values.
    """

    name: str
    type: str
    multi: bool


@dataclass(frozen=True, slots=True)
class Service:
    """A service by its prefix, `iam`. `actions` by lower-case name without prefix, `resources` by name."""

    prefix: str
    actions: Mapping[str, Action]
    resources: Mapping[str, ResourceType]


def services() -> Mapping[str, str]:
    """Return the name of each service by its prefix, sorted by prefix."""
    return _names()


def service(prefix: str) -> Service | None:
    """Return the service with that prefix, or None. Prefixes compare without case."""
    return _service(folded) if (folded := prefix.lower()) in _names() else None


def action(name: str) -> Action | None:
    """Return the action called *name* (`iam:GetUser`), or None when AWS has none of that name."""
    prefix, _, rest = name.partition(":")
    owner = service(prefix)
    return None if owner is None else owner.actions.get(rest.lower())


def condition_key(name: str) -> ConditionKey | None:
    """Return the condition key called *name*, or None. Tag keys and the like are found by their template."""
    known = _condition_keys().get(name.lower())
    if known is not None:
        return known
    return next((found for template in _templates() if (found := template.named(name)) is not None), None)


# -- global condition keys -----------------------------------------------------------------------------

GLOBAL_KEYS: Final[Mapping[str, str]] = {
    # policy-evaluation.md 6.2: keys that come with every request belong to no service and are in no service's data.
    "aws:AssumedRoot": "Bool",
    "aws:CalledVia": "ArrayOfString",
    "aws:CalledViaFirst": "String",
    "aws:CalledViaLast": "String",
    "aws:ChatbotSourceArn": "ARN",
    "aws:CurrentTime": "Date",
    "aws:Ec2InstanceSourcePrivateIPv4": "IPAddress",
    "aws:Ec2InstanceSourceVpc": "String",
    "aws:EpochTime": "Date",
    "aws:FederatedProvider": "String",
    "aws:MultiFactorAuthAge": "Numeric",
    "aws:MultiFactorAuthPresent": "Bool",
    "aws:PrincipalAccount": "String",
    "aws:PrincipalArn": "ARN",
    "aws:PrincipalIsAWSService": "Bool",
    "aws:PrincipalOrgID": "String",
    "aws:PrincipalOrgPaths": "ArrayOfString",
    "aws:PrincipalServiceName": "String",
    "aws:PrincipalServiceNamesList": "ArrayOfString",
    "aws:PrincipalTag/${TagKey}": "String",
    "aws:PrincipalType": "String",
    "aws:RequestTag/${TagKey}": "String",
    "aws:RequestedRegion": "String",
    "aws:ResourceAccount": "String",
    "aws:ResourceOrgID": "String",
    "aws:ResourceOrgPaths": "ArrayOfString",
    "aws:ResourceTag/${TagKey}": "String",
    "aws:SecureTransport": "Bool",
    "aws:SourceAccount": "String",
    "aws:SourceArn": "ARN",
    "aws:SourceIdentity": "String",
    "aws:SourceIp": "IPAddress",
    "aws:SourceOrgID": "String",
    "aws:SourceOrgPaths": "ArrayOfString",
    "aws:SourceOwner": "String",
    "aws:SourceVpc": "String",
    "aws:SourceVpcArn": "ARN",
    "aws:SourceVpce": "String",
    "aws:TagKeys": "ArrayOfString",
    "aws:TokenIssueTime": "Date",
    "aws:UserAgent": "String",
    "aws:ViaAWSService": "Bool",
    "aws:VpcSourceIp": "IPAddress",
    "aws:VpceAccount": "String",
    "aws:VpceOrgID": "String",
    "aws:VpceOrgPaths": "ArrayOfString",
    "aws:referer": "String",
    "aws:userid": "String",
    "aws:username": "String",
}


@dataclass(frozen=True, slots=True)
class _Template:
    """A condition key with one part left open: `aws:RequestTag/${TagKey}`."""

    before: str
    after: str
    key: ConditionKey

    def named(self, name: str) -> ConditionKey | None:
        """Return the key that *name* is by this template, or None."""
        folded = name.lower()
        filled = len(folded) - len(self.before) - len(self.after)
        if filled < 1 or not folded.startswith(self.before.lower()) or not folded.endswith(self.after.lower()):
            return None
        value = name[len(self.before) : len(self.before) + filled]
        return ConditionKey(f"{self.before}{value}{self.after}", self.key.type, self.key.multi)


# -- reading: rows as tools/generate/catalogue.py writes them --------------------------------------------


class _UseRow(msgspec.Struct, array_like=True, frozen=True):
    name: str
    required: bool
    condition_keys: tuple[str, ...]
    dependent_actions: tuple[str, ...]


class _ActionRow(msgspec.Struct, array_like=True, frozen=True):
    name: str
    access_level: str
    uses: tuple[_UseRow, ...]
    condition_keys: tuple[str, ...]
    dependent_actions: tuple[str, ...]


class _ServiceRow(msgspec.Struct, frozen=True):
    actions: tuple[_ActionRow, ...]
    resources: dict[str, tuple[str, tuple[str, ...]]]


@cache
def _names() -> Mapping[str, str]:
    return MappingProxyType(msgspec.json.decode(_ARCHIVE.read("names"), type=dict[str, str]))


@cache
def _service(prefix: str) -> Service:
    row = msgspec.json.decode(_ARCHIVE.read(f"service/{prefix}"), type=_ServiceRow)
    actions = {action.name.lower(): _action(prefix, action) for action in row.actions}
    resources = {name: ResourceType(name, arn, keys) for name, (arn, keys) in row.resources.items()}
    return Service(prefix, MappingProxyType(actions), MappingProxyType(resources))


def _action(prefix: str, row: _ActionRow) -> Action:
    uses = (ResourceUse(use.name, use.required, use.condition_keys, use.dependent_actions) for use in row.uses)
    return Action(f"{prefix}:{row.name}", row.access_level, tuple(uses), row.condition_keys, row.dependent_actions)


@cache
def _condition_keys() -> Mapping[str, ConditionKey]:
    types: Mapping[str, str] = {
        **msgspec.json.decode(_ARCHIVE.read("condition-keys"), type=dict[str, str]),
        **GLOBAL_KEYS,
    }
    return {
        name.lower(): ConditionKey(name, kind.removeprefix(LIST_TYPE), kind.startswith(LIST_TYPE))
        for name, kind in types.items()
    }


@cache
def _templates() -> tuple[_Template, ...]:
    """Templates, the longest first: one that says more is tried before one that says less."""
    open_keys = [key for key in _condition_keys().values() if "${" in key.name]
    found = []
    for key in open_keys:
        before, _, rest = key.name.partition("${")
        found.append(_Template(before, rest.partition("}")[2], key))
    return tuple(sorted(found, key=lambda template: (-len(template.before), -len(template.after), template.before)))
