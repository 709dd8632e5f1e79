"""Nouns as answers show them.

One function per noun. Each takes the call, because AWS shows the same thing with more or fewer members depending on
the operation: `LEFT_OUT` is the table of those irregularities.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ostiary.authz.authorized import Authorized
from ostiary.iam import tags
from ostiary.model.arn import iam_arn
from ostiary.model.nouns import AccessKey, AccessUse, Account, Group, InstanceProfile, Role, User
from ostiary.wire import iam_types

Call = Authorized[object]

ACTIVITY_PERIOD: Final = 400 * 86_400
"""Seconds for which last use is told (API reference, RoleLastUsed: the trailing 400 days)."""

SUMMARY_OF_ROLE: Final = frozenset({"MaxSessionDuration", "PermissionsBoundary", "RoleLastUsed", "Tags"})

LEFT_OUT: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    # API reference: "IAM resource-listing operations return a subset of the available attributes for the resource";
    # the pages of these four then name what is missing.
    ("ListUsers", "User"): frozenset({"PermissionsBoundary", "Tags"}),
    ("ListRoles", "Role"): frozenset({"PermissionsBoundary", "RoleLastUsed", "Tags"}),
    ("ListPolicies", "Policy"): frozenset({"Description", "Tags"}),
    ("ListInstanceProfiles", "InstanceProfile"): frozenset({"Tags"}),
    # Not said on their pages, but resource listings too.
    ("GetGroup", "User"): frozenset({"PermissionsBoundary", "Tags"}),
    ("ListInstanceProfilesForRole", "InstanceProfile"): frozenset({"Tags"}),
    # AWS's recorded answers: a new role is shown without what can be changed later, but for tags and boundary.
    ("CreateRole", "Role"): frozenset({"Description", "MaxSessionDuration", "RoleLastUsed"}),
    ("UpdateRoleDescription", "Role"): frozenset({"MaxSessionDuration", "RoleLastUsed"}),
    # Recorded as well: the role inside an instance profile is a summary.
    ("GetInstanceProfile", "Role"): SUMMARY_OF_ROLE,
    ("ListInstanceProfiles", "Role"): SUMMARY_OF_ROLE,
    ("ListInstanceProfilesForRole", "Role"): SUMMARY_OF_ROLE,
    ("GetAccountAuthorizationDetails", "Role"): SUMMARY_OF_ROLE,
}
"""(operation, shape) → members that this operation does not show."""

ALWAYS_TAGS: Final = frozenset({"GetInstanceProfile", "GetPolicy"})
"""Operations that answer an empty list of tags where others leave `Tags` out, as recorded from AWS."""


def shows(call: Call, shape: str, member: str) -> bool:
    """Return whether the answer to *call* shows *member* of *shape* (`User`, `Role`, `Policy`, `InstanceProfile`)."""
    return member not in LEFT_OUT.get((call.operation, shape), frozenset())


def user(call: Call, user: User) -> iam_types.User:
    """Return a user; `PasswordLastUsed` is absent while no password was used, as AWS has it."""
    shape: iam_types.User = {
        "Path": user.path,
        "UserName": user.name,
        "UserId": user.id,
        "Arn": user_arn(call, user),
        "CreateDate": user.created,
    }
    if user.password_last_used is not None:
        shape["PasswordLastUsed"] = user.password_last_used
    if user.boundary and shows(call, "User", "PermissionsBoundary"):
        shape["PermissionsBoundary"] = boundary(user.boundary)
    if user.tags and shows(call, "User", "Tags"):
        shape["Tags"] = tags.wire(user.tags)
    return shape


def root_user(call: Call, account: Account) -> iam_types.User:
    """Return the root user as GetUser shows it: by account number and ARN, without name and path."""
    shape: iam_types.User = {
        "UserId": account.id,
        "Arn": iam_arn(call.partition, account.id, "root"),
        "CreateDate": account.created,
    }
    if account.password_last_used is not None:
        shape["PasswordLastUsed"] = account.password_last_used
    return shape


def group(call: Call, group: Group) -> iam_types.Group:
    """Return a group, which has neither tags nor boundary."""
    return {
        "Path": group.path,
        "GroupName": group.name,
        "GroupId": group.id,
        "Arn": group_arn(call, group),
        "CreateDate": group.created,
    }


def role(call: Call, role: Role, trust: str) -> iam_types.Role:
    """Return a role with *trust* as its trust policy (`ostiary.iam.trust.shown` says how it is to be read now).

    `Description` is absent when there is none. `RoleLastUsed` is added by those who show it.
    """
    shape: iam_types.Role = {
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.id,
        "Arn": role_arn(call, role),
        "CreateDate": role.created,
        "AssumeRolePolicyDocument": trust,
    }
    if shows(call, "Role", "MaxSessionDuration"):
        shape["MaxSessionDuration"] = role.max_session
    if role.description and shows(call, "Role", "Description"):
        shape["Description"] = role.description
    if role.boundary and shows(call, "Role", "PermissionsBoundary"):
        shape["PermissionsBoundary"] = boundary(role.boundary)
    if role.tags and shows(call, "Role", "Tags"):
        shape["Tags"] = tags.wire(role.tags)
    return shape


def last_used(call: Call, use: AccessUse | None) -> iam_types.RoleLastUsed:
    """Return when and where a role was last used: nothing when it was not within the period that AWS tells of."""
    if use is None or use.time < call.now - ACTIVITY_PERIOD:
        return {}
    return {"LastUsedDate": use.time, "Region": use.region}


def instance_profile(call: Call, profile: InstanceProfile, roles: list[iam_types.Role]) -> iam_types.InstanceProfile:
    """Return an instance profile with *roles*, the one role it may hold or none."""
    shape: iam_types.InstanceProfile = {
        "Path": profile.path,
        "InstanceProfileName": profile.name,
        "InstanceProfileId": profile.id,
        "Arn": instance_profile_arn(call, profile),
        "CreateDate": profile.created,
        "Roles": roles,
    }
    if (profile.tags or call.operation in ALWAYS_TAGS) and shows(call, "InstanceProfile", "Tags"):
        shape["Tags"] = tags.wire(profile.tags)
    return shape


def access_key(key: AccessKey, user_name: str | None) -> iam_types.AccessKeyMetadata:
    """Return an access key without its secret. *user_name* is None for a key of the root user, which has no name."""
    shape: iam_types.AccessKeyMetadata = {
        "AccessKeyId": key.id,
        "Status": "Active" if key.active else "Inactive",
        "CreateDate": key.created,
    }
    if user_name is not None:
        shape["UserName"] = user_name
    return shape


def boundary(arn: str) -> iam_types.AttachedPermissionsBoundary:
    """Return the permissions boundary *arn*.

    The type is the one in AWS's recorded answers and in its CLI reference; the service model's enum knows only
    `PermissionsBoundaryPolicy`.
    """
    return {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn}


# -- ARNs ----------------------------------------------------------------------------------------------


def user_arn(call: Call, user: User) -> str:
    """Return the ARN of *user*."""
    return iam_arn(call.partition, user.account, f"user{user.path}{user.name}")


def group_arn(call: Call, group: Group) -> str:
    """Return the ARN of *group*."""
    return iam_arn(call.partition, group.account, f"group{group.path}{group.name}")


def role_arn(call: Call, role: Role) -> str:
    """Return the ARN of *role*."""
    return iam_arn(call.partition, role.account, f"role{role.path}{role.name}")


def instance_profile_arn(call: Call, profile: InstanceProfile) -> str:
    """Return the ARN of *profile*."""
    return iam_arn(call.partition, profile.account, f"instance-profile{profile.path}{profile.name}")
