"""Which permissions a call of the IAM and STS API needs, on which resource, and which facts of it policies can ask for.

The rule comes from the catalogue: an operation needs the action of its own name on the resource types that AWS
publishes for it. One table says by which parameter each type is named, one which parameter fills each condition key.
Irregularities are rows, each with its reason. What no row describes is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cache
from typing import Final

from ostiary.catalogue import services


class Naming(Enum):
    """How a request tells which resource it is about."""

    NOTHING = "nothing"
    """The action has no resource types: only `*` matches."""
    NAME = "name"
    """The parameter holds the name of something in the caller's account. A user that is not named is the caller."""
    ARN = "arn"
    """The parameter holds the ARN."""
    SPELLED = "spelled"
    """The ARN is made of kind, `Path` and the parameter: the thing does not exist yet, or exists only as a name."""
    RENAMED = "renamed"
    """What the thing that the parameter names is going to be called (`NewPath`, `renamed_by`)."""
    ASSUMED = "assumed"
    """The parameter holds the ARN of a role that is to be assumed, in whichever account; its trust policy counts."""
    KEY_OWNER = "key-owner"
    """The user who has the access key in the parameter."""
    CREDENTIAL_OWNER = "credential-owner"
    """The user in the parameter, else the caller; `renamed_by` holds the id of one of its credentials."""
    TEMPLATE = "template"
    """The service-linked role of the service in the parameter; `renamed_by` holds a suffix of its name."""
    DELETION_TASK = "deletion-task"
    """The service-linked role that a deletion task is about: the task's id holds path and name."""
    ISSUER = "issuer"
    """The OIDC provider whose URL the parameter holds."""
    REGIONAL = "regional"
    """The parameter holds the id of something in the caller's account and the region of the call, or its ARN. Without a
    parameter it is about to be made, and its id is not known yet."""


@dataclass(frozen=True, slots=True)
class Target:
    """The resource of a permission. `kind` is the catalogue's resource type, which is how its ARN's name begins.

    A parameter that holds a list means each of what it names.
    """

    kind: str = ""
    naming: Naming = Naming.NOTHING
    parameter: str = ""
    renamed_by: str = ""


class Filling(Enum):
    """How a parameter becomes the value of a condition key."""

    TEXT = "text"
    LIST = "list"
    TAGS = "tags"
    """one key for each tag, below the key's prefix"""
    TAG_KEYS = "tag-keys"
    """the keys of tags that are set, or that are removed"""
    BOUNDARY = "boundary"
    """the permissions boundary in the request, else that of the resource"""
    SOURCE_IDENTITY = "source-identity"
    """the source identity in the request, else the one that the caller's session hands on"""


@dataclass(frozen=True, slots=True)
class KeySource:
    """Where a condition key gets its value. `key` is in lower case; for `TAGS` it is the prefix up to the slash."""

    key: str
    filling: Filling
    parameter: str


@dataclass(frozen=True, slots=True)
class Permission:
    """One evaluation that a call needs.

    It is needed when one of the parameters `when` is given, always when there are none; `carried` says that it is
    also needed when the caller's session hands such a value on (policy-evaluation.md 8.3). `fixed` are facts that the
    operation implies. `sources` are those of the whole operation: a fact of the request is one for each permission.
    """

    action: str
    target: Target
    when: tuple[str, ...] = ()
    carried: bool = False
    fixed: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[KeySource, ...] = ()

    @property
    def wildcard_only(self) -> bool:
        """Whether only `Resource: "*"` matches."""
        return self.target.naming is Naming.NOTHING


@cache
def permissions(operation: str) -> tuple[Permission, ...] | None:
    """Return what a call of *operation* (`iam:CreateUser`) needs, or None when nothing describes it: refuse it then.

    The permission of the operation's own name comes first; the engine knows those that no policy decides.
    """
    needed = DECIDED_AS.get(operation) or _needed(operation)
    sources = tuple(_sources(needed))
    return tuple(replace(need, sources=sources) for need in needed) or None


def _needed(operation: str) -> tuple[Permission, ...]:
    """Return what an operation needs that has an action of its own; nothing when that is not described."""
    if operation in NOT_DESCRIBED or (action := services.action(operation)) is None or action.name != operation:
        return ()
    if operation not in TARGETS and action.resources and action.resources[0].name not in BY_KIND:
        return ()
    return (Permission(operation, _target(action)), *MORE.get(operation, ()), *_tagging(action))


def _target(action: services.Action) -> Target:
    if action.name in TARGETS:
        return TARGETS[action.name]
    return BY_KIND[action.resources[0].name] if action.resources else Target()


def _tagging(action: services.Action) -> Iterator[Permission]:
    """To create with tags, one must be allowed to create and to tag."""
    target = _target(action)
    tag = TAG_ACTIONS.get(target.kind, "")
    creates = target.naming in {Naming.SPELLED, Naming.ISSUER} and action.name != tag
    if creates and tag and REQUEST_TAG in action.condition_keys:
        yield Permission(tag, target, when=("Tags",))


