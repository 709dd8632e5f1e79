"""The kinds of noun as a table: where each belongs, how its key compares, which links and names follow from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from ostiary.model import nouns
from ostiary.model.nouns import fold
from ostiary.store.codec import decoder
from ostiary.store.relation import Relation

N = TypeVar("N")


class Place(NamedTuple):
    """Where a noun is kept. `key` is in the form that is stored: unique within account and parent, and in order."""

    id: str
    account: str
    parent: str
    key: str
    path: str


Derived = tuple[tuple[Relation, str], ...]
"""Links whose source is the noun itself, as (relation, target)."""


def _as_given(key: str) -> str:
    return key


def _by_number(version: str) -> str:
    """Return the stored key of a policy version, so that `v2` comes before `v10`; what is no version matches none."""
    number = version.removeprefix("v")
    if not (version.startswith("v") and number.isascii() and number.isdecimal() and len(number) <= 10):
        return f"?{version}"
    return f"v{len(number):02d}{number}"


def _due(time: int, id_: str) -> str:
    """Return a stored key that puts what is due first before the rest."""
    return f"{time:012}{id_}"


def _nothing(noun: object) -> Derived:
    return ()


def _no_alias(noun: object) -> str:
    return ""


def _boundary(noun: nouns.User | nouns.Role) -> Derived:
    return ((Relation.BOUNDARY, noun.boundary),) if noun.boundary else ()


def _profile_role(noun: nouns.InstanceProfile) -> Derived:
    return ((Relation.PROFILE_ROLE, noun.role),) if noun.role else ()


def _device_owner(noun: nouns.MfaDevice) -> Derived:
    return ((Relation.DEVICE_OWNER, noun.owner),) if noun.owner else ()


def _device(noun: nouns.MfaDevice) -> Place:
    """A passkey goes by its credential, so that the same one is not registered twice, whoever registers it (WebAuthn
    Level 3, 7.1). No serial number begins like that."""
    id_ = noun.serial if noun.passkey is None else f"/passkey/{noun.passkey.credential}"
    return Place(id_, noun.account, "", noun.serial, "/")


@dataclass(frozen=True, slots=True)
class Kind(Generic[N]):
    """One kind of noun. `name` is its collection's name in `Reader` and its table's.

    `compare` turns a key as the user gave it into the stored form. `taken` is AWS's message for a key in use.
    `is_linked` says that links name the noun by its id; policies are named by ARN instead (`arn_key`).
    """

    name: str
    noun: type[N]
    place: Callable[[N], Place]
    taken: str
    compare: Callable[[str], str] = fold
    derived: Callable[[N], Derived] = _nothing
    alias: Callable[[N], str] = _no_alias
    is_linked: bool = False
    decode: Callable[[str], N] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "decode", decoder(self.noun))


ACCOUNTS = Kind(
    name="accounts",
    noun=nouns.Account,
    place=lambda noun: Place(noun.id, noun.id, "", noun.id, "/"),
    compare=_as_given,
    alias=lambda noun: noun.alias,
    taken="The account {} already exists.",
)
USERS = Kind(
    name="users",
    noun=nouns.User,
    place=lambda noun: Place(noun.id, noun.account, "", fold(noun.name), noun.path),
    derived=_boundary,
    taken="User with name {} already exists.",
    is_linked=True,
)
GROUPS = Kind(
    name="groups",
    noun=nouns.Group,
    place=lambda noun: Place(noun.id, noun.account, "", fold(noun.name), noun.path),
    taken="Group with name {} already exists.",
    is_linked=True,
)
ROLES = Kind(
    name="roles",
    noun=nouns.Role,
    place=lambda noun: Place(noun.id, noun.account, "", fold(noun.name), noun.path),
    derived=_boundary,
    taken="Role with name {} already exists.",
    is_linked=True,
)
POLICIES = Kind(
    name="policies",
    noun=nouns.Policy,
    place=lambda noun: Place(noun.id, noun.account, "", fold(noun.name), noun.path),
    taken="A policy called {} already exists. Duplicate names are not allowed.",
)
POLICY_VERSIONS = Kind(
    name="policy_versions",
    noun=nouns.PolicyVersion,
    place=lambda noun: Place(f"{noun.policy}/{noun.version}", noun.account, noun.policy, _by_number(noun.version), "/"),
    compare=_by_number,
    taken="The policy version {} already exists.",
)
INLINE_POLICIES = Kind(
    name="inline_policies",
    noun=nouns.InlinePolicy,
    place=lambda noun: Place(f"{noun.owner}/{noun.name}", noun.account, noun.owner, noun.name, "/"),
    compare=_as_given,
    taken="The inline policy {} already exists.",
)
INSTANCE_PROFILES = Kind(
    name="instance_profiles",
    noun=nouns.InstanceProfile,
    place=lambda noun: Place(noun.id, noun.account, "", fold(noun.name), noun.path),
    derived=_profile_role,
    taken="Instance Profile {} already exists.",
    is_linked=True,
)
ACCESS_KEYS = Kind(
    name="access_keys",
    noun=nouns.AccessKey,
    place=lambda noun: Place(noun.id, noun.account, noun.owner, noun.id, "/"),
    compare=_as_given,
    taken="The access key {} already exists.",
)
DATA_KEYS = Kind(
    name="data_keys",
    noun=nouns.DataKey,
    place=lambda noun: Place(noun.id, noun.account, "", noun.id, "/"),
    compare=_as_given,
    taken="The data key {} already exists.",
)
LOGIN_PROFILES = Kind(
    name="login_profiles",
    noun=nouns.LoginProfile,
    place=lambda noun: Place(noun.owner, noun.account, "", noun.owner, "/"),
    compare=_as_given,
    taken="Login Profile for User {} already exists.",
)
PASSWORD_POLICIES = Kind(
    name="password_policies",
    noun=nouns.PasswordPolicy,
    place=lambda noun: Place(noun.account, noun.account, "", noun.account, "/"),
    compare=_as_given,
    taken="The account {} has a password policy.",
)
MFA_DEVICES = Kind(
    name="mfa_devices",
    noun=nouns.MfaDevice,
    place=_device,
    compare=_as_given,
    derived=_device_owner,
    taken="MFADevice entity at the same path and name already exists.",
    is_linked=True,
)
SAML_PROVIDERS = Kind(
    name="saml_providers",
    noun=nouns.SamlProvider,
    place=lambda noun: Place(f"{noun.account}/{noun.name}", noun.account, "", noun.name, "/"),
    compare=_as_given,
    taken="Provider with name {} already exists.",
)
OIDC_PROVIDERS = Kind(
    name="oidc_providers",
    noun=nouns.OidcProvider,
    place=lambda noun: Place(f"{noun.account}/{noun.url}", noun.account, "", noun.url, "/"),
    compare=_as_given,
    taken="Provider with url https://{} already exists.",
)
SERVER_CERTIFICATES = Kind(
    name="server_certificates",
    noun=nouns.ServerCertificate,
    place=lambda noun: Place(noun.id, noun.account, "", fold(noun.name), noun.path),
    taken="The Server Certificate with name {} already exists.",
)
SIGNING_CERTIFICATES = Kind(
    name="signing_certificates",
    noun=nouns.SigningCertificate,
    place=lambda noun: Place(noun.id, noun.account, noun.owner, noun.id, "/"),
    compare=_as_given,
    taken="The certificate {} already exists.",
)
SSH_PUBLIC_KEYS = Kind(
    name="ssh_public_keys",
    noun=nouns.SshPublicKey,
    place=lambda noun: Place(noun.id, noun.account, noun.owner, noun.id, "/"),
    compare=_as_given,
    taken="The SSH public key {} already exists.",
)
SERVICE_CREDENTIALS = Kind(
    name="service_credentials",
    noun=nouns.ServiceCredential,
    place=lambda noun: Place(noun.id, noun.account, noun.owner, noun.id, "/"),
    compare=_as_given,
    taken="The service-specific credential {} already exists.",
)
DELETION_TASKS = Kind(
    name="deletion_tasks",
    noun=nouns.DeletionTask,
    place=lambda noun: Place(noun.id, noun.account, "", noun.id, "/"),
    compare=_as_given,
    taken="The deletion task {} already exists.",
)
CREDENTIAL_REPORTS = Kind(
    name="credential_reports",
    noun=nouns.CredentialReport,
    place=lambda noun: Place(noun.account, noun.account, "", noun.account, "/"),
    compare=_as_given,
    taken="The account {} has a credential report.",
)
ACCESS_JOBS = Kind(
    name="access_jobs",
    noun=nouns.AccessJob,
    place=lambda noun: Place(noun.id, noun.account, "", _due(noun.created, noun.id), "/"),
    compare=_as_given,
    taken="The job {} already exists.",
)

ATTEMPTS = Kind(
    name="attempts",
    noun=nouns.Attempts,
    place=lambda noun: Place(f"{noun.owner}/{noun.factor}", noun.account, "", f"{noun.owner}/{noun.factor}", "/"),
    compare=_as_given,
    taken="The attempts of {} are counted already.",
)
REVOCATIONS = Kind(
    name="revocations",
    noun=nouns.Revocation,
    place=lambda noun: Place(noun.subject, noun.account, "", noun.subject, "/"),
    compare=_as_given,
    taken="Sessions of {} are revoked already.",
)
TICKETS = Kind(
    name="tickets",
    noun=nouns.Ticket,
    place=lambda noun: Place(noun.id, noun.account, noun.purpose, _due(noun.expires, noun.id), "/"),
    compare=_as_given,
    taken="{} was used already.",
)
CONSOLE_SESSIONS = Kind(
    name="console_sessions",
    noun=nouns.ConsoleSession,
    place=lambda noun: Place(noun.id, noun.account, noun.owner, _due(noun.expires, noun.id), "/"),
    compare=_as_given,
    taken="The console session {} exists already.",
)
ISSUER_KEYS = Kind(
    name="issuer_keys",
    noun=nouns.IssuerKey,
    place=lambda noun: Place(noun.id, noun.account, "", _due(noun.created, noun.id), "/"),
    compare=_as_given,
    taken="The key {} exists already.",
)
SERVICE_PRINCIPALS = Kind(
    name="service_principals",
    noun=nouns.ServicePrincipal,
    place=lambda noun: Place(fold(noun.name), noun.account, "", fold(noun.name), "/"),
    taken="The service {} is registered already.",
)
TRUST_ANCHORS = Kind(
    name="trust_anchors",
    noun=nouns.TrustAnchor,
    place=lambda noun: Place(noun.id, noun.account, noun.region, noun.id, "/"),
    compare=_as_given,
    taken="The trust anchor {} exists already.",
)
WORKLOAD_PROFILES = Kind(
    name="workload_profiles",
    noun=nouns.WorkloadProfile,
    place=lambda noun: Place(noun.id, noun.account, noun.region, noun.id, "/"),
    compare=_as_given,
    taken="The profile {} exists already.",
)
REVOCATION_LISTS = Kind(
    name="revocation_lists",
    noun=nouns.RevocationList,
    place=lambda noun: Place(noun.id, noun.account, noun.anchor, noun.id, "/"),
    compare=_as_given,
    taken="The CRL {} exists already.",
)

KINDS: tuple[Kind[Any], ...] = (  # Any: each kind has a noun of its own
    ACCOUNTS,
    USERS,
    GROUPS,
    ROLES,
    POLICIES,
    POLICY_VERSIONS,
    INLINE_POLICIES,
    INSTANCE_PROFILES,
    ACCESS_KEYS,
    DATA_KEYS,
    LOGIN_PROFILES,
    PASSWORD_POLICIES,
    MFA_DEVICES,
    SAML_PROVIDERS,
    OIDC_PROVIDERS,
    SERVER_CERTIFICATES,
    SIGNING_CERTIFICATES,
    SSH_PUBLIC_KEYS,
    SERVICE_CREDENTIALS,
    DELETION_TASKS,
    CREDENTIAL_REPORTS,
    ACCESS_JOBS,
    ATTEMPTS,
    REVOCATIONS,
    TICKETS,
    CONSOLE_SESSIONS,
    ISSUER_KEYS,
    SERVICE_PRINCIPALS,
    TRUST_ANCHORS,
    WORKLOAD_PROFILES,
    REVOCATION_LISTS,
)


def arn_key(account: str, arn: str) -> tuple[str, str] | None:
    """Return (stored key, path) of the customer managed policy of *account* that *arn* names, or None.

    AWS's own policies have the word `aws` in the place of the account and are not kept here.
    """
    parts = arn.split(":", 5)
    if len(parts) != 6 or parts[4] != account or not parts[5].startswith("policy/"):
        return None
    path, _, name = parts[5].removeprefix("policy").rpartition("/")
    return fold(name), f"{path}/"
