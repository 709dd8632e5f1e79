"""What an account holds: users, groups, roles, policies, keys …

Frozen records. Names are kept as given and compared by `fold`; times are whole seconds since the epoch, UTC;
ids are AWS's unique ids (21 characters, never reused). Every noun belongs to a 12-digit account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ostiary.model.caller import Session


def fold(name: str) -> str:
    """Return the form of a name by which IAM compares names: without case. Names are ASCII (aws-facts 6)."""
    return name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account and its root user. `id` is the 12-digit account number; `alias` is empty when there is none.

    `token_version` is the preference of SetSecurityTokenServicePreferences: `v1Token` or `v2Token`.
    `issues_tokens` says whether its principals may have web identity tokens signed (outbound federation).
    `password_last_used` is when the root user last signed in with its password.
    """

    id: str
    created: int
    alias: str = ""
    email: str = ""
    token_version: str = "v1Token"  # noqa: S105  # a preference of AWS, by its name
    issues_tokens: bool = False
    password_last_used: int | None = None


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
class LoginProfile:
    """A user's password; `owner` is the user's unique id, or the account id for root.

    `hash` is Argon2id in its own encoding, `previous` those of earlier passwords, newest first. `changed` is when the
    password was set, `reset_required` that it must be changed before anything else.
    """

    account: str
    owner: str
    created: int
    changed: int
    hash: str
    previous: tuple[str, ...] = ()
    reset_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordPolicy:
    """The password policy that an account has set; days, and 0 for never or none (aws-facts 9)."""

    account: str
    minimum_length: int = 6
    require_symbols: bool = False
    require_numbers: bool = False
    require_uppercase: bool = False
    require_lowercase: bool = False
    users_may_change: bool = False
    max_age: int = 0
    reuse_prevention: int = 0
    hard_expiry: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A credential that a device keeps the private half of; both texts are base64url, the key in the form of COSE.

    `count` is how often the device says that it was used, `model` what kind of device says it is, `transports` how it
    may be reached (WebAuthn, 5.8.4).
    """

    credential: str
    public_key: str
    count: int
    model: str
    transports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MfaDevice:
    """A device that makes one-time codes, or a passkey: then it has no seed (`sealed` is empty).

    `serial` is an ARN, but for hardware, which has a bare one. `sealed` is the seed, under the account's data key with
    the serial as associated data. `owner` is a user's unique id, the account id for root, or empty until it is
    enabled; `enabled` is when it was. `last_step` is the newest time step whose code was taken: a code counts once
    (aws-facts 9). `drift` is by how many steps its clock was ahead of ours when it was last synchronized.
    """

    account: str
    serial: str
    created: int
    sealed: str
    owner: str = ""
    enabled: int | None = None
    last_step: int = 0
    drift: int = 0
    passkey: Passkey | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """Wrong codes or passwords in a row of a user, or of root (`owner` is then the account number).

    `factor` tells what was guessed at. Until `locked_until` nothing is looked at, right or wrong.
    """

    account: str
    owner: str
    factor: str
    failures: int
    locked_until: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """Sessions that no longer count: those of `subject` issued before the second `before`.

    `subject` is the unique id of a role or user, the account number for every session of the account, or the access key
    id of one session. Nothing is left to revoke after `until`.
    """

    account: str
    subject: str
    before: int
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """Something that is good once: whoever removes it has used it, and what is kept for its sake cannot come again.

    `id` is the purpose, a slash, and a digest of what its holder shows. `content` is JSON text in the purpose's form.
    `answers` is how many challenges that were made of it have been answered.
    """

    account: str
    id: str
    purpose: str
    expires: int
    content: str = ""
    answers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleSession:
    """A signed-in browser. `id` is a digest of its cookie; `session` is what it acts as, with its own times.

    `owner` is the unique id of who signed in (the account number for root), whose sessions all end together. `keys` are
    the access key ids of the credentials that it was given, and when each expires. While it acts as a role that it
    switched to, `home` is what it acts as otherwise, and `display_name` what its holder calls the role. `issuer` is
    the page of the broker that a federated one came from.
    """

    account: str
    id: str
    owner: str
    created: int
    expires: int
    session: Session
    keys: Mapping[str, int] = field(default_factory=dict)
    home: Session | None = None
    display_name: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerKey:
    """A key with which an account signs web identity tokens; `public` is a JWK as JSON text, `id` its `kid`."""

    account: str
    id: str
    created: int
    algorithm: str
    public: str
    sealed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePrincipal:
    """A service that may assume the roles that trust it, in whichever account, by its name (`backup.example.com`).

    `account` is where its access keys are, whose owner is the name in lower case.
    """

    account: str
    name: str
    created: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SamlProvider:
    """A SAML identity provider. `private_keys` are sealed keys that decrypt assertions, by their id and time."""

    account: str
    name: str
    uuid: str
    created: int
    metadata: str
    valid_until: int | None = None
    assertion_encryption: str = ""
    private_keys: Mapping[str, SealedKey] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedKey:
    """A private key at rest, and when it was added."""

    created: int
    sealed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcProvider:
    """An OpenID Connect identity provider; `url` is its issuer without `https://`."""

    account: str
    url: str
    created: int
    client_ids: tuple[str, ...] = ()
    thumbprints: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerCertificate:
    """A TLS certificate kept for other services; `sealed` is its private key. `body` and `chain` are PEM."""

    account: str
    id: str
    name: str
    path: str
    created: int
    expires: int
    body: str
    sealed: str
    chain: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)


Named = User | Group | Role | Policy | InstanceProfile | ServerCertificate
"""What has a name, a path and an ARN made of both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningCertificate:
    """An X.509 certificate that a user signs with; `owner` is the user's unique id, `body` is PEM."""

    account: str
    id: str
    owner: str
    created: int
    body: str
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SshPublicKey:
    """A public key of a user; `body` is as sent, `fingerprint` MD5 in pairs of digits."""

    account: str
    id: str
    owner: str
    created: int
    body: str
    fingerprint: str
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCredential:
    """A user's name and password (or key) for one service; `hash` is that of the secret. `expires` None: never."""

    account: str
    id: str
    owner: str
    created: int
    service: str
    name: str
    hash: str
    active: bool = True
    expires: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionTask:
    """The deletion of a service-linked role: `id` as GetServiceLinkedRoleDeletionStatus takes it, and how it went."""

    account: str
    id: str
    created: int
    status: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialReport:
    """The newest credential report of an account: when it was asked for, and its CSV once it is there."""

    account: str
    requested: int
    generated: int | None = None
    content: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessJob:
    """A job of GenerateServiceLastAccessedDetails: about whom (`arn`), how fine, for whom, and its answer as JSON text.

    `owner` is the unique id of who asked, the account id for root. `error` is the code of what went wrong, if anything.
    """

    account: str
    id: str
    created: int
    owner: str
    arn: str
    granularity: str
    completed: int | None = None
    content: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustAnchor:
    """An authority whose certificates prove workloads, in one region (IAM Roles Anywhere).

    `certificates` is its bundle as sent: PEM of one or two authorities, the one in use and the next one.
    """

    account: str
    id: str
    region: str
    name: str
    created: int
    updated: int
    certificates: str
    enabled: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkloadProfile:
    """Which roles workloads may ask for, and what bounds their sessions: a profile of IAM Roles Anywhere.

    `roles` are ARNs. `policy` is a session policy as sent, or empty; `duration` is in seconds. `mappings` are the
    specifiers by which each field of a certificate becomes session tags. `names_sessions` says that a workload may name
    its own session, `wants_properties` that it has to say something of its machine.
    """

    account: str
    id: str
    region: str
    name: str
    created: int
    updated: int
    created_by: str
    roles: tuple[str, ...]
    mappings: Mapping[str, tuple[str, ...]]
    enabled: bool = False
    policy: str = ""
    policy_arns: tuple[str, ...] = ()
    duration: int = 3600
    names_sessions: bool = False
    wants_properties: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationList:
    """The certificates that an authority of a trust anchor took back: a CRL. `data` is base64 of it as sent."""

    account: str
    id: str
    region: str
    name: str
    created: int
    updated: int
    anchor: str
    data: str
    enabled: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKeyUse:
    """When, where and for what an access key was last used; kept apart from the key, without a revision."""

    key: str
    time: int
    service: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessUse:
    """When and where a user or role, by its unique id, last tried an action of a service, allowed or not.

    Kept without a revision. Where `action` is empty it is the last of the service's, where `service` is, of all.
    """

    principal: str
    service: str
    action: str
    time: int
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataKey:
    """An account's data key, wrapped by the installation's root key; `id` names it in everything it sealed."""

    account: str
    id: str
    created: int
    wrapped: str