def _sources(needed: tuple[Permission, ...]) -> Iterator[KeySource]:
    """Yield the sources of all condition keys that one of the actions knows."""
    actions = [action for need in needed if (action := services.action(need.action))]
    known = {key for action in actions for key in action.condition_keys}
    known |= {key for action in actions for use in action.resources for key in use.condition_keys}
    spell = SPELLINGS.get(needed[0].action.partition(":")[0], str) if needed else str
    for key, (filling, parameter) in KEY_SOURCES.items():
        if key in known:
            yield KeySource(key.partition("${")[0].lower(), filling, spell(parameter))


# -- tables --------------------------------------------------------------------------------------------

REQUEST_TAG: Final = "aws:RequestTag/${TagKey}"

SPELLINGS: Final[Mapping[str, Callable[[str], str]]] = {
    "rolesanywhere": lambda parameter: parameter[0].lower() + parameter[1:],
}
"""Services that spell the names of parameters otherwise than IAM does."""

USER: Final = Target("user", Naming.NAME, "UserName")
ROLE: Final = Target("role", Naming.NAME, "RoleName")
ROLE_ARN: Final = Target("role", Naming.ASSUMED, "RoleArn")
CREDENTIAL: Final = Target("user", Naming.CREDENTIAL_OWNER, "UserName", "ServiceSpecificCredentialId")
FEDERATED_USER: Final = Target("federated-user", Naming.SPELLED, "Name")

BY_KIND: Final[Mapping[str, Target]] = {
    "user": USER,
    "group": Target("group", Naming.NAME, "GroupName"),
    "role": ROLE,
    "policy": Target("policy", Naming.ARN, "PolicyArn"),
    "instance-profile": Target("instance-profile", Naming.NAME, "InstanceProfileName"),
    "mfa": Target("mfa", Naming.ARN, "SerialNumber"),
    "oidc-provider": Target("oidc-provider", Naming.ARN, "OpenIDConnectProviderArn"),
    "saml-provider": Target("saml-provider", Naming.ARN, "SAMLProviderArn"),
    "server-certificate": Target("server-certificate", Naming.NAME, "ServerCertificateName"),
    "delegation-request": Target("delegation-request", Naming.SPELLED, "DelegationRequestId"),
    "role-template": Target("role-template", Naming.ARN, "TemplateArn"),
    "access-report": Target("access-report", Naming.SPELLED, "EntityPath"),
    "federated-user": FEDERATED_USER,
    "trust-anchor": Target("trust-anchor", Naming.REGIONAL, "trustAnchorId"),
    "profile": Target("profile", Naming.REGIONAL, "profileId"),
    "crl": Target("crl", Naming.REGIONAL, "crlId"),
    "subject": Target("subject", Naming.REGIONAL, "subjectId"),
}
"""By which parameter an operation names its resource, for each resource type."""

TARGETS: Final[Mapping[str, Target]] = {
    # What is being created has no ARN to look up: its path is in the request.
    "iam:CreateUser": Target("user", Naming.SPELLED, "UserName"),
    "iam:CreateGroup": Target("group", Naming.SPELLED, "GroupName"),
    "iam:CreateRole": Target("role", Naming.SPELLED, "RoleName"),
    "iam:CreatePolicy": Target("policy", Naming.SPELLED, "PolicyName"),
    "iam:CreateInstanceProfile": Target("instance-profile", Naming.SPELLED, "InstanceProfileName"),
    "iam:UploadServerCertificate": Target("server-certificate", Naming.SPELLED, "ServerCertificateName"),
    "iam:CreateVirtualMFADevice": Target("mfa", Naming.SPELLED, "VirtualMFADeviceName"),
    "iam:CreateSAMLProvider": Target("saml-provider", Naming.SPELLED, "Name"),
    "iam:CreateOpenIDConnectProvider": Target("oidc-provider", Naming.ISSUER, "Url"),
    # Name and path of the role are those of the service's template.
    "iam:CreateServiceLinkedRole": Target("role", Naming.TEMPLATE, "AWSServiceName", "CustomSuffix"),
    "iam:GetServiceLinkedRoleDeletionStatus": Target("role", Naming.DELETION_TASK, "DeletionTaskId"),
    # The request names a key; its owner is what the permission is about.
    "iam:GetAccessKeyLastUsed": Target("user", Naming.KEY_OWNER, "AccessKeyId"),
    # The service of the credential is what policies ask for; the request has only the credential's id.
    "iam:DeleteServiceSpecificCredential": CREDENTIAL,
    "iam:ResetServiceSpecificCredential": CREDENTIAL,
    "iam:UpdateServiceSpecificCredential": CREDENTIAL,
    # One parameter takes the ARN of a user, group, role or policy.
    "iam:GenerateServiceLastAccessedDetails": Target("", Naming.ARN, "Arn"),
    "iam:ListPoliciesGrantingServiceAccess": Target("", Naming.ARN, "Arn"),
    "iam:SimulatePrincipalPolicy": Target("", Naming.ARN, "PolicySourceArn"),
    "iam:GetContextKeysForPrincipalPolicy": Target("", Naming.ARN, "PolicySourceArn"),
    "iam:GetHumanReadableSummary": Target("", Naming.ARN, "EntityArn"),
    # STS names a role by its ARN, which may be in another account.
    "sts:AssumeRole": ROLE_ARN,
    "sts:AssumeRoleWithSAML": ROLE_ARN,
    "sts:AssumeRoleWithWebIdentity": ROLE_ARN,
    # One parameter takes the ARN of a trust anchor, profile or CRL.
    "rolesanywhere:TagResource": Target("", Naming.REGIONAL, "resourceArn"),
    "rolesanywhere:UntagResource": Target("", Naming.REGIONAL, "resourceArn"),
    # Not parameters of a call: what a terminal is to be allowed (signin.login).
    "signin:AuthorizeOAuth2Access": Target("", Naming.ARN, "ClientArn"),
    "signin:CreateOAuth2Token": Target("", Naming.ARN, "ClientArn"),
}


