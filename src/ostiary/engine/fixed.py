"""What is settled by no policy: calls that need none, credentials that may not call, things nobody may change.

policy-evaluation.md 7.3 (first lines), 7.8, 8.1 and 8.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ostiary.engine.kinds import PolicyKind
from ostiary.engine.request import ANY_RESOURCE, Request, Target
from ostiary.model.arn import Arn
from ostiary.model.caller import Caller, CallerKind, Session, SessionKind

LONG_TERM_OWNERS: Final = frozenset({CallerKind.USER, CallerKind.ROOT})

ASSUME_ROLE: Final = "sts:assumerole"
ASSUMING: Final = frozenset({ASSUME_ROLE, "sts:tagsession", "sts:setsourceidentity", "sts:setcontext"})
"""AssumeRole and the permissions that one AssumeRole call may need besides (8.3)."""

TOKEN_SESSION_STS: Final = ASSUMING | {"sts:getcalleridentity"}


def needs_no_policy(request: Request) -> bool:
    """Return whether the call is allowed whatever policies say, even against a Deny (8.1)."""
    caller = request.caller
    match request.action.lower():
        case "sts:getcalleridentity":
            return caller.kind is not CallerKind.ANONYMOUS
        case "sts:getsessiontoken":
            return caller.kind in LONG_TERM_OWNERS and caller.session is None
        case _:
            return False


def is_beyond_credentials(request: Request) -> bool:
    """Return whether the kind of credentials bars the call, whatever policies say (8.2).

    `sts:GetSessionToken` is decided by credentials alone, and so is refused here to all that `needs_no_policy` does
    not allow.
    """
    action = request.action.lower()
    if action == "sts:getsessiontoken":
        return not needs_no_policy(request)
    session = request.caller.session
    if session is None or not action.startswith(("iam:", "sts:")):
        return False
    match session.kind:
        case SessionKind.ASSUMED_ROLE | SessionKind.CONSOLE:
            return action == "sts:getfederationtoken"
        case SessionKind.SESSION_TOKEN:
            return not has_mfa(session) if action.startswith("iam:") else action not in TOKEN_SESSION_STS
        case SessionKind.FEDERATION_TOKEN:
            return action != "sts:getcalleridentity"


def has_mfa(session: Session) -> bool:
    """Return whether a one-time code was shown for the session."""
    return session.mfa_time is not None


# -- things that nobody may change (7.8) ---------------------------------------------------------------

READING: Final = ("get", "list", "simulate", "generate")
"""How the names of IAM's actions begin that change nothing."""

MANAGED_POLICY: Final = "policy/"
RESERVED_ROLE: Final = "role/aws-reserved/"
SERVICE_LINKED_ROLE: Final = "role/aws-service-role/"

ON_SERVICE_LINKED_ROLES: Final = frozenset(
    {
        "iam:createservicelinkedrole",
        "iam:deleteservicelinkedrole",
        "iam:updaterole",
        "iam:updateroledescription",
        "iam:tagrole",
        "iam:untagrole",
        "iam:passrole",
    }
)
"""What AWS lets an account's own principals do with a service-linked role: its description and tags are theirs
(UpdateRole changes nothing else of it), and passing it does not change it."""


AWS_ALIAS: Final = "alias/aws/"
ON_ALIASES: Final = frozenset({"kms:createalias", "kms:updatealias", "kms:deletealias"})
"""What changes a key's alias; those under `alias/aws/` are the services' own."""

PROTECTED: Final = (MANAGED_POLICY, RESERVED_ROLE, SERVICE_LINKED_ROLE, AWS_ALIAS)


def is_service_linked(caller: Caller) -> bool:
    """Return whether the caller is a session of a role under the path `/aws-service-role/` (7.1)."""
    name = caller.entity_arn.split(":", 5)[-1]
    return caller.kind is CallerKind.ROLE_SESSION and name.startswith(SERVICE_LINKED_ROLE)


ON_BUCKET_POLICIES: Final = frozenset({"s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy"})


def is_way_back_in(request: Request, target: Target) -> bool:
    """Return whether the call is how the owner's root user mends a bucket policy, which cannot deny it (7.8)."""
    caller = request.caller
    return (
        caller.kind is CallerKind.ROOT
        and caller.account == request.owner_account
        and target.action in ON_BUCKET_POLICIES
    )


def refused_by(request: Request, target: Target) -> PolicyKind | None:
    """Return the layer to name when a rule of 7.8 forbids the call to everyone, root included; else None."""
    name = target.name
    if not name.startswith(PROTECTED):
        return None
    if name.startswith(AWS_ALIAS):
        return PolicyKind.RESOURCE if target.action in ON_ALIASES else None
    if not target.prefix.partition(":")[2].startswith("iam:"):
        return None
    service_linked = name.startswith(SERVICE_LINKED_ROLE) and request.caller.kind is not CallerKind.SERVICE
    if target.action in ASSUMING:
        return PolicyKind.TRUST if service_linked else None
    if target.service != "iam" or target.operation.startswith(READING):
        return None
    protected = (
        (name.startswith(MANAGED_POLICY) and target.prefix.endswith(":aws:"))
        or name.startswith(RESERVED_ROLE)
        or (service_linked and target.action not in ON_SERVICE_LINKED_ROLES)
    )
    return PolicyKind.RESOURCE if protected else None


# -- resources whose policy is mandatory (7.7) ---------------------------------------------------------

TRUSTED_ACTIONS: Final[Mapping[str, str]] = {
    action.lower(): action
    for action in (
        "sts:AssumeRole",
        "sts:AssumeRoleWithSAML",
        "sts:AssumeRoleWithWebIdentity",
        "sts:TagSession",
        "sts:SetSourceIdentity",
        "sts:SetContext",
    )
}
"""The actions that a role's trust policy decides, by lower-case name."""


def needs_trust(request: Request) -> bool:
    """Return whether the call is about a role in a way that its trust policy must allow.

    `sts:TagSession` on a federated user, and any call without a concrete role, follow the ordinary rule.
    """
    if request.action.lower() not in TRUSTED_ACTIONS:
        return False
    arn = Arn.parse(request.resource)
    return arn is not None and arn.service == "iam" and arn.resource.startswith("role/")


def needs_resource_policy(request: Request) -> bool:
    """Return whether the resource's own policy must grant, as a key's must.

    A call about no resource in particular follows the ordinary rule.
    """
    return request.resource_mandatory and not request.wildcard_only and request.resource != ANY_RESOURCE
