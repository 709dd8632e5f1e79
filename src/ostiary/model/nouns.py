"""What an account holds: users, groups, roles, policies, keys …

Frozen records. Names are kept as given and compared by `fold`; times are whole seconds since the epoch, UTC;
ids are AWS's unique ids (21 characters, never reused). Every noun belongs to a 12-digit account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def fold(name: str) -> str:
    """Return the form of a name by which IAM compares names: without case. Names are ASCII (aws-facts 6)."""
    return name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account and its root user. `id` is the 12-digit account number; `alias` is empty when there is none."""

    id: str
    created: int
    alias: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An IAM user. `boundary` is the ARN of its permissions boundary, or empty."""

    account: str
    id: str
    name: str
    path: str
    created: int
    boundary: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    password_last_used: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of users; never a principal, has no tags."""

    account: str
    id: str
    name: str
    path: str
    created: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role. `trust` is the trust policy as sent; `trust_ids` maps each user or role ARN in it to the unique id
    that it named when it was saved (policy-evaluation.md 1.6, rule 4)."""

    account: str
    id: str
    name: str
    path: str
    created: int
    trust: str
    trust_ids: Mapping[str, str] = field(default_factory=dict)
    description: str = ""
    max_session: int = 3600
    boundary: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A customer managed policy. Its documents are `PolicyVersion`s; `next_version` numbers the next one."""

    account: str
    id: str
    name: str
    path: str
    created: int
    updated: int
    default_version: str = "v1"
    next_version: int = 2
    description: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyVersion:
    """One version of a managed policy; `policy` is the policy's unique id, `version` is `v1`, `v2` …"""

    account: str
    policy: str
    version: str
    created: int
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InlinePolicy:
    """A policy embedded in a user, group or role; `owner` is that entity's unique id. `name` keeps its case."""

    account: str
    owner: str
    name: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceProfile:
    """An instance profile; `role` is the unique id of the one role it may hold, or empty."""

    account: str
    id: str
    name: str
    path: str
    created: int
    role: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


Named = User | Group | Role | Policy | InstanceProfile
"""What has a name, a path and an ARN made of both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKey:
    """A long-term access key. `owner` is the user's unique id, or the account id for root. `sealed` is the
    secret, sealed under the account's data key; the key id is its associated data."""

    account: str
    id: str
    owner: str
    created: int
    sealed: str
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKeyUse:
    """When, where and for what an access key was last used; kept apart from the key, without a revision."""

    key: str
    time: int
    service: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataKey:
    """An account's data key, wrapped by the installation's root key; `id` names it in everything it sealed."""

    account: str
    id: str
    created: int
    wrapped: str