def session_more(role: Target) -> tuple[Permission, ...]:
    """What a session of *role* is to carry needs permissions of its own, whoever asks for it (policy-evaluation.md
    8.3)."""
    return (
        Permission("sts:TagSession", role, when=("Tags",), carried=True),
        Permission("sts:SetSourceIdentity", role, when=("SourceIdentity",), carried=True),
    )


SESSION_MORE: Final = session_more(ROLE_ARN)
WORKLOADS_ROLE: Final = Target("role", Naming.ASSUMED, "roleArn")
TAG_NEW_ANCHOR = Permission("rolesanywhere:TagResource", Target("trust-anchor", Naming.REGIONAL), when=("tags",))
TAG_NEW_PROFILE = Permission("rolesanywhere:TagResource", Target("profile", Naming.REGIONAL), when=("tags",))
TAG_NEW_CRL = Permission("rolesanywhere:TagResource", Target("crl", Naming.REGIONAL), when=("tags",))
PASS_TO_WORKLOADS = Permission(
    "iam:PassRole",
    Target("", Naming.ARN, "roleArns"),
    when=("roleArns",),
    fixed={"iam:passedtoservice": "rolesanywhere.amazonaws.com"},
)
"""A profile hands its roles to whoever has a certificate."""

MORE: Final[Mapping[str, tuple[Permission, ...]]] = {
    # The profile hands the role to EC2 (policy-evaluation.md 6.3, iam:PassRole).
    "iam:AddRoleToInstanceProfile": (
        Permission("iam:PassRole", ROLE, fixed={"iam:passedtoservice": "ec2.amazonaws.com"}),
    ),
    # To rename, one must be allowed both to take the old name away and to give the new one.
    "iam:UpdateUser": (
        Permission(
            "iam:UpdateUser",
            Target("user", Naming.RENAMED, "UserName", "NewUserName"),
            when=("NewUserName", "NewPath"),
        ),
    ),
    "iam:UpdateGroup": (
        Permission(
            "iam:UpdateGroup",
            Target("group", Naming.RENAMED, "GroupName", "NewGroupName"),
            when=("NewGroupName", "NewPath"),
        ),
    ),
    "iam:UpdateServerCertificate": (
        Permission(
            "iam:UpdateServerCertificate",
            Target("server-certificate", Naming.RENAMED, "ServerCertificateName", "NewServerCertificateName"),
            when=("NewServerCertificateName", "NewPath"),
        ),
    ),
    # Who may see the credentials of one user may not see those of all.
    "iam:ListServiceSpecificCredentials": (
        Permission("iam:ListServiceSpecificCredentials", Target(), when=("AllUsers",)),
    ),
    # Service authorization reference, "Operations" of IAM Roles Anywhere.
    "rolesanywhere:CreateProfile": (TAG_NEW_PROFILE, PASS_TO_WORKLOADS),
    "rolesanywhere:CreateTrustAnchor": (TAG_NEW_ANCHOR,),
    "rolesanywhere:ImportCrl": (TAG_NEW_CRL,),
    "rolesanywhere:UpdateProfile": (PASS_TO_WORKLOADS,),
    "sts:AssumeRole": SESSION_MORE,
    "sts:AssumeRoleWithSAML": SESSION_MORE,
    "sts:AssumeRoleWithWebIdentity": SESSION_MORE,
    "sts:GetFederationToken": (Permission("sts:TagSession", FEDERATED_USER, when=("Tags",)),),
    "sts:GetWebIdentityToken": (Permission("sts:TagGetWebIdentityToken", Target(), when=("Tags",)),),
}
"""Permissions that an operation needs beside the one of its own name."""

