"""Who is calling: the principal behind a verified signature, and the session it may act in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from ostiary.model.evidence import Evidence, Value


class CallerKind(Enum):
    """The kinds of caller that evaluation tells apart (policy-evaluation.md 6.1)."""

    ROOT = "root"
    USER = "user"
    ROLE_SESSION = "role-session"
    FEDERATED_USER = "federated-user"
    SERVICE = "service"
    BEARER = "bearer"
    """Whoever shows a SAML assertion or an OIDC token and signs nothing: the AssumeRoleWith… calls (8.1)."""
    ANONYMOUS = "anonymous"


class SessionKind(Enum):
    """Which STS call made the session; it bounds what the session may call (policy-evaluation.md 8.2)."""

    ASSUMED_ROLE = "assumed-role"
    SESSION_TOKEN = "session-token"  # noqa: S105  # the name of a kind, not a secret
    FEDERATION_TOKEN = "federation-token"  # noqa: S105  # likewise
    CONSOLE = "console"
    """A user or root who signed in with a password: no limits but those of policies (aws-facts 9)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The facts that temporary credentials carry, frozen when they were issued (storage.md 6).

    `entity_id` is the unique id of the role or user behind the session (the account id for root). Times are
    seconds since the epoch. `policies` are inline session policies as sent; `policy_arns` name managed ones.
    `tags` keep their case; `transitive_keys` are the tag keys that survive role chaining. `provider` is the identity
    provider that vouched when the session began, as a `Federated` principal names it, and `claims` are the condition
    keys that last of what it said (6.5).
    """

    kind: SessionKind
    account: str
    entity_id: str
    name: str
    issued: int
    expires: int
    revision: int = 0
    policies: tuple[str, ...] = ()
    policy_arns: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive_keys: tuple[str, ...] = ()
    source_identity: str = ""
    mfa_time: int | None = None
    chained: bool = False
    provider: str = ""
    claims: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A principal whose signature was verified.

    `arn` is what GetCallerIdentity and messages show; `entity_arn` is the user's, role's or root's own ARN
    (`aws:PrincipalArn`); `entity_id` its unique id; `user_id` is `aws:userid` (policy-evaluation.md 6.1).

    `provider` is the SAML or OIDC provider that vouched, as a `Federated` principal names it: of a bearer, and of a
    role session that began with one. `canonical_id` is the account's id in the way of S3. `service_names` are further
    names of a service principal, beside its `arn` (regional ones).

    `mfa_time` is when a second factor was taken for this very call, and `evidence` what a provider vouches for in it:
    neither is a fact of the session. `source_arn` and `source_account` are on behalf of what a service calls.
    """

    kind: CallerKind
    account: str
    arn: str
    entity_arn: str
    entity_id: str
    user_id: str
    access_key_id: str
    user_name: str = ""
    session: Session | None = None
    provider: str = ""
    canonical_id: str = ""
    service_names: tuple[str, ...] = ()
    mfa_time: int | None = None
    evidence: Evidence | None = None
    source_arn: str = ""
    source_account: str = ""