EXPLAINED: Final = Target("", Naming.ARN, "principalArn")

DECIDED_AS: Final[Mapping[str, tuple[Permission, ...]]] = {
    # AWS publishes no action of this name: the service assumes the role, and its trust policy says whether it may
    # (IAM Roles Anywhere user guide, "Trust model").
    "rolesanywhere:CreateSession": (Permission("sts:AssumeRole", WORKLOADS_ROLE), *session_more(WORKLOADS_ROLE)),
    # Ostiary's own (ADR 0013). They tell what trust policies say, which is what ListRoles shows; and what a principal
    # may do, which is what simulating it shows.
    "access-analyzer:ExplainDecision": (
        Permission("access-analyzer:ExplainDecision", EXPLAINED),
        Permission("iam:SimulatePrincipalPolicy", EXPLAINED),
        Permission("iam:ListRoles", Target()),
    ),
    "access-analyzer:TestToken": (
        Permission("access-analyzer:TestToken", Target()),
        Permission("iam:ListRoles", Target()),
    ),
}
"""Operations of which the service authorization reference knows nothing, and what they need."""

TAG_ACTIONS: Final[Mapping[str, str]] = {
    "user": "iam:TagUser",
    "role": "iam:TagRole",
    "policy": "iam:TagPolicy",
    "instance-profile": "iam:TagInstanceProfile",
    "mfa": "iam:TagMFADevice",
    "oidc-provider": "iam:TagOpenIDConnectProvider",
    "saml-provider": "iam:TagSAMLProvider",
    "server-certificate": "iam:TagServerCertificate",
}
"""Which action tags a resource type."""

NOT_DESCRIBED: Final[Mapping[str, str]] = {
    "iam:CreateDelegationRequest": "the request has no id yet, and its owner may be another account",
    "sts:AssumeRoot": "only the management account of an organisation may call it",
}
"""Operations that no row describes yet, and why. AWS publishes no action for AcquireRole, UpdateDelegationRequest."""

REFUSED_AS: Final[Mapping[str, str]] = {
    "iam:ListGroups": "arn:{partition}:iam::{account}:group{path}",
    "iam:ListInstanceProfiles": "arn:{partition}:iam::{account}:instance-profile{path}",
    "iam:ListPolicies": "policy path {path}",
    "iam:ListRoles": "arn:{partition}:iam::{account}:role{path}",
    "iam:ListUsers": "arn:{partition}:iam::{account}:user{path}",
}
"""How AWS's refusals of a list call spell its resource, with the path prefix asked for; policies know it as `*` only.

Seen in many public transcripts of AWS; list calls without a row show `*` there too.
"""

KEY_SOURCES: Final[Mapping[str, tuple[Filling, str]]] = {
    # policy-evaluation.md 6.2 to 6.4. An action has only those keys that the catalogue lists for it.
    REQUEST_TAG: (Filling.TAGS, "Tags"),
    "aws:TagKeys": (Filling.TAG_KEYS, "Tags"),
    "iam:AWSServiceName": (Filling.TEXT, "AWSServiceName"),
    "iam:OrganizationsPolicyId": (Filling.TEXT, "OrganizationsPolicyId"),
    "iam:PermissionsBoundary": (Filling.BOUNDARY, "PermissionsBoundary"),
    "iam:PolicyARN": (Filling.TEXT, "PolicyArn"),
    "iam:RegisterSecurityKey": (Filling.TEXT, "RegisterSecurityKey"),
    "iam:ServiceSpecificCredentialAgeDays": (Filling.TEXT, "CredentialAgeDays"),
    "iam:ServiceSpecificCredentialServiceName": (Filling.TEXT, "ServiceName"),
    "signin:OAuthClientId": (Filling.TEXT, "ClientId"),
    "signin:OAuthGrantType": (Filling.TEXT, "GrantType"),
    "signin:OAuthRedirectUri": (Filling.TEXT, "RedirectUri"),
    "sts:DurationSeconds": (Filling.TEXT, "DurationSeconds"),
    "sts:ExternalId": (Filling.TEXT, "ExternalId"),
    "sts:IdentityTokenAudience": (Filling.LIST, "Audience"),
    "sts:RoleSessionName": (Filling.TEXT, "RoleSessionName"),
    "sts:SigningAlgorithm": (Filling.TEXT, "SigningAlgorithm"),
    "sts:SourceIdentity": (Filling.SOURCE_IDENTITY, "SourceIdentity"),
    "sts:TransitiveTagKeys": (Filling.LIST, "TransitiveTagKeys"),
}
"""Which parameter fills a condition key."""
